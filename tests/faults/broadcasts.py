"""A broadcast under fire: what it is made of, and what must be true after it."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from processes import by_day_and_night, environment

from simulator.officer import Officer
from simulator.server import Simulator

_LOST = re.compile(r"(\d+) prompts were in flight at the last stop: unknown")


def settings(simulator: Simulator, home: Path, **more: str) -> dict[str, str]:
    """The environment of a bot that sends as fast as it may, day and night."""
    fast = {"TELEGRAM__PAID_BROADCAST": "true", "SCHEDULE__TICK_SECONDS": "0.1"}
    return environment(simulator.base_url, home, **by_day_and_night() | fast | more)


def states(home: Path) -> Counter[str]:
    """How many prompts stand where, and how many are not claimed yet (``due``)."""
    address = f"file:{home}/delivery.sqlite?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as store:
        store.execute("BEGIN")  # both counts of one moment: a claim moves a prompt between them
        found = Counter(dict(store.execute("SELECT state, count(*) FROM delivery GROUP BY state")))
        due = "SELECT count(*) FROM appointment WHERE due_at <= unixepoch()"
        found["due"] = store.execute(due).fetchone()[0]
    return +found


def is_over(home: Path) -> bool:
    """Whether every prompt has come to its end."""
    return not states(home).keys() & {"due", "leased", "inflight"}


def unknown_chats(home: Path) -> set[int]:
    """The chats of which nobody knows whether their prompt arrived."""
    with closing(sqlite3.connect(home / "delivery.sqlite")) as store:
        rows = store.execute("SELECT chat_id FROM delivery WHERE state = 'unknown'")
        return {chat_id for (chat_id,) in rows}


def logged_as_lost(*logs: Path) -> int:
    """How many prompts the starts have counted as unknown."""
    return sum(int(count) for log in logs for count in _LOST.findall(log.read_text()))


def check_nothing_twice_nothing_lost(people: list[Officer], home: Path) -> Counter[str]:
    """Nobody has two, whoever has none is unknown, and no row is left open; the states."""
    arrived = {one.id: len(one.screen) for one in people}
    assert max(arrived.values()) <= 1
    missing = {chat_id for chat_id, count in arrived.items() if count == 0}
    assert missing <= unknown_chats(home)
    ends = states(home)
    assert ends.keys() <= {"sent", "unknown"}
    assert ends.total() == len(people)
    return ends
