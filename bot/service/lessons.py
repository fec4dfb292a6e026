"""A lesson on demand, a vote on it, and "later"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.consent import lets_answers_be_kept
from bot.domain.course import last_in_course, next_in_course
from bot.domain.instruments import lesson_vote
from bot.domain.model import (
    Appointment,
    Delivery,
    DeliveryState,
    Lesson,
    PromptKind,
    Step,
    Subscriber,
)
from bot.domain.timetable import Calendar, at_wall, local, round_of, slot_of, snoozed_until
from bot.storage import delivery, ledger
from bot.storage.engine import Connection, Store, reading
from bot.storage.spool import OpenRounds


class Vote(StrEnum):
    """Whether a lesson was of use."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Today:
    """The lesson of the day, or the last one again when the course is through."""

    lesson: Lesson
    is_course_over: bool


@dataclass(frozen=True, slots=True)
class Lessons:
    """The course as the officer asks for it."""

    store: Store
    spool: OpenRounds
    calendar: Calendar
    course: Mapping[int, Lesson]

    def today(self, chat_id: int, now: datetime) -> Today | None:
        """Today's lesson; None when nobody is enrolled in this chat.

        It is entered in the ledger like a scheduled one, under the day's lesson hour and not the
        moment of asking, so the scheduled one does not come on top; asking again shows the same
        lesson again. One that failed today counts as read as well, now that it was shown.
        """
        slot = slot_of(PromptKind.LESSON, now, self.calendar)
        with self.store.begin() as connection:
            officer = delivery.find_subscriber(connection, chat_id)
            if officer is None or officer.step is not Step.DONE:
                return None
            had = ledger.find_delivery(connection, chat_id, PromptKind.LESSON, slot)
            if had is not None and had.item is not None and had.item in self.course:
                ledger.claim_by_hand(connection, had)
                ledger.move_on(connection, [had])
                return Today(self.course[had.item], False)
            return self._bring_forward(connection, officer, slot, now)

    def _bring_forward(
        self, connection: Connection, officer: Subscriber, slot: str, now: datetime
    ) -> Today | None:
        number = next_in_course(officer.next_lesson, self.course)
        if number is None:
            last = last_in_course(officer.next_lesson, self.course)
            return None if last is None else Today(self.course[last], True)
        due_at = at_wall(local(now, self.calendar).date(), officer.hour, self.calendar)
        brought = Delivery(officer.chat_id, PromptKind.LESSON, slot, number, due_at)
        if not ledger.enter(connection, brought, DeliveryState.SENT):
            ledger.claim_by_hand(connection, brought)
        ledger.move_on(connection, [brought])
        return Today(self.course[number], False)

    def vote(self, chat_id: int, number: int, vote: Vote, now: datetime) -> None:
        """Count a vote in the open round, for those who agreed to that; the last one wins."""
        with reading(self.store) as connection:
            officer = delivery.find_subscriber(connection, chat_id)
        if officer is not None and lets_answers_be_kept(officer) and number in self.course:
            week = round_of(now, self.calendar)
            self.spool.put(week, chat_id, officer.unit, lesson_vote(number), vote.value)

    def put_off(self, chat_id: int, number: int, now: datetime) -> datetime | None:
        """Bring a lesson again in two hours; None when that would be quiet or another day."""
        due_at = snoozed_until(now, self.calendar)
        if due_at is None or number not in self.course:
            return None
        with self.store.begin() as connection:
            if delivery.find_subscriber(connection, chat_id) is None:
                return None
            reminder = Appointment(chat_id, PromptKind.REMINDER, due_at, number)
            ledger.set_appointment(connection, reminder)
        return due_at

    def take_up(self, chat_id: int) -> None:
        """The officer reads on now after all: the reminder is off."""
        with self.store.begin() as connection:
            ledger.drop_appointment(connection, chat_id, PromptKind.REMINDER)
