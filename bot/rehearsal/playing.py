"""Lets the clock run: what is due is claimed, taken and settled as in a live bot."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.cadence import first_of_cadence
from bot.domain.model import Lesson, PromptKind, Sent, Subscriber
from bot.domain.timetable import Calendar, appointments_for, round_starts
from bot.service.delivering import Delivering, Ended
from bot.storage import appointments, ledger
from bot.storage.delivery import add_subscriber
from bot.storage.engine import Store, open_engine, reading
from bot.storage.schema import migrate
from bot.storage.spool import memory_folder

_AT_ONCE = 500
_PATIENCE = timedelta(minutes=15)  # between two looks at prompts that must not leave yet


@dataclass(frozen=True, slots=True)
class Given:
    """One prompt that an officer got; ``at`` is UTC."""

    at: datetime
    chat_id: int
    kind: PromptKind
    item: int | None


@contextmanager
def empty_store() -> Iterator[Store]:
    """A delivery store of its own in memory-backed files, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="respiro-", dir=memory_folder()) as folder:
        store = open_engine(f"sqlite:///{Path(folder) / 'delivery.sqlite'}")
        try:
            migrate(store, "delivery")
            yield store
        finally:
            store.dispose()


def play(
    store: Store,
    officers: Iterable[Subscriber],
    calendar: Calendar,
    lessons: Mapping[int, Lesson],
    start: datetime,
    end: datetime,
) -> list[Given]:
    """Every prompt between two UTC moments, in order; the officers have just enrolled.

    The clock jumps from one due time to the next, so half a year takes seconds.
    """
    with store.begin() as connection:
        for officer in officers:
            add_subscriber(connection, officer)
            standing = appointments_for(officer, start, calendar)
            appointments.replace_appointments(connection, officer.chat_id, standing)
            for first in first_of_cadence(officer, start, calendar):
                appointments.add_appointment(connection, first)
    delivering = Delivering(store, calendar, lessons)
    given: list[Given] = []
    now, purged = start, start
    while now < end:
        given += _beat(delivering, now)
        if now - purged > timedelta(days=7):
            purged = now
            with store.begin() as connection:
                ledger.purge(connection, round_starts(now, calendar))
        with reading(store) as connection:
            following = appointments.next_moment(connection)
        if following is None:
            break
        now = following if following > now else now + _PATIENCE
    return given


def _beat(delivering: Delivering, now: datetime) -> list[Given]:
    """One beat of the speaker: everything that may leave leaves, and is taken by Telegram."""
    delivering.tick(now)
    given: list[Given] = []
    ended: list[Ended] = []
    limit = _AT_ONCE
    while limit:
        taken = delivering.exchange(ended, now, limit)
        ended = [(prompt, Sent()) for prompt, _ in taken]
        given += [Given(now, prompt.chat_id, prompt.kind, prompt.item) for prompt, _ in taken]
        limit = _AT_ONCE if len(taken) == _AT_ONCE else 0
    delivering.exchange(ended, now, limit)
    return given
