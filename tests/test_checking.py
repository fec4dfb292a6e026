"""``python -m bot check``: each check is shown failing, and what we ship passes."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from test_command_line import run

from bot.checking import Finding, as_json, as_text, check
from bot.checking.rendered import faults, faults_of, widest
from bot.content.lessons import load_lessons
from bot.content.style import reading_ease
from bot.content.translations import load_catalogues
from bot.domain.model import Button, Message, Picture

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 24)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of all content."""
    for folder in ("lessons", "locales"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "config.example.toml", tmp_path)
    return tmp_path


def found_in(project: Path) -> list[Finding]:
    """What is found in a project."""
    return check(project, project / "config.example.toml", {}, TODAY)


def change(project: Path, path: str, old: str, new: str) -> None:
    """Change a file's text."""
    file = project / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_we_ship_has_no_error(project: Path) -> None:
    assert [one for one in found_in(project) if one.severity == "error"] == []


def test_what_waits_for_somebody_is_a_warning(project: Path) -> None:
    told = as_text(found_in(project))
    assert "lessons/es: aviso: sin revisar: 01, 02" in told
    assert "lessons/instruments/who5.yaml: aviso: la redacción es provisional" in told
    assert "contacto: aviso: nadie llamó a" in told
    assert told.splitlines()[-1].startswith("0 errores, ")


