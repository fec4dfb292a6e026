"""Due times over holidays, nights, clock changes and outages; and the weeks of the rounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.domain.consent import CONSENT_VERSION
from bot.domain.model import Appointment, Consent, PromptKind, Step, Subscriber
from bot.domain.timetable import (
    Calendar,
    Verdict,
    appointments_for,
    at_wall,
    is_paused,
    is_quiet,
    judge,
    local,
    next_checkin_due,
    next_due,
    next_lesson_due,
    place_in_window,
    quiet_ends,
    round_ends,
    round_of,
    round_starts,
    slot_of,
    snoozed_until,
)

LA_PAZ = Calendar(
    zone=ZoneInfo("America/La_Paz"),
    holidays=frozenset(),
    quiet_start=time(21),
    quiet_end=time(7),
    checkin_day=3,
    checkin_hour=time(12, 30),
    close_day=1,
    close_hour=time(3),
    late={
        PromptKind.LESSON: timedelta(hours=4),
        PromptKind.CHECKIN: timedelta(hours=24),
        PromptKind.REMINDER: timedelta(hours=2),
        PromptKind.BOOSTER: timedelta(hours=4),
        PromptKind.SURVEY: timedelta(hours=24),
        PromptKind.RHYTHM: timedelta(hours=24),
        PromptKind.EVENT: timedelta(hours=24),
    },
)
ZONES = [
    "America/La_Paz",
    "America/New_York",
    "Europe/Berlin",
    "America/Santiago",
    "Australia/Lord_Howe",
]
WORKDAYS = (1, 2, 3, 4, 5)
ANA = Subscriber(
    chat_id=7,
    consent=Consent.ALL,
    consent_version=CONSENT_VERSION,
    step=Step.DONE,
    language="es",
    unit=None,
    days=WORKDAYS,
    hour=time(9),
    next_lesson=1,
    paused_until=None,
    active=True,
    caution_shown=False,
)
MONDAY = date(2026, 11, 23)
_WITHOUT_A_WEEK = sorted(set(PromptKind) - {PromptKind.SURVEY, PromptKind.RHYTHM})
DAY = timedelta(days=1)
WEEK = timedelta(days=7)

zones = st.sampled_from(ZONES)
hours = st.builds(time, st.integers(0, 23), st.integers(0, 59))
weekdays = st.sets(st.integers(1, 7), min_size=1).map(lambda chosen: tuple(sorted(chosen)))
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis wants bounds without a zone
days_of_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))
holidays = st.sets(days_of_2026, max_size=40).map(frozenset)
months_of_holidays = st.builds(
    lambda first, length: frozenset(first + DAY * n for n in range(length)),
    days_of_2026,
    st.integers(0, 24),
)


def calendar_in(zone: str, **changes: object) -> Calendar:
    """The calendar of these tests, in another zone."""
    return replace(LA_PAZ, zone=ZoneInfo(zone), **changes)  # type: ignore[arg-type]  # by name


def at(day: date, hour: int, minute: int = 0, calendar: Calendar = LA_PAZ) -> datetime:
    """The moment of a wall clock time."""
    return at_wall(day, time(hour, minute), calendar)


def lesson_due(
    days: tuple[int, ...], hour: time, after: datetime, calendar: Calendar
) -> datetime | None:
    """The next lesson of an officer with these days and this hour, where no hour is quiet."""
    awake = replace(calendar, quiet_start=time(0), quiet_end=time(0))
    return next_lesson_due(replace(ANA, days=days, hour=hour), after, awake)


def walk(step: Callable[[datetime], datetime | None], since: datetime, until: date) -> list[date]:
    """The local dates of all due times, each computed from the one before."""
    found = []
    due = step(since)
    while due is not None and due.date() < until:
        found.append(due)
        due = step(due)
    return [moment.date() for moment in found]


def appointment(kind: PromptKind, due_at: datetime) -> Appointment:
    """Ana's appointment of a kind."""
    return Appointment(ANA.chat_id, kind, due_at, 4 if kind is PromptKind.REMINDER else 0)


