"""T2: whoever has the files and knows the order of all answers finds nobody; controls are found."""

from __future__ import annotations

import random
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from storage.databases import OpenStore, file_of
from storage.people import officer

from bot.storage import replies
from bot.storage.delivery import add_subscriber
from bot.storage.engine import Connection, Store
from privacy.attackers import (
    Ranked,
    Row,
    Score,
    by_appearance,
    by_offset,
    by_sql,
    by_wal,
    score_answers,
)
from privacy.designs import at_once
from privacy.world import WEEKS, Said, a_week, cells_of, close_as_they_came, close_ours

GROUPS = 150
"""So many groups show an excess of 0.3 right pairs in each as z = 3.7."""

Attack = Callable[[Path, random.Random], Ranked]
ATTACKS: dict[str, tuple[str, Attack]] = {
    "sql on a counter": ("autoincrement", lambda path, _: by_sql(path)),
    "sql on a hidden rowid": ("hidden_rowid", lambda path, _: by_sql(path)),
    "sql on keys with the time": ("time_in_the_key", lambda path, _: by_sql(path)),
    "place in the page": ("at_once", by_offset),
    "write-ahead log": ("at_once", by_wal),
}


@dataclass
class Sum:
    """Scores of many stores added up."""

    right: float = 0
    expected: float = 0
    spread: float = 0
    best: float = 0
    groups: int = 0

    def add(self, score: Score, groups: int) -> None:
        """Count one more round."""
        self.right += score.right
        self.expected += score.expected
        self.spread += score.spread
        self.best += score.best
        self.groups += groups

    @property
    def score(self) -> Score:
        """All of it."""
        return Score(self.right, self.expected, self.spread, self.best)


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attacker_wins_against_the_naive_design_and_not_against_ours(
    open_sqlite: OpenStore, tmp_path: Path, name: str
) -> None:
    design, attack = ATTACKS[name]
    naive, ours = Sum(), Sum()
    seed = 0
    while ours.groups < GROUPS:
        seed += 1
        dice = random.Random(seed)  # noqa: S311 - dice, not secrets
        weeks = {week: a_week(dice) for week in WEEKS}
        for week, said in weeks.items():
            path = tmp_path / f"{seed}-{week}.sqlite"
            with at_once(path, design, week, said):
                ranked = attack(path, dice)  # the log is there
            if attack is by_offset:
                ranked = attack(path, dice)  # the pages have come home
            naive.add(score_answers(ranked, said, week), len(groups(said)))
        copy = close_and_copy(open_sqlite, tmp_path / f"spool-{seed}", weeks, dice)
        ranked = attack(copy, dice)
        for week, said in weeks.items():
            rows = [row for row in ranked if row.group in {(week, cell) for cell in groups(said)}]
            ours.add(score_answers(rows, said, week), len(groups(said)))
    assert naive.score.advantage > 0.95
    assert abs(ours.score.z) < 3.5


def groups(said: list[Said]) -> set[str]:
    """The cells of a round."""
    return set(cells_of(said).values())


def close_and_copy(
    open_sqlite: OpenStore, folder: Path, weeks: dict[str, list[Said]], dice: random.Random
) -> Path:
    """The file of our reply store after these rounds, with whatever lies beside it."""
    deliveries, store = open_sqlite("delivery"), open_sqlite("replies")
    close_ours(deliveries, store, folder, weeks, dice)
    copy = folder / "copy.sqlite"
    path = file_of(store)
    shutil.copy(path, copy)
    beside = Path(f"{path}-wal")
    if beside.exists():
        shutil.copy(beside, f"{copy}-wal")
    store.dispose()
    deliveries.dispose()
    return copy


