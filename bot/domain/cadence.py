"""Prompts of the programme's own rhythm: surveys, boosters, and the offer of a lighter rhythm."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from bot.domain.lesson_days import is_lesson_day
from bot.domain.model import BOOSTER_DAYS, Appointment, Consent, Lesson, PromptKind, Subscriber
from bot.domain.wall import Calendar, at_wall, awake_from, calendar_of, is_free, local, next_free

SURVEY_WEEKS = (0, 4, 8, 12, 24)
"""The weeks after the first survey in which one comes; the number is the survey's item."""

RHYTHM_DAYS = 28
"""Days between two offers of a lighter rhythm, whatever an officer answers or does not."""

_DAY = timedelta(days=1)
_SEARCH_DAYS = 400


def first_of_cadence(
    officer: Subscriber, after: datetime, calendar: Calendar
) -> tuple[Appointment, ...]:
    """What begins with an enrolment; surveys with full consent only."""
    rhythm = first_rhythm(officer, after, calendar)
    if officer.consent is not Consent.ALL:
        return (rhythm,)
    return (rhythm, first_survey(officer, after, calendar))


def first_survey(officer: Subscriber, after: datetime, calendar: Calendar) -> Appointment:
    """The survey of week 0: on the first survey day behind a moment."""
    due_at = next_survey_day(officer, after, calendar)
    return Appointment(officer.chat_id, PromptKind.SURVEY, due_at, SURVEY_WEEKS[0])


def next_survey_day(officer: Subscriber, after: datetime, calendar: Calendar) -> datetime:
    """The first survey hour behind a moment, on the officer's wall; holidays are passed over."""
    here = calendar_of(officer, calendar)
    day = local(after, here).date()
    for _ in range(_SEARCH_DAYS):
        due_at = awake_from(at_wall(day, here.checkin_hour, here), here)
        if day.isoweekday() == here.survey_day and is_free(day, officer, here) and due_at > after:
            return due_at
        day += _DAY
    return after + timedelta(weeks=1)


def survey_after(
    survey: Appointment, officer: Subscriber, after: datetime, calendar: Calendar, *, sent: bool
) -> Appointment | None:
    """The survey that follows one; one that was missed comes on the next survey day."""
    if not sent:
        due_at = next_survey_day(officer, after, calendar)
        return Appointment(survey.chat_id, survey.kind, due_at, survey.item)
    item = next((week for week in SURVEY_WEEKS if week > survey.item), None)
    if item is None:
        return None
    day = local(survey.due_at, calendar_of(officer, calendar)).date()
    day += timedelta(weeks=item - survey.item) - _DAY
    before = at_wall(day, time(23, 59), calendar_of(officer, calendar))
    due_at = next_survey_day(officer, max(after, before), calendar)
    return Appointment(survey.chat_id, survey.kind, due_at, item)


def first_rhythm(officer: Subscriber, after: datetime, calendar: Calendar) -> Appointment:
    """The first offer of a lighter rhythm, four weeks after a moment."""
    here = calendar_of(officer, calendar)
    day = local(after, here).date() + timedelta(days=RHYTHM_DAYS)
    return _rhythm(officer, day, here)


def rhythm_after(
    rhythm: Appointment, officer: Subscriber, after: datetime, calendar: Calendar
) -> Appointment:
    """The next offer: a number of four weeks later, whatever became of this one."""
    here = calendar_of(officer, calendar)
    day = local(rhythm.due_at, here).date() + timedelta(days=RHYTHM_DAYS)
    while at_wall(day, here.booster_hour, here) <= after:
        day += timedelta(days=RHYTHM_DAYS)
    return _rhythm(officer, day, here)


def _rhythm(officer: Subscriber, day: date, here: Calendar) -> Appointment:
    due_at = awake_from(at_wall(next_free(day, officer, here), here.booster_hour, here), here)
    return Appointment(officer.chat_id, PromptKind.RHYTHM, due_at)


def boosters_of(
    lesson: Lesson,
    officer: Subscriber,
    left_at: datetime,
    taken: Collection[date],
    calendar: Calendar,
) -> tuple[Appointment, ...]:
    """The two appointments that bring a skill back, 7 and 21 days after its lesson left.

    One that meets another's date (``taken``), or a day without lessons, comes on the next of the
    officer's days, so that nobody gets two a day.
    """
    here = calendar_of(officer, calendar)
    left, busy = local(left_at, here).date(), set(taken)
    found = []
    for days, _text in zip(BOOSTER_DAYS, lesson.boosters, strict=False):
        day = _day_for_booster(officer, left + timedelta(days=days), busy, here)
        busy.add(day)
        due_at = awake_from(at_wall(day, here.booster_hour, here), here)
        item = lesson.number * 100 + days
        found.append(Appointment(officer.chat_id, PromptKind.BOOSTER, due_at, item))
    return tuple(found)


def _day_for_booster(
    officer: Subscriber, first: date, busy: Collection[date], here: Calendar
) -> date:
    open_days = [day for n in range(60) if (day := first + timedelta(days=n)) not in busy]
    ours = (day for day in open_days if is_lesson_day(day, officer, here))
    return next(ours, open_days[0] if open_days else first)