# The wall clock.


@pytest.mark.parametrize(
    ("zone", "day", "hour", "expected"),
    [
        ("America/La_Paz", date(2026, 11, 23), time(8, 30), "2026-11-23T12:30"),
        ("America/New_York", date(2026, 3, 8), time(2, 30), "2026-03-08T07:30"),
        ("America/New_York", date(2026, 11, 1), time(1, 30), "2026-11-01T05:30"),
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), "2026-03-29T01:30"),
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), "2026-10-25T00:30"),
        ("America/Santiago", date(2026, 9, 6), time(0, 30), "2026-09-06T04:30"),
        ("America/Santiago", date(2026, 4, 4), time(23, 30), "2026-04-05T02:30"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:45"),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), "2026-04-04T14:45"),
    ],
)
def test_an_hour_that_is_skipped_falls_behind_the_gap_and_one_that_comes_twice_is_the_first(
    zone: str, day: date, hour: time, expected: str
) -> None:
    moment = at_wall(day, hour, calendar_in(zone))
    assert moment.isoformat(timespec="minutes") == f"{expected}+00:00"


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        (time(20, 59, 59), False),
        (time(21), True),
        (time(23, 59, 59), True),
        (time(0), True),
        (time(6, 59, 59), True),
        (time(7), False),
        (time(12), False),
    ],
)
def test_the_quiet_hours_reach_over_midnight(hour: time, expected: bool) -> None:
    assert is_quiet(at_wall(MONDAY, hour, LA_PAZ), LA_PAZ) is expected


@pytest.mark.parametrize(
    ("hour", "expected"),
    [(time(12, 59), False), (time(13), True), (time(14, 59), True), (time(15), False)],
)
def test_the_quiet_hours_may_lie_within_a_day(hour: time, expected: bool) -> None:
    siesta = replace(LA_PAZ, quiet_start=time(13), quiet_end=time(15))
    assert is_quiet(at_wall(MONDAY, hour, siesta), siesta) is expected


@given(moments, hours)
def test_quiet_hours_that_end_when_they_start_are_none(moment: datetime, hour: time) -> None:
    assert not is_quiet(moment, replace(LA_PAZ, quiet_start=hour, quiet_end=hour))


@given(zones, moments, hours, st.integers(3, 23))
def test_quiet_hours_end_at_the_next_moment_that_is_not_quiet(
    zone: str, now: datetime, start: time, end: int
) -> None:
    calendar = calendar_in(zone, quiet_start=start, quiet_end=time(end))
    assume(is_quiet(now, calendar))
    ends = quiet_ends(now, calendar)
    before = (now + timedelta(minutes=m) for m in range(0, int((ends - now).seconds / 60), 30))
    assert ends > now
    assert not is_quiet(ends, calendar)
    assert all(is_quiet(moment, calendar) for moment in before)


def test_when_the_quiet_hours_have_just_ended_their_next_end_is_tomorrow() -> None:
    assert quiet_ends(at(MONDAY, 7), LA_PAZ) == at(MONDAY + DAY, 7)


# Lessons.


@given(zones, weekdays, hours, holidays)
@example("America/New_York", (7,), time(2, 30), frozenset())
@example("America/Santiago", (6, 7), time(23, 30), frozenset())
@example("America/Santiago", (6, 7), time(0), frozenset())
@example("Australia/Lord_Howe", (7,), time(2), frozenset())
def test_a_year_of_lessons_meets_each_chosen_day_once_and_no_holiday(
    zone: str, days: tuple[int, ...], hour: time, free: frozenset[date]
) -> None:
    calendar = calendar_in(zone, holidays=free)
    year = [date(2026, 1, 1) + DAY * n for n in range(365)]
    expected = [day for day in year if day.isoweekday() in days and day not in free]

    def step(after: datetime) -> datetime | None:
        due = lesson_due(days, hour, after, calendar)
        return due and local(due, calendar)

    assert walk(step, at(date(2025, 12, 31), 23, 59, calendar), date(2027, 1, 1)) == expected