def test_without_order_shuffle_and_sorted_keys_the_attacker_would_win(
    open_sqlite: OpenStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which locks hold: with all three off, the place in the page tells the order again."""
    monkeypatch.setattr(replies, "sorted", lambda rows, key=None: list(rows), raising=False)  # noqa: ARG005
    monkeypatch.setattr(random.Random, "shuffle", lambda _dice, _rows: None)
    monkeypatch.setattr(
        replies, "_keys", lambda count, _: [number.to_bytes(16, "big") for number in range(count)]
    )
    found = Sum()
    for seed in range(20):
        said = a_week(random.Random(seed))  # noqa: S311 - dice, not secrets
        deliveries, store = open_sqlite("delivery"), open_sqlite("replies")
        dice = random.Random(seed)  # noqa: S311 - dice, not secrets
        close_as_they_came(deliveries, store, tmp_path / str(seed), {WEEKS[0]: said}, dice)
        ranked = by_sql(file_of(store))
        found.add(score_answers(ranked, said, WEEKS[0]), len(groups(said)))
        store.dispose()
        deliveries.dispose()
    assert found.score.advantage > 0.95


def test_a_ledger_written_together_with_the_replies_would_name_everybody(
    open_postgres: OpenStore, tmp_path: Path
) -> None:
    """Why "answered" is never written: one transaction's number joins the two, without a clock."""
    dice = random.Random(1)  # noqa: S311 - dice, not secrets
    said = a_week(dice)
    deliveries, store = open_postgres("delivery"), open_postgres("replies")
    cell = cells_of(said)
    for one in said:
        with store.begin() as connection:
            connection.execute(sa.text("CREATE TABLE IF NOT EXISTS answered (chat_id bigint)"))
            connection.execute(
                sa.text("INSERT INTO answered VALUES (:chat)"), {"chat": one.chat_id}
            )
            insert(connection, one, cell[one.chat_id], dice)
    joined = "SELECT chat_id, band FROM answered JOIN reply ON answered.xmin = reply.xmin"
    with store.begin() as connection:
        found = {row[0]: row[1] for row in connection.execute(sa.text(joined))}
        connection.execute(sa.text("DROP TABLE answered"))
    assert found == {one.chat_id: one.band for one in said}
    clear(store)
    with deliveries.begin() as connection:
        for one in said:
            add_subscriber(connection, officer(one.chat_id))
    close_ours(deliveries, store, tmp_path, {WEEKS[0]: said}, dice)
    with deliveries.begin() as one_side, store.begin() as other_side:
        people = set(one_side.scalars(sa.text("SELECT xmin::text FROM subscriber")))
        rows = set(other_side.scalars(sa.text("SELECT xmin::text FROM reply")))
    assert (people & rows, len(rows)) == (set(), 1)


@pytest.mark.parametrize("channel", ["ctid", "xmin"])
def test_on_postgresql_neither_place_nor_transaction_tells(
    open_postgres: OpenStore, tmp_path: Path, channel: str
) -> None:
    naive, ours = Sum(), Sum()
    deliveries, store = open_postgres("delivery"), open_postgres("replies")
    seed = 0
    while ours.groups < GROUPS:
        seed += 1
        dice = random.Random(seed)  # noqa: S311 - dice, not secrets
        said = a_week(dice)
        clear(store)
        cell = cells_of(said)
        for one in said:
            with store.begin() as connection:
                insert(connection, one, cell[one.chat_id], dice)
        ranked = by_system_column(store, channel, dice)
        naive.add(score_answers(ranked, said, WEEKS[0]), len(groups(said)))
        clear(store)
        close_ours(deliveries, store, tmp_path / str(seed), {WEEKS[0]: said}, dice)
        ranked = by_system_column(store, channel, dice)
        ours.add(score_answers(ranked, said, WEEKS[0]), len(groups(said)))
    assert naive.score.advantage > 0.95
    assert abs(ours.score.z) < 3.5


def insert(connection: Connection, one: Said, cell: str, dice: random.Random) -> None:
    """An answer under a random key."""
    connection.execute(
        sa.insert(replies.reply).values(
            id=uuid.UUID(int=dice.getrandbits(128), version=4).bytes,
            round=WEEKS[0],
            cell=cell,
            instrument="nrs",
            band=one.band,
        )
    )


def clear(store: Store) -> None:
    """Begin again with new pages."""
    with store.begin() as connection:
        for table in replies.metadata.sorted_tables:
            connection.execute(sa.text(f"TRUNCATE {table.name}"))


def by_system_column(store: Store, column: str, dice: random.Random) -> Ranked:
    """By where a row lies, or by the number of the transaction that wrote it."""
    order = "ctid" if column == "ctid" else "xmin::text::bigint"
    with store.begin() as connection:
        asked = f"SELECT id::text, round, cell, band, {order} FROM reply"  # noqa: S608 - two words
        found = connection.execute(sa.text(asked)).all()
    rows = [Row(key.encode(), (name, cell), band) for key, name, cell, band, _ in found]
    place = {row.key: _as_number(told[4]) for row, told in zip(rows, found, strict=True)}
    return by_appearance(rows, place, dice)


def _as_number(told: object) -> int:
    """A transaction's number, or a place like (page,row)."""
    if isinstance(told, int):
        return told
    page, row = str(told).strip("()").split(",")
    return int(page) * 10_000 + int(row)
