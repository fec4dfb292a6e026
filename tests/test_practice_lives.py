"""Questions and cases over HTTP: answered in the lesson's message, forged, nothing of them kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from gettext import NullTranslations
from pathlib import Path

import pytest
from canary import everything_logged
from conftest import MONDAY, OpenStage
from officers import enrol

from bot.arranging import ROOT
from bot.chat.texts.lesson import booster
from bot.content.lessons import load_lessons
from bot.content.markdown import plain_text
from bot.demo.stage import Stage
from bot.domain.model import BOOSTER_DAYS, Lesson
from bot.domain.practice import Effect, Moment, Practice, Turn, moments
from simulator.clock import Clock
from simulator.officer import Officer
from simulator.server import Simulator

SHIPPED = {lesson.number: lesson for lesson in load_lessons(ROOT / "lessons" / "es")}
PRACTICES = [
    (lesson.number, lesson.screens.index(practice) + 1, practice)
    for lesson in SHIPPED.values()
    for practice in (lesson.quiz, lesson.case)
    if practice is not None
]
CASES = [(number, step) for number, step, practice in PRACTICES if practice.phrase is not None]
LONGEST_CAPTION = 1024


def rows(folder: Path) -> tuple[str, ...]:
    """Everything that stands in the two stores, but for the names of uploads."""
    kept: tuple[str, ...] = ()
    for name in ("delivery", "replies"):
        with closing(sqlite3.connect(folder / f"{name}.sqlite")) as file:
            kept += tuple(line for line in file.iterdump() if '"media"' not in line)
    return kept


def under(officer: Officer) -> list[str]:
    """The labels under the newest message."""
    return [key["text"] for row in officer.last.inline or () for key in row]


def labels_of(turn: Turn) -> list[str]:
    return [option.label for option in turn.options]


def label_that(turn: Turn, effect: Effect) -> str:
    return next(option.label for option in turn.options if option.effect is effect)


def case_of(number: int) -> Practice:
    case = SHIPPED[number].case
    assert case is not None
    return case


async def at_practice(stage: Stage, number: int, step: int, name: str = "Ana") -> Officer:
    """An officer in front of the question or the case on a lesson's screen."""
    officer = await enrol(stage, name)
    await officer.tap_data(f"l6|{number}|{step}|")
    return officer


# A question


async def test_a_fridays_question_is_answered_with_a_reason_in_the_lessons_message(
    stage: Stage,
) -> None:
    ana = await enrol(stage)
    await ana.tap_data("l1|15|3")
    message, before = ana.last.message_id, len(ana.screen)
    await ana.tap("Siguiente ▸")
    quiz = SHIPPED[15].quiz
    assert quiz is not None
    assert under(ana)[:3] == labels_of(quiz.opening)
    for option in quiz.opening.options:
        await ana.tap(option.label)
        assert plain_text(option.feedback) in ana.last.text
        await ana.tap("◂ Probar otra")
    assert (ana.last.message_id, len(ana.screen)) == (message, before)


async def test_a_question_can_be_left_without_an_answer(stage: Stage) -> None:
    ana = await at_practice(stage, 15, 4)
    await ana.tap("Siguiente ▸")
    assert "¿Le sirve para sus días?" in ana.last.text


async def test_behind_a_question_stands_the_plan_and_before_it_the_exercise(stage: Stage) -> None:
    ana = await at_practice(stage, 15, 4)
    await ana.tap(under(ana)[0])
    await ana.tap("Siguiente ▸")
    assert "Mi plan" in ana.last.text
    await ana.tap("◂ Atrás")
    assert "Para hacer memoria" in ana.last.text
    await ana.tap("◂ Atrás")
    assert "Hágalo ahora" in ana.last.text


async def test_the_last_card_does_not_know_what_was_chosen(stage: Stage) -> None:
    ana = await at_practice(stage, 15, 4)
    label = under(ana)[2]
    await ana.tap(label)
    await ana.tap("Siguiente ▸")
    assert label not in ana.last.text
    payloads = [key["callback_data"] for row in ana.last.inline or () for key in row]
    assert payloads == ["l2|15|u", "l2|15|d", "l1|15|4"]


# A case


@pytest.mark.parametrize("first", list(Effect))
@pytest.mark.parametrize("second", list(Effect))
async def test_a_case_is_acted_out_over_two_turns_and_ends_with_its_phrase(
    stage: Stage, first: Effect, second: Effect
) -> None:
    ana = await at_practice(stage, 35, 5)
    message, before = ana.last.message_id, len(ana.screen)
    opening = case_of(35).opening
    chosen = next(option for option in opening.options if option.effect is first)
    await ana.tap(chosen.label)
    assert plain_text(chosen.feedback) in ana.last.text
    await ana.tap("Siguiente ▸")
    following = chosen.then
    assert following is not None
    assert plain_text(following.html) in ana.last.text
    await ana.tap(label_that(following, second))
    await ana.tap("Siguiente ▸")
    assert plain_text(case_of(35).phrase or "") in ana.last.text
    await ana.tap("Siguiente ▸")
    assert "Mi plan" in ana.last.text
    assert (ana.last.message_id, len(ana.screen)) == (message, before)


async def test_what_made_it_worse_leads_to_another_scene(stage: Stage) -> None:
    ana = await at_practice(stage, 35, 5)
    opening = case_of(35).opening
    scenes = set()
    for effect in Effect:
        await ana.tap(label_that(opening, effect))
        await ana.tap("Siguiente ▸")
        scenes.add(ana.last.text)
        await ana.tap("◂ Atrás")
        await ana.tap("◂ Probar otra")
    assert len(scenes) == 2


