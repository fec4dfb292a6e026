"""Support for a unit at a moment; it needs no database, so it works when nothing else does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.care import Support
from bot.domain.contacts import confirmed, ordered_for
from bot.domain.model import Check, Contact, Unit
from bot.domain.timetable import Calendar, local


@dataclass(frozen=True, slots=True)
class Care:
    """The directory of this installation; ``checks`` are the calls to contacts that are known."""

    contacts: tuple[Contact, ...]
    units: Mapping[str, Unit]
    calendar: Calendar
    checks: Callable[[], Mapping[str, Check]] = dict

    def support_for(self, unit: str | None, now: datetime) -> Support:
        """Who is there for an officer of a unit, the contacts of its department first."""
        known = self.units.get(unit or "")
        department = None if known is None else known.department
        there = local(now, self.calendar)
        contacts = confirmed(self.contacts, self.checks())
        return Support(ordered_for(contacts, department, there, self.calendar.holidays))
