"""The commands of the welfare team and the operator, as processes on real files."""

from __future__ import annotations

import csv
import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyrage
import pytest
from storage.people import CANARY, officer, prompt
from test_command_line import run

from bot.arranging import calendar_from
from bot.assembly import assemble
from bot.config import load_config
from bot.demo.stage import EXAMPLE
from bot.demo.year import year_of_answers
from bot.domain.model import DeliveryState
from bot.domain.reporting import digest
from bot.opening import Stores, open_stores
from bot.service.personal_data import PersonalData
from bot.storage import ledger
from bot.storage.delivery import add_subscriber
from bot.storage.engine import sweep
from scheduler import now

Settings = dict[str, str]
TOKEN = "98765432:AAHfakefakefakefakefakefakefakefake"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation whose everything lies in the test's folder, but for what is in memory."""
    return {
        "PROGRAMME__ORGANISATION": "Aduana",
        "PROGRAMME__INVITATION_KEY_FILE": str(tmp_path / "key"),
        "STORAGE__DELIVERY_URL": f"sqlite:///{tmp_path}/delivery.sqlite",
        "STORAGE__REPLIES_URL": f"sqlite:///{tmp_path}/replies.sqlite",
        "STORAGE__REPORTS_DIR": str(tmp_path / "reports"),
    }


@pytest.fixture
def stores(settings: Settings, tmp_path: Path) -> Iterator[Stores]:
    """Its stores: two officers, and two months of rounds of six hundred."""
    environ = {f"RESPIRO_{key}": value for key, value in settings.items()}
    config = load_config(EXAMPLE, environ)
    with open_stores(config) as opened:
        with opened.deliveries.begin() as connection:
            for chat_id in (CANARY, *range(500_001, 500_013)):
                add_subscriber(connection, officer(chat_id))
                ledger.enter(connection, prompt(chat_id), DeliveryState.SENT)
        respiro = assemble(config, opened, TOKEN, now)
        for name, entries in year_of_answers(config, 9, random.Random(1)):  # noqa: S311 - dice
            respiro.rounds.close(name, entries)
        assert sweep(opened.replies)
        yield opened


async def test_a_report_comes_as_three_files_and_three_sentences(
    settings: Settings, stores: Stores, tmp_path: Path
) -> None:
    code, out, err = await run("report", settings=settings)
    assert (code, err) == (0, "")
    assert "Respondieron unas" in out
    folder = tmp_path / "reports"
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["2026-W10.csv", "2026-W10.html", "2026-W10.json"]
    document = json.loads((folder / "2026-W10.json").read_text())
    assert document["sha256"] == digest(document)
    page = (folder / "2026-W10.html").read_text()
    assert document["sha256"] in page
    assert "http" not in page.replace("<!doctype html>", "")
    with (folder / "2026-W10.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["what"] for row in rows} >= {"participation", "stress", "stress_block", "trigger"}
    assert stores.replies is not None


async def test_a_report_that_was_written_stays_as_it_is(
    settings: Settings, stores: Stores, tmp_path: Path
) -> None:
    await run("report", "2026-W05", settings=settings)
    page = tmp_path / "reports" / "2026-W05.html"
    page.write_text("signed by hand")
    code, out, _ = await run("report", "2026-W05", settings=settings)
    assert code == 0
    assert out.count("(was there already)") == 3
    assert page.read_text() == "signed by hand"
    assert stores.replies is not None


async def test_a_round_without_a_report_is_told_with_the_newest(
    settings: Settings, stores: Stores
) -> None:
    code, out, err = await run("report", "2020-W01", settings=settings)
    assert (code, out) == (2, "")
    assert err == "There is no report of 2020-W01; the newest is 2026-W10.\n"
    assert stores.replies is not None


async def test_before_the_first_round_there_is_no_report(settings: Settings) -> None:
    code, _, err = await run("report", settings=settings)
    assert (code, err) == (2, "No round has been closed yet, so there is no report.\n")


async def test_a_report_that_was_changed_afterwards_is_refused(
    settings: Settings, stores: Stores
) -> None:
    with stores.replies.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE report SET document = replace(document, 'Aduana', 'Otra') "
            "WHERE round = '2026-W10'"
        )
    code, _, err = await run("report", settings=settings)
    assert (code, err) == (2, "The report of 2026-W10 was changed after it was issued.\n")
    code, out, _ = await run("privacy", "verify", settings=settings)
    assert code == 1
    assert "FAILS          every report is as it was issued" in out


