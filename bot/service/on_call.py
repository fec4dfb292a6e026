"""Going on and off duty by hand: recorded in the store, known in memory without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.counselling import ByHand
from bot.storage import on_call as storage
from bot.storage.engine import Store, reading


@dataclass(slots=True)
class OnCall:
    """What counsellors have said; what is known stays known while the store is down."""

    store: Store
    _known: Mapping[str, ByHand] = field(default_factory=dict)

    def known(self) -> Mapping[str, ByHand]:
        """What each counsellor said last, as it was last read; it never waits."""
        return self._known

    def look(self) -> None:
        """Read again: another process may have been told."""
        with reading(self.store) as connection:
            self._known = storage.said(connection)

    def say(self, counsellor: str, by_hand: ByHand | None) -> None:
        """Keep what a counsellor says; None: the hours hold. Known here at once."""
        with self.store.begin() as connection:
            storage.say(connection, counsellor, by_hand)
        self.look()
