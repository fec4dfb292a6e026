"""The demo in the browser: one address, several officers, a clock that can be moved."""

from __future__ import annotations

import errno
import json
import sys
from datetime import datetime, time, timedelta
from typing import Any

from aiohttp import web

from bot.arranging import calendar_from
from bot.config import load_config
from bot.demo.reports import add_report_page
from bot.demo.stage import EXAMPLE, StartJobsOf, set_up_stage
from bot.demo.stores import add_stores_page
from bot.domain.timetable import Calendar, at_wall, local, next_checkin_due, round_ends
from bot.running import stop_event
from simulator import phone
from simulator.phone import Shortcut
from simulator.server import Simulator

_COUNSELLOR: dict[str, Any] = {
    "name": "Lic. Rosa Mamani",
    "chat_id": 700_000_100,
    "hours": "24h",
    "answer_within": "2h",
}
_SETTINGS = {"RESPIRO_COUNSELLOR": json.dumps([_COUNSELLOR])}
_WELCOME = """
Respiro, the whole bot, against a phone in your browser:

    {address}/phone

The third phone is a counsellor's: ☎ Ayuda, "Quiero que me contacten", and /guardia there.
Nothing leaves this computer. The contacts are examples that nobody has verified.
Ctrl-C ends it.
"""


async def run_page(start_jobs_of: StartJobsOf, port: int) -> int:
    """Serve the page until Ctrl-C; another port is taken when this one is busy."""
    config = load_config(EXAMPLE, {})
    calendar = calendar_from(config)

    def add_pages(app: web.Application, simulator: Simulator) -> None:
        phone.add_routes(
            app,
            simulator,
            shortcuts=shortcuts(calendar),
            zone=config.programme.timezone,
            tabs=(("Lo que se guarda", "/stores"), ("Informe de muestra", "/report")),
        )
        add_stores_page(app, lambda: stage)
        add_report_page(app, config)

    simulator = Simulator(remember=1000, pages=add_pages)
    stopped = stop_event()
    try:
        async with set_up_stage(start_jobs_of, simulator, port, _SETTINGS) as stage:
            simulator.officer("Ana Quispe", started=False)
            simulator.officer("Luis Rojas", started=False)
            simulator.officer(_COUNSELLOR["name"], chat_id=_COUNSELLOR["chat_id"], started=True)
            sys.stdout.write(_WELCOME.format(address=simulator.base_url))
            sys.stdout.flush()
            await stopped.wait()
    except OSError as error:
        if error.errno != errno.EADDRINUSE or port == 0:
            raise
        return await run_page(start_jobs_of, 0)
    sys.stdout.write("\nEnded; nothing is left running.\n")
    return 0


def shortcuts(calendar: Calendar) -> tuple[Shortcut, ...]:
    """The buttons of the clock panel, beside +1 h."""

    def tomorrow_at_eight(now: datetime) -> datetime:
        day = local(now, calendar).date() + timedelta(days=1)
        return at_wall(day, time(8), calendar)

    def checkin_day(now: datetime) -> datetime:
        return next_checkin_due(now, calendar)

    def close_round(now: datetime) -> datetime:
        return round_ends(now, calendar) + timedelta(minutes=2)

    return (
        Shortcut("Mañana 08:00", tomorrow_at_eight),
        Shortcut("Día del check-in", checkin_day),
        Shortcut("Cerrar la ronda", close_round),
    )
