"""What counsellors do: take a request, go on and off duty."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from bot.chat.handlers.desk import Desk, Visit
from bot.chat.handlers.handing_over import HandingOver
from bot.chat.texts import care as care_texts
from bot.chat.texts import on_call as words
from bot.domain.callbacks import Tap
from bot.domain.counselling import ByHand, Counsellor, next_beginning, spells
from bot.domain.hand_over import What
from bot.domain.model import Gone, Message, Sent
from bot.domain.wall import local
from bot.service.counselling import Counselling, news_of

_FAR = timedelta(days=8)  # a duty that ends later than this never ends, as far as anybody asks


@dataclass(frozen=True, slots=True)
class OnCallHandlers:
    """For the counsellors that the configuration names; nobody else learns that this exists."""

    desk: Desk
    counselling: Counselling
    handing_over: HandingOver

    async def taken(self, visit: Visit, tap: Tap) -> None:
        """Tomado: the officer is told."""
        counsellor = self.counselling.counsellor(visit.chat_id)
        if counsellor is None:
            await self.desk.acknowledge(visit, care_texts.stale_button(visit.say), alert=True)
            return
        request = await asyncio.to_thread(
            self.counselling.taken_by, tap.args[0], counsellor, visit.now
        )
        if visit.message_id is not None:
            await self.desk.sender.take_keys(visit.chat_id, visit.message_id)
        if request is None:
            await self.desk.acknowledge(visit, words.unknown(visit.say), alert=True)
            return
        outcome = await self.handing_over.announce(
            news_of(request.asker, What.TAKEN, counsellor.name)
        )
        if isinstance(outcome, Sent):
            await self.desk.acknowledge(visit, words.told(visit.say))
        else:
            is_gone = isinstance(outcome, Gone)
            await self.desk.acknowledge(
                visit, words.not_told(visit.say, is_gone=is_gone), alert=True
            )

    async def duty(self, visit: Visit) -> None:
        """/guardia."""
        counsellor = self.counselling.counsellor(visit.chat_id)
        if counsellor is None:
            await self.desk.send(visit, care_texts.unknown_command(visit.say))
            return
        await self.desk.send(visit, self._duty(visit, counsellor))

    async def change(self, visit: Visit, tap: Tap) -> None:
        """On or off duty, for how long; or as the hours say."""
        counsellor = self.counselling.counsellor(visit.chat_id)
        if counsellor is None:
            await self.desk.acknowledge(visit, care_texts.stale_button(visit.say), alert=True)
            return
        said = self._said(visit, counsellor, tap.args[0])
        await asyncio.to_thread(self.counselling.on_call.say, counsellor.name, said)
        await self.desk.acknowledge(visit)
        await self.desk.show(visit, self._duty(visit, counsellor))

    def _said(self, visit: Visit, counsellor: Counsellor, choice: str) -> ByHand | None:
        if choice == "n":
            return None
        if choice == "x":
            return ByHand(is_on=False)
        if choice == "0":
            calendar = self.counselling.calendar
            return ByHand(is_on=False, until=next_beginning(counsellor, visit.now, calendar))
        return ByHand(is_on=True, until=visit.now + timedelta(hours=int(choice)))

    def _duty(self, visit: Visit, counsellor: Counsellor) -> Message:
        calendar, now = self.counselling.calendar, visit.now
        said = self.counselling.on_call.known().get(counsellor.name)
        times = spells(counsellor, said, now, calendar)
        is_on = bool(times) and times[0][0] <= now
        begins = times[0][0] if times and not is_on else None
        back = next_beginning(counsellor, now, calendar)
        ends = times[0][1] if is_on and times[0][1] - now < _FAR else None
        standing = words.Standing(
            is_on=is_on,
            is_by_hand=said is not None and (said.until is None or said.until > now),
            ends=None if ends is None else local(ends, calendar),
            begins=None if begins is None else local(begins, calendar),
            back=None if back is None else local(back, calendar),
        )
        return words.duty(visit.say, counsellor.name, standing, local(now, calendar))
