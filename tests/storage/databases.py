"""Real stores for the tests: a SQLite file of each test's own, and PostgreSQL if it answers.

``TEST_POSTGRES_URL`` names the server; without it, a database ``test`` on this machine is tried.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from bot.storage.engine import Store, open_engine
from bot.storage.schema import STORES, migrate

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://root@127.0.0.1/test")
DATABASES = ("sqlite", "postgresql")

OpenStore = Callable[[str], Store]
Reopen = Callable[[Store], Store]


def address(store: Store) -> str:
    """The URL another process would use."""
    return store.url.render_as_string(hide_password=False)


def file_of(store: Store) -> Path:
    """The file of a SQLite store."""
    return Path(str(store.url.database))


@contextmanager
def empty_schema() -> Iterator[str]:
    """The URL of a new PostgreSQL schema, dropped afterwards; skips where no server answers."""
    try:
        server = psycopg.connect(POSTGRES, connect_timeout=2, autocommit=True)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL answers at TEST_POSTGRES_URL: {type(error).__name__}")
    name = f"respiro_{secrets.token_hex(6)}"
    with server:
        server.execute(f'CREATE SCHEMA "{name}"'.encode())
        try:
            options = {"options": f"-csearch_path={name}"}
            url = sa.make_url(POSTGRES).update_query_dict(options)
            yield url.render_as_string(hide_password=False)
        finally:
            server.execute(f'DROP SCHEMA "{name}" CASCADE'.encode())


def migrated(url: str, store: str) -> Store:
    """A store with its tables."""
    engine = open_engine(url)
    migrate(engine, store)
    return engine


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One migrated file of each store, to be copied: a migration takes longer than most tests."""
    folder = tmp_path_factory.mktemp("templates")
    templates = {name: folder / f"{name}.sqlite" for name in STORES}
    for name, path in templates.items():
        migrated(f"sqlite:///{path}", name).dispose()
    return templates


@pytest.fixture(scope="session")
def postgres_stores() -> Iterator[dict[str, str]]:
    """Two migrated schemas, the URLs of which stand for the two databases."""
    with empty_schema() as delivery, empty_schema() as replies:
        urls = {"delivery": delivery, "replies": replies}
        for name, url in urls.items():
            migrated(url, name).dispose()
        yield urls


@pytest.fixture
def open_sqlite(tmp_path: Path, sqlite_templates: dict[str, Path]) -> Iterator[OpenStore]:
    """Opens ``delivery`` or ``replies`` as a new file in the test's folder."""
    opened = []

    def open_(name: str) -> Store:
        path = tmp_path / f"{name}.sqlite"
        shutil.copy(sqlite_templates[name], path)
        opened.append(open_engine(f"sqlite:///{path}"))
        return opened[-1]

    yield open_
    for engine in opened:
        engine.dispose()


@pytest.fixture
def open_postgres(postgres_stores: dict[str, str]) -> Iterator[OpenStore]:
    """Opens ``delivery`` or ``replies`` on PostgreSQL, emptied."""
    opened = []

    def open_(name: str) -> Store:
        engine = open_engine(postgres_stores[name])
        opened.append(engine)
        with engine.begin() as connection:
            for table in STORES[name].sorted_tables:
                connection.execute(sa.delete(table))
        return engine

    yield open_
    for engine in opened:
        engine.dispose()


@pytest.fixture(params=DATABASES)
def open_store(request: pytest.FixtureRequest) -> OpenStore:
    """Opens an empty ``delivery`` or ``replies``, once on SQLite and once on PostgreSQL."""
    on_sqlite = request.param == "sqlite"
    opened: OpenStore = request.getfixturevalue("open_sqlite" if on_sqlite else "open_postgres")
    return opened


@pytest.fixture
def reopen() -> Iterator[Reopen]:
    """Opens a store a second time, as another process would."""
    opened = []

    def reopen_(store: Store) -> Store:
        opened.append(open_engine(address(store)))
        return opened[-1]

    yield reopen_
    for engine in opened:
        engine.dispose()


@pytest.fixture
def deliveries(open_store: OpenStore) -> Store:
    """The delivery store, on each database."""
    return open_store("delivery")


def wait_until_blocked(holder: sa.Connection) -> None:
    """Return once somebody waits for what this PostgreSQL transaction holds."""
    mine = holder.scalar(sa.text("SELECT pg_backend_pid()"))
    waiting = sa.text("SELECT count(*) FROM pg_locks WHERE :mine = ANY(pg_blocking_pids(pid))")
    for _ in range(500):
        if holder.scalar(waiting, {"mine": mine}):
            return
        holder.execute(sa.text("SELECT pg_sleep(0.01)"))
    raise AssertionError("nobody waits")
