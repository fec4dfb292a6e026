"""python-telegram-bot's HTTP over aiohttp, which tells "certainly not sent" from "unknown"."""

from __future__ import annotations

import asyncio
import json
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram._utils.defaultvalue import DEFAULT_NONE
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

_JSON = {"Content-Type": "application/json"}
_KEEP_ALIVE = 25  # seconds; shorter than servers keep an idle connection, which would reset ours


class NotSentError(NetworkError):
    """The request never left: no connection could be made. It is safe to try again."""


class Ready(RequestData):  # type: ignore[misc]  # final for its users, not for a transport
    """A request whose JSON body is written already."""

    __slots__ = ("body",)

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.body = body


class AiohttpRequest(BaseRequest):
    """One connection pool to the Bot API; ``read_seconds`` bounds the wait for an answer.

    Its errors: :class:`NotSentError` before the request left, ``TimedOut`` and ``NetworkError``
    when nobody knows what became of it. No message of theirs holds the address, since the bot's
    token is part of it.
    """

    def __init__(self, connections: int, read_seconds: float = 10) -> None:
        self._connections = connections
        self._read_seconds = read_seconds
        self._session: aiohttp.ClientSession | None = None
        self._proxy: str | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Open the pool; it connects when it is first used."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=_KEEP_ALIVE)
            self._session = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = DEFAULT_NONE,
        write_timeout: ODVInput[float] = DEFAULT_NONE,
        connect_timeout: ODVInput[float] = DEFAULT_NONE,
        pool_timeout: ODVInput[float] = DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request; the status and the body of its answer."""
        if self._session is None:
            raise RuntimeError("the request object is not initialised")
        timeout = _timeout(
            _seconds(pool_timeout, 10),
            _seconds(connect_timeout, 5),
            _seconds(write_timeout, 5),
            _seconds(read_timeout, self._read_seconds),
        )
        await asyncio.sleep(0)  # what the server has closed meanwhile is seen, and not written to
        try:
            async with self._session.request(
                method,
                url,
                timeout=timeout,
                proxy=self._proxy_for(url),
                **_content(request_data),
            ) as answer:
                status, body = answer.status, await answer.read()
        except (
            aiohttp.ClientConnectorError,
            aiohttp.ClientHttpProxyError,
            aiohttp.ConnectionTimeoutError,
        ) as error:
            raise NotSentError(f"no connection: {type(error).__name__}") from None
        except TimeoutError:
            raise TimedOut("no answer in time") from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"connection lost: {type(error).__name__}") from None
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES and _read(body) is None:
            # The library would take a proxy's 403 for an officer who is gone, its 404 for a wrong
            # token, and would quote its page, which may show the address.
            raise NetworkError(f"a refusal that is not Telegram's: {status}")
        return status, body

    def _proxy_for(self, url: str) -> str | None:
        """The environment's proxy, looked up once: a pool talks to one server.

        aiohttp itself would look it up in a thread for every request.
        """
        if self._proxy is None:
            address = urlsplit(url)
            is_direct = proxy_bypass(address.hostname or "")
            self._proxy = "" if is_direct else getproxies().get(address.scheme, "")
        return self._proxy or None

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """The answer as data; what cannot be read is not logged, for it may hold a message."""
        answer = _read(payload)
        if answer is None:
            raise TelegramError("Invalid server response")
        return answer


def _read(payload: bytes) -> dict[str, Any] | None:
    """An answer of the Bot API, which has a result or says why not; None for any other."""
    try:
        answer = json.loads(payload)
    except ValueError:
        return None
    is_telegrams = isinstance(answer, dict) and ("result" in answer or "description" in answer)
    return answer if is_telegrams else None


@lru_cache
def _timeout(pool: float, connect: float, write: float, read: float) -> aiohttp.ClientTimeout:
    """Bounds for each step in seconds, and for all: each byte of a dripping answer resets one."""
    return aiohttp.ClientTimeout(
        total=pool + connect + write + read, connect=pool, sock_connect=connect, sock_read=read
    )


def _seconds(given: ODVInput[float], default: float) -> float:
    return given if isinstance(given, int | float) else default


def _content(request_data: RequestData | None) -> dict[str, Any]:
    """The body and its kind: JSON, or a form of several parts when there are files."""
    if request_data is None:
        return {}
    if isinstance(request_data, Ready):
        return {"data": request_data.body, "headers": _JSON}
    if not request_data.contains_files:
        return {"data": request_data.json_payload, "headers": _JSON}
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, mime) in request_data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=mime)
    return {"data": form}
