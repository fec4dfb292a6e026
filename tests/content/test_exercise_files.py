"""The files of the guided exercises: read, and told with file and line when they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.exercises import load_exercises
from bot.content.front_matter import OPENS
from bot.content.markdown import plain_text
from bot.content.problems import ContentError
from bot.content.style import other_address
from bot.domain.exercises import ExerciseStep, Scale

SHIPPED = load_exercises(Path(__file__).parents[2] / "lessons" / "exercises")

GOOD = """\
---
title: Mirar lejos
order: 1
technique: Mirar
evidence: [G]
source: Nadie
minutes: 1
caution: Con los ojos abiertos.
reviewer: ""
reviewed_on:
picture:
alt:
---

## Antes (0 a 10)

¿Cuánta tensión?

## ¿Dónde?

Elija.

Botones: Un cerro | Una nube & más

## Mirar (5 s + 12 s)

Mire **lejos**.

## Listo

Ya está.
"""


def read(tmp_path: Path, text: str, name: str = "mirar.md") -> tuple[ExerciseStep, ...]:
    """The steps of one file in a folder of its own."""
    folder = tmp_path / "exercises"
    folder.mkdir(exist_ok=True)
    (tmp_path / "evidence.yaml").write_text("G: nadie\n", encoding="utf-8")
    (folder / name).write_text(text, encoding="utf-8")
    return load_exercises(folder)[name.removesuffix(".md")].steps


def test_a_file_becomes_steps_with_questions_choices_and_seconds(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD) == (
        ExerciseStep("Antes", "¿Cuánta tensión?", scale=Scale.TEN),
        ExerciseStep("¿Dónde?", "Elija.", choices=("Un cerro", "Una nube & más")),
        ExerciseStep("Mirar", "Mire <b>lejos</b>.", seconds=(5, 12)),
        ExerciseStep("Listo", "Ya está."),
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("(0 a 10)", "(0 a 11)", "15: «(0 a 11)» no se entiende; escriba (0 a 10), (0 a 100)"),
        ("5 s + 12 s", "1 s + 12 s", "25: esos segundos no sirven; escriba de 2 a 120"),
        ("¿Cuánta tensión?", "", "15: el paso «Antes» está vacío"),
        ("Ya está.", "x" * 501, "29: el paso «Listo» tiene 501 caracteres; acórtelo a 500"),
        ("## Listo", "## " + "x" * 41, "29: el título del paso va de 1 a 40 letras"),
        ("## Listo", "## Listo (0 a 10)", "29: el último paso no puede preguntar"),
        ("Un cerro | Una nube & más", "Un cerro", "19: los botones son de 2 a 8"),
        ("Un cerro", "x" * 29, "19: el botón «" + "x" * 29 + "» va de 1 a 28 letras"),
        ("## ¿Dónde?", "## ¿Dónde? (0 a 10)", "19: el paso «¿Dónde?» pregunta dos veces"),
        ("order: 1", "order: 0", "3: «order» no vale; escriba un número entero de 1 a 99"),
        ("[G]", "[XYZ]", "5: no existe el código de evidencia «XYZ»"),
        ("picture:", "picture: cerro.png", "11: «picture» y «alt» van juntos"),
        ("alt:", "alto: x", "12: no existe el dato «alto»; escriba alt"),
        ("caution: Con", "caution: " + "x" * 250, "8: «caution» tiene"),
        ("Mire **lejos**.", "Mire **lejos*.", "27: «*» quedó suelto"),
    ],
)
def test_each_mistake_is_told_where_it_stands(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    with pytest.raises(ContentError) as caught:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert f"mirar.md:{told}" in str(caught.value)


def test_an_exercise_of_two_steps_is_none(tmp_path: Path) -> None:
    text = GOOD[: GOOD.index("## Mirar")].replace("Botones: Un cerro | Una nube & más", "")
    with pytest.raises(ContentError, match="hay 2 pasos"):
        read(tmp_path, text)


def test_two_exercises_cannot_have_the_same_place_in_the_menu(tmp_path: Path) -> None:
    read(tmp_path, GOOD)
    with pytest.raises(ContentError, match="«order» 1 ya es de mirar"):
        read(tmp_path, GOOD, "oir.md")


@pytest.mark.parametrize("name", ["Mirar.md", "mirar lejos.md", "a-b-c-d.md", "mirar1.md"])
def test_a_file_name_that_no_button_can_carry_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ContentError, match="el nombre no sirve"):
        read(tmp_path, GOOD, name)


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "evidence.yaml").write_text("G: nadie\n", encoding="utf-8")
    with pytest.raises(ContentError, match="no hay ningún ejercicio"):
        load_exercises(tmp_path / "exercises")


def test_lessons_can_open_every_shipped_exercise_and_no_other() -> None:
    assert {one.removeprefix("ejercicio ") for one in OPENS if one.startswith("ejercicio ")} == set(
        SHIPPED
    )


def test_the_shipped_exercises_speak_as_usted() -> None:
    for exercise in SHIPPED.values():
        told = [exercise.title, exercise.caution, exercise.alt or ""]
        told += [f"{step.title} {plain_text(step.html)}" for step in exercise.steps]
        assert other_address("\n".join(told)) == []


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("anclaje", "ojos abiertos"),
        ("relajacion", "lesionada"),
        ("relajacion-larga", "lesionada"),
        ("cinco-preguntas", "24 horas"),
    ],
)
def test_each_exercise_carries_its_caution(key: str, words: str) -> None:
    assert words in SHIPPED[key].caution
