"""Receiving by long polling: order, side by side, and nothing confirmed before its effect."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from conftest import OpenStage
from hypothesis import given
from hypothesis import strategies as st
from lines import calling, never_urgent, polling
from officers import enrol
from telegram import Chat, Update
from telegram import Message as TelegramMessage
from telegram.error import InvalidToken
from waiting import until

from bot.chat import inbound
from bot.chat.inbound import Handle, Inbox, Poller
from bot.chat.transport import AiohttpRequest
from bot.metrics import Metrics
from simulator.faults import Error, Garbage, Hang, Kind, Latency
from simulator.officer import Officer
from simulator.server import Simulator


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """Telegram."""
    async with Simulator() as running:
        yield running


@pytest.fixture
def ana(simulator: Simulator) -> Officer:
    """An officer."""
    return simulator.officer("Ana")


@pytest.fixture
def beto(simulator: Simulator) -> Officer:
    """Another officer."""
    return simulator.officer("Beto")


def text_of(update: Update) -> str:
    """What an officer wrote."""
    message = update.effective_message
    return "" if message is None else message.text or ""


def noting(done: list[str], before: Callable[[str], Awaitable[Any]] | None = None) -> Handle:
    """A handler that notes each text when it is done with it."""

    async def handle(update: Update) -> None:
        if before is not None:
            await before(text_of(update))
        done.append(text_of(update))

    return handle


def has_fetched(simulator: Simulator) -> bool:
    """Whether a poll has brought anything yet."""
    answers: list[Any] = [call.response for call in simulator.calls_of("getUpdates")]
    return any(answer["result"] for answer in answers)


# Order


async def test_a_chat_is_served_in_order_even_if_the_first_takes_longest(
    simulator: Simulator, ana: Officer
) -> None:
    texts = [str(number) for number in range(8)]
    done: list[str] = []

    async def dawdle(text: str) -> None:
        await asyncio.sleep((8 - int(text)) / 200)

    async with polling(simulator, noting(done, dawdle)):
        for text in texts:
            await ana.send(text, wait=False)
        await ana.settled()
    assert done == texts


async def test_a_slow_chat_does_not_hold_another(
    simulator: Simulator, ana: Officer, beto: Officer
) -> None:
    done: list[str] = []
    gate = asyncio.Event()

    async def wait_if_ana(text: str) -> None:
        if text == "Ana":
            await gate.wait()

    async with polling(simulator, noting(done, wait_if_ana)):
        await ana.send("Ana", wait=False)
        for _ in range(3):
            await beto.send("Beto", wait=False)
        await until(lambda: len(done) == 3)
        assert done == ["Beto"] * 3
        gate.set()
        await until(lambda: len(done) == 4)


async def test_an_update_that_fails_does_not_stop_the_next_of_its_chat(
    simulator: Simulator, ana: Officer
) -> None:
    done: list[str] = []

    async def stumble(text: str) -> None:
        if text == "mal":
            raise ValueError(text)

    async with polling(simulator, noting(done, stumble)):
        await ana.send("mal", wait=False)
        await ana.send("bien")
    assert done == ["bien"]


# Once


async def test_an_update_that_comes_again_while_it_is_handled_is_handled_once(
    simulator: Simulator, ana: Officer
) -> None:
    done: list[str] = []
    asked = len(simulator.calls_of("getUpdates"))

    async def wait_for_polls(_text: str) -> None:
        await until(lambda: len(simulator.calls_of("getUpdates")) >= asked + 4)

    async with polling(simulator, noting(done, wait_for_polls)):
        await ana.send("hola")
    assert done == ["hola"]


async def test_an_update_that_comes_again_after_it_was_confirmed_is_handled_once(
    simulator: Simulator, ana: Officer
) -> None:
    done: list[str] = []
    async with polling(simulator, noting(done)):
        simulator.world.push(await ana.send("hola"))
        await ana.send("adiós")
        await ana.settled()
    assert done == ["hola", "adiós"]


async def test_the_oldest_ids_are_forgotten_and_memory_stays_bounded() -> None:
    inbox = Inbox(noting([]), never_urgent, Metrics())
    for number in range(10_050):
        inbox.take(Update(number))
        if number % 500 == 0:
            await inbox.drain(1)
    await inbox.drain(1)
    assert inbox.take(Update(10_049)) is None
    assert inbox.take(Update(0)) is not None
    await inbox.drain(1)


@pytest.mark.parametrize(
    "junk",
    [
        {"message": {"nonsense": 1}},
        {"message": "text"},
        {"callback_query": ["x"]},
        {"message": None},
        {"callback_query": {"id": "1", "from": {}, "data": "k|1"}},
        {"edited_message": {"chat": {"id": "x"}, "date": "yesterday", "message_id": {}}},
    ],
    ids=str,
)
async def test_an_update_that_cannot_be_read_is_passed_over(
    simulator: Simulator, ana: Officer, junk: dict[str, Any]
) -> None:
    done: list[str] = []
    async with polling(simulator, noting(done)):
        simulator.world.push(junk, ana.id)
        await ana.send("hola")
    assert done[-1] == "hola"
    assert len(simulator.world.updates) == 0


# Confirmed after its effect


async def test_an_update_is_not_confirmed_before_it_is_done(
    simulator: Simulator, ana: Officer
) -> None:
    gate = asyncio.Event()

    async def wait(_text: str) -> None:
        await gate.wait()

    async with polling(simulator, noting([], wait)):
        await ana.send("hola", wait=False)
        polls = len(simulator.calls_of("getUpdates"))
        await until(lambda: len(simulator.calls_of("getUpdates")) > polls + 3)
        assert not simulator.world.is_settled(ana.id)
        gate.set()
        assert await ana.settled()


async def test_what_a_crash_cut_short_comes_again(
    simulator: Simulator, ana: Officer, beto: Officer
) -> None:
    first: list[str] = []
    again: list[str] = []

    async def die_in_ana(text: str) -> None:
        if text == "Ana":
            await asyncio.Event().wait()

    async with polling(simulator, noting(first, die_in_ana), confirms=False):
        await ana.send("Ana", wait=False)
        await beto.send("Beto", wait=False)
        await until(lambda: first == ["Beto"])
    async with polling(simulator, noting(again)):
        await ana.settled()
    assert "Ana" in again


async def test_a_clean_stop_confirms_what_is_done_so_that_it_does_not_come_again(
    simulator: Simulator, ana: Officer
) -> None:
    done: list[str] = []

    async def take_a_while(_text: str) -> None:
        await asyncio.sleep(0.2)

    async with polling(simulator, noting(done, take_a_while)):
        await ana.send("hola", wait=False)
        await until(lambda: has_fetched(simulator))
    assert (done, len(simulator.world.updates)) == (["hola"], 0)


async def test_a_clean_stop_leaves_to_telegram_what_would_not_end(
    simulator: Simulator, ana: Officer
) -> None:
    async def never(_text: str) -> None:
        await asyncio.Event().wait()

    async with polling(simulator, noting([], never)):
        await ana.send("hola", wait=False)
        await until(lambda: has_fetched(simulator))
    assert len(simulator.world.updates) == 1


async def test_the_whole_bot_finishes_what_it_has_begun_and_repeats_nothing(
    open_stage: OpenStage,
) -> None:
    async with open_stage(speaks=False) as stage:
        ana = await enrol(stage)
        before = len(ana.screen)
        stage.simulator.faults.add("sendMessage", kind=Latency(0.2))
        await ana.send("/ayuda", wait=False)
        await asyncio.sleep(0.05)
    async with open_stage(simulator=stage.simulator, speaks=False):
        await ana.settled()
        await asyncio.sleep(0.1)
    assert len(ana.screen) == before + 2


# Outages


@pytest.mark.parametrize(
    "kind",
    [Error(502, "Bad Gateway"), Garbage(), Garbage("null"), Hang()],
    ids=str,
)
async def test_a_bad_answer_to_a_poll_is_survived(
    simulator: Simulator, ana: Officer, kind: Kind
) -> None:
    done: list[str] = []
    async with polling(simulator, noting(done)):
        fault = simulator.faults.add("getUpdates", kind=kind)
        await until(lambda: fault.left == 0)
        await ana.send("hola")
    assert done == ["hola"]


async def test_telegram_may_go_and_come_back(simulator: Simulator, ana: Officer) -> None:
    done: list[str] = []
    port = int(simulator.base_url.rpartition(":")[2])
    async with polling(simulator, noting(done)):
        await ana.send("antes")
        await simulator.stop()
        await ana.send("durante", wait=False)
        await asyncio.sleep(0.2)
        await simulator.start(port=port)
        await ana.settled()
    assert done == ["antes", "durante"]


async def test_a_wrong_token_ends_the_polling(simulator: Simulator) -> None:
    async with polling(simulator, noting([])) as running:
        simulator.token = "99:other"
        with pytest.raises(InvalidToken):
            await asyncio.wait_for(running, 5)


# The watchdog


async def test_polling_that_is_silent_too_long_is_opened_anew_and_says_so(
    simulator: Simulator,
    ana: Officer,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inbound, "_GRACE", 0.3)
    monkeypatch.setattr(inbound, "_MARGIN", 0.3)
    done: list[str] = []
    stuck = StuckRequest(1)
    async with calling(simulator) as bot, stuck:
        inbox = Inbox(noting(done), never_urgent, Metrics())
        running = asyncio.create_task(Poller(bot, stuck, inbox, Metrics(), 0).run())
        await ana.send("hola", wait=False)
        await until(lambda: done == ["hola"], 8)
        running.cancel()
    assert any("polling was silent" in line for line in caplog.messages)


class StuckRequest(AiohttpRequest):
    """A connection whose first answer never comes; opened anew it is well."""

    is_stuck = True

    async def initialize(self) -> None:
        """The second time it is well."""
        self.is_stuck = self._session is None
        await super().initialize()

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Wait for ever, or send one request."""
        if self.is_stuck:
            await asyncio.Event().wait()
        return await super().do_request(*args, **kwargs)


