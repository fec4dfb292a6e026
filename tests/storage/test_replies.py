"""The reply store holds closed rounds only, and nothing about who answered or when."""

from __future__ import annotations

import hashlib
import random
import uuid

import pytest
import sqlalchemy as sa

from bot.domain.model import Batch, Reply, Tally, Total
from bot.storage.engine import Connection, Store, sweep
from bot.storage.replies import (
    count_bands,
    count_totals,
    group_sizes,
    instruments,
    is_closed,
    issue,
    latest_report,
    purge,
    rename_cells,
    reply,
    report_of,
    smaller_than,
    tallies_of,
    total,
    write_round,
)
from storage.databases import OpenStore, file_of

WEEK, NEXT_WEEK = "2026-W48", "2026-W49"
PROMISE = "2028-W48"
BATCH = [Reply("desaguadero", "nrs", "red")] * 3 + [Reply("nacional", "nrs", "green")] * 2


def write(
    connection: Connection,
    name: str,
    replies: list[Reply],
    chance: random.Random,
    kept_through: str = PROMISE,
) -> bool:
    """Write a round that has replies only."""
    return write_round(connection, name, Batch(replies, [], []), chance, kept_through=kept_through)


def test_a_round_is_written_whole(replies_store: Store, chance: random.Random) -> None:
    with replies_store.begin() as connection:
        assert write(connection, WEEK, BATCH, chance)
        assert count_bands(connection, WEEK) == {
            ("desaguadero", "nrs", "red"): 3,
            ("nacional", "nrs", "green"): 2,
        }


def test_a_round_is_written_once(replies_store: Store, chance: random.Random) -> None:
    with replies_store.begin() as connection:
        write(connection, WEEK, BATCH, chance)
        assert not write(connection, WEEK, BATCH[:1], chance)
        assert sum(count_bands(connection, WEEK).values()) == len(BATCH)


def test_a_round_without_replies_is_closed_all_the_same(
    replies_store: Store, chance: random.Random
) -> None:
    with replies_store.begin() as connection:
        assert not is_closed(connection, WEEK)
        assert write(connection, WEEK, [], chance)
        assert (is_closed(connection, WEEK), count_bands(connection, WEEK)) == (True, {})


def test_a_batch_that_fails_leaves_the_round_open(
    replies_store: Store, chance: random.Random
) -> None:
    broken = [*BATCH, Reply("desaguadero", "nrs", None)]  # type: ignore[arg-type]  # on purpose
    with pytest.raises(TypeError), replies_store.begin() as connection:
        write(connection, WEEK, broken, chance)
    with replies_store.begin() as connection:
        assert (is_closed(connection, WEEK), count_bands(connection, WEEK)) == (False, {})


def test_rounds_are_counted_apart(replies_store: Store, chance: random.Random) -> None:
    with replies_store.begin() as connection:
        write(connection, WEEK, BATCH, chance)
        write(connection, NEXT_WEEK, BATCH[:1], chance)
        assert count_bands(connection, NEXT_WEEK) == {("desaguadero", "nrs", "red"): 1}


def test_keys_are_random_uuids_that_hold_no_time(
    replies_store: Store, chance: random.Random
) -> None:
    with replies_store.begin() as connection:
        write(connection, WEEK, BATCH, chance)
        keys = list(connection.scalars(sa.select(reply.c.id)))
    assert {uuid.UUID(bytes=key).version for key in keys} == {4}
    assert len(set(keys)) == len(BATCH)


def test_the_order_of_keys_says_nothing_about_the_content(replies_store: Store) -> None:
    batch = [Reply("desaguadero", "nrs", band) for band in ("green", "red") for _ in range(20)]
    with replies_store.begin() as connection:
        write(connection, WEEK, batch, random.Random(3))  # noqa: S311 - dice, not secrets
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
            write(connection, WEEK, batch, random.Random(7))  # noqa: S311
        sweep(store)
        store.dispose()
        digests.add(hashlib.sha256(file_of(store).read_bytes()).hexdigest())
    assert len(digests) == 1


def test_a_purge_forgets_the_replies_of_older_rounds_and_not_that_they_closed(
    replies_store: Store, chance: random.Random
) -> None:
    with replies_store.begin() as connection:
        for name in ("2025-W52", WEEK, NEXT_WEEK):
            write(connection, name, BATCH, chance)
        assert purge(connection, NEXT_WEEK, WEEK) == len(BATCH)
        kept = set(connection.scalars(sa.select(reply.c.round)))
        assert kept == {WEEK, NEXT_WEEK}
        assert is_closed(connection, "2025-W52")


def test_on_postgresql_all_rows_of_a_round_share_one_transaction(
    open_postgres: OpenStore, chance: random.Random
) -> None:
    with open_postgres("replies").begin() as connection:
        write(connection, WEEK, BATCH, chance)
        numbers = connection.scalar(sa.text("SELECT count(DISTINCT xmin::text) FROM reply"))
    assert numbers == 1


def test_on_postgresql_rows_lie_in_the_order_of_their_random_keys(
    open_postgres: OpenStore, chance: random.Random
) -> None:
    with open_postgres("replies").begin() as connection:
        write(connection, WEEK, BATCH * 4, chance)
        as_they_lie = list(connection.scalars(sa.text("SELECT id FROM reply ORDER BY ctid")))
    assert as_they_lie == sorted(as_they_lie)


