"""Answers: score → spool → what to show. Nothing that lasts differs by score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.consent import lets_answers_be_kept
from bot.domain.instruments import (
    BREATHING,
    NRS,
    TRIGGER,
    TRIGGERS,
    Thresholds,
    breathing_change,
    stress_band,
)
from bot.domain.model import Band, Subscriber
from bot.domain.timetable import Calendar, round_of
from bot.storage import delivery
from bot.storage.engine import Store, reading
from bot.storage.spool import OpenRounds


class Record(StrEnum):
    """What became of an answer."""

    KEPT = "kept"
    NOT_ASKED_FOR = "not_asked_for"
    ROUND_CLOSED = "round_closed"


@dataclass(frozen=True, slots=True)
class Answered:
    """How an answer was taken."""

    band: Band
    record: Record


@dataclass(frozen=True, slots=True)
class Checkins:
    """The 0–10 stress item, its trigger, and the change over a breathing exercise."""

    store: Store
    spool: OpenRounds
    calendar: Calendar
    thresholds: Thresholds

    def open_round(self, now: datetime) -> str:
        """The round that a question asked now belongs to."""
        return round_of(now, self.calendar)

    def answer(self, chat_id: int, asked_in: str, score: int, now: datetime) -> Answered:
        """Take a stress rating; it is scored for whoever sends it, and kept only when it may be.

        It is kept in the spool (committed before this returns) when its round is open and the
        officer agreed to check-ins.
        """
        band = stress_band(score, self.thresholds)
        officer = self._find(chat_id)
        record = self._keep(officer, asked_in, NRS, str(score), now)
        return Answered(band, record)

    def name_trigger(self, chat_id: int, asked_in: str, trigger: str, now: datetime) -> Record:
        """Take what weighed most; an unknown word is not kept."""
        if trigger not in TRIGGERS:
            return Record.NOT_ASKED_FOR
        return self._keep(self._find(chat_id), asked_in, TRIGGER, trigger, now)

    def note_breathing(self, chat_id: int, before: int, after: int, now: datetime) -> Record:
        """Take which way a 0–10 rating went over an exercise."""
        change = breathing_change(before, after)
        return self._keep(self._find(chat_id), self.open_round(now), BREATHING, change, now)

    def _find(self, chat_id: int) -> Subscriber | None:
        with reading(self.store) as connection:
            return delivery.find_subscriber(connection, chat_id)

    def _keep(
        self, officer: Subscriber | None, asked_in: str, what: str, value: str, now: datetime
    ) -> Record:
        if officer is None or not lets_answers_be_kept(officer):
            return Record.NOT_ASKED_FOR
        if asked_in != self.open_round(now):
            return Record.ROUND_CLOSED
        self.spool.put(asked_in, officer.chat_id, officer.unit, what, value)
        return Record.KEPT
