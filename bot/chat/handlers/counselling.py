"""Quiero que me contacten: from the key to what is sent, for everybody, also without a store."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from telegram import Update

from bot.chat.handlers.care import CareHandlers
from bot.chat.handlers.desk import Desk, Visit
from bot.chat.handlers.handing_over import HandingOver
from bot.chat.texts import counselling as words
from bot.chat.texts.wording import language_of
from bot.domain.callbacks import Tap
from bot.domain.hand_over import LONGEST_TEXT, Asker, Draft, Refusal
from bot.domain.model import Message
from bot.service.counselling import Counselling

_STORE_SECONDS = 3  # that somebody who may need help waits for what they had begun to write


@dataclass(frozen=True, slots=True)
class CounsellingHandlers:
    """The officer's side of a hand-over; nothing of it is in a payload but a draft's key."""

    desk: Desk
    care: CareHandlers
    counselling: Counselling
    handing_over: HandingOver

    async def offer(self, visit: Visit, _tap: Tap) -> None:
        """Who is there, until when an answer can be expected, and the two ways."""
        await self.desk.acknowledge(visit)
        await self._offer(visit)

    async def by_phone(self, visit: Visit, _tap: Tap) -> None:
        """Compartir mi teléfono."""
        await self.desk.acknowledge(visit)
        if await self._begin(visit, by_phone=True):
            await self.desk.send(visit, words.ask_phone(visit.say))

    async def by_text(self, visit: Visit, _tap: Tap) -> None:
        """Escribir un mensaje."""
        await self.desk.acknowledge(visit)
        if await self._begin(visit, by_phone=False):
            await self.desk.send(visit, words.ask_text(visit.say))

    async def shared(self, visit: Visit) -> None:
        """A contact: the officer's own telephone, if one was asked for."""
        draft = await self._draft(visit)
        if draft is None or visit.phone is None:
            await self.care.unheard(visit)
        elif not visit.phone:
            await self.desk.send(visit, words.not_yours(visit.say))
        else:
            await self._fill(visit, draft, phone=visit.phone)

    async def written(self, visit: Visit) -> None:
        """A text that is no key and no command."""
        draft = await self._draft(visit)
        if draft is None:
            await self.care.unread(visit)
        else:
            await self._write(visit, draft)

    async def heed(self, update: Update, visit: Visit) -> None:
        """A text that was answered with help may all the same be what the officer wants to send."""
        if update.message is None or not update.message.text:
            return
        draft = await self._draft(visit)
        if draft is not None:
            await self._write(visit, draft)

    async def change(self, visit: Visit, tap: Tap) -> None:
        """Cambiar: forget it and choose again."""
        await self.desk.acknowledge(visit)
        if await self._tapped(visit, tap) is not None:
            await asyncio.to_thread(self.counselling.drop_draft, visit.chat_id)
            await self._take_keys(visit)
            await self._offer(visit)

    async def place(self, visit: Visit, tap: Tap) -> None:
        """Add the department, or take it out again."""
        await self.desk.acknowledge(visit)
        draft = await self._tapped(visit, tap)
        if draft is not None:
            changed = await asyncio.to_thread(
                lambda: self.counselling.tell_department(draft, visit.now, tells=tap.args[1] == "y")
            )
            await self.desk.show(visit, self._preview(visit, changed))

    async def stop(self, visit: Visit, _tap: Tap) -> None:
        """No enviar."""
        await self.desk.acknowledge(visit)
        await self._take_keys(visit)
        await self._stop(visit)

    async def send(self, visit: Visit, tap: Tap) -> None:
        """Enviar."""
        await self.desk.acknowledge(visit)
        draft = await self._tapped(visit, tap)
        if draft is None:
            return
        await self._take_keys(visit)
        request = await asyncio.to_thread(self.counselling.submit, draft, visit.now)
        if request is None:
            await self.desk.send(visit, words.gone(visit.say))
            return
        refusal = await self.handing_over.begin(request, visit.now)
        if refusal is not None:
            await self._refuse(visit, refusal)

    async def _offer(self, visit: Visit) -> None:
        asker = self._asker(visit)
        duty = self.counselling.on_duty(asker, visit.now)
        if not duty:
            await self._refuse(visit, Refusal.NOBODY)
            return
        answer_by = self.handing_over.when(duty[0].answer_by, visit.now, asker)
        names = [one.counsellor.name for one in duty]
        await self.desk.send(visit, words.offer(visit.say, names, answer_by))

    async def _begin(self, visit: Visit, *, by_phone: bool) -> bool:
        asker = self._asker(visit)
        begun = await asyncio.to_thread(
            lambda: self.counselling.begin(asker, visit.now, by_phone=by_phone)
        )
        if isinstance(begun, Draft):
            return True
        await self._refuse(visit, begun)
        return False

    async def _refuse(self, visit: Visit, why: Refusal) -> None:
        asker = self._asker(visit)
        begins = self.counselling.next_duty(asker, visit.now)
        told = None if begins is None else self.handing_over.when(begins, visit.now, asker)
        support = self.desk.support_for(visit)
        await self.desk.send_help(visit, words.refused(visit.say, why, told, support))

    async def _write(self, visit: Visit, draft: Draft) -> None:
        if visit.text in {words.stop_key(say) for say in self.desk.catalogues.values()}:
            await self._stop(visit)
        elif draft.is_written:
            await self.desk.send(visit, self._preview(visit, draft))
        elif len(visit.text) > LONGEST_TEXT:
            await self.desk.send(visit, words.too_long(visit.say))
        else:
            await self._fill(visit, draft, text=visit.text)

    async def _fill(self, visit: Visit, draft: Draft, *, phone: str = "", text: str = "") -> None:
        filled = await asyncio.to_thread(
            lambda: self.counselling.fill(draft, visit.now, phone=phone, text=text)
        )
        if draft.asks_phone:
            await self.desk.send(visit, words.received(visit.say))
        await self.desk.send(visit, self._preview(visit, filled))

    async def _stop(self, visit: Visit) -> None:
        await asyncio.to_thread(self.counselling.drop_draft, visit.chat_id)
        await self.desk.send(visit, words.stopped(visit.say))

    async def _draft(self, visit: Visit) -> Draft | None:
        try:
            async with asyncio.timeout(_STORE_SECONDS):
                return await asyncio.to_thread(self.counselling.draft_of, visit.chat_id, visit.now)
        except TimeoutError:  # a store that hangs may hold every thread
            return None

    async def _tapped(self, visit: Visit, tap: Tap) -> Draft | None:
        """The draft whose preview was tapped; without it the officer is told."""
        draft = await self._draft(visit)
        if draft is not None and draft.id == tap.args[0]:
            return draft
        await self.desk.show(visit, words.gone(visit.say))
        return None

    async def _take_keys(self, visit: Visit) -> None:
        if visit.message_id is not None:
            await self.desk.sender.take_keys(visit.chat_id, visit.message_id)

    def _preview(self, visit: Visit, draft: Draft) -> Message:
        return words.preview(visit.say, draft, self.counselling.department_of(draft.asker.unit))

    @staticmethod
    def _asker(visit: Visit) -> Asker:
        officer, language = visit.officer, language_of(visit.say)
        if officer is None:
            return Asker(visit.chat_id, language)
        return Asker(visit.chat_id, language, officer.unit, officer.zone)
