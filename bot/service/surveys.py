"""Sittings with several instruments: score → spool → what to show. Nothing lasts before the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.consent import lets_answers_be_kept
from bot.domain.instruments import NRS
from bot.domain.model import Subscriber
from bot.domain.surveys import BY_HAND, Survey
from bot.domain.timetable import Calendar, round_of
from bot.service.checkins import Answered, Record
from bot.storage import delivery
from bot.storage.engine import Store, reading
from bot.storage.spool import OpenRounds


@dataclass(frozen=True, slots=True)
class Surveys:
    """The evaluation and the well-being index; ``surveys`` is by week."""

    store: Store
    spool: OpenRounds
    calendar: Calendar
    surveys: Mapping[str, Survey]

    def open_round(self, now: datetime) -> str:
        """The round that a sitting begun now belongs to."""
        return round_of(now, self.calendar)

    def finish(
        self, chat_id: int, week: str, asked_in: str, digits: str, now: datetime
    ) -> Answered:
        """Take a whole sitting; it is scored for whoever sends it, and kept only when it may be.

        All its totals go into the spool in one transaction, committed before this returns. The
        0–10 rating that this person gave in the same round is looked at there, in memory, because
        a low well-being counts together with it.
        """
        with reading(self.store) as connection:
            officer = delivery.find_subscriber(connection, chat_id)
        stress = self.spool.answer(self.open_round(now), chat_id, NRS)
        outcome = self.surveys[week].outcome(digits, None if stress is None else int(stress))
        record = self._may_keep(officer, week, asked_in, now)
        if record is Record.KEPT and officer is not None:
            self.spool.put_all(asked_in, chat_id, officer.unit, outcome.totals)
        return Answered(outcome.band, record)

    def _may_keep(
        self, officer: Subscriber | None, week: str, asked_in: str, now: datetime
    ) -> Record:
        if officer is None or week == BY_HAND or not lets_answers_be_kept(officer):
            return Record.NOT_ASKED_FOR
        return Record.KEPT if asked_in == self.open_round(now) else Record.ROUND_CLOSED
