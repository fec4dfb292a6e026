"""Whom an officer can turn to at one moment."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.contacts import Listed


@dataclass(frozen=True, slots=True)
class Support:
    """What a card of contacts needs to know.

    ``contacts`` stand with the most useful first and may be none; ``can_be_called`` tells whether
    a person of the programme can get in touch with the officer.
    """

    contacts: tuple[Listed, ...]
    can_be_called: bool = False
