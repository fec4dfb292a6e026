"""The question and the case of a lesson, in the lesson's own message. Nothing of them is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.chat.handlers.desk import Desk, Visit
from bot.chat.texts import care as care_texts
from bot.chat.texts import practice as words
from bot.domain.callbacks import Tap
from bot.domain.model import Lesson
from bot.domain.practice import Moment, Practice, arrive


@dataclass(frozen=True, slots=True)
class PracticeHandlers:
    """Open to whoever holds the message; there is no store that could learn of a choice."""

    desk: Desk
    lessons: Mapping[int, Lesson]

    async def step(self, visit: Visit, tap: Tap) -> None:
        """An answer, Siguiente ▸ or ◂: the place is in the payload and nowhere else."""
        number, step, trail = tap.args
        lesson = self.lessons.get(int(number))
        moment = None if lesson is None else _place(lesson, int(step), trail)
        if lesson is None or moment is None:
            await self.desk.acknowledge(visit, care_texts.stale_button(visit.say), alert=True)
            return
        await self.desk.acknowledge(visit)
        await self.desk.show(visit, words.moment(visit.say, lesson, int(step), moment))


def _place(lesson: Lesson, step: int, trail: str) -> Moment | None:
    """The moment that a payload names; None when the lesson has no such place."""
    screen = lesson.screens[step - 1] if step <= len(lesson.screens) else None
    return arrive(screen, trail) if isinstance(screen, Practice) else None
