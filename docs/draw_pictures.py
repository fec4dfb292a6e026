"""``make pictures``: the README's pictures and its transcript, from the real thing."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web
from playwright.async_api import Browser, Page, async_playwright

from bot import logs
from bot.__main__ import start_jobs_of
from bot.config import load_config
from bot.content.translations import load_catalogues
from bot.demo.script import run_script
from bot.demo.stage import EXAMPLE, set_up_stage
from bot.demo.year import simulated_year
from bot.reports import picture
from simulator import phone
from simulator.clock import Clock
from simulator.officer import Officer
from simulator.server import Simulator

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
START, END = "<!-- transcript -->\n", "<!-- end of transcript -->\n"
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


async def transcript() -> str:
    """What ``python -m bot demo --script`` prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        await run_script(start_jobs_of)
    return printed.getvalue().strip()


def readme_with(told: str) -> str:
    """The README with this transcript in its place."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n```text\n{told}\n```\n\n{END}{after}"


async def draw() -> None:
    """A chat and a check-in with contacts, at phone width."""
    simulator = Simulator(clock=Clock(datetime(2026, 11, 23, 12, 58, tzinfo=UTC)), pages=_pages)
    async with set_up_stage(start_jobs_of, simulator), async_playwright() as playwright:
        chromium = os.environ.get("RESPIRO_CHROMIUM") or shutil.which("chromium")
        browser = await playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        ana = simulator.officer("Ana")
        await ana.send("/start")
        for label in ("Acepto", "La Paz", "Desaguadero", "De lunes a viernes", "09:00"):
            await ana.tap(label)
        await ana.tap("Siguiente")
        await _shoot(browser, simulator, ana, "chat")
        await ana.tap("🌡 ¿Cómo estoy?")
        for label in ("8", "Seguridad"):
            await ana.tap(label)
        await _shoot(browser, simulator, ana, "checkin")
        await browser.close()


def draw_report() -> bytes:
    """The picture of the last report of a simulated year."""
    config = load_config(EXAMPLE, {})
    with simulated_year(config) as reports:
        return picture.draw(load_catalogues(ROOT / "locales")["es"], reports.find())


def _pages(app: web.Application, simulator: Simulator) -> None:
    phone.add_routes(app, simulator, shortcuts=())


async def _shoot(browser: Browser, simulator: Simulator, officer: Officer, name: str) -> None:
    page: Page = await browser.new_page(
        viewport={"width": 390, "height": 844}, device_scale_factor=2
    )
    await page.goto(f"{simulator.base_url}/phone")
    newest = officer.last.text.splitlines()[-1]
    await page.get_by_text(newest, exact=False).last.wait_for()
    await page.wait_for_function("document.fonts.ready.then(() => true)")
    await page.screenshot(path=PICTURES / f"{name}.png")
    await page.close()


def main() -> int:
    """Draw and write everything anew."""
    logs.set_up(40)
    asyncio.run(draw())
    (PICTURES / "report.png").write_bytes(draw_report())
    told = asyncio.run(transcript())
    (ROOT / "README.md").write_text(readme_with(told), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
