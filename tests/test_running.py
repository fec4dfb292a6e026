"""The launchers as processes: started from the environment alone, stopped, and killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from canary import TOKEN
from subscribers import enter_due
from waiting import until

from bot.storage.engine import open_engine
from bot.storage.schema import migrate
from simulator.faults import Error, Latency
from simulator.officer import Officer
from simulator.server import Simulator

ROOT = Path(__file__).parent.parent
RUN = ("-m", "bot", "run")
SPEAK = (str(ROOT / "scheduler.py"),)
UNKNOWN_TOKEN = "Telegram does not know this token: ask @BotFather for the right one."
CONTACT = {
    "id": "linea",
    "name": "Línea",
    "channel": "phone",
    "number": "110",
    "topic": "listening",
    "verified_on": datetime.now(UTC).date().isoformat(),
    "verified_by": "Ana",
}


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """Telegram, by the real clock."""
    async with Simulator(token=TOKEN) as running:
        yield running


def environment(address: str, home: Path, **more: str) -> dict[str, str]:
    """Everything the bot is told, and nothing of this process's own environment."""
    settings = {
        "TELEGRAM__TOKEN": TOKEN,
        "TELEGRAM__BASE_URL": address,
        "CONTACT": json.dumps([CONTACT]),
        "PROGRAMME__ORGANISATION": "Aduana",
        "PROGRAMME__INVITATION_KEY_FILE": str(home / "invitation.key"),
        "PRIVACY__RESPONSIBLE": "Bienestar",
        "STORAGE__DELIVERY_URL": f"sqlite:///{home}/delivery.sqlite",
        "STORAGE__REPLIES_URL": f"sqlite:///{home}/replies.sqlite",
        "STORAGE__SPOOL_DIR": str(home / "spool"),
    }
    named = {f"RESPIRO_{key}": value for key, value in (settings | more).items() if value}
    return named | {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}


def by_day_and_night() -> dict[str, str]:
    """Settings without quiet hours, for tests run at night."""
    return {
        "SCHEDULE__QUIET_START": "00:00",
        "SCHEDULE__QUIET_END": "00:00",
        "SCHEDULE__TICK_SECONDS": "0.2",
    }


@asynccontextmanager
async def started(
    command: tuple[str, ...], environ: dict[str, str], folder: Path
) -> AsyncIterator[Process]:
    """A launcher as a process of its own; nothing of it is left afterwards."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=folder, env=environ, stdout=PIPE, stderr=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def stopped(process: Process, by: signal.Signals = signal.SIGTERM) -> str:
    """Stop a process and return what it has written; it must end well, and soon."""
    process.send_signal(by)
    out, err = await asyncio.wait_for(process.communicate(), 10)
    text = (out + err).decode()
    assert process.returncode == 0, text
    return text


async def ended(command: tuple[str, ...], environ: dict[str, str], folder: Path) -> tuple[int, str]:
    """Run a launcher to its own end: the exit code and what it wrote."""
    async with started(command, environ, folder) as process:
        out, err = await asyncio.wait_for(process.communicate(), 15)
    return process.returncode or 0, (out + err).decode()


async def until_called(simulator: Simulator, method: str, times: int = 1) -> None:
    """Wait until the bot has called a method so often."""
    await until(lambda: len(simulator.calls_of(method)) >= times, 15)


def crowd(simulator: Simulator, home: Path, size: int) -> list[Officer]:
    """Officers whose lesson is due, in a store that no bot has opened yet."""
    people = [simulator.officer(f"O{number}", started=True) for number in range(size)]
    store = open_engine(f"sqlite:///{home}/delivery.sqlite")
    migrate(store, "delivery")
    due_at = datetime.now(UTC) - timedelta(seconds=5)
    enter_due(store, [one.id for one in people], due_at)
    store.dispose()
    return people


def settled(home: Path) -> dict[str, int]:
    """How many deliveries ended how, read past the bot's own code."""
    with closing(sqlite3.connect(home / "delivery.sqlite")) as file:
        return dict(file.execute("SELECT state, count(*) FROM delivery GROUP BY state"))


async def test_the_environment_alone_is_enough_to_listen_enrol_and_stop(
    simulator: Simulator, tmp_path: Path
) -> None:
    environ = environment(simulator.base_url, tmp_path)
    async with started(RUN, environ, tmp_path) as process:
        await until_called(simulator, "setMyCommands")
        ana = simulator.officer("Ana")
        await ana.send("/start")
        for label in ("Acepto", "La Paz", "Desaguadero", "De lunes a viernes", "09:00"):
            await ana.tap(label)
        await ana.see("Todo listo")
        begun = time.monotonic()
        text = await stopped(process)
    assert time.monotonic() - begun < 5
    assert "stopped cleanly" in text
    assert TOKEN not in text
    assert "Traceback" not in text
    assert len(simulator.world.updates) == 0
    left = {path.name for path in tmp_path.iterdir()}
    stores = {"delivery.sqlite", "delivery.sqlite.speaker", "replies.sqlite"}
    assert left == stores | {"invitation.key", "spool"}


