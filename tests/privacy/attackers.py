"""Attackers on a reply store. Each gets the order of all answers for free, and puts rows in order.

``rank`` functions return the rows of a store from the oldest to the newest, as far as a channel
tells; rows that it cannot tell apart are shuffled. What they are worth is measured in groups, one
for each cell and round: pairs found, against one by chance in each group.
"""

from __future__ import annotations

import math
import random
import sqlite3
import struct
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from privacy.world import Said, cells_of


@dataclass(frozen=True, slots=True)
class Row:
    """A stored reply: its key, where it belongs, what it says, and whose it really is."""

    key: bytes
    group: Hashable
    band: str


@dataclass(frozen=True, slots=True)
class Score:
    """How well somebody did over all groups, against chance.

    ``advantage`` is 0 by chance and 1 for everybody named; ``z`` is in standard deviations, each
    group of n people having one fixed point by chance, with variance one.
    """

    right: float
    expected: float
    spread: float
    best: float

    @property
    def advantage(self) -> float:
        """(success - chance) / (1 - chance)."""
        return (self.right - self.expected) / (self.best - self.expected)

    @property
    def z(self) -> float:
        """Standard deviations above chance."""
        return (self.right - self.expected) / math.sqrt(self.spread)


Ranked = list[Row]


def score_answers(ranked: Ranked, said: Sequence[Said], name: str) -> Score:
    """Give the n-th answer of each group to its n-th row; count exact answers named.

    Chance is that of a random matching within the group: the sum of n_v squared over n, with the
    variance of a random permutation.
    """
    cell = cells_of(said)
    people: dict[Hashable, list[Said]] = defaultdict(list)
    for one in said:
        people[name, cell[one.chat_id]].append(one)
    rows: dict[Hashable, list[Row]] = defaultdict(list)
    for row in ranked:
        rows[row.group].append(row)
    right = expected = spread = best = 0.0
    for group, members in people.items():
        stored = rows[group]
        assert len(stored) == len(members)
        n = len(members)
        counts: dict[str, int] = defaultdict(int)
        for one in members:
            counts[one.band] += 1
        squares = sum(count**2 for count in counts.values())
        right += sum(row.band == one.band for row, one in zip(stored, members, strict=True))
        expected += squares / n
        cubes = sum(count**3 for count in counts.values())
        spread += (squares**2 / n**2 + squares - 2 * cubes / n) / (n - 1)
        best += n
    return Score(right, expected, spread, best)


def by_sql(path: Path, table: str = "reply") -> Ranked:
    """By rowid where there is one, else by key: what SQL shows to whoever asks."""
    with closing(sqlite3.connect(path)) as file:
        for order in ("rowid", "id"):
            try:
                found = file.execute(f"SELECT id, round, cell, band FROM {table} ORDER BY {order}")  # noqa: S608
            except sqlite3.OperationalError:
                continue
            return [Row(_key(key), (name, cell), band) for key, name, cell, band in found]
    raise AssertionError("no table")


def by_offset(path: Path, dice: random.Random) -> Ranked:
    """By place inside each page: SQLite fills a page from its end, in the order of arrival."""
    content = path.read_bytes()
    size = struct.unpack(">H", content[16:18])[0]
    rows = {row.key: row for row in by_sql(path)}
    place: dict[bytes, tuple[int, int]] = {}
    for number in range(len(content) // size):
        page = content[number * size : (number + 1) * size]
        found = sorted(((page.find(key), key) for key in rows if page.find(key) >= 0), reverse=True)
        # The longest prefix of rising keys was written in the order of the keys: no news.
        told = 1
        while told < len(found) and found[told][1] > found[told - 1][1]:
            told += 1
        for order, (_, key) in enumerate(found):
            place.setdefault(key, (number, 0 if order < told else order))
    return _in_order(rows, lambda key: place.get(key, (0, 0)), dice)


def by_wal(path: Path, dice: random.Random) -> Ranked:
    """By the first frame of the write-ahead log, old ones included, that shows a row."""
    log = Path(f"{path}-wal")
    content = log.read_bytes() if log.exists() else b""
    rows = {row.key: row for row in by_sql(path)}
    size = struct.unpack(">I", content[8:12])[0] if len(content) > 32 else 0
    first: dict[bytes, int] = {}
    for number, start in enumerate(range(32, len(content), size + 24)) if size else ():
        frame = content[start + 24 : start + 24 + size]
        for key in rows:
            if key not in first and key in frame:
                first[key] = number
    return _in_order(rows, lambda key: first.get(key, -1), dice)


def by_appearance(rows: Sequence[Row], seen_at: dict[bytes, int], dice: random.Random) -> Ranked:
    """By the copy in which a row first appeared: the patient attacker, or the commit."""
    return _in_order({row.key: row for row in rows}, lambda key: seen_at.get(key, 0), dice)


def _in_order(
    rows: dict[bytes, Row], when: Callable[[bytes], object], dice: random.Random
) -> Ranked:
    keys = list(rows)
    dice.shuffle(keys)
    return [rows[key] for key in sorted(keys, key=when)]  # type: ignore[arg-type]  # all alike


def _key(key: object) -> bytes:
    return key if isinstance(key, bytes) else str(key).encode()
