"""A pause lasts at least as long as it says, on whatever clock and at whatever hour it begins."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st
from service.programme import calendar, wall
from storage.people import officer

from bot.domain.model import Appointment, PromptKind
from bot.domain.silence import silent_until
from bot.domain.timetable import Override, calendar_of, judge, local, next_due

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.integers(0, 2 * 365 * 24 * 60).map(lambda n: BEGIN + timedelta(minutes=n))
hours = st.sampled_from([time(7), time(9), time(12, 30), time(15), time(20, 45)])
zones = st.sampled_from([None, "America/Santiago", "America/Asuncion", "Pacific/Kiritimati"])
CALENDAR = calendar()


@given(moments, hours, zones, st.sampled_from([2, 7, 14, 30]))
def test_no_lesson_and_no_question_comes_before_the_hours_are_over(
    now: datetime, hour: time, zone: str | None, days: int
) -> None:
    ana = officer(hour=hour, zone=zone, days=(1, 2, 3, 4, 5, 6, 7))
    ana = replace(ana, paused_until=silent_until(ana, now, days, CALENDAR))
    for kind in (PromptKind.LESSON, PromptKind.CHECKIN):
        due = next_due(kind, ana, now, CALENDAR)
        while due is not None and due < now + timedelta(days=days):
            assert not judge(Appointment(1, kind, due), ana, due, CALENDAR).send
            due = next_due(kind, ana, due, CALENDAR)


@given(moments, hours, zones, st.sampled_from([2, 7, 14, 30]))
def test_it_is_at_most_a_day_longer(now: datetime, hour: time, zone: str | None, days: int) -> None:
    ana = officer(hour=hour, zone=zone)
    ends = local(now + timedelta(days=days), calendar_of(ana, CALENDAR)).date()
    longer = silent_until(ana, now, days, CALENDAR) - ends
    assert timedelta(0) <= longer <= timedelta(days=1)


def test_in_the_morning_two_days_are_two_mornings_and_at_night_one_more() -> None:
    ana = officer(hour=time(9))
    assert str(silent_until(ana, wall("2026-11-23 08:30"), 2, CALENDAR)) == "2026-11-25"
    assert str(silent_until(ana, wall("2026-11-23 23:00"), 2, CALENDAR)) == "2026-11-26"


def test_a_date_with_an_hour_of_its_own_counts_with_that() -> None:
    early = Override(prompts=True, hour=time(7, 30))
    moved = replace(CALENDAR, overrides={wall("2026-11-25 12:00").date(): early})
    now = wall("2026-11-23 08:30")
    assert str(silent_until(officer(hour=time(9)), now, 2, moved)) == "2026-11-26"
