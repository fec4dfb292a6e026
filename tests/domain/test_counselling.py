"""Who is on duty, and until when an answer can be expected."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.counselling import (
    ByHand,
    Counsellor,
    covers,
    next_beginning,
    next_duty,
    on_duty,
    spells,
    uncovered,
)
from bot.domain.wall import Calendar

HOME = ZoneInfo("America/La_Paz")
CALENDAR = Calendar(
    zone=HOME,
    holidays=frozenset({date(2026, 12, 25)}),
    quiet_start=time(21),
    quiet_end=time(7),
    checkin_day=3,
    checkin_hour=time(12, 30),
    close_day=1,
    close_hour=time(3),
    late={},
)
OFFICE = "mon-fri 08:30-12:30 14:30-18:30"
ROSA = Counsellor("Rosa", 1, OFFICE, (), timedelta(hours=2))
LUZ = Counsellor("Luz", 2, "24h", ("Oruro",), timedelta(hours=1))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the wall clock in La Paz; the 23rd of November 2026 is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=HOME).astimezone(UTC)


def promised(counsellor: Counsellor, now: datetime, **said: ByHand) -> datetime | None:
    """Until when an answer of this counsellor can be expected; None off duty."""
    found = on_duty([counsellor], None, said, now, CALENDAR)
    return found[0].answer_by if found else None


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(23, 8, 29), None),
        (at(23, 8, 30), at(23, 10, 30)),
        (at(23, 12, 0), at(23, 16, 0)),
        (at(23, 12, 30), None),
        (at(23, 18, 0), at(24, 10, 0)),
        (at(27, 18, 29), at(30, 10, 29)),
        (at(28, 10, 0), None),
    ],
)
def test_the_promise_counts_time_on_duty_alone(now: datetime, expected: datetime | None) -> None:
    assert promised(ROSA, now) == expected


def test_duty_may_pass_midnight() -> None:
    night = replace(ROSA, hours="fri 20:00-06:00")
    assert promised(night, at(28, 5, 0)) == at(28, 6, 0) + timedelta(days=6, hours=15)
    assert promised(night, at(28, 6, 0)) is None


def test_who_never_closes_answers_through_the_night() -> None:
    assert promised(LUZ, at(28, 23, 30)) == at(29, 0, 30)
    assert next_beginning(LUZ, at(28, 23, 30), CALENDAR) is None


def test_nobody_is_on_duty_on_a_holiday_unless_it_is_said() -> None:
    christmas = datetime(2026, 12, 25, 10, 0, tzinfo=HOME).astimezone(UTC)
    assert promised(ROSA, christmas) is None
    assert promised(replace(ROSA, on_holidays="same"), christmas) is not None
    assert promised(LUZ, christmas) is not None
    assert next_beginning(ROSA, christmas, CALENDAR) == datetime(
        2026, 12, 28, 8, 30, tzinfo=HOME
    ).astimezone(UTC)


def test_off_by_hand_lasts_as_long_as_was_said() -> None:
    off = ByHand(is_on=False, until=at(23, 14, 30))
    assert promised(ROSA, at(23, 9), Rosa=off) is None
    assert promised(ROSA, at(23, 14, 30), Rosa=off) == at(23, 16, 30)
    assert promised(ROSA, at(26, 9), Rosa=ByHand(is_on=False)) is None
    assert next_duty([ROSA], None, {"Rosa": off}, at(23, 9), CALENDAR) == at(23, 14, 30)
    assert next_duty([ROSA], None, {"Rosa": ByHand(is_on=False)}, at(23, 9), CALENDAR) is None


def test_on_by_hand_makes_duty_outside_the_hours() -> None:
    on = ByHand(is_on=True, until=at(28, 12, 0))
    assert promised(ROSA, at(28, 9), Rosa=on) == at(28, 11)
    assert promised(ROSA, at(28, 11), Rosa=on) == at(30, 9, 30)
    assert promised(ROSA, at(28, 12), Rosa=on) is None
    assert promised(replace(ROSA, hours=""), at(28, 9), Rosa=ByHand(is_on=True)) == at(28, 11)


def test_a_promise_never_reaches_beyond_the_last_duty_that_is_known() -> None:
    by_hand = replace(ROSA, hours="")
    on = ByHand(is_on=True, until=at(28, 10, 0))
    assert promised(by_hand, at(28, 9), Rosa=on) == at(28, 10)


def test_without_hours_nobody_is_on_duty_before_it_is_said() -> None:
    by_hand = replace(ROSA, hours="")
    assert promised(by_hand, at(23, 9)) is None
    assert next_duty([by_hand], None, {}, at(23, 9), CALENDAR) is None


def test_the_hours_begin_again_after_the_midday_break() -> None:
    assert next_beginning(ROSA, at(23, 9), CALENDAR) == at(23, 14, 30)
    assert next_beginning(ROSA, at(27, 15), CALENDAR) == at(30, 8, 30)


def test_counsellors_of_the_department_come_before_those_of_the_country() -> None:
    now = at(23, 9)
    names = [one.counsellor.name for one in on_duty([ROSA, LUZ], "oruro", {}, now, CALENDAR)]
    assert names == ["Luz", "Rosa"]
    unknown = [one.counsellor.name for one in on_duty([LUZ, ROSA], None, {}, now, CALENDAR)]
    assert unknown == ["Rosa", "Luz"]
    elsewhere = [one.counsellor.name for one in on_duty([LUZ, ROSA], "Beni", {}, now, CALENDAR)]
    assert elsewhere == ["Rosa"]


def test_departments_nobody_serves_are_named_once() -> None:
    assert covers(LUZ, "ORURO")
    assert uncovered([LUZ], ["La Paz", "Oruro", "La Paz"]) == ("La Paz",)
    assert uncovered([LUZ, ROSA], ["La Paz", "Oruro"]) == ()


MOMENTS = st.integers(0, 60 * 24 * 60).map(lambda n: at(1, 0) + timedelta(minutes=n))
SAID = st.none() | st.builds(ByHand, st.booleans(), st.none() | MOMENTS)


@given(MOMENTS, SAID, st.sampled_from(["", "24h", OFFICE, "fri 20:00-06:00; sat 06:00-07:00"]))
def test_times_on_duty_are_in_order_apart_and_ahead(
    now: datetime, said: ByHand | None, hours: str
) -> None:
    times = spells(replace(ROSA, hours=hours), said, now, CALENDAR)
    edges = [edge for spell in times for edge in spell]
    assert edges == sorted(set(edges))
    assert not edges or edges[0] >= now
