"""On which dates an officer gets a lesson, and at which hour of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.domain.duties import Shift
from bot.domain.model import Subscriber
from bot.domain.wall import Calendar, at_wall, awake_from, calendar_of, is_free, local

_SEARCH_DAYS = 400  # a year of holidays cannot hide every week day


def shift_of(officer: Subscriber, calendar: Calendar) -> Shift | None:
    """The pattern an officer works by; None for week days, and for a pattern that is gone."""
    shift = calendar.shifts.get(officer.shift)
    if shift is None or shift.is_by_hand or officer.shift_from is not None:
        return shift
    return None


def is_lesson_day(day: date, officer: Subscriber, calendar: Calendar) -> bool:
    """Whether a date brings a lesson.

    With a pattern these are the first free days of duty of an ISO week, as many as the officer
    wants lessons in a week.
    """
    if not is_free(day, officer, calendar):
        return False
    shift = shift_of(officer, calendar)
    if shift is None:
        return day.isoweekday() in officer.days
    if not _has_duty(day, officer, shift):
        return False
    monday = day - timedelta(days=day.isoweekday() - 1)
    earlier = (monday + timedelta(days=n) for n in range(day.isoweekday() - 1))
    had = sum(_has_duty(one, officer, shift) and is_free(one, officer, calendar) for one in earlier)
    return had < len(officer.days)


def lesson_due_on(day: date, officer: Subscriber, calendar: Calendar) -> datetime:
    """When the lesson of a date is due; an hour inside the quiet hours means their end."""
    here = calendar_of(officer, calendar)
    override = here.overrides.get(day)
    hour = officer.hour
    shift = shift_of(officer, here)
    if override is not None and override.hour is not None:
        hour = override.hour
    elif shift is not None and officer.shift_from is not None:
        hour = shift.night_hour if shift.has_night(day, officer.shift_from) else hour
    return awake_from(at_wall(day, hour, here), here)


def next_lesson_due(officer: Subscriber, after: datetime, calendar: Calendar) -> datetime | None:
    """The first lesson hour behind ``after`` on one of the officer's days."""
    here = calendar_of(officer, calendar)
    today = local(after, here).date()
    # Yesterday too: its lesson may have waited for the end of the quiet hours.
    for ahead in range(-1, _SEARCH_DAYS):
        day = today + timedelta(days=ahead)
        if is_lesson_day(day, officer, here):
            due = lesson_due_on(day, officer, here)
            if due > after:
                return due
    return None


def _has_duty(day: date, officer: Subscriber, shift: Shift) -> bool:
    return officer.shift_from is not None and shift.has_duty(day, officer.shift_from)
