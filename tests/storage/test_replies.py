"""The reply store holds closed rounds only, and nothing about who answered or when."""

from __future__ import annotations

import hashlib
import random
import uuid

import pytest
import sqlalchemy as sa

from bot.domain.model import Reply
from bot.storage.engine import Store, sweep
from bot.storage.replies import (
    count_bands,
    is_closed,
    purge_before,
    reply,
    write_round,
)
from storage.databases import OpenStore, file_of

WEEK, NEXT_WEEK = "2026-W48", "2026-W49"
BATCH = [Reply("desaguadero", "nrs", "red")] * 3 + [Reply("nacional", "nrs", "green")] * 2


def test_a_round_is_written_whole(replies_store: Store, chance: random.Random) -> None:
    with replies_store.begin() as connection:
        assert write_round(connection, WEEK, BATCH, chance)
        assert count_bands(connection, WEEK) == {
            ("desaguadero", "nrs", "red"): 3,
            ("nacional", "nrs", "green"): 2,
        }


def test_a_round_is_written_once(replies_store: Store, chance: random.Random) -> None:
    with replies_store.begin() as connection:
        write_round(connection, WEEK, BATCH, chance)
        assert not write_round(connection, WEEK, BATCH[:1], chance)
        assert sum(count_bands(connection, WEEK).values()) == len(BATCH)


def test_a_round_without_replies_is_closed_all_the_same(
    replies_store: Store, chance: random.Random
) -> None:
    with replies_store.begin() as connection:
        assert not is_closed(connection, WEEK)
        assert write_round(connection, WEEK, [], chance)
        assert (is_closed(connection, WEEK), count_bands(connection, WEEK)) == (True, {})


def test_a_batch_that_fails_leaves_the_round_open(
    replies_store: Store, chance: random.Random
) -> None:
    broken = [*BATCH, Reply("desaguadero", "nrs", None)]  # type: ignore[arg-type]  # on purpose
    with pytest.raises(TypeError), replies_store.begin() as connection:
        write_round(connection, WEEK, broken, chance)
    with replies_store.begin() as connection:
        assert (is_closed(connection, WEEK), count_bands(connection, WEEK)) == (False, {})


def test_rounds_are_counted_apart(replies_store: Store, chance: random.Random) -> None:
    with replies_store.begin() as connection:
        write_round(connection, WEEK, BATCH, chance)
        write_round(connection, NEXT_WEEK, BATCH[:1], chance)
        assert count_bands(connection, NEXT_WEEK) == {("desaguadero", "nrs", "red"): 1}


def test_keys_are_random_uuids_that_hold_no_time(
    replies_store: Store, chance: random.Random
) -> None:
    with replies_store.begin() as connection:
        write_round(connection, WEEK, BATCH, chance)
        keys = list(connection.scalars(sa.select(reply.c.id)))
    assert {uuid.UUID(bytes=key).version for key in keys} == {4}
    assert len(set(keys)) == len(BATCH)


def test_the_order_of_keys_says_nothing_about_the_content(replies_store: Store) -> None:
    batch = [Reply("desaguadero", "nrs", band) for band in ("green", "red") for _ in range(20)]
    with replies_store.begin() as connection:
        write_round(connection, WEEK, batch, random.Random(3))  # noqa: S311 - dice, not secrets
        stored = list(connection.scalars(sa.select(reply.c.band).order_by(reply.c.id)))
    assert sorted(stored) != stored
    assert stored.count("red") == 20


def test_the_file_is_the_same_whatever_order_the_replies_came_in(open_sqlite: OpenStore) -> None:
    batch = [Reply(f"unit-{n % 3}", "nrs", ("green", "red")[n % 2]) for n in range(30)]
    digests = set()
    for seed in range(4):
        random.Random(seed).shuffle(batch)  # noqa: S311 - dice, not secrets
        store = open_sqlite("replies")
        with store.begin() as connection:
            write_round(connection, WEEK, batch, random.Random(7))  # noqa: S311
        sweep(store)
        store.dispose()
        digests.add(hashlib.sha256(file_of(store).read_bytes()).hexdigest())
    assert len(digests) == 1


def test_a_purge_forgets_the_replies_of_older_rounds_and_not_that_they_closed(
    replies_store: Store, chance: random.Random
) -> None:
    with replies_store.begin() as connection:
        for name in ("2025-W52", WEEK, NEXT_WEEK):
            write_round(connection, name, BATCH, chance)
        assert purge_before(connection, WEEK) == len(BATCH)
        kept = set(connection.scalars(sa.select(reply.c.round)))
        assert kept == {WEEK, NEXT_WEEK}
        assert is_closed(connection, "2025-W52")


def test_on_postgresql_all_rows_of_a_round_share_one_transaction(
    open_postgres: OpenStore, chance: random.Random
) -> None:
    with open_postgres("replies").begin() as connection:
        write_round(connection, WEEK, BATCH, chance)
        numbers = connection.scalar(sa.text("SELECT count(DISTINCT xmin::text) FROM reply"))
    assert numbers == 1


def test_on_postgresql_rows_lie_in_the_order_of_their_random_keys(
    open_postgres: OpenStore, chance: random.Random
) -> None:
    with open_postgres("replies").begin() as connection:
        write_round(connection, WEEK, BATCH * 4, chance)
        as_they_lie = list(connection.scalars(sa.text("SELECT id FROM reply ORDER BY ctid")))
    assert as_they_lie == sorted(as_they_lie)
