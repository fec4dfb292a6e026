"""Receiving by long polling: order, side by side, and nothing confirmed before its effect."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from conftest import OpenStage
from hypothesis import given
from hypothesis import strategies as st
from lines import Server, Treat, calling, never_urgent, polling, treating
from officers import enrol
from telegram import Bot, Chat, Update
from telegram import Message as TelegramMessage
from telegram.error import InvalidToken
from waiting import until

from bot.chat import flood, inbound
from bot.chat.inbound import Handle, Inbox, Poller, parse
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


async def test_what_a_stop_gives_up_does_not_go_on_behind_the_last_confirmation(
    simulator: Simulator, ana: Officer
) -> None:
    done: list[str] = []
    gate = asyncio.Event()

    async def wait(_text: str) -> None:
        await gate.wait()

    async with polling(simulator, noting(done, wait)):
        for text in ("uno", "dos"):
            await ana.send(text, wait=False)
        await until(lambda: has_fetched(simulator))
    gate.set()
    await asyncio.sleep(0.1)
    assert (done, len(simulator.world.updates)) == ([], 2)


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


async def says_nothing(
    server: Server, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter
) -> None:
    """Take a request and never answer."""
    await server.read(reader)
    await asyncio.Event().wait()


async def drips(server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take a request and answer for ever."""
    await server.read(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("treat", [says_nothing, drips])
async def test_a_server_that_does_not_come_to_an_end_is_asked_again(
    treat: Treat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbound, "_GRACE", 0.2)
    monkeypatch.setattr(inbound, "_MARGIN", 0.2)
    async with treating(treat) as server, AiohttpRequest(1) as request:
        bot = Bot("1:x", base_url=f"{server.address}/bot")
        inbox = Inbox(noting([]), never_urgent, Metrics())
        poller = Poller(bot, request, inbox, Metrics(), 0)
        running = asyncio.create_task(poller.run())
        await until(lambda: server.asked >= 2, 8)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert poller.silence() > 0.4


async def test_a_connection_that_cannot_even_be_closed_does_not_end_the_polling(
    simulator: Simulator, ana: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbound, "_GRACE", 0.2)
    monkeypatch.setattr(inbound, "_MARGIN", 0.2)
    done: list[str] = []
    stuck = UncloseableRequest(1)
    async with calling(simulator) as bot, stuck:
        inbox = Inbox(noting(done), never_urgent, Metrics())
        running = asyncio.create_task(Poller(bot, stuck, inbox, Metrics(), 0).run())
        await ana.send("hola", wait=False)
        await until(lambda: done == ["hola"], 8)
        running.cancel()


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


class UncloseableRequest(StuckRequest):
    """One that fails when it is closed for the first time."""

    async def shutdown(self) -> None:
        """Close, after a first failure."""
        if self.is_stuck:
            raise OSError
        await super().shutdown()


# The window


async def test_an_update_under_way_for_long_does_not_hide_those_beyond_the_window(
    simulator: Simulator,
    ana: Officer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
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
    passed_over = [line for line in caplog.messages if "are not waited for" in line]
    assert len(passed_over) == 1


async def test_what_telegram_repeats_is_not_read_again(
    simulator: Simulator,
    ana: Officer,
    beto: Officer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    read: list[object] = []

    def read_and_note(raw: object, bot: Bot) -> Update | None:
        read.append(raw)
        return parse(raw, bot)

    monkeypatch.setattr(inbound, "parse", read_and_note)
    gate = asyncio.Event()

    async def wait(_text: str) -> None:
        await gate.wait()

    async with polling(simulator, noting([], wait)):
        await ana.send("hola", wait=False)
        await beto.send("hola", wait=False)
        simulator.world.push({"message": "text"}, beto.id)
        polls = len(simulator.calls_of("getUpdates"))
        await until(lambda: len(simulator.calls_of("getUpdates")) > polls + 5)
        gate.set()
        await beto.settled()
    assert len(read) == 3
    assert sum("could not be read" in line for line in caplog.messages) == 1


async def test_what_is_no_update_at_all_does_not_stop_those_beside_it(ana: Officer) -> None:
    done: list[str] = []
    update = await ana.send("hola", wait=False)
    answers = [["x", None, {}, {"update_id": "1"}, {"update_id": None}, update]]
    inbox = Inbox(noting(done), never_urgent, Metrics())
    async with AnsweringRequest(answers) as request:
        poller = Poller(Bot("1:x"), request, inbox, Metrics(), 0)
        running = asyncio.create_task(poller.run())
        await until(lambda: done == ["hola"])
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


class AnsweringRequest(AiohttpRequest):
    """Gives these answers, then none any more."""

    def __init__(self, answers: list[Any]) -> None:
        super().__init__(1)
        self._answers = answers

    async def do_request(self, *_args: Any, **_kwargs: Any) -> tuple[int, bytes]:
        """The next answer."""
        if not self._answers:
            await asyncio.Event().wait()
        return 200, json.dumps({"ok": True, "result": self._answers.pop(0)}).encode()


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


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 3)), max_size=60))
def test_whatever_each_takes_every_chat_keeps_its_order_and_every_update_ends(
    steps: list[tuple[int, int]],
) -> None:
    async def live() -> dict[int, list[int]]:
        seen: dict[int, list[int]] = {}

        async def handle(update: Update) -> None:
            assert update.effective_chat is not None
            for _ in range(steps[update.update_id][1]):
                await asyncio.sleep(0)
            seen.setdefault(update.effective_chat.id, []).append(update.update_id)
            if steps[update.update_id][1] == 3:
                raise ValueError

        inbox = Inbox(handle, never_urgent, Metrics())
        ends = [inbox.take(a_text(number, chat)) for number, (chat, _) in enumerate(steps)]
        async with asyncio.timeout(5):
            await asyncio.gather(*(end for end in ends if end is not None))
        return seen

    for numbers in asyncio.run(live()).values():
        assert numbers == sorted(numbers)


async def test_an_update_that_comes_again_costs_a_chat_none_of_its_allowance() -> None:
    metrics = Metrics()
    inbox = Inbox(noting([]), never_urgent, metrics)
    for _ in range(100):
        inbox.take(a_text(1, 1))
    await inbox.drain(1)
    for number in range(1, 31):
        inbox.take(a_text(number, 1))
    assert len(inbox) == 29
    assert inbox.take(a_text(31, 1)) is None
    await inbox.drain(1)
    assert b'respiro_updates_total{what="passed_over"} 1.0' in metrics.text()


async def test_however_long_a_chats_line_is_what_is_urgent_is_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(flood, "_BURST", 100.0)
    gate = asyncio.Event()

    async def wait(_text: str) -> None:
        await gate.wait()

    done: list[str] = []
    inbox = Inbox(noting(done, wait), lambda update: update.update_id >= 1000, Metrics())
    for number in range(150):
        inbox.take(a_text(number, 1))
    assert len(inbox) >= 100
    taken = [inbox.take(a_text(number, 1)) is not None for number in range(1000, 1060)]
    assert taken == [True] * 40 + [False] * 20  # each of the forty gets its answer
    gate.set()
    await inbox.drain(5)
    assert inbox.take(a_text(2000, 1)) is not None
    await inbox.drain(5)


def a_text(number: int, chat_id: int | None = None) -> Update:
    """An update of a chat, or else of one of seven."""
    chat = Chat(number % 7 + 1 if chat_id is None else chat_id, Chat.PRIVATE)
    message = TelegramMessage(number, datetime(2026, 1, 1, tzinfo=UTC), chat, text="hola")
    return Update(number, message=message)
