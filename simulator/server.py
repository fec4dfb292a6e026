"""The stand-in as a server: the Bot API over HTTP."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Callable, Mapping
from datetime import datetime

from aiohttp import web

from simulator import faults as kinds
from simulator.calls import Call
from simulator.chats import Person
from simulator.clock import Clock
from simulator.errors import ApiError, too_many
from simulator.faults import Faults
from simulator.limits import Limits
from simulator.methods import Methods
from simulator.officer import Officer
from simulator.params import LARGEST_UPLOAD, Params, read_params
from simulator.world import World

BOT_ID = 12345


class Simulator:
    """Telegram's Bot API for one bot, strict, with officers who have phones.

    ``limits`` refuses more than Telegram takes in a second. ``remember`` bounds ``calls``; by
    default all are kept. ``pages`` may add routes to the application before it starts.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        token: str = "12345:demo",
        limits: bool = False,
        remember: int | None = None,
        pages: Callable[[web.Application, Simulator], None] | None = None,
    ) -> None:
        self.clock = clock or Clock()
        self.token = token
        bot_id = int(token.partition(":")[0]) if token[:1].isdigit() else BOT_ID
        self.world = World(
            self.clock, Person(bot_id, "Respiro", username="respiro_bot", is_bot=True)
        )
        self.faults = Faults()
        self.methods = Methods(self.world, Limits(self.clock) if limits else None)
        self.calls: list[Call] = []
        self.remember = remember
        self.officers: dict[int, Officer] = {}
        self.base_url = ""
        self.app = web.Application(client_max_size=LARGEST_UPLOAD + 1024 * 1024)
        self.app.router.add_route("*", "/bot{token}/{method}", self._serve)
        self.app.router.add_get("/file/bot{token}/{folder}/{file_id}", self._serve_file)
        if pages:
            pages(self.app, self)
        self._runner: web.AppRunner | None = None
        self._stopping = asyncio.Event()

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Begin to serve; ``base_url`` tells where. Port 0 takes any free one."""
        self._stopping.clear()
        self.methods.receiving.start()
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self.base_url = f"http://{host}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Stop serving: long polls end at once, calls that hang are cut, nothing keeps running."""
        self._stopping.set()
        await self.methods.receiving.stop()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Simulator:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def officer(
        self,
        name: str,
        language_code: str = "es",
        chat_id: int | None = None,
        started: bool = False,
    ) -> Officer:
        """Return a new officer with a phone; ``started`` means that they have written before."""
        chat = self.world.add_person(name, language_code, chat_id, started)
        self.officers[chat.id] = Officer(self.world, chat)
        return self.officers[chat.id]

    def calls_of(self, method: str, chat_id: int | None = None) -> list[Call]:
        """Return the calls of one method, perhaps about one chat only, oldest first."""
        return [
            call
            for call in self.calls
            if call.method == method and chat_id in (None, _chat_id(call.params))
        ]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        at = self.clock.now()
        if request.match_info["token"] != self.token:
            return _json(401, ApiError(401, "Unauthorized").as_json())
        name = self.methods.canonical(request.match_info["method"])
        method = name or request.match_info["method"]
        try:
            params = await read_params(request)
        except ApiError as error:
            return self._record(method, {}, at, error.status, error.as_json())
        latency, fault = self.faults.take(method, _chat_id(params.values))
        if latency:
            await self._sleep(latency)
        if fault is not None:
            return await self._suffer(request, method, params, at, fault)
        status, body = await self._answer(method, params)
        return self._record(method, params.values, at, status, body)

    async def _answer(self, method: str, params: Params) -> tuple[int, object]:
        try:
            result = await self.methods.carry_out(method, params)
        except ApiError as error:
            return error.status, error.as_json()
        return 200, {"ok": True, "result": result}

    async def _suffer(
        self, request: web.Request, method: str, params: Params, at: datetime, fault: kinds.Kind
    ) -> web.StreamResponse:
        match fault:
            case kinds.Error(status, description):
                body = ApiError(status, description).as_json()
                return self._record(method, params.values, at, status, body)
            case kinds.TooMany(retry_after):
                return self._record(method, params.values, at, 429, too_many(retry_after).as_json())
            case kinds.Garbage(text):
                await self._answer(method, params)
                self._record(method, params.values, at, 200, text)
                return web.Response(text=text, content_type="text/html")
        if not isinstance(fault, kinds.ResetBefore):
            await self._answer(method, params)
        response = self._record(method, params.values, at, 0, None)
        if isinstance(fault, kinds.Hang):
            await self._stopping.wait()
        _cut(request)
        return response

    def _record(
        self, method: str, params: Mapping[str, object], at: datetime, status: int, body: object
    ) -> web.Response:
        if self.remember != 0:
            self.calls.append(Call(method, params, at, status, body))
        if self.remember is not None and len(self.calls) > self.remember:
            del self.calls[: len(self.calls) - self.remember]
        return _json(status or 200, body)

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return

    async def _serve_file(self, request: web.Request) -> web.Response:
        file = self.world.files.get(request.match_info["file_id"])
        if request.match_info["token"] != self.token or file is None:
            return _json(404, ApiError(404, "Not Found").as_json())
        return web.Response(body=file.data, content_type=file.mime)


def _json(status: int, body: object) -> web.Response:
    data = json.dumps(body, ensure_ascii=False).encode()
    return web.Response(body=data, status=status, content_type="application/json")


def _chat_id(params: Mapping[str, object]) -> int | None:
    try:
        return int(str(params["chat_id"]))
    except (KeyError, ValueError):
        return None


def _cut(request: web.Request) -> None:
    """Cut a connection so that the client sees a reset."""
    transport = request.transport
    if transport is None:
        return
    linger = struct.pack("ii", 1, 0)
    raw = transport.get_extra_info("socket")
    if raw is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    transport.abort()
