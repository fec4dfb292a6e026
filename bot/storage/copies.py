"""Copies of a store as one SQLite file each, whatever database it lives in, and the way back."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from bot.domain.model import DeliveryState
from bot.storage.delivery import delivery, media, subscriber
from bot.storage.engine import (
    Connection,
    Store,
    is_sqlite,
    open_engine,
    reading,
    sweep,
    vacuum_into,
)
from bot.storage.erasures import erased_again, keep_erasures, read_erasures
from bot.storage.replies import PERSONAL_ONCE, closed_round, report
from bot.storage.schema import STORES, migrate

_SOME = 5000


class CopyError(Exception):
    """A copy cannot be made or used; the message says what to do."""


def copy_out(store: Store, name: str, path: Path) -> None:
    """Write a store to a new file whose pages tell nothing of the order of its rows.

    SQLite: ``VACUUM INTO``, never the file itself, whose pages and log keep that order.
    PostgreSQL: row by row in the order of the keys.
    """
    os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
    if is_sqlite(store):
        vacuum_into(store, path)
        return
    with TemporaryDirectory(dir=path.parent) as folder, _file(Path(folder) / path.name) as copy:
        migrate(copy, name)
        with reading(store) as source, copy.begin() as target:
            for table in STORES[name].sorted_tables:
                _copy_rows(source, target, table)
        vacuum_into(copy, path)


@contextmanager
def opened_copy(path: Path, name: str) -> Iterator[Store]:
    """A copy, brought up to today's tables; CopyError when it is damaged or something else."""
    with _file(path) as copy:
        try:
            with copy.connect() as connection:
                checked = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            if checked != "ok":
                raise CopyError(f"{path.name} is damaged: take an older copy")
            migrate(copy, name)
        except sa.exc.DatabaseError as error:
            raise CopyError(f"{path.name} is no copy of a store: name another folder") from error
        yield copy


def restore_deliveries(store: Store, copy: Store) -> tuple[int, int]:
    """Put people back as the copy knows them: (how many, how many deleted again).

    Whoever was deleted since is deleted again. What was waiting when the copy was made may have
    been sent since, so nobody knows of it, and it is not sent.
    """
    with reading(copy) as source, store.begin() as target:
        known = read_erasures(target)
        for table in reversed(STORES["delivery"].sorted_tables):
            if table is not media:
                target.execute(sa.delete(table))
        for table in STORES["delivery"].sorted_tables:
            if table is not media:
                _copy_rows(source, target, table)
        waiting = delivery.c.state.in_([DeliveryState.LEASED.value, DeliveryState.INFLIGHT.value])
        target.execute(sa.update(delivery).where(waiting).values(state=DeliveryState.UNKNOWN.value))
        keep_erasures(target, [read_erasures(target), known])
        again = erased_again(target, known)
        for chat_id in again:
            for name in ("appointment", "delivery", "subscriber"):
                table = STORES["delivery"].tables[name]
                target.execute(sa.delete(table).where(table.c.chat_id == chat_id))
        people = target.scalar(sa.select(sa.func.count()).select_from(subscriber)) or 0
    sweep(store)
    return people, len(again)


def restore_replies(store: Store, copy: Store) -> int:
    """Put back the rounds that are missing here; those that are here stay. How many came back."""
    with reading(copy) as source, store.begin() as target:
        here = set(target.scalars(sa.select(closed_round.c.round)))
        there = set(source.scalars(sa.select(closed_round.c.round)))
        missing = sorted(there - here)
        for table in (closed_round, report, *PERSONAL_ONCE):
            _copy_rows(source, target, table, table.c.round.in_(missing))
    sweep(store)
    return len(missing)


def _copy_rows(
    source: Connection,
    target: Connection,
    table: sa.Table,
    where: sa.ColumnElement[bool] | None = None,
) -> None:
    rows = sa.select(table).order_by(*table.primary_key.columns)
    found = source.execute(rows if where is None else rows.where(where)).mappings()
    for part in found.partitions(_SOME):
        target.execute(sa.insert(table), [dict(row) for row in part])


@contextmanager
def _file(path: Path) -> Iterator[Store]:
    engine = open_engine(f"sqlite:///{path}")
    try:
        yield engine
    finally:
        engine.dispose()
        for ending in ("-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                Path(f"{path}{ending}").unlink()
