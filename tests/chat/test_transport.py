"""The transport: what reaches Telegram, what each failure is called, and no token in any text."""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from canary import TOKEN, everything_logged
from lines import Server, answering, calling, dripping, treating
from telegram import Bot
from telegram.error import Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.chat.transport import AiohttpRequest, NotSentError, Ready
from bot.logs import hush
from simulator.faults import Error, Garbage, Hang, Kind, ResetAfter, ResetBefore, TooMany
from simulator.server import Simulator


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """Telegram for a bot whose token looks like a real one."""
    async with Simulator(token=TOKEN) as running:
        yield running


@pytest.fixture
async def bot(simulator: Simulator) -> AsyncIterator[Bot]:
    """A bot that gives up after a third of a second."""
    async with calling(simulator, patience=0.3) as connected:
        yield connected


async def error_of(bot: Bot, chat_id: int = 1) -> TelegramError:
    """What a message that cannot be sent raises."""
    with pytest.raises(TelegramError) as caught:
        await bot.send_message(chat_id, "hola")
    return caught.value


async def test_the_library_meets_telegram_through_it(bot: Bot) -> None:
    assert (await bot.get_me()).username == "respiro_bot"


async def test_a_text_arrives_as_it_was_written(simulator: Simulator, bot: Bot) -> None:
    ana = simulator.officer("Ana", started=True)
    await bot.send_message(ana.id, "¿Qué & cuánto = 100 %? + «ñandú» 🙂")
    assert ana.last.text == "¿Qué & cuánto = 100 %? + «ñandú» 🙂"


async def test_a_file_arrives_byte_by_byte(simulator: Simulator, bot: Bot, tmp_path: Path) -> None:
    ana = simulator.officer("Ana", started=True)
    film = tmp_path / "film.mp4"
    film.write_bytes(bytes(range(256)) * 300)
    await bot.send_animation(ana.id, film, caption="Respire & cuente")
    assert ana.last.file is not None
    assert (ana.last.file.data, ana.last.text) == (film.read_bytes(), "Respire & cuente")


async def test_a_refused_connection_was_certainly_not_sent(simulator: Simulator, bot: Bot) -> None:
    await simulator.stop()
    assert type(await error_of(bot)) is NotSentError


async def test_a_proxy_that_refuses_the_way_has_certainly_not_sent_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    request = AiohttpRequest(1)
    async with answering(403, b"<html>No</html>") as proxy, request:
        monkeypatch.setenv("https_proxy", proxy)
        with pytest.raises(NotSentError):
            await request.post(f"https://telegram.invalid/bot{TOKEN}/sendMessage")


async def test_no_answer_after_the_request_has_left_is_a_time_out(
    simulator: Simulator, bot: Bot
) -> None:
    simulator.faults.add("sendMessage", kind=Hang())
    assert type(await error_of(bot)) is TimedOut


@pytest.mark.parametrize("kind", [ResetBefore(), ResetAfter()])
async def test_a_connection_that_breaks_leaves_it_open_whether_it_was_sent(
    simulator: Simulator, bot: Bot, kind: Kind
) -> None:
    simulator.faults.add("sendMessage", kind=kind)
    assert type(await error_of(bot)) is NetworkError


@pytest.mark.parametrize("body", ["<html>Wi-Fi</html>", "null", "[]", '{"login": "please"}', ""])
async def test_an_answer_that_is_not_telegrams_is_an_error_of_the_library(
    simulator: Simulator, bot: Bot, body: str
) -> None:
    simulator.faults.add("sendMessage", kind=Garbage(body))
    assert (await error_of(bot)).message == "Invalid server response"


async def test_too_many_requests_tell_how_long_to_wait(simulator: Simulator, bot: Bot) -> None:
    simulator.faults.add("sendMessage", kind=TooMany(7))
    error = await error_of(bot)
    assert isinstance(error, RetryAfter)
    assert error.retry_after == timedelta(seconds=7)


async def test_telegrams_own_refusal_is_told_in_its_words(simulator: Simulator, bot: Bot) -> None:
    ana = simulator.officer("Ana", started=True)
    ana.block()
    error = await error_of(bot, ana.id)
    assert isinstance(error, Forbidden)
    assert "bot was blocked by the user" in error.message


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 429, 503])
async def test_a_refusal_by_a_machine_in_between_is_none_of_telegrams(status: int) -> None:
    request = AiohttpRequest(1)
    async with answering(status, b"<html>No</html>") as address, request:
        with pytest.raises(NetworkError) as caught:
            await request.post(f"{address}/bot{TOKEN}/sendMessage")
    assert type(caught.value) is NetworkError


