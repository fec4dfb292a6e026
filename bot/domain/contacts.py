"""When a counselling service answers, and in which order the services are offered.

Hours are text: ``24h``; ``06:00-24:00`` (every day); ``mon-fri 08:30-12:30 14:30-18:30; sat
09:00-12:00``; a window may pass midnight (``20:00-06:00``); an empty text means nobody knows. On
holidays, unless it never closes: ``same``, ``closed``, hours without days, or empty, unknown.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.domain.model import Check, Contact
from bot.domain.typed import fold

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
VERIFIED_FOR = timedelta(days=90)

ALWAYS = "24h"
SAME, CLOSED = "same", "closed"

_DAY_MINUTES = 24 * 60
_SPAN = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)", re.ASCII)
_TOPICS = {"emergency": 0, "listening": 1}
_OPENNESS = {True: 0, None: 1, False: 2}


class Timed(Protocol):
    """Whatever answers at hours, with a rule for holidays, both as text."""

    @property
    def hours(self) -> str:
        """When it answers in a week."""

    @property
    def on_holidays(self) -> str:
        """What holds on holidays."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Open from ``start`` until before ``end``, in minutes after midnight of ISO week day ``day``.

    A window that passes midnight ends after minute 1440.
    """

    day: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hours:
    """The windows of a week in which a service answers; none at all means nobody knows."""

    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A contact as it stands at one moment; ``is_open`` is None when nobody knows."""

    contact: Contact
    is_open: bool | None
    is_verified: bool


def parse_hours(text: str) -> Hours:
    """Read opening hours; raise ValueError with a sentence that says how to write them."""
    plain = text.strip().lower().replace("–", "-")
    if not plain:
        return Hours(())
    windows = {window for entry in plain.split(";") for window in _parse_entry(entry)}
    return Hours(tuple(sorted(windows)))


def parse_holiday_hours(text: str) -> str | Hours:
    """Read what holds on holidays: ``same``, ``closed``, or hours, which name no days.

    ValueError has a sentence that says how to write them.
    """
    plain = text.strip().lower()
    if plain in {SAME, CLOSED}:
        return plain
    hours = parse_hours(plain)
    if any(word[0].isalpha() for word in re.split(r"[\s;]+", plain) if word):
        raise ValueError('holidays have no days of the week: write "09:00-12:00", or "closed"')
    return hours


def is_open(hours: Hours, local: datetime) -> bool | None:
    """Whether these hours hold at this local time; None when they are unknown."""
    if not hours.windows:
        return None
    return _reach(_of_day(hours, local.date()), _of_day(hours, _before(local.date())), local)


def answers_at(contact: Timed, local: datetime, holidays: Container[date] = ()) -> bool | None:
    """Whether a service answers at this local time, also on a holiday; None: nobody knows."""
    today = windows_on(contact, local.date(), holidays)
    yesterday = windows_on(contact, _before(local.date()), holidays)
    if _reach(today or (), yesterday or (), local):
        return True
    return None if today is None or yesterday is None else False


def windows_on(contact: Timed, day: date, holidays: Container[date]) -> tuple[Window, ...] | None:
    """The windows that begin on a day; None when nobody knows."""
    hours: str | Hours = parse_hours(contact.hours)
    if day in holidays and contact.hours.strip().lower() != ALWAYS:
        ruled = parse_holiday_hours(contact.on_holidays)
        hours = hours if ruled == SAME else ruled
    if isinstance(hours, str):
        return ()
    return _of_day(hours, day) if hours.windows else None


def _of_day(hours: Hours, day: date) -> tuple[Window, ...]:
    return tuple(window for window in hours.windows if window.day == day.isoweekday())


def _before(day: date) -> date:
    return day - timedelta(days=1)


def _reach(today: Iterable[Window], yesterday: Iterable[Window], local: datetime) -> bool:
    """Whether one of the windows holds the moment, that of yesterday past midnight."""
    minute = local.hour * 60 + local.minute
    return any(window.start <= minute < window.end for window in today) or any(
        window.start <= minute + _DAY_MINUTES < window.end for window in yesterday
    )


def confirmed(contacts: Iterable[Contact], checks: Mapping[str, Check]) -> tuple[Contact, ...]:
    """The contacts as the latest calls left them; of the file and a call, the later one counts.

    Who did not answer is verified no more. A call to another number than today's tells nothing.
    """
    return tuple(_after(contact, checks.get(contact.id)) for contact in contacts)


