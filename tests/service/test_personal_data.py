"""/misdatos shows all there is, and /borrar leaves no byte of it."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from storage.databases import OpenStore, file_of
from storage.people import CANARY, LONG_CANARY, appointment, officer, prompt, traces_in

from bot.domain.model import DeliveryState, Entry, PromptKind
from bot.service.enrolment import Enrolment
from bot.service.personal_data import PersonalData
from bot.storage import appointments, ledger
from bot.storage.delivery import add_subscriber
from bot.storage.engine import Connection, Store, sweep
from bot.storage.spool import Spool
from service.conftest import Enrol
from service.programme import WEEK, calendar, wall

NOW = wall("2026-11-25 12:00")
OTHER = 1


@pytest.fixture
def store(open_sqlite: OpenStore) -> Store:
    """The delivery store as a file."""
    return open_sqlite("delivery")


@pytest.fixture
def rights(store: Store, spool: Spool) -> PersonalData:
    """The officer's rights over what lies in files."""
    return PersonalData(store, spool, calendar())


def test_a_stranger_is_told_that_nothing_is_kept(personal_data: PersonalData) -> None:
    assert personal_data.show(1, NOW) is None


def test_all_that_is_kept_is_shown(
    personal_data: PersonalData, deliveries: Store, spool: Spool, enrol: Enrol
) -> None:
    person = enrol()
    enrol(2)
    with deliveries.begin() as connection:
        ledger.enter(connection, prompt(), DeliveryState.SENT)
        ledger.enter(connection, prompt(2), DeliveryState.SENT)
    spool.put(WEEK, 1, "desaguadero", "nrs", "9")
    kept = personal_data.show(1, NOW)
    assert kept is not None
    assert (kept.subscriber, kept.deliveries, kept.has_open_answers) == (person, [prompt()], True)
    assert {one.kind for one in kept.appointments} == {PromptKind.LESSON, PromptKind.CHECKIN}


def test_an_answer_of_somebody_else_is_not_shown_as_ones_own(
    personal_data: PersonalData, spool: Spool, enrol: Enrol
) -> None:
    enrol()
    spool.put(WEEK, 2, "desaguadero", "nrs", "9")
    kept = personal_data.show(1, NOW)
    assert kept is not None
    assert not kept.has_open_answers


def test_an_answer_in_a_round_that_ended_and_is_not_closed_yet_is_shown(
    personal_data: PersonalData, spool: Spool, enrol: Enrol
) -> None:
    enrol()
    spool.put("2026-W47", 1, "desaguadero", "nrs", "9")
    kept = personal_data.show(1, NOW)
    assert kept is not None
    assert kept.has_open_answers


def test_who_was_erased_is_a_stranger(personal_data: PersonalData, enrol: Enrol) -> None:
    enrol()
    assert personal_data.erase(1, NOW)
    assert personal_data.show(1, NOW) is None
    assert not personal_data.erase(1, NOW)


def test_erasing_one_leaves_the_others(
    personal_data: PersonalData, spool: Spool, enrol: Enrol
) -> None:
    for chat_id in (1, 2):
        enrol(chat_id)
        spool.put(WEEK, chat_id, f"unit-{chat_id}", "nrs", "9")
    before = personal_data.show(2, NOW)
    personal_data.erase(1, NOW)
    assert personal_data.show(2, NOW) == before
    assert spool.entries(WEEK) == [Entry("unit-2", {"nrs": "9"})]


def test_who_was_erased_may_come_back_as_a_newcomer(
    personal_data: PersonalData, enrolment: Enrolment, enrol: Enrol
) -> None:
    person = enrol(next_lesson=9)
    personal_data.erase(1, NOW)
    new = enrolment.agree(1, person.consent, "es", "", NOW)
    assert new is not None
    assert new.next_lesson == 1


@pytest.mark.parametrize("chat_id", [CANARY, LONG_CANARY])
def test_erasing_leaves_no_byte_of_a_chat_id_in_any_file(
    rights: PersonalData, store: Store, spool: Spool, tmp_path: Path, chat_id: int
) -> None:
    _settle_in(store, spool, chat_id)
    before = traces_in(tmp_path, chat_id)
    assert {trace.partition(":")[0] for trace in before} == {"delivery.sqlite-wal"}
    rights.erase(chat_id, NOW)
    assert traces_in(tmp_path, chat_id) == set()


def test_erasing_leaves_no_byte_where_the_rows_had_reached_the_file_itself(
    rights: PersonalData, store: Store, spool: Spool, tmp_path: Path
) -> None:
    _settle_in(store, spool, CANARY)
    sweep(store)
    assert {trace.partition(":")[0] for trace in traces_in(tmp_path, CANARY)} == {"delivery.sqlite"}
    rights.erase(CANARY, NOW)
    assert traces_in(tmp_path, CANARY) == set()


def test_erasing_leaves_no_byte_of_an_open_answer(
    rights: PersonalData, store: Store, spool: Spool, tmp_path: Path
) -> None:
    _settle_in(store, spool, CANARY)
    (path,) = spool.folder.iterdir()
    with closing(sqlite3.connect(path)) as file:
        ((person,),) = file.execute("SELECT person FROM entry WHERE unit = 'desaguadero'")
    assert person in path.read_bytes()
    rights.erase(CANARY, NOW)
    left = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    assert (person in left, b"turno" in left) == (False, False)


def test_erasing_succeeds_while_somebody_reads_and_the_next_sweep_takes_the_rest(
    rights: PersonalData,
    store: Store,
    spool: Spool,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    sa.event.listen(store, "connect", _lose_patience)
    store.dispose()
    _settle_in(store, spool, CANARY)
    with _reading(file_of(store)), caplog.at_level(logging.WARNING):
        assert rights.erase(CANARY, NOW)
    assert len(caplog.records) == 1
    assert str(CANARY) not in caplog.text
    rights.erase(OTHER, NOW)
    assert traces_in(tmp_path, CANARY) == set()


def _settle_in(store: Store, spool: Spool, chat_id: int) -> None:
    """A row in every table, an answer in the spool, and a neighbour in all of them."""
    with store.begin() as connection:
        for one in (chat_id, OTHER):
            _enter(connection, one)
    spool.put(WEEK, OTHER, "pisiga", "nrs", "2")
    spool.put(WEEK, chat_id, "desaguadero", "trigger", "turno")


def _enter(connection: Connection, chat_id: int) -> None:
    add_subscriber(connection, officer(chat_id))
    for kind in PromptKind:
        appointments.set_appointment(connection, appointment(chat_id, kind))
    ledger.enter(connection, prompt(chat_id), DeliveryState.SENT)
    ledger.enter(connection, prompt(chat_id, PromptKind.CHECKIN, item=None))


def _lose_patience(dbapi: sqlite3.Connection, _record: object) -> None:
    """Wait a moment for others where the program waits five seconds."""
    dbapi.execute("PRAGMA busy_timeout=50")


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM subscriber").fetchall()
        yield
