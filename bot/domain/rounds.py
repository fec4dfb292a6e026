"""The round that a moment belongs to: the same for everybody, in the programme's zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.domain.wall import Calendar, at_wall, local


def round_starts(now: datetime, calendar: Calendar) -> datetime:
    """When the round that is open at ``now`` began: the last closing moment."""
    return at_wall(_round_day(now, calendar), calendar.close_hour, calendar)


def round_of(now: datetime, calendar: Calendar) -> str:
    """The open round as ``2026-W48``: the ISO week in which most of its days lie."""
    # Days, not hours, are counted to the middle: a clock change must not give two rounds one name.
    ahead = 4 if calendar.close_hour >= time(12) else 3
    year, week, _ = (_round_day(now, calendar) + timedelta(days=ahead)).isocalendar()
    return f"{year}-W{week:02d}"


def round_ends(now: datetime, calendar: Calendar) -> datetime:
    """When the round that is open at ``now`` closes."""
    following = _round_day(now, calendar) + timedelta(days=7)
    return at_wall(following, calendar.close_hour, calendar)


def _round_day(now: datetime, calendar: Calendar) -> date:
    """The closing day on which the round that is open at ``now`` began."""
    day = local(now, calendar).date()
    day -= timedelta(days=(day.isoweekday() - calendar.close_day) % 7)
    has_begun = at_wall(day, calendar.close_hour, calendar) <= now
    return day if has_begun else day - timedelta(days=7)
