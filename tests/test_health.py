"""/healthz and /metrics, over HTTP."""

from __future__ import annotations

import asyncio
import threading

import aiohttp
import pytest
from conftest import OpenStage
from officers import enrol
from processes import free_port
from waiting import until

from bot import health
from bot.chat import inbound
from bot.chat.inbound import Poller
from bot.service.delivering import Delivering
from simulator.faults import Latency


async def read(port: int, path: str) -> tuple[int, str]:
    """The status and the text at an address of this machine."""
    address = f"http://127.0.0.1:{port}{path}"
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return answer.status, await answer.text()


async def test_a_healthy_bot_says_ok(open_stage: OpenStage) -> None:
    port = free_port()
    async with open_stage(HEALTH__LISTEN=f"127.0.0.1:{port}"):
        assert await read(port, "/healthz") == (200, "ok\n")


async def test_without_an_address_nothing_listens(open_stage: OpenStage) -> None:
    port = free_port()
    async with open_stage():
        with pytest.raises(aiohttp.ClientConnectorError):
            await read(port, "/healthz")


async def test_a_store_that_fails_is_told(
    open_stage: OpenStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError

    port = free_port()
    async with open_stage(HEALTH__LISTEN=f"127.0.0.1:{port}", speaks=False):
        monkeypatch.setattr(Delivering, "halt", fail)
        status, text = await read(port, "/healthz")
    assert (status, text) == (503, "the delivery store does not answer: OSError\n")


async def test_a_store_that_hangs_is_told_and_given_one_thread(
    open_stage: OpenStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    looks: list[int] = []

    def hang(*_: object) -> None:
        looks.append(1)
        gate.wait(20)

    monkeypatch.setattr(health, "_PATIENCE", 0.2)
    port = free_port()
    async with open_stage(HEALTH__LISTEN=f"127.0.0.1:{port}", speaks=False):
        monkeypatch.setattr(Delivering, "halt", hang)
        answers = await asyncio.gather(*(read(port, "/healthz") for _ in range(20)))
        gate.set()
    assert answers == [(503, "the delivery store does not answer: TimeoutError\n")] * 20
    assert len(looks) == 1


async def test_silence_of_telegram_is_told(
    open_stage: OpenStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    async with open_stage(HEALTH__LISTEN=f"127.0.0.1:{port}", speaks=False):
        monkeypatch.setattr(Poller, "silence", lambda _: 61.0)
        assert await read(port, "/healthz") == (503, "no word from Telegram for 61 s\n")


async def test_a_bot_that_is_full_is_told_from_a_silent_telegram(
    open_stage: OpenStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    async with open_stage(HEALTH__LISTEN=f"127.0.0.1:{port}", speaks=False) as stage:
        monkeypatch.setattr(Poller, "silence", lambda _: 61.0)
        monkeypatch.setattr(inbound, "CAPACITY", 1)
        stage.simulator.faults.add("sendMessage", kind=Latency(1))
        await stage.simulator.officer("Ana").send("/ayuda", wait=False)
        await asyncio.sleep(0.2)
        _, text = await read(port, "/healthz")
    assert text == "1 updates are under way, so no more have been fetched\n"


async def test_counts_are_shown_and_name_nobody(open_stage: OpenStage) -> None:
    port = free_port()
    async with open_stage(HEALTH__LISTEN=f"127.0.0.1:{port}") as stage:
        ana = await enrol(stage, "Ana")
        await until(lambda: bool(stage.respiro.speaker.has_turn))
        _, text = await read(port, "/metrics")
    assert 'respiro_updates_total{what="received"} 6.0' in text
    assert 'respiro_speaker{state="active"} 1.0' in text
    assert "respiro_updates_under_way 0.0" in text
    assert "respiro_polling_silence_seconds" in text
    for secret in (str(ana.id), "Ana", "desaguadero", "12345:demo"):
        assert secret not in text


@pytest.mark.parametrize("score", [0, 10])
async def test_no_count_differs_by_what_was_answered(open_stage: OpenStage, score: int) -> None:
    port = free_port()
    async with open_stage(HEALTH__LISTEN=f"127.0.0.1:{port}", speaks=False) as stage:
        ana = await enrol(stage, "Ana")
        await ana.send("/como_estoy")
        await ana.tap(str(score))
        _, text = await read(port, "/metrics")
    ours = [line for line in text.splitlines() if line.startswith("respiro_updates")]
    assert [line for line in ours if "_created" not in line] == [
        'respiro_updates_total{what="received"} 8.0',
        "respiro_updates_under_way 0.0",
    ]
