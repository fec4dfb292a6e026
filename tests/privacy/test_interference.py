"""T7: whatever an officer answers, only the officer's own chat differs."""

from __future__ import annotations

import logging
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from canary import everything_logged
from care_texts import TEXTS
from conftest import MONDAY, OpenStage
from officers import enrol

from bot.arranging import surveys_from
from bot.demo.stage import Stage
from bot.domain.callbacks import Verb, encode
from bot.domain.instruments import calls_for_contacts
from bot.domain.model import Band
from bot.domain.screening import Risk
from bot.domain.timetable import round_of
from bot.storage.engine import sweep
from simulator.clock import Clock
from simulator.officer import Officer
from simulator.server import Simulator

_NUMBERS = re.compile(r"'(callback_query_id|message_id)': '?\d+'?")


@dataclass(frozen=True)
class Left:
    """What lasts on the server after an officer has answered, and what others were sent."""

    rows: tuple[str, ...]
    files: tuple[tuple[str, int], ...]
    logs: tuple[str, ...]
    metrics: tuple[str, ...]
    calls: tuple[str, ...]


async def life(
    open_stage: OpenStage,
    folder: Path,
    answers: tuple[str, ...],
    *,
    discreet: bool = False,
    asked_by: str = "/como_estoy",
) -> tuple[Left, tuple[str, ...]]:
    """What is left of one officer's answers beside somebody else's; and what his own chat saw."""
    for path in folder.glob("*.sqlite*"):
        path.unlink()
    with everything_logged() as caught:
        simulator = Simulator(clock=Clock(MONDAY))
        async with open_stage(simulator=simulator, speaks=False) as stage:
            ana = await enrol(stage)
            other = stage.simulator.officer("Luis", chat_id=ana.id + 1)
            await other.send("/start")
            if discreet:
                await ana.send("/discreto")
            before = len(simulator.calls)
            await ana.send(asked_by)
            if asked_by == "/evaluacion":
                await sit(stage, ana, answers)
            else:
                for answer in answers:
                    await ana.tap(answer)
            await other.send("/ayuda")
            left = look(stage, folder, caught.lines, ana)
            seen = tuple(
                f"{call.method} {_NUMBERS.sub('', str(call.params))}"
                for call in simulator.calls[before:]
                if belongs_to(call.params, ana)
            )
    return left, seen


async def sit(stage: Stage, ana: Officer, options: tuple[str, ...]) -> None:
    """The evaluation of week 0, option after option."""
    survey = surveys_from(stage.config)["00"]
    asked_in = round_of(stage.clock.now(), stage.respiro.calendar)
    for place in range(len(options) + 1):
        digits = "".join(options[:place])
        await ana.tap_data(encode(Verb.SURVEY, "00", asked_in, survey.tag, digits))


def belongs_to(params: object, officer: Officer) -> bool:
    """Whether a call went to the officer's own chat, or stopped a spinner there."""
    return str(officer.id) in str(params) or "callback_query_id" in str(params)


def look(stage: Stage, folder: Path, lines: list[str], ana: Officer) -> Left:
    """Everything that does not vanish with the chat."""
    assert sweep(stage.respiro.stores.deliveries)
    with closing(sqlite3.connect(folder / "delivery.sqlite")) as file:
        rows = tuple(file.iterdump())
    with closing(sqlite3.connect(folder / "replies.sqlite")) as file:
        rows += tuple(file.iterdump())
    files = tuple(
        (path.name, path.stat().st_size)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith("-shm")
    )
    metrics = stage.respiro.metrics.text().decode().splitlines()
    others = [
        f"{call.method} {call.params}"
        for call in stage.simulator.calls
        if not belongs_to(call.params, ana) and "chat_id" in call.params
    ]
    return Left(
        rows,
        files,
        tuple(line for line in lines if line.startswith(("bot", "apscheduler"))),
        tuple(line for line in metrics if "process_" not in line and "silence" not in line),
        tuple(re.sub(r"\d{6,}", "", one) for one in others),
    )


