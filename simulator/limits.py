"""Telegram's ceilings on sending: one message a second in a chat, thirty altogether."""

from __future__ import annotations

import math
from datetime import datetime

from simulator.clock import Clock
from simulator.errors import too_many


class Bucket:
    """A token bucket: so many at once, so many a second afterwards."""

    def __init__(self, rate: float, burst: float, now: datetime) -> None:
        self.rate = rate
        self.burst = burst
        self.level = burst
        self.at = now

    def seconds_until_free(self, now: datetime) -> float:
        """Return 0 when one may pass now, else how long to wait."""
        passed = max(0.0, (now - self.at).total_seconds())
        self.level = min(self.burst, self.level + passed * self.rate)
        self.at = now
        return 0.0 if self.level >= 1 else (1 - self.level) / self.rate

    def take(self) -> None:
        """Let one pass."""
        self.level -= 1


class Limits:
    """Refuses with 429 what exceeds a ceiling; edits count as sends, answers to taps do not.

    Telegram lets replies to officers pass beyond the thirty; nobody outside can tell which those
    are, so here all count. Time is the clock's time. Telegram publishes no size of a burst;
    three in a chat is an assumption.
    """

    def __init__(self, clock: Clock, per_chat: float = 1, burst: int = 3, total: int = 30) -> None:
        self.clock = clock
        self.per_chat = per_chat
        self.burst = burst
        self.all = Bucket(total, total, clock.now())
        self.chats: dict[int, Bucket] = {}

    def pass_one(self, chat_id: int) -> None:
        """Count a message for a chat, or raise the error."""
        now = self.clock.now()
        bucket = self.chats.get(chat_id)
        if bucket is None:
            # Groups may get 20 messages a minute.
            rate, burst = (self.per_chat, self.burst) if chat_id > 0 else (20 / 60, 20)
            bucket = self.chats[chat_id] = Bucket(rate, burst, now)
        wait = max(bucket.seconds_until_free(now), self.all.seconds_until_free(now))
        if wait:
            raise too_many(math.ceil(wait))
        bucket.take()
        self.all.take()
