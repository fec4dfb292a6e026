"""What is uploaded once and named ever after: animations and drawings."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Protocol

log = logging.getLogger(__name__)

_PATIENCE = 5.0  # seconds that others wait for a first upload before they upload by themselves


class Uploads(Protocol):
    """Where it is remembered what Telegram calls a file that it has been given before."""

    def find(self, name: str) -> str | None:
        """The file id of an upload."""

    def keep(self, name: str, file_id: str) -> None:
        """Remember an upload."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The files that messages carry, and their names at Telegram; the same for every sender.

    A file is known by its content: one that was drawn anew is uploaded anew. When the store
    fails, files are uploaded and nobody notices.
    """

    uploads: Uploads
    animations: Path
    drawings: Path
    _known: dict[str, str] = field(default_factory=dict)
    _turns: dict[str, asyncio.Lock] = field(default_factory=dict)

    def key(self, bot_id: int, path: Path) -> str:
        """What an upload is remembered by; OSError when there is no such file."""
        stat = path.stat()
        return f"{bot_id}:{path.name}:{_digest(path, stat.st_mtime_ns, stat.st_size)}"

    def recall(self, key: str) -> str | None:
        """The file id, if this process has met it."""
        return self._known.get(key)

    async def look_up(self, key: str) -> str | None:
        """The file id, also from earlier runs."""
        if key not in self._known:
            try:
                found = await asyncio.to_thread(self.uploads.find, key)
            except Exception as error:  # whatever the store raises, the file can be uploaded
                log.error("the names of uploads cannot be read: %s", type(error).__name__)
                return None
            if found is not None:
                self._known[key] = found
        return self._known.get(key)

    async def keep(self, key: str, file_id: str) -> None:
        """Remember an upload; it has arrived, so what fails here must not undo it."""
        self._known[key] = file_id
        try:
            await asyncio.to_thread(self.uploads.keep, key, file_id)
        except Exception as error:  # the next start uploads it once more
            log.error("an upload could not be written down: %s", type(error).__name__)

    def forget(self, key: str, file_id: str) -> None:
        """Telegram does not know this file id any more."""
        if self._known.get(key) == file_id:
            del self._known[key]

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """The right to upload a file: one at a time, but nobody waits for long."""
        lock = self._turns.setdefault(key, asyncio.Lock())
        try:
            async with asyncio.timeout(_PATIENCE):
                await lock.acquire()
        except TimeoutError:
            yield
            return
        try:
            yield
        finally:
            lock.release()


@lru_cache(maxsize=256)
def _digest(path: Path, _changed: int, _size: int) -> str:
    return hashlib.blake2b(path.read_bytes(), digest_size=8).hexdigest()
