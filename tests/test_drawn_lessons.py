"""Lessons with a drawing, end to end over HTTP: scheduled, by hand, put off, voted."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from officers import enrol

from bot.arranging import ROOT
from bot.chat.texts import exercise as exercise_texts
from bot.chat.texts import lesson as lesson_texts
from bot.chat.texts import practice as practice_texts
from bot.content.exercises import load_exercises
from bot.content.lessons import load_lessons
from bot.content.markdown import plain_text
from bot.content.translations import load_catalogues
from bot.demo.stage import Stage
from bot.domain.exercises import begin, onward
from bot.domain.model import BOOSTER_DAYS, Lesson, Message, Sent
from bot.domain.practice import Practice, moments
from simulator.officer import Officer
from simulator.sending import CAPTION_LIMIT

LESSONS = load_lessons(ROOT / "lessons" / "es")
EXERCISES = load_exercises(ROOT / "lessons" / "exercises")
CATALOGUES = load_catalogues(ROOT / "locales")
SAY = CATALOGUES["es"]
WEDNESDAY_9 = datetime(2026, 11, 25, 13, 0, 5, tzinfo=UTC)
THERMOMETER = "Dibujo: un termómetro"


def has_photo(officer: Officer) -> bool:
    """Whether the newest message is a photo."""
    return officer.last.file is not None and officer.last.file.kind == "photo"


def uploads(stage: Stage) -> int:
    """How often the bytes of a drawing went over the line."""
    return sum(
        not isinstance(call.params["photo"], str) or call.params["photo"].startswith("attach:")
        for call in stage.simulator.calls_of("sendPhoto")
    )


async def moved(stage: Stage, to: datetime) -> None:
    """The clock set, and one beat of the speaker behind it."""
    stage.clock.set(to)
    await stage.respiro.speaker.beat()


def by_number(number: int) -> Lesson:
    """A lesson that we ship."""
    return next(lesson for lesson in LESSONS if lesson.number == number)


async def shown(stage: Stage, message: Message) -> Officer:
    """An officer who has got this message from the real sender."""
    ana = await enrol(stage)
    assert await stage.respiro.desk.sender.send(ana.id, message) == Sent()
    return ana


async def lesson_three(stage: Stage) -> Officer:
    """An officer who has got lesson 3, which has a drawing, on its day."""
    ana = await enrol(stage)
    await moved(stage, WEDNESDAY_9 - timedelta(days=1))
    await ana.see("Estrés que ayuda")
    await moved(stage, WEDNESDAY_9)
    await ana.see(THERMOMETER)
    return ana


async def test_the_first_lesson_brings_its_drawing_by_hand(stage: Stage) -> None:
    ana = await enrol(stage)
    await ana.see("Dibujo: dos camiones esperan")
    assert has_photo(ana)
    await ana.tap("Siguiente")
    assert has_photo(ana)
    assert "Dibujo" not in ana.last.text


async def test_a_scheduled_lesson_is_a_photo_and_its_cards_are_captions(stage: Stage) -> None:
    ana = await lesson_three(stage)
    number = ana.last.message_id
    assert has_photo(ana)
    for step in (2, 3, 4):
        await ana.tap("Siguiente")
        assert f"{step}/4" in ana.last.text
    assert (ana.last.message_id, has_photo(ana)) == (number, True)
    await ana.tap("👍")
    assert "Gracias" in ana.last.text
    await ana.tap("Ver de nuevo")
    assert THERMOMETER in ana.last.text


async def test_a_drawn_lesson_can_be_put_off_and_comes_again_with_its_drawing(
    stage: Stage,
) -> None:
    ana = await lesson_three(stage)
    number = ana.last.message_id
    await ana.tap("Más tarde")
    assert "Se la traigo otra vez" in ana.last.text
    await moved(stage, WEDNESDAY_9 + timedelta(hours=2, minutes=1))
    async with asyncio.timeout(5):
        while ana.last.message_id == number:  # noqa: ASYNC110 - HTTP
            await asyncio.sleep(0.01)
    assert has_photo(ana)
    assert THERMOMETER in ana.last.text


async def test_a_question_is_asked_and_answered_below_the_drawing(stage: Stage) -> None:
    ana = await shown(stage, lesson_texts.card(SAY, by_number(10), 1))
    number = ana.last.message_id
    quiz = by_number(10).quiz
    assert quiz is not None
    for _ in range(3):
        await ana.tap("Siguiente ▸")
    assert plain_text(quiz.opening.html) in ana.last.text
    for option in quiz.opening.options:
        await ana.tap(option.label)
        assert plain_text(option.feedback) in ana.last.text
        assert (ana.last.message_id, has_photo(ana)) == (number, True)
        await ana.tap("◂ Probar otra")


async def test_an_event_lesson_and_its_case_keep_their_drawing_to_the_end(stage: Stage) -> None:
    ana = await shown(stage, lesson_texts.card(SAY, by_number(61), 1, is_prompt=True))
    number = ana.last.message_id
    assert "Dibujo: una caldera" in ana.last.text
    case = by_number(61).case
    assert case is not None
    await ana.tap_data("l6|61|4|", number)
    for _ in range(4):
        label = (ana.last.inline or [[]])[0][0]["text"]
        await ana.tap("Siguiente ▸" if label.startswith("◂") else label)
        assert (ana.last.message_id, has_photo(ana)) == (number, True)
    assert plain_text(case.phrase or "") in ana.last.text


async def test_a_skill_that_comes_back_brings_the_drawing_for_its_lesson(stage: Stage) -> None:
    lesson = next(one for one in LESSONS if one.picture is not None and one.boosters)
    ana = await shown(stage, lesson_texts.booster(SAY, lesson, 7))
    number = ana.last.message_id
    assert has_photo(ana)
    assert ana.last.text.splitlines()[-1] == f"Dibujo: {lesson.alt}."
    await ana.tap("Abrir la lección")
    assert "1/" in ana.last.text
    assert (ana.last.message_id, has_photo(ana)) == (number, True)


@pytest.mark.parametrize("language", CATALOGUES)
def test_what_a_drawing_shows_is_the_last_line_of_the_first_card(language: str) -> None:
    for lesson in LESSONS:
        shown = lesson_texts.card(CATALOGUES[language], lesson, 1).html.splitlines()[-1]
        assert (lesson.alt is not None and lesson.alt in shown) == (lesson.picture is not None)
        assert shown.startswith("<i>") == (lesson.picture is not None)


async def test_put_off_and_read_after_all_it_is_the_same_photo(stage: Stage) -> None:
    ana = await lesson_three(stage)
    number = ana.last.message_id
    await ana.tap("Más tarde")
    await ana.tap("Verla ahora")
    assert (ana.last.message_id, has_photo(ana)) == (number, True)
    assert THERMOMETER in ana.last.text


async def test_a_drawing_is_uploaded_once_for_everybody(stage: Stage) -> None:
    for name in ("Ana", "Luis", "Eva"):
        officer = await enrol(stage, name)
        await officer.see("Dibujo: dos camiones esperan")
        assert has_photo(officer)
    assert uploads(stage) == 1
    assert len(stage.simulator.calls_of("sendPhoto")) == 3


async def test_the_speaker_names_the_drawing_that_a_reply_has_uploaded(stage: Stage) -> None:
    ana = await lesson_three(stage)
    before = uploads(stage)
    luis = await enrol(stage, "Luis")
    await luis.tap_data("l1|3|1")
    assert luis.last.file is None or has_photo(luis)
    await ana.send("/leccion")
    await ana.settled()
    assert has_photo(ana)
    assert uploads(stage) == before


async def test_a_lesson_in_the_chat_from_before_its_drawing_is_changed_as_a_text(
    stage: Stage,
) -> None:
    ana = await enrol(stage)
    await ana.send("/ayuda")
    text = ana.last.message_id
    await ana.tap_data("l1|3|1", text)
    assert ana.last.message_id == text
    assert THERMOMETER in ana.last.text


async def test_breathing_from_a_drawn_lesson_leaves_the_lesson_where_it_is(stage: Stage) -> None:
    ana = await enrol(stage)
    lesson = (await ana.see("Dibujo: dos camiones")).message_id
    await ana.tap_data("b2|suspiro", lesson)
    await ana.see("¿Cuánto tiempo tiene?")
    await ana.tap("1 minuto")
    assert lesson in ana.chat.messages


def every_message() -> Iterator[tuple[str, Message]]:
    """Whatever may stand under a drawing, in every language."""
    for language, say in CATALOGUES.items():
        for lesson in LESSONS:
            if lesson.picture is None:
                continue
            for step, screen in enumerate(lesson.screens, start=1):
                if isinstance(screen, Practice):
                    for here in moments(screen):
                        told = practice_texts.moment(say, lesson, step, here)
                        yield f"{language} {lesson.number} {step} {here.trail}", told
                else:
                    card = lesson_texts.card(say, lesson, step, is_prompt=True)
                    yield f"{language} {lesson.number} {step}", card
            for days, _ in zip(BOOSTER_DAYS, lesson.boosters, strict=False):
                yield (
                    f"{language} {lesson.number} +{days}",
                    lesson_texts.booster(say, lesson, days),
                )
            voted = lesson_texts.voted(say, lesson, is_last=True)
            yield f"{language} {lesson.number} voted", voted
        for exercise in EXERCISES.values():
            place = begin(exercise)
            while not place.is_last:
                yield f"{language} {exercise.key} {place.number}", exercise_texts.step(say, place)
                place = onward(place)


def test_every_caption_is_within_telegrams_limit_in_utf_16() -> None:
    lengths = {
        what: len(plain_text(message.html).encode("utf-16-le")) // 2
        for what, message in every_message()
    }
    assert len(lengths) > 150
    assert {what: n for what, n in lengths.items() if n > CAPTION_LIMIT} == {}


def test_every_area_and_every_family_of_exercises_has_a_drawing() -> None:
    drawn = [lesson for lesson in LESSONS if lesson.picture is not None]
    assert {lesson.area for lesson in drawn} == {1, 2, 3, 4}
    names = {lesson.picture for lesson in drawn} | {one.picture for one in EXERCISES.values()}
    assert names >= {
        f"{name}.png"
        for name in (
            "respirar", "anclaje", "relajacion", "pensamiento", "circulos", "micropausa", "dormir",
            "plan", "apoyo", "conversar", "casa",
        )
    }  # fmt: skip


@pytest.mark.parametrize("folder", [ROOT / "assets" / "drawings"])
def test_every_drawing_that_is_named_exists_and_every_one_is_used(folder: Path) -> None:
    named = {lesson.picture for lesson in LESSONS} | {one.picture for one in EXERCISES.values()}
    assert {path.name for path in folder.glob("*.png")} == named - {None}


def test_what_a_drawing_shows_is_told_in_at_most_120_characters() -> None:
    every = [one.alt for one in LESSONS] + [one.alt for one in EXERCISES.values()]
    told = [alt for alt in every if alt is not None]
    assert all(0 < len(alt) <= 120 for alt in told)
