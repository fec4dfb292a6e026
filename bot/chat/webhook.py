"""The webhook: 200 only after the effect of an update is recorded, 503 when there are too many."""

from __future__ import annotations

import asyncio
import hmac
import json

from aiohttp import web
from telegram import Bot

from bot.chat.inbound import ALLOWED_UPDATES, Inbox, Meter, number_of, parse

_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_BODY_LIMIT = 1 << 20
_CONNECTIONS = 100  # the most that Telegram opens; each waits for the effect of its update
_PATIENCE = 25  # seconds; an update that takes longer is sent again and recognised


class Webhook:
    """A small server behind the reverse proxy that ends TLS."""

    def __init__(self, bot: Bot, inbox: Inbox, secret: str, meter: Meter) -> None:
        self._bot = bot
        self._inbox = inbox
        self._secret = secret
        self._meter = meter
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int, path: str) -> None:
        """Listen; nothing comes before Telegram has been told where."""
        app = web.Application(client_max_size=_BODY_LIMIT)
        app.router.add_post(path, self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()

    async def announce(self, public_url: str) -> None:
        """Tell Telegram where; TelegramError when it does not answer."""
        await self._bot.set_webhook(
            public_url,
            secret_token=self._secret,
            allowed_updates=list(ALLOWED_UPDATES),
            max_connections=_CONNECTIONS,
        )

    async def stop(self, seconds: float) -> None:
        """Stop listening, and answer what ends within so many seconds; Telegram keeps the rest."""
        if self._runner is None:
            return
        for site in list(self._runner.sites):
            await site.stop()
        await self._inbox.drain(seconds)
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        given = request.headers.get(_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._secret.encode()):
            return web.Response(status=403)
        if self._inbox.is_full:
            self._meter.update("refused")
            return web.Response(status=503)
        try:
            raw = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.Response(status=400)
        update = parse(raw, self._bot) if number_of(raw) is not None else None
        finished = None if update is None else self._inbox.take(update)
        if finished is not None:
            await asyncio.wait([finished], timeout=_PATIENCE)
            if not finished.done():
                return web.Response(status=503)
        return web.Response()


async def stop_webhook(bot: Bot) -> None:
    """Before polling: a webhook that an earlier start has set is taken off, nothing is dropped.

    TelegramError when it cannot be; as long as it stands, Telegram refuses every poll.
    """
    await bot.delete_webhook(drop_pending_updates=False)
