"""Scoring of check-ins: which band a result falls into, and what a band calls for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.model import Band

NRS = "nrs"
TRIGGER = "trigger"
BREATHING = "breathing"

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
    """Which way a 0–10 rating went over an exercise: ``better``, ``same`` or ``worse``."""
    if after == before:
        return "same"
    return "better" if after < before else "worse"


def lesson_vote(number: int) -> str:
    """The instrument under which the votes on a lesson are counted."""
    return f"lesson-{number:02d}"
