"""Lessons: what the loader makes of a file, and how it tells what is wrong with one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.content.lessons import ContentError, load_lessons
from bot.content.markdown import plain_text
from bot.domain.model import Card, CardRole, Lesson

EVIDENCE = "DWM: Una guía\nG: Conocimiento general\n"
GOOD = """\
---
title: Una lección
area: 1
technique: Una técnica
evidence: [DWM, G]
source: Una fuente
audience: todos
minutes: 2
reviewer: ""
reviewed_on:
opens:
late: 6
---

## Escena

Una escena.

## Idea

Una idea.

## Ahora (60 s)

Un ejercicio.

## Mi plan

«Si pasa esto, entonces hago aquello».
"""


class Course:
    """A folder of lessons in the making."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "lessons" / "es"
        self.folder.mkdir(parents=True)
        self.evidence = self.folder.parent / "evidence.yaml"
        self.evidence.write_text(EVIDENCE, encoding="utf-8")

    def add(self, text: str = GOOD, name: str = "01-una.md") -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def lesson(self, text: str = GOOD) -> Lesson:
        self.add(text)
        return load_lessons(self.folder)[0]

    def problems(self) -> list[str]:
        with pytest.raises(ContentError) as caught:
            load_lessons(self.folder)
        root = f"{self.folder.parents[1].as_posix()}/"
        return str(caught.value).replace(root, "").split("\n")

    def problem(self, text: str) -> str:
        """The one problem of a course whose only lesson is ``text``."""
        self.add(text)
        (only,) = self.problems()
        return only


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """An empty folder beside a list of two evidence codes."""
    return Course(tmp_path)


def changed(old: str, new: str) -> str:
    """The good lesson with one thing about it changed."""
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def first_card(course: Course, markdown: str) -> str:
    return course.lesson(changed("Una escena.", markdown)).cards[0].html


# What a good file becomes


def test_a_file_becomes_a_lesson(course: Course) -> None:
    assert course.lesson() == Lesson(
        number=1,
        title="Una lección",
        area=1,
        technique="Una técnica",
        evidence=("DWM", "G"),
        source="Una fuente",
        audience="todos",
        minutes=2,
        reviewer="",
        reviewed_on=None,
        opens=None,
        cards=(
            Card(CardRole.SCENE, "Una escena."),
            Card(CardRole.IDEA, "Una idea."),
            Card(CardRole.EXERCISE, "Un ejercicio.", 60),
            Card(CardRole.PLAN, "«Si pasa esto, entonces hago aquello»."),
        ),
        late_hours=6,
        boosters=(),
    )


def test_lessons_come_in_the_order_of_their_numbers(course: Course) -> None:
    course.add(name="02-b.md")
    course.add(name="01-c.md")
    assert [lesson.number for lesson in load_lessons(course.folder)] == [1, 2]


def test_a_review_is_read_with_its_date(course: Course) -> None:
    reviewed = changed('reviewer: ""\nreviewed_on:', "reviewer: L. Q.\nreviewed_on: 2026-03-31")
    lesson = course.lesson(reviewed)
    assert (lesson.reviewer, lesson.reviewed_on) == ("L. Q.", date(2026, 3, 31))


def test_an_exercise_may_open_a_breathing_pattern(course: Course) -> None:
    lesson = course.lesson(changed("opens:", "opens: respirar suspiro"))
    assert lesson.opens == "respirar suspiro"


def test_windows_line_ends_and_byte_order_marks_change_nothing(course: Course) -> None:
    plain = course.lesson()
    data = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    (course.folder / "01-una.md").write_bytes(data)
    assert load_lessons(course.folder) == (plain,)


def test_accents_of_a_mac_change_nothing(course: Course) -> None:
    lesson = course.lesson(changed("Una lección", "Una leccio\u0301n"))
    assert lesson.title == "Una lección"


def test_files_of_an_editor_are_not_lessons(course: Course) -> None:
    course.add()
    course.add("otra cosa", name=".01-una.md")
    assert len(load_lessons(course.folder)) == 1


