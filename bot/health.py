"""/healthz and /metrics, for whoever watches over the server; on a port of their own."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from bot.assembly import Respiro
from bot.config import ConfigError
from bot.domain.model import Halt

Complaint = Callable[[], str | None]
"""What is wrong with a part, in a few words; None when nothing is."""

_PATIENCE = 3  # seconds that the store may take for one row


@dataclass(slots=True)
class Health:
    """What the two addresses answer."""

    respiro: Respiro
    receiving: Complaint
    _look: asyncio.Task[Halt | None] | None = field(default=None, init=False)

    async def complaints(self) -> list[str]:
        """Everything that is wrong."""
        found = [self.receiving(), await self._complaint_of_store()]
        return [complaint for complaint in found if complaint]

    async def _complaint_of_store(self) -> str | None:
        look = self._look or self._begin_look()
        await asyncio.wait([look], timeout=_PATIENCE)
        error = look.exception() if look.done() else TimeoutError()
        if error is None:
            return None
        return f"the delivery store does not answer: {type(error).__name__}"

    def _begin_look(self) -> asyncio.Task[Halt | None]:
        """One look at a time: a store that hangs must not be given a thread by every question."""
        halt, now = self.respiro.delivering.halt, self.respiro.desk.clock()
        self._look = asyncio.create_task(asyncio.to_thread(halt, now))
        self._look.add_done_callback(self._end_look)
        return self._look

    def _end_look(self, look: asyncio.Task[Halt | None]) -> None:
        self._look = None
        if not look.cancelled():
            look.exception()  # perhaps nobody waits for it any more

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


def unusable(option: str, address: str, error: OSError) -> ConfigError:
    """An address at which nothing can listen, as a sentence for the operator."""
    why = errno.errorcode.get(error.errno or 0, type(error).__name__)
    cure = "choose a free port, and an address of this machine."
    return ConfigError([f"{option} is {address}, where nothing can listen ({why}): {cure}"])


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
        try:
            await web.TCPSite(runner, host, int(port)).start()
        except OSError as error:
            raise unusable("health.listen", listen, error) from None
        yield
    finally:
        await runner.cleanup()