@given(zones, weekdays, hours, holidays, moments, moments)
def test_no_chosen_day_lies_between_a_moment_and_its_next_lesson(
    zone: str,
    days: tuple[int, ...],
    hour: time,
    free: frozenset[date],
    one: datetime,
    other: datetime,
) -> None:
    calendar = calendar_in(zone, holidays=free)
    early, late = sorted((one, other))
    first, second = (lesson_due(days, hour, after, calendar) for after in (early, late))
    assert first is not None
    assert second is not None
    assert first > early
    assert second == first if late < first else second > first


@pytest.mark.parametrize("day", range(1, 8))
def test_a_lesson_on_one_day_of_the_week_comes_a_week_later(day: int) -> None:
    due = at(MONDAY + DAY * (day - 1), 9)
    assert lesson_due((day,), time(9), due, LA_PAZ) == due + WEEK


def test_a_lesson_is_due_today_until_its_hour_has_come() -> None:
    due = at(MONDAY, 9)
    dues = [lesson_due(WORKDAYS, time(9), due + timedelta(seconds=s), LA_PAZ) for s in (-1, 0)]
    assert dues == [due, due + DAY]


def test_a_lesson_in_the_evening_is_due_today_although_it_is_tomorrow_in_utc() -> None:
    assert lesson_due((1,), time(20, 30), at(MONDAY, 20, 15), LA_PAZ) == at(MONDAY, 20, 30)


def test_a_lesson_keeps_its_wall_clock_hour_through_a_clock_change() -> None:
    berlin = calendar_in("Europe/Berlin")
    before = at(date(2026, 3, 27), 9, 0, berlin)
    due = lesson_due((1,), time(9), before, berlin)
    assert due == datetime(2026, 3, 30, 7, tzinfo=UTC)


def test_an_officer_without_days_has_no_lesson_due() -> None:
    assert lesson_due((), time(9), at(MONDAY, 8), LA_PAZ) is None


def test_holidays_without_end_leave_no_lesson_due() -> None:
    free = frozenset(MONDAY + DAY * n for n in range(500))
    assert lesson_due(WORKDAYS, time(9), at(MONDAY, 8), replace(LA_PAZ, holidays=free)) is None


# Check-ins.


def checkins_of_2026(calendar: Calendar) -> list[datetime]:
    """The due times of a year, each computed from the one before."""
    found = []
    due = next_checkin_due(at(date(2025, 12, 31), 23, 59, calendar), calendar)
    while local(due, calendar).year == 2026:
        found.append(due)
        due = next_checkin_due(due, calendar)
    return found


@pytest.mark.parametrize("day", range(1, 8))
@pytest.mark.parametrize("zone", ZONES)
def test_a_check_in_comes_on_its_day_of_every_week(zone: str, day: int) -> None:
    calendar = calendar_in(zone, checkin_day=day)
    dates = [local(due, calendar) for due in checkins_of_2026(calendar)]
    assert {(due.isoweekday(), due.time()) for due in dates} == {(day, time(12, 30))}
    assert {b.date() - a.date() for a, b in pairwise(dates)} == {WEEK}


def test_a_check_in_on_a_holiday_moves_to_the_next_free_day_and_back() -> None:
    free = frozenset({date(2026, 11, 25), date(2026, 11, 26)})
    calendar = replace(LA_PAZ, holidays=free)
    moved = next_checkin_due(at(MONDAY, 8), calendar)
    assert moved == at(date(2026, 11, 27), 12, 30)
    assert next_checkin_due(moved, calendar) == at(date(2026, 12, 2), 12, 30)


def test_a_moved_check_in_is_still_due_behind_its_regular_hour() -> None:
    calendar = replace(LA_PAZ, holidays=frozenset({date(2026, 11, 25)}))
    assert next_checkin_due(at(date(2026, 11, 25), 20), calendar) == at(date(2026, 11, 26), 12, 30)


