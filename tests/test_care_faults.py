"""Someone's worst day on which Telegram, the store or the officer's own words do not fit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from canary import everything_logged
from care_texts import OPENINGS, RED, TEXTS
from conftest import OpenStage
from officers import enrol
from test_care_lives import QUARTER, UNANSWERED, break_the_stores

from bot.chat.handlers import counselling, desk, replies
from bot.demo.stage import Stage
from bot.domain.screening import Risk
from simulator.faults import Error, Kind, ResetBefore, TooMany

AMBER = TEXTS[Risk.AMBER]
FIRST_WORDS = OPENINGS[Risk.CRISIS]


@pytest.fixture
async def quiet(open_stage: OpenStage) -> AsyncIterator[Stage]:
    """A bot that says nothing by itself."""
    async with open_stage(speaks=False) as raised:
        yield raised


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses between two tries, without waiting."""
    monkeypatch.setattr(desk, "_PAUSES_OF_HELP", (0,) * len(desk._PAUSES_OF_HELP))
    monkeypatch.setattr(desk, "_LONGEST_WAIT", 0)


@pytest.mark.parametrize("kind", [Error(502), TooMany(30), ResetBefore()])
@pytest.mark.usefixtures("hurried")
async def test_help_is_tried_for_minutes(quiet: Stage, kind: Kind) -> None:
    ana = quiet.simulator.officer("Ana")
    await ana.send("hola")
    quiet.simulator.faults.add("sendMessage", times=10, kind=kind)
    await ana.send(RED)
    assert FIRST_WORDS in ana.last.text


def test_minutes_are_minutes() -> None:
    assert sum(desk._PAUSES_OF_HELP) > 120


@pytest.mark.parametrize("kind", [Error(500), TooMany(60)])
async def test_contacts_that_telegram_does_not_take_come_with_a_later_tick(
    quiet: Stage, kind: Kind
) -> None:
    luis = quiet.simulator.officer("Luis")
    await luis.send(AMBER)
    quiet.clock.advance(QUARTER)
    quiet.simulator.faults.add("sendMessage", times=8, kind=kind)
    for _ in range(8):
        await quiet.respiro.replies.follow_up()
        quiet.clock.advance(timedelta(seconds=10))
    assert UNANSWERED not in luis.transcript()
    for _ in range(3):
        await quiet.respiro.replies.follow_up()
        quiet.clock.advance(timedelta(seconds=10))
    assert luis.transcript().count(UNANSWERED) == 1


async def test_what_never_leaves_is_given_up_after_some_minutes(quiet: Stage) -> None:
    luis = quiet.simulator.officer("Luis")
    await luis.send(AMBER)
    quiet.simulator.faults.add("sendMessage", times=None, kind=Error(500))
    quiet.clock.advance(QUARTER + timedelta(minutes=6))
    await quiet.respiro.replies.follow_up()
    quiet.simulator.faults.clear()
    await quiet.respiro.replies.follow_up()
    assert UNANSWERED not in luis.transcript()


async def test_the_contacts_come_also_while_the_store_is_down(quiet: Stage) -> None:
    ana = await enrol(quiet)
    await ana.send(AMBER)
    break_the_stores(quiet)
    quiet.clock.advance(QUARTER)
    await quiet.respiro.replies.follow_up()
    assert UNANSWERED in ana.last.text
    assert "110" in ana.last.text


@pytest.mark.parametrize("words", ["nunca lo haría", "no, solo estoy cansada", "😢"])
async def test_below_the_question_no_text_meets_talk_of_buttons(quiet: Stage, words: str) -> None:
    ana = await enrol(quiet)
    await ana.send(AMBER)
    await ana.send(words)
    assert "Suena a un momento pesado" in ana.last.text
    await ana.tap("☎ Ayuda")
    assert "110" in ana.last.text
    quiet.clock.advance(QUARTER)
    await quiet.respiro.replies.follow_up()
    assert UNANSWERED in ana.last.text


@pytest.mark.parametrize("words", ["a veces", "lo he pensado", "no lo sé, a ratos", "Siii"])
async def test_half_a_yes_is_heard_as_one(quiet: Stage, words: str) -> None:
    ana = await enrol(quiet)
    await ana.send(AMBER)
    await ana.send(words)
    assert FIRST_WORDS in ana.last.text


async def test_a_written_answer_is_heard_in_a_flood_too(quiet: Stage) -> None:
    ana = quiet.simulator.officer("Ana")
    await ana.send(AMBER)
    for number in range(60):
        await ana.send(f"hola {number}", wait=False)
    await ana.send("sí", wait=False)
    await ana.see(FIRST_WORDS, timeout=20)
    await ana.settled(30)


async def test_in_a_flood_a_text_that_breaks_the_screening_is_answered_with_the_contacts(
    quiet: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = quiet.simulator.officer("Ana")
    screener = quiet.respiro.replies.screener
    screen = type(screener).screen

    def fail(self: object, text: str) -> object:
        if text == "roto":
            raise RuntimeError
        return screen(screener, text)

    monkeypatch.setattr(type(screener), "screen", fail)
    for number in range(60):
        await ana.send(f"hola {number}", wait=False)
    await ana.send("roto", wait=False)
    assert "110" in (await ana.see("Algo falló", timeout=10)).text
    await ana.settled(30)


@pytest.mark.parametrize("risk", [Risk.CRISIS, Risk.AMBER, Risk.GRIEF, Risk.MEDICAL])
async def test_with_no_store_a_text_of_any_kind_leaves_the_lines_of_a_greeting(
    quiet: Stage, risk: Risk
) -> None:
    ana = quiet.simulator.officer("Ana")
    await ana.send("/start")
    break_the_stores(quiet)
    left = []
    for text in ("hola", TEXTS[risk]):
        with everything_logged() as caught:
            await ana.send(text)
            left.append([line for line in caught.lines if line.startswith("bot")])
    assert left[0] == left[1]


async def test_a_store_that_hangs_holds_up_no_second_cry(
    quiet: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = await enrol(quiet)
    for module in (desk, replies, counselling):
        monkeypatch.setattr(module, "_STORE_SECONDS", 0.2)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(2))
    hung = threading.Event()
    monkeypatch.setattr("bot.storage.delivery.find_subscriber", lambda *_, **__: hung.wait(20))
    try:
        for number in range(3):
            await ana.send(f"{RED} {number}", wait=False)
        await ana.settled(8)
    finally:
        hung.set()
    assert ana.transcript().count(FIRST_WORDS) == 3
