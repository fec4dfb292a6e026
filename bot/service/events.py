"""A lesson after a hard event, for a whole unit and never for one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.course import EVENTS, numbers_for
from bot.domain.model import Appointment, Lesson, PromptKind, Unit
from bot.domain.timetable import Calendar, local
from bot.storage import appointments, events
from bot.storage.engine import Connection, Store, reading

NOT_AGAIN_FOR = timedelta(days=14)
"""How long a unit does not get the same lesson again."""


class Answer(StrEnum):
    """Whether a unit gets a lesson, and why not."""

    YES = "yes"
    TOO_FEW = "too_few"
    HAD_IT = "had_it"
    HAD_ANOTHER_TODAY = "had_another_today"


@dataclass(frozen=True, slots=True)
class EventLessons:
    """What administrators can send; ``k`` officers of a unit must take part.

    Nobody learns who or how many they are: only whether it is enough of them.
    """

    store: Store
    calendar: Calendar
    lessons: Mapping[int, Lesson]
    units: Mapping[str, Unit]
    k: int

    def choices(self) -> list[Lesson]:
        """The lessons after an event, in order."""
        return [self.lessons[number] for number in numbers_for(EVENTS, self.lessons)]

    def find(self, unit: str, number: int) -> tuple[Unit, Lesson] | None:
        """A unit and a lesson after an event by what a key carries; None for any other."""
        place, lesson = self.units.get(unit), self.lessons.get(number)
        if place is None or lesson is None or lesson.audience != EVENTS:
            return None
        return place, lesson

    def is_large_enough(self, unit: Unit) -> bool:
        """Whether as many take part as a lesson after an event needs."""
        with reading(self.store) as connection:
            return len(events.members(connection, unit.id)) >= self.k

    def may_send(self, unit: Unit, lesson: Lesson, now: datetime) -> Answer:
        """What sending would answer now."""
        with reading(self.store) as connection:
            return self._answer(connection, unit, lesson, self._today(now))

    def send(self, unit: Unit, lesson: Lesson, now: datetime) -> Answer:
        """Make an appointment with each officer of a unit; each keeps own quiet hours and pause.

        All in one transaction, so a doubled tap is answered with ``HAD_IT``. Who still waits for
        an earlier one gets this in its place: after a pause or an outage one comes, not a row.
        """
        today = self._today(now)
        with self.store.begin() as connection:
            answer = self._answer(connection, unit, lesson, today)
            if answer is not Answer.YES:
                return answer
            if not events.note_lesson(connection, unit.id, lesson.number, today):
                return Answer.HAD_IT
            for chat_id in events.members(connection, unit.id):
                one = Appointment(chat_id, PromptKind.EVENT, now, lesson.number)
                appointments.set_appointment(connection, one)
        return Answer.YES

    def _answer(self, connection: Connection, unit: Unit, lesson: Lesson, today: date) -> Answer:
        if len(events.members(connection, unit.id)) < self.k:
            return Answer.TOO_FEW
        had = events.lessons_since(connection, unit.id, today - NOT_AGAIN_FOR)
        if lesson.number in had:
            return Answer.HAD_IT
        return Answer.HAD_ANOTHER_TODAY if today in had.values() else Answer.YES

    def _today(self, now: datetime) -> date:
        return local(now, self.calendar).date()
