"""A line to Telegram and what can stand at its ends, without the rest of the program."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from telegram import Bot, Update

from bot.chat.inbound import Handle, Inbox, Poller
from bot.chat.transport import AiohttpRequest
from bot.metrics import Metrics
from simulator.server import Simulator


class HastyRequest(AiohttpRequest):
    """Waits at most this long for an answer, whatever the caller asks for."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Send one request."""
        return await super().do_request(*args, **kwargs | {"read_timeout": self.read_timeout})


@asynccontextmanager
async def calling(simulator: Simulator, *, patience: float = 5) -> AsyncIterator[Bot]:
    """A bot that has met the stand-in, and waits so many seconds for an answer."""
    request, polling = HastyRequest(8, patience), HastyRequest(1, patience)
    bot = Bot(
        simulator.token,
        base_url=f"{simulator.base_url}/bot",
        request=request,
        get_updates_request=polling,
    )
    async with bot:
        yield bot


@asynccontextmanager
async def answering(status: int, body: bytes) -> AsyncIterator[str]:
    """The address of a machine in between that gives every request the same answer."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, body=body, content_type="text/html")

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def polling(
    simulator: Simulator, handle: Handle, *, confirms: bool = True
) -> AsyncIterator[asyncio.Task[None]]:
    """A poller at work; on leaving it stops cleanly, or as in a crash without confirming."""
    request = HastyRequest(1, 0.6)
    inbox = Inbox(handle, never_urgent, Metrics())
    async with calling(simulator) as bot, request:
        poller = Poller(bot, request, inbox, Metrics(), wait_seconds=0)
        running = asyncio.create_task(poller.run())
        try:
            yield running
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            if confirms:
                await inbox.drain(0.5)
                await poller.confirm()


def never_urgent(_update: Update) -> bool:
    """No update is urgent."""
    return False


@dataclass
class Server:
    """A server that treats each connection as it is told, and counts what it was asked."""

    treat: Treat
    asked: int = 0
    address: str = ""

    async def read(self, reader: asyncio.StreamReader) -> None:
        """Read one request to its end."""
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r")[0]
        await reader.readexactly(int(length or 0))
        self.asked += 1


Treat = Callable[[Server, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def treating(treat: Treat) -> AsyncIterator[Server]:
    """A server of the rough kind; a connection is closed when its treatment is over."""
    told = Server(treat)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
            await treat(told, reader, writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    told.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield told
    finally:
        server.close()


@asynccontextmanager
async def dripping(first: bytes, drip: bytes = b"") -> AsyncIterator[str]:
    """The address of a server that begins an answer and goes on for ever, byte by byte."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(first)
            while True:
                writer.write(drip)
                await writer.drain()
                await asyncio.sleep(0.05)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
