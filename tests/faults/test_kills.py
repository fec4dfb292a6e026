"""``kill -9`` at random moments of a broadcast, and a standby that takes over."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from processes import RUN, SPEAK, crowd, started, stopped
from storage.databases import empty_schema
from subscribers import enter_due
from waiting import until

from bot.storage.delivery import delivery
from bot.storage.engine import Store, open_engine
from bot.storage.schema import migrate
from faults.broadcasts import (
    check_nothing_twice_nothing_lost,
    is_over,
    logged_as_lost,
    settings,
    states,
)
from simulator.faults import Latency
from simulator.server import Simulator

SIZE = 2000
SPEAKING = "this process speaks"


def has_come_to(calls: int, simulator: Simulator, home: Path) -> bool:
    """Whether the bot has called so often, or has nothing left to send."""
    return len(simulator.calls) >= calls or is_over(home)


async def broadcast_with_kills(simulator: Simulator, home: Path, seed: int, kills: int) -> None:
    """A broadcast to 2,000 whose speaker is killed again and again, and at last may finish."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    people = crowd(simulator, home, SIZE)
    environ = settings(simulator, home)
    log = home / "log.txt"
    for left in range(kills, 0, -1):
        ahead = SIZE - states(home)["sent"]  # a part of it, so that all kills find it at work
        sent = len(simulator.calls) + chance.randint(1, max(1, 2 * ahead // (left + 2)))
        async with started(SPEAK, environ, home, log) as process:
            await until(partial(has_come_to, sent, simulator, home), 30)
            await asyncio.sleep(chance.random() * 0.03)
            process.kill()
            await process.wait()
    spoken = log.read_text().count(SPEAKING)
    async with started(SPEAK, environ, home, log) as process:
        await until(lambda: is_over(home) and log.read_text().count(SPEAKING) > spoken, 60)
        process.terminate()
        assert await process.wait() == 0
    ends = check_nothing_twice_nothing_lost(people, home)
    assert logged_as_lost(log) == ends["unknown"]
    assert "Traceback" not in log.read_text()


async def test_four_kills_in_a_broadcast(simulator: Simulator, tmp_path: Path) -> None:
    await broadcast_with_kills(simulator, tmp_path, seed=1, kills=4)


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(10))
async def test_a_hundred_kills_in_ten_broadcasts(
    simulator: Simulator, tmp_path: Path, seed: int
) -> None:
    await broadcast_with_kills(simulator, tmp_path, seed=100 + seed, kills=10)


@pytest.mark.parametrize("command", [RUN, SPEAK], ids=["run", "scheduler"])
async def test_a_standby_takes_over_within_ten_seconds_of_a_kill(
    simulator: Simulator, tmp_path: Path, command: tuple[str, ...]
) -> None:
    people = crowd(simulator, tmp_path, 400)
    environ = settings(
        simulator, tmp_path, TELEGRAM__PAID_RATE_PER_SECOND="50", SCHEDULE__TICK_SECONDS="5"
    )
    log, second_log = tmp_path / "log.txt", tmp_path / "standby.txt"
    async with started(command, environ, tmp_path, log) as first:
        await until(lambda: states(tmp_path)["sent"] > 0, 15)
        async with started(SPEAK, environ, tmp_path, second_log) as second:
            await until(lambda: b"speaking as" in second_log.read_bytes(), 15)
            before = states(tmp_path)["sent"]
            await until(lambda: states(tmp_path)["sent"] > before + 20, 15)
            assert "this process speaks" not in second_log.read_text()
            first.kill()
            await first.wait()
            killed_at = time.monotonic()
            await until(lambda: "this process speaks" in second_log.read_text(), 10)
            stood = states(tmp_path)["sent"]
            await until(lambda: states(tmp_path)["sent"] > stood, 10)
            assert time.monotonic() - killed_at < 10
            await until(lambda: is_over(tmp_path), 30)
            second.terminate()
            assert await second.wait() == 0
    ends = check_nothing_twice_nothing_lost(people, tmp_path)
    assert logged_as_lost(second_log) == ends["unknown"]


async def test_a_standby_on_postgresql_takes_over_too(simulator: Simulator, tmp_path: Path) -> None:
    people = [simulator.officer(f"O{number}", started=True) for number in range(300)]
    simulator.faults.add("sendMessage", times=None, kind=Latency(0.05))
    with empty_schema() as url:
        store = open_engine(url)
        migrate(store, "delivery")
        enter_due(store, [one.id for one in people], _now())
        environ = settings(
            simulator,
            tmp_path,
            STORAGE__DELIVERY_URL=url,
            TELEGRAM__PAID_RATE_PER_SECOND="50",
        )
        log, second_log = tmp_path / "log.txt", tmp_path / "standby.txt"
        async with started(SPEAK, environ, tmp_path, log) as first:
            await until(lambda: len(simulator.calls_of("sendMessage")) > 20, 15)
            async with started(SPEAK, environ, tmp_path, second_log) as second:
                await until(lambda: b"speaking as" in second_log.read_bytes(), 15)
                first.kill()
                await first.wait()
                await until(lambda: "this process speaks" in second_log.read_text(), 10)
                await until(lambda: ends_in(store).total() == 300, 20)
                second.terminate()
                assert await second.wait() == 0
        ends = ends_in(store)
        store.dispose()
    missing = sum(len(one.screen) == 0 for one in people)
    assert max(len(one.screen) for one in people) == 1
    assert missing <= logged_as_lost(second_log) == ends["unknown"] <= 60


def ends_in(store: Store) -> Counter[str]:
    """How many prompts of a store have ended how."""
    with store.begin() as connection:
        return Counter(
            connection.scalars(
                sa.select(delivery.c.state).where(delivery.c.state.in_(["sent", "unknown"]))
            )
        )


async def test_a_stop_under_load_is_clean_within_ten_seconds(
    simulator: Simulator, tmp_path: Path
) -> None:
    people = crowd(simulator, tmp_path, 1000)
    async with started(RUN, settings(simulator, tmp_path), tmp_path) as process:
        await until(lambda: states(tmp_path)["sent"] > 100, 15)
        begun = time.monotonic()
        text = await stopped(process)
    assert time.monotonic() - begun < 10
    assert "stopped cleanly" in text
    left = states(tmp_path)
    assert left.keys() <= {"sent", "leased", "due"}
    assert left["sent"] == sum(len(one.screen) for one in people)


def _now() -> datetime:
    return datetime.now(UTC) - timedelta(seconds=5)
