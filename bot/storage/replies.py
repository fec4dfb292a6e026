"""The reply store: anonymised answers of closed rounds, and nothing that leads to a person.

It changes only when a round closes, by one transaction; keys are random, rows lie in key order,
and the file is rebuilt afterwards, so that neither the order nor the time of an answer is in it.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bot.domain.model import Reply
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

closed_round = sa.Table(
    "closed_round",
    metadata,
    sa.Column("round", sa.Text, primary_key=True),
    sqlite_with_rowid=False,
)


def write_round(
    connection: sa.Connection, name: str, replies: Sequence[Reply], chance: random.Random
) -> bool:
    """Write a closed round as one batch; False, and nothing written, when it is there already."""
    new = insert_or_ignore(connection, closed_round).values(round=name)
    if connection.execute(new).rowcount != 1:
        return False
    canonical = sorted(replies, key=lambda one: (one.cell, one.instrument, one.band))
    chance.shuffle(canonical)
    keys = sorted(uuid.UUID(int=chance.getrandbits(128), version=4).bytes for _ in canonical)
    rows = [
        {
            "id": key,
            "round": name,
            "cell": one.cell,
            "instrument": one.instrument,
            "band": one.band,
        }
        for key, one in zip(keys, canonical, strict=True)
    ]
    if rows:
        connection.execute(sa.insert(reply), rows)
    return True


def is_closed(connection: sa.Connection, name: str) -> bool:
    """Whether a round has been written."""
    found = sa.select(closed_round.c.round).where(closed_round.c.round == name)
    return connection.scalar(found) is not None


def count_bands(connection: sa.Connection, name: str) -> dict[tuple[str, str, str], int]:
    """How many replies of a round lie in each (cell, instrument, band)."""
    columns = (reply.c.cell, reply.c.instrument, reply.c.band)
    counted = sa.select(*columns, sa.func.count()).where(reply.c.round == name).group_by(*columns)
    return {(cell, what, band): n for cell, what, band, n in connection.execute(counted)}


def purge_before(connection: sa.Connection, name: str) -> int:
    """Forget the replies of rounds before this one; that they were closed stays known."""
    return connection.execute(sa.delete(reply).where(reply.c.round < name)).rowcount
