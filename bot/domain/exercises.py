"""Guided exercises: one message that is walked through step by step.

Where somebody stands, and what was answered on the way, is carried by the buttons alone: a
``trail`` with one character for each question behind. Nothing of it is kept anywhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_DIGITS = "0123456789a"
SKIPPED = "-"
"""In a trail: the question was passed over."""


class Scale(StrEnum):
    """What a step asks for in eleven keys."""

    TEN = "ten"
    """From 0 to 10."""
    HUNDRED = "hundred"
    """From 0 to 100 %, in tens."""


@dataclass(frozen=True, slots=True)
class ExerciseStep:
    """One step: Telegram HTML; perhaps a question, as a scale or as choices, or a timing.

    ``seconds`` are how long to do it, or how long to tense a muscle and how long to let go.
    """

    title: str
    html: str
    scale: Scale | None = None
    choices: tuple[str, ...] = ()
    seconds: tuple[int, ...] = ()

    @property
    def options(self) -> int:
        """How many answers it takes; none where it asks nothing."""
        return len(_DIGITS) if self.scale is not None else len(self.choices)


@dataclass(frozen=True, slots=True)
class Exercise:
    """One guided exercise as it lies in ``lessons/exercises``; ``key`` is its file's name."""

    key: str
    title: str
    order: int
    technique: str
    evidence: tuple[str, ...]
    source: str
    minutes: int
    caution: str
    reviewer: str
    reviewed_on: date | None
    picture: str | None
    alt: str | None
    steps: tuple[ExerciseStep, ...]

    @property
    def seconds(self) -> int:
        """How long its timed steps take together."""
        return sum(sum(step.seconds) for step in self.steps)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands in an exercise; ``number`` counts from 1."""

    exercise: Exercise
    number: int
    trail: str

    @property
    def step(self) -> ExerciseStep:
        """The step that is shown."""
        return self.exercise.steps[self.number - 1]

    @property
    def is_last(self) -> bool:
        """Whether the exercise ends here."""
        return self.number == len(self.exercise.steps)


@dataclass(frozen=True, slots=True)
class Change:
    """The same scale, asked at the beginning and at the end."""

    scale: Scale
    before: int
    after: int


def begin(exercise: Exercise) -> Place:
    """The first step."""
    return Place(exercise, 1, "")


def arrive(exercise: Exercise, number: int, trail: str) -> Place | None:
    """The place that a button names; None when no walk through this exercise leads there."""
    if not 1 <= number <= len(exercise.steps):
        return None
    asked = _asked(exercise, number)
    if len(trail) != len(asked):
        return None
    fits = all(_fits(step, answer) for step, answer in zip(asked, trail, strict=True))
    return Place(exercise, number, trail) if fits else None


def onward(place: Place, answer: int | None = None) -> Place:
    """The next step, with an answer (counted from 0) or without one."""
    trail = place.trail
    if place.step.options:
        trail += SKIPPED if answer is None else _DIGITS[answer]
    return Place(place.exercise, place.number + 1, trail)


def back(place: Place) -> Place:
    """The step before; an answer given there is forgotten."""
    number = place.number - 1
    return Place(place.exercise, number, place.trail[: len(_asked(place.exercise, number))])


def changes(place: Place) -> tuple[Change, ...]:
    """What moved, for each scale that was answered both the first and the last time."""
    answers: dict[Scale, list[str]] = {scale: [] for scale in Scale}
    for step, answer in zip(_asked(place.exercise, place.number), place.trail, strict=True):
        if step.scale is not None:
            answers[step.scale].append(answer)
    return tuple(
        Change(scale, _value(scale, given[0]), _value(scale, given[-1]))
        for scale, given in answers.items()
        if len(given) > 1 and SKIPPED not in (given[0], given[-1])
    )


def _asked(exercise: Exercise, number: int) -> list[ExerciseStep]:
    """The steps before this one that ask something."""
    return [step for step in exercise.steps[: number - 1] if step.options]


def _fits(step: ExerciseStep, answer: str) -> bool:
    return answer == SKIPPED or answer in _DIGITS[: step.options]


def _value(scale: Scale, answer: str) -> int:
    return _DIGITS.index(answer) * (10 if scale is Scale.HUNDRED else 1)
