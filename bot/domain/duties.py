"""Patterns of duty: which days of a cycle are worked, and which of them at night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

_WEEK = 7


@dataclass(frozen=True, slots=True)
class Shift:
    """A pattern of duties that comes again every ``cycle_days`` days, counted from 1.

    A lesson comes on ``duty_days`` at the officer's hour, on ``night_days`` at ``night_hour``,
    which lies before the duty begins. A pattern without duty days is told by hand.
    """

    id: str
    name: str
    cycle_days: int
    duty_days: tuple[int, ...]
    night_days: tuple[int, ...] = ()
    night_hour: time = time(18)

    @property
    def is_by_hand(self) -> bool:
        """Whether nobody can know the next duty before the officer says so."""
        return not self.duty_days

    @property
    def is_in_weeks(self) -> bool:
        """Whether the cycle consists of whole weeks and begins on a Monday."""
        return self.cycle_days % _WEEK == 0

    def has_duty(self, day: date, begun: date) -> bool:
        """Whether a date is a day of duty in a pattern that began on another."""
        return self._place(day, begun) in self.duty_days

    def has_night(self, day: date, begun: date) -> bool:
        """Whether the duty of a date is at night."""
        return self._place(day, begun) in self.night_days

    def _place(self, day: date, begun: date) -> int:
        return (day - begun).days % self.cycle_days + 1


def beginnings(shift: Shift, today: date) -> tuple[date, ...]:
    """The dates on which a pattern may begin, for the officer to choose: the next duty.

    A pattern of whole weeks begins on a Monday, this week's or a later one.
    """
    if shift.is_in_weeks:
        monday = today - timedelta(days=today.isoweekday() - 1)
        return tuple(monday + timedelta(days=n) for n in range(0, shift.cycle_days, _WEEK))
    return tuple(today + timedelta(days=n) for n in range(min(shift.cycle_days, _WEEK)))
