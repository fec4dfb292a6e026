"""T9: backups tell no order and bring nobody back; a deleted person is in no byte."""

from __future__ import annotations

import random
from pathlib import Path

import pyrage
import pytest
from service.programme import calendar, wall
from storage.databases import OpenStore, Reopen, file_of, reopen
from storage.people import CANARY, LONG_CANARY, appointment, officer, prompt, traces_in

from bot.domain.model import DeliveryState, PromptKind
from bot.service.backups import BackupError, Backups
from bot.service.personal_data import PersonalData
from bot.storage import appointments, ledger
from bot.storage.delivery import add_subscriber, find_subscriber
from bot.storage.engine import Store, reading
from bot.storage.erasures import forget_erasures, read_erasures
from bot.storage.replies import count_bands
from bot.storage.spool import Spool
from bot.storage.turn import turn_of
from privacy.attackers import by_offset, score_answers
from privacy.designs import at_once
from privacy.test_attackers import Sum, groups
from privacy.world import WEEKS, a_week, close_ours

__all__ = ["reopen"]

NOW = wall("2026-11-25 12:00")
LATER = wall("2026-11-26 12:00")


@pytest.fixture
def stores(open_store: OpenStore) -> tuple[Store, Store]:
    """Both stores, on each database."""
    return open_store("delivery"), open_store("replies")


@pytest.fixture
def backups(stores: tuple[Store, Store], tmp_path: Path) -> Backups:
    """Backups that anybody could open."""
    memory = tmp_path / "memory"
    memory.mkdir()
    return Backups(*stores, calendar(), "", memory)


def enrol(store: Store, chat_id: int) -> None:
    """An officer with a lesson due, and one that was sent."""
    with store.begin() as connection:
        add_subscriber(connection, officer(chat_id))
        appointments.set_appointment(connection, appointment(chat_id))
        ledger.enter(connection, prompt(chat_id), DeliveryState.SENT)


def erase(store: Store, folder: Path, chat_id: int) -> None:
    """What /borrar does."""
    assert PersonalData(store, Spool(folder / "spool"), calendar()).erase(chat_id, NOW)


def test_a_backup_holds_both_stores_and_nothing_else(backups: Backups, tmp_path: Path) -> None:
    made = backups.make(tmp_path / "backups", NOW)
    assert made.name == "respiro-20261125T160000Z"
    assert sorted(path.name for path in made.iterdir()) == ["delivery.sqlite", "replies.sqlite"]
    assert [path.name for path in made.parent.iterdir()] == [made.name]
    assert {path.stat().st_mode & 0o077 for path in (made, *made.iterdir())} == {0}


def test_what_was_kept_comes_back(
    backups: Backups, stores: tuple[Store, Store], tmp_path: Path
) -> None:
    deliveries, replies = stores
    enrol(deliveries, 7)
    said = a_week(random.Random(1))  # noqa: S311 - dice, not secrets
    close_ours(deliveries, replies, tmp_path / "spool", {WEEKS[0]: said}, random.Random(1))  # noqa: S311
    with reading(replies) as connection:
        before = count_bands(connection, WEEKS[0])
    made = backups.make(tmp_path / "backups", NOW)
    with deliveries.begin() as connection:
        for table in ("subscriber", "appointment", "delivery"):
            connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608
    with replies.begin() as connection:
        for table in ("reply", "total", "tally", "closed_round", "report"):
            connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608
    back = backups.put_back(made, None, turn_of(deliveries), LATER)
    assert (back.people, back.deleted_again, back.rounds) == (1, 0, 1)
    with reading(deliveries) as connection:
        assert find_subscriber(connection, 7) == officer(7)
        assert ledger.deliveries_of(connection, 7) == [prompt(7)]
    with reading(replies) as connection:
        assert count_bands(connection, WEEKS[0]) == before


