"""A round closes once, loses nothing and nobody, and stores only groups of at least k."""

from __future__ import annotations

import hashlib
import logging
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from storage.databases import OpenStore, address, file_of
from storage.people import CANARY, LONG_CANARY, prompt, traces_in

from bot.domain.model import DeliveryState, Entry, Reply
from bot.domain.weeks import week_name, week_number
from bot.service.checkins import Checkins, Record
from bot.service.rounds import Rounds
from bot.storage import ledger, replies
from bot.storage.delivery import delivery
from bot.storage.engine import Store, open_engine, reading
from bot.storage.replies import count_bands, is_closed
from bot.storage.spool import Spool
from service.conftest import Enrol, K
from service.crash_while_closing import POINTS
from service.programme import UNITS, WEEK, make_rounds, wall

ROOT = Path(__file__).parents[2]
END = wall("2026-11-30 03:00")
CLOSING = wall("2026-11-30 03:05")
BAND_OF = {"2": "green", "5": "yellow", "7": "orange", "9": "red"}
SEVEN_RED = {("desaguadero", "nrs", "red"): 7}


@pytest.mark.parametrize(
    ("now", "closed"),
    [
        (wall("2026-11-29 23:00"), []),
        (END, []),
        (wall("2026-11-30 03:00:59"), []),
        (wall("2026-11-30 03:01:00"), [WEEK]),
        (wall("2026-12-24 12:00"), [WEEK]),
    ],
)
def test_a_round_closes_a_minute_after_its_end_and_not_before(
    rounds: Rounds, spool: Spool, now: datetime, closed: list[str]
) -> None:
    _answer(spool, range(7))
    assert rounds.close_ended(now) == closed
    assert spool.rounds() == ([] if closed else [WEEK])


def test_an_answer_whose_clock_was_read_before_the_end_is_still_in(
    rounds: Rounds, spool: Spool
) -> None:
    _answer(spool, range(6))
    rounds.close_ended(wall("2026-11-30 03:00:30"))
    _answer(spool, [6])
    rounds.close_ended(CLOSING)
    assert _stored(rounds) == SEVEN_RED


def test_closing_twice_changes_nothing(rounds: Rounds, spool: Spool) -> None:
    _answer(spool, range(7))
    assert [rounds.close_ended(CLOSING) for _ in range(2)] == [[WEEK], []]
    assert _stored(rounds) == SEVEN_RED


def test_every_round_that_was_missed_is_closed(rounds: Rounds, spool: Spool) -> None:
    for name in ("2026-W46", "2026-W47", WEEK, "2026-W49"):
        _answer(spool, range(7), name)
    assert rounds.close_ended(CLOSING) == ["2026-W46", "2026-W47", WEEK]
    assert spool.rounds() == ["2026-W49"]
    assert [_stored(rounds, name) for name in ("2026-W46", "2026-W47", WEEK)] == [SEVEN_RED] * 3


def test_a_round_ends_with_the_year(rounds: Rounds, spool: Spool) -> None:
    _answer(spool, range(7), "2026-W53")
    assert rounds.close_ended(wall("2027-01-03 12:00")) == []
    assert rounds.close_ended(wall("2027-01-04 03:05")) == ["2026-W53"]


def test_an_answer_that_comes_after_the_closing_is_told_so_and_kept_nowhere(
    rounds: Rounds, checkins: Checkins, spool: Spool, enrol: Enrol
) -> None:
    enrol(1)
    _answer(spool, range(2, 9))
    rounds.close_ended(CLOSING)
    assert checkins.answer(1, WEEK, 2, CLOSING).record is Record.ROUND_CLOSED
    assert (spool.rounds(), _stored(rounds)) == ([], SEVEN_RED)


def test_fewer_than_k_in_the_whole_country_leave_nothing(rounds: Rounds, spool: Spool) -> None:
    _answer(spool, range(K - 1))
    assert rounds.close_ended(CLOSING) == [WEEK]
    assert (_stored(rounds), spool.rounds()) == ({}, [])
    with rounds.replies.begin() as connection:
        assert is_closed(connection, WEEK)