def _after(contact: Contact, check: Check | None) -> Contact:
    if check is None or check.number != contact.number:
        return contact
    if contact.verified_on is not None and contact.verified_on > check.on:
        return contact
    if check.answered:
        return replace(contact, verified_on=check.on, verified_by=check.by)
    return replace(contact, verified_on=None, verified_by="")


def is_verified(contact: Contact, today: date) -> bool:
    """Whether somebody called within the last 90 days; a date still to come does not count."""
    verified_on = contact.verified_on
    return verified_on is not None and timedelta(0) <= today - verified_on <= VERIFIED_FOR


def is_same_department(one: str, other: str) -> bool:
    """Whether two spellings name one department; accents and capitals do not matter."""
    return fold(one) == fold(other)


def ordered_for(
    contacts: Iterable[Contact],
    department: str | None,
    local: datetime,
    holidays: Container[date] = (),
) -> tuple[Listed, ...]:
    """The contacts for a department at a local time, the most useful first; may be empty.

    Verified ones come first, then open ones, then those of the department before national ones,
    then emergency and listening lines, then the order of the file. Without a department: among the
    verified ones and among the others, the national ones before the emergency numbers of every
    department.
    """
    listed = [
        Listed(contact, answers_at(contact, local, holidays), is_verified(contact, local.date()))
        for contact in contacts
        if _covers(contact, department)
    ]
    return tuple(sorted(listed, key=_rank_anywhere if department is None else _rank_locally))


def short_list(contacts: Sequence[Listed], most: int) -> tuple[Listed, ...]:
    """The first ``most`` (at least 2) in their order; one that is open now is never left out.

    Nor is an emergency number, where there is one.
    """
    kinds = (
        [place for place, one in enumerate(contacts) if one.contact.topic == "emergency"],
        [place for place, one in enumerate(contacts) if one.is_open],
    )
    needed = {kind[0] for kind in kinds if kind}
    places = sorted(range(len(contacts)), key=lambda place: (place not in needed, place))[:most]
    return tuple(contacts[place] for place in sorted(places))


def _covers(contact: Contact, department: str | None) -> bool:
    if not contact.departments:
        return True
    if department is None:
        return contact.topic == "emergency"
    return any(is_same_department(department, covered) for covered in contact.departments)


def _rank_locally(listed: Listed) -> tuple[int, ...]:
    is_national = not listed.contact.departments
    return (*_rank(listed), is_national, _TOPICS.get(listed.contact.topic, len(_TOPICS)))


def _rank_anywhere(listed: Listed) -> tuple[int, ...]:
    is_local = bool(listed.contact.departments)
    is_unverified, openness = _rank(listed)
    topic = _TOPICS.get(listed.contact.topic, len(_TOPICS))
    return (is_unverified, is_local, openness, topic)


def _rank(listed: Listed) -> tuple[int, int]:
    return (not listed.is_verified, _OPENNESS[listed.is_open])


def _parse_entry(entry: str) -> Iterator[Window]:
    words = entry.split()
    if not words:
        raise ValueError('a part between semicolons is empty: write "mon-fri 08:30-12:30; sat 24h"')
    days = _parse_days(words.pop(0)) if words[0][0].isalpha() else range(1, 8)
    if not words:
        raise ValueError(f'"{entry.strip()}" has no hours: write "{entry.strip()} 08:30-12:30"')
    for word in words:
        start, end = _parse_span(word)
        yield from (Window(day, start, end) for day in days)


def _parse_days(word: str) -> list[int]:
    days: list[int] = []
    for part in word.split(","):
        first, _, last = part.partition("-")
        for name in (first, last or first):
            if name not in DAYS:
                raise ValueError(f'"{name}" is not a day: write {", ".join(DAYS)}, or "mon-fri"')
        begin, end = DAYS.index(first), DAYS.index(last or first)
        days += [(begin + step) % 7 + 1 for step in range((end - begin) % 7 + 1)]
    return days


def _parse_span(word: str) -> tuple[int, int]:
    if word == "24h":
        return 0, _DAY_MINUTES
    match = _SPAN.fullmatch(word)
    if match is None:
        raise ValueError(f'"{word}" is not a span of hours: write "08:30-12:30" or "24h"')
    from_hour, from_minute, to_hour, to_minute = map(int, match.groups())
    start, end = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if max(from_minute, to_minute) > 59 or start >= _DAY_MINUTES or end > _DAY_MINUTES:
        raise ValueError(f'"{word}" is no time of day: hours go from 00:00 to 24:00')
    if start == end:
        raise ValueError(f'"{word}" begins where it ends: write "24h" if it never closes')
    return start, end if end > start else end + _DAY_MINUTES
