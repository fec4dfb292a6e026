"""Words that sound like danger: answered before anything else, whoever writes and in any state."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from telegram import Update

from bot.chat.handlers.desk import Desk, Visit
from bot.chat.handlers.heard import words_of
from bot.chat.texts import replies as words
from bot.chat.texts.wording import Say
from bot.domain.asking import PATIENCE, Answer, Asked, Asking, read_answer
from bot.domain.callbacks import Tap
from bot.domain.care import Support
from bot.domain.model import Later, Message, Unknown
from bot.domain.screening import Risk, Screener
from bot.domain.timetable import pause_of

PAUSE_DAYS = 2

_PAUSES = {Risk.CRISIS, Risk.VIOLENCE, Risk.HARM}
_STORE_SECONDS = 5
_INSISTED_FOR = timedelta(minutes=5)  # that contacts are tried again, should Telegram not answer

_CARDS: dict[Risk, Callable[[Say, Support], Message]] = {
    Risk.CRISIS: words.crisis,
    Risk.VIOLENCE: words.violence,
    Risk.HARM: words.harm,
    Risk.THIRD: words.third_person,
    Risk.MEDICAL: words.medical,
}


@dataclass(frozen=True, slots=True)
class ReplyHandlers:
    """What must work for everybody, in every state, even when the database does not.

    Nothing here logs or counts: one class of texts must leave what every other leaves.
    """

    desk: Desk
    screener: Screener
    asking: Asking
    grief_lesson: int | None = None

    async def screen(self, update: Update) -> Visit | None:
        """Hold a text against the word lists, before anything else; the visit if it is answered."""
        risk, typed = self._understand(update)
        if risk is Risk.NONE and typed is None:
            return None
        visit = await self.desk.receive_anyhow(update)
        if typed is not None:
            await self._hear(visit, typed)
        else:
            await self._reply(visit, risk)
        return visit

    def is_urgent(self, update: Update) -> bool:
        """Whether an update must be heard even from a chat that sends too many."""
        try:
            risk, typed = self._understand(update)
        except Exception:  # it is let through, and whoever serves it will see it break
            return True
        return risk is not Risk.NONE or typed is not None

    def _understand(self, update: Update) -> tuple[Risk, Answer | None]:
        """What a text sounds like, and the answer in it where a question stands open."""
        text, chat = words_of(update), update.effective_chat
        if not text or chat is None:
            return Risk.NONE, None
        risk = self.screener.screen(text).risk
        is_answer = risk is Risk.NONE and self.asking.is_open(chat.id)
        return risk, read_answer(text) if is_answer else None

    async def answer(self, visit: Visit, tap: Tap) -> None:
        """Sí, No, Prefiero no decir."""
        await self.desk.acknowledge(visit)
        await self._hear(visit, Answer(tap.args[0]))

    async def trusted(self, visit: Visit, _tap: Tap) -> None:
        """Avisar a alguien de confianza."""
        await self.desk.acknowledge(visit)
        await self.desk.send_help(visit, words.trusted(visit.say))

    async def safe(self, visit: Visit, _tap: Tap) -> None:
        """Estoy a salvo."""
        await self.desk.acknowledge(visit)
        self.asking.close(visit.chat_id)
        officer, calendar = visit.officer, self.desk.enrolment.calendar
        resumes_on = None if officer is None else pause_of(officer, visit.now, calendar)
        await self.desk.show(visit, words.safe(visit.say, resumes_on))

    async def follow_up(self) -> None:
        """Send the contacts, once, to whoever has not answered for a quarter of an hour.

        What Telegram does not take now is tried again at the next tick, for some minutes.
        """
        overdue = self.asking.overdue(self.desk.clock())
        await asyncio.gather(*map(self._remind, overdue), return_exceptions=True)

    async def take_leave(self) -> None:
        """Before a stop: send the contacts now that nobody will send later."""
        every = self.asking.take_all()
        told = (self.desk.send_help(*self._unanswered(one)) for one in every)
        await asyncio.gather(*told, return_exceptions=True)

    async def _reply(self, visit: Visit, risk: Risk) -> None:
        if risk is Risk.AMBER:
            await self._ask(visit)
            return
        self.asking.close(visit.chat_id)
        if risk is Risk.GRIEF:
            support = self.desk.support_for(visit)
            card = words.grief(visit.say, support, self.grief_lesson)
        else:
            card = _CARDS[risk](visit.say, self.desk.support_for(visit))
        await self._help(visit, card, pauses=risk in _PAUSES)

    async def _ask(self, visit: Visit) -> None:
        if not self.asking.may_ask(visit.chat_id, visit.now):
            await self.desk.send_help(visit, words.heavy(visit.say))
            return
        unit = None if visit.officer is None else visit.officer.unit
        language = self.desk.language_of(visit.officer)
        self.asking.ask(Asked(visit.chat_id, unit, language, visit.now))
        await self.desk.send_help(visit, words.question(visit.say))

    async def _hear(self, visit: Visit, answer: Answer) -> None:
        """After a no, thanks; after all else the same as after a text that leaves no doubt."""
        self.asking.close(visit.chat_id)
        if answer is Answer.NO:
            self.asking.spare(visit.chat_id, visit.now)
            await self.desk.show(visit, words.answered(visit.say))
            return
        card = words.crisis(visit.say, self.desk.support_for(visit))
        await self._help(visit, card, pauses=True)
        if visit.message_id is not None:
            await self.desk.show(visit, words.answered(visit.say))

    async def _help(self, visit: Visit, card: Message, *, pauses: bool) -> None:
        """The reply, and beside it the pause, of which it does not depend."""
        resting = [self._rest(visit)] if pauses else []
        await asyncio.gather(self.desk.send_help(visit, card), *resting)

    async def _rest(self, visit: Visit) -> None:
        """The row that /pausa writes for two days; a longer pause stays.

        Where it cannot be written nothing says so: a line would tell what was read.
        """
        pause = partial(
            self.desk.enrolment.pause, visit.chat_id, PAUSE_DAYS, visit.now, shortens=False
        )
        with contextlib.suppress(Exception):
            async with asyncio.timeout(_STORE_SECONDS):
                await asyncio.to_thread(pause)

    async def _remind(self, asked: Asked) -> None:
        visit, card = self._unanswered(asked)
        outcome = await self.desk.sender.send(visit.chat_id, card)
        is_over = visit.now >= asked.at + PATIENCE + _INSISTED_FOR
        if is_over or not isinstance(outcome, Later | Unknown):
            self.asking.close(asked.chat_id)

    def _unanswered(self, asked: Asked) -> tuple[Visit, Message]:
        now, say = self.desk.clock(), self.desk.catalogues[asked.language]
        support = self.desk.care.support_for(asked.unit, now)
        return Visit(asked.chat_id, now, None, say), words.unanswered(say, support)
