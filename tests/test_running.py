"""The launchers as processes: started from the environment alone, stopped, and killed."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from canary import TOKEN
from processes import (
    RUN,
    SPEAK,
    by_day_and_night,
    crowd,
    environment,
    free_port,
    settled,
    started,
    stopped,
)
from telegram import Bot
from waiting import until

from simulator.faults import Error, Hang, Latency
from simulator.server import Simulator

UNKNOWN_TOKEN = "Telegram does not know this token: ask @BotFather for the right one."


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """Telegram, by the real clock."""
    async with Simulator(token=TOKEN) as running:
        yield running


async def ended(command: tuple[str, ...], environ: dict[str, str], folder: Path) -> tuple[int, str]:
    """Run a launcher to its own end: the exit code and what it wrote."""
    async with started(command, environ, folder) as process:
        out, err = await asyncio.wait_for(process.communicate(), 15)
    return process.returncode or 0, (out + err).decode()


async def until_called(simulator: Simulator, method: str, times: int = 1) -> None:
    """Wait until the bot has called a method so often."""
    await until(lambda: len(simulator.calls_of(method)) >= times, 15)


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
async def test_an_address_that_is_taken_is_told_in_a_sentence(
    simulator: Simulator, tmp_path: Path, command: tuple[str, ...]
) -> None:
    taken = simulator.base_url.removeprefix("http://")
    environ = environment(simulator.base_url, tmp_path, HEALTH__LISTEN=taken)
    code, text = await ended(command, environ, tmp_path)
    assert (code, text.splitlines()[-1]) == (
        2,
        f"health.listen is {taken}, where nothing can listen (EADDRINUSE): choose a free port, "
        "and an address of this machine.",
    )
    assert "Traceback" not in text


def called_in(simulator: Simulator, home: Path, **more: str) -> dict[str, str]:
    """The environment of a bot that Telegram calls."""
    port = free_port()
    return environment(
        simulator.base_url,
        home,
        TELEGRAM__MODE="webhook",
        TELEGRAM__WEBHOOK_LISTEN=f"127.0.0.1:{port}",
        TELEGRAM__WEBHOOK_SECRET="a-secret-of-the-webhook",
        **{"TELEGRAM__WEBHOOK_URL": f"http://127.0.0.1:{port}/hook"} | more,
    )


async def test_a_webhook_that_telegram_refuses_is_told_in_a_sentence(
    simulator: Simulator, tmp_path: Path
) -> None:
    environ = called_in(simulator, tmp_path, TELEGRAM__WEBHOOK_URL="http://example.org/hook")
    code, text = await ended(RUN, environ, tmp_path)
    assert (code, text.splitlines()[-1].partition(" (")[0]) == (
        2,
        "telegram.webhook_url is refused by Telegram",
    )
    assert "Traceback" not in text
    assert len(simulator.calls_of("setWebhook")) == 1


async def test_a_webhook_whose_address_is_taken_is_told_in_a_sentence(
    simulator: Simulator, tmp_path: Path
) -> None:
    taken = simulator.base_url.removeprefix("http://")
    environ = called_in(simulator, tmp_path) | {"RESPIRO_TELEGRAM__WEBHOOK_LISTEN": taken}
    code, text = await ended(RUN, environ, tmp_path)
    assert (code, text.splitlines()[-1].partition(",")[0]) == (
        2,
        f"telegram.webhook_listen is {taken}",
    )
    assert "Traceback" not in text


async def test_a_webhook_is_announced_again_after_an_outage(
    simulator: Simulator, tmp_path: Path
) -> None:
    simulator.faults.add("setWebhook", times=2, kind=Error(502, "Bad Gateway"))
    async with started(RUN, called_in(simulator, tmp_path), tmp_path) as process:
        ana = simulator.officer("Ana")
        await ana.send("/ayuda", wait=False)
        await ana.settled(15)
        await stopped(process)
    assert len(simulator.calls_of("setWebhook")) == 3


async def test_an_old_webhook_is_taken_off_though_telegram_stumbles(
    simulator: Simulator, tmp_path: Path
) -> None:
    port = free_port()
    async with Bot(TOKEN, base_url=f"{simulator.base_url}/bot") as bot:
        await bot.set_webhook(f"http://127.0.0.1:{port}/nobody")
    simulator.faults.add("deleteWebhook", kind=Error(502, "Bad Gateway"))
    async with started(RUN, environment(simulator.base_url, tmp_path), tmp_path) as process:
        ana = simulator.officer("Ana")
        await ana.send("/ayuda", wait=False)
        await ana.settled(15)
        await stopped(process)


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_stop_while_every_send_hangs_ends_within_ten_seconds(
    simulator: Simulator, tmp_path: Path, mode: str
) -> None:
    people = crowd(simulator, tmp_path, 60)
    more = by_day_and_night()
    environ = (
        called_in(simulator, tmp_path, **more)
        if mode == "webhook"
        else environment(simulator.base_url, tmp_path, **more)
    )
    async with started(RUN, environ, tmp_path) as process:
        await until_called(simulator, "setMyCommands")
        for method in ("sendMessage", "answerCallbackQuery"):
            simulator.faults.add(method, times=None, kind=Hang())
        for one in people * 3:
            await one.send("/ayuda", wait=False)
        await until_called(simulator, "sendMessage", 60)
        begun = time.monotonic()
        text = await stopped(process)
    assert time.monotonic() - begun < 10
    assert "stopped cleanly" in text
    assert "Traceback" not in text
    assert len(simulator.world.updates) == 180


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


async def test_the_switch_on_the_command_line_holds_across_starts(
    simulator: Simulator, tmp_path: Path
) -> None:
    (ana,) = crowd(simulator, tmp_path, 1)
    environ = environment(simulator.base_url, tmp_path, **by_day_and_night())
    code, text = await ended(("-m", "bot", "hold"), environ, tmp_path)
    assert (code, "held until" in text) == (0, True)
    async with started(SPEAK, environ, tmp_path) as process:
        await until_called(simulator, "getMe")
        await asyncio.sleep(1)
        assert "prompts are on hold" in await stopped(process)
    assert ana.screen == []
    for told in ("go on", "Nothing was held"):
        code, text = await ended(("-m", "bot", "resume"), environ, tmp_path)
        assert (code, told in text) == (0, True)
    async with started(SPEAK, environ, tmp_path) as process:
        await ana.see("1/4", timeout=15)
        await stopped(process)
