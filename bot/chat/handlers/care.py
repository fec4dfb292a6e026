"""☎, words that sound like danger, and everything the bot cannot take in."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Update

from bot.chat.handlers.desk import Desk, Visit
from bot.chat.texts import care as words
from bot.domain.callbacks import Tap
from bot.domain.screening import Risk, Screener


@dataclass(frozen=True, slots=True)
class CareHandlers:
    """What must work for everybody, in every state, even when the database does not."""

    desk: Desk
    screener: Screener

    async def screen(self, update: Update) -> bool:
        """Hold a text against the word lists, before anything else; True when it was answered."""
        risk = self.risk_in(update)
        if risk is Risk.NONE:
            return False
        visit = await self.desk.receive_anyhow(update)
        card = {Risk.VIOLENCE: words.violence, Risk.MEDICAL: words.medical}.get(risk, words.crisis)
        await self.desk.send_help(visit, card(visit.say, self.desk.support_for(visit)))
        return True

    def risk_in(self, update: Update) -> Risk:
        """What the words of an update sound like."""
        message = update.effective_message if update.callback_query is None else None
        text = "" if message is None else message.text or message.caption or ""
        return self.screener.screen(text).risk if text else Risk.NONE

    async def dismiss(self, visit: Visit, _tap: Tap) -> None:
        """Borrar este mensaje."""
        await self.desk.acknowledge(visit)
        await self.desk.take_away(visit)

    async def unheard(self, visit: Visit) -> None:
        """Voice, pictures, stickers, places."""
        await self.desk.send(visit, words.unheard(visit.say))

    async def unread(self, visit: Visit) -> None:
        """Free text that is no key and no command."""
        await self.desk.send(visit, words.unread(visit.say))

    async def unknown_command(self, visit: Visit) -> None:
        """A command that does not exist."""
        await self.desk.send(visit, words.unknown_command(visit.say))

    async def stale(self, visit: Visit) -> None:
        """A button that means nothing."""
        await self.desk.acknowledge(visit, words.stale_button(visit.say), alert=True)

    async def apologise(self, update: Update) -> None:
        """Something of ours broke: say so, and give the contacts."""
        visit = await self.desk.receive_anyhow(update)
        await self.desk.acknowledge(visit)
        await self.desk.send_help(visit, words.failed(visit.say, self.desk.support_for(visit)))