def test_rounds_closed_since_the_backup_stay(
    backups: Backups, stores: tuple[Store, Store], tmp_path: Path
) -> None:
    deliveries, replies = stores
    dice = random.Random(1)  # noqa: S311 - dice, not secrets
    close_ours(deliveries, replies, tmp_path / "one", {WEEKS[0]: a_week(dice)}, dice)
    made = backups.make(tmp_path / "backups", NOW)
    close_ours(deliveries, replies, tmp_path / "two", {WEEKS[1]: a_week(dice)}, dice)
    assert backups.put_back(made, None, turn_of(deliveries), LATER).rounds == 0
    with reading(replies) as connection:
        assert [sum(count_bands(connection, week).values()) for week in WEEKS[:2]] == [40, 40]


def test_whoever_was_deleted_since_the_backup_is_deleted_again(
    backups: Backups, stores: tuple[Store, Store], tmp_path: Path
) -> None:
    deliveries, _ = stores
    for chat_id in (7, CANARY):
        enrol(deliveries, chat_id)
    made = backups.make(tmp_path / "backups", NOW)
    erase(deliveries, tmp_path, CANARY)
    back = backups.put_back(made, None, turn_of(deliveries), LATER)
    assert (back.people, back.deleted_again) == (1, 1)
    with reading(deliveries) as connection:
        assert find_subscriber(connection, CANARY) is None
        assert appointments.appointments_of(connection, CANARY) == []
        assert ledger.deliveries_of(connection, CANARY) == []
        assert find_subscriber(connection, 7) is not None
    again = backups.put_back(made, None, turn_of(deliveries), LATER)
    assert again.deleted_again == 1


def test_a_deletion_is_forgotten_with_the_last_backup_that_could_undo_it(
    stores: tuple[Store, Store], tmp_path: Path
) -> None:
    deliveries, _ = stores
    enrol(deliveries, CANARY)
    erase(deliveries, tmp_path, CANARY)
    with deliveries.begin() as connection:
        assert len(read_erasures(connection).people) == 1
        assert forget_erasures(connection, "2026-W48") == 0
        assert forget_erasures(connection, "2026-W49") == 1
        assert read_erasures(connection).keys == ()


def test_what_was_due_or_waiting_in_the_backup_is_not_sent_a_second_time(
    backups: Backups, stores: tuple[Store, Store], tmp_path: Path
) -> None:
    deliveries, _ = stores
    enrol(deliveries, 7)
    with deliveries.begin() as connection:
        ledger.enter(connection, prompt(7, PromptKind.CHECKIN))
    made = backups.make(tmp_path / "backups", NOW)
    backups.put_back(made, None, turn_of(deliveries), LATER)
    with deliveries.begin() as connection:
        assert ledger.take(connection, LATER, 10) == []
        assert [one.due_at for one in appointments.appointments_of(connection, 7)] == [
            wall("2026-11-27 09:00")
        ]


def test_nothing_is_put_back_while_the_bot_runs(
    backups: Backups, stores: tuple[Store, Store], tmp_path: Path, reopen: Reopen
) -> None:
    made = backups.make(tmp_path / "backups", NOW)
    enrol(stores[0], 7)
    running = turn_of(reopen(stores[0]))
    assert running.hold()
    with pytest.raises(BackupError, match="The bot is running: stop it first"):
        backups.put_back(made, None, turn_of(stores[0]), LATER)
    running.give_up()
    with reading(stores[0]) as connection:
        assert find_subscriber(connection, 7) is not None


@pytest.mark.parametrize("fault", ["nothing there", "cut short", "something else"])
def test_a_backup_that_cannot_be_read_changes_nothing(
    backups: Backups, stores: tuple[Store, Store], tmp_path: Path, fault: str
) -> None:
    enrol(stores[0], 7)
    made = backups.make(tmp_path / "backups", NOW)
    copy = made / "replies.sqlite"
    if fault == "nothing there":
        copy.unlink()
    elif fault == "cut short":
        copy.write_bytes(copy.read_bytes()[:5000])
    else:
        copy.write_text("Querido diario")
    with pytest.raises(BackupError) as told:
        backups.put_back(made, None, turn_of(stores[0]), LATER)
    assert str(told.value).endswith((".", "folder."))
    with reading(stores[0]) as connection:
        assert find_subscriber(connection, 7) is not None
        assert len(appointments.appointments_of(connection, 7)) == 1


