"""The clock on each officer's own wall: duties, holidays, overrides, the programme's rhythm."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from service.programme import calendar, wall
from storage.people import officer

from bot.domain.cadence import RHYTHM_DAYS, SURVEY_WEEKS, boosters_of, first_rhythm, first_survey
from bot.domain.course import next_for
from bot.domain.duties import Shift, beginnings
from bot.domain.lesson_days import is_lesson_day, next_lesson_due
from bot.domain.model import Appointment, Lesson, PromptKind, Subscriber
from bot.domain.timetable import (
    BY_HAND,
    Calendar,
    Override,
    at_wall,
    by_hand_due,
    calendar_of,
    following,
    is_quiet,
    judge,
    local,
    next_checkin_due,
    round_ends,
)
from bot.domain.typed import read_day

NIGHTS = Shift("noches", "Noches", 14, (1, 2, 3, 4, 5, 8, 9, 10, 11, 12), (8, 9, 10, 11, 12))
SHIFTS = {
    "24x48": Shift("24x48", "24×48", 3, (1,)),
    "24x72": Shift("24x72", "24×72", 4, (1,)),
    "noches": NIGHTS,
    "a-mano": Shift("a-mano", "A mano", 1, ()),
}
PROGRAMME = replace(calendar(), shifts=SHIFTS)
DAILY = (1, 2, 3, 4, 5, 6, 7)
MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)
ALL_ZONES = sorted(available_timezones() - {"localtime"})


def dues_around(person: Subscriber, first: date, programme: Calendar) -> list[datetime]:
    """Two weeks of lessons from a date on, each computed from the one before."""
    here = calendar_of(person, programme)
    found: list[datetime] = []
    after = at_wall(first, time(0), here) - timedelta(seconds=1)
    while (due := next_lesson_due(person, after, programme)) is not None:
        if local(due, here).date() >= first + 14 * DAY:
            return found
        found.append(due)
        after = due
    return found


@given(
    st.sampled_from(ALL_ZONES),
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001  hypothesis wants bounds without a zone
    st.sampled_from(["", *SHIFTS]),
    st.sampled_from([(1,), (1, 3, 5), (1, 2, 3, 4, 5), DAILY]),
)
def test_no_lesson_and_no_check_in_is_due_in_quiet_hours_of_the_officers_own_clock(
    name: str, hour: time, after: datetime, shift: str, days: tuple[int, ...]
) -> None:
    person = officer(zone=name, hour=hour, shift=shift, shift_from=MONDAY, days=days)
    here = calendar_of(person, PROGRAMME)
    dues = [next_lesson_due(person, after, PROGRAMME), next_checkin_due(after, PROGRAMME, person)]
    assert not any(is_quiet(due, here) for due in dues if due is not None)
    assert all(due > after for due in dues if due is not None)


@given(st.sampled_from(ALL_ZONES), st.integers(0, 2000))
def test_a_check_in_on_any_clock_lies_in_the_programmes_round(name: str, day: int) -> None:
    after = datetime(2024, 1, 1, 12, tzinfo=UTC) + day * DAY
    due = next_checkin_due(after, PROGRAMME, officer(zone=name))
    assert due < round_ends(due, PROGRAMME)


def test_a_zone_that_is_no_longer_known_is_the_programmes() -> None:
    person = officer(zone="Mars/Olympus")
    assert calendar_of(person, PROGRAMME) == PROGRAMME


# Duties


@given(st.sampled_from(["24x48", "24x72", "noches"]), st.integers(0, 400), st.integers(1, 7))
def test_lessons_come_on_days_of_duty_and_no_more_a_week_than_wanted(
    name: str, later: int, wanted: int
) -> None:
    person = officer(shift=name, shift_from=MONDAY, days=DAILY[:wanted])
    days = [MONDAY + (later + n) * DAY for n in range(28)]
    chosen = [day for day in days if is_lesson_day(day, person, PROGRAMME)]
    assert all(SHIFTS[name].has_duty(day, MONDAY) for day in chosen)
    assert max(Counter(day.isocalendar()[:2] for day in chosen).values()) <= wanted


@pytest.mark.parametrize(("name", "step"), [("24x48", 3), ("24x72", 4)])
def test_whoever_wants_every_duty_gets_a_lesson_each_cycle(name: str, step: int) -> None:
    person = officer(shift=name, shift_from=MONDAY, days=DAILY)
    dates = [local(due, PROGRAMME).date() for due in dues_around(person, MONDAY, PROGRAMME)]
    assert dates == [MONDAY + n * DAY for n in range(0, 14, step)]


def test_in_weeks_of_nights_the_lesson_comes_before_the_duty() -> None:
    person = officer(shift="noches", shift_from=MONDAY, hour=time(9))
    hours = [local(due, PROGRAMME).time() for due in dues_around(person, MONDAY, PROGRAMME)]
    assert hours == [time(9)] * 5 + [time(18)] * 5


def test_who_tells_duties_by_hand_has_no_lesson_of_his_own_accord() -> None:
    assert next_lesson_due(officer(shift="a-mano"), wall("2026-11-23 08:00"), PROGRAMME) is None


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23 08:00", "2026-11-23 08:30"),
        ("2026-11-23 20:45", "2026-11-24 07:00"),
        ("2026-11-23 03:00", "2026-11-23 07:00"),
    ],
)
def test_a_duty_told_by_hand_brings_its_lesson_half_an_hour_later_and_never_while_quiet(
    now: str, expected: str
) -> None:
    assert by_hand_due(officer(), wall(now), PROGRAMME) == wall(expected)


def test_a_pattern_may_begin_on_each_day_of_its_cycle_and_one_of_weeks_on_mondays() -> None:
    thursday = MONDAY + 3 * DAY
    assert beginnings(SHIFTS["24x48"], thursday) == tuple(thursday + n * DAY for n in range(3))
    assert beginnings(NIGHTS, thursday) == (MONDAY, MONDAY + 7 * DAY)


# Holidays and overrides


def free(**changes: object) -> Calendar:
    """A calendar with a holiday on Tuesday, and what else is asked for."""
    return replace(PROGRAMME, holidays=frozenset({MONDAY + DAY}), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("works", "overrides", "expected"),
    [
        (False, {}, [0, 2]),
        (True, {}, [0, 1, 2]),
        (False, {MONDAY + DAY: Override(True)}, [0, 1, 2]),
        (True, {MONDAY + DAY: Override(False)}, [0, 2]),
        (True, {MONDAY: Override(False)}, [1, 2]),
    ],
)
def test_an_override_beats_the_officers_wish_and_that_the_holiday(
    works: bool, overrides: dict[date, Override], expected: list[int]
) -> None:
    person, programme = officer(holidays=works), free(overrides=overrides)
    days = [n for n in range(3) if is_lesson_day(MONDAY + n * DAY, person, programme)]
    assert days == expected


def test_an_override_may_give_its_date_another_hour() -> None:
    programme = free(overrides={MONDAY: Override(True, time(11))})
    due = next_lesson_due(officer(), wall("2026-11-23 08:00"), programme)
    assert due == wall("2026-11-23 11:00")


def test_what_was_due_before_its_date_got_another_rule_follows_the_rule() -> None:
    nine = wall("2026-11-23 09:00")
    lesson = Appointment(1, PromptKind.LESSON, nine)
    later = replace(PROGRAMME, overrides={MONDAY: Override(True, time(11))})
    none = replace(PROGRAMME, overrides={MONDAY: Override(False)})
    assert judge(lesson, officer(), nine, later).next_due == wall("2026-11-23 11:00")
    assert not judge(lesson, officer(), nine, none).send
    assert judge(replace(lesson, item=BY_HAND), officer(), nine, none).send


def test_a_late_lesson_takes_the_slot_of_the_date_on_which_it_is_sent() -> None:
    lesson = Appointment(1, PromptKind.LESSON, wall("2026-11-23 09:00"))
    verdict = judge(lesson, officer(), wall("2026-11-24 08:00"), PROGRAMME, timedelta(hours=48))
    assert (verdict.send, verdict.slot) == (True, "2026-11-24")


@pytest.mark.parametrize(("late", "sends"), [(None, False), (timedelta(hours=8), True)])
def test_a_lesson_may_be_later_than_its_kind_when_it_says_so(
    late: timedelta | None, sends: bool
) -> None:
    lesson = Appointment(1, PromptKind.LESSON, wall("2026-11-23 09:00"))
    assert judge(lesson, officer(), wall("2026-11-23 16:00"), PROGRAMME, late).send is sends


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("15/12", date(2026, 12, 15)),
        ("15.1", date(2027, 1, 15)),
        ("1/2/2027", date(2027, 2, 1)),
        ("23/11", date(2027, 11, 23)),
        ("31/2", None),
        ("1/2/2025", None),
        ("mañana", None),
        ("", None),
    ],
)
def test_a_typed_day_is_the_next_one_within_a_year(typed: str, expected: date | None) -> None:
    assert read_day(typed, MONDAY) == expected


# The programme's own rhythm


def test_surveys_come_in_weeks_0_4_8_12_and_24_and_then_no_more() -> None:
    survey: Appointment | None = first_survey(officer(), wall("2026-11-23 08:00"), PROGRAMME)
    begun, seen = wall("2026-11-27 12:30"), []
    while survey is not None:
        assert survey.due_at == begun + timedelta(weeks=survey.item)
        seen.append(survey.item)
        survey = following(survey, officer(), survey.due_at, PROGRAMME, sent=True)
    assert tuple(seen) == SURVEY_WEEKS


def test_a_survey_that_was_missed_comes_on_the_next_survey_day_with_the_same_item() -> None:
    survey = Appointment(1, PromptKind.SURVEY, wall("2026-11-27 12:30"), 4)
    verdict = judge(survey, officer(), wall("2026-11-30 12:00"), PROGRAMME)
    assert not verdict.send
    assert (verdict.next_due, verdict.next_item) == (wall("2026-12-04 12:30"), 4)


@given(st.integers(0, 200))
def test_the_offer_of_a_lighter_rhythm_keeps_its_28_days_through_any_outage(days: int) -> None:
    begun = first_rhythm(officer(), wall("2026-11-23 08:00"), PROGRAMME)
    after = begun.due_at + days * DAY
    then = judge(begun, officer(), after, PROGRAMME).next_due
    assert then is not None
    assert (local(then, PROGRAMME).date() - local(begun.due_at, PROGRAMME).date()).days % 28 == 0
    assert RHYTHM_DAYS == 28


def made(number: int, audience: str = "todos", boosters: tuple[str, ...] = ("a", "b")) -> Lesson:
    """A lesson of a number."""
    return Lesson(number, "", 1, "", (), "", audience, 2, "", None, None, (), boosters=boosters)


def test_a_skill_comes_back_after_7_and_21_days_and_never_two_on_one_date() -> None:
    left = wall("2026-11-23 09:00")
    first = boosters_of(made(5), officer(), left, (), PROGRAMME)
    assert [(one.item, one.due_at) for one in first] == [
        (507, wall("2026-11-30 15:00")),
        (521, wall("2026-12-14 15:00")),
    ]
    taken = [local(one.due_at, PROGRAMME).date() for one in first]
    second = boosters_of(made(6), officer(), left, taken, PROGRAMME)
    assert not {local(one.due_at, PROGRAMME).date() for one in second} & set(taken)


def test_a_late_booster_is_dropped() -> None:
    booster = Appointment(1, PromptKind.BOOSTER, wall("2026-11-23 15:00"), 507)
    verdict = judge(booster, officer(), wall("2026-11-24 15:00"), PROGRAMME)
    assert (verdict.send, verdict.next_due) == (False, None)


COURSE = {number: made(number) for number in range(1, 61)} | {
    number: made(number, "supervision") for number in range(65, 69)
}


def walk_course(person: Subscriber) -> list[int]:
    """All lessons that an officer gets, in order."""
    got = []
    while (number := next_for(person, COURSE)) is not None:
        got.append(number)
        place = "next_track" if number >= 65 else "next_lesson"
        person = replace(person, **{place: number + 1})  # type: ignore[arg-type]  # by name
    return got


def test_whoever_leads_gets_the_supervisors_lessons_before_11_21_31_and_41() -> None:
    got = walk_course(officer(leads=True))
    assert [got[got.index(number) + 1] for number in range(65, 69)] == [11, 21, 31, 41]
    assert sorted(got) == sorted(COURSE)


def test_a_latecomer_among_those_who_lead_gets_what_he_missed_first() -> None:
    assert walk_course(officer(leads=True, next_lesson=35))[:4] == [65, 66, 67, 35]


def test_nobody_else_gets_the_supervisors_lessons() -> None:
    assert walk_course(officer()) == list(range(1, 61))