async def test_a_backup_goes_there_and_back(
    settings: Settings, stores: Stores, tmp_path: Path
) -> None:
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "identity").write_text(f"{key}\n")
    sealed = settings | {"PRIVACY__BACKUP_RECIPIENT": str(key.to_public())}
    code, out, err = await run("backup", str(tmp_path / "backups"), settings=sealed)
    assert (code, err) == (0, "")
    made = out.strip()
    config = load_config(EXAMPLE, {f"RESPIRO_{key}": value for key, value in settings.items()})
    PersonalData(stores.deliveries, stores.spool, calendar_from(config)).erase(CANARY, now())
    code, _, err = await run("restore", made, settings=sealed)
    assert (code, err.count("--identity")) == (2, 1)
    identity = ("--identity", str(tmp_path / "identity"))
    code, out, err = await run("restore", made, *identity, settings=sealed)
    assert (code, err) == (0, "")
    assert out == (
        "12 people and 0 rounds are back; 1 who had asked to be deleted since were deleted again.\n"
    )


async def test_a_sound_installation_is_proved_line_by_line(
    settings: Settings, stores: Stores, tmp_path: Path
) -> None:
    await run("report", settings=settings)
    await run("backup", str(tmp_path / "backups"), settings=settings)
    log = tmp_path / "respiro.log"
    log.write_text("2026-11-24 12:00:00 INFO bot: round 2026-W47 is closed\n")
    asked = ("--log", str(log), "--backup", str(tmp_path / "backups"))
    code, out, err = await run("privacy", "verify", *asked, settings=settings)
    assert (code, err) == (0, ""), out
    lines = out.splitlines()
    assert len(lines) == 10
    assert {line[:4].strip() for line in lines} == {"ok"}
    assert stores.replies is not None


async def test_what_was_not_looked_at_is_said(settings: Settings, stores: Stores) -> None:
    code, out, _ = await run("privacy", "verify", settings=settings)
    assert code == 0
    assert "not looked at  no chat number and no token in logs" in out
    assert "--backup DIR" in out
    assert stores.replies is not None


FAULTS = {
    "a column more": "tables and columns are the declared ones",
    "a chat number in a reply": "no chat number in the reply store",
    "a chat number as bytes": "no chat number in the reply store",
    "a group of four": "every stored group has 10 people or more",
    "pages not given back": "the reply store keeps nothing that was deleted",
    "an open folder": "the open round is in memory, for its owner only",
    "a chat number in a log": "no chat number and no token in logs",
    "a token in a log": "no chat number and no token in logs",
    "a chat number in a report": "no chat number and no token in exported reports",
    "a spool in a backup": "backups hold no open round and no log of a store",
    "a plain backup": "backups hold no open round and no log of a store",
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_each_fault_fails_its_line_and_the_command(
    settings: Settings, stores: Stores, tmp_path: Path, fault: str
) -> None:
    log, backups = tmp_path / "respiro.log", tmp_path / "backups"
    log.write_text("quiet\n")
    backups.mkdir()
    (backups / "note").touch(0o600)
    spool = tmp_path / "spool"
    spool.mkdir(0o700)
    settings |= {"STORAGE__SPOOL_DIR": str(spool)}
    stores.close()
    with closing(sqlite3.connect(tmp_path / "replies.sqlite", isolation_level=None)) as file:
        if fault == "a column more":
            file.execute("ALTER TABLE reply ADD COLUMN answered_at TEXT")
        elif fault == "a chat number in a reply":
            file.execute("INSERT INTO tally VALUES ('2026-W10', 'x', 'y', ?, 30)", (str(CANARY),))
        elif fault == "a chat number as bytes":
            file.execute(
                "INSERT INTO total VALUES (?, '2026-W10', 'nrs', 3)",
                (CANARY.to_bytes(8, "big") * 2,),
            )
        elif fault == "a group of four":
            file.execute("INSERT INTO tally VALUES ('2026-W10', 'nacional', 'z', 'up', 4)")
        elif fault == "pages not given back":
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            file.execute("DELETE FROM reply")
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if fault == "an open folder":
        settings |= {"STORAGE__SPOOL_DIR": ""}
        path = Path("/dev/shm") / f"respiro-test-{tmp_path.name}"
        path.mkdir(mode=0o700, exist_ok=True)
        (path / "2026-W48.spool").touch(0o644)
        settings |= {"STORAGE__SPOOL_DIR": str(path)}
    elif fault == "a chat number in a log":
        log.write_text(f"chat {CANARY} wrote\n")
    elif fault == "a token in a log":
        log.write_text(f"https://api.telegram.org/bot{TOKEN}/getMe\n")
    elif fault == "a chat number in a report":
        (tmp_path / "reports").mkdir()
        (tmp_path / "reports" / "note.html").write_text(f"<p>{CANARY}")
    elif fault == "a spool in a backup":
        (backups / "2026-W48.spool").touch(0o600)
    elif fault == "a plain backup":
        settings |= {
            "PRIVACY__BACKUP_RECIPIENT": str(pyrage.x25519.Identity.generate().to_public())
        }
        (backups / "replies.sqlite").touch(0o600)
    asked = ("--log", str(log), "--backup", str(backups))
    code, out, _ = await run("privacy", "verify", *asked, settings=settings)
    assert code == 1
    failed = [line for line in out.splitlines() if line.startswith("FAILS")]
    assert any(FAULTS[fault] in line for line in failed), out
