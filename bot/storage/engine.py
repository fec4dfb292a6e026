"""Engines for SQLite and PostgreSQL, set up so that nothing is lost and nothing lingers."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

log = logging.getLogger(__name__)

Connection = sa.Connection
Store = sa.Engine
"""What a service is given: ``with store.begin() as connection`` is one transaction."""

_READS = "respiro_reads"
_ON_CONNECT = (
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
)


def open_engine(url: str) -> sa.Engine:
    """An engine whose transactions really begin, and whose errors hide the bound values.

    SQLite: WAL, deleted bytes overwritten, and ``BEGIN IMMEDIATE``, without which the driver's
    default loses updates silently; :func:`reading` does without. A missing folder and file are
    made, for the owner only.
    """
    address = sa.make_url(url)
    if address.get_backend_name() != "sqlite":
        engine = sa.create_engine(
            _with_driver(address),
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 5},  # seconds; a stop must not wait for a dead server
        )
        sa.event.listen(engine, "handle_error", _hide_detail)
        return engine
    if address.database:
        _make_file(Path(address.database))
    engine = sa.create_engine(address, hide_parameters=True)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_immediate)
    return engine


def _make_file(path: Path) -> None:
    """SQLite's own files beside it, the WAL above all, get the mode of this one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))


def _with_driver(address: sa.URL) -> sa.URL:
    """PostgreSQL is spoken through psycopg 3, however the address names it."""
    return address.set(drivername="postgresql+psycopg")


def _hide_detail(context: sa.ExceptionContext) -> None:
    """Keep an error's first line: in those behind it PostgreSQL quotes the values of a row."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\n")[0], *error.args[1:])


def _prepare_sqlite(dbapi: sqlite3.Connection, _record: Any) -> None:
    dbapi.isolation_level = None
    _switch_to_wal(dbapi)
    for pragma in _ON_CONNECT:
        dbapi.execute(pragma)


def _switch_to_wal(dbapi: sqlite3.Connection) -> None:
    """On a new file the first few connections stop each other here, without any waiting."""
    for pause in (0.01, 0.03, 0.1, 0.3, 1.0):
        try:
            dbapi.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            time.sleep(pause)
        else:
            return
    dbapi.execute("PRAGMA journal_mode=WAL")


def _begin_immediate(connection: sa.Connection) -> None:
    reads = connection.get_execution_options().get(_READS)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@contextmanager
def reading(store: Store) -> Iterator[Connection]:
    """A transaction that only reads: on SQLite it waits for no writer, and stops none."""
    with store.connect() as connection:
        connection.execution_options(**{_READS: True})
        with connection.begin():
            yield connection


def is_sqlite(engine: sa.Engine) -> bool:
    """Whether the store is a file here."""
    return engine.dialect.name == "sqlite"


def sweep(engine: sa.Engine) -> bool:
    """Leave no trace of what was deleted: rebuild the file and empty the WAL.

    False, with a log line for the operator, when another connection stood in the way; the WAL is
    tried again with every purge. PostgreSQL's own vacuum does the like.
    """
    return _clean(engine, "VACUUM")


def vacuum_into(engine: sa.Engine, path: Path) -> None:
    """Write a SQLite store's rows to an empty file, in the order of their keys."""
    with _raw(engine) as dbapi:
        dbapi.execute("VACUUM INTO ?", (str(path),))


def empty_wal(engine: sa.Engine) -> bool:
    """Bring the WAL to no bytes, for what a hindered sweep has left; False as with a sweep."""
    return _clean(engine)


def _clean(engine: sa.Engine, *statements: str) -> bool:
    if not is_sqlite(engine):
        return True
    try:
        with _raw(engine) as dbapi:
            for statement in statements:
                dbapi.execute(statement)
            busy, left, _ = dbapi.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as error:  # somebody writes, or the disk is full
        log.warning("a store could not be swept (%s); it will be tried again", error)
        return False
    if busy or left > 0:
        log.warning("the write-ahead log of a store could not be emptied; it will be tried again")
        return False
    return True


@contextmanager
def _raw(engine: sa.Engine) -> Iterator[sqlite3.Connection]:
    """The driver's own connection, outside any transaction."""
    pooled = engine.raw_connection()
    try:
        yield pooled.driver_connection  # type: ignore[misc]  # the pool does not know the driver
    finally:
        pooled.close()


def insert_or_ignore(connection: sa.Connection, table: sa.Table) -> Any:
    """An INSERT that passes over rows whose key is there already, in both dialects.

    Its ``rowcount`` tells whether a row went in; SQLAlchemy keeps it only when it is asked to.
    """
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    passing = insert(table).on_conflict_do_nothing()
    return passing.execution_options(preserve_rowcount=True)


def execute_each(
    connection: sa.Connection, statement: sa.UpdateBase, rows: list[dict[str, object]]
) -> int:
    """Run a statement once for each of the rows; how many rows of the store it met."""
    return connection.execute(statement, rows).rowcount if rows else 0
