"""🌡: the question, the answer, and contacts at once when it is high."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass

from bot.chat.handlers.desk import Desk, Visit
from bot.chat.texts import care as care_texts
from bot.chat.texts import checkin as words
from bot.chat.texts import consent as consent_texts
from bot.domain.callbacks import Tap
from bot.domain.consent import is_outdated
from bot.domain.instruments import calls_for_contacts
from bot.domain.model import Consent, Message
from bot.service.checkins import Checkins, Record


@dataclass(frozen=True, slots=True)
class CheckinHandlers:
    """The check-in at the officer's hand."""

    desk: Desk
    checkins: Checkins

    async def ask(self, visit: Visit) -> None:
        """/como_estoy and its key."""
        officer = await self.desk.admit(visit)
        if officer is not None and is_outdated(officer):
            await self.desk.send(visit, consent_texts.changed_card(visit.say, self.desk.programme))
        elif officer is not None:
            asked_in = self.checkins.open_round(visit.now)
            keeps = officer.consent is Consent.ALL
            await self.desk.send(visit, words.question(visit.say, asked_in, keeps=keeps))

    async def ask_from_lesson(self, visit: Visit, _tap: Tap) -> None:
        """The key of a lesson that leads here."""
        await self.desk.acknowledge(visit)
        await self.ask(visit)

    async def answer(self, visit: Visit, tap: Tap) -> None:
        """A score: kept, answered with a pop-up, and followed by contacts when it is high.

        Whoever sends it, and however late: a high score always brings the contacts, to discreet
        officers in the pop-up, which no chat keeps, and then all that happens is the same for all.
        """
        asked_in, score = tap.args[0], int(tap.args[1])
        answered = await asyncio.to_thread(
            self.checkins.answer, visit.chat_id, asked_in, score, visit.now
        )
        is_discreet = visit.officer is not None and visit.officer.discreet
        popup = words.popup(visit.say, answered.band, discreet=is_discreet)
        replies: list[Awaitable[object]] = [
            self.desk.acknowledge(visit, popup, alert=is_discreet),
            self.desk.show(visit, self._receipt(visit, answered.record, asked_in)),
        ]
        if calls_for_contacts(answered.band) and not is_discreet:
            card = care_texts.high_stress(visit.say, self.desk.support_for(visit))
            replies.insert(0, self.desk.send_help(visit, card))
        await asyncio.gather(*replies)  # none waits for another

    def _receipt(self, visit: Visit, record: Record, asked_in: str) -> Message:
        if record is Record.KEPT:
            return words.recorded(visit.say, asked_in)
        if record is Record.ROUND_CLOSED:
            return words.round_closed(visit.say)
        return words.not_kept(visit.say)

    async def skip(self, visit: Visit, _tap: Tap) -> None:
        """Prefiero no responder."""
        await self.desk.acknowledge(visit)
        await self.desk.show(visit, words.skipped(visit.say))

    async def finish(self, visit: Visit, _tap: Tap) -> None:
        """No trigger to name."""
        await self.desk.acknowledge(visit)
        await self.desk.show(visit, words.finished(visit.say))

    async def trigger(self, visit: Visit, tap: Tap) -> None:
        """What weighed most."""
        asked_in, trigger = tap.args
        record = await asyncio.to_thread(
            self.checkins.name_trigger, visit.chat_id, asked_in, trigger, visit.now
        )
        await self.desk.acknowledge(visit)
        is_late = record is Record.ROUND_CLOSED
        told = words.round_closed(visit.say) if is_late else words.finished(visit.say)
        await self.desk.show(visit, told)
