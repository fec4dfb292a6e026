"""The clock on an officer's wall: the programme's calendar, zones, quiet hours, clock changes.

Everything is UTC inside and local wall time only at the rim; nothing asks the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.duties import Shift
from bot.domain.model import PromptKind, Subscriber


@dataclass(frozen=True, slots=True)
class Override:
    """What holds on one date, whatever the holidays say; ``hour`` is that day's for lessons."""

    prompts: bool
    hour: time | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The programme's clockwork; week days are ISO (1 = Monday), times are local."""

    zone: ZoneInfo
    holidays: frozenset[date]
    quiet_start: time
    quiet_end: time
    checkin_day: int
    checkin_hour: time
    close_day: int
    close_hour: time
    late: Mapping[PromptKind, timedelta]
    survey_day: int = 5
    booster_hour: time = time(15)
    overrides: Mapping[date, Override] = field(default_factory=dict)
    shifts: Mapping[str, Shift] = field(default_factory=dict)


def calendar_of(officer: Subscriber, calendar: Calendar) -> Calendar:
    """The same calendar on the officer's own wall; rounds stay in the programme's zone."""
    return calendar_in(officer.zone, calendar)


def calendar_in(name: str | None, calendar: Calendar) -> Calendar:
    """The same calendar in a zone; None, or a zone that is not known, is the programme's own."""
    if name is None:
        return calendar
    zone = _zone(name)
    return calendar if zone is None or zone == calendar.zone else replace(calendar, zone=zone)


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None  # one officer's zone that is no longer known must not stop the others


def local(moment: datetime, calendar: Calendar) -> datetime:
    """The wall clock at ``moment``."""
    return moment.astimezone(calendar.zone)


def at_wall(day: date, hour: time, calendar: Calendar) -> datetime:
    """The UTC moment at which the wall clock shows ``hour`` on ``day``.

    An hour that a clock change skips falls just behind the gap, or before it where the gap ends
    with the day; one that comes twice is its first coming.
    """
    wall = datetime.combine(day, hour, tzinfo=calendar.zone)
    moment = wall.astimezone(UTC)
    if moment.astimezone(calendar.zone).date() != day:
        return wall.replace(fold=1).astimezone(UTC)
    return moment


def is_quiet(moment: datetime, calendar: Calendar) -> bool:
    """Whether prompts are held back at ``moment``."""
    now, start, end = local(moment, calendar).time(), calendar.quiet_start, calendar.quiet_end
    return start <= now < end if start <= end else now >= start or now < end


def quiet_ends(now: datetime, calendar: Calendar) -> datetime:
    """The next end of the quiet hours behind ``now``."""
    day = local(now, calendar).date()
    ends = at_wall(day, calendar.quiet_end, calendar)
    return ends if ends > now else at_wall(day + timedelta(days=1), calendar.quiet_end, calendar)


def awake_from(moment: datetime, calendar: Calendar) -> datetime:
    """The moment itself, or the end of the quiet hours in which it lies."""
    return quiet_ends(moment, calendar) if is_quiet(moment, calendar) else moment


def is_free(day: date, officer: Subscriber | None, calendar: Calendar) -> bool:
    """Whether prompts may come on a date: an override beats the holidays, these the rest."""
    override = calendar.overrides.get(day)
    if override is not None:
        return override.prompts
    works = officer is not None and officer.holidays
    return works or day not in calendar.holidays


def next_free(day: date, officer: Subscriber, calendar: Calendar) -> date:
    """The first date from ``day`` on on which prompts may come; ``day`` where none comes soon."""
    ahead = (day + timedelta(days=n) for n in range(60))
    return next((one for one in ahead if is_free(one, officer, calendar)), day)
