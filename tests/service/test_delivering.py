"""Prompts come due once, leave at most once, and never in the night."""

from __future__ import annotations

import logging
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from storage.databases import OpenStore, Reopen
from storage.people import CANARY, appointment, officer, prompt

from bot.domain.model import (
    Appointment,
    Consent,
    Delivery,
    DeliveryState,
    Gone,
    Later,
    Outcome,
    PromptKind,
    Rejected,
    Sent,
    Unknown,
)
from bot.service.delivering import Delivering
from bot.storage import appointments, ledger
from bot.storage.delivery import add_subscriber, delivery, find_subscriber
from bot.storage.engine import Store
from service.conftest import Enrol
from service.programme import COURSE, calendar, wall

NINE = wall("2026-11-23 09:00")
TUESDAY = wall("2026-11-24 09:00")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
LATER_THAT_WEEK = wall("2026-11-27 20:00")


def test_nothing_is_due_before_its_hour(delivering: Delivering, enrol: Enrol) -> None:
    enrol()
    assert delivering.tick(NINE - MINUTE) == 0
    assert delivering.tick(NINE) == 1


def test_a_lesson_comes_due_once_a_day(delivering: Delivering, enrol: Enrol) -> None:
    enrol()
    ticks = [delivering.tick(NINE + n * MINUTE) for n in range(3)]
    assert ticks == [1, 0, 0]
    assert delivering.tick(TUESDAY) == 1


def test_what_is_due_is_taken_with_the_place_in_the_course(
    delivering: Delivering, enrol: Enrol
) -> None:
    person = enrol(next_lesson=3)
    delivering.tick(NINE)
    expected = Delivery(1, PromptKind.LESSON, "2026-11-23", 5, NINE)
    assert delivering.exchange([], NINE, 20) == [(expected, person)]


def test_a_week_brings_the_course_in_order_and_one_checkin(
    delivering: Delivering, enrol: Enrol
) -> None:
    enrol()
    left = _live_through(delivering, NINE - HOUR, NINE - HOUR + WEEK)
    assert Counter(one.kind for one in left) == {PromptKind.LESSON: 3, PromptKind.CHECKIN: 1}
    assert [one.item for one in left if one.kind is PromptKind.LESSON] == [1, 2, 5]


def test_who_agreed_to_lessons_only_is_asked_nothing(delivering: Delivering, enrol: Enrol) -> None:
    enrol(consent=Consent.LESSONS)
    left = _live_through(delivering, NINE - HOUR, NINE - HOUR + WEEK)
    assert {one.kind for one in left} == {PromptKind.LESSON}


@pytest.mark.parametrize("back_at", ["2026-11-30 08:00", "2026-12-02 12:40", "2026-12-06 23:30"])
def test_after_a_week_of_silence_each_kind_comes_once_at_most_in_a_day(
    delivering: Delivering, deliveries: Store, enrol: Enrol, back_at: str
) -> None:
    enrol()
    with deliveries.begin() as connection:
        appointments.set_appointment(connection, Appointment(1, PromptKind.REMINDER, NINE, 1))
        for slot in ("2026-11-20", "2026-11-22"):
            ledger.enter(connection, prompt(slot=slot, due_at=NINE - DAY))
    left = _live_through(delivering, wall(back_at), wall(back_at) + DAY)
    assert len(left) > 0
    assert set(Counter(one.kind for one in left).values()) == {1}


def test_a_lesson_that_is_hours_late_moves_to_its_next_day(
    delivering: Delivering, enrol: Enrol
) -> None:
    enrol()
    assert delivering.tick(NINE + 5 * HOUR) == 0
    assert delivering.tick(TUESDAY) == 1
    ((taken, _),) = delivering.exchange([], TUESDAY, 20)
    assert (taken.slot, taken.item) == ("2026-11-24", 1)


@pytest.mark.parametrize("hour", ["2026-11-23 21:00", "2026-11-24 00:00", "2026-11-24 06:59"])
def test_nothing_is_taken_in_the_quiet_hours(
    delivering: Delivering, deliveries: Store, enrol: Enrol, hour: str
) -> None:
    enrol()
    with deliveries.begin() as connection:
        ledger.enter(connection, prompt(due_at=wall(hour)))
    assert delivering.exchange([], wall(hour), 20) == []
    assert len(delivering.exchange([], wall(hour) + 11 * HOUR, 20)) == 0
    assert _states(deliveries) == {"2026-11-23": DeliveryState.FAILED}


def test_what_comes_due_in_the_night_waits_for_the_morning(
    delivering: Delivering, deliveries: Store, enrol: Enrol
) -> None:
    enrol()
    with deliveries.begin() as connection:
        asked_at = wall("2026-11-25 20:59")
        appointments.set_appointment(connection, appointment(1, PromptKind.CHECKIN, asked_at))
        appointments.drop_appointment(connection, 1, PromptKind.LESSON)
    assert delivering.tick(wall("2026-11-25 23:00")) == 0
    assert delivering.tick(wall("2026-11-26 07:00")) == 1


