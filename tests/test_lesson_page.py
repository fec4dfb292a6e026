"""``python -m bot preview LESSON --page``: an author saves, and the phone shows it."""

from __future__ import annotations

import asyncio
import re
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from browser import find_chromium, open_browser
from conftest import ROOT
from playwright.async_api import Page, expect
from test_command_line import clean_environment, run

pytestmark = pytest.mark.xdist_group("browser")

_NEEDED = ("bot", "simulator", "locales", "lessons", "assets")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, as an author has one."""
    for name in _NEEDED:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("scheduler.py", "config.example.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@asynccontextmanager
async def previewing(
    project: Path, asked: str
) -> AsyncIterator[tuple[Page, asyncio.subprocess.Process]]:
    """The page of one lesson at a phone's width, and the command that serves it."""
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("chromium is not installed: the page is not tested")
    command = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "preview", asked, "--page", "--port", "0", cwd=project,
        env=clean_environment(), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert command.stdout is not None
        address = ""
        async with asyncio.timeout(30):
            while not address:
                line = (await command.stdout.readline()).decode()
                address = "".join(re.findall(r"http://\S+", line))
        async with open_browser(chromium) as browser:
            page = await browser.new_page(viewport={"width": 390, "height": 844})
            page.set_default_timeout(30_000)
            expect.set_options(timeout=30_000)
            await page.goto(address)
            yield page, command
    finally:
        if command.returncode is None:
            command.send_signal(signal.SIGINT)
        await command.wait()


def rewrite(path: Path, old: str, new: str) -> None:
    """Save a file with one thing changed."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


async def tap(page: Page, *labels: str) -> None:
    """Press keys, each in the newest message that has it."""
    for label in labels:
        await page.get_by_role("button", name=label, exact=True).last.click()


async def test_what_is_saved_appears_where_the_reader_is(project: Path) -> None:
    lesson = project / "lessons" / "es" / "12-dos-tomas-y-un-soplo.md"
    async with previewing(project, "12") as (page, _):
        messages = page.locator(".messages")
        await expect(messages).to_contain_text("Se trabó la cinta de equipaje")
        rewrite(lesson, "Un perro ladra", "Un gato maúlla")
        await expect(messages).to_contain_text("Un gato maúlla")
        await tap(page, "Siguiente ▸")
        await expect(messages).to_contain_text("Los bebés lo hacen")
        rewrite(lesson, "Los bebés", "Los perritos")
        await expect(messages).to_contain_text("Los perritos lo hacen")
        await expect(messages).to_contain_text("2/4")
        for step in ("3/4", "4/4"):
            await tap(page, "Siguiente ▸")
            await expect(messages).to_contain_text(step)
        await tap(page, "👍")
        await expect(messages).to_contain_text("Ver de nuevo")
        rewrite(lesson, "«Si termina un vuelo", "«Si aterriza un vuelo")
        await expect(messages).to_contain_text("«Si aterriza un vuelo")
        await expect(messages.locator(".message", has_text="📘")).to_have_count(1)


async def test_an_error_is_told_as_by_check_until_it_is_mended(project: Path) -> None:
    lesson = project / "lessons" / "es" / "64-duelo-de-un-companero.md"
    async with previewing(project, "64") as (page, command):
        messages, notice = page.locator(".messages"), page.locator("#notice")
        await expect(messages).to_contain_text("1/4")
        await expect(notice).to_be_hidden()
        rewrite(lesson, "## Idea", "## Ideas")
        await expect(notice).to_contain_text("lessons/es/64-duelo-de-un-companero.md:")
        _, told, _ = await run("check", folder=project)
        head, *sentences = (await notice.inner_text()).splitlines()
        assert "última versión buena" in head
        assert sentences == told.splitlines()[: len(sentences)]
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await tap(page, "Siguiente ▸")  # the last good version is still at work
        await expect(messages).to_contain_text("2/4")
        rewrite(lesson, "## Ideas\n\n", "## Idea\n\nYa está corregida. ")
        await expect(messages).to_contain_text("Ya está corregida.")
        await expect(notice).to_be_hidden()
        command.send_signal(signal.SIGINT)
        assert await command.wait() == 0
        assert command.stderr is not None
        assert await command.stderr.read() == b""


async def test_what_officers_must_not_read_is_told_beside_the_lesson(project: Path) -> None:
    lesson = project / "lessons" / "es" / "12-dos-tomas-y-un-soplo.md"
    async with previewing(project, "12") as (page, _):
        await expect(page.locator(".messages")).to_contain_text("1/4")
        rewrite(lesson, "Un perro ladra", "Tú oyes un perro")
        await expect(page.locator(".messages")).to_contain_text("Tú oyes un perro")
        told = "lessons/es/12-dos-tomas-y-un-soplo.md:17: error: «Tú» no es de usted"
        await expect(page.locator("#notice")).to_contain_text(told)


async def test_a_lesson_that_cannot_be_read_yet_is_shown_once_it_can(project: Path) -> None:
    lesson = project / "lessons" / "es" / "66-turnos-justos.md"
    rewrite(lesson, "area:", "zona:")
    async with previewing(project, "66-turnos-justos.md") as (page, _):
        await expect(page.locator("#notice")).to_contain_text("66-turnos-justos.md:")
        rewrite(lesson, "zona:", "area:")
        await expect(page.locator(".messages")).to_contain_text("1/4")
        await expect(page.locator("#notice")).to_be_hidden()


async def test_a_lesson_that_is_not_there_opens_no_page() -> None:
    code, out, err = await run("preview", "99", "--page")
    assert (code, out) == (2, "")
    assert err == "No hay una lección «99»; hay de la 01 a la 68.\n"


async def test_another_drawing_appears_where_the_reader_is(project: Path) -> None:
    lesson = project / "lessons" / "es" / "11-respirar-con-el-abdomen.md"
    assert "\npicture: respirar.png\n" in lesson.read_text(encoding="utf-8")
    async with previewing(project, "11") as (page, _):
        picture = page.locator(".messages img")
        await expect(picture).to_have_count(1)
        before = await picture.get_attribute("src")
        await tap(page, "Siguiente ▸")
        await expect(page.locator(".messages")).to_contain_text("2/4")
        shutil.copy(
            project / "assets" / "drawings" / "dormir.png",
            project / "assets" / "drawings" / "respirar.png",
        )
        await expect(page.locator(f'.messages img[src="{before}"]')).to_have_count(0)
        await expect(picture).to_have_count(1)
        await expect(page.locator(".messages")).to_contain_text("2/4")
