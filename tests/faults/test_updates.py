"""Updates that come again, out of order, broken, or fifty a second."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import OpenStage
from processes import RUN, started
from service.programme import calendar
from subscribers import enter_due
from waiting import until

from bot.domain.callbacks import Verb, encode
from bot.domain.model import Consent
from bot.domain.timetable import round_of
from bot.storage.engine import open_engine
from bot.storage.schema import migrate
from bot.storage.spool import Spool
from faults.broadcasts import settings
from simulator import wire
from simulator.officer import Officer
from simulator.server import Simulator

FAR = datetime(2099, 1, 1, tzinfo=UTC)


def tap(simulator: Simulator, officer: Officer, data: str) -> dict[str, Any]:
    """An update for a key pressed under a question of long ago."""
    chat = officer.chat
    assert chat.person is not None
    bot = wire.user(simulator.world.bot)
    message = {"message_id": 1, "date": 1, "chat": wire.chat(chat), "from": bot, "text": "¿?"}
    return {
        "callback_query": {
            "id": simulator.world.open_tap(chat).id,
            "from": wire.user(chat.person),
            "message": message,
            "chat_instance": "1",
            "data": data,
        }
    }


async def test_a_thousand_taps_that_come_again_after_a_kill_count_once_each(
    simulator: Simulator, tmp_path: Path
) -> None:
    people = [simulator.officer(f"O{number}", started=True) for number in range(1000)]
    store = open_engine(f"sqlite:///{tmp_path}/delivery.sqlite")
    migrate(store, "delivery")
    enter_due(store, [one.id for one in people], FAR, consent=Consent.ALL)
    store.dispose()
    week = round_of(datetime.now(UTC), calendar())
    for number, one in enumerate(people):
        data = encode(Verb.STRESS, week, str(number % 11))
        simulator.world.push(tap(simulator, one, data), one.id)
    environ, log = settings(simulator, tmp_path), tmp_path / "log.txt"
    for enough in (200, 500):
        async with started(RUN, environ, tmp_path, log) as process:
            goal = len(simulator.calls_of("answerCallbackQuery")) + enough
            await until(lambda: len(simulator.calls_of("answerCallbackQuery")) >= goal, 20)  # noqa: B023
            process.kill()
            await process.wait()
    assert len(simulator.world.updates) > 0
    async with started(RUN, environ, tmp_path, log) as process:
        await until(lambda: len(simulator.world.updates) == 0, 30)
        process.terminate()
        assert await process.wait() == 0
    entries = Spool(tmp_path / "spool").entries(week)
    assert len(entries) == 1000
    assert len(simulator.calls_of("answerCallbackQuery")) >= 1000
    assert "Traceback" not in log.read_text()


@pytest.mark.parametrize(
    "junk",
    [
        {},
        {"message": {"chat": {"id": 1, "type": "private"}}},
        {"message": []},
        {"callback_query": {"id": "1", "data": None, "from": 7}},
        {"callback_query": {"id": "1", "from": {"id": 1, "is_bot": False, "first_name": "x"}}},
        {"my_chat_member": {"chat": {"id": 1, "type": "private"}, "date": "x"}},
        {"edited_message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}},
        {"poll": {"id": "1"}},
        {"something_new": {"of": "Telegram"}},
    ],
    ids=str,
)
async def test_between_broken_updates_officers_are_served(
    open_stage: OpenStage, junk: dict[str, Any]
) -> None:
    async with open_stage() as stage:
        ana = stage.simulator.officer("Ana")
        for _ in range(3):
            stage.simulator.world.push(dict(junk), ana.id)
        await ana.send("/start")
        await ana.see("Respiro")


async def test_a_chat_that_sends_fifty_a_second_costs_the_others_nothing(
    open_stage: OpenStage,
) -> None:
    async with open_stage() as stage:
        ana = stage.simulator.officer("Ana")
        idle = [await seconds_to_answer(ana) for _ in range(5)]
        mallory = stage.simulator.officer("Mallory")
        flooding = asyncio.create_task(flood(mallory))
        await until(lambda: len(stage.simulator.calls_of("sendMessage", mallory.id)) > 5)
        busy = [await seconds_to_answer(ana) for _ in range(10)]
        flooding.cancel()
        served = len(stage.simulator.calls_of("sendMessage", mallory.id))
    assert sorted(busy)[5] < 0.2 + 3 * max(idle)
    assert served < 60  # thirty at once and three a second, of some two hundred


async def test_whoever_floods_and_then_cries_for_help_is_heard(open_stage: OpenStage) -> None:
    async with open_stage() as stage:
        ana = stage.simulator.officer("Ana")
        for _ in range(60):
            await ana.send("hola", wait=False)
        await ana.send("me quiero matar", wait=False)
        await until(lambda: any("110" in one.text for one in ana.screen[-40:]), 10)


async def flood(officer: Officer) -> None:
    """Fifty messages a second."""
    while True:
        await officer.send("hola", wait=False)
        await asyncio.sleep(0.02)


async def seconds_to_answer(officer: Officer) -> float:
    """How long an officer waits for help."""
    seen = len(officer.screen)
    begun = time.monotonic()
    await officer.send("/ayuda", wait=False)
    await until(lambda: len(officer.screen) > seen + 1)
    return time.monotonic() - begun