def test_k_are_enough(rounds: Rounds, spool: Spool) -> None:
    _answer(spool, range(K))
    rounds.close_ended(CLOSING)
    assert _stored(rounds) == {("desaguadero", "nrs", "red"): K}


def test_small_units_are_stored_with_their_region_and_untold_ones_with_the_nation(
    rounds: Rounds,
) -> None:
    people = _people(desaguadero=3, guaqui=2, pisiga=6) + [Entry(None, {"nrs": "9"})] * 5
    cells = Counter(reply.cell for reply in rounds.anonymise(people).replies)
    assert cells == {"region:la-paz": 5, "pisiga": 6, "nacional": 5}


def test_k_counts_the_people_behind_each_instrument(rounds: Rounds) -> None:
    people = [Entry("desaguadero", {"nrs": "9"})] * K
    people += [Entry("desaguadero", {"nrs": "9", "trigger": "turno"})] * (K - 1)
    batch = rounds.anonymise(people)
    assert (len(batch.replies), batch.tallies) == (2 * K - 1, [])


def test_a_unit_that_is_configured_no_more_counts_for_the_nation(rounds: Rounds) -> None:
    batch = rounds.anonymise(_people(closed_long_ago=K))
    assert set(batch.replies) == {Reply("nacional", "nrs", "red")}