# The window


async def test_an_update_under_way_for_long_does_not_hide_those_beyond_the_window(
    simulator: Simulator, ana: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbound, "_SLOW", 0.5)
    done: list[str] = []
    gate = asyncio.Event()

    async def wait_for_ana(text: str) -> None:
        if text == "Ana":
            await gate.wait()

    async with polling(simulator, noting(done, wait_for_ana)):
        await ana.send("Ana", wait=False)
        for number in range(150):
            await simulator.officer(f"O{number}").send("hola", wait=False)
        await until(lambda: len(done) == 150, 10)
        gate.set()


async def test_no_more_is_fetched_than_memory_has_room_for(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbound, "CAPACITY", 40)
    gate = asyncio.Event()
    under_way: list[str] = []

    async def wait(text: str) -> None:
        under_way.append(text)
        await gate.wait()

    done: list[str] = []
    async with polling(simulator, noting(done, wait)):
        for number in range(300):
            await simulator.officer(f"O{number}").send("hola", wait=False)
        await until(lambda: len(under_way) >= 40)
        await asyncio.sleep(0.5)
        assert len(under_way) <= 40 + 100  # a batch that came before it was full
        gate.set()
        await until(lambda: len(done) == 300, 10)


@given(
    st.lists(st.integers(0, 60), max_size=200),
    st.randoms(use_true_random=False),
)
def test_doubled_and_shuffled_updates_are_handled_once_each(
    numbers: list[int], chance: Random
) -> None:
    chance.shuffle(numbers)

    async def live() -> list[int]:
        seen: list[int] = []

        async def handle(update: Update) -> None:
            await asyncio.sleep(0)
            seen.append(update.update_id)

        inbox = Inbox(handle, never_urgent, Metrics())
        ends = [inbox.take(a_text(number)) for number in numbers]
        await asyncio.gather(*(end for end in ends if end is not None))
        assert len(inbox) == 0
        return seen

    assert sorted(asyncio.run(live())) == sorted(set(numbers))


def a_text(number: int) -> Update:
    """An update of one of seven chats."""
    chat = Chat(number % 7 + 1, Chat.PRIVATE)
    message = TelegramMessage(number, datetime(2026, 1, 1, tzinfo=UTC), chat, text="hola")
    return Update(number, message=message)
