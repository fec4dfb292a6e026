"""The lessons we ship: complete, addressed as usted, and no two alike."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.lessons import load_lessons
from bot.content.markdown import plain_text
from bot.content.style import long_sentences, other_address, words_of
from bot.domain.model import CardRole, Lesson

LESSONS = Path(__file__).parents[2] / "lessons"


def read_shipped() -> tuple[Lesson, ...]:
    return load_lessons(LESSONS / "es")


def test_every_shipped_file_is_read() -> None:
    assert len(read_shipped()) == len(list((LESSONS / "es").glob("*.md"))) == 68


def test_sixty_lessons_are_for_everybody_four_for_events_four_for_supervisors() -> None:
    audiences = [lesson.audience for lesson in read_shipped()]
    assert audiences == ["todos"] * 60 + ["evento"] * 4 + ["supervision"] * 4


def test_the_areas_follow_the_twelve_weeks() -> None:
    areas = [lesson.area for lesson in read_shipped()[:60]]
    assert areas == [1] * 10 + [2] * 25 + [3] * 10 + [4] * 15


def test_every_shipped_lesson_has_its_four_cards_in_order() -> None:
    assert {tuple(card.role for card in lesson.cards) for lesson in read_shipped()} == {
        tuple(CardRole)
    }


def test_every_plan_is_an_if_and_a_then() -> None:
    plans = [plain_text(lesson.cards[3].html) for lesson in read_shipped()]
    assert [plan for plan in plans if not re.search(r"«Si [^»]+, entonces [^»]+»", plan)] == []


@pytest.mark.parametrize(
    ("number", "opens"),
    [
        (3, "como_estoy"),
        (5, "respirar suspiro"),
        (11, "respirar abdominal"),
        (13, "respirar coherente"),
        (60, "como_estoy"),
        *((number, "contactos") for number in (9, 55, 57, 61, 62, 63, 64)),
    ],
)
def test_the_exercise_opens_what_the_course_says(number: int, opens: str) -> None:
    assert read_shipped()[number - 1].opens == opens


def test_the_first_lesson_says_what_the_bot_is() -> None:
    text = words_of(read_shipped()[0])
    assert [word for word in ("programa", "voluntario", "/ayuda", "/pausa") if word in text] == [
        "programa",
        "voluntario",
        "/ayuda",
        "/pausa",
    ]


def test_officers_are_addressed_as_usted() -> None:
    found = {lesson.number: other_address(words_of(lesson)) for lesson in read_shipped()}
    assert {number: words for number, words in found.items() if words} == {}


@pytest.mark.parametrize(
    "sentence", ["¿Cómo te va?", "Si tú puedes", "Vení nomás", "Cuida tu espalda", "Respirá"]
)
def test_the_word_list_sees_another_address(sentence: str) -> None:
    assert other_address(sentence)


@pytest.mark.parametrize("sentence", ["Tome un té", "Usted puede", "Su turno", "Actúe a tiempo"])
def test_the_word_list_lets_usted_pass(sentence: str) -> None:
    assert not other_address(sentence)


def test_nobody_is_addressed_with_a_slash() -> None:
    assert [n.number for n in read_shipped() if re.search(r"\w[oe]/a?s?\b", words_of(n))] == []


def test_no_sentence_is_in_two_lessons() -> None:
    seen = Counter(
        sentence for lesson in read_shipped() for sentence in long_sentences(words_of(lesson))
    )
    assert [sentence for sentence, times in seen.items() if times > 1] == []


def test_a_sentence_in_two_lessons_would_be_seen() -> None:
    first, second = read_shipped()[:2]
    copy = replace(second, cards=(*second.cards[:3], first.cards[3]))
    assert long_sentences(words_of(first)) & long_sentences(words_of(copy))


def test_no_two_scenes_open_alike() -> None:
    openings = [
        tuple(re.findall(r"\w+", plain_text(lesson.cards[0].html).lower())[:3])
        for lesson in read_shipped()
    ]
    assert len(set(openings)) == len(openings)