@pytest.mark.parametrize(
    "kind",
    [Hang(), ResetBefore(), Garbage(f"/bot{TOKEN}/"), Error(502, "Bad Gateway"), TooMany(3), None],
)
async def test_the_token_is_in_no_text_of_an_error_and_in_no_log(
    simulator: Simulator, kind: Kind | None
) -> None:
    with everything_logged() as caught:
        hush()
        async with calling(simulator, patience=0.2) as bot:
            if kind is None:
                await simulator.stop()
            else:
                simulator.faults.add("sendMessage", kind=kind)
            error = await error_of(bot)
    assert TOKEN not in "".join(traceback.format_exception(error)) + repr(error) + caught.text


@pytest.mark.parametrize("status", [200, 400, 403, 404, 503])
async def test_a_page_that_shows_the_address_does_not_bring_the_token_into_an_error(
    status: int,
) -> None:
    request = AiohttpRequest(1)
    page = f"<html>/bot{TOKEN}/sendMessage was not found</html>".encode()
    async with answering(status, page) as address, request:
        with pytest.raises(TelegramError) as caught:
            await request.post(f"{address}/bot{TOKEN}/sendMessage")
    assert TOKEN not in "".join(traceback.format_exception(caught.value)) + repr(caught.value)


async def test_a_closed_transport_opens_again_when_it_is_initialised(simulator: Simulator) -> None:
    request = AiohttpRequest(1)
    for _ in range(2):
        async with request:
            await request.post(f"{simulator.base_url}/bot{TOKEN}/getMe")
    assert len(simulator.calls_of("getMe")) == 2


@pytest.mark.parametrize(
    ("first", "drip"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n{", b" "),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", b""),
        (b"HTTP/1.1 200 OK\r\n", b"X"),
        (b"", b""),
    ],
    ids=["drips for ever", "stops half way", "drips its head", "says nothing"],
)
async def test_an_answer_that_never_ends_is_not_waited_for(first: bytes, drip: bytes) -> None:
    async with dripping(first, drip) as address, AiohttpRequest(1) as request:
        begun = time.monotonic()
        with pytest.raises(TimedOut):
            await request.post(
                f"{address}/bot1:x/sendMessage",
                read_timeout=0.3,
                write_timeout=0.1,
                connect_timeout=0.2,
                pool_timeout=0.2,
            )
    assert time.monotonic() - begun < 3


async def test_waiting_for_a_free_connection_is_certainly_not_sent() -> None:
    async with dripping(b"", b"") as address, AiohttpRequest(1) as request:
        first = asyncio.create_task(request.post(f"{address}/bot1:x/a", read_timeout=1))
        await asyncio.sleep(0.1)
        with pytest.raises(NotSentError):
            await request.post(f"{address}/bot1:x/b", pool_timeout=0.2)
        with pytest.raises(TimedOut):
            await first


# Connections that are kept alive, or are not

WELL = b'HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n{"ok":true,"result":true}'


async def answer_once(
    server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Answer as if the connection were to be kept, and close it."""
    await server.read(reader)
    writer.write(WELL)


async def answer_and_close_at_the_next(
    server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Answer the first request, take the next one, and close without a word."""
    await answer_once(server, reader, writer)
    await server.read(reader)


async def answer_half(
    server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Begin an answer and close."""
    await server.read(reader)
    writer.write(WELL[:-10])


@pytest.mark.parametrize("pause", [0.0, 0.05])
async def test_a_kept_connection_that_the_server_has_closed_is_not_written_to(
    pause: float,
) -> None:
    async with treating(answer_once) as server, AiohttpRequest(1) as request:
        for _ in range(20):
            await request.post(f"{server.address}/bot1:x/a", Ready(b"{}"))
            await asyncio.sleep(pause)
    assert server.asked == 20


async def test_a_connection_cut_under_a_request_leaves_it_open_and_nothing_is_repeated() -> None:
    async with treating(answer_and_close_at_the_next) as server, AiohttpRequest(1) as request:
        await request.post(f"{server.address}/bot1:x/a", Ready(b"{}"))
        with pytest.raises(NetworkError) as caught:
            await request.post(f"{server.address}/bot1:x/b", Ready(b"{}"))
        assert (type(caught.value), server.asked) == (NetworkError, 2)


async def test_half_an_answer_leaves_it_open_whether_it_was_sent() -> None:
    async with treating(answer_half) as server, AiohttpRequest(1) as request:
        with pytest.raises(NetworkError) as caught:
            await request.post(f"{server.address}/bot1:x/a", Ready(b"{}"))
    assert type(caught.value) is NetworkError
