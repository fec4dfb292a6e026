"""The course moves on with a lesson that has left, and its skill is put down to come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.cadence import boosters_of
from bot.domain.course import SUPERVISORS, numbers_for
from bot.domain.model import Delivery, Lesson, PromptKind
from bot.domain.timetable import Calendar, calendar_of, local
from bot.storage import appointments, delivery, ledger
from bot.storage.engine import Connection


@dataclass(frozen=True, slots=True)
class Progress:
    """Every way a lesson can leave ends here: sent, perhaps sent, read by hand."""

    calendar: Calendar
    lessons: Mapping[int, Lesson]

    def move_on(self, connection: Connection, prompts: Iterable[Delivery], now: datetime) -> None:
        """Advance the course of those whose lesson has left, and make its boosters' appointments.

        Doing it twice changes nothing.
        """
        left = [prompt for prompt in prompts if prompt.kind is PromptKind.LESSON]
        ledger.move_on(connection, left, numbers_for(SUPERVISORS, self.lessons))
        for prompt in left:
            lesson = self.lessons.get(prompt.item or 0)
            if lesson is not None and lesson.boosters:
                self._bring_back(connection, prompt.chat_id, lesson, now)

    def _bring_back(
        self, connection: Connection, chat_id: int, lesson: Lesson, now: datetime
    ) -> None:
        officer = delivery.find_subscriber(connection, chat_id)
        if officer is None or not officer.active:
            return
        here = calendar_of(officer, self.calendar)
        standing = [
            one
            for one in appointments.appointments_of(connection, chat_id)
            if one.kind is PromptKind.BOOSTER
        ]
        if any(one.item // 100 == lesson.number for one in standing):
            return
        taken = {local(one.due_at, here).date() for one in standing}
        for booster in boosters_of(lesson, officer, now, taken, here):
            appointments.add_appointment(connection, booster)