def test_a_moved_check_in_may_lie_in_the_next_week_when_its_round_does() -> None:
    free = frozenset({date(2026, 11, 29)})
    calendar = replace(LA_PAZ, checkin_day=7, close_day=3, holidays=free)
    assert next_checkin_due(at(date(2026, 11, 30), 8), calendar) == at(date(2026, 11, 30), 12, 30)


@pytest.mark.parametrize(
    ("checkin_day", "free"),
    [
        (7, [date(2026, 11, 29)]),
        (3, [date(2026, 11, 25) + DAY * n for n in range(5)]),
        (3, [date(2026, 11, 25) + DAY * n for n in range(6)]),
    ],
)
def test_a_check_in_that_would_move_into_the_next_round_falls_out(
    checkin_day: int, free: list[date]
) -> None:
    calendar = replace(LA_PAZ, checkin_day=checkin_day, holidays=frozenset(free))
    regular = at(MONDAY + DAY * (checkin_day - 1), 12, 30)
    assert next_checkin_due(at(MONDAY, 8), calendar) == regular + WEEK


@given(zones, st.integers(1, 7), st.integers(1, 7), hours, holidays | months_of_holidays)
def test_no_round_has_two_check_ins_and_none_is_on_a_holiday(
    zone: str, checkin_day: int, close_day: int, close_hour: time, free: frozenset[date]
) -> None:
    calendar = calendar_in(
        zone, checkin_day=checkin_day, close_day=close_day, close_hour=close_hour, holidays=free
    )
    dues = checkins_of_2026(calendar)
    counts = Counter(round_of(due, calendar) for due in dues)
    assert set(counts.values()) == {1}
    assert not free & {local(due, calendar).date() for due in dues}


@given(st.integers(1, 7), holidays | months_of_holidays)
def test_a_round_without_holidays_has_its_check_in_on_the_regular_day(
    checkin_day: int, free: frozenset[date]
) -> None:
    calendar = replace(LA_PAZ, checkin_day=checkin_day, holidays=free)
    regular = [date(2026, 1, 4) + DAY * checkin_day + WEEK * week for week in range(51)]
    dates = {local(due, calendar).date() for due in checkins_of_2026(calendar)}
    assert {day for day in regular if day not in free} <= dates


@given(zones, moments, moments)
def test_the_next_check_in_is_the_same_until_it_has_come(
    zone: str, one: datetime, other: datetime
) -> None:
    calendar = calendar_in(zone)
    early, late = sorted((one, other))
    first, second = next_checkin_due(early, calendar), next_checkin_due(late, calendar)
    assert early < first
    assert second == first if late < first else second > first


def test_holidays_without_end_leave_no_check_in() -> None:
    free = frozenset(MONDAY + DAY * n for n in range(-10, 500))
    with pytest.raises(ValueError, match="leave no day"):
        next_checkin_due(at(MONDAY, 8), replace(LA_PAZ, holidays=free))


# What becomes of a due appointment.


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (PromptKind.LESSON, at(MONDAY + DAY, 9)),
        (PromptKind.CHECKIN, at(MONDAY + 2 * DAY, 12, 30)),
        (PromptKind.REMINDER, None),
    ],
)
def test_each_kind_is_due_again_at_its_own_time_and_a_reminder_never(
    kind: PromptKind, expected: datetime | None
) -> None:
    assert next_due(kind, ANA, at(MONDAY, 9), LA_PAZ) == expected


@pytest.mark.parametrize("kind", list(PromptKind))
def test_a_prompt_on_time_is_sent(kind: PromptKind) -> None:
    assert judge(appointment(kind, at(MONDAY, 9)), ANA, at(MONDAY, 9), LA_PAZ).send


