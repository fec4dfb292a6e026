"""One process speaks; the turn passes on when it ends, however that ends."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bot.storage.engine import Store
from bot.storage.turn import AdvisoryTurn, FileTurn, turn_of
from storage.databases import OpenStore, Reopen


def test_a_file_has_a_lock_file_and_a_server_its_own_lock(
    open_sqlite: OpenStore, open_postgres: OpenStore
) -> None:
    assert isinstance(turn_of(open_sqlite("delivery")), FileTurn)
    assert isinstance(turn_of(open_postgres("delivery")), AdvisoryTurn)


def test_one_holds_the_turn_until_he_gives_it_up(deliveries: Store, reopen: Reopen) -> None:
    one, other = turn_of(deliveries), turn_of(reopen(deliveries))
    assert [one.hold(), one.hold(), other.hold()] == [True, True, False]
    one.give_up()
    assert [other.hold(), one.hold()] == [True, False]
    other.give_up()


def test_giving_up_what_one_does_not_have_changes_nothing(
    deliveries: Store, reopen: Reopen
) -> None:
    one, other = turn_of(deliveries), turn_of(reopen(deliveries))
    one.hold()
    other.give_up()
    assert not other.hold()
    one.give_up()
    one.give_up()


def test_whose_session_the_server_ended_sees_that_another_has_the_turn(
    open_postgres: OpenStore, reopen: Reopen
) -> None:
    store = open_postgres("delivery")
    one, other = AdvisoryTurn(store), AdvisoryTurn(reopen(store))
    assert one.hold()
    with store.begin() as connection:
        connection.execute(
            sa.text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks"
                " WHERE locktype = 'advisory' AND pid <> pg_backend_pid() AND objid = "
                "(SELECT hashtext(current_schema())::bigint & 4294967295)"
            )
        )
    assert other.hold()
    assert not one.hold()
    other.give_up()
    assert one.hold()
    one.give_up()


def test_without_a_server_nobody_has_the_turn(
    open_postgres: OpenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_postgres("delivery")

    def fail() -> None:
        raise sa.exc.OperationalError("", {}, Exception())

    monkeypatch.setattr(store, "connect", fail)
    assert not AdvisoryTurn(store).hold()