# What Markdown becomes


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Uno **dos** *tres*.", "Uno <b>dos</b> <i>tres</i>."),
        ("Uno **dos *tres***.", "Uno <b>dos <i>tres</i></b>."),
        ("Uno.\n\nDos.", "Uno.\n\nDos."),
        ("Uno\ndos.", "Uno dos."),
        ("Uno  \ndos.", "Uno\ndos."),
        ("Lista:\n\n- uno\n- *dos*\n\nFin.", "Lista:\n\n• uno\n• <i>dos</i>\n\nFin."),
        ("- uno\n\n- dos", "• uno\n• dos"),
        ("1. uno\n2. dos", "1. uno\n2. dos"),
        ("3. uno\n4. dos", "3. uno\n4. dos"),
        ("3 < 5 & \"sí\" > 'no'", "3 &lt; 5 &amp; \"sí\" &gt; 'no'"),
        ("[aquí](https://a.bo/?x=1&y=2)", '<a href="https://a.bo/?x=1&amp;y=2">aquí</a>'),
        ("Escriba /como_estoy o /ayuda.", "Escriba /como_estoy o /ayuda."),
        ("    con sangría", "con sangría"),
    ],
)
def test_markdown_becomes_telegram_html(course: Course, markdown: str, html: str) -> None:
    assert first_card(course, markdown) == html


def test_a_quote_in_an_address_cannot_leave_the_attribute(course: Course) -> None:
    assert first_card(course, "[a](<https://a.bo/\"onclick='x'>)").count('"') == 2


# What is refused: every kind with its line


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("area: 1\n", "", "12: falta el dato «area»; escriba «area: …»"),
        ("opens:", "opens:\ntitel: x", "12: no existe el dato «titel»; escriba title"),
        ("opens:", "opens:\nxyz: x", "12: no existe el dato «xyz»; escriba title, area"),
        ("opens:", "opens:\narea: 2", "12: «area» está dos veces; borre"),
        ("area: 1", "area: 5", "3: «area» no vale; escriba un número entero de 1 a 4"),
        ("area: 1", "area: uno", "3: «area» no vale; escriba"),
        ("area: 1", "area: true", "3: «area» no vale; escriba"),
        ("minutes: 2", "minutes: 2.5", "8: «minutes» no vale; escriba"),
        ("title: Una lección", "title:", "2: «title» está vacío; escriba"),
        ("title: Una lección", "title: ' '", "2: «title» está vacío; escriba"),
        ("title: Una lección", "title: 12", "2: «title» debe ser un texto; póngalo entre"),
        ("title: Una lección", "title: Dos: puntos", "2: esta línea no se entiende; si el texto"),
        ("source: Una fuente", "source: !!python/name:os.system", "6: esta línea no se entiende"),
        ("[DWM, G]", "DWM", "5: «evidence» debe ser una lista; escriba"),
        ("[DWM, G]", "[]", "5: «evidence» debe ser una lista; escriba"),
        ("[DWM, G]", "[DWM, XX]", "5: no existe el código de evidencia «XX»; use uno de"),
        ("audience: todos", "audience: choferes", "7: «audience» no puede ser «choferes»;"),
        ("late: 6", "late:", "12: «late» no vale; escriba un número entero de 1 a 72"),
        ("late: 6", "late: 73", "12: «late» no vale; escriba un número entero de 1 a 72"),
        ("late: 6\n", "", "12: falta el dato «late»; escriba «late: …» antes"),
        ("opens:", "opens: bailar", "11: «opens» no puede ser «bailar»; escriba uno de estos"),
        ("reviewed_on:", "reviewed_on: ayer", "10: «reviewed_on» no es una fecha; escríbala"),
        ("reviewed_on:", "reviewed_on: 2026-02-31", "10: «reviewed_on» no es una fecha;"),
        ("reviewed_on:", "reviewed_on: 2026-03-31", "10: «reviewer» y «reviewed_on» van juntos;"),
        ('reviewer: ""', "reviewer: L. Q.", "10: «reviewer» y «reviewed_on» van juntos;"),
    ],
)
def test_a_wrong_field_is_told_with_its_line(course: Course, old: str, new: str, told: str) -> None:
    assert course.problem(changed(old, new)).startswith(f"lessons/es/01-una.md:{told}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD.removeprefix("---\n"), "1: falta la línea --- del comienzo; escriba"),
        (GOOD.replace("late: 6\n---\n", "late: 6\n"), "1: los datos no se cierran; escriba"),
        (GOOD.replace(GOOD.split("---")[1], "\n"), "1: no hay datos; escriba"),
    ],
)
def test_missing_front_matter_is_told(course: Course, text: str, told: str) -> None:
    assert course.problem(text).startswith(f"lessons/es/01-una.md:{told}")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("## Idea\n\nUna idea.\n\n", "", "19: falta la tarjeta «## Idea»; escriba"),
        (GOOD[GOOD.index("## Mi plan") :], "", "25: falta la tarjeta «## Mi plan»; escriba"),
        ("## Mi plan", "## Idea\n\nOtra.\n\n## Mi plan", "27: la tarjeta «## Idea» está dos veces"),
        ("## Mi plan", "## Cierre\n\nFin.\n\n## Mi plan", "27: no existe la tarjeta «Cierre»;"),
        ("## Escena", "Hola.\n\n## Escena", "15: hay texto antes de la primera tarjeta; muévalo"),
        ("## Escena", "# Escena", "15: el título lleva dos numerales; escriba «## Escena»"),
        ("Una idea.\n", "", "19: la tarjeta «Idea» está vacía; escriba"),
        ("(60 s)", "", "23: falta cuánto dura el ejercicio; escriba «## Ahora (60 s)»"),
        ("(60 s)", "(60s)", "23: falta cuánto dura el ejercicio; escriba"),
        ("(60 s)", "(29 s)", "23: 29 segundos no sirve; escriba un número de 30 a 90"),
        ("(60 s)", "(91 s)", "23: 91 segundos no sirve; escriba un número de 30 a 90"),
        ("Una idea.", "é" * 701, "19: la tarjeta «Idea» tiene 701 caracteres; acórtela a 700"),
        ("Una idea.", "ve " * 121, "19: la tarjeta «Idea» tiene 121 palabras; acórtela a 120"),
    ],
)
def test_a_wrong_card_is_told_with_its_line(course: Course, old: str, new: str, told: str) -> None:
    assert course.problem(changed(old, new)).startswith(f"lessons/es/01-una.md:{told}")


