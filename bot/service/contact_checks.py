"""Calls to contacts: recorded in the store, and kept in memory so that help needs no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.domain.model import Check
from bot.storage import contact_checks as storage
from bot.storage.engine import Store, reading

_NOTICE = "contacts"
_NOT_AGAIN_FOR = timedelta(days=7)


def checks_in(store: Store) -> Mapping[str, Check]:
    """The latest call to each contact, by the contact's id."""
    with reading(store) as connection:
        return storage.checks(connection)


def record(store: Store, contact: str, check: Check) -> None:
    """Keep a call, in place of the one before."""
    with store.begin() as connection:
        storage.record_check(connection, contact, check)


@dataclass(slots=True)
class ContactChecks:
    """The calls of a running installation; what is known stays known while the store is down."""

    store: Store
    _known: Mapping[str, Check] = field(default_factory=dict)

    def known(self) -> Mapping[str, Check]:
        """The latest call to each contact as it was last read; it never waits."""
        return self._known

    def look(self) -> None:
        """Read again: another process may have recorded a call."""
        self._known = checks_in(self.store)

    def record(self, contact: str, check: Check) -> None:
        """Keep a call, in place of the one before; known at once."""
        record(self.store, contact, check)
        self.look()

    def claim_notice(self, today: date) -> bool:
        """Whether to tell administrators today; at most once in seven days, whoever restarts.

        Claimed first and told after, so a crash in between loses one notice until the next week.
        """
        with self.store.begin() as connection:
            return storage.claim_notice(connection, _NOTICE, today, today - _NOT_AGAIN_FOR)