async def test_killed_in_a_broadcast_and_started_again_it_writes_to_nobody_twice(
    simulator: Simulator, tmp_path: Path
) -> None:
    people = crowd(simulator, tmp_path, 30)
    environ = environment(simulator.base_url, tmp_path, **by_day_and_night())
    simulator.faults.add("sendMessage", times=None, kind=Latency(0.3))
    async with started(RUN, environ, tmp_path) as process:
        await until_called(simulator, "sendMessage", 5)
        process.kill()
        await process.communicate()
    flying = settled(tmp_path)["inflight"]
    assert 0 < flying <= 28
    simulator.faults.clear()
    async with started(RUN, environ, tmp_path) as process:
        await until(lambda: settled(tmp_path).get("sent", 0) == 30 - flying, 15)
        text = await stopped(process)
    assert f"{flying} prompts were in flight at the last stop: unknown" in text
    assert settled(tmp_path) == {"sent": 30 - flying, "unknown": flying}
    assert max(len(one.screen) for one in people) == 1
    assert sum(len(one.screen) for one in people) >= 30 - flying


async def test_the_scheduler_alone_speaks_and_does_not_listen(
    simulator: Simulator, tmp_path: Path
) -> None:
    (ana,) = crowd(simulator, tmp_path, 1)
    environ = environment(simulator.base_url, tmp_path, **by_day_and_night())
    async with started(SPEAK, environ, tmp_path) as process:
        await ana.see("1/4", timeout=15)
        text = await stopped(process, signal.SIGINT)
    assert TOKEN not in text
    assert "Traceback" not in text
    assert simulator.calls_of("getUpdates") == []
    assert settled(tmp_path) == {"sent": 1}


async def test_a_listener_told_not_to_speak_leaves_that_to_the_scheduler(
    simulator: Simulator, tmp_path: Path
) -> None:
    (ana,) = crowd(simulator, tmp_path, 1)
    settings = by_day_and_night() | {"PROGRAMME__SPEAKER": "false"}
    environ = environment(simulator.base_url, tmp_path, **settings)
    async with started(RUN, environ, tmp_path) as process:
        await until_called(simulator, "setMyCommands")
        await asyncio.sleep(0.5)
        await stopped(process)
    assert ana.screen == []


@pytest.mark.parametrize("command", [RUN, SPEAK], ids=["run", "scheduler"])
async def test_a_bad_configuration_is_told_in_a_sentence_and_nothing_is_started(
    simulator: Simulator, tmp_path: Path, command: tuple[str, ...]
) -> None:
    environ = environment(simulator.base_url, tmp_path, PROGRAMME__ORGANISATION="")
    code, text = await ended(command, environ, tmp_path)
    assert (code, text.count("\n"), "programme.organisation is empty" in text) == (2, 1, True)
    assert (list(tmp_path.iterdir()), simulator.calls) == ([], [])


@pytest.mark.parametrize("command", [RUN, SPEAK], ids=["run", "scheduler"])
async def test_a_token_that_telegram_does_not_know_is_told_in_a_sentence(
    simulator: Simulator, tmp_path: Path, command: tuple[str, ...]
) -> None:
    simulator.token = "99:other"
    code, text = await ended(command, environment(simulator.base_url, tmp_path), tmp_path)
    assert (code, text.splitlines()[-1]) == (2, UNKNOWN_TOKEN)
    assert TOKEN not in text
    assert "Traceback" not in text
    assert "Unclosed" not in text


async def test_a_token_that_is_revoked_ends_the_listener_with_the_same_sentence(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with started(RUN, environment(simulator.base_url, tmp_path), tmp_path) as process:
        await until_called(simulator, "setMyCommands")
        simulator.token = "99:other"
        simulator.officer("Ana", started=True).block()  # it ends the poll that is under way
        out, err = await asyncio.wait_for(process.communicate(), 10)
    text = (out + err).decode()
    assert (process.returncode, text.splitlines()[-1]) == (2, UNKNOWN_TOKEN)
    assert TOKEN not in text
    assert "Traceback" not in text


@pytest.mark.parametrize("command", [RUN, SPEAK], ids=["run", "scheduler"])
async def test_a_start_in_an_outage_waits_for_its_end(
    simulator: Simulator, tmp_path: Path, command: tuple[str, ...]
) -> None:
    fault = simulator.faults.add("getMe", times=None, kind=Error(502, "Bad Gateway"))
    async with started(command, environment(simulator.base_url, tmp_path), tmp_path) as process:
        await until_called(simulator, "getMe")
        fault.left = 0
        assert process.stderr is not None
        async with asyncio.timeout(10):
            while b"ing as @respiro_bot" not in await process.stderr.readline():
                pass
        await stopped(process)


@pytest.mark.parametrize("command", [RUN, SPEAK], ids=["run", "scheduler"])
async def test_a_start_in_an_outage_can_be_stopped(
    simulator: Simulator, tmp_path: Path, command: tuple[str, ...]
) -> None:
    simulator.faults.add("getMe", times=None, kind=Error(502, "Bad Gateway"))
    async with started(command, environment(simulator.base_url, tmp_path), tmp_path) as process:
        await until_called(simulator, "getMe")
        text = await stopped(process)
    assert "Traceback" not in text
    assert "Unclosed" not in text
