"""Logging: events, never people; the token in no line."""

from __future__ import annotations

import asyncio
import io
import logging
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from canary import TOKEN, Caught, everything_logged
from conftest import MONDAY, OpenStage

from bot import logs
from bot.chat.texts.commands import commands
from bot.demo.colleagues import answer_all
from bot.domain.timetable import round_of
from bot.logs import RedactingFormatter, redact
from simulator.clock import Clock
from simulator.faults import Error, Garbage, ResetAfter
from simulator.officer import Officer
from simulator.server import Simulator

CHAT = 815_162_342
NAME = "Xochiquétzal"
TYPED = "ornitorrinco violeta"
CRISIS = "quiero matarme, ornitorrinco"
FORGED = "s|2026-W48|9|ornitorrinco"
SECRETS = (str(CHAT), NAME, "ornitorrinco", TOKEN)

A_WEEK_LATER = datetime(2026, 12, 1, 13, 0, tzinfo=UTC)
TUESDAY_9 = datetime(2026, 11, 24, 13, 0, 5, tzinfo=UTC)


@pytest.fixture
def caught() -> Iterator[Caught]:
    """Everything that is logged from DEBUG on, the libraries hushed as in a live start."""
    with everything_logged() as catching:
        logs.hush()
        yield catching


@pytest.mark.parametrize(
    "text",
    [f"https://api.telegram.org/bot{TOKEN}/getMe", f"('{TOKEN}',)", f"{TOKEN}\n{TOKEN}"],
)
def test_a_token_is_taken_out_wherever_it_stands(text: str) -> None:
    assert redact(text) == text.replace(TOKEN, "‹token›")


def test_what_is_no_token_stays() -> None:
    text = "08:30:12 12345 prompts, round 2026-W48, 127.0.0.1:8080, sqlite:///data"
    assert redact(text) == text


def test_a_traceback_is_cleaned_too() -> None:
    try:
        raise ValueError(f"/bot{TOKEN}/sendMessage")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "no: %s", (TOKEN,), sys.exc_info())
    text = RedactingFormatter("%(message)s").format(record)
    assert "ValueError: /bot‹token›/sendMessage" in text
    assert TOKEN not in text


@pytest.mark.parametrize("library", ["telegram.ext.ExtBot", "aiohttp.client", "httpx", "alembic"])
def test_libraries_keep_silent_about_what_is_usual(caught: Caught, library: str) -> None:
    logging.getLogger(library).info(TYPED)
    logging.getLogger(library).debug(TYPED)
    assert caught.lines == []


