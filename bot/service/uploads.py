"""What Telegram calls the animations and drawings that this bot has uploaded."""

from __future__ import annotations

from dataclasses import dataclass

from bot.storage import delivery
from bot.storage.engine import Store, reading


@dataclass(frozen=True, slots=True)
class StoredUploads:
    """File ids, kept over restarts."""

    store: Store

    def find(self, name: str) -> str | None:
        """The file id of an upload."""
        with reading(self.store) as connection:
            return delivery.find_file_id(connection, name)

    def keep(self, name: str, file_id: str) -> None:
        """Remember an upload."""
        with self.store.begin() as connection:
            delivery.keep_file_id(connection, name, file_id)