async def written(open_stage: OpenStage, folder: Path, *steps: str) -> tuple[Left, tuple[str, ...]]:
    """What is left when an officer writes and taps these, an hour is over, and he goes on.

    A step in square brackets is a key.
    """
    for path in folder.glob("*.sqlite*"):
        path.unlink()
    with everything_logged() as caught:
        simulator = Simulator(clock=Clock(MONDAY))
        async with open_stage(simulator=simulator, speaks=False) as stage:
            ana = await enrol(stage)
            other = stage.simulator.officer("Luis", chat_id=ana.id + 1)
            await other.send("/start")
            before = len(simulator.calls)
            for step in steps:
                await (ana.tap(step[1:-1]) if step.startswith("[") else ana.send(step))
            stage.clock.advance(timedelta(hours=1))
            await stage.respiro.replies.follow_up()
            await other.send("/ayuda")
            left = look(stage, folder, caught.lines, ana)
            seen = tuple(call.method for call in simulator.calls[before:])
    return left, seen


CALM = ("hola",)
PAUSED = ("/pausa", "[Dos días]")
NOT_PAUSING = [
    (TEXTS[Risk.MEDICAL],),
    (TEXTS[Risk.THIRD],),
    (TEXTS[Risk.GRIEF],),
    (TEXTS[Risk.AMBER],),
]
PAUSING = [(TEXTS[Risk.CRISIS],), (TEXTS[Risk.VIOLENCE],), (TEXTS[Risk.HARM],)]
ANSWERS = [(TEXTS[Risk.AMBER], "[Sí]"), (TEXTS[Risk.AMBER], "[Prefiero no decir]")]


async def test_a_text_of_danger_leaves_what_an_ordinary_pause_leaves(
    open_stage: OpenStage, tmp_path: Path
) -> None:
    paused, _ = await written(open_stage, tmp_path, *PAUSED)
    assert any("2026-11-25" in row for row in paused.rows)
    for steps in [*PAUSING, *ANSWERS, (TEXTS[Risk.CRISIS], "[Estoy a salvo]")]:
        left, _ = await written(open_stage, tmp_path, *steps)
        assert (left.rows, left.files, left.logs) == (paused.rows, paused.files, paused.logs)
        assert left.calls == paused.calls


async def test_a_text_of_any_other_kind_leaves_what_a_greeting_leaves(
    open_stage: OpenStage, tmp_path: Path
) -> None:
    calm, _ = await written(open_stage, tmp_path, *CALM)
    for steps in NOT_PAUSING:
        left, _ = await written(open_stage, tmp_path, *steps)
        assert left == calm
    said_no, _ = await written(open_stage, tmp_path, TEXTS[Risk.AMBER], "[No]")
    assert (said_no.rows, said_no.files, said_no.logs) == (calm.rows, calm.files, calm.logs)


async def test_no_number_of_the_operators_tells_one_kind_of_text_from_another(
    open_stage: OpenStage, tmp_path: Path
) -> None:
    calm, _ = await written(open_stage, tmp_path, *CALM)
    for steps in [*PAUSING, *NOT_PAUSING]:
        left, _ = await written(open_stage, tmp_path, *steps)
        assert left.metrics == calm.metrics
        assert left.logs == calm.logs


@pytest.mark.parametrize("steps", [PAUSING[0], NOT_PAUSING[0], CALM])
async def test_with_a_store_that_cannot_be_written_every_text_leaves_the_same_lines(
    open_stage: OpenStage, monkeypatch: pytest.MonkeyPatch, steps: tuple[str, ...]
) -> None:
    enrolled = dict.fromkeys(("Acepto", "La Paz", "Desaguadero", "De lunes a viernes", "09:00"))
    with everything_logged() as caught:
        async with open_stage(speaks=False) as stage:
            ana = stage.simulator.officer("Ana")
            await ana.send("/start")
            for label in enrolled:
                await ana.tap(label)
            monkeypatch.setattr("bot.storage.delivery.change_subscriber", _refuse)
            before = len(caught.lines)
            await ana.send(steps[0])
            said = [line for line in caught.lines[before:] if line.startswith("bot")]
    assert said == []


