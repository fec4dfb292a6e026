"""A look at what really lies in the stores, for whoever wants proof; it changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from bot.storage.delivery import subscriber
from bot.storage.engine import Store, is_sqlite, reading
from bot.storage.replies import smaller_than
from bot.storage.schema import STORES

_SILENT = {
    "track_commit_timestamp": "off",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "wal_level": "replica",
}
"""Settings of PostgreSQL with which it keeps no time and no text of a statement."""


def chat_ids(store: Store) -> list[int]:
    """Every chat that the delivery store knows."""
    with reading(store) as connection:
        return sorted(connection.scalars(sa.select(subscriber.c.chat_id)))


def unexpected_columns(store: Store, name: str) -> list[str]:
    """Tables and columns that are there and not declared, or declared and not there."""
    seen = sa.inspect(store)
    there = {
        f"{table}.{column['name']}"
        for table in seen.get_table_names()
        if table != "alembic_version"
        for column in seen.get_columns(table)
    }
    declared = {
        f"{table.name}.{column.name}"
        for table in STORES[name].sorted_tables
        for column in table.columns
    }
    return sorted(there ^ declared)


def reply_tables(store: Store) -> Iterator[tuple[str, bytes]]:
    """The bytes of the reply store: its file and log, or every row of a server's tables."""
    if is_sqlite(store):
        for path in _files(store):
            yield path.name, path.read_bytes()
        return
    with reading(store) as connection:
        for table in STORES["replies"].sorted_tables:
            rows = [list(map(str, row)) for row in connection.execute(sa.select(table))]
            yield table.name, json.dumps(rows).encode()


def small_groups(store: Store, k: int) -> list[tuple[str, str, str, int]]:
    """(round, cell, question, people) of every stored group of fewer than k."""
    with reading(store) as connection:
        return smaller_than(connection, k)


def leftovers(store: Store, *, is_open: bool) -> list[str]:
    """Where deleted rows could still be read in a SQLite store.

    A store in use may have a log; one that changes only when a round closes has none.
    """
    if not is_sqlite(store):
        return []
    with store.connect() as connection:
        free = connection.exec_driver_sql("PRAGMA freelist_count").scalar()
        overwrites = connection.exec_driver_sql("PRAGMA secure_delete").scalar()
    faults = []
    if free and not is_open:
        faults.append(f"{free} pages are free and not given back")
    if overwrites != 1:
        faults.append("deleted bytes are not overwritten (secure_delete)")
    log = _files(store)[1:]
    if log and not is_open:
        faults.append(f"{log[0].name} is not empty")
    return faults


def server_settings(store: Store) -> list[str] | None:
    """Settings of PostgreSQL that would write answers or their times down; None for a file."""
    if is_sqlite(store):
        return None
    with reading(store) as connection:
        found = {
            name: connection.scalar(sa.text("SELECT current_setting(:name)"), {"name": name})
            for name in _SILENT
        }
    return [
        f"{name} is {found[name]}: set it to {value}"
        for name, value in _SILENT.items()
        if found[name] not in {value, "minimal"}
    ]


def _files(store: Store) -> list[Path]:
    """The file of a SQLite store, and its log if that is not empty."""
    path = Path(str(store.url.database))
    log = Path(f"{path}-wal")
    return [path, log] if log.exists() and log.stat().st_size else [path]
