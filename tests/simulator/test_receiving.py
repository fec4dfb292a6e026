"""Receiving updates: polling, webhooks, and their quarrels."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from plain_client import Client

from simulator.server import Simulator

pytest_plugins = ["running"]

Answer = Callable[[web.Request], Awaitable[web.Response]]


@asynccontextmanager
async def listening(answer: Answer) -> AsyncIterator[str]:
    """Run a bot's webhook and yield its address."""
    app = web.Application()
    app.router.add_post("/hook", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    finally:
        await runner.cleanup()


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_updates_come_again_until_an_offset_confirms_them(
    sim: Simulator, api: Client
) -> None:
    ana = sim.officer("Ana")
    for text in ("1", "2", "3"):
        await ana.send(text, wait=False)
    first = await api.updates()
    again = await api.updates(offset=first[1]["update_id"])
    assert (texts(first), texts(again)) == (["1", "2", "3"], ["2", "3"])


async def test_a_poll_brings_no_more_than_its_limit(sim: Simulator, api: Client) -> None:
    ana = sim.officer("Ana")
    for text in ("1", "2", "3"):
        await ana.send(text, wait=False)
    assert texts(await api.updates(limit=2)) == ["1", "2"]


async def test_a_negative_offset_keeps_the_newest_only(sim: Simulator, api: Client) -> None:
    ana = sim.officer("Ana")
    for text in ("1", "2", "3"):
        await ana.send(text, wait=False)
    assert texts(await api.updates(offset=-1)) == ["3"]


async def test_a_long_poll_wakes_when_an_update_arrives(sim: Simulator, api: Client) -> None:
    ana = sim.officer("Ana")
    poll = asyncio.create_task(api.updates(timeout=30))
    await asyncio.sleep(0.05)
    begin = time.monotonic()
    await ana.send("1", wait=False)
    assert texts(await poll) == ["1"]
    assert time.monotonic() - begin < 1


async def test_a_long_poll_ends_empty_after_its_timeout(api: Client) -> None:
    begin = time.monotonic()
    assert await api.updates(timeout=1) == []
    assert 0.9 < time.monotonic() - begin < 3


async def test_stopping_ends_a_long_poll_at_once(sim: Simulator, api: Client) -> None:
    poll = asyncio.create_task(api.updates(timeout=30))
    await asyncio.sleep(0.05)
    begin = time.monotonic()
    await sim.stop()
    assert await poll == []
    assert time.monotonic() - begin < 1


async def test_the_older_of_two_polls_is_ended(api: Client) -> None:
    older = asyncio.create_task(api.raw("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    await api.updates()
    status, body = await older
    assert (status, body["description"]) == (
        409,
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
    )


async def test_kinds_of_updates_that_are_not_wanted_never_come(sim: Simulator, api: Client) -> None:
    ana = sim.officer("Ana")
    await api.updates(allowed_updates=["my_chat_member"])
    await api.updates()  # without the parameter the previous setting stays
    await ana.send("1")  # confirmed: Telegram threw it away
    ana.block()
    assert [set(update) - {"update_id"} for update in await api.updates()] == [{"my_chat_member"}]


async def test_reactions_come_only_to_who_asks_for_them(sim: Simulator, api: Client) -> None:
    sim.world.push({"message_reaction": {}})
    assert await api.updates() == []
    await api.updates(allowed_updates=["message_reaction"])
    sim.world.push({"message_reaction": {}})
    assert len(await api.updates()) == 1


async def test_blocking_tells_the_bot_that_it_was_kicked(sim: Simulator, api: Client) -> None:
    ana = sim.officer("Ana", started=True)
    ana.block()
    ana.unblock()
    changes = [update["my_chat_member"] for update in await api.updates()]
    assert [change["new_chat_member"]["status"] for change in changes] == ["kicked", "member"]


async def test_an_update_that_was_confirmed_can_be_delivered_again(
    sim: Simulator, api: Client
) -> None:
    ana = sim.officer("Ana")
    update = await ana.send("1", wait=False)
    after = update["update_id"] + 1
    await api.updates()
    assert await api.updates(offset=after) == []
    sim.world.push(update)
    assert await api.updates(offset=after) == [update]
    assert not sim.world.is_settled(ana.id)
    assert await api.updates(offset=after) == []
    assert sim.world.is_settled(ana.id)


async def test_a_raw_update_gets_the_next_number(sim: Simulator, api: Client) -> None:
    first = await sim.officer("Ana").send("1", wait=False)
    sim.world.push({"poll": {"id": "1"}})
    assert [update["update_id"] - first["update_id"] for update in await api.updates()] == [0, 1]


async def test_polling_is_refused_while_a_webhook_is_set(api: Client) -> None:
    await api.call("setWebhook", url="https://127.0.0.1:1/hook")
    assert await api.refused("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    await api.call("deleteWebhook")
    assert await api.updates() == []


async def test_setting_a_webhook_ends_a_long_poll(api: Client) -> None:
    poll = asyncio.create_task(api.raw("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    await api.call("setWebhook", url="https://127.0.0.1:1/hook")
    status, body = await poll
    assert (status, body["description"]) == (409, "Conflict: terminated by setWebhook request")


@pytest.mark.parametrize(
    ("params", "why"),
    [
        (
            {"url": "http://example.org/hook"},
            "bad webhook: An HTTPS URL must be provided for webhook",
        ),
        (
            {"url": "https://example.org", "secret_token": "a b"},
            "secret token contains unallowed characters",
        ),
    ],
)
async def test_a_bad_webhook_is_refused(api: Client, params: dict[str, str], why: str) -> None:
    assert await api.refused("setWebhook", **params) == f"Bad Request: {why}"


async def test_a_webhook_gets_updates_with_its_secret(sim: Simulator, api: Client) -> None:
    got = []

    async def answer(request: web.Request) -> web.Response:
        secret = request.headers["X-Telegram-Bot-Api-Secret-Token"]
        got.append((secret, (await request.json())["message"]["text"]))
        return web.Response()

    async with listening(answer) as url:
        await api.call("setWebhook", url=url, secret_token="s3cret")
        await sim.officer("Ana").send("1")
        await sim.stop()
    assert got == [("s3cret", "1")]


async def test_a_webhook_that_fails_is_asked_again_in_the_order_of_the_chat(
    sim: Simulator, api: Client
) -> None:
    got = []

    async def answer(request: web.Request) -> web.Response:
        got.append((await request.json())["message"]["text"])
        return web.Response(status=503 if len(got) < 3 else 200)

    async with listening(answer) as url:
        await api.call("setWebhook", url=url)
        ana = sim.officer("Ana")
        await ana.send("1", wait=False)
        await ana.send("2")
        assert got == ["1", "1", "1", "2"]
        info = await api.call("getWebhookInfo")
        assert info["last_error_message"] == "Wrong response from the webhook: 503"
        await sim.stop()


async def test_a_slow_chat_does_not_hold_up_another_at_the_webhook(
    sim: Simulator, api: Client
) -> None:
    release = asyncio.Event()

    async def answer(request: web.Request) -> web.Response:
        if (await request.json())["message"]["text"] == "slow":
            await release.wait()
        return web.Response()

    async with listening(answer) as url:
        await api.call("setWebhook", url=url)
        ana, luis = sim.officer("Ana"), sim.officer("Luis")
        await ana.send("slow", wait=False)
        await luis.send("quick")
        assert not sim.world.is_settled(ana.id)
        release.set()
        await ana.settled()
        await sim.stop()


async def test_a_webhook_gets_nothing_twice_while_it_is_busy(sim: Simulator, api: Client) -> None:
    got = []

    async def answer(request: web.Request) -> web.Response:
        got.append((await request.json())["message"]["text"])
        await asyncio.sleep(0.05)
        return web.Response()

    async with listening(answer) as url:
        await api.call("setWebhook", url=url)
        ana = sim.officer("Ana")
        await ana.send("1", wait=False)
        await asyncio.sleep(0.02)
        await ana.send("2")
        await ana.send("3")
        await sim.stop()
    assert got == ["1", "2", "3"]


async def test_the_answer_of_a_webhook_may_hold_a_call(sim: Simulator, api: Client) -> None:
    async def answer(request: web.Request) -> web.Response:
        chat_id = (await request.json())["message"]["chat"]["id"]
        return web.json_response({"method": "sendMessage", "chat_id": chat_id, "text": "Hola"})

    async with listening(answer) as url:
        await api.call("setWebhook", url=url)
        ana = sim.officer("Ana")
        await ana.send("1")
        await ana.see("Hola")
        await sim.stop()


async def test_a_webhook_gets_a_repeated_update_too(sim: Simulator, api: Client) -> None:
    got = []

    async def answer(request: web.Request) -> web.Response:
        got.append((await request.json())["update_id"])
        return web.Response()

    async with listening(answer) as url:
        await api.call("setWebhook", url=url)
        ana = sim.officer("Ana")
        update = await ana.send("1")
        sim.world.push(update)
        await ana.settled()
        await sim.stop()
    assert got == [update["update_id"]] * 2
