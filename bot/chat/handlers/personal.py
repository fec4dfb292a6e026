"""/pausa, /idioma, /privacidad, /misdatos, /borrar."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial

from bot.chat.handlers.desk import Desk, Visit
from bot.chat.texts import care as care_texts
from bot.chat.texts import consent as consent_texts
from bot.chat.texts import counselling as counselling_texts
from bot.chat.texts import enrolment as enrolment_texts
from bot.chat.texts import personal as words
from bot.domain.callbacks import Tap
from bot.domain.model import Message, Subscriber
from bot.domain.timetable import calendar_of, local, pause_of
from bot.domain.typed import read_day
from bot.service.counselling import Counselling
from bot.service.personal_data import PersonalData

_PAUSES = {0, 2, 7, 14, 30}


@dataclass(frozen=True, slots=True)
class PersonalHandlers:
    """What an officer can decide about himself."""

    desk: Desk
    data: PersonalData
    counselling: Counselling

    async def pause(self, visit: Visit) -> None:
        """/pausa."""
        officer = await self.desk.admit(visit)
        typed = visit.text.partition(" ")[2].strip()
        if officer is not None and typed:
            await self._pause_until(visit, officer, typed)
        elif officer is not None:
            until = pause_of(officer, visit.now, self.data.calendar)
            await self.desk.send(visit, words.pause_menu(visit.say, is_paused=until is not None))

    async def _pause_until(self, visit: Visit, officer: Subscriber, typed: str) -> None:
        """/pausa with a day behind it."""
        today = local(visit.now, calendar_of(officer, self.data.calendar)).date()
        until = read_day(typed, today)
        if until is None:
            await self.desk.send(visit, words.bad_day(visit.say))
            return
        changed = await asyncio.to_thread(
            self.desk.enrolment.pause_until, visit.chat_id, until, visit.now
        )
        if changed is not None:
            await self.desk.send(visit, words.paused(visit.say, changed.paused_until))

    async def pause_for(self, visit: Visit, tap: Tap) -> None:
        """So many days of silence, or none."""
        days = int(tap.args[0])
        officer = None
        if days in _PAUSES:
            officer = await asyncio.to_thread(
                self.desk.enrolment.pause, visit.chat_id, days, visit.now
            )
        if officer is None:
            await self._refuse(visit)
            return
        await self.desk.acknowledge(visit)
        await self.desk.show(visit, words.paused(visit.say, officer.paused_until))

    async def language(self, visit: Visit) -> None:
        """/idioma."""
        await self.desk.send(visit, words.language_menu(visit.say, self.desk.programme.languages))

    async def choose_language(self, visit: Visit, tap: Tap) -> None:
        """A language, noted for those who are enrolled; others choose on the consent card."""
        language = tap.args[0]
        if language not in self.desk.catalogues:
            await self._refuse(visit)
            return
        officer = await asyncio.to_thread(
            self.desk.enrolment.choose_language, visit.chat_id, language, visit.now
        )
        say = self.desk.catalogues[language]
        await self.desk.acknowledge(visit)
        if officer is None:
            stranger = (
                consent_texts.needs_invitation(say)
                if self.desk.enrolment.needs_invitation
                else consent_texts.consent_card(say, self.desk.programme, "", None)
            )
            await self.desk.send(visit, stranger)
            return
        await self.desk.show(visit, enrolment_texts.chosen(say))
        await self.desk.send(visit, enrolment_texts.welcome_back(say))

    async def discretion(self, visit: Visit) -> None:
        """/discreto: on, and off again."""
        officer = await self.desk.admit(visit)
        if officer is None:
            return
        changed = await asyncio.to_thread(
            partial(
                self.desk.enrolment.choose_discretion,
                visit.chat_id,
                visit.now,
                discreet=not officer.discreet,
            )
        )
        if changed is not None:
            await self.desk.send(visit, words.discretion(visit.say, discreet=changed.discreet))

    async def privacy(self, visit: Visit) -> None:
        """/privacidad."""
        card = consent_texts.privacy_card(visit.say, self.desk.programme)
        await self.desk.send(visit, card)

    async def show(self, visit: Visit) -> None:
        """/misdatos."""
        kept = await asyncio.to_thread(self.data.show, visit.chat_id, visit.now)
        waiting = await asyncio.to_thread(self.counselling.waiting_of, visit.chat_id, visit.now)
        in_memory = counselling_texts.in_memory(visit.say, *waiting)
        if kept is not None:
            unit, zone = self.desk.unit_of(kept.subscriber), self.data.calendar.zone
            await self.desk.send(visit, words.my_data(visit.say, kept, unit, zone))
        elif in_memory is None:
            await self.desk.send(visit, words.nothing_kept(visit.say))
        if in_memory is not None:
            await self.desk.send(visit, in_memory)

    async def erase(self, visit: Visit) -> None:
        """/borrar asks once."""
        message: Message = words.nothing_kept(visit.say)
        waiting = await asyncio.to_thread(self.counselling.waiting_of, visit.chat_id, visit.now)
        if visit.officer is not None or counselling_texts.in_memory(visit.say, *waiting):
            message = words.confirm_erasing(visit.say)
        await self.desk.send(visit, message)

    async def confirm_erasing(self, visit: Visit, tap: Tap) -> None:
        """Yes or no."""
        await self.desk.acknowledge(visit)
        if tap.args[0] == "n":
            await self.desk.show(visit, words.not_erased(visit.say))
            return
        await asyncio.to_thread(self.counselling.forget, visit.chat_id)
        was_there = await asyncio.to_thread(self.data.erase, visit.chat_id, visit.now)
        told = words.nothing_kept(visit.say)
        if was_there:
            told = words.erased(visit.say, self.desk.programme.backup_weeks)
        await self.desk.show(visit, told)

    async def _refuse(self, visit: Visit) -> None:
        await self.desk.acknowledge(visit, care_texts.stale_button(visit.say), alert=True)
