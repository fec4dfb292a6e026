"""🍃: what an officer chooses when a lighter rhythm is offered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.chat.handlers.desk import Desk, Visit
from bot.chat.texts import care as care_texts
from bot.chat.texts import personal as personal_texts
from bot.chat.texts import rhythm as words
from bot.domain.callbacks import Tap
from bot.domain.model import Step

_TWO_WEEKS = 14


@dataclass(frozen=True, slots=True)
class RhythmHandlers:
    """Every choice is one that /horario and /pausa have too, and is written down the same way."""

    desk: Desk

    async def choose(self, visit: Visit, tap: Tap) -> None:
        """Como ahora, three or one a week, or two weeks of silence."""
        choice, enrolment = tap.args[0], self.desk.enrolment
        if visit.officer is None or visit.officer.step is not Step.DONE:
            await self.desk.acknowledge(visit, care_texts.stale_button(visit.say), alert=True)
            return
        told = words.as_now(visit.say)
        if choice == words.PAUSE:
            paused = await asyncio.to_thread(enrolment.pause, visit.chat_id, _TWO_WEEKS, visit.now)
            told = personal_texts.paused(visit.say, None if paused is None else paused.paused_until)
        elif choice != words.AS_NOW:
            days = tuple(int(day) for day in choice)
            await asyncio.to_thread(enrolment.choose_days, visit.chat_id, days, visit.now)
            told = words.fewer(visit.say, len(days))
        await self.desk.acknowledge(visit)
        await self.desk.show(visit, told)
