"""How fast prompts may leave: an even rate, a second for each chat, and what Telegram's word does.

A 429 from one chat pauses that chat; from two chats within a second it pauses all prompts. Each
lowers the rate, which comes back within ten minutes. Where Telegram does not answer, or nobody
knows what it did with the last few prompts, the others wait, and one goes ahead to try.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.domain.model import Cause, Later, Outcome, Unknown

_AHEAD = 0.25  # seconds' worth of prompts that are taken at once
_CHAT = 1.0  # seconds between two prompts in a chat
_TOGETHER = 1.0  # seconds within which two chats' 429s mean all chats
_RECOVERY = 600.0  # seconds in which the rate comes back
_SLOWEST = 1.0  # prompts a second
_IN_FLIGHT = 128
_DOUBTS = 3  # prompts in a row without a clear answer
_BACKOFF = (5.0, 10.0, 20.0, 30.0)  # seconds


@dataclass(slots=True)
class Pacer:
    """Lets prompts through; ``per_second`` is the full rate. Replies do not ask it."""

    per_second: float
    clock: Callable[[], float] = time.monotonic
    _next: float = 0.0
    _chats: dict[int, float] = field(default_factory=dict)
    _tidied_at: float = 0.0
    _slowed_to: float = math.inf
    _slowed_at: float = 0.0
    _limited: tuple[int, float, float] | None = None
    _doubts: int = 0
    _failures: int = 0
    _resumes_at: float = 0.0

    @property
    def rate(self) -> float:
        """Prompts a second, just now."""
        recovered = self.per_second * (self.clock() - self._slowed_at) / _RECOVERY
        return min(self.per_second, self._slowed_to + recovered)

    @property
    def is_paused(self) -> bool:
        """Whether no prompt may leave just now."""
        return self.clock() < self._resumes_at

    @property
    def most_in_flight(self) -> int:
        """How many may be under way at once: a second's worth, and a few at any rate."""
        return max(8, min(_IN_FLIGHT, math.ceil(self.rate)))

    def room(self, flying: int) -> int:
        """How many prompts may be taken now, so many being under way; one to try, after doubts."""
        if self.is_paused:
            return 0
        if self._doubts >= _DOUBTS:
            return 0 if flying else 1
        now = self.clock()
        ahead = now + _AHEAD - max(now, self._next)
        places = min(math.ceil(ahead * self.rate), self.most_in_flight - flying)
        return max(0, places)

    def delay(self, chat_id: int) -> float:
        """Seconds to wait before this prompt may leave; its place is taken by asking."""
        now = self.clock()
        start = max(now, self._next, self._chats.get(chat_id, 0.0))
        self._next = max(now, self._next) + 1 / self.rate
        self._tidy(now)
        self._chats[chat_id] = start + _CHAT
        return start - now

    def _tidy(self, now: float) -> None:
        if now >= self._tidied_at + _CHAT:
            self._chats = {chat: free for chat, free in self._chats.items() if free > now}
            self._tidied_at = now

    def heed(self, chat_id: int, outcome: Outcome) -> float | None:
        """Learn from what became of a prompt; seconds for which Telegram wants no prompt at all."""
        if isinstance(outcome, Later) and outcome.cause is Cause.TOO_MANY:
            return self._heed_limit(chat_id, outcome.seconds)
        if isinstance(outcome, Later | Unknown):
            self._doubt()
        else:
            self._doubts = self._failures = 0
        return None

    def _heed_limit(self, chat_id: int, seconds: float) -> float | None:
        now = self.clock()
        self._doubts = self._failures = 0  # it answers
        self._chats[chat_id] = now + seconds
        before, self._limited = self._limited, (chat_id, now, seconds)
        if before is None or before[0] == chat_id or now - before[1] > _TOGETHER:
            self._slow_down(0.9)
            return None
        longest = max(seconds, before[2])
        if not self.is_paused:
            self._slow_down(0.5)
        if now + longest <= self._resumes_at:
            return None
        self._resumes_at = now + longest
        return longest

    def _slow_down(self, factor: float) -> None:
        rate = self.rate
        self._slowed_to = max(rate * factor, _SLOWEST)
        self._slowed_at = self.clock()

    def _doubt(self) -> None:
        self._doubts += 1
        if self._doubts >= _DOUBTS and not self.is_paused:
            self._resumes_at = self.clock() + _BACKOFF[min(self._failures, len(_BACKOFF) - 1)]
            self._failures += 1
