"""How long a pause lasts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.domain.lesson_days import lesson_due_on
from bot.domain.model import Subscriber
from bot.domain.wall import Calendar, at_wall, calendar_of, local


def silent_until(officer: Subscriber, now: datetime, days: int, calendar: Calendar) -> date:
    """The day on which prompts go on after so many times 24 hours without one.

    It is a day of the officer's wall clock, and one later where the first prompt of that day
    would come before the hours are over.
    """
    here = calendar_of(officer, calendar)
    ends = now + timedelta(days=days)
    day = local(ends, here).date()
    hours = [at_wall(day, hour, here) for hour in (here.checkin_hour, here.booster_hour)]
    first = min(lesson_due_on(day, officer, here), *hours)
    return day if first >= ends else day + timedelta(days=1)
