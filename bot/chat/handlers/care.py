"""☎, and everything the bot cannot take in."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Update

from bot.chat.handlers.desk import Desk, Visit
from bot.chat.texts import care as words
from bot.chat.texts import replies
from bot.domain.asking import Asking
from bot.domain.callbacks import Tap


@dataclass(frozen=True, slots=True)
class CareHandlers:
    """What is there for everybody, in every state."""

    desk: Desk
    asking: Asking

    async def dismiss(self, visit: Visit, _tap: Tap) -> None:
        """Borrar este mensaje."""
        await self.desk.acknowledge(visit)
        await self.desk.take_away(visit)

    async def unheard(self, visit: Visit) -> None:
        """Voice, pictures, stickers, places."""
        await self.desk.send(visit, words.unheard(visit.say))

    async def unread(self, visit: Visit) -> None:
        """Free text that is no key and no command; below the question it may be an answer."""
        if self.asking.is_open(visit.chat_id):
            await self.desk.send_help(visit, replies.heavy(visit.say))
        else:
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
