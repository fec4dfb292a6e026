"""The launchers as processes: how tests start them, stop them and look at what they left."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from canary import TOKEN
from subscribers import enter_due

from bot.storage.engine import open_engine
from bot.storage.schema import migrate
from simulator.officer import Officer
from simulator.server import Simulator

ROOT = Path(__file__).parent.parent
RUN = ("-m", "bot", "run")
SPEAK = (str(ROOT / "scheduler.py"),)
CONTACT = {
    "id": "linea",
    "name": "Línea",
    "channel": "phone",
    "number": "110",
    "topic": "listening",
    "verified_on": datetime.now(UTC).date().isoformat(),
    "verified_by": "Ana",
}


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
    command: tuple[str, ...], environ: dict[str, str], folder: Path, log: Path | None = None
) -> AsyncIterator[Process]:
    """A launcher as a process of its own; nothing of it is left afterwards.

    What it writes goes to ``log``, or into a pipe, which a long life would fill.
    """
    sink = PIPE if log is None else os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=folder, env=environ, stdout=sink, stderr=sink
    )
    try:
        yield process
    finally:
        if log is not None:
            os.close(sink)
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


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
