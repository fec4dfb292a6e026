"""``python -m bot rehearse``: configuration and content in, a played half year out."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from bot.arranging import calendar_from
from bot.config import Config
from bot.content.lessons import load_lessons
from bot.domain.course import is_on_track, next_for
from bot.domain.model import Lesson, Subscriber
from bot.domain.timetable import Calendar, at_wall, calendar_of, is_quiet, local
from bot.rehearsal.officers import make_officers
from bot.rehearsal.playing import Given, empty_store, play
from bot.rehearsal.summary import Summary, summarise

_SEED = 2026


class RehearsalError(Exception):
    """The rehearsal cannot begin; the message says why and what to write instead."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One played rehearsal with all that is needed to tell of it."""

    calendar: Calendar
    lessons: dict[int, Lesson]
    first_day: date
    officers: list[Subscriber]
    given: list[Given]
    summary: Summary

    def of(self, officer: Subscriber) -> list[Given]:
        """What one officer got."""
        return [one for one in self.given if one.chat_id == officer.chat_id]

    def wall(self, officer: Subscriber, at: datetime) -> datetime:
        """The clock on that officer's wall."""
        return local(at, calendar_of(officer, self.calendar))


def rehearse(
    config: Config, lessons_folder: Path, first_day: date, weeks: int, officers: int
) -> Rehearsal:
    """Play so many weeks from midnight of a day; the same arguments give the same result.

    ContentError when the lessons cannot be read, RehearsalError for sizes that make no sense.
    """
    if not 1 <= weeks <= 104 or not 1 <= officers <= 2000:
        raise RehearsalError("Escriba de 1 a 104 semanas y de 1 a 2000 personas.")
    calendar = calendar_from(config)
    lessons = {lesson.number: lesson for lesson in load_lessons(lessons_folder)}
    chance = random.Random(_SEED)  # noqa: S311 - made-up people
    people = make_officers(
        officers,
        config.units,
        config.schedule.lesson_hours,
        tuple(calendar.shifts.values()),
        first_day,
        chance,
    )
    start = at_wall(first_day, time(0), calendar)
    with empty_store() as store:
        given = play(store, people, calendar, lessons, start, start + timedelta(weeks=weeks))
    summary = count(people, given, calendar, lessons, weeks)
    return Rehearsal(calendar, lessons, first_day, people, given, summary)


def count(
    people: Sequence[Subscriber],
    given: Sequence[Given],
    calendar: Calendar,
    lessons: Mapping[int, Lesson],
    weeks: int,
) -> Summary:
    """A rehearsal in counts, under a calendar."""
    return summarise(
        people,
        given,
        weeks,
        wall=lambda officer, at: local(at, calendar_of(officer, calendar)),
        is_quiet=lambda officer, at: is_quiet(at, calendar_of(officer, calendar)),
        in_order=lambda officer: order_for(officer, lessons),
        rhythm=lambda officer: _rhythm(officer, calendar),
        holidays=calendar.holidays,
    )


def order_for(officer: Subscriber, lessons: Mapping[int, Lesson]) -> list[int]:
    """The whole course of an officer who has just begun it."""
    order: list[int] = []
    while (number := next_for(officer, lessons)) is not None:
        order.append(number)
        if is_on_track(number, lessons):
            officer = replace(officer, next_track=number + 1)
        else:
            officer = replace(officer, next_lesson=number + 1)
    return order


def _rhythm(officer: Subscriber, calendar: Calendar) -> str:
    """How an officer works, in a word or two."""
    shift = calendar.shifts.get(officer.shift)
    days = len(officer.days)
    week_days = "1 día por semana" if days == 1 else f"{days} días por semana"
    return week_days if shift is None else shift.name