@pytest.mark.parametrize(
    ("kind", "hours_late"),
    [(PromptKind.LESSON, 4), (PromptKind.CHECKIN, 24), (PromptKind.REMINDER, 2)],
)
@pytest.mark.parametrize(("more", "expected"), [(0, True), (1, False)])
def test_a_late_prompt_is_sent_within_the_hours_of_its_kind(
    kind: PromptKind, hours_late: int, more: int, expected: bool
) -> None:
    now = at(MONDAY, 9) + timedelta(hours=hours_late, seconds=more)
    assert judge(appointment(kind, at(MONDAY, 9)), ANA, now, LA_PAZ).send is expected


def test_a_lesson_that_is_too_late_moves_to_its_next_day() -> None:
    verdict = judge(appointment(PromptKind.LESSON, at(MONDAY, 9)), ANA, at(MONDAY, 14), LA_PAZ)
    assert verdict == Verdict(False, "2026-11-23", at(MONDAY + DAY, 9))


def test_a_lesson_that_is_too_late_moves_to_one_that_has_come_meanwhile_and_is_not() -> None:
    back = at(MONDAY + DAY, 10)
    verdict = judge(appointment(PromptKind.LESSON, at(MONDAY, 9)), ANA, back, LA_PAZ)
    assert verdict == Verdict(False, "2026-11-23", at(MONDAY + DAY, 9))


def test_a_lesson_that_is_too_late_does_not_move_to_another_that_is_too_late() -> None:
    back = at(MONDAY + 2 * DAY, 13, 0)
    verdict = judge(appointment(PromptKind.LESSON, at(MONDAY, 9)), ANA, back, LA_PAZ)
    assert verdict == Verdict(False, "2026-11-23", at(MONDAY + 3 * DAY, 9))


def test_a_reminder_that_is_too_late_is_dropped() -> None:
    verdict = judge(appointment(PromptKind.REMINDER, at(MONDAY, 9)), ANA, at(MONDAY, 14), LA_PAZ)
    assert verdict == Verdict(False, "2026-11-23T09:00", None)


def test_a_prompt_in_the_quiet_hours_waits_for_their_end() -> None:
    verdict = judge(
        appointment(PromptKind.CHECKIN, at(MONDAY, 12, 30)), ANA, at(MONDAY, 22), LA_PAZ
    )
    assert verdict == Verdict(False, "2026-11-23", at(MONDAY + DAY, 7))


@pytest.mark.parametrize(("due_hour", "minute", "waits"), [(3, 0, True), (2, 59, False)])
def test_a_prompt_that_would_be_too_late_when_the_quiet_hours_end_is_not_kept_waiting(
    due_hour: int, minute: int, waits: bool
) -> None:
    due = appointment(PromptKind.LESSON, at(MONDAY, due_hour, minute))
    verdict = judge(due, ANA, at(MONDAY, 5), LA_PAZ)
    assert not verdict.send
    assert verdict.next_due == at(MONDAY, 7 if waits else 9)


@pytest.mark.parametrize("hour", [10, 23])
def test_a_lesson_after_an_event_waits_for_the_end_of_a_pause(hour: int) -> None:
    paused = replace(ANA, paused_until=date(2027, 1, 1))
    now = at(MONDAY, hour)
    verdict = judge(Appointment(1, PromptKind.EVENT, now, 61), paused, now, LA_PAZ)
    assert (verdict.send, verdict.next_item) == (False, 61)
    assert verdict.next_due == at(date(2027, 1, 1), 9)


@pytest.mark.parametrize("hours_late", [0, 200])
@pytest.mark.parametrize("hour", [10, 23])
@pytest.mark.parametrize("kind", sorted(set(_WITHOUT_A_WEEK) - {PromptKind.EVENT}))
@pytest.mark.parametrize(
    "silent", [replace(ANA, active=False), replace(ANA, paused_until=date(2027, 1, 1))]
)
def test_nothing_is_sent_to_whoever_left_or_paused_but_it_is_due_again(
    silent: Subscriber, kind: PromptKind, hour: int, hours_late: int
) -> None:
    now = at(MONDAY, hour)
    due = now - timedelta(hours=hours_late)
    expected = Verdict(
        False,
        slot_of(kind, due, LA_PAZ, appointment(kind, due).item),
        next_due(kind, ANA, now, LA_PAZ),
    )
    assert judge(appointment(kind, due), silent, now, LA_PAZ) == expected


