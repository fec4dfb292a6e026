"""What waits to be handed to a counsellor: in memory, bounded in number and age, never written.

Nothing in here outlives the process, or the server of :mod:`bot.storage.shared_waiting_room`.
"""

from __future__ import annotations

import threading
import time
from typing import Protocol

MOST = 1000
"""How many things of one kind may wait."""


class WaitingRoomError(Exception):
    """The memory that workers share does not answer."""


class WaitingRoom(Protocol):
    """Short texts under a kind and a key."""

    def put(self, kind: str, key: str, value: str, seconds: float) -> bool:
        """Keep a text, in place of the one before, at most so long; False when it is full."""

    def get(self, kind: str, key: str) -> str | None:
        """The text under a key, if it is there still."""

    def take(self, kind: str, key: str) -> str | None:
        """Take a text out; of several who try at once, one gets it."""

    def all(self, kind: str) -> dict[str, str]:
        """Everything of a kind, by its key."""


class OwnWaitingRoom:
    """The waiting room of an installation with one process: its own memory."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[str, float]] = {}
        self._lock = threading.Lock()

    def put(self, kind: str, key: str, value: str, seconds: float) -> bool:
        """Keep a text, in place of the one before, at most so long; False when it is full."""
        with self._lock:
            self._forget_old()
            is_full = sum(one == kind for one, _ in self._kept) >= MOST
            if is_full and (kind, key) not in self._kept:
                return False
            self._kept[kind, key] = value, time.monotonic() + seconds
            return True

    def get(self, kind: str, key: str) -> str | None:
        """The text under a key, if it is there still."""
        with self._lock:
            self._forget_old()
            return self._kept.get((kind, key), (None, 0))[0]

    def take(self, kind: str, key: str) -> str | None:
        """Take a text out; of several who try at once, one gets it."""
        with self._lock:
            self._forget_old()
            return self._kept.pop((kind, key), (None, 0))[0]

    def all(self, kind: str) -> dict[str, str]:
        """Everything of a kind, by its key."""
        with self._lock:
            self._forget_old()
            return {key: value for (one, key), (value, _) in self._kept.items() if one == kind}

    def _forget_old(self) -> None:
        now = time.monotonic()
        for name in [name for name, (_, ends) in self._kept.items() if ends <= now]:
            del self._kept[name]
