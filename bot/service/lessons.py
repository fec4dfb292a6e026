"""A lesson on demand, a vote on it, and "later"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.consent import lets_answers_be_kept
from bot.domain.course import EVERYBODY, last_in_course, next_for, numbers_for
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
from bot.domain.timetable import (
    Calendar,
    at_wall,
    calendar_of,
    local,
    round_of,
    slot_of,
    snoozed_until,
)
from bot.service.progress import Progress
from bot.storage import appointments, delivery, ledger
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
    """The course as the officer asks for it; ``course`` has all lessons by number."""

    store: Store
    spool: OpenRounds
    calendar: Calendar
    course: Mapping[int, Lesson]

    @property
    def progress(self) -> Progress:
        """What a lesson that was read moves."""
        return Progress(self.calendar, self.course)

    def today(self, chat_id: int, now: datetime) -> Today | None:
        """Today's lesson; None when nobody is enrolled in this chat.

        It is entered in the ledger like a scheduled one, under the day's lesson hour and not the
        moment of asking, so the scheduled one does not come on top; asking again shows the same
        lesson again. One that failed today counts as read as well, now that it was shown.
        """
        with self.store.begin() as connection:
            officer = delivery.find_subscriber(connection, chat_id)
            if officer is None or officer.step is not Step.DONE:
                return None
            here = calendar_of(officer, self.calendar)
            slot = slot_of(PromptKind.LESSON, now, here)
            had = ledger.find_delivery(connection, chat_id, PromptKind.LESSON, slot)
            if had is not None and had.item is not None and had.item in self.course:
                ledger.claim_by_hand(connection, had)
                self.progress.move_on(connection, [had], now)
                return Today(self.course[had.item], False)
            return self._bring_forward(connection, officer, slot, now)

    def _bring_forward(
        self, connection: Connection, officer: Subscriber, slot: str, now: datetime
    ) -> Today | None:
        number = next_for(officer, self.course)
        if number is None:
            last = last_in_course(officer.next_lesson, numbers_for(EVERYBODY, self.course))
            return None if last is None else Today(self.course[last], True)
        here = calendar_of(officer, self.calendar)
        due_at = at_wall(local(now, here).date(), officer.hour, here)
        brought = Delivery(officer.chat_id, PromptKind.LESSON, slot, number, due_at)
        if not ledger.enter(connection, brought, DeliveryState.SENT):
            ledger.claim_by_hand(connection, brought)
        self.progress.move_on(connection, [brought], now)
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
        with self.store.begin() as connection:
            officer = delivery.find_subscriber(connection, chat_id)
            if officer is None or number not in self.course:
                return None
            due_at = snoozed_until(now, calendar_of(officer, self.calendar))
            if due_at is None:
                return None
            reminder = Appointment(chat_id, PromptKind.REMINDER, due_at, number)
            appointments.set_appointment(connection, reminder)
        return due_at

    def take_up(self, chat_id: int) -> None:
        """The officer reads on now after all: the reminder is off."""
        with self.store.begin() as connection:
            appointments.drop_appointment(connection, chat_id, PromptKind.REMINDER)