def test_a_sealed_backup_opens_with_its_key_only(
    stores: tuple[Store, Store], tmp_path: Path
) -> None:
    key, wrong = (pyrage.x25519.Identity.generate() for _ in range(2))
    backups = Backups(*stores, calendar(), str(key.to_public()), tmp_path)
    enrol(stores[0], CANARY)
    made = backups.make(tmp_path / "backups", NOW)
    assert sorted(path.suffix for path in made.iterdir()) == [".age", ".age"]
    assert traces_in(made, CANARY) == set()
    for name, one in (("right", key), ("wrong", wrong)):
        (tmp_path / name).write_text(f"# created: today\n{one}\n")
    turn = turn_of(stores[0])
    with pytest.raises(BackupError, match="--identity"):
        backups.put_back(made, None, turn, LATER)
    with pytest.raises(BackupError, match="does not open this backup"):
        backups.put_back(made, tmp_path / "wrong", turn, LATER)
    assert backups.put_back(made, tmp_path / "right", turn, LATER).people == 1
    assert [path.name for path in tmp_path.glob("tmp*")] == []


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(
    backups: Backups, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BackupError, match="cannot be written to"):
        backups.make(tmp_path / "file", NOW)


@pytest.mark.parametrize("chat_id", [CANARY, LONG_CANARY])
def test_a_deleted_person_is_in_no_byte_of_the_store_and_of_the_next_backup(
    open_sqlite: OpenStore, tmp_path: Path, chat_id: int
) -> None:
    deliveries, replies = open_sqlite("delivery"), open_sqlite("replies")
    for other in range(1, 40):
        enrol(deliveries, other)
    enrol(deliveries, chat_id)
    (tmp_path / "memory").mkdir()
    backups = Backups(deliveries, replies, calendar(), "", tmp_path / "memory")
    made = backups.make(tmp_path / "backups", NOW)
    assert traces_in(made, chat_id) != set()
    for path in (*made.iterdir(), made):
        path.unlink() if path.is_file() else path.rmdir()
    assert traces_in(tmp_path, chat_id) != set()
    erase(deliveries, tmp_path, chat_id)
    backups.make(tmp_path / "backups", LATER)
    assert traces_in(tmp_path, chat_id) == set()


def test_the_pages_of_a_backup_tell_no_order(open_sqlite: OpenStore, tmp_path: Path) -> None:
    naive, ours = Sum(), Sum()
    for seed in range(40):
        dice = random.Random(seed)  # noqa: S311 - dice, not secrets
        said = a_week(dice)
        deliveries, replies = open_sqlite("delivery"), open_sqlite("replies")
        close_ours(deliveries, replies, tmp_path / f"spool-{seed}", {WEEKS[0]: said}, dice)
        backups = Backups(deliveries, replies, calendar(), "", tmp_path)
        made = backups.make(tmp_path / f"backups-{seed}", NOW)
        ranked = by_offset(made / "replies.sqlite", dice)
        ours.add(score_answers(ranked, said, WEEKS[0]), len(groups(said)))
        copied = tmp_path / f"naive-{seed}.sqlite"
        with at_once(copied, "at_once", WEEKS[0], said):
            pass
        ranked = by_offset(copied, dice)
        naive.add(score_answers(ranked, said, WEEKS[0]), len(groups(said)))
        assert file_of(replies).exists()
    assert ours.groups >= 150
    assert naive.score.advantage > 0.95
    assert abs(ours.score.z) < 3.5
