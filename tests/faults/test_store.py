"""What a database does in the middle of a broadcast: locked by somebody, or out of space."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from processes import RUN, SPEAK, crowd, started
from waiting import until

from faults.broadcasts import check_nothing_twice_nothing_lost, is_over, settings, states
from simulator.server import Simulator


async def locked_for(simulator: Simulator, home: Path, seconds: float) -> None:
    """A broadcast in the middle of which somebody else writes into the store for long."""
    people = crowd(simulator, home, 400)
    environ = settings(simulator, home, TELEGRAM__PAID_RATE_PER_SECOND="100")
    ana = simulator.officer("Ana")
    async with started(RUN, environ, home, home / "log.txt") as process:
        await until(lambda: states(home)["sent"] > 50, 15)
        with closing(sqlite3.connect(home / "delivery.sqlite", isolation_level=None)) as other:
            other.execute("PRAGMA busy_timeout = 5000")
            other.execute("BEGIN IMMEDIATE")
            await ana.send("/ayuda", wait=False)
            await ana.see("110", timeout=4)  # who needs help does not wait for the lock
            await asyncio.sleep(seconds)
            other.execute("ROLLBACK")
        await until(lambda: is_over(home), 40)
        process.terminate()
        assert await process.wait() == 0
    assert check_nothing_twice_nothing_lost(people, home) == {"sent": 400}
    assert "the delivery store fails" in (home / "log.txt").read_text()


async def test_a_lock_of_some_seconds_loses_nobody_and_help_is_given(
    simulator: Simulator, tmp_path: Path
) -> None:
    await locked_for(simulator, tmp_path, 7)


@pytest.mark.thorough
async def test_a_lock_of_twenty_seconds_loses_nobody(simulator: Simulator, tmp_path: Path) -> None:
    await locked_for(simulator, tmp_path, 20)


async def test_a_full_disk_stops_the_prompts_until_there_is_room(
    simulator: Simulator, tmp_path: Path
) -> None:
    """The limit on a file's size stands for the disk: it can be set and lifted while it runs."""
    people = crowd(simulator, tmp_path, 400)
    environ = settings(simulator, tmp_path, TELEGRAM__PAID_RATE_PER_SECOND="100")
    log = tmp_path / "log.txt"
    async with started(SPEAK, environ, tmp_path, log) as process:
        await until(lambda: states(tmp_path)["sent"] > 50, 15)
        full = (tmp_path / "delivery.sqlite-wal").stat().st_size + 1
        _, most = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (full, most))
        await until(lambda: "the delivery store fails" in log.read_text(), 15)
        await asyncio.sleep(1)  # what was taken before still leaves
        calls = len(simulator.calls)
        await asyncio.sleep(2)
        assert len(simulator.calls) == calls  # nothing else does, since it could not be noted
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, most))
        await until(lambda: is_over(tmp_path), 30)
        process.terminate()
        assert await process.wait() == 0
    assert check_nothing_twice_nothing_lost(people, tmp_path) == {"sent": 400}
