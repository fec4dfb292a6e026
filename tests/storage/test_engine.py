"""Engines lose no update, hide what they were given, and leave nothing lying about."""

from __future__ import annotations

import logging
import sqlite3
import stat
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Barrier, Timer

import pytest
import sqlalchemy as sa

from bot.storage.delivery import (
    add_subscriber,
    appointment,
    change_subscriber,
    find_subscriber,
    media,
    subscriber,
)
from bot.storage.engine import Store, insert_or_ignore, is_sqlite, open_engine, sweep
from storage.databases import OpenStore, Reopen, file_of
from storage.people import CANARY, officer, traces_in

THREADS = 4
ROUNDS = 15


@pytest.fixture
def sqlite_store(open_sqlite: OpenStore) -> Store:
    """The delivery store as a file."""
    return open_sqlite("delivery")


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("secure_delete", 1),
        ("temp_store", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 5000),
    ],
)
def test_every_connection_to_a_file_is_set_up(
    sqlite_store: Store, pragma: str, value: str | int
) -> None:
    sqlite_store.dispose()
    with sqlite_store.begin() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_four_threads_that_read_and_write_lose_no_update(deliveries: Store, reopen: Reopen) -> None:
    with deliveries.begin() as connection:
        add_subscriber(connection, officer(next_lesson=0))
    start = Barrier(THREADS)

    def count_up(engine: Store) -> None:
        start.wait()
        for _ in range(ROUNDS):
            with engine.begin() as connection:
                known = find_subscriber(connection, 1, to_change=True)
                assert known is not None
                change_subscriber(connection, officer(next_lesson=known.next_lesson + 1))

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(count_up, [reopen(deliveries) for _ in range(THREADS)]))
    with deliveries.begin() as connection:
        assert find_subscriber(connection, 1) == officer(next_lesson=THREADS * ROUNDS)


def test_a_transaction_that_fails_leaves_nothing(deliveries: Store) -> None:
    with suppress(ZeroDivisionError), deliveries.begin() as connection:
        add_subscriber(connection, officer())
        raise ZeroDivisionError
    with deliveries.begin() as connection:
        assert find_subscriber(connection, 1) is None


def test_an_error_shows_no_value_it_was_about(deliveries: Store) -> None:
    new = {"chat_id": CANARY, "kind": "lesson", "due_at": 1}
    statement = sa.insert(appointment).values(new)
    with pytest.raises(sa.exc.IntegrityError) as caught, deliveries.begin() as connection:  # noqa: PT012
        connection.execute(statement)
        connection.execute(statement)
    assert str(CANARY) not in "".join(traceback.format_exception(caught.value))


def test_a_row_that_is_there_is_passed_over(deliveries: Store) -> None:
    row = {"name": "calm", "file_id": "first"}
    with deliveries.begin() as connection:
        counts = [
            connection.execute(insert_or_ignore(connection, media).values(row)).rowcount
            for _ in range(2)
        ]
    assert counts == [1, 0]


def test_a_missing_folder_is_made_for_the_owner_only(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/data/store.sqlite")
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    engine.dispose()


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_postgresql_is_spoken_through_psycopg_3_however_it_is_written(scheme: str) -> None:
    engine = open_engine(f"{scheme}://nobody@127.0.0.1:1/none")
    assert (engine.driver, is_sqlite(engine)) == ("psycopg", False)


def test_four_engines_open_a_new_file_at_once(tmp_path: Path) -> None:
    engines = [open_engine(f"sqlite:///{tmp_path}/new.sqlite") for _ in range(THREADS)]
    start = Barrier(THREADS)

    def ask(engine: Store) -> str | None:
        start.wait()
        mode = _journal_mode(engine)
        engine.dispose()
        return mode

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(ask, engines)) == ["wal"] * THREADS


def test_a_new_file_that_another_process_is_setting_up_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite"
    engine = open_engine(f"sqlite:///{path}")
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        Timer(0.05, other.execute, ["ROLLBACK"]).start()
        assert _journal_mode(engine) == "wal"
    engine.dispose()


def test_a_sweep_rebuilds_the_file_without_holes(sqlite_store: Store) -> None:
    with sqlite_store.begin() as connection:
        for chat_id in range(300):
            add_subscriber(connection, officer(chat_id))
    with sqlite_store.begin() as connection:
        connection.execute(sa.delete(subscriber))
        assert connection.exec_driver_sql("PRAGMA freelist_count").scalar() != 0
    sweep(sqlite_store)
    with sqlite_store.begin() as connection:
        assert connection.exec_driver_sql("PRAGMA freelist_count").scalar() == 0


def test_a_sweep_leaves_no_byte_of_what_was_deleted(sqlite_store: Store, tmp_path: Path) -> None:
    _add_and_delete(sqlite_store, CANARY)
    assert traces_in(tmp_path, CANARY) != set()
    assert sweep(sqlite_store)
    assert traces_in(tmp_path, CANARY) == set()


def test_a_sweep_empties_the_write_ahead_log(sqlite_store: Store) -> None:
    _add_and_delete(sqlite_store, CANARY)
    assert _log_size(sqlite_store) > 0
    sweep(sqlite_store)
    assert _log_size(sqlite_store) == 0


def test_a_sweep_that_a_reader_hinders_says_so_and_the_next_one_does_it(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    sa.event.listen(sqlite_store, "connect", _lose_patience)
    sqlite_store.dispose()
    with caplog.at_level(logging.WARNING), _reading(file_of(sqlite_store)):
        _add_and_delete(sqlite_store, CANARY)
        assert not sweep(sqlite_store)
    assert len(caplog.records) == 1
    assert sweep(sqlite_store)
    assert _log_size(sqlite_store) == 0


def test_a_sweep_that_a_writer_hinders_says_so_and_does_not_fail(
    sqlite_store: Store, reopen: Reopen, caplog: pytest.LogCaptureFixture
) -> None:
    sa.event.listen(sqlite_store, "connect", _lose_patience)
    sqlite_store.dispose()
    _add_and_delete(sqlite_store, CANARY)
    with caplog.at_level(logging.WARNING), reopen(sqlite_store).begin():
        assert not sweep(sqlite_store)
    assert len(caplog.records) == 1


def test_a_sweep_of_postgresql_is_left_to_its_own_vacuum(open_postgres: OpenStore) -> None:
    assert sweep(open_postgres("delivery"))


def _journal_mode(engine: Store) -> str | None:
    with engine.begin() as connection:
        mode: str | None = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    return mode


def _lose_patience(dbapi: sqlite3.Connection, _record: object) -> None:
    """Wait a moment for others where the program waits five seconds."""
    dbapi.execute("PRAGMA busy_timeout=50")


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Somebody else's read transaction, as a backup or a browser of tables would hold it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM subscriber").fetchall()
        yield


def _add_and_delete(store: Store, chat_id: int) -> None:
    with store.begin() as connection:
        add_subscriber(connection, officer(chat_id))
    with store.begin() as connection:
        connection.execute(sa.delete(subscriber))


def _log_size(store: Store) -> int:
    path = file_of(store)
    return path.with_name(path.name + "-wal").stat().st_size
