"""🤝 /acompanar: administrators send a lesson after a hard event to a whole unit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.chat.handlers.desk import Desk, Visit
from bot.chat.texts import care as care_texts
from bot.chat.texts import events as words
from bot.chat.texts.wording import Say
from bot.domain.callbacks import Tap
from bot.domain.model import Lesson, Message, Unit
from bot.domain.typed import find_unit
from bot.service.events import NOT_AGAIN_FOR, Answer, EventLessons

Verb = Callable[[Unit, Lesson, datetime], Answer]
Told = Callable[[Say, Unit, Lesson], Message]


@dataclass(frozen=True, slots=True)
class EventHandlers:
    """Everybody but the administrators hears that there is no such command."""

    desk: Desk
    events: EventLessons
    administrators: frozenset[int]

    async def choose(self, visit: Visit) -> None:
        """/acompanar with a unit behind it: which lesson."""
        if visit.chat_id not in self.administrators:
            await self.desk.send(visit, care_texts.unknown_command(visit.say))
            return
        units = list(self.events.units.values())
        unit = find_unit(visit.text.partition(" ")[2], units)
        if unit is None:
            told = words.which_unit(visit.say, units)
        elif await asyncio.to_thread(self.events.is_large_enough, unit):
            told = words.which_lesson(visit.say, unit, self.events.choices())
        else:
            told = words.too_few(visit.say, unit, self.events.k)
        await self.desk.send(visit, told)

    async def confirm(self, visit: Visit, tap: Tap) -> None:
        """A lesson: what will be sent, and whether it shall be."""
        await self._decide(visit, tap, self.events.may_send, words.confirm)

    async def send(self, visit: Visit, tap: Tap) -> None:
        """Sí, enviar."""
        await self._decide(visit, tap, self.events.send, words.sent)

    async def _decide(self, visit: Visit, tap: Tap, verb: Verb, told: Told) -> None:
        found = self._find(visit, tap)
        if found is None:
            await self._refuse(visit)
            return
        answer = await asyncio.to_thread(verb, *found, visit.now)
        await self.desk.acknowledge(visit)
        shown = (
            told(visit.say, *found)
            if answer is Answer.YES
            else self._why_not(visit, answer, *found)
        )
        await self.desk.show(visit, shown)

    async def leave(self, visit: Visit, _tap: Tap) -> None:
        """No enviar."""
        if visit.chat_id not in self.administrators:
            await self._refuse(visit)
            return
        await self.desk.acknowledge(visit)
        await self.desk.show(visit, words.left(visit.say))

    def _find(self, visit: Visit, tap: Tap) -> tuple[Unit, Lesson] | None:
        if visit.chat_id not in self.administrators:
            return None
        return self.events.find(tap.args[0], int(tap.args[1]))

    def _why_not(self, visit: Visit, answer: Answer, unit: Unit, lesson: Lesson) -> Message:
        if answer is Answer.TOO_FEW:
            return words.too_few(visit.say, unit, self.events.k)
        if answer is Answer.HAD_IT:
            return words.had_it(visit.say, unit, lesson, NOT_AGAIN_FOR.days)
        return words.had_another_today(visit.say, unit)

    async def _refuse(self, visit: Visit) -> None:
        await self.desk.acknowledge(visit, care_texts.stale_button(visit.say), alert=True)
