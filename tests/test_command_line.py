"""The commands as a person types them, each in a process of its own."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import aiohttp
import pytest
from conftest import ROOT

from docs.draw_pictures import END, START
from simulator.server import Simulator

TOKEN = "12345:" + "a" * 35


async def run(
    *words: str, settings: Mapping[str, str] | None = None, folder: Path = ROOT
) -> tuple[int, str, str]:
    """Run ``python -m bot`` with these words; its exit code, output and errors."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *words,
        cwd=folder,
        env=clean_environment() | {f"RESPIRO_{key}": of for key, of in (settings or {}).items()},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


def clean_environment() -> dict[str, str]:
    """The environment without any setting of the bot, able to find its modules."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("RESPIRO_")}
    return kept | {"PYTHONPATH": str(ROOT)}


@pytest.fixture
async def telegram() -> AsyncIterator[Simulator]:
    """A Telegram that knows the token of these tests."""
    async with Simulator(token=TOKEN) as simulator:
        yield simulator


@pytest.fixture
def settings(telegram: Simulator, tmp_path: Path) -> dict[str, str]:
    """Where a command finds Telegram and may keep its files."""
    return {
        "TELEGRAM__TOKEN": TOKEN,
        "TELEGRAM__BASE_URL": telegram.base_url,
        "PROGRAMME__ORGANISATION": "Aduana",
        "PROGRAMME__INVITATION_KEY_FILE": str(tmp_path / "key"),
        "STORAGE__DELIVERY_URL": f"sqlite:///{tmp_path}/delivery.sqlite",
        "STORAGE__REPLIES_URL": f"sqlite:///{tmp_path}/replies.sqlite",
        "STORAGE__SPOOL_DIR": str(tmp_path / "spool"),
    }


# The demo


async def test_the_script_plays_a_week_and_the_readme_shows_it() -> None:
    code, out, err = await run("demo", "--script")
    assert (code, err) == (0, "")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.partition(START)[2].partition(END)[0]
    assert out.strip() in shown


async def test_the_page_is_served_until_ctrl_c_and_nothing_is_left(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "demo",
        "--port",
        "0",
        cwd=ROOT,
        env=clean_environment() | {"TMPDIR": str(tmp_path)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    address = ""
    async with asyncio.timeout(20):
        while not address:
            line = (await process.stdout.readline()).decode()
            address = "".join(re.findall(r"http://\S+", line))
    async with aiohttp.ClientSession() as browser, browser.get(address) as page:
        assert page.status == 200
        assert list(tmp_path.iterdir()) != []
        assert "<title>" in await page.text()
    process.send_signal(signal.SIGINT)
    out, err = await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 0
    assert "nothing is left running" in out.decode()
    assert err == b""
    assert list(tmp_path.iterdir()) == []


async def test_the_stores_page_shows_rows_and_lets_colleagues_answer() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--port", "0", cwd=ROOT, env=clean_environment(),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    address = ""
    async with asyncio.timeout(30):
        while not address:
            line = (await process.stdout.readline()).decode()
            address = "".join(re.findall(r"http://[^/\s]+", line))
        async with aiohttp.ClientSession() as browser:
            async with browser.post(f"{address}/stores") as answer:
                stores = await answer.text()
            async with browser.get(f"{address}/phone/officers") as answer:
                officers = await answer.json()
    process.send_signal(signal.SIGINT)
    await process.wait()
    assert stores.count("<td>desaguadero") == 22
    names = [officer["name"] for officer in officers]
    assert names == ["Ana Quispe", "Luis Rojas", "Lic. Rosa Mamani"]


# Invitations


async def test_invite_prints_a_link_that_enrols(
    telegram: Simulator, settings: dict[str, str]
) -> None:
    code, out, err = await run("invite", "pisiga", settings=settings)
    assert (code, err) == (0, "")
    assert re.fullmatch(r"https://t\.me/respiro_bot\?start=[A-Za-z0-9_-]{42}\n", out)


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
async def test_invite_draws_a_poster(settings: dict[str, str], tmp_path: Path, suffix: str) -> None:
    poster = tmp_path / f"poster.{suffix}"
    code, _, err = await run("invite", "pisiga", "--poster", str(poster), settings=settings)
    assert (code, err) == (0, "")
    start = poster.read_bytes()[:300]
    assert {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}[suffix] in start


async def test_an_unknown_unit_is_told_with_those_that_are_near(settings: dict[str, str]) -> None:
    code, out, err = await run("invite", "pisigua", settings=settings)
    assert (code, out) == (2, "")
    assert err.startswith("there is no unit pisigua: take one of pisiga")


async def test_a_poster_of_another_form_is_told_in_a_sentence(
    settings: dict[str, str], tmp_path: Path
) -> None:
    code, _, err = await run(
        "invite", "pisiga", "--poster", str(tmp_path / "x.doc"), settings=settings
    )
    assert code == 2
    assert ".pdf" in err
    assert "Traceback" not in err


async def test_without_telegram_the_link_is_not_made_up(settings: dict[str, str]) -> None:
    settings["TELEGRAM__BASE_URL"] = "http://127.0.0.1:9"
    code, out, err = await run("invite", "pisiga", settings=settings)
    assert (code, out) == (2, "")
    assert "check the token and the network" in err
    assert TOKEN not in err


async def test_revoke_calls_a_link_back_once_and_for_all(settings: dict[str, str]) -> None:
    _, link, _ = await run("invite", "pisiga", settings=settings)
    code, out, _ = await run("revoke", link.strip(), settings=settings)
    assert (code, out) == (0, "The invitation is called back.\n")
    code, _, err = await run(
        "revoke", "https://t.me/respiro_bot?start=" + "A" * 42, settings=settings
    )
    assert code == 2
    assert "no invitation of this bot" in err


# A wrong configuration


async def test_a_wrong_value_ends_run_with_a_sentence_and_starts_nothing(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("[privacy]\nk = 3\n")
    code, _, err = await run("run", "--config", str(config), folder=tmp_path)
    assert code == 2
    assert err.count("\n") == 1
    assert "privacy.k is 3" in err
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]


async def test_no_command_waits_for_what_only_another_needs() -> None:
    heavy = ("matplotlib", "nltk", "numpy", "openpyxl", "scipy", "spylls", "textstat", "typst")
    told = f"import sys, bot.__main__; print(sorted(set(sys.modules) & set({heavy})))"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", told, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await asyncio.wait_for(process.communicate(), 60)
    assert out.decode().strip() == "[]"
