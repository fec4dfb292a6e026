"""Guided exercises over HTTP: walked to their end, forged, and nothing of them kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from canary import everything_logged
from conftest import MONDAY, OpenStage
from officers import enrol

from bot.arranging import ROOT
from bot.content.exercises import load_exercises
from bot.demo.stage import Stage
from simulator.clock import Clock
from simulator.officer import Officer
from simulator.server import Simulator

SHIPPED = load_exercises(ROOT / "lessons" / "exercises")
every_exercise = pytest.mark.parametrize("key", list(SHIPPED))


def rows(folder: Path) -> tuple[str, ...]:
    """Everything that stands in the two stores, but for the names of uploads."""
    kept: tuple[str, ...] = ()
    for name in ("delivery", "replies"):
        with closing(sqlite3.connect(folder / f"{name}.sqlite")) as file:
            kept += tuple(line for line in file.iterdump() if '"media"' not in line)
    return kept


def contents(folder: Path) -> dict[str, bytes]:
    """Every byte of every file; but for the index of the journal, which readers touch too."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".sqlite-shm"
    }


def under(officer: Officer) -> list[str]:
    """The labels under the newest message."""
    return [key["text"] for row in officer.last.inline or () for key in row]


async def opened(officer: Officer, key: str) -> None:
    """The exercise begun from the menu that /ejercicios brings."""
    await officer.send("/ejercicios")
    await officer.tap(SHIPPED[key].title)


async def walked(officer: Officer, answer: int | None) -> None:
    """From the first step to the last; where something is asked, the same answer if it is there."""
    for _ in range(20):
        labels = under(officer)
        if "Otra vez" in labels:
            return
        choices = [
            label for label in labels if not label.startswith(("◂", "Sin responder", "Siguiente"))
        ]
        if choices and answer is not None:
            await officer.tap(choices[min(answer, len(choices) - 1)])
        else:
            await officer.tap(next(label for label in labels if label.endswith("▸")))
    raise AssertionError(f"no end of the exercise: {officer.transcript()}")


@every_exercise
@pytest.mark.parametrize("answer", [None, 0, 10])
async def test_each_exercise_can_be_walked_to_its_end_in_one_message(
    stage: Stage, key: str, answer: int | None
) -> None:
    ana = stage.simulator.officer("Ana")
    await opened(ana, key)
    number, before = ana.last.message_id, len(ana.screen)
    await walked(ana, answer)
    assert (ana.last.message_id, len(ana.screen)) == (number, before)
    assert SHIPPED[key].steps[-1].title in ana.last.text


@every_exercise
async def test_each_exercise_shows_its_caution_and_its_drawing_in_words_first(
    stage: Stage, key: str
) -> None:
    ana = stage.simulator.officer("Ana")
    await opened(ana, key)
    assert SHIPPED[key].caution in ana.last.text
    assert f"Dibujo: {SHIPPED[key].alt}." in ana.last.text
    assert ana.last.file is not None
    assert ana.last.file.kind == "photo"


@every_exercise
async def test_the_way_back_ends_at_the_first_step(stage: Stage, key: str) -> None:
    ana = stage.simulator.officer("Ana")
    await opened(ana, key)
    first = ana.last.text
    for _ in range(2):
        await ana.tap(next(label for label in under(ana) if label.endswith("▸")))
    for _ in range(2):
        await ana.tap("◂ Atrás")
    assert ana.last.text == first


async def test_the_change_is_a_pop_up_and_no_number_stays_in_the_chat(stage: Stage) -> None:
    ana = stage.simulator.officer("Ana")
    await opened(ana, "cinco-preguntas")
    for label in ("Con el público", "80", "7", "Siguiente", "Siguiente", "Siguiente", "50", "4"):
        await ana.tap(label)
    told = ana.alerts[-1].text
    assert "Le creía al 80 %; ahora, al 50 %" in told
    assert "antes 7, ahora 4" in told
    assert "80" not in ana.last.text
    payloads = [key["callback_data"] for row in ana.last.inline or () for key in row]
    assert payloads == ["g3|cinco-preguntas|1|", "g1", "k1"]


async def test_who_answers_nothing_gets_no_pop_up(stage: Stage) -> None:
    ana = stage.simulator.officer("Ana")
    await opened(ana, "relajacion")
    await walked(ana, None)
    assert all(alert.text == "" for alert in ana.alerts)


