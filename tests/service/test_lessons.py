"""A lesson on demand and a scheduled one are the same lesson, once a day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from storage.databases import OpenStore, wait_until_blocked
from storage.people import officer

from bot.domain.model import (
    Consent,
    Delivery,
    DeliveryState,
    Entry,
    PromptKind,
    Rejected,
    Sent,
    Step,
)
from bot.service.delivering import Delivering
from bot.service.lessons import Lessons, Today, Vote
from bot.storage import appointments, ledger
from bot.storage.delivery import add_subscriber, delivery, find_subscriber
from bot.storage.engine import Store
from bot.storage.spool import Spool
from service.conftest import Enrol
from service.programme import COURSE, WEEK, calendar, wall

EIGHT, NINE, TEN = (wall(f"2026-11-23 {hour}:00") for hour in ("08", "09", "10"))
TUESDAY = wall("2026-11-24 09:00")
DAY = timedelta(days=1)


def test_asking_twice_shows_the_same_lesson(
    lessons: Lessons, deliveries: Store, enrol: Enrol
) -> None:
    enrol()
    shown = [lessons.today(1, now) for now in (EIGHT, TEN)]
    assert shown == [Today(COURSE[1], False)] * 2
    assert _place(deliveries) == 2


def test_asking_the_next_day_shows_the_next_lesson(lessons: Lessons, enrol: Enrol) -> None:
    enrol()
    shown = [lessons.today(1, EIGHT + n * DAY) for n in range(3)]
    assert [today.lesson.number for today in shown if today] == [1, 2, 5]


def test_the_scheduled_lesson_does_not_come_on_top_of_the_one_asked_for(
    lessons: Lessons, delivering: Delivering, enrol: Enrol
) -> None:
    enrol()
    lessons.today(1, EIGHT)
    assert delivering.tick(NINE) == 0
    delivering.tick(TUESDAY)
    assert [one.item for one, _ in delivering.exchange([], TUESDAY, 20)] == [2]


def test_a_lesson_that_waits_to_be_sent_is_claimed_by_hand(
    lessons: Lessons, delivering: Delivering, deliveries: Store, enrol: Enrol
) -> None:
    enrol()
    delivering.tick(NINE)
    assert lessons.today(1, NINE) == Today(COURSE[1], False)
    assert delivering.exchange([], NINE, 20) == []
    assert (_states(deliveries), _place(deliveries)) == ([DeliveryState.SENT], 2)


def test_a_lesson_in_flight_is_shown_and_left_to_its_end(
    lessons: Lessons, delivering: Delivering, deliveries: Store, enrol: Enrol
) -> None:
    enrol()
    delivering.tick(NINE)
    ((flying, _),) = delivering.exchange([], NINE, 20)
    assert lessons.today(1, NINE) == Today(COURSE[1], False)
    assert _states(deliveries) == [DeliveryState.INFLIGHT]
    delivering.exchange([(flying, Sent())], NINE, 0)
    assert (_states(deliveries), _place(deliveries)) == ([DeliveryState.SENT], 2)


def test_a_lesson_that_failed_and_was_then_asked_for_counts_as_read(
    lessons: Lessons, delivering: Delivering, deliveries: Store, enrol: Enrol
) -> None:
    enrol()
    delivering.tick(NINE)
    ((taken, _),) = delivering.exchange([], NINE, 20)
    delivering.exchange([(taken, Rejected("a bug"))], NINE, 0)
    assert lessons.today(1, TEN) == Today(COURSE[1], False)
    assert (_states(deliveries), _place(deliveries)) == ([DeliveryState.FAILED], 2)


def test_a_lesson_taken_out_of_the_course_since_gives_way_to_the_next(
    lessons: Lessons, enrol: Enrol
) -> None:
    enrol()
    lessons.today(1, EIGHT)
    shorter = replace(lessons, course={number: COURSE[number] for number in (2, 5)})
    assert shorter.today(1, TEN) == Today(COURSE[2], False)


def test_the_ledger_does_not_tell_when_somebody_asked(
    lessons: Lessons, deliveries: Store, enrol: Enrol
) -> None:
    enrol()
    lessons.today(1, wall("2026-11-23 19:47"))
    with deliveries.begin() as connection:
        kept = ledger.deliveries_of(connection, 1)
        moments = set(connection.scalars(sa.select(delivery.c.not_before)))
    assert kept == [Delivery(1, PromptKind.LESSON, "2026-11-23", 1, NINE)]
    assert moments == {int(NINE.timestamp())}


@pytest.mark.parametrize("step", [Step.REGION, Step.DAYS, Step.HOUR])
def test_who_has_not_finished_enrolling_gets_no_lesson(
    lessons: Lessons, enrol: Enrol, step: Step
) -> None:
    enrol(step=step)
    assert lessons.today(1, NINE) is None


def test_a_stranger_gets_no_lesson_and_leaves_nothing(lessons: Lessons, deliveries: Store) -> None:
    assert lessons.today(1, NINE) is None
    assert _states(deliveries) == []


def test_behind_the_course_the_last_lesson_is_shown_again(
    lessons: Lessons, deliveries: Store, enrol: Enrol
) -> None:
    enrol(next_lesson=6)
    assert lessons.today(1, NINE) == Today(COURSE[5], True)
    assert (_states(deliveries), _place(deliveries)) == ([], 6)


def test_a_course_without_lessons_shows_none(lessons: Lessons, enrol: Enrol) -> None:
    enrol()
    assert replace(lessons, course={}).today(1, NINE) is None


def test_who_paused_may_read_all_the_same(lessons: Lessons, enrol: Enrol) -> None:
    enrol(paused_until=date(2027, 1, 1))
    assert lessons.today(1, NINE) == Today(COURSE[1], False)


def test_the_last_vote_on_a_lesson_counts(lessons: Lessons, spool: Spool, enrol: Enrol) -> None:
    enrol()
    for vote in (Vote.UP, Vote.DOWN):
        lessons.vote(1, 2, vote, NINE)
    lessons.vote(1, 5, Vote.UP, NINE)
    expected = {"lesson-02": "down", "lesson-05": "up"}
    assert spool.entries(WEEK) == [Entry("desaguadero", expected)]


def test_who_agreed_to_lessons_only_is_not_counted(
    lessons: Lessons, spool: Spool, enrol: Enrol
) -> None:
    enrol(consent=Consent.LESSONS)
    lessons.vote(1, 1, Vote.UP, NINE)
    assert spool.rounds() == []


@pytest.mark.parametrize(("chat_id", "number"), [(2, 1), (1, 3), (1, 0)])
def test_a_vote_of_a_stranger_or_on_no_lesson_is_not_counted(
    lessons: Lessons, spool: Spool, enrol: Enrol, chat_id: int, number: int
) -> None:
    enrol(1)
    lessons.vote(chat_id, number, Vote.UP, NINE)
    assert spool.rounds() == []


def test_a_lesson_put_off_comes_again_in_two_hours(
    lessons: Lessons, delivering: Delivering, enrol: Enrol
) -> None:
    enrol(next_lesson=6)
    due_at = lessons.put_off(1, 5, NINE + timedelta(seconds=40))
    assert due_at == NINE + timedelta(hours=2)
    assert delivering.tick(NINE + timedelta(minutes=119)) == 0
    assert delivering.tick(due_at) == 1
    assert [(one.kind, one.item) for one, _ in delivering.exchange([], due_at, 20)] == [
        (PromptKind.REMINDER, 5)
    ]


@pytest.mark.parametrize(
    ("chat_id", "number", "hour"), [(1, 1, "19:01"), (1, 1, "23:00"), (1, 3, "09:00"), (2, 1, "09")]
)
def test_nothing_is_put_off_into_the_night_or_for_a_stranger_or_for_no_lesson(
    lessons: Lessons, deliveries: Store, enrol: Enrol, chat_id: int, number: int, hour: str
) -> None:
    enrol(1, step=Step.HOUR)
    assert lessons.put_off(chat_id, number, wall(f"2026-11-23 {hour}")) is None
    assert _reminders(deliveries, chat_id) == []


def test_putting_off_twice_reminds_once(lessons: Lessons, deliveries: Store, enrol: Enrol) -> None:
    enrol()
    for now, number in ((NINE, 1), (TEN, 2)):
        lessons.put_off(1, number, now)
    assert _reminders(deliveries) == [2]


def test_who_reads_on_after_all_is_not_reminded(
    lessons: Lessons, deliveries: Store, enrol: Enrol
) -> None:
    enrol()
    lessons.put_off(1, 1, NINE)
    lessons.take_up(1)
    assert _reminders(deliveries) == []


def test_a_lesson_that_comes_due_while_it_is_asked_for_does_not_come_on_top(
    open_postgres: OpenStore, spool: Spool
) -> None:
    store = open_postgres("delivery")
    asked = Lessons(store, spool, calendar(), COURSE)
    scheduled = Delivery(1, PromptKind.LESSON, "2026-11-23", 1, NINE)
    with store.begin() as connection:
        add_subscriber(connection, officer())
    with ThreadPoolExecutor(1) as pool:
        with store.begin() as speaker:
            ledger.enter(speaker, scheduled)
            shown = pool.submit(asked.today, 1, NINE)
            wait_until_blocked(speaker)
        assert shown.result() == Today(COURSE[1], False)
    assert _states(store) == [DeliveryState.SENT]


def _states(store: Store) -> list[DeliveryState]:
    with store.begin() as connection:
        return [DeliveryState(state) for state in connection.scalars(sa.select(delivery.c.state))]


def _place(store: Store) -> int:
    with store.begin() as connection:
        known = find_subscriber(connection, 1)
    assert known is not None
    return known.next_lesson


def _reminders(store: Store, chat_id: int = 1) -> list[int | None]:
    with store.begin() as connection:
        standing = appointments.appointments_of(connection, chat_id)
    return [one.item for one in standing if one.kind is PromptKind.REMINDER]