def _refuse(*_: object) -> None:
    raise OSError("the disk is full")


async def test_a_pause_that_told_why_would_be_noticed(
    open_stage: OpenStage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mutation: a pause of care that lasts a day longer than one's own."""
    monkeypatch.setattr("bot.chat.handlers.replies.PAUSE_DAYS", 3)
    paused, _ = await written(open_stage, tmp_path, *PAUSED)
    left, _ = await written(open_stage, tmp_path, *PAUSING[0])
    assert left.rows != paused.rows


VECTORS: list[tuple[str, ...]] = [(str(score),) for score in range(1, 11)]
VECTORS += [("9", "Turno y sueño"), ("2", "Familia"), ("8", "Terminar")]


async def test_every_answer_leaves_the_same_on_the_server(
    open_stage: OpenStage, tmp_path: Path
) -> None:
    nothing, _ = await life(open_stage, tmp_path, ("0",))
    assert any("subscriber" in row for row in nothing.rows)
    assert nothing.metrics != ()
    for answers in VECTORS[:10]:
        left, _ = await life(open_stage, tmp_path, answers)
        assert left.rows == nothing.rows
        assert left.files == nothing.files
        assert left.logs == nothing.logs
        assert left.metrics == nothing.metrics
        assert left.calls == nothing.calls


async def test_a_whole_evaluation_leaves_the_same_on_the_server_whatever_it_tells(
    open_stage: OpenStage, tmp_path: Path
) -> None:
    opened = "/evaluacion"
    calm = "55555" + "1111" + "1111115"
    nothing, _ = await life(open_stage, tmp_path, tuple(calm), asked_by=opened)
    for digits in ("11111" + "4444" + "5555551", "33333" + "3212" + "3333333"):
        left, _ = await life(open_stage, tmp_path, tuple(digits), asked_by=opened)
        assert left == nothing
    unfinished, _ = await life(open_stage, tmp_path, tuple(calm[:-1]), asked_by=opened)
    assert unfinished.rows == nothing.rows


async def test_a_second_tap_leaves_the_same_for_every_trigger(
    open_stage: OpenStage, tmp_path: Path
) -> None:
    plain, _ = await life(open_stage, tmp_path, ("0", "Otro"))
    for answers in VECTORS[10:]:
        left, _ = await life(open_stage, tmp_path, answers)
        assert (left.rows, left.logs, left.calls) == (plain.rows, plain.logs, plain.calls)


async def test_the_delivery_store_does_not_know_whether_somebody_answered(
    open_stage: OpenStage, tmp_path: Path
) -> None:
    skipped, _ = await life(open_stage, tmp_path, ("Prefiero no responder",))
    answered, _ = await life(open_stage, tmp_path, ("9",))
    assert answered.rows == skipped.rows
    assert answered.metrics == skipped.metrics


async def test_for_discreet_officers_even_the_chat_is_the_same_but_for_the_pop_up(
    open_stage: OpenStage, tmp_path: Path
) -> None:
    _, calm = await life(open_stage, tmp_path, ("0",), discreet=True)
    for answers in VECTORS[4:10]:
        _, seen = await life(open_stage, tmp_path, answers, discreet=True)
        assert [without_popup(one) for one in seen] == [without_popup(one) for one in calm]
        assert len(seen) == len(calm)


def without_popup(call: str) -> str:
    """A call without the words that no chat keeps."""
    return "answerCallbackQuery" if call.startswith("answerCallbackQuery") else call


async def test_a_line_that_differs_by_score_would_be_noticed(
    open_stage: OpenStage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mutation: a handler that logs only after a high answer."""

    def tell(band: Band) -> bool:
        is_high = calls_for_contacts(band)
        if is_high:
            logging.getLogger("bot").info("a high answer")
        return is_high

    monkeypatch.setattr("bot.chat.handlers.checkins.calls_for_contacts", tell)
    calm, _ = await life(open_stage, tmp_path, ("0",))
    high, _ = await life(open_stage, tmp_path, ("9",))
    assert high.logs != calm.logs
