"""Closing a round: cells of at least k, shuffled, one batch and its report; then the spool goes."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.anonymising import Anonymiser
from bot.domain.cells import merge_small
from bot.domain.model import Batch, Entry
from bot.domain.timetable import Calendar, local, round_of, round_starts
from bot.domain.weeks import later
from bot.service.events import NOT_AGAIN_FOR
from bot.service.reports import Reports
from bot.storage import delivery, ledger, replies
from bot.storage.engine import Connection, Store, empty_wal, reading, sweep
from bot.storage.erasures import forget_erasures
from bot.storage.events import forget_lessons
from bot.storage.spool import OpenRounds, SpoolError

log = logging.getLogger(__name__)

_GRACE = timedelta(minutes=1)  # an answer whose clock was read just before the end is still in
_WEEKS_A_MONTH = 365.25 / 12 / 7


@dataclass(frozen=True, slots=True)
class Rounds:
    """The passage from the open round to the reply store, and what is forgotten with time."""

    deliveries: Store
    replies: Store
    spool: OpenRounds
    calendar: Calendar
    anonymiser: Anonymiser
    reports: Reports
    reply_months: int
    backup_weeks: int
    chance: random.Random

    def close_ended(self, now: datetime) -> list[str]:
        """Close every round whose time is over; the names of those closed.

        The batch, the mark that the round is closed and its report are one transaction, and only
        then the spool's file goes: a crash in between neither loses nor doubles a round. A file
        that cannot be read waits, and does not stop the round behind it.
        """
        still_open = round_of(now - _GRACE, self.calendar)
        closed = []
        for name in [name for name in self.spool.rounds() if name < still_open]:
            try:
                entries = self.spool.entries(name)
            except SpoolError as error:
                log.error("round %s cannot be closed: %s", name, error)
                continue
            self.close(name, entries)
            self.spool.remove(name)
            sweep(self.replies)
            log.info("round %s is closed", name)
            closed.append(name)
        return closed

    def anonymise(self, entries: Iterable[Entry]) -> Batch:
        """What is kept of the answers of a round."""
        return self.anonymiser.batch(entries)

    def close(self, name: str, entries: Iterable[Entry]) -> None:
        """Keep what is to be kept of a round, and its report; nothing when that was done before."""
        batch = self.anonymise(entries)
        with reading(self.deliveries) as connection:
            agreed = delivery.count_agreed(connection)
        kept_through = later(name, self._weeks_kept)
        with self.replies.begin() as connection:
            is_new = replies.write_round(
                connection, name, batch, self.chance, kept_through=kept_through
            )
            if is_new:
                self.reports.issue(connection, name, self.anonymiser.k, agreed)

    @property
    def _weeks_kept(self) -> int:
        return round(self.reply_months * _WEEKS_A_MONTH)

    def forget_old(self, now: datetime) -> None:
        """Purge settled deliveries of past rounds, deletions long past, and old replies.

        Where k or the months kept have been tightened, what is stored already follows.
        """
        open_round = round_of(now, self.calendar)
        with self.deliveries.begin() as connection:
            dropped = ledger.purge(connection, round_starts(now, self.calendar))
            dropped += forget_lessons(connection, local(now, self.calendar).date() - NOT_AGAIN_FOR)
            dropped += forget_erasures(connection, later(open_round, -self.backup_weeks))
        with self.replies.begin() as connection:
            oldest = later(open_round, -self._weeks_kept)
            changed = replies.purge(connection, open_round, oldest)
            changed += self._join_small(connection)
        (sweep if dropped else empty_wal)(self.deliveries)
        (sweep if changed else empty_wal)(self.replies)

    def _join_small(self, connection: Connection) -> int:
        """Join stored cells that a larger k finds too small; how many groups were."""
        k, region_of = self.anonymiser.k, self.anonymiser.region_of
        groups = {(name, what) for name, _, what, _ in replies.smaller_than(connection, k)}
        for name, question in sorted(groups):
            sizes = replies.group_sizes(connection, name, question)
            replies.rename_cells(connection, name, question, merge_small(sizes, region_of, k))
        return len(groups)
