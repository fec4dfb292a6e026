"""The speaking edge: takes prompts from the ledger, words them, sends them, settles them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from gettext import NullTranslations

from bot.chat.sender import Sender
from bot.chat.texts import checkin, lesson
from bot.domain.model import (
    Delivery,
    Later,
    Lesson,
    Message,
    Outcome,
    PromptKind,
    Rejected,
    Subscriber,
    Unknown,
)
from bot.domain.timetable import Calendar, round_of
from bot.service.delivering import Delivering

log = logging.getLogger(__name__)

_GROUP = 20
_TICK_AGAIN = timedelta(seconds=5)


@dataclass(slots=True)
class Pacer:
    """Lets prompts through at an even rate, a second's distance for each single chat."""

    per_second: float
    clock: Callable[[], float] = time.monotonic
    _next: float = 0.0
    _chats: dict[int, float] = field(default_factory=dict)

    def delay(self, chat_id: int) -> float:
        """Seconds to wait before this prompt may leave; its place is taken by asking."""
        now = self.clock()
        start = max(now, self._next, self._chats.get(chat_id, now - 1) + 1)
        self._next = max(now, self._next) + 1 / self.per_second
        self._chats = {chat: at for chat, at in self._chats.items() if at > now - 1}
        self._chats[chat_id] = start
        return start - now


@dataclass(slots=True)
class Speaker:
    """Sends what is due. One at a time per installation."""

    delivering: Delivering
    sender: Sender
    pacer: Pacer
    calendar: Calendar
    course: Mapping[int, Lesson]
    catalogues: Mapping[str, NullTranslations]
    _is_stopping: bool = False
    _speaking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def beat(self, now: datetime) -> int:
        """One beat: claim what is due and send it, group by group; how many prompts left.

        A beat may last for hours. Its time goes on with the pacer's clock, so that quiet hours
        begin, and what comes due is claimed, while it lasts.
        """
        left = 0
        begun = self.pacer.clock()
        ticked: datetime | None = None
        async with self._speaking:
            while not self._is_stopping:
                moment = now + timedelta(seconds=self.pacer.clock() - begun)
                if ticked is None or moment - ticked >= _TICK_AGAIN:
                    await asyncio.to_thread(self.delivering.tick, moment)
                    ticked = moment
                group = await asyncio.to_thread(self.delivering.take, moment, _GROUP)
                if not group:
                    break
                ends = await asyncio.gather(*(self._send(*one, moment) for one in group))
                moment = now + timedelta(seconds=self.pacer.clock() - begun)
                await asyncio.to_thread(self.delivering.settle, ends, moment)
                left += len(group)
        return left

    async def rest(self) -> None:
        """Before a stop: finish the group under way, so that it is settled, and take no other."""
        self._is_stopping = True
        async with self._speaking:
            return

    async def _send(
        self, prompt: Delivery, officer: Subscriber, now: datetime
    ) -> tuple[Delivery, Outcome]:
        """Send one prompt; a prompt that cannot be worded does not stop the others."""
        try:
            message = self._word(prompt, officer, now)
        except Exception as error:  # a bug of ours in one prompt
            log.error("a %s could not be worded: %s", prompt.kind, type(error).__name__)
            return prompt, Rejected(type(error).__name__)
        await asyncio.sleep(self.pacer.delay(prompt.chat_id))
        try:
            outcome = await self.sender.send(prompt.chat_id, message)
        except Exception as error:  # perhaps after the request has left
            log.error("nobody knows whether a %s was sent: %s", prompt.kind, type(error).__name__)
            return prompt, Unknown()
        if isinstance(outcome, Rejected):
            log.error("Telegram refuses a %s: %s", prompt.kind, outcome.reason)
        if isinstance(outcome, Later):
            log.warning("a %s has to wait %.0f s", prompt.kind, outcome.seconds)
        return prompt, outcome

    def _word(self, prompt: Delivery, officer: Subscriber, now: datetime) -> Message:
        say = self.catalogues[officer.language]
        if prompt.kind is PromptKind.CHECKIN:
            return checkin.question(say, round_of(now, self.calendar), keeps=True)
        if prompt.item is None:
            raise ValueError("a lesson prompt without its number")
        return lesson.card(say, self.course[prompt.item], 1, is_prompt=True)
