"""Calling the contacts one after the other: which is next, and which card was answered."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.domain.model import Contact


@dataclass(frozen=True, slots=True)
class Written:
    """Where a contact is written: a file, or a variable of the environment.

    ``lines`` has the line of each of its keys, counted from 1; empty in a variable. ``is_example``
    means that it comes from the example's file, which is not to be changed.
    """

    place: str
    lines: Mapping[str, int] = field(default_factory=dict)
    is_example: bool = False


@dataclass(frozen=True, slots=True)
class Stamp:
    """The day on which a card was shown, and what it said of its contact, in eight digits."""

    day: str
    content: str


def stamp_of(contact: Contact, today: date) -> Stamp:
    """The stamp of a card that is shown today; another one belongs to another day or contact."""
    shown = (
        contact.name,
        contact.channel,
        contact.number,
        contact.hours,
        contact.on_holidays,
        contact.cost,
        *contact.languages,
        "",
        *contact.departments,
    )
    return Stamp(f"{today:%Y%m%d}", f"{zlib.crc32(chr(0).join(shown).encode()):08x}")


def next_to_call(
    contacts: Sequence[Contact], to_call: Sequence[Contact], after: str | None = None
) -> Contact | None:
    """The first one to call, or the next one behind a contact's id in the order of the file."""
    ids = [contact.id for contact in contacts]
    place = ids.index(after) if after in ids else -1
    return next((one for one in to_call if ids.index(one.id) > place), None)
