"""Closing a round: cells of at least k, shuffled, one batch; then the spool is gone."""

from __future__ import annotations

import logging
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.cells import partition
from bot.domain.model import Reply, Unit
from bot.domain.timetable import Calendar, round_of, round_starts
from bot.storage import ledger, replies
from bot.storage.engine import Store, empty_wal, sweep
from bot.storage.spool import Entry, Spool, SpoolError

log = logging.getLogger(__name__)

_GRACE = timedelta(minutes=1)  # an answer whose clock was read just before the end is still in


@dataclass(frozen=True, slots=True)
class Rounds:
    """The passage from the open round to the reply store, and what is forgotten with time."""

    deliveries: Store
    replies: Store
    spool: Spool
    calendar: Calendar
    units: Mapping[str, Unit]
    k: int
    reply_months: int
    chance: random.Random

    def close_ended(self, now: datetime) -> list[str]:
        """Close every round whose time is over; the names of those closed.

        The batch and the mark that the round is closed are one transaction, and only then the
        spool's file goes: a crash in between neither loses nor doubles a round. A file that
        cannot be read waits, and does not stop the round behind it.
        """
        still_open = round_of(now - _GRACE, self.calendar)
        closed = []
        for name in [name for name in self.spool.rounds() if name < still_open]:
            try:
                batch = self.anonymise(self.spool.entries(name))
            except SpoolError as error:
                log.error("round %s cannot be closed: %s", name, error)
                continue
            with self.replies.begin() as connection:
                replies.write_round(connection, name, batch, self.chance)
            self.spool.remove(name)
            sweep(self.replies)
            log.info("round %s is closed", name)
            closed.append(name)
        return closed

    def anonymise(self, entries: Iterable[Entry]) -> list[Reply]:
        """The replies of a round, each in a cell where at least k people answered the same.

        The cells are drawn anew for each instrument, because k counts the people behind each
        number; what even the whole country cannot bring to k is dropped.
        """
        region_of = {unit.id: unit.region for unit in self.units.values()}
        answers: dict[str, list[tuple[str | None, str]]] = {}
        for entry in entries:
            for instrument, band in entry.answers.items():
                answers.setdefault(instrument, []).append((entry.unit, band))
        batch = []
        for instrument, given in answers.items():
            cell_of = partition(Counter(unit for unit, _ in given), region_of, self.k)
            if cell_of is not None:
                batch += [Reply(cell_of[unit], instrument, band) for unit, band in given]
        return batch

    def forget_old(self, now: datetime) -> None:
        """Purge settled deliveries of past rounds, and replies past their months."""
        with self.deliveries.begin() as connection:
            dropped = ledger.purge(connection, round_starts(now, self.calendar))
        oldest = round_of(now - timedelta(days=30.44 * self.reply_months), self.calendar)
        with self.replies.begin() as connection:
            dropped_replies = replies.purge_before(connection, oldest)
        (sweep if dropped else empty_wal)(self.deliveries)
        (sweep if dropped_replies else empty_wal)(self.replies)
