"""The demo's report: a simulated year, as the welfare team would read it."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.arranging import ROOT
from bot.config import Config
from bot.content.translations import load_catalogues
from bot.demo.year import OFFICERS, simulated_year
from bot.reports.page import write_page

_NOTE = (
    "Muestra: {people} personas inventadas en 18 puestos durante un año, cerrado semana a semana "
    "por el mismo programa. Ningún dato es real."
)


def add_report_page(app: web.Application, config: Config) -> None:
    """Add /report; it is made when somebody first asks for it."""
    made: list[str] = []
    one_at_a_time = asyncio.Lock()

    async def show(_request: web.Request) -> web.Response:
        async with one_at_a_time:
            if not made:
                made.append(await asyncio.to_thread(sample_page, config))
        return web.Response(text=made[0], content_type="text/html")

    app.router.add_get("/report", show)


def sample_page(config: Config) -> str:
    """The last report of a simulated year, as a page with a way back to the phone."""
    say = load_catalogues(ROOT / "locales")[config.programme.language]
    with simulated_year(config) as reports:
        page = write_page(say, reports.find(), _NOTE.format(people=OFFICERS))
    return page.replace("<h1>", '<p><a href="/phone">◂ Volver al teléfono</a><h1>', 1)