async def test_every_step_of_a_case_can_be_taken_back(stage: Stage) -> None:
    ana = await at_practice(stage, 61, 4)
    first = ana.last.text
    await ana.tap(under(ana)[0])
    await ana.tap("Siguiente ▸")
    await ana.tap(under(ana)[0])
    await ana.tap("Siguiente ▸")
    for label in ("◂ Atrás", "◂ Probar otra", "◂ Atrás", "◂ Probar otra"):
        await ana.tap(label)
    assert ana.last.text == first


@pytest.mark.parametrize(("number", "step"), CASES)
async def test_each_case_ends_whatever_is_chosen(stage: Stage, number: int, step: int) -> None:
    ana = await at_practice(stage, number, step)
    for choice in range(3):
        await ana.tap_data(f"l6|{number}|{step}|")
        for _ in range(2):
            if len(under(ana)) > 3:
                await ana.tap(under(ana)[choice])
                await ana.tap("Siguiente ▸")
        assert plain_text(case_of(number).phrase or "") in ana.last.text


@pytest.mark.parametrize("number", [22, 61, 65])
async def test_a_case_lies_on_the_way_from_the_exercise_to_the_plan(
    stage: Stage, number: int
) -> None:
    ana = await enrol(stage)
    await ana.tap_data(f"l1|{number}|3")
    await ana.tap("Siguiente ▸")
    assert "Un caso para ensayar" in ana.last.text
    await ana.tap("Siguiente ▸")
    assert "Mi plan" in ana.last.text


# What is forged


@pytest.mark.parametrize(
    "payload",
    [
        "l6|15|4",
        "l6|15|3|",
        "l6|15|5|",
        "l6|15|6|",
        "l6|15|4|3",
        "l6|15|4|0-",
        "l6|15|4|-",
        "l6|15|4|00",
        "l6|14|4|0",
        "l6|99|4|0",
        "l6|35|5|0-0-0",
        "l6|35|5|0-0-0-",
        "l6|22|4|0-0",
        "l6|22|4|0|0",
        "l6|0|4|",
        "l1|15|6",
        "l1|1|5",
    ],
)
async def test_a_forged_payload_changes_nothing_and_is_told(stage: Stage, payload: str) -> None:
    ana = await at_practice(stage, 15, 4)
    before = ana.transcript()
    await ana.tap_data(payload)
    assert ana.alerts[-1].show_alert
    assert ana.transcript() == before


# What is kept, and what fits


async def test_whatever_is_chosen_nothing_is_kept_and_nothing_logged(
    open_stage: OpenStage, tmp_path: Path
) -> None:
    async def life(choice: int) -> tuple[object, ...]:
        for path in tmp_path.glob("*.sqlite*"):
            path.unlink()
        with everything_logged() as caught:
            simulator = Simulator(clock=Clock(MONDAY))
            async with open_stage(simulator=simulator, speaks=False) as stage:
                officers = [await enrol(stage, f"Ana {place}") for place in range(len(PRACTICES))]
                before, said = rows(tmp_path), len(caught.lines)
                for ana, (number, step, practice) in zip(officers, PRACTICES, strict=True):
                    await ana.tap_data(f"l6|{number}|{step}|")
                    while len(under(ana)) > 3:
                        await ana.tap(under(ana)[choice])
                        await ana.tap("Siguiente ▸")
                    assert practice.phrase is None or "Frase para llevar" in ana.last.text
                after = rows(tmp_path)
                spooled = stage.respiro.stores.spool.rounds()
                lines = [one for one in caught.lines[said:] if one.startswith("bot")]
        assert after == before
        return after, tuple(lines), tuple(spooled)

    first = await life(0)
    assert first[1:] == ((), ())
    for choice in (1, 2):
        assert await life(choice) == first


def test_every_moment_fits_below_a_picture() -> None:
    def shown(lesson: Lesson, moment: Moment) -> str:
        if moment.turn is None:
            return moment.practice.phrase or ""
        told = [lesson.title, moment.turn.html]
        if moment.chosen is not None:
            told += [moment.chosen.label, moment.chosen.feedback]
        return plain_text("\n\n".join(told))

    around = 160
    lengths = {
        number: max(len(shown(SHIPPED[number], moment)) for moment in moments(practice)) + around
        for number, _, practice in PRACTICES
    }
    assert {number: n for number, n in lengths.items() if n > LONGEST_CAPTION} == {}


# The skill that comes back


@pytest.mark.parametrize("days", BOOSTER_DAYS)
@pytest.mark.parametrize("number", [one.number for one in SHIPPED.values() if one.boosters])
def test_each_booster_shows_its_own_text(number: int, days: int) -> None:
    shown = booster(NullTranslations(), SHIPPED[number], days)
    told = dict(zip(BOOSTER_DAYS, SHIPPED[number].boosters, strict=True))
    assert [each for each, text in told.items() if text in shown.html] == [days]
    assert SHIPPED[number].title in plain_text(shown.html)


async def test_a_booster_opens_its_lesson_in_its_own_message(stage: Stage) -> None:
    ana = await enrol(stage)
    desk = stage.respiro.desk
    await desk.sender.send(ana.id, booster(desk.catalogues["es"], SHIPPED[5], 21))
    await ana.see("Para refrescar")
    message = ana.last.message_id
    await ana.tap("Abrir la lección")
    assert "La pausa de un suspiro  1/5" in ana.last.text
    assert ana.last.message_id == message


def test_a_lesson_without_boosters_has_none_to_show() -> None:
    with pytest.raises(IndexError):
        booster(NullTranslations(), SHIPPED[1], 7)
