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
from bot.domain.practice import Effect, Practice, Turn, moments

LESSONS = Path(__file__).parents[2] / "lessons"


def read_shipped() -> tuple[Lesson, ...]:
    return load_lessons(LESSONS / "es")


def test_every_shipped_file_is_read() -> None:
    assert len(read_shipped()) == len(list((LESSONS / "es").glob("*.md"))) >= 68


def test_sixty_lessons_are_for_everybody_four_for_events_four_for_supervisors() -> None:
    audiences = [lesson.audience for lesson in read_shipped()[:68]]
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
    form = re.compile(
        r"«(?:Si|Cuando|Apenas|En cuanto|Cada vez que|Al|Antes de) [^»,]{8,}, [^»]{12,}»"
    )
    assert [plan for plan in plans if not form.search(plan)] == []


@pytest.mark.parametrize(
    ("number", "opens"),
    [
        (3, "como_estoy"),
        (5, "respirar suspiro"),
        (11, "respirar abdominal"),
        (13, "respirar coherente"),
        (30, "evaluacion"),
        (60, "evaluacion"),
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


# Questions, cases and boosters

FRIDAYS = range(5, 61, 5)
CASES = {22: 1, 35: 2, 45: 2, 46: 1, 51: 1, 61: 2, 65: 2}
"""The seven cases and how many turns each has."""


def turns_of(practice: Practice) -> list[Turn]:
    """Every turn of a practice, each once."""
    found = (moment.turn for moment in moments(practice))
    return list(dict.fromkeys(turn for turn in found if turn is not None))


def case_turns() -> list[Turn]:
    return [turn for lesson in read_shipped() if lesson.case for turn in turns_of(lesson.case)]


def test_each_friday_asks_one_question_and_no_other_day() -> None:
    assert [lesson.number for lesson in read_shipped() if lesson.quiz] == list(FRIDAYS)


def test_no_question_is_left_in_the_prose() -> None:
    prose = {
        lesson.number: " ".join(card.html for card in lesson.cards) for lesson in read_shipped()
    }
    assert [number for number, text in prose.items() if re.search(r"\b[abc]\) ", text)] == []


def test_the_seven_cases_have_their_turns() -> None:
    deepest = {
        lesson.number: max(len(re.findall(r"\d", one.trail)) for one in moments(lesson.case))
        for lesson in read_shipped()
        if lesson.case
    }
    assert deepest == CASES


def test_a_choice_leads_to_another_second_turn_where_it_matters() -> None:
    branching = [
        lesson.number
        for lesson in read_shipped()
        if lesson.case and len({option.then for option in lesson.case.opening.options}) > 1
    ]
    assert branching == [number for number, turns in CASES.items() if turns > 1]


@pytest.mark.parametrize("effect", list(Effect))
def test_the_place_of_a_choice_does_not_tell_what_it_does(effect: Effect) -> None:
    places = Counter(
        [option.effect for option in turn.options].index(effect) for turn in case_turns()
    )
    assert set(places) == {0, 1, 2}
    assert max(places.values()) <= len(case_turns()) / 2


def test_the_length_of_a_choice_does_not_tell_what_it_does() -> None:
    longest = Counter(
        max(turn.options, key=lambda option: len(option.label)).effect for turn in case_turns()
    )
    assert max(longest.values()) < 0.75 * len(case_turns())


def test_no_answer_is_graded_or_blamed() -> None:
    graded = re.compile(
        r"\b(correct[oa]|incorrect[oa]|mal hecho|error suyo|culpa suya|debió|puntos?|acertó|falló"
        r"|muy bien|exacto|equivocad[oa])\b",
        re.IGNORECASE,
    )
    found = [
        (lesson.number, option.label)
        for lesson in read_shipped()
        for practice in (lesson.quiz, lesson.case)
        if practice
        for turn in turns_of(practice)
        for option in turn.options
        if graded.search(plain_text(option.feedback))
    ]
    assert found == []


def test_every_reason_says_more_than_a_verdict() -> None:
    short = [
        (lesson.number, option.label)
        for lesson in read_shipped()
        for practice in (lesson.quiz, lesson.case)
        if practice
        for turn in turns_of(practice)
        for option in turn.options
        if len(option.feedback.split()) < 15
    ]
    assert short == []


def test_each_week_has_one_skill_that_comes_back() -> None:
    weeks = [(lesson.number - 1) // 5 for lesson in read_shipped() if lesson.boosters]
    assert weeks == list(range(12))


def test_a_booster_repeats_neither_its_lesson_nor_the_other_one() -> None:
    again = {}
    for lesson in read_shipped():
        told = [long_sentences(" ".join(plain_text(card.html) for card in lesson.cards))]
        told += [long_sentences(plain_text(text)) for text in lesson.boosters]
        seen = Counter(sentence for text in told for sentence in text)
        again[lesson.number] = [sentence for sentence, times in seen.items() if times > 1]
    assert {number: twice for number, twice in again.items() if twice} == {}


def test_a_booster_never_scolds() -> None:
    guilt = re.compile(
        r"\b(olvidó|debería|debe|todavía no|abandon\w+|falló|no ha hecho)\b", re.IGNORECASE
    )
    texts = [plain_text(text) for lesson in read_shipped() for text in lesson.boosters]
    assert [text for text in texts if guilt.search(text)] == []


def test_every_lesson_says_deliberately_how_late_it_may_come() -> None:
    hours = Counter(lesson.late_hours for lesson in read_shipped())
    assert len(hours) >= 5
    assert {n.late_hours for n in read_shipped() if n.audience == "evento"} <= {24, 48}


def test_no_verb_opens_the_exercise_of_many_lessons() -> None:
    first = Counter(
        re.findall(r"[^\W\d_]+", plain_text(lesson.cards[2].html).lower())[0]
        for lesson in read_shipped()
    )
    assert max(first.values()) <= 5
