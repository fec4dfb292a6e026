"""What no single option shows: values that are good alone and contradict one another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from urllib.parse import urlsplit

from bot.config.problems import Place, nearest, spell
from bot.config.section import Section
from bot.config.settings import CareSection, ScheduleSection, StorageSection
from bot.config.tables import ContactSection, CounsellorSection, ShiftSection, UnitSection
from bot.domain.contacts import is_same_department
from bot.domain.invitations import unit_number

PlaceOf = Callable[[str, str], Place]


def check_sections(sections: Mapping[str, Section], place: PlaceOf) -> Iterator[str]:
    """Yield a sentence for each contradiction in the sections that were read."""
    for section in sections.values():
        match section:
            case CareSection():
                yield from _check_care(section, place)
            case ScheduleSection():
                yield from _check_schedule(section, place)
            case StorageSection():
                yield from _check_storage(section, place)


def check_units(units: Sequence[UnitSection], label: str) -> Iterator[str]:
    """Yield a sentence for units that share an id or the number that stands for it."""
    yield from _check_ids([unit.id for unit in units], "units", label)
    ids_of: defaultdict[int, set[str]] = defaultdict(set)
    for unit in units:
        ids_of[unit_number(unit.id)].add(unit.id)
    for ids in ids_of.values():
        if len(ids) > 1:
            names = " and ".join(spell(name) for name in sorted(ids))
            yield f"{label}: the units {names} share a number in invitations: change one id."


def check_contacts(
    contacts: Sequence[ContactSection], units: Sequence[UnitSection], label: str
) -> Iterator[str]:
    """Yield a sentence for contacts that share an id, or whose department is misspelt.

    A misspelt department would hide the contact from everybody, so one that is close to a unit's
    department without being it is refused.
    """
    yield from _check_ids([contact.id for contact in contacts], "contacts", label)
    for contact in contacts:
        yield from _check_departments(
            f'{label}: contact "{contact.id}"', contact.departments, units
        )


def check_counsellors(
    counsellors: Sequence[CounsellorSection],
    units: Sequence[UnitSection],
    administrators: Container[int],
    label: str,
) -> Iterator[str]:
    """Yield a sentence for counsellors who share a name or a chat, or would serve nobody.

    One who is an administrator too is refused: officers are told that no administrator learns of
    a request.
    """
    for key in ("name", "chat_id"):
        for value, count in Counter(getattr(one, key) for one in counsellors).items():
            if count > 1:
                yield (
                    f"{label}: {count} counsellors have the {key} {spell(value)}: "
                    "keep one, change the others."
                )
    for counsellor in counsellors:
        place = f"{label}: counsellor {spell(counsellor.name)}"
        yield from _check_departments(place, counsellor.departments, units)
        if counsellor.chat_id in administrators:
            yield (
                f"{place}: chat_id is in programme.administrators too, and officers are promised "
                "that no administrator learns of a request: take it out of one of the two."
            )


def _check_departments(
    place: str, departments: Sequence[str], units: Sequence[UnitSection]
) -> Iterator[str]:
    known = sorted({unit.department for unit in units})
    for name in departments:
        guess = nearest(name, known)
        if guess and not any(is_same_department(name, other) for other in known):
            yield (
                f"{place}: departments has {spell(name)}, where no unit lies: "
                f"did you mean {spell(guess)}?"
            )


def check_shifts(shifts: Sequence[ShiftSection], label: str) -> Iterator[str]:
    """Yield a sentence for patterns that share an id, or name a day that their cycle has not."""
    yield from _check_ids([shift.id for shift in shifts], "shifts", label)
    for shift in shifts:
        beyond = [day for day in shift.duty_days if day > shift.cycle_days]
        if beyond:
            yield (
                f'{label}: shift "{shift.id}": duty_days has {beyond[0]}, and the cycle has '
                f"{shift.cycle_days} days: take it out, or write a longer cycle_days."
            )
        idle = [day for day in shift.night_days if day not in shift.duty_days]
        if idle:
            yield (
                f'{label}: shift "{shift.id}": night_days has {idle[0]}, which is no day of duty: '
                "write it into duty_days too, or take it out."
            )


def check_nights(
    shifts: Sequence[ShiftSection], schedule: ScheduleSection, label: str
) -> Iterator[str]:
    """Yield a sentence for lessons before a night duty that lie in the quiet hours."""
    for shift in shifts:
        if shift.night_days and schedule.is_quiet(shift.night_hour):
            yield (
                f'{label}: shift "{shift.id}": night_hour is {spell(shift.night_hour)}, which lies '
                "in the quiet hours: choose an hour before they begin."
            )


def check_dates(dates: Sequence[date], label: str) -> Iterator[str]:
    """Yield a sentence for a date that has two overrides."""
    for day, count in Counter(dates).items():
        if count > 1:
            yield f"{label}: {count} overrides are for {day}: keep one."


def _check_ids(ids: Sequence[str], things: str, label: str) -> Iterator[str]:
    for name, count in Counter(ids).items():
        if count > 1:
            yield f'{label}: {count} {things} have the id "{name}": keep one, change the others.'


def _check_care(care: CareSection, place: PlaceOf) -> Iterator[str]:
    keys = ("yellow_from", "orange_from", "red_from")
    for lower, upper in pairwise(keys):
        if getattr(care, lower) >= getattr(care, upper):
            yield (
                f"{place('care', upper).name} is {getattr(care, upper)}; it must be above {lower}, "
                f"which is {getattr(care, lower)}: write for example 5, 7 and 9."
            )


def _check_schedule(schedule: ScheduleSection, place: PlaceOf) -> Iterator[str]:
    quiet = f"the quiet hours {schedule.quiet_start:%H:%M}-{schedule.quiet_end:%H:%M}"
    for key in ("lesson_hour", "checkin_hour", "booster_hour"):
        if schedule.is_quiet(getattr(schedule, key)):
            yield (
                f"{place('schedule', key).name} is {spell(getattr(schedule, key))}, which lies in "
                f"{quiet}: choose a later hour, or change quiet_start and quiet_end."
            )
    hidden = tuple(hour for hour in schedule.lesson_hours if schedule.is_quiet(hour))
    if hidden:
        hours = ", ".join(map(spell, hidden))
        yield (
            f"{place('schedule', 'lesson_hours').name} has {hours}, which lies in {quiet}: "
            "take it out, or change quiet_start and quiet_end."
        )


def _check_storage(storage: StorageSection, place: PlaceOf) -> Iterator[str]:
    if _database(storage.delivery_url) == _database(storage.replies_url):
        yield (
            f"{place('storage', 'replies_url').name} is the same database as delivery_url; people "
            "and replies are kept apart: "
            f"{place('storage', 'replies_url').write('sqlite:///data/replies.sqlite')}."
        )


def _database(url: str) -> tuple[str | None, int | None, str]:
    parts = urlsplit(url)
    return parts.hostname, parts.port or 5432, parts.path