@pytest.mark.parametrize(
    ("until", "expected"),
    [(None, False), (MONDAY - DAY, False), (MONDAY, False), (MONDAY + DAY, True)],
)
@pytest.mark.parametrize("hour", [0, 23])
def test_a_pause_ends_when_its_day_begins_on_the_local_clock(
    until: date | None, expected: bool, hour: int
) -> None:
    assert is_paused(replace(ANA, paused_until=until), at(MONDAY, hour), LA_PAZ) is expected


@pytest.mark.parametrize(
    ("kind", "slot"),
    [
        (PromptKind.LESSON, "2026-11-23"),
        (PromptKind.CHECKIN, "2026-11-23"),
        (PromptKind.REMINDER, "2026-11-23T20:15"),
    ],
)
def test_a_slot_is_the_local_date_and_a_reminders_has_its_hour(kind: PromptKind, slot: str) -> None:
    due_at = datetime(2026, 11, 24, 0, 15, 30, tzinfo=UTC)
    assert slot_of(kind, due_at, LA_PAZ) == slot


@given(
    zones,
    weekdays,
    hours,
    st.sampled_from(list(PromptKind)),
    st.integers(1, 168),
    st.lists(st.tuples(st.integers(0, 45 * 24 * 60), st.integers(1, 12 * 24 * 60))),
    months_of_holidays,
)
def test_through_any_outages_a_slot_is_sent_once_awake_and_never_before_it_is_due(
    zone: str,
    days: tuple[int, ...],
    hour: time,
    kind: PromptKind,
    late_hours: int,
    outages: list[tuple[int, int]],
    free: frozenset[date],
) -> None:
    late = {**LA_PAZ.late, kind: timedelta(hours=late_hours)}
    calendar = calendar_in(zone, holidays=free, late=late)
    officer = replace(ANA, days=days, hour=hour)
    start = datetime(2026, 3, 1, tzinfo=UTC)
    due_at = next_due(kind, officer, start, calendar) or start
    entered: list[str] = []
    for minute in range(0, 60 * 24 * 60, 97):
        now = start + timedelta(minutes=minute)
        is_down = any(begin <= minute < begin + length for begin, length in outages)
        if is_down or due_at > now:
            continue
        verdict = judge(appointment(kind, due_at), officer, now, calendar)
        if verdict.send:
            assert not is_quiet(now, calendar)
            assert now - due_at <= late[kind]
            entered.append(verdict.slot)
        if verdict.next_due is None:
            break
        assert verdict.next_due > (now if verdict.send else now - late[kind])
        assert verdict.next_due > due_at
        due_at = verdict.next_due
    # A lesson that waited for the morning may meet that day's own: the ledger enters a slot once.
    waited = late_hours >= 8
    assert waited or len(entered) == len(set(entered))
    assert entered == sorted(entered)
    assert kind is not PromptKind.REMINDER or len(entered) <= 1


@pytest.mark.parametrize("kind", list(PromptKind))
@pytest.mark.parametrize("hour", range(24))
def test_an_outage_of_a_week_ends_in_at_most_one_prompt_of_a_kind(
    kind: PromptKind, hour: int
) -> None:
    back = at(MONDAY + WEEK, hour)
    due: datetime | None = at(MONDAY, 9)
    sent_late = 0
    while due is not None and due <= back:
        verdict = judge(appointment(kind, due), ANA, back, LA_PAZ)
        sent_late += verdict.send
        due = verdict.next_due
    assert sent_late <= 1


