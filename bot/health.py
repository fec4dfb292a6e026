"""/healthz and /metrics, for whoever watches over the server; on a port of their own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from bot.assembly import Respiro

Complaint = Callable[[], str | None]
"""What is wrong with a part, in a few words; None when nothing is."""

_PATIENCE = 3  # seconds that the store may take for one row


@dataclass(frozen=True, slots=True)
class Health:
    """What the two addresses answer."""

    respiro: Respiro
    receiving: Complaint

    async def complaints(self) -> list[str]:
        """Everything that is wrong."""
        found = [self.receiving()]
        try:
            async with asyncio.timeout(_PATIENCE):
                await asyncio.to_thread(self.respiro.delivering.halt, self.respiro.desk.clock())
        except Exception as error:  # whatever it is, the operator wants to know of it
            found.append(f"the delivery store does not answer: {type(error).__name__}")
        return [complaint for complaint in found if complaint]

    async def healthz(self, _request: web.Request) -> web.Response:
        """200 and "ok", or 503 and a line for each complaint."""
        complaints = await self.complaints()
        text = "\n".join(complaints or ["ok"])
        return web.Response(text=f"{text}\n", status=503 if complaints else 200)

    async def metrics(self, _request: web.Request) -> web.Response:
        """Counts in the text format of Prometheus."""
        return web.Response(body=self.respiro.metrics.text(), content_type="text/plain")


def no_complaint() -> None:
    """For a process that does not receive, or is called."""


@asynccontextmanager
async def serving_health(
    listen: str, respiro: Respiro, receiving: Complaint = no_complaint
) -> AsyncIterator[None]:
    """Answer at ``address:port``, or nowhere when it is empty."""
    if not listen:
        yield
        return
    health = Health(respiro, receiving)
    app = web.Application()
    app.router.add_get("/healthz", health.healthz)
    app.router.add_get("/metrics", health.metrics)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        host, _, port = listen.rpartition(":")
        await web.TCPSite(runner, host, int(port)).start()
        yield
    finally:
        await runner.cleanup()
