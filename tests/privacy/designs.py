"""Designs that look anonymous and are not: what the attackers must win against."""

from __future__ import annotations

import random
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from privacy.world import Said, cells_of

_TABLES = {
    "autoincrement": "id INTEGER PRIMARY KEY AUTOINCREMENT, round, cell, band",
    "hidden_rowid": "id BLOB PRIMARY KEY, round, cell, band",
    "time_in_the_key": "id BLOB PRIMARY KEY, round, cell, band) WITHOUT ROWID --",
    "at_once": "id BLOB PRIMARY KEY, round, cell, band) WITHOUT ROWID --",
}


@contextmanager
def at_once(
    path: Path, design: str, name: str, said: Sequence[Said], stop_after: int | None = None
) -> Iterator[None]:
    """Each answer written as it comes, in a transaction of its own; open inside the block."""
    file = sqlite3.connect(path, isolation_level=None)
    file.execute("PRAGMA journal_mode=WAL")
    file.execute("PRAGMA wal_autocheckpoint=0")
    file.execute(f"CREATE TABLE IF NOT EXISTS reply ({_TABLES[design]}\n)".replace("--\n)", ""))
    cell = cells_of(said)
    dice = random.Random(name)  # noqa: S311 - dice, not secrets
    for number, one in enumerate(said[:stop_after]):
        key: bytes | None = uuid.UUID(int=dice.getrandbits(128), version=4).bytes
        if design == "autoincrement":
            key = None
        elif design == "time_in_the_key":
            key = number.to_bytes(6, "big") + dice.randbytes(10)
        file.execute(
            "INSERT INTO reply VALUES (?, ?, ?, ?)", (key, name, cell[one.chat_id], one.band)
        )
    try:
        yield
    finally:
        file.close()