LESSON = "lessons/es/12-dos-tomas-y-un-soplo.md"
FAULTS = {
    "schema": (LESSON, "area: 2", "area: 7", f"{LESSON}:3: error:"),
    "card": (LESSON, "## Idea", "## Ideas", "no existe la tarjeta «Ideas»"),
    "evidence": (LESSON, "[BR]", "[XYZ]", "XYZ"),
    "length": (LESSON, "Los bebés", "muy " * 130 + "Los bebés", "palabras; acórtela a 120"),
    "address": (LESSON, "Los bebés lo hacen", "Tú lo haces", "«Tú» no es de usted"),
    "markup": (LESSON, "Los bebés", "**Los bebés", LESSON),
    "instrument": (
        "lessons/instruments/phq4.yaml",
        "total: sum",
        "total: x",
        "phq4.yaml:14:",
    ),
    "catalogue": (
        "locales/en/LC_MESSAGES/respiro.po",
        'msgstr "Others in {region}"',
        'msgstr ""',
        "falta la traducción de «Otros de {region}»",
    ),
    "question": (
        "lessons/instruments/who5.yaml",
        "  - se ha sentido con tranquilidad y calma?\n",
        "",
        "hay 4 preguntas y el instrumento tiene 5",
    ),
    "option": (
        "lessons/instruments/who5.yaml",
        "de vez en cuando",
        "de vez en cuando" * 3,
        "no cabe en el teléfono",
    ),
    "alt": (LESSON, "area: 2", "area: 2\npicture: a.png", "la imagen no tiene descripción"),
    "drawing": (
        LESSON,
        "area: 2",
        'area: 2\npicture: cerrro.png\nalt: "un cerro"',
        f"{LESSON}:4: error: no existe el dibujo «cerrro.png»; use uno de estos: anclaje.png, ",
    ),
    "drawing of an exercise": (
        "lessons/exercises/anclaje.md",
        "picture: anclaje.png",
        "picture: ancla.png",
        "no existe el dibujo «ancla.png»",
    ),
    "description": (
        LESSON,
        "area: 2",
        f'area: 2\npicture: plan.png\nalt: "{"un cerro " * 14}"',
        f"{LESSON}:5: error: «alt» tiene 125 letras; acórtelo a 120",
    ),
    "source": (LESSON, "source: ", "source: #", "«source» está vacío"),
    "configuration": ("config.example.toml", "k = 10", "k = 3", "config: error: "),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_error_is_found_and_says_where(project: Path, name: str) -> None:
    path, old, new, told = FAULTS[name]
    change(project, path, old, new)
    errors = [str(one) for one in found_in(project) if one.severity == "error"]
    assert any(told in error for error in errors), errors


def test_what_stands_below_a_drawing_has_to_fit_a_caption_to_the_last_word() -> None:
    say = load_catalogues(ROOT / "locales")["es"]
    lesson = next(one for one in load_lessons(ROOT / "lessons" / "es") if one.number == 20)
    assert lesson.picture is not None
    assert lesson.quiz is not None
    assert list(faults_of(lesson, say)) == []
    opening, last = lesson.quiz.opening, lesson.cards[-1]
    asked = replace(lesson.quiz, opening=replace(opening, html="a" * 1024))
    told = [
        list(faults_of(long, say))
        for long in (
            replace(lesson, quiz=asked),
            replace(lesson, cards=(*lesson.cards[:-1], replace(last, html="a" * 1024))),
            replace(lesson, boosters=("a" * 1024, "b")),
        )
    ]
    assert [one[0].partition(":")[0] for one in told] == [
        "tarjeta 4",
        "tarjeta 5",
        "refuerzo a los 7 días",
    ]


def test_what_does_not_fit_the_phone_or_telegram_is_told() -> None:
    long, wide = Message("a" * 4097), Message("a", ((Button("á" * 41, "x"),),))
    heavy = Message("a", ((Button("Sí", "á" * 33),),))
    captioned = Message("🌬" * 513, picture=Picture(b""))
    assert [len(list(faults(one))) for one in (long, wide, heavy, captioned)] == [1, 1, 1, 1]
    fits = Message("a" * 4096, ((Button("Sí", "x" * 64),),))
    assert list(faults(fits)) == []


def test_the_more_keys_in_a_row_the_shorter_they_are() -> None:
    assert [widest(keys) for keys in (1, 2, 3)] == [40, 18, 11]


WORDS = {
    "lesson": (LESSON, "Los bebés", "Los vebés", "«vebés»"),
    "instrument": ("lessons/instruments/who5.yaml", "buen humor", "vuen humor", "«vuen»"),
    "catalogue": (
        "locales/es/LC_MESSAGES/respiro.po",
        'msgstr "¿',
        'msgstr "Ola vuenas ¿',
        "«vuenas",
    ),
    "own list": ("lessons/palabras.txt", "charaña\n", "", "«Charaña»"),
}


@pytest.mark.parametrize("name", WORDS)
def test_a_word_that_nobody_knows_is_a_warning_with_its_line(project: Path, name: str) -> None:
    path, old, new, told = WORDS[name]
    change(project, path, old, new)
    found = [one for one in found_in(project) if one.kind == "ortografía" and told in one.text]
    assert found
    assert all(one.line > 0 and one.severity == "aviso" for one in found)


def test_a_course_that_is_mostly_hard_to_read_is_an_error(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.checking.EASY_ENOUGH", 95)
    told = [one.text for one in found_in(project) if one.severity == "error"]
    assert any(one.endswith("tarjetas se leen con facilidad; acorte las demás") for one in told)


def test_the_list_of_a_card_is_read_as_sentences() -> None:
    assert reading_ease("1. El sol sale\n2. Usted mira") == reading_ease("El sol sale. Usted mira.")


def test_the_guide_explains_exactly_the_kinds_of_warnings_there_are(project: Path) -> None:
    guide = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
    section = guide.partition("## Avisos de hoy")[2].partition("\n## ")[0]
    explained = set(re.findall(r"^- \*\*(\w+)\*\*", section, re.MULTILINE))
    assert explained == {one.kind for one in found_in(project) if one.severity == "aviso"}


def test_a_missing_word_list_is_an_error(project: Path) -> None:
    (project / "lessons" / "screening" / "rojo.txt").unlink()
    errors = [one for one in found_in(project) if one.severity == "error"]
    assert [one.path for one in errors] == ["lessons/screening/rojo.txt"]


def test_a_sentence_in_two_lessons_is_a_warning(project: Path) -> None:
    text = "Esta frase tan larga está en dos lecciones a la vez."
    for path in (LESSON, "lessons/es/20-micropausas-que-descansan.md"):
        change(project, path, "## Idea\n\n", f"## Idea\n\n{text} ")
    told = [str(one) for one in found_in(project)]
    assert any("está en las lecciones 12, 20" in one for one in told)


def test_a_card_that_reads_hard_is_a_warning(project: Path) -> None:
    hard = (
        "La operacionalización institucionalizada de procedimientos administrativos "
        "interinstitucionales posibilita progresivamente la sistematización metodológica."
    )
    text = (project / LESSON).read_text(encoding="utf-8")
    idea = text.partition("## Idea\n\n")[2].partition("## Ahora")[0]
    change(project, LESSON, idea, f"{hard}\n\n")
    told = [one for one in found_in(project) if "se lee con esfuerzo" in one.text]
    assert LESSON in {one.path for one in told}


def test_short_words_and_sentences_read_more_easily() -> None:
    easy, hard = "El sol sale. Usted mira.", "La sistematización metodológica institucionalizada."
    assert reading_ease(easy) > 80
    assert reading_ease(hard) < 40


def test_the_findings_can_be_read_by_a_program() -> None:
    one = Finding("error", "a.md", 3, "«x» no sirve")
    assert json.loads(as_json([one])) == [
        {"severity": "error", "path": "a.md", "line": 3, "text": "«x» no sirve", "kind": "esquema"}
    ]


async def test_the_command_ends_with_zero_for_what_we_ship() -> None:
    code, out, err = await run("check")
    assert (code, err) == (0, "")
    assert "0 errores" in out
    code, out, _ = await run("check", "--format", "json")
    assert code == 0
    assert all(one["severity"] == "aviso" for one in json.loads(out))
