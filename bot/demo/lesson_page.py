"""``python -m bot preview LESSON --page``: a lesson in the phone, anew whenever it is saved.

The real bot sends it to a made-up officer. A saved change starts that bot again over the same
stores, as an update of an installation would: what the officer has done so far is still there.
"""

from __future__ import annotations

import asyncio
import errno
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import time
from pathlib import Path

from aiohttp import web

from bot.arranging import ROOT, calendar_from
from bot.assembly import Respiro, assemble
from bot.chat.texts.enrolment import summary
from bot.config import Config, load_config
from bot.demo.page import shortcuts
from bot.demo.repainting import repaint
from bot.demo.saved import Saved, Version
from bot.demo.stage import EXAMPLE, StartJobsOf, environment
from bot.domain.model import Consent
from bot.domain.timetable import next_lesson_due
from bot.opening import open_stores
from bot.previewing import PreviewError
from bot.running import listening, stop_event
from bot.storage.delivery import change_subscriber
from simulator import phone
from simulator.officer import Officer
from simulator.server import Simulator

_WELCOME = """
La lección, como llega al celular:

    {address}/phone

Ábrala en el navegador. Cada vez que guarda el archivo se ve el cambio. Ctrl-C termina.
"""
_UNIT, _DAYS, _HOUR = "desaguadero", (1, 2, 3, 4, 5), time(9)
_DRAWINGS = ROOT / "assets" / "drawings"
_PAUSE = 0.3  # seconds between two looks at the files


async def run_lesson_page(start_jobs_of: StartJobsOf, asked: str, port: int) -> int:
    """Serve one lesson until Ctrl-C; another port is taken when this one is busy.

    PreviewError when there is no such lesson. One that cannot be read is told on the page.
    """
    saved = Saved(ROOT, asked)
    version = saved.look()
    if version is None and saved.is_missing:
        raise PreviewError(saved.notice)
    config = load_config(EXAMPLE, {})

    def add_pages(app: web.Application, simulator: Simulator) -> None:
        phone.add_routes(
            app,
            simulator,
            shortcuts=shortcuts(calendar_from(config)),
            zone=config.programme.timezone,
            notice=lambda: saved.notice,
        )

    simulator = Simulator(remember=1000, pages=add_pages)
    stopped = stop_event()
    await _start(simulator, port)
    try:
        officer = simulator.officer("Ana Quispe", started=True)
        sys.stdout.write(_WELCOME.format(address=simulator.base_url))
        sys.stdout.flush()
        with tempfile.TemporaryDirectory(prefix="respiro-") as home:
            config = load_config(EXAMPLE, _settings(simulator, Path(home)))
            show = _show(start_jobs_of, config, simulator, officer, saved, version)
            showing = asyncio.create_task(show)
            await asyncio.wait(
                {showing, asyncio.create_task(stopped.wait())},
                return_when=asyncio.FIRST_COMPLETED,
            )
            showing.cancel()
            with suppress(asyncio.CancelledError):
                await showing
    finally:
        await simulator.stop()
    sys.stdout.write("\nTerminó; nada quedó en marcha.\n")
    return 0


async def _start(simulator: Simulator, port: int) -> None:
    try:
        await simulator.start(port=port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE or port == 0:
            raise
        await simulator.stop()
        await simulator.start(port=0)


def _settings(simulator: Simulator, home: Path) -> dict[str, str]:
    return environment(simulator, home) | {"RESPIRO_SCHEDULE__WINDOW_MINUTES": "0"}


async def _show(
    start_jobs_of: StartJobsOf,
    config: Config,
    simulator: Simulator,
    officer: Officer,
    saved: Saved,
    version: Version | None,
) -> None:
    """The bot with the newest good version, again and again; it ends by being cancelled."""
    is_first = True
    while True:
        version = version or await _next_version(saved)
        async with _bot(start_jobs_of, config, simulator, version) as respiro:
            if is_first:
                await _take_in(respiro, simulator, officer, version.lesson.number)
                is_first = False
            else:
                await repaint(simulator, respiro, version.lesson, _DRAWINGS)
            version = await _next_version(saved)


@asynccontextmanager
async def _bot(
    start_jobs_of: StartJobsOf, config: Config, simulator: Simulator, version: Version
) -> AsyncIterator[Respiro]:
    stores, clock = open_stores(config), simulator.clock.now
    respiro = assemble(config, stores, simulator.token, clock, version.library)
    async with listening(respiro, config, start_jobs_of(config)):
        yield respiro


async def _next_version(saved: Saved) -> Version:
    while True:
        version = await asyncio.to_thread(saved.look)
        if version is not None:
            return version
        await asyncio.sleep(_PAUSE)


async def _take_in(respiro: Respiro, simulator: Simulator, officer: Officer, number: int) -> None:
    """Enrol the officer just before the hour at which this lesson is the next one."""
    enrolment, now = respiro.enrolment, simulator.clock.now()
    enrolment.agree(officer.id, Consent.ALL, "es", "", now)
    enrolment.choose_unit(officer.id, _UNIT, now)
    enrolment.choose_days(officer.id, _DAYS, now)
    known = enrolment.choose_hour(officer.id, _HOUR, now)
    due = None if known is None else next_lesson_due(known, now, respiro.calendar)
    if known is None or due is None:
        raise RuntimeError("the example configuration leaves no day for a lesson")
    with respiro.stores.deliveries.begin() as connection:
        change_subscriber(connection, replace(known, next_lesson=number))
    desk = respiro.desk
    welcome = summary(desk.words_for(known), desk.programme, known, desk.unit_of(known))
    await desk.sender.send(officer.id, welcome)
    simulator.clock.set(due)
