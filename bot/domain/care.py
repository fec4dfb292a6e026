"""Whom an officer can turn to at one moment, and which of them where few fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bot.domain.contacts import Listed


@dataclass(frozen=True, slots=True)
class Support:
    """What a card of contacts needs to know.

    ``contacts`` stand with the most useful first and may be none; ``can_be_called`` tells whether
    a person of the programme can get in touch with the officer.
    """

    contacts: tuple[Listed, ...]
    can_be_called: bool = False

    def few(self, topics: Sequence[str], most: int = 3) -> tuple[Listed, ...]:
        """At most so many contacts of these topics that are not closed.

        The most useful of each topic comes first, in the order of ``topics``, then the next ones.
        """
        reachable = [one for one in self.contacts if one.is_open is not False]
        by_topic = [[one for one in reachable if one.contact.topic == topic] for topic in topics]
        rounds = zip_longest(*by_topic)
        return tuple(one for turn in rounds for one in turn if one is not None)[:most]
