"""What is measured, each as a process on one core that prints one line of JSON.

``python -m benchmarks.clients NAME …``: Respiro, and its peers set up as their documentation says.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from benchmarks.closing import naive_close, respiro_close
from benchmarks.stand_in import SECRET, TOKEN
from benchmarks.stores import configured

TEXT = "Una frase de unas cuantas palabras, como las de una lección. " * 6
KEYS = {"inline_keyboard": [[{"text": "Siguiente", "callback_data": "l1|1|2"}]]}
UNLIMITED = 1e9  # messages a second
_WORKERS = 128

Result = dict[str, Any]


def resident_mb() -> float:
    """Memory that this process holds, in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


async def timed(work: Awaitable[object], count: int) -> Result:
    """Messages a second and the CPU of this process for each, in milliseconds."""
    cpu, begun = time.process_time(), time.perf_counter()
    await work
    seconds = time.perf_counter() - begun
    cpu_ms = 1000 * (time.process_time() - cpu) / count
    return {"per_second": count / seconds, "cpu_ms": cpu_ms, "seconds": seconds}


# Respiro


async def respiro_send(address: str, home: Path, count: int) -> Result:
    """Due → ledger → Telegram → settled."""
    from bot.assembly import assemble
    from bot.opening import open_stores
    from bot.running import connected

    config = configured(home, address, TOKEN)
    respiro = assemble(config, open_stores(config), TOKEN, now)
    unlimit(respiro)
    async with connected(respiro):
        result = await timed(respiro.speaker.beat(), count)
        return result | {"states": states(respiro)}


def unlimit(respiro: Any, rate: float = UNLIMITED) -> None:
    """Let prompts leave as fast as they can, and spread none."""
    respiro.speaker.pacer.per_second = rate
    object.__setattr__(respiro.delivering, "per_second", UNLIMITED)


def states(respiro: Any) -> dict[str, int]:
    """How many prompts stand where."""
    import sqlalchemy as sa

    from bot.storage.delivery import delivery

    with respiro.stores.deliveries.begin() as connection:
        found = sa.select(delivery.c.state, sa.func.count()).group_by(delivery.c.state)
        return dict(tuple(row) for row in connection.execute(found))


async def respiro_taps(address: str, home: Path, port: int, broadcast: float) -> Result:
    """Serve taps at a webhook until told to stop; perhaps with a broadcast at a rate beside it."""
    from bot.assembly import assemble
    from bot.opening import open_stores
    from bot.running import listening

    config = configured(
        home,
        address,
        TOKEN,
        TELEGRAM__MODE="webhook",
        TELEGRAM__WEBHOOK_URL=f"http://127.0.0.1:{port}/hook",
        TELEGRAM__WEBHOOK_LISTEN=f"127.0.0.1:{port}",
        TELEGRAM__WEBHOOK_SECRET=SECRET,
    )
    respiro = assemble(config, open_stores(config), TOKEN, now)
    async with listening(respiro, config, None):
        speaking = None
        if broadcast:
            unlimit(respiro, broadcast)
            speaking = asyncio.create_task(respiro.speaker.beat())
        tell({"ready": True})
        await told_to_stop()
        if speaking is not None:
            await respiro.speaker.rest()
            await speaking
    return {}


def respiro_tick(home: Path) -> Result:
    """An idle look at what is due, and the claim of 500; milliseconds."""
    from bot.arranging import calendar_from
    from bot.content.lessons import load_lessons
    from bot.opening import open_stores
    from bot.service.delivering import Delivering

    config = configured(home, "http://127.0.0.1:1", TOKEN)
    stores = open_stores(config)
    course = {lesson.number: lesson for lesson in load_lessons(Path("lessons/es"))}
    delivering = Delivering(stores.deliveries, calendar_from(config), course)
    before = now() - timedelta(days=1)
    delivering.tick(before)  # the first statement of each kind is compiled
    idle = [_milliseconds(lambda: delivering.tick(before)) for _ in range(20)]
    once = iter([True, False])  # one batch, without the pause that follows a full one
    claim = _milliseconds(lambda: delivering.tick(now(), lambda: next(once)))
    return {"idle_ms": statistics.median(idle), "claim_ms": claim, "resident_mb": resident_mb()}


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begun)


async def respiro_memory(address: str, home: Path, count: int) -> Result:
    """Memory after a start with many subscribers, 500 of them served."""
    result = await respiro_send(address, home, count)
    return result | {"resident_mb": resident_mb()}


# python-telegram-bot


async def ptb_send(address: str, count: int) -> Result:
    """Defaults of ApplicationBuilder, one JobQueue job for each subscriber."""
    from telegram.error import TelegramError
    from telegram.ext import ApplicationBuilder, ContextTypes

    ends: list[bool] = []
    is_over = asyncio.Event()

    async def send(context: ContextTypes.DEFAULT_TYPE) -> None:
        try:
            await context.bot.send_message(context.job.data, TEXT, parse_mode="HTML")  # type: ignore[union-attr,arg-type]
            ends.append(True)
        except TelegramError:
            ends.append(False)
        if len(ends) == count:
            is_over.set()

    application = ApplicationBuilder().token(TOKEN).base_url(f"{address}/bot").build()
    queue = application.job_queue
    assert queue is not None  # noqa: S101 - for the types
    async with application:
        await queue.start()

        async def broadcast() -> None:
            for chat in range(1, count + 1):
                queue.run_once(send, 0, data=chat, job_kwargs={"misfire_grace_time": None})
            await is_over.wait()

        result = await timed(broadcast(), count)
        await queue.stop(wait=False)
    served = sum(ends)
    return result | {"per_second": served / result["seconds"], "failed": count - served}


