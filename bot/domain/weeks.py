"""Rounds as weeks in a row, and the fixed blocks of four that reports look back over."""

from __future__ import annotations

from datetime import date, timedelta

_WEEKS = 4


def week_number(name: str) -> int:
    """The place of a round like ``2026-W48`` in the row of all weeks."""
    return date.fromisocalendar(int(name[:4]), int(name[6:]), 1).toordinal() // 7


def week_name(number: int) -> str:
    """The name of the round at a place."""
    year, week, _ = date.fromordinal(number * 7 + 1).isocalendar()
    return f"{year}-W{week:02d}"


def later(name: str, weeks: int) -> str:
    """The round so many weeks later."""
    return week_name(week_number(name) + weeks)


def block_of(name: str) -> tuple[str, ...]:
    """The four rounds of the block that a round lies in; blocks never overlap."""
    first = week_number(name) // _WEEKS * _WEEKS
    return tuple(week_name(first + place) for place in range(_WEEKS))


def days_of(name: str) -> tuple[date, date]:
    """Monday and Sunday of a round's week."""
    monday = date.fromordinal(week_number(name) * 7 + 1)
    return monday, monday + timedelta(days=6)
