"""Migrations bring both stores to what the code declares, and to nothing more."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.domain.model import Appointment, PromptKind, Tally
from bot.storage import appointments, ledger
from bot.storage.delivery import find_subscriber, moment
from bot.storage.engine import Store, open_engine
from bot.storage.replies import count_bands, is_closed, reply, tallies_of
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
            "discreet",
            "zone",
            "shift",
            "shift_from",
            "holidays",
            "leads",
            "next_track",
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
        "event_lesson": {"day", "place", "item"},
        "contact_check": {"contact", "called_on", "called_by", "answered", "number"},
        "notice": {"what", "told_on"},
        "on_call": {"counsellor", "is_on", "ends_at"},
        "erasure": {"person", "week"},
        "erasure_key": {"week", "secret"},
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
        assert _differences(connection, name) == []


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


@pytest.fixture(params=DATABASES)
def new(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database without any table."""
    with ExitStack() as stack:
        is_file = request.param == "sqlite"
        url = f"sqlite:///{tmp_path}/new.sqlite" if is_file else stack.enter_context(empty_schema())
        engine = open_engine(url)
        yield engine
        engine.dispose()


def test_a_delivery_store_of_the_first_release_is_brought_up_to_date(new: Store) -> None:
    migrate(new, "delivery", "d0001")
    with new.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO subscriber VALUES (7, 'all', 1, 'done', 'es', 'desaguadero', '12345',"
                " '09:00', 3, NULL, :yes, :no)"
            ),
            {"yes": True, "no": False},
        )
        connection.execute(
            sa.text("INSERT INTO appointment VALUES (7, 'lesson', 1764075600, NULL)")
        )
        connection.execute(sa.text("INSERT INTO appointment VALUES (7, 'reminder', 1764082800, 4)"))
        ledger.enter(connection, prompt(7))
    migrate(new, "delivery")
    with new.begin() as connection:
        assert _differences(connection, "delivery") == []
        assert find_subscriber(connection, 7) == officer(7, consent_version=1, next_lesson=3)
        assert ledger.deliveries_of(connection, 7) == [prompt(7)]
        standing = {one.kind: one for one in appointments.appointments_of(connection, 7)}
        assert standing == {
            PromptKind.LESSON: Appointment(7, PromptKind.LESSON, moment(1764075600)),
            PromptKind.REMINDER: Appointment(7, PromptKind.REMINDER, moment(1764082800), 4),
        }


def test_a_reply_store_of_the_first_release_is_brought_up_to_date(new: Store) -> None:
    migrate(new, "replies", "r0001")
    with new.begin() as connection:
        connection.execute(sa.text("INSERT INTO closed_round VALUES ('2026-W47')"))
        for number in range(12):
            connection.execute(
                sa.insert(reply).values(
                    id=number.to_bytes(16, "big"),
                    round="2026-W47",
                    cell="desaguadero",
                    instrument="nrs" if number < 7 else "trigger",
                    band="red" if number < 7 else "turno",
                )
            )
    migrate(new, "replies")
    with new.begin() as connection:
        assert _differences(connection, "replies") == []
        assert count_bands(connection, "2026-W47") == {("desaguadero", "nrs", "red"): 7}
        assert tallies_of(connection, "2026-W47") == [Tally("desaguadero", "trigger", "turno", 5)]
        assert is_closed(connection, "2026-W47")


def _differences(connection: sa.Connection, name: str) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, STORES[name]))


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