def test_a_card_out_of_order_is_told_with_its_line(course: Course) -> None:
    text = GOOD.replace("## Idea", "## X").replace("## Escena", "## Idea")
    told = course.problem(text.replace("## X", "## Escena"))
    assert told.startswith("lessons/es/01-una.md:19: «## Escena» está fuera de lugar; el orden es")


@pytest.mark.parametrize(
    ("markdown", "told"),
    [
        ("Uno.\n\nDos **tres.", "19: «**» quedó suelto; ciérrelo"),
        ("Uno\ndos *tres.", "18: «*» quedó suelto; ciérrelo"),
        ("Uno **dos* tres.", "17: «*» quedó suelto; ciérrelo"),
        ("Uno _dos.", "17: «_» quedó suelto; ciérrelo"),
        ("Uno [dos.", "17: «[» quedó suelto; ciérrelo"),
        ("##Dos", "17: «##» quedó suelto; ciérrelo"),
        ('<b>&"</a>', "17: Telegram no muestra HTML; use"),
        ("Uno `dos`.", "17: Telegram no muestra código («`»); use"),
        ("![foto](https://a.bo/f.png)", "17: Telegram no muestra una imagen; use"),
        ("> cita", "17: Telegram no muestra una cita («>»); use"),
        ("Uno.\n\n***\n\nDos.", "19: Telegram no muestra una raya (---); use"),
        ("Uno.\n---\n\nDos.", "18: Telegram no muestra una raya (---); use"),
        ("Uno.\n\n```\ndos\n```", "19: Telegram no muestra un bloque de código; use"),
        ("[aquí](http://a.bo)", "17: el enlace «http://a.bo» no sirve; debe empezar con https://"),
        ("[aquí](tel:110)", "17: el enlace «tel:110» no sirve; debe empezar con https://"),
        ("Vea http://a.bo ahora.", "17: hay un enlace http://; escríbalo con https://"),
        ("Uno [](https://a.bo)", "17: el enlace no tiene texto; escriba"),
        ("- uno\n- dos\nFin.", "19: esta línea se pegaría al último punto de la lista; deje"),
        ("- uno\n  - dos", "17: un punto de la lista lleva una sola frase o párrafo; escríbalo"),
    ],
)
def test_wrong_markup_is_told_with_its_line(course: Course, markdown: str, told: str) -> None:
    problem = course.problem(changed("Una escena.", f"{markdown}\n\nPunto."))
    assert problem.startswith(f"lessons/es/01-una.md:{told}")