def test_a_lesson_that_waited_too_long_fails_and_comes_again_the_next_day(
    delivering: Delivering, deliveries: Store, enrol: Enrol
) -> None:
    enrol()
    delivering.tick(NINE)
    assert delivering.exchange([], NINE + 5 * HOUR, 20) == []
    assert _states(deliveries) == {"2026-11-23": DeliveryState.FAILED}
    delivering.tick(TUESDAY)
    assert [one.item for one, _ in delivering.exchange([], TUESDAY, 20)] == [1]


def test_what_waited_too_long_does_not_hide_what_is_behind_it(
    delivering: Delivering, deliveries: Store, enrol: Enrol
) -> None:
    for chat_id in range(1, 6):
        enrol(chat_id)
    with deliveries.begin() as connection:
        for chat_id in range(1, 5):
            ledger.enter(connection, prompt(chat_id, due_at=NINE))
        ledger.enter(connection, prompt(5, due_at=NINE + 4 * HOUR))
    taken = delivering.exchange([], NINE + 5 * HOUR, 2)
    assert [one.chat_id for one, _ in taken] == [5]


def test_a_lesson_that_waits_for_days_is_not_joined_by_itself(
    deliveries: Store, enrol: Enrol
) -> None:
    patient = Delivering(deliveries, calendar(lesson=72), COURSE)
    enrol()
    for day in range(3):
        patient.tick(NINE + day * DAY)
    assert [one.slot for one, _ in patient.exchange([], NINE + 2 * DAY, 20)] == ["2026-11-25"]


@pytest.mark.parametrize(
    ("outcome", "state", "place"),
    [
        (Sent(), DeliveryState.SENT, 2),
        (Unknown(), DeliveryState.UNKNOWN, 2),
        (Rejected("a bug"), DeliveryState.FAILED, 1),
        (Gone(), DeliveryState.FAILED, 1),
        (Later(30), DeliveryState.LEASED, 1),
    ],
)
def test_the_course_moves_on_when_the_lesson_left_or_may_have(
    delivering: Delivering,
    deliveries: Store,
    enrol: Enrol,
    outcome: Outcome,
    state: DeliveryState,
    place: int,
) -> None:
    enrol()
    _send(delivering, NINE, outcome)
    assert (_states(deliveries), _place(deliveries)) == ({"2026-11-23": state}, place)


@pytest.mark.parametrize("outcome", [Sent(), Unknown(), Rejected("a bug"), Gone()])
def test_what_is_settled_is_not_sent_again_that_day(
    delivering: Delivering, enrol: Enrol, outcome: Outcome
) -> None:
    enrol()
    _send(delivering, NINE, outcome)
    assert _live_through(delivering, NINE, NINE + 14 * HOUR) == []


def test_what_may_be_tried_again_is_once_its_time_has_come(
    delivering: Delivering, enrol: Enrol
) -> None:
    enrol()
    _send(delivering, NINE, Later(30))
    taken = [len(delivering.exchange([], NINE + timedelta(seconds=s), 20)) for s in (29, 30, 31)]
    assert taken == [0, 1, 0]


def test_who_is_gone_hears_nothing_any_more_and_keeps_his_place(
    delivering: Delivering, deliveries: Store, enrol: Enrol
) -> None:
    person = enrol()
    _send(delivering, NINE, Gone())
    assert _live_through(delivering, NINE, LATER_THAT_WEEK) == []
    with deliveries.begin() as connection:
        assert find_subscriber(connection, 1) == replace(person, active=False)


def test_after_a_crash_what_was_in_flight_is_unknown_and_the_course_goes_on(
    delivering: Delivering, deliveries: Store, enrol: Enrol
) -> None:
    enrol()
    delivering.tick(NINE)
    delivering.exchange([], NINE, 20)
    assert delivering.recover(NINE) == 1
    assert delivering.exchange([], NINE, 20) == []
    assert (_states(deliveries), _place(deliveries)) == ({"2026-11-23": DeliveryState.UNKNOWN}, 2)


def test_after_a_crash_what_was_not_in_flight_goes_on(delivering: Delivering, enrol: Enrol) -> None:
    enrol()
    delivering.tick(NINE)
    assert delivering.recover(NINE) == 0
    assert len(delivering.exchange([], NINE, 20)) == 1


def test_a_settlement_that_comes_after_a_recovery_changes_nothing(
    delivering: Delivering, deliveries: Store, enrol: Enrol
) -> None:
    enrol()
    delivering.tick(NINE)
    ((taken, _),) = delivering.exchange([], NINE, 20)
    delivering.recover(NINE)
    delivering.exchange([(taken, Later(0))], NINE, 0)
    assert _states(deliveries) == {"2026-11-23": DeliveryState.UNKNOWN}


