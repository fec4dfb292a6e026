"""How an officer works: patterns of duty, zone, holidays, people in charge, a duty that begins."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime

from bot.chat.handlers.desk import Visit
from bot.chat.handlers.enrolment import EnrolmentHandlers
from bot.chat.texts import duties as words
from bot.domain.callbacks import Tap
from bot.domain.duties import beginnings
from bot.domain.timetable import calendar_of, local
from bot.service.duties import Duties


@dataclass(frozen=True, slots=True)
class DutyHandlers:
    """What /horario offers beside days and hour."""

    enrolling: EnrolmentHandlers
    service: Duties

    async def shift(self, visit: Visit, tap: Tap) -> None:
        """A pattern, and then the day of the next duty; none means week days."""
        name, typed = tap.args
        shift = self.service.calendar.shifts.get(name)
        if visit.officer is None or (name and shift is None):
            await self.enrolling.refuse(visit)
            return
        choose = self.enrolling.desk.enrolment.choose_shift
        if shift is None or shift.is_by_hand:
            await self.enrolling.choose(visit, choose, (name, None))
            return
        today = local(visit.now, calendar_of(visit.officer, self.service.calendar)).date()
        if not typed:
            days = beginnings(shift, today)
            await self.enrolling.desk.acknowledge(visit)
            await self.enrolling.desk.show(visit, words.begins_menu(visit.say, shift, days, today))
            return
        begun = _day_of(typed)
        if begun is None or abs((begun - today).days) > shift.cycle_days + 7:
            await self.enrolling.refuse(visit)
            return
        await self.enrolling.choose(visit, choose, (name, begun))

    async def zone(self, visit: Visit, tap: Tap) -> None:
        """One of the zones that the key names."""
        place = int(tap.args[0])
        if place >= len(words.ZONES):
            await self.enrolling.refuse(visit)
            return
        zone = words.ZONES[place][1]
        own = None if zone == self.service.calendar.zone.key else zone
        await self.enrolling.choose(visit, self.enrolling.desk.enrolment.choose_zone, own)

    async def holidays(self, visit: Visit, tap: Tap) -> None:
        """Yes or no."""
        choose = self.enrolling.desk.enrolment.choose_holidays
        await self.enrolling.choose(visit, choose, tap.args[0] == "y")

    async def leads(self, visit: Visit, tap: Tap) -> None:
        """Yes or no."""
        choose = self.enrolling.desk.enrolment.choose_leads
        await self.enrolling.choose(visit, choose, tap.args[0] == "y")

    async def begin(self, visit: Visit) -> None:
        """/turno."""
        if await self.enrolling.desk.admit(visit) is None or visit.officer is None:
            return
        due_at = await asyncio.to_thread(self.service.begin, visit.chat_id, visit.now)
        here = calendar_of(visit.officer, self.service.calendar)
        when = None if due_at is None else local(due_at, here)
        await self.enrolling.desk.send(visit, words.begun(visit.say, when))

    async def begin_by_key(self, visit: Visit, _tap: Tap) -> None:
        """Entro de turno."""
        await self.enrolling.desk.acknowledge(visit)
        await self.begin(visit)


def _day_of(typed: str) -> date | None:
    try:
        return datetime.strptime(typed, "%Y%m%d").date()  # noqa: DTZ007  a date has no zone
    except ValueError:
        return None
