"""/start, the five taps, and every later change of what was chosen."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import TypeVar
from zoneinfo import available_timezones

from bot.chat.handlers.desk import Desk, Visit
from bot.chat.handlers.lessons import LessonHandlers
from bot.chat.texts import care as care_texts
from bot.chat.texts import consent as consent_texts
from bot.chat.texts import duties as duty_texts
from bot.chat.texts import enrolment as words
from bot.chat.texts import personal as personal_texts
from bot.domain.callbacks import Tap
from bot.domain.consent import is_outdated
from bot.domain.model import Consent, Step, Subscriber
from bot.domain.timetable import at_wall, is_quiet, local, pause_of

T = TypeVar("T")

_HOUR = re.compile(r"\s*([01]?[0-9]|2[0-3])(?:[:.hH]?([0-5][0-9]))?\s*")


@dataclass(frozen=True, slots=True)
class EnrolmentHandlers:
    """From a stranger to an officer with a timetable."""

    desk: Desk
    lessons: LessonHandlers

    async def start(self, visit: Visit) -> None:
        """/start, perhaps with an invitation behind it."""
        token = visit.text.partition(" ")[2].strip()
        officer = visit.officer
        if officer is not None and not officer.active:
            officer = await self._change(self.desk.enrolment.wake, visit)
        if officer is None or is_outdated(officer):
            await self._welcome(visit, token if officer is None else "")
        elif officer.step is Step.DONE:
            again = words.welcome_back(visit.say)
            await self.desk.send(visit, again, self.desk.next_question(visit, officer))
        else:
            await self.desk.send(visit, self.desk.next_question(visit, officer))

    async def _welcome(self, visit: Visit, token: str) -> None:
        enrolment = self.desk.enrolment
        invited = await asyncio.to_thread(enrolment.invited_unit, token, visit.now)
        if invited is None and enrolment.needs_invitation and visit.officer is None:
            await self.desk.send(visit, consent_texts.needs_invitation(visit.say))
            return
        unit = enrolment.units.get(invited or "")
        token = token if unit is not None else ""
        if visit.officer is not None:
            await self.desk.send(visit, consent_texts.changed_card(visit.say, self.desk.programme))
            return
        card = consent_texts.consent_card(visit.say, self.desk.programme, token, unit)
        await self.desk.send(visit, card)

    async def show_card(self, visit: Visit, tap: Tap) -> None:
        """The consent card, folded (again), in the language of the key."""
        language, token = tap.args
        enrolment = self.desk.enrolment
        invited = await asyncio.to_thread(enrolment.invited_unit, token, visit.now)
        say = self.desk.catalogues.get(language, visit.say)
        unit = enrolment.units.get(invited or "")
        await self.desk.acknowledge(visit)
        await self.desk.show(
            visit, consent_texts.consent_card(say, self.desk.programme, token, unit)
        )

    async def show_text(self, visit: Visit, tap: Tap) -> None:
        """The full text, unfolding in place."""
        language, token = tap.args
        say = self.desk.catalogues.get(language, visit.say)
        await self.desk.acknowledge(visit)
        await self.desk.show(visit, consent_texts.consent_text(say, self.desk.programme, token))

    async def consent(self, visit: Visit, tap: Tap) -> None:
        """Acepto, Solo lecciones, or No."""
        answer, language, token = tap.args
        say = self.desk.catalogues.get(language, visit.say)
        visit = replace(visit, say=say)
        await self.desk.acknowledge(visit)
        if answer == "N":
            await self._decline(visit)
            return
        agreed = Consent.ALL if answer == "A" else Consent.LESSONS
        known = language if language in self.desk.catalogues else "es"
        officer = await asyncio.to_thread(
            self.desk.enrolment.agree, visit.chat_id, agreed, known, token, visit.now
        )
        if officer is None:
            await self.desk.show(visit, words.chosen(say))
            await self.desk.send(visit, consent_texts.needs_invitation(say))
            return
        await self.desk.show(visit, self.desk.next_question(visit, officer))

    async def _decline(self, visit: Visit) -> None:
        """Nothing is stored; somebody who is enrolled is asked whether all shall go."""
        if visit.officer is not None:
            await self.desk.show(visit, personal_texts.confirm_erasing(visit.say))
            return
        await self.desk.show(visit, words.chosen(visit.say))
        await self.desk.send(visit, consent_texts.declined(visit.say))

    async def region(self, visit: Visit, tap: Tap) -> None:
        """A region: its units follow."""
        regions = self.desk.regions()
        index = int(tap.args[0])
        if index >= len(regions) or visit.officer is None:
            await self.refuse(visit)
            return
        units = self.desk.enrolment.units.values()
        inside = [unit for unit in units if unit.region == regions[index]]
        await self.desk.acknowledge(visit)
        await self.desk.show(visit, words.units_menu(visit.say, inside))

    async def regions(self, visit: Visit, _tap: Tap) -> None:
        """Back to the regions."""
        await self.desk.acknowledge(visit)
        await self.desk.show(visit, words.regions_menu(visit.say, self.desk.regions()))

    async def unit(self, visit: Visit, tap: Tap) -> None:
        """A unit, or none told."""
        unit = tap.args[0] or None
        if unit is not None and unit not in self.desk.enrolment.units:
            await self.refuse(visit)
            return
        await self.choose(visit, self.desk.enrolment.choose_unit, unit)

    async def days(self, visit: Visit, tap: Tap) -> None:
        """Lesson days."""
        days = tuple(int(day) for day in tap.args[0])
        if not days:
            await self.refuse(visit)
            return
        await self.choose(visit, self.desk.enrolment.choose_days, days)

    async def hour(self, visit: Visit, tap: Tap) -> None:
        """The lesson hour from the menu; it ends the enrolment."""
        hour = self._read_hour(tap.args[0], visit.now)
        if hour is None:
            await self.refuse(visit)
            return
        await self.choose(visit, self.desk.enrolment.choose_hour, hour)

    async def schedule(self, visit: Visit) -> None:
        """/horario, alone or with an hour behind it."""
        typed = visit.text.partition(" ")[2].strip()
        officer = visit.officer
        if not typed or officer is None or officer.step in {Step.REGION, Step.DAYS}:
            if await self.desk.admit(visit) is not None and officer is not None:
                await self.desk.send(visit, self.desk.next_question(visit, officer))
            return
        if "/" in typed:
            await self._choose_zone(visit, typed)
            return
        hour = self._read_hour(typed, visit.now)
        if hour is None:
            calendar = self.desk.enrolment.calendar
            refusal = words.bad_hour(visit.say, calendar.quiet_start, calendar.quiet_end)
            await self.desk.send(visit, refusal)
            return
        await self.choose(visit, self.desk.enrolment.choose_hour, hour)

    async def _choose_zone(self, visit: Visit, typed: str) -> None:
        """/horario with the IANA name of a zone."""
        if typed not in available_timezones():
            await self.desk.send(visit, duty_texts.bad_zone(visit.say))
            return
        own = None if typed == self.desk.enrolment.calendar.zone.key else typed
        await self.choose(visit, self.desk.enrolment.choose_zone, own)

    async def change(self, visit: Visit, tap: Tap) -> None:
        """A key of the settings card."""
        if visit.officer is None:
            await self.refuse(visit)
            return
        say, officer = visit.say, visit.officer
        until = pause_of(officer, visit.now, self.desk.enrolment.calendar)
        menus = {
            "u": lambda: words.regions_menu(say, self.desk.regions()),
            "d": lambda: words.days_menu(say, has_shift=bool(officer.shift)),
            "h": lambda: self.desk.hour_menu(visit, officer),
            "s": lambda: duty_texts.shift_menu(say, self.desk.enrolment.calendar.shifts.values()),
            "z": lambda: duty_texts.zone_menu(say),
            "f": lambda: duty_texts.holidays_menu(say),
            "j": lambda: duty_texts.leads_menu(say),
            "c": lambda: consent_texts.consent_card(say, self.desk.programme, "", None),
            "p": lambda: personal_texts.pause_menu(say, is_paused=until is not None),
        }
        await self.desk.acknowledge(visit)
        await self.desk.show(visit, menus[tap.args[0]]())

    async def joined(self, visit: Visit) -> None:
        """The officer unblocked the bot."""
        await self._change(self.desk.enrolment.wake, visit)

    async def left(self, visit: Visit) -> None:
        """The officer blocked the bot."""
        await asyncio.to_thread(self.desk.enrolment.leave, visit.chat_id)

    async def choose(
        self,
        visit: Visit,
        verb: Callable[[int, T, datetime], Subscriber | None],
        choice: T,
    ) -> None:
        """Record a choice and go on: to the next question, the first lesson, or the settings."""
        officer = await asyncio.to_thread(verb, visit.chat_id, choice, visit.now)
        if officer is None:
            await self.refuse(visit)
            return
        await self.desk.acknowledge(visit)
        is_through = officer.step is Step.DONE
        if not is_through or visit.officer is None or visit.officer.step is Step.DONE:
            await self.desk.show(visit, self.desk.next_question(visit, officer))
            return
        if visit.message_id is not None:
            await self.desk.show(visit, words.chosen(visit.say, asks_for_charge=True))
        unit = self.desk.unit_of(officer)
        card = words.summary(visit.say, self.desk.programme, officer, unit)
        await self.desk.send(visit, card)
        await self.lessons.today(replace(visit, officer=officer))

    async def _change(
        self, verb: Callable[[int, datetime], Subscriber | None], visit: Visit
    ) -> Subscriber | None:
        return await asyncio.to_thread(verb, visit.chat_id, visit.now)

    async def refuse(self, visit: Visit) -> None:
        """A forged, foreign or stale tap: a pop-up and nothing else."""
        if visit.query_id is not None:
            await self.desk.acknowledge(visit, care_texts.stale_button(visit.say), alert=True)
        else:
            await self.desk.admit(visit)

    def _read_hour(self, typed: str, now: datetime) -> time | None:
        """An hour as people type it, None when it is none or a quiet one."""
        match = _HOUR.fullmatch(typed)
        if match is None:
            return None
        hour = time(int(match[1]), int(match[2] or 0))
        calendar = self.desk.enrolment.calendar
        today = local(now, calendar).date()
        return None if is_quiet(at_wall(today, hour, calendar), calendar) else hour
