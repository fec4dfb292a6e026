"""Migrations bring both stores to what the code declares, and to nothing more."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.storage import ledger
from bot.storage.delivery import add_subscriber, find_subscriber
from bot.storage.engine import Store
from bot.storage.schema import STORES, migrate
from storage.databases import DATABASES, OpenStore, empty_schema, migrated
from storage.people import officer, prompt

ALLOWED = {
    "delivery": {
        "subscriber": {
            "chat_id",
            "consent",
            "consent_version",
            "step",
            "language",
            "unit",
            "days",
            "hour",
            "next_lesson",
            "paused_until",
            "active",
            "caution_shown",
        },
        "appointment": {"chat_id", "kind", "due_at", "item"},
        "delivery": {
            "chat_id",
            "kind",
            "slot",
            "item",
            "due_at",
            "state",
            "priority",
            "not_before",
        },
        "media": {"name", "file_id"},
        "halt": {"what", "until"},
        "invitation": {"digest", "uses", "revoked"},
    },
    "replies": {
        "reply": {"id", "round", "cell", "instrument", "band"},
        "closed_round": {"round", "kept_through"},
        "total": {"id", "round", "instrument", "score"},
        "tally": {"round", "cell", "question", "answer", "n"},
        "report": {"round", "document"},
    },
}
"""Every column there is; one more is a decision about people's privacy, to be made here too."""


@pytest.fixture(params=list(itertools.product(STORES, DATABASES)), ids="-".join)
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Store]]:
    """The name of a store, and that store just migrated for the first time."""
    name, database = request.param
    if database == "sqlite":
        engine = migrated(f"sqlite:///{tmp_path / name}.sqlite", name)
        yield name, engine
        engine.dispose()
        return
    with empty_schema() as url:
        engine = migrated(url, name)
        yield name, engine
        engine.dispose()


def test_the_migrated_schema_is_the_declared_one(fresh: tuple[str, Store]) -> None:
    name, engine = fresh
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, STORES[name]) == []


def test_there_is_no_table_and_no_column_beyond_the_allowed_ones(fresh: tuple[str, Store]) -> None:
    name, engine = fresh
    assert _columns(engine) == ALLOWED[name]


def test_no_column_can_hold_a_date_or_a_time_of_its_own(fresh: tuple[str, Store]) -> None:
    _, engine = fresh
    seen = sa.inspect(engine)
    kinds = {
        str(column["type"]).upper()
        for table in seen.get_table_names()
        for column in seen.get_columns(table)
    }
    assert [kind for kind in kinds if "DATE" in kind or "TIME" in kind] == []


def test_a_second_migration_changes_nothing(fresh: tuple[str, Store]) -> None:
    name, engine = fresh
    with engine.begin() as connection:
        connection.execute(sa.insert(_marker(name)).values(_marked(name)))
    migrate(engine, name)
    with engine.begin() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(_marker(name))) == 1


@pytest.mark.parametrize("fresh", [("delivery", one) for one in DATABASES], indirect=True)
def test_an_older_delivery_store_is_brought_up_to_date_with_its_rows(
    fresh: tuple[str, Store],
) -> None:
    name, engine = fresh
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE halt"))
        connection.execute(sa.text("DROP INDEX ix_delivery_waiting"))
        connection.execute(sa.text("CREATE INDEX ix_delivery_waiting ON delivery (state)"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'd0001'"))
        add_subscriber(connection, officer())
        ledger.enter(connection, prompt())
    migrate(engine, name)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, STORES[name]) == []
        assert find_subscriber(connection, 1) == officer()
        assert ledger.deliveries_of(connection, 1) == [prompt()]


@pytest.mark.parametrize("name", STORES)
def test_no_row_of_sqlite_tells_when_it_came(open_sqlite: OpenStore, name: str) -> None:
    with_rowid = sa.text("SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT wr")
    with open_sqlite(name).begin() as connection:
        tables = set(connection.scalars(with_rowid))
    assert {table for table in tables if not table.startswith("sqlite_")} == {"alembic_version"}


def test_the_two_stores_share_no_column_to_join_them_by() -> None:
    delivery, replies = (
        {column for columns in ALLOWED[name].values() for column in columns} for name in STORES
    )
    assert delivery & replies == set()


def _columns(engine: Store) -> dict[str, set[str]]:
    seen = sa.inspect(engine)
    return {
        table: {column["name"] for column in seen.get_columns(table)}
        for table in seen.get_table_names()
        if table != "alembic_version"
    }


def _marker(name: str) -> sa.Table:
    return STORES[name].tables["media" if name == "delivery" else "closed_round"]


def _marked(name: str) -> dict[str, str]:
    return {"name": "a", "file_id": "b"} if name == "delivery" else {"round": "2026-W47"}
