"""An answer is scored for everybody, kept for whoever agreed, and leaves no other mark."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import sqlalchemy as sa
from storage.databases import OpenStore
from storage.people import CANARY, officer

from bot.domain.instruments import Thresholds
from bot.domain.model import Band, Consent, Entry
from bot.service.checkins import Answered, Checkins, Record
from bot.storage.delivery import add_subscriber
from bot.storage.spool import Spool
from service.conftest import Enrol
from service.programme import WEEK, calendar, wall

NOW = wall("2026-11-25 12:31")
LAST_WEEK, NEXT_WEEK = "2026-W47", "2026-W49"


@pytest.mark.parametrize(
    ("moment", "name"),
    [
        ("2026-11-23 02:59", LAST_WEEK),
        ("2026-11-23 03:00", WEEK),
        ("2026-11-30 02:59", WEEK),
        ("2026-11-30 03:00", NEXT_WEEK),
    ],
)
def test_a_round_begins_and_ends_at_the_closing_hour(
    checkins: Checkins, moment: str, name: str
) -> None:
    assert checkins.open_round(wall(moment)) == name


@pytest.mark.parametrize(
    ("score", "band"), [(0, Band.GREEN), (5, Band.YELLOW), (7, Band.ORANGE), (10, Band.RED)]
)
def test_an_answer_is_scored_and_kept(
    checkins: Checkins, spool: Spool, enrol: Enrol, score: int, band: Band
) -> None:
    enrol()
    assert checkins.answer(1, WEEK, score, NOW) == Answered(band, Record.KEPT)
    assert spool.entries(WEEK) == [Entry("desaguadero", {"nrs": str(score)})]


def test_the_last_answer_of_a_week_wins(checkins: Checkins, spool: Spool, enrol: Enrol) -> None:
    enrol()
    for score in (9, 2):
        checkins.answer(1, WEEK, score, NOW)
    assert spool.entries(WEEK) == [Entry("desaguadero", {"nrs": "2"})]


def test_all_that_an_officer_says_in_a_week_is_one_entry(
    checkins: Checkins, spool: Spool, enrol: Enrol
) -> None:
    enrol()
    checkins.answer(1, WEEK, 8, NOW)
    assert checkins.name_trigger(1, WEEK, "turno", NOW) is Record.KEPT
    assert checkins.note_breathing(1, 8, 5, NOW) is Record.KEPT
    expected = {"nrs": "8", "trigger": "turno", "breathing": "-3"}
    assert spool.entries(WEEK) == [Entry("desaguadero", expected)]


@pytest.mark.parametrize("consent", [Consent.LESSONS, None])
def test_who_did_not_agree_is_scored_and_nothing_is_kept(
    checkins: Checkins, spool: Spool, enrol: Enrol, consent: Consent | None
) -> None:
    if consent is not None:
        enrol(consent=consent)
    assert checkins.answer(1, WEEK, 10, NOW) == Answered(Band.RED, Record.NOT_ASKED_FOR)
    assert checkins.name_trigger(1, WEEK, "turno", NOW) is Record.NOT_ASKED_FOR
    assert checkins.note_breathing(1, 8, 5, NOW) is Record.NOT_ASKED_FOR
    assert list(spool.folder.iterdir()) == []


@pytest.mark.parametrize("asked_in", [LAST_WEEK, NEXT_WEEK, "", "2026-W4", "../../etc"])
def test_an_answer_to_another_round_is_scored_and_nothing_is_kept(
    checkins: Checkins, spool: Spool, enrol: Enrol, asked_in: str
) -> None:
    enrol()
    assert checkins.answer(1, asked_in, 10, NOW) == Answered(Band.RED, Record.ROUND_CLOSED)
    assert checkins.name_trigger(1, asked_in, "turno", NOW) is Record.ROUND_CLOSED
    assert list(spool.folder.iterdir()) == []


def test_an_answer_on_the_stroke_of_closing_is_late(
    checkins: Checkins, spool: Spool, enrol: Enrol
) -> None:
    enrol()
    late = checkins.answer(1, WEEK, 3, wall("2026-11-30 03:00"))
    assert late.record is Record.ROUND_CLOSED
    assert spool.rounds() == []


@pytest.mark.parametrize("trigger", ["", "my boss", "TURNO"])
def test_a_trigger_that_is_no_button_is_not_kept(
    checkins: Checkins, spool: Spool, enrol: Enrol, trigger: str
) -> None:
    enrol()
    assert checkins.name_trigger(1, WEEK, trigger, NOW) is Record.NOT_ASKED_FOR
    assert spool.rounds() == []


@pytest.mark.parametrize("score", [-1, 11])
def test_a_score_off_the_scale_is_refused_and_not_kept(
    checkins: Checkins, spool: Spool, enrol: Enrol, score: int
) -> None:
    enrol()
    with pytest.raises(ValueError, match="between 0 and 10"):
        checkins.answer(1, WEEK, score, NOW)
    assert spool.rounds() == []


def test_an_answer_writes_no_log_line(
    checkins: Checkins, enrol: Enrol, caplog: pytest.LogCaptureFixture
) -> None:
    enrol(CANARY)
    with caplog.at_level(logging.DEBUG):
        for score in (0, 10):
            checkins.answer(CANARY, WEEK, score, NOW)
    assert caplog.records == []


def test_an_answer_leaves_the_delivery_store_byte_for_byte_as_it_was(
    open_sqlite: OpenStore, spool: Spool, tmp_path: Path
) -> None:
    store = open_sqlite("delivery")
    asked = Checkins(store, spool, calendar(), Thresholds(5, 7, 9))
    with store.begin() as connection:
        add_subscriber(connection, officer())

    def kept() -> list[bytes]:
        return [(tmp_path / f"delivery.sqlite{end}").read_bytes() for end in ("", "-wal")]

    before = kept()
    assert asked.answer(1, WEEK, 10, NOW).record is Record.KEPT
    assert kept() == before


def test_an_answer_leaves_no_mark_on_the_officers_row_in_postgresql(
    open_postgres: OpenStore, spool: Spool
) -> None:
    store = open_postgres("delivery")
    asked = Checkins(store, spool, calendar(), Thresholds(5, 7, 9))
    with store.begin() as connection:
        add_subscriber(connection, officer())
    marked = sa.text("SELECT xmin::text || ' ' || xmax::text || ' ' || ctid::text FROM subscriber")

    def marks() -> list[str]:
        with store.begin() as connection:
            return list(connection.scalars(marked))

    before = marks()
    assert asked.answer(1, WEEK, 10, NOW).record is Record.KEPT
    assert marks() == before
