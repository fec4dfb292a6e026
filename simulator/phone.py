"""The phone in the browser: the page, what it asks for, and the stream that tells it what happens.

`add_routes` hangs it on the application of a `Simulator`; nothing under `/phone` is Telegram's.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from simulator import acts
from simulator.chats import JSON, Chat, Person
from simulator.watching import Watch, as_iso, owner_of, private_chats
from simulator.world import TAP_LIFE

if TYPE_CHECKING:
    from simulator.server import Simulator

PAGE = Path(__file__).parent / "page"
TYPES = {".js": "text/javascript", ".css": "text/css"}
BEAT = 0.05
"""Seconds between two looks at the world, for a stream and for an answer to a tap."""
ATTACHMENTS = {"voice": "audio/ogg", "photo": "image/jpeg", "sticker": "image/webp"}
LA_PAZ = (-16.5, -68.15)
# The browser itself enforces what the page promises: nothing is loaded from anywhere else.
POLICY = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
FRESH = {"Cache-Control": "no-cache"}
_NAME = re.compile(r"\S(.{0,38}\S)?")
_LANGUAGE = re.compile(r"[a-z]{2}")
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A button of the clock panel: `move` tells where the clock goes from now."""

    label: str
    move: Callable[[datetime], datetime]


def add_routes(
    app: web.Application,
    simulator: Simulator,
    *,
    shortcuts: Sequence[Shortcut] = (),
    zone: str = "America/La_Paz",
    tabs: Sequence[tuple[str, str]] = (),
    notice: Callable[[], str] = str,
) -> None:
    """Add the page and its routes.

    `zone` is the IANA name of the zone that times are shown in; `tabs` are further links in the
    header, (label, href). The panel has "+1 h" of itself, before the shortcuts. `notice` tells
    what stands above the phones at the moment; "" is nothing.
    """
    phone = _Phone(simulator, shortcuts, zone, tabs, notice)
    officer = r"/phone/officers/{chat_id:\d+}"
    app.add_routes(
        [
            web.get("/", phone.redirect),
            web.get("/phone", phone.index),
            web.get(r"/phone/{name:[a-z]+\.(?:js|css)}", phone.asset),
            web.get("/phone/files/{file_id}", phone.file),
            web.get("/phone/links", phone.links),
            web.get("/phone/clock", phone.read_clock),
            web.post("/phone/clock", phone.move_clock),
            web.get("/phone/officers", phone.officers),
            web.post("/phone/officers", phone.add_officer),
            web.get("/phone/stream", phone.stream),
            web.get(f"{officer}/stream", phone.stream),
            web.post(f"{officer}/messages", phone.write),
            web.post(f"{officer}/taps", phone.tap),
            web.post(f"{officer}/attachments", phone.attach),
            web.post(f"{officer}/start", phone.open_link),
            web.post(f"{officer}/block", phone.block),
            web.post(f"{officer}/unblock", phone.unblock),
        ]
    )
    app.on_startup.append(phone.begin)
    app.on_shutdown.append(phone.end)


