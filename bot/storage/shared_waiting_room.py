"""The waiting room of an installation with several workers: the server of the open round."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar, cast

import redis

from bot.storage.waiting_room import MOST, WaitingRoomError

T = TypeVar("T")


class SharedWaitingRoom:
    """Keys that end by themselves, in a server that writes nothing to a disk.

    That it does not is checked where the open round is opened in the same server.
    """

    def __init__(self, url: str, installation: str) -> None:
        self._server = redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5)
        digest = hashlib.sha256(installation.encode()).hexdigest()[:12]
        self._prefix = f"respiro-waiting:{digest}"

    def put(self, kind: str, key: str, value: str, seconds: float) -> bool:
        """Keep a text, in place of the one before, at most so long; False when it is full."""
        name = self._name(kind, key)
        lifetime = max(1, round(seconds * 1000))
        if self._do(lambda: self._server.set(name, value, px=lifetime, xx=True)):
            return True
        if len(self._names(kind)) >= MOST:
            return False
        return bool(self._do(lambda: self._server.set(name, value, px=lifetime)))

    def get(self, kind: str, key: str) -> str | None:
        """The text under a key, if it is there still."""
        return _text(self._do(lambda: self._server.get(self._name(kind, key))))

    def take(self, kind: str, key: str) -> str | None:
        """Take a text out; of several who try at once, one gets it."""
        return _text(self._do(lambda: self._server.getdel(self._name(kind, key))))

    def all(self, kind: str) -> dict[str, str]:
        """Everything of a kind, by its key."""
        names = self._names(kind)
        if not names:
            return {}
        values = cast("list[object]", self._do(lambda: self._server.mget(names)))
        found = zip(names, map(_text, values), strict=True)
        return {name.rpartition(":")[2]: text for name, text in found if text is not None}

    def _names(self, kind: str) -> list[str]:
        pattern = self._name(kind, "*")
        names = self._do(lambda: list(self._server.scan_iter(pattern, count=1000)))
        return sorted({name.decode() for name in cast("list[bytes]", names)})

    def _name(self, kind: str, key: str) -> str:
        return f"{self._prefix}:{kind}:{key}"

    @staticmethod
    def _do(ask: Callable[[], T]) -> T:
        try:
            return ask()
        except redis.RedisError as error:
            kind = type(error).__name__
            raise WaitingRoomError(f"the waiting room does not answer: {kind}") from None


def _text(value: object) -> str | None:
    return value.decode() if isinstance(value, bytes) else None
