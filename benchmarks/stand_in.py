"""A stand-in for Telegram that is fast enough not to be what is measured; a process of its own.

It answers every method after a latency and notes when taps, which it posts to a webhook itself,
have been answered and edited. ``/control/…`` starts the taps and tells what was seen.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import time
from typing import Any
from urllib.parse import urlsplit

BOT_ID = 12345
TOKEN = f"{BOT_ID}:benchmark"
SECRET = "benchmark-secret"
_ME = {"id": BOT_ID, "is_bot": True, "first_name": "B", "username": "benchmark_bot"}
_MESSAGE = {
    "message_id": 1,
    "date": 1_700_000_000,
    "chat": {"id": 1, "type": "private", "first_name": "O"},
    "from": _ME,
    "text": "Texto",
}
_QUERY = re.compile(rb"tap-(\d+)-")
_EDITED = re.compile(rb"message_id[\"=: ]+(\d+)")


def _answer(result: object) -> bytes:
    body = json.dumps({"ok": True, "result": result}).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


_TRUE, _SENT, _WHO = _answer(True), _answer(_MESSAGE), _answer(_ME)
_NOTHING = _answer([])


class Notes:
    """What has been seen: sent messages by chat, and for each tap three moments in seconds."""

    def __init__(self, latency: float) -> None:
        self.latency = latency
        self.sent = 0
        self.first_sent_at = 0.0
        self.chats: set[int] = set()
        self.posted: dict[int, float] = {}
        self.answered: dict[int, float] = {}
        self.edited: dict[int, float] = {}
        self.order: list[int] = []
        self.per_chat = 1

    def note(self, method: bytes, body: bytes) -> bytes:
        """Take a call in and choose its answer."""
        done_at = time.monotonic() + self.latency
        if method == b"sendmessage":
            self.sent += 1
            self.first_sent_at = self.first_sent_at or time.time()
            return _SENT
        if method == b"answercallbackquery":
            found = _QUERY.search(body)
            if found:
                self.answered[int(found[1])] = done_at
                self.order.append(int(found[1]))
            return _TRUE
        if method == b"editmessagetext":
            found = _EDITED.search(body)
            if found:
                self.edited[int(found[1])] = done_at
            return _SENT
        return {b"getme": _WHO, b"getupdates": _NOTHING}.get(method, _TRUE)

    def report(self) -> dict[str, Any]:
        """What has been seen, as data."""
        done = {
            tap: max(self.answered[tap], self.edited[tap])
            for tap in self.posted
            if tap in self.answered and tap in self.edited
        }
        waits = sorted(done[tap] - self.posted[tap] for tap in done)
        begun = min(self.posted.values(), default=0.0)
        last: dict[int, int] = {}
        inversions = 0
        for tap in self.order:
            chat = tap // self.per_chat
            inversions += tap < last.get(chat, -1)
            last[chat] = max(tap, last.get(chat, -1))
        return {
            "sent": self.sent,
            "first_sent_at": self.first_sent_at,
            "taps": len(self.posted),
            "done": len(done),
            "per_second": len(done) / (max(done.values()) - begun) if done else 0.0,
            "waits_ms": [round(1000 * wait, 2) for wait in waits],
            "inversions": inversions,
        }


class Line(asyncio.Protocol):
    """One kept-alive connection."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._bytes = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody calls."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - for the types
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self._bytes += data
        while (end := self._bytes.find(b"\r\n\r\n")) >= 0:
            head = self._bytes[:end]
            lower = head.lower()
            at = lower.find(b"content-length:")
            length = int(lower[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self._bytes) < end + 4 + length:
                return
            body = self._bytes[end + 4 : end + 4 + length]
            self._bytes = self._bytes[end + 4 + length :]
            self._serve(head.split(b" ", 2)[1], body)

    def _serve(self, path: bytes, body: bytes) -> None:
        if path == b"/control/report":
            self._write(_answer(self._notes.report()))
        elif path == b"/control/taps":
            plan = json.loads(body)
            task = asyncio.ensure_future(post_taps(self._notes, **plan))
            _posting.add(task)
            task.add_done_callback(_posting.discard)
            self._write(_TRUE)
        else:
            answer = self._notes.note(path.rpartition(b"/")[2].lower(), body)
            asyncio.get_running_loop().call_later(self._notes.latency, self._write, answer)

    def _write(self, answer: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(answer)


_posting: set[asyncio.Future[None]] = set()


async def post_taps(
    notes: Notes, url: str, count: int, per_chat: int, rate: float, data: str, lines: int = 100
) -> None:
    """Post taps over at most so many connections, as Telegram does; ``rate`` 0 is unlimited.

    The taps of a chat carry rising numbers and are posted one after the other's answer.
    """
    notes.per_chat = per_chat
    address = urlsplit(url)
    host, port = address.hostname or "127.0.0.1", address.port or 80
    begun = time.monotonic()
    # All first taps, then all second taps: those of one chat lie far apart, as in life.
    taps = iter([chat * per_chat + n for n in range(per_chat) for chat in range(count // per_chat)])
    numbered = enumerate(taps)

    async def line() -> None:
        reader, writer = await asyncio.open_connection(host, port)
        for number, tap in numbered:
            if rate:
                await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
            body = json.dumps(_tap(tap, tap // per_chat + 1, data)).encode()
            head = (
                f"POST {address.path} HTTP/1.1\r\nHost: {host}\r\n"
                "Content-Type: application/json\r\n"
                f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            notes.posted[tap] = time.monotonic()
            writer.write(head.encode() + body)
            answered = (await reader.readuntil(b"\r\n\r\n")).lower()
            at = answered.find(b"content-length:")
            length = int(answered[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            await reader.readexactly(length)
        writer.close()

    await asyncio.gather(*(line() for _ in range(lines)))


def _tap(tap: int, chat: int, data: str) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "O", "language_code": "es"}
    place = {"id": chat, "type": "private", "first_name": "O"}
    return {
        "update_id": tap + 1,
        "callback_query": {
            "id": f"tap-{tap}-",
            "from": person,
            "message": _MESSAGE | {"message_id": tap, "chat": place},
            "chat_instance": "1",
            "data": data,
        },
    }


async def serve(port: int, latency: float) -> None:
    """Serve until killed."""
    notes = Notes(latency)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Line(notes), "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


def main() -> None:
    """The process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--latency", type=float, default=0.0)
    chosen = parser.parse_args()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    asyncio.run(serve(chosen.port, chosen.latency))


if __name__ == "__main__":
    main()
