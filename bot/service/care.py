"""Support for a unit at a moment; it needs no database, so it works when nothing else does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.care import Support
from bot.domain.contacts import (
    Listed,
    confirmed,
    is_same_department,
    is_verified,
    ordered_for,
)
from bot.domain.model import Check, Contact, Unit
from bot.domain.timetable import Calendar, local


@dataclass(frozen=True, slots=True)
class Care:
    """The directory of this installation.

    ``checks`` are the calls to contacts that are known, ``serves`` whether a counsellor serves a
    unit.
    """

    contacts: tuple[Contact, ...]
    units: Mapping[str, Unit]
    calendar: Calendar
    checks: Callable[[], Mapping[str, Check]] = dict
    serves: Callable[[str | None], bool] = lambda _unit: False

    def support_for(self, unit: str | None, now: datetime) -> Support:
        """Who is there for an officer of a unit, the contacts of its department first."""
        known = self.units.get(unit or "")
        contacts = self.contacts_in(None if known is None else known.department, now)
        return Support(contacts, self.serves(unit))

    @property
    def departments(self) -> tuple[str, ...]:
        """Every department in which a unit lies or a contact serves, by name."""
        of_units = (unit.department for unit in self.units.values())
        of_contacts = (name for contact in self.contacts for name in contact.departments)
        found: list[str] = []
        for name in (*of_units, *of_contacts):
            if not any(is_same_department(name, other) for other in found):
                found.append(name)
        return tuple(sorted(found))

    def today(self, now: datetime) -> date:
        """The day at the programme's place."""
        return local(now, self.calendar).date()

    def to_call(self, now: datetime) -> tuple[Contact, ...]:
        """The contacts that nobody has verified in the last 90 days, in the order of the file."""
        known = confirmed(self.contacts, self.checks())
        return tuple(one for one in known if not is_verified(one, self.today(now)))

    def contacts_in(self, department: str | None, now: datetime) -> tuple[Listed, ...]:
        """The contacts for a department, the most useful first; may be empty."""
        there = local(now, self.calendar)
        contacts = confirmed(self.contacts, self.checks())
        return ordered_for(contacts, department, there, self.calendar.holidays)