def test_a_course_that_is_through_sends_no_lesson_and_still_asks(
    delivering: Delivering, enrol: Enrol
) -> None:
    enrol(next_lesson=6)
    left = _live_through(delivering, NINE - HOUR, LATER_THAT_WEEK)
    assert [one.kind for one in left] == [PromptKind.CHECKIN]


def test_a_course_that_grows_goes_on_where_it_ended(
    delivering: Delivering, deliveries: Store, enrol: Enrol
) -> None:
    enrol(next_lesson=6)
    delivering.tick(NINE)
    longer = Delivering(deliveries, calendar(), COURSE | {7: COURSE[5]})
    longer.tick(TUESDAY)
    assert [one.item for one, _ in longer.exchange([], TUESDAY, 20)] == [7]


def test_a_pause_is_silent_and_ends_by_itself(delivering: Delivering, enrol: Enrol) -> None:
    enrol(paused_until=date(2026, 11, 26))
    left = _live_through(delivering, NINE - HOUR, LATER_THAT_WEEK)
    assert [(one.slot, one.item) for one in left] == [("2026-11-26", 1), ("2026-11-27", 2)]


def test_a_reminder_comes_once(delivering: Delivering, deliveries: Store, enrol: Enrol) -> None:
    enrol(next_lesson=6, consent=Consent.LESSONS)
    with deliveries.begin() as connection:
        appointments.set_appointment(connection, Appointment(1, PromptKind.REMINDER, NINE, 2))
    left = _live_through(delivering, NINE - HOUR, LATER_THAT_WEEK)
    assert [(one.kind, one.item) for one in left] == [(PromptKind.REMINDER, 2)]


def test_more_than_one_batch_comes_due_in_one_tick(open_sqlite: OpenStore) -> None:
    store = open_sqlite("delivery")
    many = [appointment(chat_id, due_at=NINE) for chat_id in range(1, 521)]
    _enter_many(store, many)
    assert Delivering(store, calendar(), COURSE).tick(NINE) == len(many)


def test_four_speakers_at_once_send_every_prompt_once(deliveries: Store, reopen: Reopen) -> None:
    _enter_many(deliveries, [appointment(chat_id, due_at=NINE) for chat_id in range(1, 61)])
    start = Barrier(4)

    def speak(store: Store) -> tuple[int, list[int]]:
        one = Delivering(store, calendar(), COURSE)
        start.wait()
        claimed, sent, idle = 0, [], 0
        while idle < 3:
            claimed += one.tick(NINE)
            group = one.exchange([], NINE, 4)
            idle += not group
            one.exchange([(taken, Sent()) for taken, _ in group], NINE, 0)
            sent += [taken.chat_id for taken, _ in group]
        return claimed, sent

    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(speak, [reopen(deliveries) for _ in range(4)]))
    assert sum(claimed for claimed, _ in parts) == 60
    assert sorted(chat_id for _, sent in parts for chat_id in sent) == list(range(1, 61))


def test_the_log_counts_what_a_crash_left_and_names_nobody(
    delivering: Delivering, enrol: Enrol, caplog: pytest.LogCaptureFixture
) -> None:
    enrol(CANARY)
    enrol(CANARY + 1)
    with caplog.at_level(logging.INFO, logger="bot"):
        delivering.tick(NINE)
        (first, _), _second = delivering.exchange([], NINE, 20)
        delivering.exchange([(first, Sent())], NINE, 0)
        delivering.recover(NINE)
    assert [record.getMessage() for record in caplog.records] == [
        "1 prompts were in flight at the last stop: unknown",
    ]


def _send(delivering: Delivering, now: datetime, outcome: Outcome) -> None:
    """One beat in which everything ends alike."""
    delivering.tick(now)
    delivering.exchange([(taken, outcome) for taken, _ in delivering.exchange([], now, 20)], now, 0)


def _live_through(delivering: Delivering, begin: datetime, end: datetime) -> list[Delivery]:
    """Everything that is sent in a span of time, with a beat every half hour."""
    left = []
    now = begin
    while now < end:
        delivering.tick(now)
        group = delivering.exchange([], now, 20)
        delivering.exchange([(taken, Sent()) for taken, _ in group], now, 0)
        left += [taken for taken, _ in group]
        now += HOUR / 2
    return left


def _enter_many(store: Store, standing: list[Appointment]) -> None:
    with store.begin() as connection:
        for one in standing:
            add_subscriber(connection, officer(one.chat_id))
            appointments.set_appointment(connection, one)


def _states(store: Store) -> dict[str, DeliveryState]:
    with store.begin() as connection:
        rows = connection.execute(sa.select(delivery.c.slot, delivery.c.state))
        return {slot: DeliveryState(state) for slot, state in rows}


def _place(store: Store) -> int:
    with store.begin() as connection:
        known = find_subscriber(connection, 1)
    assert known is not None
    return known.next_lesson
