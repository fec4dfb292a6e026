"""The shipped lessons read as written one by one: other places, openings, verbs, plans, rhythms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from gettext import NullTranslations
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from bot.chat.texts.lesson import card
from bot.content.exercises import load_exercises
from bot.content.lessons import load_lessons
from bot.content.markdown import plain_text
from bot.content.style import words_of
from bot.domain.model import Card, Lesson

FOLDER = Path(__file__).parents[2] / "lessons"
LESSONS = load_lessons(FOLDER / "es")
TEXTS = {one.number: [plain_text(part.html) for part in one.cards] for one in LESSONS}
"""The scene, the idea, the exercise and the plan of each lesson."""

PLACES = ("Tambo Quemado", "Desaguadero", "Pisiga", "Yacuiba", "Viru Viru", "El Alto", "oficina")
IMAGES = (
    "anclas?",
    "anzuelos?",
    "balanzas?",
    "botero|olas?",
    "capataz|portero|guardia nocturno",
    "cobran?|deudas?|peajes?|tributos?",
    "hamacas?",
    "hilos?",
    "mochilas?",
    "motor|motores",
    "pelotas?",
    "termómetros?",
    "tormentas?",
)
"""What lessons compare with; the same one in more than three is worn out."""
ALIKE = (66, 66, 68, 68)
"""Above these ratios of 100 two scenes, ideas, exercises or plans would be felt as one."""
ALIKE_AS_A_WHOLE = 67

_CONTRAST = re.compile(r"\bno es (?:que )?[^.;:?!]{1,60}[.;,] (?:Es|es|sino)\b")
_FOREIGN = re.compile(
    r"\b(cog(?:er|e|es|en|ió|ido)|ordenador\w*|móvil\w*|aparc\w+|enfad\w+|vosotr\w+|coches?|zumos?"
    r"|carnés?|matrículas?|chapas?|decomis\w+|conduc(?:e|en|ir)|autobús|patatas?|plática\w*|chamba"
    r"|guagua|colectivo)\b",
    re.IGNORECASE,
)
_MEN_ONLY = re.compile(
    r"\b(los compañeros|los mandos|los jefes|los funcionarios|los oficiales|los colegas"
    r"|los demás|uno mismo|usted mismo|usted solo|bienvenido|para todos)\b",
    re.IGNORECASE,
)


def bare(text: str) -> list[str]:
    """The words of a text, without its numbers and marks."""
    return re.findall(r"[^\W\d_]+", text.lower())


def alike(first: str, second: str) -> float:
    """How much two texts share, whatever the order of their words; 100 is the same."""
    return fuzz.token_sort_ratio(first.lower(), second.lower())


def twins(texts: Mapping[int, str], bound: float) -> list[tuple[int, int]]:
    """The numbers of those that share more than they may."""
    pairs = combinations(texts.items(), 2)
    return [(one, two) for (one, first), (two, second) in pairs if alike(first, second) > bound]


def shared_openings(texts: Iterable[str], words: int) -> list[tuple[str, ...]]:
    """The first so many words that open several texts."""
    seen = Counter(tuple(bare(text)[:words]) for text in texts)
    return [opening for opening, times in seen.items() if times > 1]


def trigger_of(plan: str) -> str:
    """The word that begins the plan inside its quotation marks."""
    return bare(plan.partition("«")[2])[0]


@pytest.mark.parametrize("part", range(4), ids=["scene", "idea", "exercise", "plan"])
def test_no_two_lessons_share_the_words_of_a_card(part: int) -> None:
    assert twins({number: texts[part] for number, texts in TEXTS.items()}, ALIKE[part]) == []


def test_no_two_lessons_are_alike_as_a_whole() -> None:
    whole = {number: " ".join(texts) for number, texts in TEXTS.items()}
    assert twins(whole, ALIKE_AS_A_WHOLE) == []


def test_a_lesson_told_again_with_another_place_would_be_seen() -> None:
    scene = TEXTS[21][0]
    assert twins({21: scene, 69: scene.replace("Santa Cruz", "Tarija")}, ALIKE[0]) == [(21, 69)]


def test_no_two_cards_open_with_the_same_four_words() -> None:
    assert shared_openings((text for texts in TEXTS.values() for text in texts), 4) == []


def test_no_two_scenes_or_ideas_open_with_the_same_two_words() -> None:
    for part in range(2):
        openings = shared_openings((texts[part] for texts in TEXTS.values()), 2)
        assert len(openings) <= 3, openings


@pytest.mark.parametrize("part", range(3), ids=["scene", "idea", "exercise"])
def test_no_word_opens_many_cards_of_a_kind(part: int) -> None:
    articles = {"el", "la", "los", "las", "un", "una"}
    first = Counter(bare(texts[part])[0] for texts in TEXTS.values())
    assert {word: n for word, n in first.items() if n > (9 if word in articles else 5)} == {}


def test_neighbours_do_not_open_alike() -> None:
    same = [
        (one, two)
        for part in range(3)
        for (one, first), (two, second) in pairwise(TEXTS.items())
        if bare(first[part])[0] == bare(second[part])[0]
    ]
    assert len(same) <= 6, same


def test_a_scene_rarely_opens_with_the_hour_or_the_day() -> None:
    clock = re.compile(
        r"\W*(\d\d:\d\d|(a )?las (una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)"
        r"|(seis|siete|ocho) de la|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b",
        re.IGNORECASE,
    )
    assert sum(bool(clock.match(texts[0])) for texts in TEXTS.values()) <= 7


@pytest.mark.parametrize("place", PLACES)
def test_every_kind_of_post_is_met_in_several_scenes(place: str) -> None:
    assert sum(place in texts[0] for texts in TEXTS.values()) >= 3


def test_no_post_is_in_the_scenes_of_two_days_running() -> None:
    where = {
        number: {place for place in PLACES[:6] if place in texts[0]}
        for number, texts in TEXTS.items()
    }
    assert [pair for pair in pairwise(where) if where[pair[0]] & where[pair[1]]] == []


def test_plans_come_in_many_forms() -> None:
    forms = Counter(trigger_of(texts[3]) for texts in TEXTS.values())
    assert len(forms) >= 7
    assert max(forms.values()) <= 0.6 * len(TEXTS)
    spelled_out = sum("entonces" in texts[3].partition("»")[0] for texts in TEXTS.values())
    assert spelled_out <= len(TEXTS) / 2


def test_no_week_has_plans_of_one_form() -> None:
    weeks = [list(TEXTS.values())[start : start + 5] for start in range(0, 60, 5)]
    same = [week for week, days in enumerate(weeks, 1) if len({trigger_of(d[3]) for d in days}) < 2]
    assert same in ([], [2])  # week 2 teaches the form itself


def test_the_last_tap_is_asked_in_other_words_from_day_to_day() -> None:
    asked = [
        plain_text(card(NullTranslations(), one, len(one.screens)).html).splitlines()[-1]
        for one in LESSONS[:60]
    ]
    assert all(one != two for one, two in pairwise(asked))
    assert len(set(asked)) == 5


def test_the_figure_no_es_sino_is_rare() -> None:
    found = [number for number, texts in TEXTS.items() if _CONTRAST.search(" ".join(texts))]
    assert len(found) <= 3, found


@pytest.mark.parametrize(
    "sentence", ["Descansar no es rendirse. Es cuidarse.", "Eso no es flojera; es cansancio."]
)
def test_the_figure_would_be_seen(sentence: str) -> None:
    assert _CONTRAST.search(sentence)


def spoken() -> dict[str, str]:
    """Everything that officers read of the lessons and the exercises, by where it stands."""
    told = {f"{one.number:02}": words_of(one) for one in LESSONS}
    for exercise in load_exercises(FOLDER / "exercises").values():
        steps = [f"{plain_text(one.title)}\n{plain_text(one.html)}" for one in exercise.steps]
        told[exercise.key] = "\n".join([exercise.title, exercise.caution, *steps])
    return told


@pytest.mark.parametrize("list_of_words", [_FOREIGN, _MEN_ONLY], ids=["foreign", "men only"])
def test_nothing_sounds_foreign_and_nobody_is_left_out(list_of_words: re.Pattern[str]) -> None:
    found = {where: list_of_words.findall(text) for where, text in spoken().items()}
    assert {where: words for where, words in found.items() if words} == {}


@pytest.mark.parametrize(
    ("list_of_words", "sentence"),
    [
        (_FOREIGN, "Coja el móvil"),
        (_FOREIGN, "Aparque el coche"),
        (_FOREIGN, "la chapa del camión"),
        (_MEN_ONLY, "Salude a los compañeros"),
        (_MEN_ONLY, "con uno mismo"),
    ],
)
def test_the_lists_of_words_see_them(list_of_words: re.Pattern[str], sentence: str) -> None:
    assert list_of_words.search(sentence)


@pytest.mark.parametrize("image", IMAGES)
def test_no_image_wears_out(image: str) -> None:
    named = re.compile(rf"\b({image})\b", re.IGNORECASE)
    found = [one.number for one in LESSONS if named.search(words_of(one))]
    assert 0 < len(found) <= 3, found


@pytest.mark.parametrize("coinage", ["vuelta de aire", "vueltas de aire"])
def test_a_breath_is_called_a_breath(coinage: str) -> None:
    assert [where for where, text in spoken().items() if coinage in text] == []


def test_every_lesson_that_opens_a_breathing_says_when_to_stop() -> None:
    silent = [
        one.number
        for one in LESSONS
        if (one.opens or "").startswith("respirar")
        and not re.search(r"\b(pare|déjela|vuelva a su ritmo)\b", TEXTS[one.number][2])
    ]
    assert silent == []


def test_a_borrowed_plan_would_be_seen() -> None:
    first, second = LESSONS[:2]
    copied: Lesson = replace(second, cards=(*second.cards[:3], _again(first.cards[3])))
    plans = {one.number: plain_text(one.cards[3].html) for one in (first, copied)}
    assert twins(plans, ALIKE[3]) == [(1, 2)]


def _again(plan: Card) -> Card:
    return replace(plan, html=plan.html.replace("turno", "día"))