def test_after_an_outage_of_a_week_nothing_old_is_sent_at_once() -> None:
    back = at(MONDAY + WEEK, 10)
    stale = [judge(appointment(kind, at(MONDAY, 9)), ANA, back, LA_PAZ) for kind in PromptKind]
    assert not any(verdict.send for verdict in stale)


# Later.


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (time(9, 0), time(11, 0)),
        (time(9, 17, 42), time(11, 17)),
        (time(18, 59, 59), time(20, 59)),
        (time(19, 0), None),
        (time(20, 59), None),
        (time(22, 30), None),
        (time(4, 59), None),
        (time(5, 0), time(7, 0)),
    ],
)
def test_later_means_two_hours_on_the_full_minute_unless_that_is_quiet(
    now: time, expected: time | None
) -> None:
    later = snoozed_until(at_wall(MONDAY, now, LA_PAZ), LA_PAZ)
    assert later == (expected and at_wall(MONDAY, expected, LA_PAZ))


@pytest.mark.parametrize(("hour", "has_later"), [(21, True), (22, False), (23, False)])
def test_later_is_never_tomorrow(hour: int, has_later: bool) -> None:
    sleepless = replace(LA_PAZ, quiet_start=time(0), quiet_end=time(0))
    assert (snoozed_until(at(MONDAY, hour), sleepless) is not None) is has_later


# Rounds.


@pytest.mark.parametrize(
    ("now", "name"),
    [
        (at(date(2026, 11, 23), 2, 59), "2026-W47"),
        (at(date(2026, 11, 23), 3), "2026-W48"),
        (at(date(2026, 11, 30), 2, 59), "2026-W48"),
        (at(date(2026, 11, 30), 3), "2026-W49"),
        (at(date(2026, 12, 28), 3), "2026-W53"),
        (at(date(2027, 1, 1), 12), "2026-W53"),
        (at(date(2027, 1, 4), 2, 59), "2026-W53"),
        (at(date(2027, 1, 4), 3), "2027-W01"),
        (at(date(2024, 12, 30), 3), "2025-W01"),
        (at(date(2028, 1, 3), 2), "2027-W52"),
    ],
)
def test_a_round_has_the_name_of_the_iso_week_that_it_mostly_covers(
    now: datetime, name: str
) -> None:
    assert round_of(now, LA_PAZ) == name


@pytest.mark.parametrize(
    ("close_day", "close_hour", "names"),
    [
        (1, time(3), ["2026-W48", "2026-W49"]),
        (7, time(23), ["2026-W48", "2026-W49"]),
        (4, time(11, 59), ["2026-W48", "2026-W49"]),
        (4, time(12), ["2026-W49", "2026-W50"]),
        (5, time(18), ["2026-W49", "2026-W50"]),
        (3, time(18), ["2026-W48", "2026-W49"]),
    ],
)
def test_a_round_that_closes_amid_the_week_is_named_by_its_middle(
    close_day: int, close_hour: time, names: list[str]
) -> None:
    calendar = replace(LA_PAZ, close_day=close_day, close_hour=close_hour)
    closing = at_wall(date(2026, 11, 22) + DAY * (close_day % 7), close_hour, calendar)
    following = closing + timedelta(hours=1), closing + WEEK + timedelta(hours=1)
    assert [round_of(moment, calendar) for moment in following] == names


@given(zones, st.integers(1, 7), hours, moments)
def test_a_moment_lies_within_its_round(
    zone: str, close_day: int, close_hour: time, now: datetime
) -> None:
    calendar = calendar_in(zone, close_day=close_day, close_hour=close_hour)
    assert round_starts(now, calendar) <= now < round_ends(now, calendar)


@given(zones, st.integers(1, 7), hours, moments)
def test_a_round_lasts_seven_days_on_the_wall_clock(
    zone: str, close_day: int, close_hour: time, now: datetime
) -> None:
    calendar = calendar_in(zone, close_day=close_day, close_hour=close_hour)
    starts, ends = (local(f(now, calendar), calendar).date() for f in (round_starts, round_ends))
    assert (ends - starts, starts.isoweekday()) == (WEEK, close_day)


