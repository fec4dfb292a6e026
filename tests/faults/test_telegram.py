"""What Telegram, or the net before it, does in the middle of a broadcast."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from canary import TOKEN
from processes import RUN, SPEAK, crowd, started, stopped
from waiting import until

from faults.broadcasts import check_nothing_twice_nothing_lost, is_over, settings, states
from simulator.faults import Error, Garbage, Hang, Kind, ResetAfter, ResetBefore
from simulator.server import Simulator


async def outage(simulator: Simulator, home: Path, seconds: float) -> None:
    """A broadcast in the middle of which nobody listens at Telegram's address."""
    people = crowd(simulator, home, 600)
    environ = settings(simulator, home, TELEGRAM__PAID_RATE_PER_SECOND="300")
    port = int(simulator.base_url.rpartition(":")[2])
    async with started(SPEAK, environ, home, home / "log.txt") as process:
        await until(lambda: states(home)["sent"] > 100, 15)
        await simulator.stop()
        await asyncio.sleep(seconds)
        await simulator.start(port=port)
        await until(lambda: is_over(home), 60)
        process.terminate()
        assert await process.wait() == 0
    ends = check_nothing_twice_nothing_lost(people, home)
    assert ends["unknown"] <= 128  # what was under way when the line was cut


async def test_a_short_outage_in_the_middle_loses_nobody(
    simulator: Simulator, tmp_path: Path
) -> None:
    await outage(simulator, tmp_path, 4)


@pytest.mark.thorough
@pytest.mark.timeout(300)
async def test_two_minutes_of_outage_in_the_middle_lose_nobody(
    simulator: Simulator, tmp_path: Path
) -> None:
    await outage(simulator, tmp_path, 120)


async def test_in_a_storm_of_429_everybody_gets_one_and_few_are_refused(tmp_path: Path) -> None:
    async with Simulator(token=TOKEN, limits=True) as simulator:
        people = crowd(simulator, tmp_path, 200)
        environ = settings(simulator, tmp_path)
        async with started(SPEAK, environ, tmp_path, tmp_path / "log.txt") as process:
            await until(lambda: is_over(tmp_path), 60)
            process.terminate()
            assert await process.wait() == 0
        refused = sum(call.status == 429 for call in simulator.calls)
    assert check_nothing_twice_nothing_lost(people, tmp_path) == {"sent": 200}
    assert refused < 200
    assert "Telegram wants no prompts" in (tmp_path / "log.txt").read_text()


@pytest.mark.parametrize(
    ("kind", "arrives"),
    [
        (Error(500), False),
        (Error(502, "Bad Gateway"), False),
        (ResetBefore(), False),
        (ResetAfter(), True),
        (Garbage(), True),
    ],
)
async def test_a_burst_without_clear_answers_costs_only_those_it_hits(
    simulator: Simulator, tmp_path: Path, kind: Kind, arrives: bool
) -> None:
    people = crowd(simulator, tmp_path, 400)
    environ = settings(simulator, tmp_path, TELEGRAM__PAID_RATE_PER_SECOND="200")
    async with started(SPEAK, environ, tmp_path, tmp_path / "log.txt") as process:
        await until(lambda: states(tmp_path)["sent"] > 50, 15)
        burst = simulator.faults.add("sendMessage", times=None, kind=kind)
        await asyncio.sleep(0.5)
        burst.left = 0
        await until(lambda: is_over(tmp_path), 60)
        process.terminate()
        assert await process.wait() == 0
    ends = check_nothing_twice_nothing_lost(people, tmp_path)
    assert 3 <= ends["unknown"] < 100  # without doubts it would have been half a second's worth
    assert sum(len(one.screen) for one in people) == ends["sent"] + arrives * ends["unknown"]


async def test_a_telegram_that_takes_and_never_answers_stops_the_bulk(
    simulator: Simulator, tmp_path: Path
) -> None:
    people = crowd(simulator, tmp_path, 300)
    environ = settings(simulator, tmp_path, TELEGRAM__PAID_RATE_PER_SECOND="50")
    async with started(SPEAK, environ, tmp_path, tmp_path / "log.txt") as process:
        await until(lambda: states(tmp_path)["sent"] > 50, 15)
        silence = simulator.faults.add("sendMessage", times=None, kind=Hang())
        await until(lambda: states(tmp_path)["unknown"] >= 3, 20)
        silence.left = 0
        await until(lambda: is_over(tmp_path), 60)
        process.terminate()
        assert await process.wait() == 0
    ends = check_nothing_twice_nothing_lost(people, tmp_path)
    assert ends["unknown"] <= 52  # a second's worth


async def test_a_stop_while_telegram_hangs_is_clean_within_ten_seconds(
    simulator: Simulator, tmp_path: Path
) -> None:
    crowd(simulator, tmp_path, 300)
    simulator.faults.add("sendMessage", times=None, kind=Hang())
    async with started(RUN, settings(simulator, tmp_path), tmp_path) as process:
        await until(lambda: states(tmp_path)["inflight"] > 0, 15)
        begun = time.monotonic()
        text = await stopped(process)
    assert time.monotonic() - begun < 10
    assert "Traceback" not in text
    assert states(tmp_path)["inflight"] == 0
