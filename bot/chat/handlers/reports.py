"""/informe: the newest report, for the administrators that the configuration names."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from bot.chat.handlers.desk import Desk, Visit
from bot.chat.texts import care as care_texts
from bot.chat.texts import report as words
from bot.chat.texts.wording import Say
from bot.domain.model import Message, Picture
from bot.domain.reporting import Document
from bot.service.reports import ReportError, Reports


@dataclass(frozen=True, slots=True)
class ReportHandlers:
    """What the welfare team can ask the bot; everybody else hears that there is no such command."""

    desk: Desk
    reports: Reports
    administrators: frozenset[int]
    draw: Callable[[Say, Document], bytes]

    async def show(self, visit: Visit) -> None:
        """A picture and three sentences."""
        if visit.chat_id not in self.administrators:
            await self.desk.send(visit, care_texts.unknown_command(visit.say))
            return
        try:
            document = await asyncio.to_thread(self.reports.find)
        except ReportError:
            await self.desk.send(visit, Message(words.no_report(visit.say)))
            return
        png = await asyncio.to_thread(self.draw, visit.say, document)
        told = words.three_sentences(visit.say, document)
        await self.desk.send(visit, Message(told, picture=Picture(png)))
