"""The ledger lets a prompt come due once and leave at most once, whoever else is at it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from threading import Barrier

import pytest
import sqlalchemy as sa

from bot.domain.model import Appointment, Delivery, DeliveryState, PromptKind
from bot.storage import appointments, ledger
from bot.storage.delivery import add_subscriber, delivery, find_subscriber
from bot.storage.engine import Connection, Store, open_engine
from storage.databases import OpenStore, Reopen, address
from storage.people import NOON, appointment, officer, prompt

HOUR = timedelta(hours=1)
THREADS = 4
MANY = 60

LEASED, INFLIGHT = DeliveryState.LEASED, DeliveryState.INFLIGHT
SENT, UNKNOWN, FAILED = DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.FAILED
SETTLED = (SENT, UNKNOWN, FAILED)


@pytest.fixture
def connection(deliveries: Store) -> Iterator[Connection]:
    """A transaction with one officer in it."""
    with deliveries.begin() as opened:
        add_subscriber(opened, officer())
        yield opened


def test_an_appointment_takes_the_place_of_the_one_of_its_kind(connection: Connection) -> None:
    appointments.set_appointment(connection, appointment())
    later = appointment(due_at=NOON + HOUR)
    appointments.set_appointment(connection, later)
    assert appointments.appointments_of(connection, 1) == [later]


def test_an_appointment_comes_out_as_it_went_in(connection: Connection) -> None:
    reminder = Appointment(1, PromptKind.REMINDER, NOON, 7)
    appointments.set_appointment(connection, reminder)
    assert appointments.appointments_of(connection, 1) == [reminder]


def test_new_appointments_replace_the_lesson_and_the_check_in_alone(connection: Connection) -> None:
    for kind in PromptKind:
        appointments.set_appointment(connection, appointment(kind=kind))
    new = appointment(due_at=NOON + HOUR)
    appointments.replace_appointments(connection, 1, [new])
    left = {one.kind: one.due_at for one in appointments.appointments_of(connection, 1)}
    others = set(PromptKind) - {PromptKind.LESSON, PromptKind.CHECKIN}
    assert left == {PromptKind.LESSON: NOON + HOUR} | dict.fromkeys(others, NOON)


def test_what_is_due_comes_oldest_first_and_no_more_than_asked_for(connection: Connection) -> None:
    for chat_id, ago in ((2, 1), (3, 3), (4, 2), (5, 0), (6, -1)):
        add_subscriber(connection, officer(chat_id))
        appointments.set_appointment(connection, appointment(chat_id, due_at=NOON - ago * HOUR))
    assert [one.chat_id for one, _ in appointments.due(connection, NOON, 3)] == [3, 4, 2]
    assert [one.chat_id for one, _ in appointments.due(connection, NOON, 9)] == [3, 4, 2, 5]


def test_what_is_due_comes_with_its_subscriber(connection: Connection) -> None:
    appointments.set_appointment(connection, appointment())
    assert appointments.due(connection, NOON, 1) == [(appointment(), officer())]


def test_an_appointment_is_advanced_once(connection: Connection) -> None:
    appointments.set_appointment(connection, appointment())
    for hours in (1, 2):
        appointments.advance(connection, [(appointment(), NOON + hours * HOUR, 0)])
    assert appointments.appointments_of(connection, 1) == [appointment(due_at=NOON + HOUR)]


def test_an_appointment_can_end(connection: Connection) -> None:
    appointments.set_appointment(connection, appointment())
    appointments.advance(connection, [(appointment(), None, 0)])
    assert appointments.appointments_of(connection, 1) == []


def test_a_slot_is_entered_once(connection: Connection) -> None:
    other_day = prompt(slot="2026-11-24")
    other_kind = prompt(kind=PromptKind.CHECKIN, item=None)
    entered = [ledger.enter(connection, one) for one in (prompt(), prompt(item=2), other_kind)]
    assert entered == [True, False, True]
    assert ledger.enter(connection, other_day)
    assert ledger.find_delivery(connection, 1, PromptKind.LESSON, "2026-11-23") == prompt()


def test_a_waiting_lesson_gives_way_to_the_next_days(connection: Connection) -> None:
    for kind in (PromptKind.LESSON, PromptKind.CHECKIN):
        ledger.enter(connection, prompt(kind=kind))
    ledger.enter(connection, prompt(2))
    ledger.enter(connection, prompt(slot="2026-11-24"))
    assert _states(connection) == {
        (1, "checkin", "2026-11-23"): LEASED,
        (1, "lesson", "2026-11-23"): FAILED,
        (1, "lesson", "2026-11-24"): LEASED,
        (2, "lesson", "2026-11-23"): LEASED,
    }


@pytest.mark.parametrize("state", [INFLIGHT, *SETTLED])
def test_only_a_waiting_one_gives_way(connection: Connection, state: DeliveryState) -> None:
    ledger.enter(connection, prompt(), state)
    ledger.enter(connection, prompt(slot="2026-11-24"))
    assert _states(connection)[1, "lesson", "2026-11-23"] is state


def test_a_prompt_goes_from_leased_to_inflight_to_settled(connection: Connection) -> None:
    ledger.enter(connection, prompt())
    seen = [_only_state(connection)]
    assert ledger.take(connection, NOON, 9) == [(prompt(), officer())]
    seen.append(_only_state(connection))
    assert ledger.settle(connection, [prompt()], SENT)
    assert [*seen, _only_state(connection)] == [LEASED, INFLIGHT, SENT]


def test_what_was_taken_is_taken_by_nobody_else(connection: Connection) -> None:
    ledger.enter(connection, prompt())
    ledger.take(connection, NOON, 9)
    assert ledger.take(connection, NOON, 9) == []


def test_a_prompt_that_was_never_taken_cannot_be_settled(connection: Connection) -> None:
    ledger.enter(connection, prompt())
    assert not ledger.settle(connection, [prompt()], SENT)
    assert _only_state(connection) is LEASED


MOVES: dict[str, Callable[[Connection], object]] = {
    "take": lambda connection: ledger.take(connection, NOON + HOUR, 9),
    "settle": lambda connection: ledger.settle(connection, [prompt()], FAILED),
    "put_back": lambda connection: ledger.put_back(connection, [(prompt(), NOON)]),
    "orphan": ledger.orphan,
    "claim_by_hand": lambda connection: ledger.claim_by_hand(connection, prompt()),
    "enter": lambda connection: ledger.enter(connection, prompt()),
}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("state", SETTLED)
def test_a_settled_prompt_never_goes_back(
    connection: Connection, state: DeliveryState, move: str
) -> None:
    ledger.enter(connection, prompt(), state)
    assert not MOVES[move](connection)
    assert _only_state(connection) is state


def test_what_is_put_back_waits_for_its_time_to_the_second(connection: Connection) -> None:
    ledger.enter(connection, prompt())
    ledger.take(connection, NOON, 9)
    assert ledger.put_back(connection, [(prompt(), NOON + timedelta(seconds=2.5))])
    waited = [len(ledger.take(connection, NOON + timedelta(seconds=s), 9)) for s in (2, 2.9, 3)]
    assert waited == [0, 0, 1]


@pytest.mark.parametrize("state", [LEASED, *SETTLED])
def test_only_what_is_in_flight_is_put_back(connection: Connection, state: DeliveryState) -> None:
    ledger.enter(connection, prompt(), state)
    assert not ledger.put_back(connection, [(prompt(), NOON)])
    assert _only_state(connection) is state


def test_checkins_leave_before_lessons_and_older_ones_before_newer(connection: Connection) -> None:
    for chat_id in (2, 3):
        add_subscriber(connection, officer(chat_id))
    waiting = [
        prompt(1, due_at=NOON),
        prompt(2, due_at=NOON - HOUR),
        prompt(3, PromptKind.CHECKIN, item=None, due_at=NOON),
    ]
    for one in waiting:
        ledger.enter(connection, one)
    assert [one for one, _ in ledger.take(connection, NOON, 2)] == [waiting[2], waiting[1]]
    assert [one for one, _ in ledger.take(connection, NOON, 2)] == [waiting[0]]


def test_after_a_crash_only_what_was_in_flight_is_unknown(connection: Connection) -> None:
    states = (LEASED, INFLIGHT, SENT, FAILED)
    for chat_id, state in enumerate(states, start=1):
        ledger.enter(connection, prompt(chat_id), state)
    assert ledger.orphan(connection) == [prompt(2)]
    assert list(_states(connection).values()) == [LEASED, UNKNOWN, SENT, FAILED]


def test_the_course_moves_on_behind_the_lesson_that_left(connection: Connection) -> None:
    ledger.move_on(connection, [prompt(item=4)])
    assert _place(connection) == 5


@pytest.mark.parametrize(
    "left",
    [
        prompt(item=2),
        prompt(kind=PromptKind.REMINDER, item=8),
        prompt(kind=PromptKind.CHECKIN, item=None),
        prompt(2, item=8),
    ],
)
def test_the_course_does_not_move_for_anything_else(connection: Connection, left: Delivery) -> None:
    ledger.move_on(connection, [prompt(item=4)])
    ledger.move_on(connection, [left])
    assert _place(connection) == 5


def test_a_purge_forgets_only_what_is_settled_and_old(connection: Connection) -> None:
    for chat_id, state in enumerate((*SETTLED, LEASED, INFLIGHT), start=1):
        ledger.enter(connection, prompt(chat_id), state)
    ledger.enter(connection, prompt(9, due_at=NOON + HOUR), SENT)
    assert ledger.purge(connection, NOON + HOUR) == 3
    assert [chat_id for chat_id, _, _ in _states(connection)] == [4, 5, 9]


def test_four_speakers_at_once_claim_every_appointment_once(
    deliveries: Store, reopen: Reopen
) -> None:
    with deliveries.begin() as connection:
        for chat_id in range(MANY):
            add_subscriber(connection, officer(chat_id))
            appointments.set_appointment(connection, appointment(chat_id))

    def claim(connection: Connection) -> list[int] | None:
        dues = appointments.due(connection, NOON, 3)
        appointments.advance(connection, [(one, NOON + HOUR, 0) for one, _ in dues])
        return [
            one.chat_id for one, _ in dues if ledger.enter(connection, prompt(one.chat_id))
        ] or None

    claimed = _in_four_threads(deliveries, reopen, claim)
    assert sorted(claimed) == list(range(MANY))
    with deliveries.begin() as connection:
        assert len(_states(connection)) == MANY


def test_four_speakers_at_once_take_every_delivery_once(deliveries: Store, reopen: Reopen) -> None:
    with deliveries.begin() as connection:
        for chat_id in range(MANY):
            add_subscriber(connection, officer(chat_id))
            ledger.enter(connection, prompt(chat_id))

    def take(connection: Connection) -> list[int] | None:
        return [one.chat_id for one, _ in ledger.take(connection, NOON, 3)] or None

    taken = _in_four_threads(deliveries, reopen, take)
    assert sorted(taken) == list(range(MANY))


def test_four_processes_at_once_take_every_delivery_once(deliveries: Store) -> None:
    with deliveries.begin() as connection:
        for chat_id in range(MANY):
            add_subscriber(connection, officer(chat_id))
            ledger.enter(connection, prompt(chat_id))
    with ProcessPoolExecutor(THREADS, mp_context=get_context("spawn")) as workers:
        shares = list(workers.map(take_all, [address(deliveries)] * THREADS))
    assert sorted(chat_id for share in shares for chat_id in share) == list(range(MANY))


def take_all(url: str) -> list[int]:
    """What one process among several takes of the ledger, three at a time, until it is empty."""
    store = open_engine(url)
    taken: list[int] = []
    while True:
        with store.begin() as connection:
            some = [one.chat_id for one, _ in ledger.take(connection, NOON, 3)]
        if not some:
            break
        taken += some
        time.sleep(0.01)  # so that the others get their share
    store.dispose()
    return taken


def test_two_speakers_on_postgresql_do_not_wait_for_each_other(
    open_postgres: OpenStore, reopen: Reopen
) -> None:
    store = open_postgres("delivery")
    with store.begin() as connection:
        for chat_id in (1, 2):
            add_subscriber(connection, officer(chat_id))
            appointments.set_appointment(connection, appointment(chat_id))
            ledger.enter(connection, prompt(chat_id))
    with store.begin() as one, reopen(store).begin() as other:
        other.execute(sa.text("SET LOCAL lock_timeout = 100"))
        claims = [
            appointments.due(connection, NOON, 1)[0][0].chat_id for connection in (one, other)
        ]
        prompts = [ledger.take(connection, NOON, 1)[0][0].chat_id for connection in (one, other)]
    assert (sorted(claims), sorted(prompts)) == ([1, 2], [1, 2])


def _in_four_threads(
    store: Store, reopen: Reopen, work: Callable[[Connection], list[int] | None]
) -> list[int]:
    """Let four engines work in small transactions until each finds nothing three times."""
    start = Barrier(THREADS)

    def go_on(engine: Store) -> list[int]:
        done: list[int] = []
        idle = 0
        start.wait()
        while idle < 3:
            with engine.begin() as connection:
                got = work(connection)
            done += got or []
            idle += got is None
        return done

    with ThreadPoolExecutor(THREADS) as pool:
        parts = list(pool.map(go_on, [reopen(store) for _ in range(THREADS)]))
    return [one for part in parts for one in part]


def _states(connection: Connection) -> dict[tuple[int, str, str], DeliveryState]:
    key = (delivery.c.chat_id, delivery.c.kind, delivery.c.slot)
    rows = connection.execute(sa.select(*key, delivery.c.state).order_by(*key))
    return {(chat_id, kind, slot): DeliveryState(state) for chat_id, kind, slot, state in rows}


def _only_state(connection: Connection) -> DeliveryState:
    (state,) = _states(connection).values()
    return state


def _place(connection: Connection) -> int:
    known = find_subscriber(connection, 1)
    assert known is not None
    return known.next_lesson
