"""🌬: choose, breathe with the circle, and look at the difference if one wants to."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.chat.handlers.desk import Desk, Visit
from bot.chat.texts import breathing as words
from bot.chat.texts import care as care_texts
from bot.domain.breathing import COHERENT, PROTOCOLS, Protocol, minutes_offered
from bot.domain.callbacks import Tap
from bot.service.checkins import Checkins


@dataclass(frozen=True, slots=True)
class BreathingHandlers:
    """Open to everybody, enrolled or not."""

    desk: Desk
    checkins: Checkins

    async def choose(self, visit: Visit) -> None:
        """/respirar and its key."""
        await self.desk.send(visit, words.menu(visit.say, self._altitude(visit)))

    async def menu(self, visit: Visit, _tap: Tap) -> None:
        """The menu from a key: in place of a text, below an animation."""
        await self.desk.acknowledge(visit)
        card = words.menu(visit.say, self._altitude(visit))
        await (self.desk.send if visit.is_media else self.desk.show)(visit, card)

    async def protocol(self, visit: Visit, tap: Tap) -> None:
        """A protocol: one minute or five."""
        protocol = PROTOCOLS.get(tap.args[0])
        if protocol is None:
            await self._refuse(visit)
            return
        await self.desk.acknowledge(visit)
        # From a lesson with a drawing: below it, so that the lesson stays.
        answer = self.desk.send if visit.is_media else self.desk.show
        await answer(visit, words.length(visit.say, protocol))

    async def start(self, visit: Visit, tap: Tap) -> None:
        """The animation comes in place of the menu."""
        protocol, minutes = PROTOCOLS.get(tap.args[0]), int(tap.args[1])
        if protocol is None or minutes not in minutes_offered(protocol):
            await self._refuse(visit)
            return
        await self.desk.acknowledge(visit)
        await self.desk.take_away(visit)
        await self._breathe(visit, protocol, minutes)
        if self._is_first(visit):
            await asyncio.to_thread(self.desk.enrolment.note_caution, visit.chat_id, visit.now)

    async def rescue(self, visit: Visit, _tap: Tap) -> None:
        """One minute, from a card of contacts, which stays.

        That the caution was shown is not noted here: the row would tell that a card came.
        """
        await self.desk.acknowledge(visit)
        await self._breathe(visit, COHERENT, 1)

    async def _breathe(self, visit: Visit, protocol: Protocol, minutes: int) -> None:
        is_first = self._is_first(visit)
        card = words.exercise(visit.say, protocol, minutes, with_caution=is_first)
        await self.desk.send(visit, card)

    @staticmethod
    def _is_first(visit: Visit) -> bool:
        return visit.officer is None or not visit.officer.caution_shown

    async def finished(self, visit: Visit, tap: Tap) -> None:
        """Terminé."""
        protocol = PROTOCOLS.get(tap.args[0])
        if protocol is None:
            await self._refuse(visit)
            return
        await self.desk.acknowledge(visit)
        await self.desk.show(visit, words.ask_before(visit.say, protocol))

    async def before(self, visit: Visit, tap: Tap) -> None:
        """How it was before."""
        protocol = PROTOCOLS.get(tap.args[0])
        if protocol is None:
            await self._refuse(visit)
            return
        await self.desk.acknowledge(visit)
        await self.desk.show(visit, words.ask_after(visit.say, protocol, int(tap.args[1])))

    async def after(self, visit: Visit, tap: Tap) -> None:
        """How it is now; the difference is only ever a pop-up."""
        before, after = int(tap.args[1]), int(tap.args[2])
        await asyncio.to_thread(
            self.checkins.note_breathing, visit.chat_id, before, after, visit.now
        )
        await self.desk.acknowledge(visit, words.change(visit.say, before, after), alert=True)
        await self.desk.show(visit, words.done(visit.say))

    async def done(self, visit: Visit, _tap: Tap) -> None:
        """No comparing, thanks."""
        await self.desk.acknowledge(visit)
        await self.desk.show(visit, words.done(visit.say))

    def _altitude(self, visit: Visit) -> int | None:
        unit = self.desk.unit_of(visit.officer)
        return None if unit is None else unit.altitude_m

    async def _refuse(self, visit: Visit) -> None:
        await self.desk.acknowledge(visit, care_texts.stale_button(visit.say), alert=True)