class _Phone:
    """The handlers, one short method per route."""

    def __init__(
        self,
        simulator: Simulator,
        shortcuts: Sequence[Shortcut],
        zone: str,
        tabs: Sequence[tuple[str, str]],
        notice: Callable[[], str],
    ) -> None:
        self.simulator = simulator
        self.world = simulator.world
        self.shortcuts = shortcuts
        self.zone = zone
        self.tabs = tabs
        self.notice = notice
        self.ending = asyncio.Event()

    async def begin(self, _app: web.Application) -> None:
        """Serve again, perhaps after an earlier end."""
        self.ending.clear()

    async def end(self, _app: web.Application) -> None:
        """Let streams and waiting taps end, so that the server need not cut them."""
        self.ending.set()

    async def redirect(self, _request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/phone")

    async def index(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(
            PAGE / "index.html", headers=FRESH | {"Content-Security-Policy": POLICY}
        )

    async def asset(self, request: web.Request) -> web.StreamResponse:
        path = PAGE / request.match_info["name"]
        return web.FileResponse(path, headers=FRESH | {"Content-Type": TYPES[path.suffix]})

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Serve an upload, also in parts: a browser seeks in a video to play it again."""
        file = self.world.files.get(request.match_info["file_id"])
        if file is None:
            raise web.HTTPNotFound
        size = len(file.data)
        headers = {"Accept-Ranges": "bytes", "Content-Type": file.mime}
        try:
            start, stop, _ = request.http_range.indices(size)
        except ValueError:
            start = size
        if start >= size:
            raise web.HTTPRequestRangeNotSatisfiable(headers={"Content-Range": f"bytes */{size}"})
        if start == 0 and stop == size:
            return web.Response(body=file.data, headers=headers)
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
        return web.Response(status=206, body=file.data[start:stop], headers=headers)

    async def links(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response([{"label": label, "href": href} for label, href in self.tabs])

    async def read_clock(self, _request: web.Request) -> web.StreamResponse:
        return self._clock()

    async def move_clock(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        clock = self.simulator.clock
        if isinstance(seconds := body.get("advance_seconds"), int):
            clock.advance(timedelta(seconds=seconds))
        elif isinstance(index := body.get("shortcut"), int) and 0 <= index < len(self.shortcuts):
            clock.set(self.shortcuts[index].move(clock.now()))
        else:
            raise _refusal(web.HTTPBadRequest, "El reloj no conoce ese salto.")
        return self._clock()

    def _clock(self) -> web.Response:
        shortcuts = [{"label": shortcut.label} for shortcut in self.shortcuts]
        now = as_iso(self.simulator.clock.now())
        return web.json_response({"now": now, "zone": self.zone, "shortcuts": shortcuts})

    async def officers(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response([owner_of(chat) for chat in private_chats(self.world)])

    async def add_officer(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        name, language = str(body.get("name", "")).strip(), str(body.get("language", "es"))
        if not _NAME.fullmatch(name) or not _LANGUAGE.fullmatch(language):
            raise _refusal(web.HTTPBadRequest, "El oficial necesita un nombre y un idioma.")
        return web.json_response(owner_of(self.simulator.officer(name, language).chat))

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Tell what happens, of one officer or of all, as server-sent events.

        Every event carries the `chat_id`, so that one connection feeds all phones of a page: a
        browser opens no more than six to one host.
        """
        only = self._phone(request)[0].id if "chat_id" in request.match_info else None
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"} | FRESH)
        await response.prepare(request)
        watch = Watch(self.world, only, self.notice)
        await response.write(b"retry: 1000\n\n")
        try:
            while not self.ending.is_set() and _is_open(request):
                for event, data in watch.look():
                    line = json.dumps(data, ensure_ascii=False)
                    await response.write(f"event: {event}\ndata: {line}\n\n".encode())
                await self._rest()
        except ConnectionError:
            pass  # the page was closed
        finally:
            watch.end()
        return response

    async def write(self, request: web.Request) -> web.StreamResponse:
        chat, _ = self._open_phone(request)
        text = str((await _body(request)).get("text", "")).strip()
        if not text:
            raise _refusal(web.HTTPBadRequest, "El mensaje está vacío.")
        if chat.keyboard_once and any(text in row for row in chat.keyboard or ()):
            self.world.set_keyboard(chat, None)
        acts.write(self.world, chat, text)
        return web.json_response({})

    async def tap(self, request: web.Request) -> web.StreamResponse:
        """Press a button; the request lasts until the bot answers, or gave it up."""
        chat, person = self._open_phone(request)
        body = await _body(request)
        number, data = body.get("message_id"), str(body.get("data", ""))
        message = chat.messages.get(number) if isinstance(number, int) else None
        keys = [key for row in (message and message.inline) or () for key in row]
        if message is None or data not in [key.get("callback_data") for key in keys]:
            raise _refusal(web.HTTPGone, "Ese botón ya no está en el chat.")
        update = acts.press(self.world, chat, person, message, data)
        tap = self.world.taps[update["callback_query"]["id"]]
        with suppress(TimeoutError):
            async with asyncio.timeout(TAP_LIFE.total_seconds()):
                while not tap.answered and not self.ending.is_set():
                    await self._rest()
        return web.json_response({"answered": tap.answered})

    async def attach(self, request: web.Request) -> web.StreamResponse:
        chat, _ = self._open_phone(request)
        kind = (await _body(request)).get("kind")
        if kind == "location":
            acts.send_location(self.world, chat, *LA_PAZ)
        elif kind == "contact":
            acts.share_contact(self.world, chat)
        elif kind in ATTACHMENTS:
            acts.send_file(self.world, chat, kind, ATTACHMENTS[kind])
        else:
            raise _refusal(web.HTTPBadRequest, "El teléfono no puede enviar eso.")
        return web.json_response({})

    async def open_link(self, request: web.Request) -> web.StreamResponse:
        """Open the bot's deep link; as at Telegram, that also lets a blocked bot in again."""
        chat, person = self._phone(request)
        payload = str((await _body(request)).get("payload", ""))
        if not _PAYLOAD.fullmatch(payload):
            raise _refusal(web.HTTPBadRequest, "El código solo lleva letras, números, _ y -.")
        if chat.blocked:
            acts.set_blocked(self.world, chat, person, False)
        acts.write(self.world, chat, f"/start {payload}")
        return web.json_response({})

    async def block(self, request: web.Request) -> web.StreamResponse:
        return self._set_blocked(request, True)

    async def unblock(self, request: web.Request) -> web.StreamResponse:
        return self._set_blocked(request, False)

    def _set_blocked(self, request: web.Request, blocked: bool) -> web.Response:
        chat, person = self._phone(request)
        if chat.blocked != blocked:
            acts.set_blocked(self.world, chat, person, blocked)
        return web.json_response({})

    def _phone(self, request: web.Request) -> tuple[Chat, Person]:
        chat = self.world.chats.get(int(request.match_info["chat_id"]))
        if chat is None or chat.person is None:
            raise _refusal(web.HTTPNotFound, "No hay tal oficial.")
        return chat, chat.person

    def _open_phone(self, request: web.Request) -> tuple[Chat, Person]:
        chat, person = self._phone(request)
        if chat.blocked:
            raise _refusal(web.HTTPConflict, "Usted bloqueó el bot: desbloquéelo primero.")
        return chat, person

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(BEAT):
                await self.ending.wait()


async def _body(request: web.Request) -> JSON:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise _refusal(web.HTTPBadRequest, "Se esperaba un objeto JSON.")
    return body


def _refusal(kind: type[web.HTTPException], sentence: str) -> web.HTTPException:
    body = json.dumps({"error": sentence}, ensure_ascii=False)
    return kind(text=body, content_type="application/json")


def _is_open(request: web.Request) -> bool:
    return request.transport is not None and not request.transport.is_closing()
