"""Every zone there is and each clock change to 2030: once a date, none left out, none in the night.

Zones whose clocks show the same from 2024 to 2030 are lived through once, under one of their names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from service.programme import calendar, lesson
from storage.people import officer

from bot.domain.cadence import boosters_of, first_survey, rhythm_after
from bot.domain.model import Appointment, PromptKind, Subscriber
from bot.domain.timetable import (
    Calendar,
    appointments_for,
    at_wall,
    by_hand_due,
    calendar_of,
    is_quiet,
    judge,
    local,
    round_of,
    snoozed_until,
)

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BEGIN, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
ALL_ZONES = sorted(available_timezones() - {"localtime"})
AWAKE = calendar()
SLEEPLESS = replace(AWAKE, quiet_start=time(0), quiet_end=time(0))
SKILL = replace(lesson(5), boosters=("a", "b"))

Change = tuple[datetime, timedelta]
"""A UTC second, and how far the clock is from UTC from then on."""


def changes(zone: ZoneInfo) -> Iterator[Change]:
    """Every clock change of these years, to the second; the first is where the clock begins."""
    day = BEGIN
    yield day, _offset(day, zone)
    while day < END:
        if _offset(day, zone) != _offset(day + DAY, zone):
            before, after = day, day + DAY
            while after - before > timedelta(seconds=1):
                middle = before + (after - before) // 2
                same = _offset(middle, zone) == _offset(day, zone)
                before, after = (middle, after) if same else (before, middle)
            yield after.replace(microsecond=0), _offset(after, zone)
        day += DAY


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


@cache
def clocks() -> dict[tuple[Change, ...], list[str]]:
    """The zones by what their clocks show."""
    alike: dict[tuple[Change, ...], list[str]] = {}
    for name in ALL_ZONES:
        alike.setdefault(tuple(changes(ZoneInfo(name))), []).append(name)
    return alike


def live(
    person: Subscriber, standing: Iterable[Appointment], end: datetime, programme: Calendar
) -> list[tuple[PromptKind, datetime, str]]:
    """What a bot sends that never sleeps: kind, moment and slot, as each comes due."""
    waiting, sent = list(standing), []
    while waiting:
        one = min(waiting, key=lambda each: (each.due_at, each.kind))
        if one.due_at >= end:
            break
        waiting.remove(one)
        verdict = judge(one, person, one.due_at, programme)
        if verdict.send:
            sent.append((one.kind, one.due_at, verdict.slot))
        if verdict.next_due is not None:
            assert verdict.next_due > one.due_at
            waiting.append(replace(one, due_at=verdict.next_due, item=verdict.next_item))
    return sent


def standing_around(
    person: Subscriber, day: date, start: datetime, programme: Calendar
) -> list[Appointment]:
    """One of each kind, those of the cadence on a date: the one on which the clock changes."""
    here = calendar_of(person, programme)
    four_weeks_ago = Appointment(1, PromptKind.RHYTHM, at_wall(day - 28 * DAY, time(15), here))
    midnight = at_wall(day, time(0), here)
    return [
        *appointments_for(person, start, programme),
        first_survey(person, start, programme),
        rhythm_after(four_weeks_ago, person, four_weeks_ago.due_at, programme),
        *boosters_of(SKILL, person, at_wall(day - 7 * DAY, time(9), here), (), programme)[:1],
        Appointment(1, PromptKind.EVENT, midnight + HOUR, 61),
        Appointment(1, PromptKind.REMINDER, at_wall(day, time(12), here), 1),
    ]


def assert_lives_through(name: str, day: date, hour: time, programme: Calendar) -> None:
    """Eight days with a clock change in their middle bring each prompt once, on its date, awake."""
    weekday = day.isoweekday()
    programme = replace(
        programme, checkin_day=weekday, survey_day=weekday, checkin_hour=hour, booster_hour=hour
    )
    person = officer(zone=name, days=(1, 2, 3, 4, 5, 6, 7), hour=hour)
    here = calendar_of(person, programme)
    first, last = day - 4 * DAY, day + 4 * DAY
    start, end = (at_wall(one, time(0), here) - timedelta(seconds=1) for one in (first, last))
    sent = live(person, standing_around(person, day, start, programme), end, programme)
    dates: dict[PromptKind, list[date]] = {}
    for kind, moment, slot in sent:
        assert not is_quiet(moment, here), (name, day, hour, kind)
        dates.setdefault(kind, []).append(local(moment, here).date())
        assert slot.startswith(local(moment, here).date().isoformat())
    lessons = dates.pop(PromptKind.LESSON)
    assert lessons == [first + n * DAY for n in range(len(lessons))], (name, day, hour)
    assert len(lessons) == 8, (name, day, hour)
    checkins = [moment for kind, moment, _ in sent if kind is PromptKind.CHECKIN]
    assert len({round_of(moment, programme) for moment in checkins}) == len(checkins)
    assert dates == {kind: [day] for kind in PromptKind if kind is not PromptKind.LESSON}


ZONES = [(names[0], clock) for clock, names in sorted(clocks().items(), key=lambda one: one[1])]


def test_every_zone_is_lived_through_under_a_name_whose_clock_shows_the_same() -> None:
    assert sorted(name for names in clocks().values() for name in names) == ALL_ZONES
    assert len(ALL_ZONES) > 400
    assert sum(len(clock) - 1 for clock in clocks()) > 300


def test_a_change_is_found_to_the_second() -> None:
    (_, winter), (begins, summer), *_ = changes(ZoneInfo("Europe/Berlin"))
    assert (begins, summer - winter) == (datetime(2024, 3, 31, 1, tzinfo=UTC), HOUR)


@pytest.mark.parametrize(("name", "clock"), ZONES, ids=[name for name, _ in ZONES])
def test_no_clock_change_skips_doubles_or_wakes(name: str, clock: tuple[Change, ...]) -> None:
    zone = ZoneInfo(name)
    days = {moment.astimezone(zone).date() for moment, _ in clock[1:]}
    for day in sorted(days or {date(2024, 2, 29)}):
        for hour in (time(7), time(20, 45)):
            assert_lives_through(name, day, hour, AWAKE)
        for hour in (time(0), time(2, 30), time(23, 30)):
            assert_lives_through(name, day, hour, SLEEPLESS)


moments = st.datetimes(BEGIN.replace(tzinfo=None), END.replace(tzinfo=None)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)


@given(st.sampled_from(ALL_ZONES), moments)
def test_a_snooze_is_two_hours_on_the_same_day_and_awake_or_none(name: str, now: datetime) -> None:
    here = replace(AWAKE, zone=ZoneInfo(name))
    then = snoozed_until(now, here)
    if then is not None:
        assert 2 * HOUR - timedelta(minutes=1) < then - now <= 2 * HOUR
        assert local(then, here).date() == local(now, here).date()
        assert not is_quiet(then, here)


@given(st.sampled_from(ALL_ZONES), moments)
def test_a_duty_told_by_hand_is_never_answered_in_the_night(name: str, now: datetime) -> None:
    person = officer(zone=name)
    due = by_hand_due(person, now, AWAKE)
    assert due > now
    assert not is_quiet(due, calendar_of(person, AWAKE))
    assert due == by_hand_due(person, now, AWAKE)


@given(
    st.sampled_from(ALL_ZONES),
    moments,
    st.sampled_from(sorted(PromptKind)),
    st.integers(0, 60 * 24 * 14),
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
)
def test_nothing_leaves_in_the_night_however_late_it_is_looked_at_and_always_the_same(
    name: str, due: datetime, kind: PromptKind, minutes_late: int, hour: time
) -> None:
    person = officer(zone=name, hour=hour)
    now = due + timedelta(minutes=minutes_late)
    one = Appointment(1, kind, due, 4 if kind is PromptKind.SURVEY else 61)
    verdict = judge(one, person, now, AWAKE)
    assert verdict == judge(one, person, now, AWAKE)
    if verdict.send:
        assert not is_quiet(now, calendar_of(person, AWAKE))
        assert now - due <= AWAKE.late[kind]
    if verdict.next_due is not None and verdict.send:
        assert verdict.next_due > now
