"""After an outage of any length everybody gets one prompt of a kind at most, on real SQLite."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from storage.people import officer

from bot.domain.cadence import first_of_cadence
from bot.domain.duties import Shift
from bot.domain.model import (
    Appointment,
    Cause,
    Consent,
    Delivery,
    Later,
    Outcome,
    PromptKind,
    Sent,
    Subscriber,
)
from bot.domain.timetable import appointments_for, calendar_of, is_quiet, local
from bot.service.delivering import Delivering
from bot.storage import appointments, ledger
from bot.storage.delivery import add_subscriber, change_subscriber
from bot.storage.engine import Store, open_engine
from bot.storage.schema import migrate
from service.programme import calendar, lesson, wall

BEGIN = wall("2026-11-23 06:00")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SHIFTS = {
    "24x48": Shift("24x48", "24×48", 3, (1,)),
    "a-mano": Shift("a-mano", "A mano", 1, ()),
}
PROGRAMME = replace(calendar(), shifts=SHIFTS, holidays=frozenset({date(2026, 12, 8)}))
COURSE = {
    number: replace(lesson(number), boosters=("a", "b"), late_hours=late)
    for number, late in ((1, 48), (2, 72), (3, 1), (4, None), (5, 72), (6, None), (7, 48))
} | {
    61: replace(lesson(61), audience="evento", late_hours=48),
    65: replace(lesson(65), audience="supervision"),
}
Got = tuple[int, PromptKind, datetime]

people = st.builds(
    officer,
    zone=st.sampled_from([None, "America/Santiago", "Asia/Tokyo"]),
    days=st.sampled_from([(1,), (1, 3, 5), (1, 2, 3, 4, 5), (1, 2, 3, 4, 5, 6, 7)]),
    hour=st.sampled_from([time(7), time(9), time(20, 45)]),
    shift=st.sampled_from(["", *SHIFTS]),
    shift_from=st.just(date(2026, 11, 23)),
    leads=st.booleans(),
    holidays=st.booleans(),
    consent=st.sampled_from(Consent),
    paused_until=st.sampled_from([None, None, date(2026, 11, 27)]),
)


@contextmanager
def opened(officers: Iterable[Subscriber]) -> Iterator[Delivering]:
    """A store of its own, with these officers enrolled at the beginning and a snooze for each."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_engine(f"sqlite:///{folder}/delivery.sqlite")
        migrate(store, "delivery")
        with store.begin() as connection:
            for person in officers:
                add_subscriber(connection, person)
                standing = appointments_for(person, BEGIN, PROGRAMME)
                appointments.replace_appointments(connection, person.chat_id, standing)
                snooze = Appointment(person.chat_id, PromptKind.REMINDER, BEGIN + 30 * HOUR, 1)
                for one in (*first_of_cadence(person, BEGIN, PROGRAMME), snooze):
                    appointments.add_appointment(connection, one)
        yield Delivering(store, PROGRAMME, COURSE)
        store.dispose()


def beat(delivering: Delivering, now: datetime, outcome: Outcome | None = None) -> list[Got]:
    """What leaves in one beat of the speaker."""
    delivering.tick(now)
    got: list[Got] = []
    ended: list[tuple[Delivery, Outcome]] = []
    while taken := delivering.exchange(ended, now, 50):
        ended = [(prompt, outcome or Sent()) for prompt, _ in taken]
        got += [(prompt.chat_id, prompt.kind, now) for prompt, _ in taken]
    return [] if outcome else got


def run(delivering: Delivering, now: datetime, until: datetime) -> list[Got]:
    """Beat every half hour."""
    got: list[Got] = []
    while now < until:
        got += beat(delivering, now)
        now += HOUR / 2
    return got


def send_to_the_unit(store: Store, officers: Iterable[Subscriber], now: datetime) -> None:
    """A lesson after an event, for everybody."""
    with store.begin() as connection:
        for person in officers:
            one = Appointment(person.chat_id, PromptKind.EVENT, now, 61)
            appointments.set_appointment(connection, one)


def assert_no_storm(officers: list[Subscriber], back: list[Got], later: list[Got]) -> None:
    """At the moment of return one of a kind; on each date, too; nobody is woken."""
    here = {one.chat_id: calendar_of(one, PROGRAMME) for one in officers}
    at_once = Counter((chat, kind) for chat, kind, _ in back)
    assert max(at_once.values(), default=0) <= 1
    days = Counter((chat, kind, local(at, here[chat]).date()) for chat, kind, at in back + later)
    assert max(days.values(), default=0) <= 1
    assert not any(is_quiet(at, here[chat]) for chat, _, at in back + later)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # one run takes a second: no shrinking
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    st.lists(people, min_size=3, max_size=3),
    st.integers(0, 96),
    st.one_of(st.sampled_from([1, 24, 240]), st.integers(1, 900)),
    st.booleans(),
)
def test_an_outage_ends_in_one_prompt_of_a_kind_at_most(
    crowd: list[Subscriber], begins: int, hours: int, reaches_the_store: bool
) -> None:
    officers = [replace(one, chat_id=chat) for chat, one in enumerate(crowd, start=1)]
    fails = BEGIN + begins * HOUR / 2
    returns = fails + hours * HOUR
    with opened(officers) as delivering:
        got = run(delivering, BEGIN, fails)
        send_to_the_unit(delivering.store, officers, fails)
        if reaches_the_store:  # the bot runs, and Telegram cannot be reached
            for hour in range(0, hours, max(1, hours // 40)):
                beat(delivering, fails + hour * HOUR, Later(60, Cause.UNREACHABLE))
        back = beat(delivering, returns)
        later = run(delivering, returns + HOUR / 2, returns + DAY)
        assert_no_storm(officers, back, got + later)


@pytest.mark.parametrize("hours", [1, 24, 240])
def test_the_course_goes_on_where_it_stopped_and_in_order(hours: int) -> None:
    begin = wall("2026-11-23 08:55")
    with opened([officer()]) as delivering:
        run(delivering, BEGIN, begin)
        run(delivering, begin + hours * HOUR, begin + hours * HOUR + 9 * DAY)
        with delivering.store.begin() as connection:
            sent = ledger.deliveries_of(connection, 1)
    lessons = sorted((one.slot, one.item) for one in sent if one.kind is PromptKind.LESSON)
    assert [item for _, item in lessons] == list(range(1, len(lessons) + 1))
    assert len(lessons) >= 6


@pytest.mark.parametrize("consent", Consent)
def test_a_survey_that_could_not_leave_is_asked_on_the_next_survey_day(consent: Consent) -> None:
    friday = wall("2026-11-27 12:30")
    with opened([officer()]) as delivering:
        delivering.tick(friday)
        with delivering.store.begin() as connection:
            change_subscriber(connection, officer(consent=consent))
        late = beat(delivering, friday + 2 * DAY)
        again = beat(delivering, friday + 7 * DAY)
        with delivering.store.begin() as connection:
            standing = appointments.appointments_of(connection, 1)
    surveys = [one for one in late + again if one[1] is PromptKind.SURVEY]
    if consent is Consent.ALL:
        assert surveys == [(1, PromptKind.SURVEY, friday + 7 * DAY)]
        assert [one.item for one in standing if one.kind is PromptKind.SURVEY] == [4]
    else:
        assert surveys == []