@pytest.mark.parametrize("seed", range(40))
def test_every_group_has_at_least_k_people_and_nobody_is_lost_or_invented(
    open_sqlite: OpenStore, spool: Spool, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 - dice, not secrets
    store = open_sqlite("replies")
    rounds = make_rounds(open_sqlite("delivery"), store, spool, dice, K)
    people = [
        Entry(dice.choice([None, *UNITS, "pisiga"]), answers)
        for _ in range(dice.randrange(60))
        if (answers := _answers(dice))
    ]
    batch = rounds.anonymise(people)
    groups = Counter((one.cell, one.instrument) for one in batch.replies)
    groups.update(("", one.instrument) for one in batch.totals)
    for one in batch.tallies:
        groups[one.cell, one.question] += one.n
    assert all(n >= K for n in groups.values())
    given = Counter((what, value) for one in people for what, value in one.answers.items())
    people_of = Counter(what for one in people for what in one.answers)
    enough = {pair: n for pair, n in given.items() if people_of[pair[0]] >= K}
    kept = Counter((one.instrument, str(one.score)) for one in batch.totals)
    for one in batch.tallies:
        kept[one.question, one.answer] += one.n
    assert kept == enough
    bands = Counter(one.band for one in batch.replies)
    assert bands == {BAND_OF[score]: n for (what, score), n in enough.items() if what == "nrs"}


def test_what_lies_in_the_store_lies_in_groups_of_k(rounds: Rounds, spool: Spool) -> None:
    dice = random.Random(3)  # noqa: S311 - dice, not secrets
    for name in ("2026-W47", WEEK):
        for chat_id in range(37):
            unit = dice.choice([None, *UNITS])
            for what, band in _answers(dice).items():
                spool.put(name, chat_id, unit, what, band)
    rounds.close_ended(CLOSING)
    group = (replies.reply.c.round, replies.reply.c.cell, replies.reply.c.instrument)
    with rounds.replies.begin() as connection:
        sizes = connection.execute(sa.select(*group, sa.func.count()).group_by(*group)).all()
    assert len(sizes) > 6
    assert [size for size in sizes if size[-1] < K] == []


def test_the_file_is_the_same_whatever_order_the_answers_came_in(
    open_sqlite: OpenStore, tmp_path: Path
) -> None:
    dice = random.Random(11)  # noqa: S311 - dice, not secrets
    people = {chat_id: (dice.choice([None, *UNITS]), _answers(dice)) for chat_id in range(40)}
    digests = set()
    for attempt in range(5):
        spool = Spool(tmp_path / f"spool-{attempt}")
        order = list(people)
        dice.shuffle(order)
        for chat_id in order:
            unit, answers = people[chat_id]
            for what, band in answers.items():
                spool.put(WEEK, chat_id, unit, what, band)
        digests.add(_digest_of_closed(open_sqlite, spool, seed=7))
    other = Spool(tmp_path / "spool-other")
    _answer(other, range(7))
    assert len(digests) == 1
    assert _digest_of_closed(open_sqlite, other, seed=7) not in digests


def test_no_chat_id_is_in_the_reply_store_in_any_form(
    open_sqlite: OpenStore, spool: Spool, tmp_path: Path
) -> None:
    _answer(spool, [CANARY, LONG_CANARY, *range(5)])
    _digest_of_closed(open_sqlite, spool, seed=7)
    assert traces_in(tmp_path, CANARY) | traces_in(tmp_path, LONG_CANARY) == set()
    assert b"desaguadero" in (tmp_path / "replies.sqlite").read_bytes()


def test_closing_leaves_nothing_of_the_round_beside_its_batch(
    open_sqlite: OpenStore, spool: Spool, tmp_path: Path
) -> None:
    _answer(spool, range(7))
    store = open_sqlite("replies")
    rounds = make_rounds(open_sqlite("delivery"), store, spool, random.SystemRandom(), K)
    rounds.close_ended(CLOSING)
    assert list(spool.folder.iterdir()) == []
    assert (tmp_path / "replies.sqlite-wal").stat().st_size == 0


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_while_closing_neither_loses_nor_doubles_the_round(
    rounds: Rounds, spool: Spool, point: str
) -> None:
    _answer(spool, range(7))
    assert _close_and_die(rounds, point) == -signal.SIGKILL
    assert (spool.rounds() == []) == (point == POINTS[-1])
    rounds.close_ended(CLOSING)
    assert (_stored(rounds), spool.rounds()) == (SEVEN_RED, [])


def test_a_kill_at_any_statement_of_closing_neither_loses_nor_doubles_the_round(
    rounds: Rounds, spool: Spool
) -> None:
    for number in range(1, 60):
        name = week_name(week_number("2025-W01") + number)
        _answer(spool, range(7), name)
        died = _close_and_die(rounds, f"statement {number}")
        rounds.close_ended(CLOSING)
        assert (_stored(rounds, name), spool.rounds()) == (SEVEN_RED, [])
        with reading(rounds.replies) as connection:
            assert rounds.reports.find(name)["stress"]["nation"]["n"] == 5
            assert sum(replies.count_totals(connection, "nrs").values()) == 7 * number
        if died == 0:
            break
        assert died == -signal.SIGKILL
    assert 10 < number < 59


def test_a_kill_before_the_commit_leaves_the_round_open(rounds: Rounds, spool: Spool) -> None:
    _answer(spool, range(7))
    _close_and_die(rounds, POINTS[1])
    with rounds.replies.begin() as connection:
        assert not is_closed(connection, WEEK)


def test_the_log_names_the_round_and_nothing_of_its_content(
    rounds: Rounds, spool: Spool, caplog: pytest.LogCaptureFixture
) -> None:
    _answer(spool, range(7))
    with caplog.at_level(logging.INFO, logger="bot"):
        rounds.close_ended(CLOSING)
    assert [record.getMessage() for record in caplog.records] == [f"round {WEEK} is closed"]


def test_what_was_delivered_is_forgotten_when_its_round_is_over(
    rounds: Rounds, deliveries: Store
) -> None:
    with deliveries.begin() as connection:
        for chat_id, (due_at, state) in enumerate(
            [
                (wall("2026-11-27 09:00"), DeliveryState.SENT),
                (wall("2026-11-27 09:00"), DeliveryState.LEASED),
                (wall("2026-11-30 09:00"), DeliveryState.SENT),
            ]
        ):
            ledger.enter(connection, prompt(chat_id, due_at=due_at), state)
    rounds.forget_old(wall("2026-11-30 10:00"))
    with deliveries.begin() as connection:
        assert set(connection.scalars(sa.select(delivery.c.chat_id))) == {1, 2}


def test_replies_are_forgotten_after_their_months(rounds: Rounds, spool: Spool) -> None:
    for name in ("2024-W40", "2025-W40"):
        _answer(spool, range(7), name)
    rounds.close_ended(CLOSING)
    rounds.forget_old(CLOSING)
    assert [_stored(rounds, name) for name in ("2024-W40", "2025-W40")] == [{}, SEVEN_RED]


def test_a_purged_round_stays_closed(rounds: Rounds, spool: Spool) -> None:
    for _ in range(2):
        _answer(spool, range(7), "2024-W40")
        rounds.close_ended(CLOSING)
        rounds.forget_old(CLOSING)
    assert _stored(rounds, "2024-W40") == {}


def test_what_is_purged_leaves_no_byte(
    open_sqlite: OpenStore, spool: Spool, tmp_path: Path
) -> None:
    deliveries, store = open_sqlite("delivery"), open_sqlite("replies")
    rounds = make_rounds(deliveries, store, spool, random.SystemRandom(), K)
    with deliveries.begin() as connection:
        old = prompt(CANARY, due_at=wall("2026-11-27 09:00"))
        ledger.enter(connection, old, DeliveryState.SENT)
    _answer(spool, range(7), "2024-W40")
    rounds.close_ended(CLOSING)
    assert b"desaguaderonrs" in (tmp_path / "replies.sqlite").read_bytes()
    assert traces_in(tmp_path, CANARY) != set()
    rounds.forget_old(CLOSING)
    assert traces_in(tmp_path, CANARY) == set()
    assert b"desaguaderonrs" not in (tmp_path / "replies.sqlite").read_bytes()


def test_a_larger_k_needs_more_people(rounds: Rounds) -> None:
    people = _people(desaguadero=7)
    kept = [
        len(replace(rounds, anonymiser=replace(rounds.anonymiser, k=k)).anonymise(people).replies)
        for k in (5, 7, 8)
    ]
    assert kept == [7, 7, 0]


def _answer(spool: Spool, chat_ids: Iterable[int], name: str = WEEK) -> None:
    for chat_id in chat_ids:
        spool.put(name, chat_id, "desaguadero", "nrs", "9")


def _answers(dice: random.Random) -> dict[str, str]:
    """One person's answers: often stress, sometimes a trigger, rarely a vote."""
    given = {"nrs": dice.choice(["2", "5", "7", "9"])}
    if dice.random() < 0.5:
        given["trigger"] = dice.choice(["turno", "publico"])
    if dice.random() < 0.2:
        given["lesson-01"] = "up"
    return given


def _people(**units: int) -> list[Entry]:
    return [Entry(unit, {"nrs": "9"}) for unit, n in units.items() for _ in range(n)]


def _stored(rounds: Rounds, name: str = WEEK) -> dict[tuple[str, str, str], int]:
    with rounds.replies.begin() as connection:
        return count_bands(connection, name)


def _digest_of_closed(open_sqlite: OpenStore, spool: Spool, seed: int) -> str:
    """The digest of the reply store's file once the week is closed."""
    dice = random.Random(seed)  # noqa: S311 - dice, not secrets
    store = open_sqlite("replies")
    make_rounds(open_sqlite("delivery"), store, spool, dice, K).close_ended(CLOSING)
    store.dispose()
    return hashlib.sha256(file_of(store).read_bytes()).hexdigest()


def _folder(rounds: Rounds) -> Path:
    assert isinstance(rounds.spool, Spool)
    return rounds.spool.folder


def _close_and_die(rounds: Rounds, point: str) -> int:
    """Close in a process that is killed at a point; its exit status."""
    command = (sys.executable, "-m", "service.crash_while_closing")
    places = (address(rounds.deliveries), address(rounds.replies), str(_folder(rounds)))
    paths = {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    died = subprocess.run([*command, *places, point], env=os.environ | paths, check=False)
    return died.returncode


def test_a_spool_file_that_cannot_be_read_does_not_stop_the_round_behind_it(
    rounds: Rounds, spool: Spool, caplog: pytest.LogCaptureFixture
) -> None:
    (spool.folder / "2026-W45.spool").write_bytes(b"this is no database" * 100)
    spool.put(WEEK, 1, "pisiga", "nrs", "2")
    assert rounds.close_ended(CLOSING) == [WEEK]
    assert spool.rounds() == ["2026-W45"]
    assert "round 2026-W45 cannot be closed: 2026-W45.spool cannot be used" in caplog.text


def test_the_store_of_a_new_installation_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "replies.sqlite"
    engine = open_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE one (two)")
        modes = {file.stat().st_mode & 0o777 for file in tmp_path.glob("replies.sqlite*")}
    engine.dispose()
    assert modes == {0o600}
