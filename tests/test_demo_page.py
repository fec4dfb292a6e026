"""The whole path in a real browser at phone width: the real bot behind the page of the demo."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator

import pytest
from browser import find_chromium, open_browser
from conftest import ROOT
from playwright.async_api import Locator, Page, expect
from test_command_line import clean_environment

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A phone's width of the demo, as ``make demo`` serves it."""
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("chromium is not installed: the page is not tested")
    demo = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--port", "0", cwd=ROOT, env=clean_environment(),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert demo.stdout is not None
        address = ""
        async with asyncio.timeout(20):
            while not address:
                line = (await demo.stdout.readline()).decode()
                address = "".join(re.findall(r"http://\S+", line))
        async with open_browser(chromium) as browser:
            opened = await browser.new_page(viewport={"width": 390, "height": 844})
            opened.set_default_timeout(30_000)
            expect.set_options(timeout=30_000)
            await opened.goto(address)
            yield opened
    finally:
        demo.send_signal(signal.SIGINT)
        await demo.wait()


def phone(page: Page) -> Locator:
    """The one phone that is seen at this width."""
    return page.locator(".phone:visible")


async def tap(page: Page, *labels: str) -> None:
    """Press keys, each in the newest message that has it."""
    for label in labels:
        await phone(page).get_by_role("button", name=label, exact=True).last.click()


async def move_clock(page: Page, label: str) -> None:
    """Press a button of the clock panel and put the panel away."""
    await expect(page.locator("#clock-moves .move")).not_to_have_count(0)  # the page is ready
    await page.locator("#clock-toggle").click()
    await page.locator("#clock-moves").get_by_role("button", name=label).click()
    await page.locator("#clock-close").click()


async def test_an_officer_enrols_answers_gets_contacts_and_breathes(page: Page) -> None:
    await tap(page, "INICIAR", "Acepto", "La Paz", "Desaguadero", "De lunes a viernes", "09:00")
    messages = phone(page).locator(".messages")
    await expect(messages).to_contain_text("Todo listo")
    for step in ("2/4", "3/4", "4/4"):
        await tap(page, "Siguiente ▸")
        await expect(messages).to_contain_text(step)
    await tap(page, "👍")
    await move_clock(page, "Día del check-in")
    await expect(messages).to_contain_text("¿cuánto estrés ha sentido?")
    await tap(page, "9")
    card = messages.locator(".message", has_text="nivel de estrés alto")
    await expect(card).to_contain_text("emergencia más cercana")
    await tap(page, "Seguridad", "🌬 Respirar 1 min")
    video = messages.locator("video")
    await expect(video).to_have_count(1)
    await video.scroll_into_view_if_needed()  # a browser plays what is seen
    await expect(video).to_have_js_property("paused", value=False)
    await tap(page, "Terminé")
    await expect(messages).to_contain_text("¿cuánto estrés tenía antes")
    await tap(page, "8")
    await expect(messages).to_contain_text("¿Y ahora")
    await tap(page, "5")
    await expect(page.locator("dialog[open]")).to_contain_text("Bajó 3 puntos")
    await page.keyboard.press("Escape")
    await tap(page, "Borrar este mensaje")
    await expect(card).to_have_count(0)


async def test_the_four_keys_and_typed_words_are_answered(page: Page) -> None:
    await tap(page, "INICIAR", "Solo lecciones", "Prefiero no decir", "Solo los lunes", "12:30")
    messages = phone(page).locator(".messages")
    keys = phone(page).locator(".reply-keyboard")
    await keys.get_by_role("button", name="Respirar").click()
    await expect(messages).to_contain_text("¿Cuál prefiere?")
    await keys.get_by_role("button", name="Ayuda").click()
    await expect(messages).to_contain_text("emergencia más cercana")
    await phone(page).get_by_role("textbox", name="Mensaje").fill("/horario 08:05")
    await page.keyboard.press("Enter")
    await expect(messages).to_contain_text("08:05")


async def test_a_closed_round_can_be_looked_at(page: Page) -> None:
    await tap(page, "INICIAR", "Acepto", "La Paz", "Desaguadero", "De lunes a viernes", "09:00")
    await tap(page, "🌡 ¿Cómo estoy?", "4", "Familia")
    await page.get_by_role("link", name="Lo que se guarda").click()
    await page.get_by_role("button", name="Que respondan 11 compañeros").click()
    await expect(page.locator("body")).to_contain_text('"trigger": "familia"')
    await page.get_by_role("link", name="Volver al teléfono").click()
    await move_clock(page, "Cerrar la ronda")

    await page.get_by_role("link", name="Lo que se guarda").click()
    replies = page.locator("section", has_text="Almacén de respuestas")
    async with asyncio.timeout(15):
        while await replies.locator("td", has_text="desaguadero").count() == 0:
            await page.reload()  # a job of the scheduler closes the round
    await expect(replies.locator("td", has_text="desaguadero")).to_have_count(12)


async def test_the_sample_report_says_in_words_whether_things_get_better(page: Page) -> None:
    await page.get_by_role("link", name="Informe de muestra").click()
    await expect(page.locator(".answer")).to_contain_text("Desde enero bajó")
    await expect(page.locator(".sample")).to_contain_text("Ningún dato es real")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture = page.locator("img")
    assert await picture.evaluate("image => image.naturalWidth") == 1080
    assert "estrés alto" in (await picture.get_attribute("alt") or "")
