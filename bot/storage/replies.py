"""The reply store: what is kept of closed rounds, and nothing that leads to a person.

It changes only when a round closes, by one transaction; keys are random, rows lie in key order,
and the file is rebuilt afterwards, so that neither the order nor the time of an answer is in it.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from bot.domain.model import Batch, Tally
from bot.storage.engine import insert_or_ignore

metadata = sa.MetaData()


class RandomKey(sa.types.TypeDecorator[bytes]):
    """Sixteen random bytes: a BLOB on SQLite, a version 4 UUID on PostgreSQL."""

    impl = sa.LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """The column's own type on each database."""
        kind: sa.types.TypeEngine[Any] = (
            sa.Uuid() if dialect.name == "postgresql" else sa.LargeBinary(16)
        )
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: bytes | None, dialect: sa.Dialect) -> Any:
        """Bytes go in as they are, or as a UUID."""
        if value is None or dialect.name != "postgresql":
            return value
        return uuid.UUID(bytes=value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> bytes | None:
        """And come out as bytes."""
        if value is None:
            return None
        return bytes(value.bytes if dialect.name == "postgresql" else value)


reply = sa.Table(
    "reply",
    metadata,
    sa.Column("id", RandomKey, primary_key=True),
    sa.Column("round", sa.Text, nullable=False),
    sa.Column("cell", sa.Text, nullable=False),
    sa.Column("instrument", sa.Text, nullable=False),
    sa.Column("band", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

total = sa.Table(
    "total",
    metadata,
    sa.Column("id", RandomKey, primary_key=True),
    sa.Column("round", sa.Text, nullable=False),
    sa.Column("instrument", sa.Text, nullable=False),
    sa.Column("score", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)

tally = sa.Table(
    "tally",
    metadata,
    sa.Column("round", sa.Text, primary_key=True),
    sa.Column("cell", sa.Text, primary_key=True),
    sa.Column("question", sa.Text, primary_key=True),
    sa.Column("answer", sa.Text, primary_key=True),
    sa.Column("n", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)

closed_round = sa.Table(
    "closed_round",
    metadata,
    sa.Column("round", sa.Text, primary_key=True),
    sa.Column("kept_through", sa.Text),
    sqlite_with_rowid=False,
)

report = sa.Table(
    "report",
    metadata,
    sa.Column("round", sa.Text, primary_key=True),
    sa.Column("document", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

PERSONAL_ONCE = (reply, total, tally)
"""What is purged with time; that a round was closed, and its report, stay."""


def write_round(
    connection: sa.Connection,
    name: str,
    batch: Batch,
    chance: random.Random,
    *,
    kept_through: str,
) -> bool:
    """Write a closed round as one batch; False, and nothing written, when it is there already.

    ``kept_through`` is the last round during which its replies may still be kept: a promise, which
    a longer retention in the configuration does not change any more.
    """
    new = insert_or_ignore(connection, closed_round)
    if connection.execute(new.values(round=name, kept_through=kept_through)).rowcount != 1:
        return False
    replies = sorted((one.cell, one.instrument, one.band) for one in batch.replies)
    totals = sorted((one.instrument, one.score) for one in batch.totals)
    for table, columns, rows in (
        (reply, ("cell", "instrument", "band"), replies),
        (total, ("instrument", "score"), totals),
    ):
        chance.shuffle(rows)  # of each table by itself, so that the two have no order in common
        keyed = [
            {"id": key, "round": name, **dict(zip(columns, row, strict=True))}
            for key, row in zip(_keys(len(rows), chance), rows, strict=True)
        ]
        if keyed:
            connection.execute(sa.insert(table), keyed)
    counted = [{"round": name, **asdict(one)} for one in sorted(batch.tallies, key=_by_name)]
    if counted:
        connection.execute(sa.insert(tally), counted)
    return True


def _keys(count: int, chance: random.Random) -> list[bytes]:
    return sorted(uuid.UUID(int=chance.getrandbits(128), version=4).bytes for _ in range(count))


def is_closed(connection: sa.Connection, name: str) -> bool:
    """Whether a round has been written."""
    found = sa.select(closed_round.c.round).where(closed_round.c.round == name)
    return connection.scalar(found) is not None


def closed_rounds(connection: sa.Connection) -> list[str]:
    """Every round that was ever closed, oldest first."""
    return sorted(connection.scalars(sa.select(closed_round.c.round)))


def count_bands(connection: sa.Connection, name: str) -> dict[tuple[str, str, str], int]:
    """How many replies of a round lie in each (cell, instrument, band)."""
    columns = (reply.c.cell, reply.c.instrument, reply.c.band)
    counted = sa.select(*columns, sa.func.count()).where(reply.c.round == name).group_by(*columns)
    return {(cell, what, band): n for cell, what, band, n in connection.execute(counted)}


def tallies_of(connection: sa.Connection, name: str) -> list[Tally]:
    """All tallies of a round, in the order of their names."""
    columns = (tally.c.cell, tally.c.question, tally.c.answer, tally.c.n)
    rows = connection.execute(sa.select(*columns).where(tally.c.round == name))
    return sorted((Tally(*row) for row in rows), key=_by_name)


def _by_name(one: Tally) -> tuple[str, str, str]:
    return one.cell, one.question, one.answer


def count_totals(connection: sa.Connection, instrument: str) -> dict[int, int]:
    """How often each exact total of an instrument is there, in all rounds that are kept."""
    counted = sa.select(total.c.score, sa.func.count()).where(total.c.instrument == instrument)
    rows = connection.execute(counted.group_by(total.c.score))
    return {row[0]: row[1] for row in rows}


def instruments(connection: sa.Connection) -> list[str]:
    """The instruments of which exact totals are kept."""
    return sorted(connection.scalars(sa.select(total.c.instrument).distinct()))


def issue(connection: sa.Connection, name: str, document: str) -> bool:
    """Keep the report of a round for good; False when there is one, which stays as it is."""
    new = insert_or_ignore(connection, report).values(round=name, document=document)
    return connection.execute(new).rowcount == 1


def report_of(connection: sa.Connection, name: str) -> str | None:
    """The report of a round as it was issued."""
    found: str | None = connection.scalar(
        sa.select(report.c.document).where(report.c.round == name)
    )
    return found


def reports(connection: sa.Connection) -> list[str]:
    """The rounds that have a report, oldest first."""
    return sorted(connection.scalars(sa.select(report.c.round)))


def latest_report(connection: sa.Connection) -> str | None:
    """The round of the newest report."""
    found: str | None = connection.scalar(sa.select(sa.func.max(report.c.round)))
    return found


def smaller_than(connection: sa.Connection, k: int) -> list[tuple[str, str, str, int]]:
    """(round, cell, question, people) of every stored group of fewer than k."""
    by_band = sa.select(reply.c.round, reply.c.cell, reply.c.instrument, sa.func.count())
    by_band = by_band.group_by(*by_band.selected_columns[:3]).having(sa.func.count() < k)
    people = sa.func.sum(tally.c.n)
    tallied = sa.select(tally.c.round, tally.c.cell, tally.c.question, people)
    tallied = tallied.group_by(*tallied.selected_columns[:3]).having(people < k)
    nation = sa.select(total.c.round, sa.literal(""), total.c.instrument, sa.func.count())
    nation = nation.group_by(total.c.round, total.c.instrument).having(sa.func.count() < k)
    return sorted(
        (name, cell, question, int(n))
        for statement in (by_band, tallied, nation)
        for name, cell, question, n in connection.execute(statement)
    )


def group_sizes(connection: sa.Connection, name: str, question: str) -> dict[str, int]:
    """How many people of each cell stand behind a question in a round."""
    banded = sa.select(reply.c.cell, sa.func.count()).where(
        reply.c.round == name, reply.c.instrument == question
    )
    counted = sa.select(tally.c.cell, sa.func.sum(tally.c.n)).where(
        tally.c.round == name, tally.c.question == question
    )
    found = [
        *connection.execute(banded.group_by(reply.c.cell)),
        *connection.execute(counted.group_by(tally.c.cell)),
    ]
    return {cell: int(n) for cell, n in found}


def rename_cells(
    connection: sa.Connection, name: str, question: str, cell_of: dict[str, str] | None
) -> None:
    """Join stored cells of a question under their new names; None drops all of them."""
    asked = (reply.c.round == name) & (reply.c.instrument == question)
    told = (tally.c.round == name) & (tally.c.question == question)
    if cell_of is None:
        nation = (total.c.round == name) & (total.c.instrument == question)
        for table, where in ((reply, asked), (tally, told), (total, nation)):
            connection.execute(sa.delete(table).where(where))
        return
    for old, new in cell_of.items():
        if old != new:
            moved = sa.update(reply).where(asked & (reply.c.cell == old)).values(cell=new)
            connection.execute(moved)
    kept = [one for one in tallies_of(connection, name) if one.question == question]
    if not kept:
        return
    counts: dict[tuple[str, str], int] = {}
    for one in kept:
        place = (cell_of.get(one.cell, one.cell), one.answer)
        counts[place] = counts.get(place, 0) + one.n
    connection.execute(sa.delete(tally).where(told))
    rows = [
        {"round": name, "cell": cell, "question": question, "answer": answer, "n": n}
        for (cell, answer), n in sorted(counts.items())
    ]
    connection.execute(sa.insert(tally), rows)


def purge(connection: sa.Connection, open_round: str, oldest: str) -> int:
    """Forget what was kept of rounds before ``oldest``, and of those past their own promise.

    That they were closed, and their reports, stay known.
    """
    past = sa.select(closed_round.c.round).where(
        (closed_round.c.round < oldest) | (closed_round.c.kept_through < open_round)
    )
    names: Sequence[str] = connection.scalars(past).all()
    return sum(_forget(connection, names, table) for table in PERSONAL_ONCE)


def _forget(connection: sa.Connection, names: Iterable[str], table: sa.Table) -> int:
    return connection.execute(sa.delete(table).where(table.c.round.in_(names))).rowcount