def test_a_live_start_logs_to_standard_error_without_the_token(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    with everything_logged():
        logs.set_up()
        logging.getLogger("bot").warning("called %s", TOKEN)
    assert screen.getvalue().endswith("WARNING bot: called ‹token›\n")


# The canary


def seen_by(caught: Caught, capfd: pytest.CaptureFixture[str]) -> list[str]:
    """Which secrets got out."""
    written = capfd.readouterr()
    everything = caught.text + written.out + written.err
    return [secret for secret in SECRETS if secret in everything]


def canary(simulator: Simulator) -> Officer:
    """An officer whose name and number occur nowhere else."""
    return simulator.officer(NAME, chat_id=CHAT)


def telegram() -> Simulator:
    """The stand-in, for a bot with a token like a real one."""
    return Simulator(clock=Clock(MONDAY), token=TOKEN)


def test_the_canary_would_be_heard(caught: Caught, capfd: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("bot.chat").debug("%s wrote", {"chat": CHAT})
    sys.stderr.write(NAME)
    assert seen_by(caught, capfd) == [str(CHAT), NAME]


async def test_an_officers_whole_life_leaves_no_trace_in_the_log(
    caught: Caught, capfd: pytest.CaptureFixture[str], open_stage: OpenStage
) -> None:
    async with open_stage(simulator=telegram()) as stage:
        ana = canary(stage.simulator)
        await ana.send("/start")
        for label in ("Acepto", "La Paz", "Desaguadero", "De lunes a viernes", "09:00"):
            await ana.tap(label)
        for name, _ in commands(stage.respiro.desk.catalogues["es"]):
            await ana.send(f"/{name}")
        for text in (TYPED, CRISIS, f"/{TYPED}", f"/horario {TYPED}", "/informe", "/como_estoy"):
            await ana.send(text)
        await ana.tap("9")
        await ana.tap("Turno y sueño")
        for payload in (FORGED, "ornitorrinco", "x" * 64):
            await ana.tap_data(payload)
        await ana.voice()
        await ana.sticker()
        await ana.photo(TYPED)
        await ana.location()
        await ana.forward(TYPED)
        await ana.in_group(TYPED)
        mine = next(message for message in ana.screen if message.text == TYPED)
        await ana.edit(mine.message_id, CRISIS)
        ana.block()
        ana.unblock()
        stage.simulator.world.push({"message": {"text": TYPED, "chat": {"id": CHAT}}}, CHAT)
        await answer_all(stage)
        await asyncio.to_thread(stage.respiro.rounds.close_ended, A_WEEK_LATER)
        await asyncio.to_thread(stage.respiro.rounds.forget_old, A_WEEK_LATER)
        stage.clock.set(TUESDAY_9)
        await ana.send("/borrar")
        await ana.settled()
    assert seen_by(caught, capfd) == []


async def test_a_broken_store_tells_of_itself_and_of_nobody(
    caught: Caught, capfd: pytest.CaptureFixture[str], open_stage: OpenStage
) -> None:
    async with open_stage(simulator=telegram()) as stage:
        ana = canary(stage.simulator)
        await ana.send("/start")
        with stage.respiro.stores.deliveries.begin() as connection:
            connection.execute(sa.text("DROP TABLE subscriber"))
        for text in (TYPED, CRISIS, "/leccion"):
            await ana.send(text)
        await ana.tap("Acepto")
        await ana.tap_data(FORGED)
        await ana.voice()
        ana.block()
        await ana.settled()
        await asyncio.sleep(0.3)  # the jobs meet it too
    assert "OperationalError" in caught.text
    assert seen_by(caught, capfd) == []


async def test_a_broken_spool_tells_of_itself_and_of_nobody(
    caught: Caught, capfd: pytest.CaptureFixture[str], open_stage: OpenStage
) -> None:
    async with open_stage(simulator=telegram()) as stage:
        ana = canary(stage.simulator)
        await ana.send("/start")
        for label in ("Acepto", "La Paz", "Desaguadero", "De lunes a viernes", "09:00"):
            await ana.tap(label)
        await ana.send("/como_estoy")
        week = round_of(stage.clock.now(), stage.respiro.calendar)
        spool = Path(stage.config.storage.spool_dir) / f"{week}.spool"
        spool.write_bytes(b"no database" * 100)
        await ana.tap("9")
    assert "SpoolError" in caught.text
    assert seen_by(caught, capfd) == []


async def test_a_bad_line_to_telegram_tells_of_itself_and_of_nobody(
    caught: Caught, capfd: pytest.CaptureFixture[str], open_stage: OpenStage
) -> None:
    async with open_stage(simulator=telegram(), speaks=False) as stage:
        ana = canary(stage.simulator)
        faults = stage.simulator.faults
        for method in ("sendMessage", "editMessageText", "answerCallbackQuery"):
            for kind in (Error(500, TYPED), Garbage(f"/bot{TOKEN}/ {CHAT}"), ResetAfter()):
                faults.add(method, kind=kind)
        for _ in range(4):
            await ana.send(TYPED)
        for payload in ("ornitorrinco", "x", "y", "z"):
            await ana.tap_data(payload, ana.last.message_id)
        faults.clear()
        await ana.send("/start")
        faults.add("editMessageText", kind=Garbage(f"/bot{TOKEN}/ {CHAT}"))
        await ana.tap("Leer todo")
    assert "an update failed" in caught.text
    assert seen_by(caught, capfd) == []
