"""The question and the case of a lesson: what a file becomes, and what is told of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_lessons import GOOD, Course

from bot.domain.practice import Effect, Option, Practice, PracticeKind, Turn, arrive

QUIZ = """\
## Pregunta

¿Qué sirve?

- Esto
  → Sí, *porque* sí.
- Eso
  → No del todo.
- Aquello
  → Tampoco.

"""
CASE = """\
## Caso

Grita un viajero.

- Grito también
  → (empeora) Se suma ruido.
- Respiro y pregunto
  → (ayuda) Baja el tono.
- Espero callado
  → (neutro) Pasa el tiempo.

"""
SECOND = CASE.replace("Caso", "Segundo turno").replace("Grita", "Sigue gritando")
WORSE = CASE.replace("Caso", "Segundo turno (si empeora)").replace("Grita", "Amenaza")
PHRASE = "## Frase para llevar\n\n«Veamos sus opciones».\n\n"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """An empty folder beside a list of two evidence codes."""
    return Course(tmp_path)


def with_practice(text: str) -> str:
    """A good lesson with more between its exercise and its plan."""
    return GOOD.replace("## Mi plan", f"{text}## Mi plan")


def case_of(course: Course, text: str) -> Practice:
    case = course.lesson(with_practice(text)).case
    assert case is not None
    return case


def scene_after(case: Practice, trail: str) -> str | None:
    moment = arrive(case, trail)
    return None if moment is None or moment.turn is None else moment.turn.html


def test_a_question_becomes_a_quiz(course: Course) -> None:
    assert course.lesson(with_practice(QUIZ)).quiz == Practice(
        PracticeKind.QUIZ,
        Turn(
            "¿Qué sirve?",
            (
                Option("Esto", "Sí, <i>porque</i> sí."),
                Option("Eso", "No del todo."),
                Option("Aquello", "Tampoco."),
            ),
        ),
    )


def test_a_case_ends_with_its_phrase(course: Course) -> None:
    case = case_of(course, CASE + PHRASE)
    assert case.phrase == "«Veamos sus opciones»."
    assert arrive(case, "0-") is not None
    assert arrive(case, "0-0") is None


def test_each_answer_of_a_case_says_what_it_does(course: Course) -> None:
    options = case_of(course, CASE + PHRASE).opening.options
    assert [one.effect for one in options] == [Effect.WORSENS, Effect.HELPS, Effect.NEUTRAL]
    assert [one.feedback for one in options] == [
        "Se suma ruido.",
        "Baja el tono.",
        "Pasa el tiempo.",
    ]


def test_a_second_turn_follows_every_choice(course: Course) -> None:
    case = case_of(course, CASE + SECOND + PHRASE)
    assert {scene_after(case, f"{n}-") for n in range(3)} == {"Sigue gritando un viajero."}


def test_a_choice_may_have_a_second_turn_of_its_own(course: Course) -> None:
    case = case_of(course, CASE + SECOND + WORSE + PHRASE)
    assert scene_after(case, "0-") == "Amenaza un viajero."
    assert scene_after(case, "1-") == "Sigue gritando un viajero."


def test_question_and_case_stand_before_the_plan(course: Course) -> None:
    lesson = course.lesson(with_practice(QUIZ + CASE + PHRASE))
    assert lesson.screens == (*lesson.cards[:3], lesson.quiz, lesson.case, lesson.cards[3])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  → Tampoco.\n", "", "35: a esta respuesta le falta su porqué; escriba debajo «  → …»"),
        ("  → Tampoco.\n", "  →\n", "35: a esta respuesta le falta su porqué; escriba"),
        ("- Aquello\n  → Tampoco.\n", "", "31: «## Pregunta» termina en una lista de 3 respuestas"),
        ("¿Qué sirve?", "", "27: la tarjeta «Pregunta» está vacía; escriba"),
        ("¿Qué sirve?", "ve " * 41, "27: la tarjeta «Pregunta» tiene 41 palabras; acórtela a 40"),
        ("- Eso", "- " + "e" * 37, "33: la respuesta «eeeee"),
        ("- Eso", "- Esto", "31: dos respuestas dicen lo mismo; cambie una"),
        ("Tampoco.", "ve " * 46, "35: el porqué tiene 46 palabras; acórtelo a 45"),
        ("Tampoco.", "(ayuda) No.", "35: una pregunta no lleva «(ayuda)»; bórrelo"),
        ("## Pregunta", "## Preguntas", "27: no existe la tarjeta «Preguntas»; escriba una de"),
    ],
)
def test_a_wrong_question_is_told_with_its_line(
    course: Course, old: str, new: str, told: str
) -> None:
    assert QUIZ.count(old) == 1
    course.add(with_practice(QUIZ.replace(old, new)))
    assert any(one.startswith(f"lessons/es/01-una.md:{told}") for one in course.problems())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "(neutro) ",
            "",
            "35: no dice qué hace esta respuesta; escriba «→» y uno de estos: (ayuda)",
        ),
        (
            "(neutro)",
            "(ayuda)",
            "31: las tres respuestas llevan (ayuda), (neutro), (empeora), cada",
        ),
        (PHRASE, "", "27: al caso le falta «## Frase para llevar»; escriba"),
        ("«Veamos sus opciones».", "", "38: la tarjeta «Frase para llevar» está vacía; escriba"),
        (CASE, "", "27: «## Frase para llevar» va debajo de un «## Caso»; escríbalo"),
        (CASE, CASE + WORSE, "38: falta «## Segundo turno» para las demás respuestas; escríbalo"),
        (CASE, SECOND + CASE, "38: «## Caso» va antes de «## Segundo turno»; muévalo más arriba"),
        (CASE, CASE + CASE, "38: «## Caso» está dos veces; junte o borre una"),
    ],
)
def test_a_wrong_case_is_told_with_its_line(course: Course, old: str, new: str, told: str) -> None:
    good = CASE + PHRASE
    assert good.count(old) == 1
    course.add(with_practice(good.replace(old, new)))
    assert any(one.startswith(f"lessons/es/01-una.md:{told}") for one in course.problems())


def test_a_question_behind_the_plan_is_told_with_its_line(course: Course) -> None:
    told = course.problem(f"{GOOD}\n{QUIZ}")
    assert told.startswith(
        "lessons/es/01-una.md:31: «## Pregunta» va antes de «## Mi plan»; muévalo más arriba"
    )


def test_the_models_of_the_guide_are_good(course: Course) -> None:
    guide = (Path(__file__).parents[2] / "lessons" / "README.md").read_text(encoding="utf-8")
    blocks = guide.split("```\n")[1::2]
    quiz = next(block for block in blocks if block.startswith("## Pregunta"))
    case = next(block for block in blocks if block.startswith("## Caso"))
    opening = case.partition("## Segundo turno")[0]
    lesson = course.lesson(with_practice(f"{quiz}\n{opening}{PHRASE}"))
    assert lesson.quiz is not None
    assert lesson.case is not None
