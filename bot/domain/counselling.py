"""Who of the counsellors is on duty, and until when an answer can be expected.

A counsellor is on duty in the hours that the configuration gives, but for what they have said by
hand. All moments are UTC; hours are those of the programme's clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.contacts import Window, is_same_department, windows_on
from bot.domain.wall import Calendar, at_wall, local

Spell = tuple[datetime, datetime]
"""A time on duty, from its beginning until before its end, in UTC."""

_AHEAD_DAYS = 15
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Counsellor:
    """A person who calls back; ``departments`` empty means the whole country.

    ``hours`` and ``on_holidays`` are text in the formats of :mod:`bot.domain.contacts`; without
    hours duty begins by hand alone. ``answer_within`` is time on duty.
    """

    name: str
    chat_id: int
    hours: str
    departments: tuple[str, ...]
    answer_within: timedelta
    on_holidays: str = "closed"


@dataclass(frozen=True, slots=True)
class ByHand:
    """What a counsellor has said of the duty; ``until`` None: until they say something else."""

    is_on: bool
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A counsellor on duty, and the moment until which an answer can be expected."""

    counsellor: Counsellor
    answer_by: datetime


Said = Mapping[str, ByHand]
"""What counsellors have said by hand, by their names."""


def on_duty(
    counsellors: Iterable[Counsellor],
    department: str | None,
    said: Said,
    now: datetime,
    calendar: Calendar,
) -> tuple[OnDuty, ...]:
    """Those on duty for a department, its own before those of the whole country.

    Without a department everybody is, those of the whole country first.
    """
    found = []
    for one in counsellors:
        times = spells(one, said.get(one.name), now, calendar) if covers(one, department) else ()
        if times and times[0][0] <= now:
            found.append(OnDuty(one, _after_duty_of(times, one.answer_within)))
    wants_local = department is not None
    return tuple(sorted(found, key=lambda one: bool(one.counsellor.departments) != wants_local))


def next_duty(
    counsellors: Iterable[Counsellor],
    department: str | None,
    said: Said,
    now: datetime,
    calendar: Calendar,
) -> datetime | None:
    """When somebody will be on duty for a department; None: nobody knows, or not for two weeks."""
    begins = [
        times[0][0]
        for one in counsellors
        if covers(one, department) and (times := spells(one, said.get(one.name), now, calendar))
    ]
    return min(begins, default=None)


def covers(counsellor: Counsellor, department: str | None) -> bool:
    """Whether a counsellor serves a department; one that is not known may be any."""
    departments = counsellor.departments
    if not departments or department is None:
        return True
    return any(is_same_department(department, one) for one in departments)


def uncovered(counsellors: Iterable[Counsellor], departments: Iterable[str]) -> tuple[str, ...]:
    """The departments that no counsellor serves, each once."""
    known = tuple(counsellors)
    names = dict.fromkeys(departments)
    return tuple(name for name in names if not any(covers(one, name) for one in known))


def spells(
    counsellor: Counsellor, said: ByHand | None, now: datetime, calendar: Calendar
) -> tuple[Spell, ...]:
    """When a counsellor is on duty from ``now`` on, for two weeks, in order and apart."""
    planned = [
        (max(start, now), end) for start, end in _planned(counsellor, now, calendar) if end > now
    ]
    if said is None or (said.until is not None and said.until <= now):
        return tuple(planned)
    if said.is_on:
        until = said.until or now + timedelta(days=_AHEAD_DAYS)
        return _joined([(now, until), *planned])
    if said.until is None:
        return ()
    return tuple((max(start, said.until), end) for start, end in planned if end > said.until)


def next_beginning(counsellor: Counsellor, now: datetime, calendar: Calendar) -> datetime | None:
    """When the counsellor's hours next begin; None when they never close, or are not known."""
    planned = _planned(counsellor, now, calendar)
    return next((start for start, _ in planned if start > now), None)


def _planned(counsellor: Counsellor, now: datetime, calendar: Calendar) -> tuple[Spell, ...]:
    today = local(now, calendar).date()
    days = (today + timedelta(days=n) for n in range(-1, _AHEAD_DAYS))
    return _joined(
        _spell(day, window, calendar)
        for day in days
        for window in windows_on(counsellor, day, calendar.holidays) or ()
    )


def _spell(day: date, window: Window, calendar: Calendar) -> Spell:
    return _at(day, window.start, calendar), _at(day, window.end, calendar)


def _at(day: date, minutes: int, calendar: Calendar) -> datetime:
    days, rest = divmod(minutes, _DAY_MINUTES)
    hour = time(rest // 60, rest % 60)
    return at_wall(day + timedelta(days=days), hour, calendar).astimezone(UTC)


def _joined(spells_: Iterable[Spell]) -> tuple[Spell, ...]:
    joined: list[Spell] = []
    for start, end in sorted(spells_):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def _after_duty_of(times: tuple[Spell, ...], length: timedelta) -> datetime:
    """The moment at which so much time on duty has gone by; the last end where it never has."""
    for start, end in times:
        if end - start >= length:
            return start + length
        length -= end - start
    return times[-1][1]