def test_totals_and_tallies_are_written_with_their_round(
    replies_store: Store, chance: random.Random
) -> None:
    totals = [Total("nrs", score) for score in (3, 3, 9)]
    tallies = [Tally("nacional", "lesson-01", "up", 7), Tally("nacional", "lesson-01", "down", 2)]
    with replies_store.begin() as connection:
        write_round(connection, WEEK, Batch([], totals, tallies), chance, kept_through=PROMISE)
        assert count_totals(connection, "nrs") == {3: 2, 9: 1}
        assert instruments(connection) == ["nrs"]
        assert tallies_of(connection, WEEK) == tallies[::-1]


def test_replies_and_totals_of_the_same_people_have_neither_key_nor_order_in_common(
    replies_store: Store,
) -> None:
    bands = ["green"] * 20 + ["red"] * 20
    batch = Batch([Reply("u", "nrs", band) for band in bands], [], [])
    batch.totals.extend(Total("nrs", 1 if band == "green" else 9) for band in bands)
    agreeing = 0
    for seed in range(30):
        name = f"2026-W{seed + 10}"
        with replies_store.begin() as connection:
            dice = random.Random(seed)  # noqa: S311 - dice, not secrets
            write_round(connection, name, batch, dice, kept_through=PROMISE)
            bands_kept = sa.select(reply.c.id, reply.c.band).where(reply.c.round == name)
            totals_kept = sa.select(total.c.id, total.c.score).where(total.c.round == name)
            one = connection.execute(bands_kept.order_by(reply.c.id)).all()
            other = connection.execute(totals_kept.order_by(total.c.id)).all()
        assert {row.id for row in one} & {row.id for row in other} == set()
        agreeing += sum(
            (a.band == "red") == (b.score == 9) for a, b in zip(one, other, strict=True)
        )
    assert 500 < agreeing < 700  # by chance 600 of 1,200


@pytest.mark.parametrize(("promised", "is_kept"), [("2026-W48", False), ("2026-W49", True)])
def test_a_longer_retention_does_not_lengthen_what_was_promised(
    replies_store: Store, chance: random.Random, promised: str, is_kept: bool
) -> None:
    with replies_store.begin() as connection:
        write(connection, "2026-W40", BATCH, chance, kept_through=promised)
        purge(connection, NEXT_WEEK, "2020-W01")
        assert bool(count_bands(connection, "2026-W40")) is is_kept


def test_a_purge_takes_totals_and_tallies_too_and_leaves_the_report(
    replies_store: Store, chance: random.Random
) -> None:
    batch = Batch(BATCH, [Total("nrs", 3)], [Tally("nacional", "trigger", "turno", 5)])
    with replies_store.begin() as connection:
        write_round(connection, WEEK, batch, chance, kept_through=PROMISE)
        issue(connection, WEEK, "{}")
        assert purge(connection, "2027-W10", "2027-W01") == len(BATCH) + 2
        assert (count_totals(connection, "nrs"), tallies_of(connection, WEEK)) == ({}, [])
        assert report_of(connection, WEEK) == "{}"


def test_a_report_is_issued_once(replies_store: Store) -> None:
    with replies_store.begin() as connection:
        assert issue(connection, WEEK, "first")
        assert not issue(connection, WEEK, "second")
        assert (report_of(connection, WEEK), latest_report(connection)) == ("first", WEEK)


def test_groups_below_k_are_found_wherever_they_are(
    replies_store: Store, chance: random.Random
) -> None:
    totals = [Total("who5@00", 50)] * 4
    tallies = [Tally("nacional", "trigger", "turno", 3), Tally("nacional", "trigger", "carga", 1)]
    with replies_store.begin() as connection:
        write_round(connection, WEEK, Batch(BATCH, totals, tallies), chance, kept_through=PROMISE)
        assert smaller_than(connection, 5) == [
            (WEEK, "", "who5@00", 4),
            (WEEK, "desaguadero", "nrs", 3),
            (WEEK, "nacional", "nrs", 2),
            (WEEK, "nacional", "trigger", 4),
        ]
        assert smaller_than(connection, 2) == []


def test_cells_are_joined_and_their_people_kept(
    replies_store: Store, chance: random.Random
) -> None:
    tallies = [Tally("region:a", "trigger", "turno", 3), Tally("region:b", "trigger", "turno", 4)]
    everything = {"desaguadero": "nacional", "region:a": "nacional", "region:b": "nacional"}
    with replies_store.begin() as connection:
        write_round(connection, WEEK, Batch(BATCH, [], tallies), chance, kept_through=PROMISE)
        assert group_sizes(connection, WEEK, "nrs") == {"desaguadero": 3, "nacional": 2}
        for question in ("nrs", "trigger"):
            rename_cells(connection, WEEK, question, everything)
        assert group_sizes(connection, WEEK, "nrs") == {"nacional": 5}
        assert tallies_of(connection, WEEK) == [Tally("nacional", "trigger", "turno", 7)]
        rename_cells(connection, WEEK, "nrs", None)
        assert count_bands(connection, WEEK) == {}
        assert tallies_of(connection, WEEK) != []
