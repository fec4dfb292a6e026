"""A duty that begins now, told by the officer: the lesson comes half an hour later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.model import Appointment, PromptKind, Step
from bot.domain.timetable import BY_HAND, Calendar, by_hand_due, calendar_of, slot_of
from bot.storage import appointments, delivery, ledger
from bot.storage.engine import Store


@dataclass(frozen=True, slots=True)
class Duties:
    """For whoever has no fixed pattern, or another one today."""

    store: Store
    calendar: Calendar

    def begin(self, chat_id: int, now: datetime) -> datetime | None:
        """When the lesson of this duty comes; None when that day's has come already.

        LookupError when nobody is enrolled in this chat.
        """
        with self.store.begin() as connection:
            officer = delivery.find_subscriber(connection, chat_id)
            if officer is None or officer.step is not Step.DONE:
                raise LookupError("nobody is enrolled here")
            due_at = by_hand_due(officer, now, self.calendar)
            slot = slot_of(PromptKind.LESSON, due_at, calendar_of(officer, self.calendar))
            if ledger.find_delivery(connection, chat_id, PromptKind.LESSON, slot) is not None:
                return None
            lesson = Appointment(chat_id, PromptKind.LESSON, due_at, BY_HAND)
            appointments.set_appointment(connection, lesson)
        return due_at
