"""A question with three answers, or a case that is acted out in turns; there is no score.

What was chosen on the way is carried by the buttons alone, as a ``trail``: a digit for each choice
and ``ON`` for each step forward. Nothing of it is kept anywhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

ON = "-"
"""In a trail: the officer has read what a choice does, and goes on."""

_DIGITS = "012"
OPTIONS = len(_DIGITS)


class PracticeKind(StrEnum):
    """What a practice is for."""

    QUIZ = "quiz"
    """One question that brings the week's skills back to mind."""
    CASE = "case"
    """A role-play of one turn or two."""


class Effect(StrEnum):
    """What a choice does to a case; officers are told why and never how they did."""

    HELPS = "ayuda"
    NEUTRAL = "neutro"
    WORSENS = "empeora"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: a plain label, why it helps or does not (Telegram HTML), and what follows."""

    label: str
    feedback: str
    effect: Effect | None = None
    then: Turn | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A scene or a question in Telegram HTML, and its answers."""

    html: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Practice:
    """One quiz or case of a lesson; a case ends with a ``phrase`` to take along."""

    kind: PracticeKind
    opening: Turn
    phrase: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """Where somebody stands: asked, answered, or (without a turn) at the phrase."""

    practice: Practice
    trail: str
    turn: Turn | None
    chosen: Option | None


def arrive(practice: Practice, trail: str) -> Moment | None:
    """The moment that a button names; None when no way through this practice leads there."""
    turn: Turn | None = practice.opening
    chosen: Option | None = None
    for mark in trail:
        if turn is None:
            return None
        if chosen is None:
            if mark not in _DIGITS[: len(turn.options)]:
                return None
            chosen = turn.options[_DIGITS.index(mark)]
            continue
        if mark != ON or (chosen.then is None and practice.phrase is None):
            return None
        turn, chosen = chosen.then, None
    return Moment(practice, trail, turn, chosen)


def choices(moment: Moment) -> tuple[tuple[Option, str], ...]:
    """The answers that a question offers, each with the trail it leads to."""
    if moment.turn is None or moment.chosen is not None:
        return ()
    return tuple(
        (option, moment.trail + digit)
        for option, digit in zip(moment.turn.options, _DIGITS, strict=False)
    )


def onward(moment: Moment) -> str | None:
    """The trail of what follows an answer; None when the practice ends here."""
    trail = moment.trail + ON
    return None if arrive(moment.practice, trail) is None else trail


def back(moment: Moment) -> str | None:
    """The trail of the step before, its choice forgotten; None at the beginning."""
    return moment.trail[:-1] if moment.trail else None


def moments(practice: Practice, trail: str = "") -> Iterator[Moment]:
    """Every moment that can be reached, in the order of reading; each of them once."""
    moment = arrive(practice, trail)
    if moment is None:
        return
    yield moment
    for _, chosen in choices(moment):
        yield from moments(practice, chosen)
    if moment.chosen is not None:
        yield from moments(practice, trail + ON)


def texts(practice: Practice) -> list[str]:
    """Everything that can be read in it, as Telegram HTML, each text once."""
    found: list[str] = []
    for moment in moments(practice):
        if moment.chosen is not None:
            found += [moment.chosen.label, moment.chosen.feedback]
        elif moment.turn is not None:
            found.append(moment.turn.html)
        elif practice.phrase is not None:
            found.append(practice.phrase)
    return list(dict.fromkeys(found))
