"""☎ /ayuda: contacts by department, a safety plan, helping a colleague. Nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.chat.handlers.desk import Desk, Visit
from bot.chat.texts import care as care_texts
from bot.chat.texts import directory as words
from bot.chat.texts import safety_plan as plan_words
from bot.domain.callbacks import Tap
from bot.domain.model import Message
from bot.domain.safety_plan import Screen, read_plan


@dataclass(frozen=True, slots=True)
class DirectoryHandlers:
    """Open to everybody, enrolled or not, and to officers whom no database can find."""

    desk: Desk

    async def help(self, visit: Visit) -> None:
        """/ayuda and its key."""
        await self.desk.send_help(visit, self._help_card(visit))

    async def contacts(self, visit: Visit, _tap: Tap) -> None:
        """A key that leads to the contacts, below whatever it stands under."""
        await self.desk.acknowledge(visit)
        await self.help(visit)

    async def back(self, visit: Visit, _tap: Tap) -> None:
        """From a card of the directory to its beginning."""
        await self._turn_into(visit, self._help_card(visit))

    async def departments(self, visit: Visit, _tap: Tap) -> None:
        """Otros departamentos."""
        menu = words.departments_menu(visit.say, self.desk.care.departments)
        await self._turn_into(visit, menu)

    async def department(self, visit: Visit, tap: Tap) -> None:
        """All contacts of a department, or of the officer's own, page by page."""
        place, page = tap.args
        name = self._own_department(visit)
        if place:
            known = self.desk.care.departments
            if int(place) >= len(known):
                await self._refuse(visit)
                return
            name = known[int(place)]
        there = self.desk.care.contacts_in(name, visit.now)
        support = replace(self.desk.support_for(visit), contacts=there)
        card = words.department_card(visit.say, support, name, place, int(page))
        await self._turn_into(visit, card)

    async def colleague(self, visit: Visit, _tap: Tap) -> None:
        """Ayudar a un colega."""
        card = words.colleague_card(visit.say, self.desk.support_for(visit))
        await self._turn_into(visit, card)

    async def plan(self, visit: Visit, tap: Tap) -> None:
        """Mi plan de seguridad; what is chosen is in the payload and nowhere else."""
        shown, written = tap.args
        plan = read_plan(written)
        if plan is None:
            await self._refuse(visit)
            return
        support = self.desk.support_for(visit)
        await self._turn_into(visit, plan_words.screen(visit.say, Screen(shown), plan, support))

    def _own_department(self, visit: Visit) -> str | None:
        unit = self.desk.unit_of(visit.officer)
        return None if unit is None else unit.department

    def _help_card(self, visit: Visit) -> Message:
        support = self.desk.support_for(visit)
        return words.help_card(visit.say, support, self._own_department(visit))

    async def _turn_into(self, visit: Visit, card: Message) -> None:
        await self.desk.acknowledge(visit)
        await self.desk.show(visit, card)

    async def _refuse(self, visit: Visit) -> None:
        await self.desk.acknowledge(visit, care_texts.stale_button(visit.say), alert=True)
