"""Faults and limits: what the bot sees, and whether the effect took place."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import aiohttp
import pytest
from plain_client import Client

from simulator.faults import Error, Garbage, Hang, Kind, Latency, ResetAfter, ResetBefore, TooMany
from simulator.server import Simulator

pytest_plugins = ["running"]


async def test_an_error_is_answered_and_nothing_sent(sim: Simulator, api: Client) -> None:
    ana = sim.officer("Ana", started=True)
    sim.faults.add("sendMessage", kind=Error(502, "Bad Gateway"))
    status, body = await api.raw("sendMessage", chat_id=ana.id, text="x")
    assert (status, body["description"], ana.screen) == (502, "Bad Gateway", [])


async def test_too_many_tells_when_to_come_back(sim: Simulator, api: Client) -> None:
    ana = sim.officer("Ana", started=True)
    sim.faults.add(kind=TooMany(7))
    assert await api.raw("sendMessage", chat_id=ana.id, text="x") == (
        429,
        {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 7",
            "parameters": {"retry_after": 7},
        },
    )


@pytest.mark.parametrize(
    ("kind", "seen", "sent"),
    [
        (ResetBefore(), aiohttp.ClientConnectionError, []),
        (ResetAfter(), aiohttp.ClientConnectionError, ["x"]),
        (Hang(), TimeoutError, ["x"]),
    ],
)
async def test_a_call_without_an_answer_has_its_effect_or_not(
    sim: Simulator, api: Client, kind: Kind, seen: type[Exception], sent: list[str]
) -> None:
    ana = sim.officer("Ana", started=True)
    sim.faults.add("sendMessage", kind=kind)
    timeout = aiohttp.ClientTimeout(total=0.3)
    with pytest.raises(seen):
        await api.session.post(
            api.url("sendMessage"), json={"chat_id": ana.id, "text": "x"}, timeout=timeout
        )
    assert [message.text for message in ana.screen] == sent
    assert [(call.status, call.response) for call in sim.calls] == [(0, None)]


async def test_a_call_that_hangs_does_not_keep_the_stand_in_from_stopping(
    sim: Simulator, api: Client
) -> None:
    sim.faults.add("getMe", kind=Hang())
    call = asyncio.create_task(api.raw("getMe"))
    await asyncio.sleep(0.05)
    begin = time.monotonic()
    await sim.stop()
    assert time.monotonic() - begin < 1
    with pytest.raises(aiohttp.ClientConnectionError):
        await call


async def test_garbage_is_no_json_but_the_message_was_sent(sim: Simulator, api: Client) -> None:
    ana = sim.officer("Ana", started=True)
    sim.faults.add(kind=Garbage("<html>"))
    params = {"chat_id": ana.id, "text": "x"}
    async with api.session.post(api.url("sendMessage"), json=params) as response:
        assert (response.status, await response.text()) == (200, "<html>")
    assert ana.last.text == "x"


async def test_latency_delays_and_other_faults_still_apply(sim: Simulator, api: Client) -> None:
    sim.faults.add("getMe", times=None, kind=Latency(0.2))
    sim.faults.add("getMe", kind=Error())
    begin = time.monotonic()
    assert await api.refused("getMe") == "Internal Server Error"
    assert time.monotonic() - begin > 0.19


async def test_a_fault_strikes_so_often_and_only_where_it_is_meant(
    sim: Simulator, api: Client
) -> None:
    ana, luis = sim.officer("Ana", started=True), sim.officer("Luis", started=True)
    sim.faults.add("sendMessage", chat_id=ana.id, times=2, kind=Error())
    statuses = [
        (await api.raw("sendMessage", chat_id=who.id, text="x"))[0] for who in (luis, ana, ana, ana)
    ]
    assert statuses == [200, 500, 500, 200]


async def test_clearing_takes_faults_away(sim: Simulator, api: Client) -> None:
    sim.faults.add(times=None, kind=Error())
    sim.faults.clear()
    await api.call("getMe")


async def test_a_chat_takes_one_message_a_second_after_a_short_burst() -> None:
    async with Simulator(limits=True) as sim, aiohttp.ClientSession() as session:
        api, ana = Client(session, sim), sim.officer("Ana", started=True)
        for _ in range(3):
            await api.call("sendMessage", chat_id=ana.id, text="x")
        status, body = await api.raw("sendMessage", chat_id=ana.id, text="x")
        assert (status, body["parameters"]) == (429, {"retry_after": 1})
        sim.clock.advance(timedelta(seconds=1))
        await api.call("sendMessage", chat_id=ana.id, text="x")


async def test_all_chats_together_take_thirty_messages_a_second() -> None:
    async with Simulator(limits=True) as sim, aiohttp.ClientSession() as session:
        api = Client(session, sim)
        officers = [sim.officer(f"Officer {n}", started=True) for n in range(40)]
        answers = await asyncio.gather(
            *(api.raw("sendMessage", chat_id=one.id, text="x") for one in officers)
        )
        sent = sum(status == 200 for status, _ in answers)
        assert 30 <= sent < 40


async def test_answers_to_taps_are_not_limited() -> None:
    async with Simulator(limits=True) as sim, aiohttp.ClientSession() as session:
        api = Client(session, sim)
        refused = {
            await api.refused("answerCallbackQuery", callback_query_id="1") for _ in range(50)
        }
        assert len(refused) == 1
