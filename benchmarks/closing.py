"""Closing a round of many replies, and the peer that writes each answer as it comes."""

from __future__ import annotations

import json
import random
import secrets
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.stand_in import TOKEN
from benchmarks.stores import configured

Result = dict[str, Any]


def peak_mb() -> float:
    """The most memory that this process has held, in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def respiro_close(home: Path, count: int) -> Result:
    """Seconds from the end of a week to its batch, its report and an empty spool."""
    from bot.assembly import assemble
    from bot.domain.instruments import TRIGGERS
    from bot.domain.timetable import round_of
    from bot.opening import open_stores
    from scheduler import now

    config = configured(home, "http://127.0.0.1:9", TOKEN, STORAGE__SPOOL_DIR=str(home / "spool"))
    with open_stores(config) as stores:
        respiro = assemble(config, stores, TOKEN, now)
        week = round_of(now(), respiro.calendar)
        stores.spool.put(week, 1, config.units[0].id, "nrs", "3")
        dice = random.Random(1)  # noqa: S311 - made-up answers
        people = [
            (
                secrets.token_bytes(32),
                dice.choice(config.units).id,
                json.dumps({"nrs": str(dice.randrange(11)), "trigger": dice.choice(TRIGGERS)}),
            )
            for _ in range(count)
        ]
        path = Path(config.storage.spool_dir) / f"{week}.spool"
        with closing(sqlite3.connect(path)) as file, file:
            file.executemany("INSERT INTO entry VALUES (?, ?, ?)", people)
        del people
        begun = time.perf_counter()
        closed = respiro.rounds.close_ended(now() + timedelta(days=8))
        seconds = time.perf_counter() - begun
    return {"seconds": seconds, "peak_mb": peak_mb(), "closed": len(closed)}


def naive_close(home: Path, count: int) -> Result:
    """Seconds of as many single transactions under random keys."""
    with closing(sqlite3.connect(home / "naive.sqlite", isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("CREATE TABLE reply (id BLOB PRIMARY KEY, round, cell, band) WITHOUT ROWID")
        begun = time.perf_counter()
        for _ in range(count):
            row = (secrets.token_bytes(16), "2026-W48", "desaguadero", "red")
            file.execute("INSERT INTO reply VALUES (?, ?, ?, ?)", row)
        seconds = time.perf_counter() - begun
    return {"seconds": seconds, "peak_mb": peak_mb()}
