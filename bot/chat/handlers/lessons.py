"""📘: today's lesson, its cards, the vote, "Más tarde"."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.chat.handlers.desk import Desk, Visit
from bot.chat.texts import care as care_texts
from bot.chat.texts import lesson as words
from bot.domain.callbacks import Tap
from bot.domain.course import daily_course
from bot.domain.model import Lesson
from bot.domain.timetable import calendar_of, local
from bot.service.lessons import Lessons, Vote


@dataclass(frozen=True, slots=True)
class LessonHandlers:
    """The course at the officer's hand."""

    desk: Desk
    lessons: Lessons

    async def today(self, visit: Visit) -> None:
        """/leccion and its key."""
        if await self.desk.admit(visit) is None:
            return
        today = await asyncio.to_thread(self.lessons.today, visit.chat_id, visit.now)
        if today is None:
            return
        if today.is_course_over:
            await self.desk.send(visit, words.course_over(visit.say))
        await self.desk.send(visit, words.card(visit.say, today.lesson, 1))

    async def card(self, visit: Visit, tap: Tap) -> None:
        """Siguiente ▸ and ◂ Atrás: the same message, another card."""
        lesson, step = self._find(tap), int(tap.args[1])
        if lesson is None or step > len(lesson.screens):
            await self._refuse(visit)
            return
        await self.desk.acknowledge(visit)
        await self.desk.show(visit, words.card(visit.say, lesson, step))

    async def vote(self, visit: Visit, tap: Tap) -> None:
        """👍 or 👎."""
        lesson = self._find(tap)
        if lesson is None:
            await self._refuse(visit)
            return
        vote = Vote.UP if tap.args[1] == "u" else Vote.DOWN
        await asyncio.to_thread(self.lessons.vote, visit.chat_id, lesson.number, vote, visit.now)
        await self.desk.acknowledge(visit)
        is_last = lesson.number == max(daily_course(self.lessons.course.values()))
        await self.desk.show(visit, words.voted(visit.say, lesson, is_last=is_last))

    async def later(self, visit: Visit, tap: Tap) -> None:
        """Más tarde: two hours, within the day."""
        lesson = self._find(tap)
        if lesson is None or visit.officer is None:
            await self._refuse(visit)
            return
        due_at = await asyncio.to_thread(
            self.lessons.put_off, visit.chat_id, lesson.number, visit.now
        )
        if due_at is None:
            await self.desk.acknowledge(visit, words.cannot_put_off(visit.say), alert=True)
            return
        await self.desk.acknowledge(visit)
        when = local(due_at, calendar_of(visit.officer, self.lessons.calendar))
        await self.desk.show(visit, words.put_off(visit.say, lesson, when))

    async def now(self, visit: Visit, tap: Tap) -> None:
        """Verla ahora, after all."""
        lesson = self._find(tap)
        if lesson is None:
            await self._refuse(visit)
            return
        await asyncio.to_thread(self.lessons.take_up, visit.chat_id)
        await self.desk.acknowledge(visit)
        await self.desk.show(visit, words.card(visit.say, lesson, 1))

    def _find(self, tap: Tap) -> Lesson | None:
        return self.lessons.course.get(int(tap.args[0]))

    async def _refuse(self, visit: Visit) -> None:
        await self.desk.acknowledge(visit, care_texts.stale_button(visit.say), alert=True)
