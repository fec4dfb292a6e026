"""Scoring of check-ins: which band a result falls into, and what a band calls for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.model import Band

NRS = "nrs"
TRIGGER = "trigger"
BREATHING = "breathing"

_LESSON = "lesson-"
_AT_WEEK = "@"

TRIGGERS = ("carga", "publico", "jefatura", "turno", "seguridad", "familia", "otro")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The lowest score of each band on the 0–10 stress item.

    Source of the defaults 5, 7, 9: Dutheil 2017, PLoS One 12:e0178948 (at risk from 5.0, best
    cut-off 6.8, action urgently required from 8.2).
    """

    yellow: int
    orange: int
    red: int


def stress_band(score: int, thresholds: Thresholds) -> Band:
    """The band of a 0–10 stress rating; ValueError outside 0–10."""
    if not 0 <= score <= 10:
        raise ValueError("a stress rating lies between 0 and 10")
    if score >= thresholds.red:
        return Band.RED
    if score >= thresholds.orange:
        return Band.ORANGE
    return Band.YELLOW if score >= thresholds.yellow else Band.GREEN


def calls_for_contacts(band: Band) -> bool:
    """Whether a check-in in this band is followed by the contact card at once."""
    return band in (Band.ORANGE, Band.RED)


def breathing_change(before: int, after: int) -> str:
    """By how many points a 0–10 rating rose over an exercise, -10 to 10; below 0 is better."""
    return str(after - before)


def lesson_vote(number: int) -> str:
    """The instrument under which the votes on a lesson are counted."""
    return f"{_LESSON}{number:02d}"


def lesson_of(instrument: str) -> int | None:
    """The lesson whose votes are counted so."""
    number = instrument.removeprefix(_LESSON)
    return int(number) if number != instrument and number.isdecimal() else None


def evaluation(instrument: str, week: int) -> str:
    """The name of an instrument answered in a week of the evaluation, 0, 12 or 24."""
    return f"{instrument}{_AT_WEEK}{week:02d}"


def evaluated(name: str) -> tuple[str, int] | None:
    """The instrument and the week of an evaluation's name; None for any other name."""
    instrument, found, week = name.partition(_AT_WEEK)
    return (instrument, int(week)) if found and week.isdecimal() else None
