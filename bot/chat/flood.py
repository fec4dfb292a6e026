"""A ceiling for each chat on what is handled: a flood from one costs the others nothing."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

_BURST = 30.0  # updates at once: no thumb is that fast
_RATE = 3.0  # updates a second after that
_TIDYING = 60.0  # seconds between two looks for chats that are quiet again, and two log lines


@dataclass(slots=True)
class Flood:
    """A token bucket for each chat that has written in the last few seconds."""

    clock: Callable[[], float] = time.monotonic
    _buckets: dict[int, tuple[float, float]] = field(default_factory=dict)
    _tidied_at: float = 0.0
    _dropped: int = 0

    def lets_pass(self, chat: int) -> bool:
        """Take a token of a chat; False when it has none left."""
        now = self.clock()
        self._tidy(now)
        level = self._level(chat, now)
        passes = level >= 1
        self._buckets[chat] = (level - passes, now)
        return passes

    def note_drop(self) -> None:
        """Count an update that was passed over, for a log line that names nobody."""
        self._dropped += 1

    def _level(self, chat: int, now: float) -> float:
        level, at = self._buckets.get(chat, (_BURST, now))
        return min(_BURST, level + max(0.0, now - at) * _RATE)

    def _tidy(self, now: float) -> None:
        if now < self._tidied_at + _TIDYING:
            return
        self._tidied_at = now
        if self._dropped:
            log.warning("%d updates were passed over: a chat sends too many", self._dropped)
            self._dropped = 0
        self._buckets = {
            chat: bucket
            for chat, bucket in self._buckets.items()
            if self._level(chat, now) < _BURST
        }
