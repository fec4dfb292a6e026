"""The webhook: who may call, what is answered when, and the whole bot behind it."""

from __future__ import annotations

import asyncio
import io
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest
from conftest import OpenStage
from lines import calling, never_urgent
from officers import enrol
from processes import free_port
from telegram import Update

from bot.chat.inbound import Inbox
from bot.chat.webhook import Webhook
from bot.metrics import Metrics
from simulator.server import Simulator

SECRET = "a-secret-of-the-webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass
class Door:
    """A webhook at work: who was let in, and a gate that can keep them waiting."""

    url: str
    webhook: Webhook
    inbox: Inbox
    session: aiohttp.ClientSession
    done: list[int]
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def knock(self, body: bytes, secret: str | None = SECRET) -> int:
        """Post something and return the status."""
        headers = {} if secret is None else {HEADER: secret}
        data = io.BytesIO(body)
        async with self.session.post(self.url, data=data, headers=headers) as answer:
            return answer.status


def a_text(number: int, chat: int = 1) -> bytes:
    """An update as Telegram posts it."""
    place = {"id": chat, "type": "private", "first_name": "Ana"}
    message = {"message_id": number, "date": 1, "chat": place, "text": "hola"}
    return json.dumps({"update_id": number, "message": message}).encode()


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    """A webhook whose gate stands open."""
    async with Simulator() as simulator, calling(simulator) as bot, aiohttp.ClientSession() as http:
        done: list[int] = []

        async def handle(update: Update) -> None:
            await opened.gate.wait()
            done.append(update.update_id)

        inbox = Inbox(handle, never_urgent, Metrics())
        webhook = Webhook(bot, inbox, SECRET, Metrics())
        port = free_port()
        url = f"http://127.0.0.1:{port}/hook"
        opened = Door(url, webhook, inbox, http, done)
        opened.gate.set()
        await webhook.start("127.0.0.1", port, "/hook")
        await webhook.announce(url)
        yield opened
        opened.gate.set()
        await webhook.stop(1)


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", "señal-añeja"])
async def test_without_the_secret_nobody_is_let_in(door: Door, secret: str | None) -> None:
    assert await door.knock(a_text(1), secret) == 403
    assert door.done == []


async def test_with_the_secret_an_update_is_handled(door: Door) -> None:
    assert await door.knock(a_text(1)) == 200
    assert door.done == [1]


@pytest.mark.parametrize(
    "junk", [b"", b"hola", b"\xff\xfe", b'{"update_id": 1', b"[" * 200_000], ids=len
)
async def test_junk_is_a_bad_request(door: Door, junk: bytes) -> None:
    assert await door.knock(junk) == 400


@pytest.mark.parametrize(
    "odd",
    [
        b"[]",
        b"null",
        b"{}",
        b'{"update_id": 1, "message": "x"}',
        b'{"update_id": "1"}',
        b'{"update_id": [1], "message": {}}',
    ],
)
async def test_an_update_that_cannot_be_read_is_taken_so_that_it_does_not_come_for_ever(
    door: Door, odd: bytes
) -> None:
    assert (await door.knock(odd), door.done) == (200, [])


@pytest.mark.parametrize("kind", ["application/json; charset=UTF-8", "text/plain", "x"])
async def test_the_name_of_the_content_does_not_matter(door: Door, kind: str) -> None:
    headers = {HEADER: SECRET, "Content-Type": kind}
    async with door.session.post(door.url, data=a_text(1), headers=headers) as answer:
        assert (answer.status, door.done) == (200, [1])


async def test_a_chat_beyond_its_ceiling_is_answered_so_that_nothing_comes_for_ever(
    door: Door,
) -> None:
    statuses = [await door.knock(a_text(number)) for number in range(40)]
    assert statuses == [200] * 40
    assert len(door.done) < 35


async def test_a_body_beyond_all_updates_is_refused(door: Door) -> None:
    assert await door.knock(b" " * (1 << 21)) == 413


async def test_only_post_is_answered(door: Door) -> None:
    async with door.session.get(door.url, headers={HEADER: SECRET}) as answer:
        assert answer.status == 405


async def test_the_answer_comes_only_after_the_effect(door: Door) -> None:
    door.gate.clear()
    knocking = asyncio.create_task(door.knock(a_text(1)))
    await asyncio.sleep(0.1)
    assert not knocking.done()
    door.gate.set()
    assert (await knocking, door.done) == (200, [1])


async def test_an_update_that_comes_twice_is_handled_once(door: Door) -> None:
    door.gate.clear()
    both = [asyncio.create_task(door.knock(a_text(1))) for _ in range(2)]
    await asyncio.sleep(0.1)
    door.gate.set()
    assert await asyncio.gather(*both) == [200, 200]
    assert await door.knock(a_text(1)) == 200
    assert door.done == [1]


async def test_too_many_at_once_are_sent_away_until_there_is_room(door: Door) -> None:
    door.gate.clear()
    for number in range(500):
        door.inbox.take(Update(number))
    assert await asyncio.wait_for(door.knock(a_text(1_000)), 5) == 503
    door.gate.set()
    await door.inbox.drain(5)
    assert await door.knock(a_text(1_000)) == 200


async def test_stopping_does_not_wait_for_an_update_that_would_not_end(door: Door) -> None:
    door.gate.clear()
    knocking = asyncio.create_task(door.knock(a_text(1)))
    await asyncio.sleep(0.1)
    begun = time.monotonic()
    await door.webhook.stop(0.2)
    assert time.monotonic() - begun < 3
    with pytest.raises(aiohttp.ClientError):
        await knocking


async def test_stopping_lets_what_is_under_way_be_answered(door: Door) -> None:
    door.gate.clear()
    knocking = asyncio.create_task(door.knock(a_text(1)))
    await asyncio.sleep(0.1)
    asyncio.get_running_loop().call_later(0.2, door.gate.set)
    await door.webhook.stop(5)
    assert (await knocking, door.done) == (200, [1])


# The whole bot


def settings() -> dict[str, str]:
    """What makes the bot wait for calls."""
    port = free_port()
    return {
        "TELEGRAM__MODE": "webhook",
        "TELEGRAM__WEBHOOK_URL": f"http://127.0.0.1:{port}/hook",
        "TELEGRAM__WEBHOOK_LISTEN": f"127.0.0.1:{port}",
        "TELEGRAM__WEBHOOK_SECRET": SECRET,
    }


async def test_the_whole_bot_enrols_an_officer_without_polling(open_stage: OpenStage) -> None:
    async with open_stage(**settings()) as stage:
        ana = await enrol(stage)
        await ana.see("Todo listo")
    assert stage.simulator.calls_of("getUpdates") == []


async def test_what_came_while_the_bot_was_down_is_served_when_it_is_back(
    open_stage: OpenStage,
) -> None:
    async with open_stage(**settings()) as stage:
        ana = await enrol(stage)
    seen = len(ana.screen)
    await ana.send("/ayuda", wait=False)
    async with open_stage(simulator=stage.simulator, speaks=False, **settings()):
        await ana.settled()
    assert len(ana.screen) == seen + 2


async def test_a_bot_that_polls_again_takes_its_webhook_off_and_loses_nothing(
    open_stage: OpenStage,
) -> None:
    async with open_stage(**settings()) as stage:
        ana = await enrol(stage)
    seen = len(ana.screen)
    await ana.send("/ayuda", wait=False)
    async with open_stage(simulator=stage.simulator, speaks=False):
        await ana.settled()
    assert len(ana.screen) == seen + 2