async def ptb_taps(address: str, port: int, how: str, broadcast: int) -> Result:
    """A custom webhook as in its documentation; ``how``: default, concurrent or limited."""
    from telegram import Update
    from telegram.error import TelegramError
    from telegram.ext import AIORateLimiter, ApplicationBuilder, CallbackQueryHandler, ContextTypes

    async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query is not None  # noqa: S101 - for the types
        await query.answer("Registrado")
        await query.edit_message_text("Registrado", reply_markup=None)

    builder = ApplicationBuilder().token(TOKEN).base_url(f"{address}/bot").updater(None)
    if how != "default":
        builder = builder.concurrent_updates(True)
    if how == "limited":
        builder = builder.rate_limiter(AIORateLimiter())  # type: ignore[arg-type]
    application = builder.build()
    application.add_handler(CallbackQueryHandler(answer))

    async def take(request: web.Request) -> web.Response:
        update = Update.de_json(await request.json(), application.bot)
        await application.update_queue.put(update)
        return web.Response()

    async def send_all() -> None:
        async def worker(chats: Any) -> None:
            for chat in chats:
                try:
                    await application.bot.send_message(chat, TEXT, parse_mode="HTML")
                except TelegramError:
                    continue

        chats = iter(range(1, broadcast + 1))
        await asyncio.gather(*(worker(chats) for _ in range(16)))

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app, access_log=None)
    async with application:
        await application.start()
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        speaking = asyncio.create_task(send_all())
        tell({"ready": True})
        await told_to_stop()
        speaking.cancel()
        await runner.cleanup()
        os._exit(0)  # its queue may hold minutes of work
    return {}


# The ceiling, and APScheduler


async def raw_send(address: str, count: int) -> Result:
    """A plain aiohttp client that sends the same bodies and reads the answers."""
    chats = iter(range(count))
    body = {"text": TEXT, "parse_mode": "HTML", "reply_markup": KEYS}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=_WORKERS)) as session:

        async def worker() -> None:
            for chat in chats:
                async with session.post(
                    f"{address}/bot{TOKEN}/sendMessage", json=body | {"chat_id": chat}
                ) as answer:
                    json.loads(await answer.read())

        async def everybody() -> None:
            await asyncio.gather(*(worker() for _ in range(_WORKERS)))

        return await timed(everybody(), count)


async def apscheduler_jobs(count: int) -> Result:
    """One cron job for each subscriber, in memory."""
    from apscheduler.schedulers.asyncio import AsyncIOScheduler
    from apscheduler.triggers.cron import CronTrigger

    before = resident_mb()
    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.start(paused=True)
    begun = time.perf_counter()
    for chat in range(count):
        trigger = CronTrigger(hour=7 + chat % 13, timezone="America/La_Paz")
        scheduler.add_job(print, trigger, args=[chat], id=str(chat))
    seconds = time.perf_counter() - begun
    grown = resident_mb() - before
    return {"seconds": seconds, "resident_mb": resident_mb(), "grown_mb": grown}


def tell(result: Result) -> None:
    """Print one line."""
    sys.stdout.write(json.dumps(result) + "\n")
    sys.stdout.flush()


async def told_to_stop() -> None:
    """Wait until the other end closes."""
    await asyncio.to_thread(sys.stdin.read)


def main() -> None:
    """One client."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    name, *rest = sys.argv[1:]
    if name == "respiro_tick":
        tell(respiro_tick(Path(rest[0])))
        return
    if name in {"respiro_close", "naive_close"}:
        close = respiro_close if name == "respiro_close" else naive_close
        tell(close(Path(rest[0]), int(rest[1])))
        return
    work: dict[str, Callable[[], Awaitable[Result]]] = {
        "respiro_send": lambda: respiro_send(rest[0], Path(rest[1]), int(rest[2])),
        "respiro_memory": lambda: respiro_memory(rest[0], Path(rest[1]), int(rest[2])),
        "respiro_taps": lambda: respiro_taps(rest[0], Path(rest[1]), int(rest[2]), float(rest[3])),
        "ptb_send": lambda: ptb_send(rest[0], int(rest[1])),
        "ptb_taps": lambda: ptb_taps(rest[0], int(rest[1]), rest[2], int(rest[3])),
        "raw_send": lambda: raw_send(rest[0], int(rest[1])),
        "apscheduler_jobs": lambda: apscheduler_jobs(int(rest[0])),
    }

    async def run() -> None:
        tell(await work[name]())

    asyncio.run(run())


if __name__ == "__main__":
    main()