def test_the_limits_count_what_is_seen_and_not_the_tags(course: Course) -> None:
    bold = " ".join(["**uno**"] * 120)
    assert plain_text(first_card(course, bold)) == " ".join(["uno"] * 120)


@pytest.mark.parametrize("name", ["leccion.md", "1-una.md", "01_una.md", "01-Año.md", "00-una.md"])
def test_a_file_name_without_its_number_is_told(course: Course, name: str) -> None:
    course.add(name=name)
    (told,) = course.problems()
    assert told.startswith(f"lessons/es/{name}:1: el nombre del archivo no sirve; escriba")


def test_a_number_used_twice_is_told(course: Course) -> None:
    course.add(name="01-a.md")
    course.add(name="01-b.md")
    assert course.problems() == [
        "lessons/es/01-b.md:1: hay dos lecciones con el número 01; cambie el de una"
    ]


def test_a_missing_number_is_told(course: Course) -> None:
    course.add(name="01-a.md")
    course.add(name="03-c.md")
    assert course.problems() == [
        "lessons/es/03-c.md:1: falta la lección 02; créela o cambie el número de esta"
    ]


def test_a_file_that_is_not_utf_8_is_told_with_its_line(course: Course) -> None:
    (course.folder / "01-una.md").write_bytes(GOOD.encode("cp1252"))
    (told,) = course.problems()
    assert told.startswith("lessons/es/01-una.md:2: las tildes no se leen; guarde el archivo")


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"lessons/es: no existe esta carpeta; créela"):
        load_lessons(tmp_path / "lessons" / "es")


def test_an_empty_folder_is_told(course: Course) -> None:
    (told,) = course.problems()
    assert told.startswith("lessons/es: no hay ninguna lección; ponga aquí")


def test_a_missing_list_of_evidence_is_told_once(course: Course) -> None:
    course.add()
    course.evidence.unlink()
    (told,) = course.problems()
    assert told.startswith("lessons/evidence.yaml:1: no se puede abrir este archivo; revise")


def test_an_evidence_code_without_source_is_told_with_its_line(course: Course) -> None:
    course.add()
    course.evidence.write_text("DWM: Una guía\nG:\n", encoding="utf-8")
    assert course.problems() == [
        "lessons/evidence.yaml:2: «G» no tiene fuente; escriba la cita después de los :"
    ]


def test_all_problems_of_all_files_are_told_at_once(course: Course) -> None:
    course.add(changed("area: 1", "area: 9").replace("(60 s)", "(10 s)"), name="01-a.md")
    course.add(changed("Una idea.", "Una **idea."), name="02-b.md")
    assert [told.split(": ")[0] for told in course.problems()] == [
        "lessons/es/01-a.md:3",
        "lessons/es/01-a.md:23",
        "lessons/es/02-b.md:21",
    ]


# What may stand besides the four cards

BOOSTERS = "\n## Refuerzo a los 7 días\n\nUno **otra vez**.\n\n## Refuerzo a los 21 días\n\nDos.\n"


def test_boosters_are_two_short_texts(course: Course) -> None:
    assert course.lesson(GOOD + BOOSTERS).boosters == ("Uno <b>otra vez</b>.", "Dos.")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "\n## Refuerzo a los 21 días\n\nDos.\n",
            "",
            "31: los refuerzos son dos: «## Refuerzo a los 7",
        ),
        ("a los 21", "a los 22", "35: no existe la tarjeta «Refuerzo a los 22 días»; escriba una"),
        ("Dos.", "", "35: la tarjeta «Refuerzo a los 21 días» está vacía; escriba"),
        (
            "Dos.",
            "ve " * 61,
            "35: la tarjeta «Refuerzo a los 21 días» tiene 61 palabras; acórtela a 60",
        ),
    ],
)
def test_a_wrong_booster_is_told_with_its_line(
    course: Course, old: str, new: str, told: str
) -> None:
    assert BOOSTERS.count(old) == 1
    course.add(GOOD + BOOSTERS.replace(old, new))
    assert any(one.startswith(f"lessons/es/01-una.md:{told}") for one in course.problems())


def test_a_card_behind_the_boosters_is_told_with_its_line(course: Course) -> None:
    plan = GOOD[GOOD.index("## Mi plan") :]
    told = course.problem(f"{GOOD.removesuffix(plan)}{BOOSTERS}\n{plan}")
    assert "«## Mi plan» va antes de «## Refuerzo a los 21 días»; muévalo más arriba" in told
