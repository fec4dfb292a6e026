"""T4, T5 and the tightening of terms: what may be at rest at all."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from service.programme import make_rounds, wall
from storage.databases import OpenStore, file_of
from storage.people import CANARY, LONG_CANARY, traces_of

from bot.domain.instruments import TRIGGERS
from bot.domain.model import Entry
from bot.service.rounds import Rounds
from bot.storage import replies
from bot.storage.engine import Store, reading
from bot.storage.spool import Spool
from privacy.world import REGION_OF, WEEKS, K

NOW = wall("2026-12-01 12:00")
REPLIES = {"reply", "total", "tally", "closed_round", "report"}


@pytest.fixture
def rounds(open_store: OpenStore, tmp_path: Path) -> Rounds:
    """The closing of rounds, on each database."""
    spool = Spool(tmp_path / "spool")
    dice = random.Random(5)  # noqa: S311 - dice, not secrets
    return make_rounds(open_store("delivery"), open_store("replies"), spool, dice, K)


def entries(dice: random.Random, people: int) -> list[Entry]:
    """Everybody answers some of the questions."""
    told = []
    for _ in range(people):
        answers = {"nrs": str(dice.randrange(11))}
        if dice.random() < 0.6:
            answers["trigger"] = dice.choice(TRIGGERS)
        if dice.random() < 0.4:
            answers["breathing"] = str(dice.randrange(-4, 3))
        if dice.random() < 0.3:
            answers["lesson-07"] = dice.choice(("up", "down"))
        if dice.random() < 0.3:
            answers["who5@00"] = str(4 * dice.randrange(26))
        told.append(Entry(dice.choice([None, *REGION_OF]), answers))
    return told


def smallest(store: Store) -> Counter[int]:
    """How many stored groups there are of each size."""
    with reading(store) as connection:
        return Counter(n for *_, n in replies.smaller_than(connection, 10**6))


@pytest.mark.parametrize("seed", range(6))
def test_no_group_at_rest_is_smaller_than_k(rounds: Rounds, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - dice, not secrets
    for name in WEEKS:
        rounds.close(name, entries(dice, dice.randrange(3, 60)))
    assert min(smallest(rounds.replies), default=K) >= K


def test_a_group_below_k_would_be_noticed(rounds: Rounds) -> None:
    """Mutation: the partition asked for less than the check."""
    loose = replace(rounds, anonymiser=replace(rounds.anonymiser, k=2))
    loose.close(WEEKS[0], entries(random.Random(1), 17))  # noqa: S311 - dice, not secrets
    assert min(smallest(rounds.replies)) < K


@pytest.mark.parametrize("seed", range(6))
def test_when_k_is_raised_what_is_stored_follows_and_nobody_is_invented(
    rounds: Rounds, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 - dice, not secrets
    for name in WEEKS:
        rounds.close(name, entries(dice, 45))
    before = people(rounds.replies)
    stricter = replace(rounds, anonymiser=replace(rounds.anonymiser, k=12))
    stricter.forget_old(NOW)
    assert min(smallest(rounds.replies)) >= 12
    after = people(rounds.replies)
    assert all(after[question] <= n for question, n in before.items())
    assert after["nrs"] == before["nrs"]


def test_when_k_is_lowered_what_is_stored_stays_as_coarse_as_it_was(rounds: Rounds) -> None:
    strict = replace(rounds, anonymiser=replace(rounds.anonymiser, k=12))
    strict.close(WEEKS[0], entries(random.Random(2), 30))  # noqa: S311 - dice, not secrets
    before = smallest(rounds.replies)
    rounds.forget_old(NOW)
    assert smallest(rounds.replies) == before


@pytest.mark.parametrize(
    ("months_then", "months_now", "is_kept"),
    [(24, 24, True), (24, 6, False), (6, 24, False)],
)
def test_retention_can_be_shortened_at_any_time_and_lengthened_only_for_the_future(
    rounds: Rounds, months_then: int, months_now: int, is_kept: bool
) -> None:
    old = "2025-W48"
    told = entries(random.Random(1), 20)  # noqa: S311 - dice, not secrets
    replace(rounds, reply_months=months_then).close(old, told)
    replace(rounds, reply_months=months_now).forget_old(NOW)
    with reading(rounds.replies) as connection:
        assert bool(replies.count_bands(connection, old)) is is_kept
        assert replies.report_of(connection, old) is not None


def people(store: Store) -> Counter[str]:
    """How many answers to each question are stored."""
    found: Counter[str] = Counter()
    with reading(store) as connection:
        for name in WEEKS:
            for (_, question, _), n in replies.count_bands(connection, name).items():
                found[question] += n
            for one in replies.tallies_of(connection, name):
                found[one.question] += one.n
    return found


def test_the_tables_are_these_and_no_moment_can_be_stored(rounds: Rounds) -> None:
    seen = sa.inspect(rounds.replies)
    assert set(seen.get_table_names()) - {"alembic_version"} == REPLIES
    kinds = {str(c["type"]) for table in REPLIES for c in seen.get_columns(table)}
    assert not any("DATE" in kind or "TIME" in kind for kind in kinds)
    people_side = sa.inspect(rounds.deliveries)
    columns = {
        column["name"]
        for table in people_side.get_table_names()
        if table != "alembic_version"
        for column in people_side.get_columns(table)
    }
    assert columns & {c["name"] for table in REPLIES for c in seen.get_columns(table)} == set()


def test_no_table_keeps_a_hidden_row_number(open_sqlite: OpenStore) -> None:
    """SQLite gives every other table one, in the order of arrival."""
    numbered = "SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT wr"
    for name in ("delivery", "replies"):
        with open_sqlite(name).begin() as connection:
            found = set(connection.scalars(sa.text(numbered)))
        assert {one for one in found if not one.startswith("sqlite_")} == {"alembic_version"}


def test_no_chat_number_is_in_the_reply_store_in_any_form(
    open_sqlite: OpenStore, tmp_path: Path
) -> None:
    store = open_sqlite("replies")
    spool = Spool(tmp_path / "spool")
    rounds = make_rounds(open_sqlite("delivery"), store, spool, random.SystemRandom(), K)
    for chat_id in (CANARY, LONG_CANARY, *range(40)):
        spool.put(WEEKS[2], chat_id, "desaguadero", "nrs", "9")
        spool.put(WEEKS[2], chat_id, "desaguadero", "trigger", "turno")
    content = (tmp_path / "spool" / f"{WEEKS[2]}.spool").read_bytes()
    assert not any(trace in content for trace in traces_of(CANARY).values())
    rounds.close_ended(NOW)
    content = file_of(store).read_bytes()
    for chat_id in (CANARY, LONG_CANARY):
        assert not any(trace in content for trace in traces_of(chat_id).values())
    with store.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA freelist_count").scalar() == 0