@pytest.mark.parametrize(
    "payload",
    [
        "g2|nada",
        "g2|",
        "g2",
        "g3|nada|1|",
        "g3|relajacion|0|",
        "g3|relajacion|9|55",
        "g3|relajacion|99|",
        "g3|relajacion|2|",
        "g3|relajacion|2|55",
        "g3|relajacion|1|5",
        "g3|dos-circulos|2|9",
        "g3|dos-circulos|2|b",
        "g3|dos-circulos|2|0|0",
        "g3|cinco-preguntas|9|" + "a" * 40,
        "g1|x",
    ],
)
async def test_a_forged_payload_changes_nothing_and_is_told(stage: Stage, payload: str) -> None:
    ana = stage.simulator.officer("Ana")
    await opened(ana, "relajacion")
    before = ana.transcript()
    await ana.tap_data(payload)
    assert ana.alerts[-1].show_alert
    assert ana.transcript() == before


@pytest.mark.parametrize(
    ("lesson", "key"),
    [
        (8, "dos-circulos"),
        (16, "anclaje"),
        (18, "relajacion"),
        (19, "relajacion-larga"),
        (28, "cinco-preguntas"),
    ],
)
async def test_a_lesson_opens_its_exercise_and_stays(stage: Stage, lesson: int, key: str) -> None:
    ana = await enrol(stage)
    await ana.tap_data(f"l1|{lesson}|3")
    number = ana.last.message_id
    await ana.tap("🧭 Hacerlo paso a paso")
    assert SHIPPED[key].title in ana.last.text
    assert ana.last.message_id > number
    assert number in ana.chat.messages


async def test_the_breathing_menu_leads_to_the_other_exercises_and_back(stage: Stage) -> None:
    ana = stage.simulator.officer("Ana")
    await ana.send("/respirar")
    await ana.tap("Otros ejercicios")
    await ana.see("Ejercicios paso a paso")
    await ana.tap("🌬 Respirar")
    await ana.see("¿Cuál prefiere?")


async def test_the_end_leads_to_help_and_to_the_beginning(stage: Stage) -> None:
    ana = stage.simulator.officer("Ana")
    await opened(ana, "anclaje")
    await walked(ana, None)
    await ana.tap("Otra vez")
    assert "1/7" in ana.last.text
    await walked(ana, None)
    await ana.tap("☎ Ayuda")
    await ana.see("emergencia")


async def test_no_byte_of_any_file_changes_while_somebody_does_them_all(
    open_stage: OpenStage, tmp_path: Path
) -> None:
    async with open_stage(speaks=False) as stage:
        officers = {key: await enrol(stage, key) for key in SHIPPED}
        for key, officer in officers.items():  # so that the drawings have their names
            await opened(officer, key)
        before = contents(tmp_path)
        for answer, (key, officer) in enumerate(officers.items()):
            await opened(officer, key)
            await walked(officer, answer * 2)
        assert contents(tmp_path) == before
        await officers["anclaje"].send("/horario 08:05")
        await officers["anclaje"].see("08:05")
        assert contents(tmp_path) != before  # what is written can be seen like this


async def test_whatever_is_tapped_nothing_is_kept_and_nothing_logged(
    open_stage: OpenStage, tmp_path: Path
) -> None:
    async def life(answer: int | None) -> tuple[object, ...]:
        for path in tmp_path.glob("*.sqlite*"):
            path.unlink()
        with everything_logged() as caught:
            simulator = Simulator(clock=Clock(MONDAY))
            async with open_stage(simulator=simulator, speaks=False) as stage:
                officers = {key: await enrol(stage, key) for key in SHIPPED}
                before, said = rows(tmp_path), len(caught.lines)
                for key, officer in officers.items():
                    await opened(officer, key)
                    await walked(officer, answer)
                after = rows(tmp_path)
                spooled = stage.respiro.stores.spool.rounds()
                lines = [one for one in caught.lines[said:] if one.startswith("bot")]
        assert after == before
        return after, tuple(lines), tuple(spooled)

    nothing = await life(None)
    assert nothing[1:] == ((), ())
    for answer in (0, 3, 10):
        assert await life(answer) == nothing