@given(st.integers(1, 7), hours, moments)
def test_a_round_lasts_exactly_seven_days_where_clocks_do_not_change(
    close_day: int, close_hour: time, now: datetime
) -> None:
    calendar = replace(LA_PAZ, close_day=close_day, close_hour=close_hour)
    assert round_ends(now, calendar) - round_starts(now, calendar) == WEEK


@given(zones, st.integers(1, 7), hours, moments)
@example("America/New_York", 4, time(12), datetime(2026, 10, 23, tzinfo=UTC))
@example("America/New_York", 4, time(11, 30), datetime(2026, 3, 6, tzinfo=UTC))
def test_from_one_round_to_the_next_nothing_is_left_out_and_names_rise_by_one_week(
    zone: str, close_day: int, close_hour: time, now: datetime
) -> None:
    calendar = calendar_in(zone, close_day=close_day, close_hour=close_hour)
    ends = round_ends(now, calendar)
    names = [round_of(now, calendar), round_of(ends, calendar)]
    weeks = [date.fromisocalendar(int(name[:4]), int(name[6:]), 1) for name in names]
    assert round_starts(ends, calendar) == ends
    assert weeks[1] - weeks[0] == WEEK
    assert names == sorted(names)


@given(zones, st.integers(1, 7), hours, moments)
def test_a_round_keeps_its_name_from_its_first_moment_to_its_last(
    zone: str, close_day: int, close_hour: time, now: datetime
) -> None:
    calendar = calendar_in(zone, close_day=close_day, close_hour=close_hour)
    last = round_ends(now, calendar) - timedelta(microseconds=1)
    ends = round_starts(now, calendar), now, last
    assert len({round_of(moment, calendar) for moment in ends}) == 1


# Standing appointments.


@pytest.mark.parametrize(
    ("officer", "kinds"),
    [
        (ANA, [PromptKind.LESSON, PromptKind.CHECKIN]),
        (replace(ANA, consent=Consent.LESSONS), [PromptKind.LESSON]),
        (replace(ANA, days=()), [PromptKind.CHECKIN]),
        (replace(ANA, paused_until=date(2027, 1, 1)), [PromptKind.LESSON, PromptKind.CHECKIN]),
        (replace(ANA, active=False), []),
        (replace(ANA, step=Step.REGION), []),
        (replace(ANA, step=Step.DAYS), []),
        (replace(ANA, step=Step.HOUR), []),
    ],
)
def test_appointments_follow_from_what_an_officer_chose(
    officer: Subscriber, kinds: list[PromptKind]
) -> None:
    assert [one.kind for one in appointments_for(officer, at(MONDAY, 8), LA_PAZ)] == kinds


def test_a_new_officers_first_lesson_and_check_in_lie_ahead() -> None:
    assert appointments_for(ANA, at(MONDAY, 9), LA_PAZ) == (
        Appointment(7, PromptKind.LESSON, at(MONDAY + DAY, 9)),
        Appointment(7, PromptKind.CHECKIN, at(MONDAY + 2 * DAY, 12, 30)),
    )


def test_a_crowd_with_the_same_hour_is_spread_evenly_over_the_window() -> None:
    places = [place_in_window(100_000_000 + chat, "2026-11-23") for chat in range(6000)]
    assert min(places) >= 0
    assert max(places) < 1
    tenths = Counter(int(place * 10) for place in places)
    assert sorted(tenths) == list(range(10))
    assert all(500 < n < 700 for n in tenths.values())


def test_a_place_in_the_window_is_the_same_when_asked_again_and_another_on_another_day() -> None:
    days = [f"2026-11-{day}" for day in range(10, 30)]
    places = [place_in_window(7, day) for day in days]
    assert places == [place_in_window(7, day) for day in days]
    assert len(set(places)) == len(days)
