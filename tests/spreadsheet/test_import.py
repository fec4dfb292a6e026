"""The way back: an untouched sheet changes no byte, a changed cell only its own text."""

from __future__ import annotations

import difflib
import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment

from bot.__main__ import main
from bot.content.exercises import load_exercises
from bot.content.lessons import load_lessons
from bot.spreadsheet.importing import import_workbook
from bot.spreadsheet.problems import SpreadsheetError
from spreadsheet.conftest import ROOT, SAY, Review, export, find

L = "Lecciones"


def changed_lines(before: str, after: str) -> list[str]:
    lines = difflib.ndiff(before.split("\n"), after.split("\n"))
    return [line for line in lines if line[0] in "+-"]


def test_all_that_we_ship_comes_back_without_a_changed_byte(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "lessons", tmp_path / "lessons")
    review = Review(tmp_path, tmp_path / "course.xlsx")
    export(tmp_path, review.path)
    review.save_again()
    before = review.bytes()
    done = review.bring_in()
    assert (done.written, done.refused, done.conflicts, done.notes) == ((), (), (), ())
    assert review.bytes() == before
    assert len(load_lessons(tmp_path / "lessons" / "es")) >= 68


CHANGES = {
    "title": ("01", L, (1,), "Título", "El estrés: qué es", '-title: Qué|+title: "El estrés: qué'),
    "area": ("01", L, (1,), "Área", 3, "-area: 1|+area: 3"),
    "float": ("01", L, (1,), "Minutos", 4.0, "-minutes: 2|+minutes: 4"),
    "evidence": ("01", L, (1,), "Evidencia", "DWM; BR", "-evidence: [DWM, G]|+evidence: [DWM, BR]"),
    "opens": ("01", L, (1,), "Qué abre", "contactos", "-opens:|+opens: contactos"),
    "alt": ("01", L, (1,), "Qué se ve en el dibujo", "un cerro", '-alt: "dos|+alt: "un cerro"'),
    "seconds": ("02", L, (2,), "Segundos", 45, "-## Ahora (60 s)|+## Ahora (45 s)"),
    "scene": ("01", L, (1,), "Escena", "Amanece en Kasani.", "-Seis de la|+Amanece en Kasani."),
    "plan": ("03", L, (3,), "Mi plan", "«Si llueve, entonces paro».", "-«Si alguien|+«Si llueve"),
    "booster": ("02", L, (2,), "Refuerzo a los 21 días", "Un soplo.", "-Esta vez|+Un soplo."),
    "quiz": ("02", "Preguntas", (2,), "Pregunta", "¿Qué haría usted?", "-La colega|+¿Qué haría"),
    "label": ("02", "Preguntas", (2,), "Respuesta 2", "Espero", "-- «La|+- Espero"),
    "why": ("02", "Preguntas", (2,), "Porqué 2", "Descansa.", "-  → Se entiende|+  → Descansa."),
    "case": (
        "03",
        "Casos",
        (3, "Segundo turno"),
        "Texto",
        "Se calla.",
        "-«¡A la una|+Se calla.",
    ),
    "feedback": (
        "03",
        "Casos",
        (3, "Segundo turno (si empeora)"),
        "Porqué 3",
        "Suena a desafío.",
        "-  → (empeora) Es natural|+  → (empeora) Suena a desafío.",
    ),
    "phrase": ("03", "Casos", (3, "Frase para llevar"), "Texto", "«Veo».", "-«Entiendo|+«Veo»."),
    "caution": ("anclaje", "Ejercicios", ("anclaje",), "Precaución", "Con calma.", "-|+caution:"),
    "step": ("relajacion.", "Pasos", ("relajacion", 2), "Título del paso", "Puños", "-## M|+## P"),
    "timing": (
        "relajacion.",
        "Pasos",
        ("relajacion", 6),
        "Tiempo o escala",
        "8 s",
        "-## Un soplo largo (6 s)|+## Un soplo largo (8 s)",
    ),
    "keys": (
        "cinco",
        "Pasos",
        ("cinco-preguntas", 1),
        "Botones",
        "Sí | No",
        "-Botones: Con el|+Botones: Sí",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_cell_changes_only_its_own_text(review: Review, name: str) -> None:
    file, sheet, row_id, header, value, expected = CHANGES[name]
    before = review.text(file)
    others = review.bytes()
    at = review.put(sheet, row_id, header, value)
    done = review.bring_in()
    assert done.is_whole, done
    (written,) = done.written
    assert written.startswith(f"{at}: cambiado en lessons/")
    lines = changed_lines(before, review.text(file))
    for start in expected.split("|"):
        assert any(f"{line[0]}{line[2:]}".startswith(start) for line in lines), lines
    changed = [key for key, data in review.bytes().items() if others[key] != data]
    assert [Path(key) for key in changed] == [review.file(file).relative_to(review.root)]


def test_a_card_of_several_lines_is_replaced_as_a_whole(review: Review) -> None:
    text = "Primero, **pare**.\n\n1. Mire lejos.\n2. Suelte el aire."
    review.put(L, (1,), "Ahora", text)
    assert review.bring_in().is_whole
    assert f"\n## Ahora (45 s)\n\n{text}\n\n## Mi plan\n" in review.text("01")


def test_reviewer_and_day_are_set_from_a_real_date(review: Review) -> None:
    review.put(L, (1,), "Quién revisó", "Lic. Ana: psicóloga")
    review.put(L, (1,), "Fecha de revisión", datetime(2026, 3, 31))  # noqa: DTZ001 - as sheets do
    assert review.bring_in().is_whole
    lesson = load_lessons(review.root / "lessons" / "es")[0]
    assert (lesson.reviewer, lesson.reviewed_on) == ("Lic. Ana: psicóloga", date(2026, 3, 31))


@pytest.mark.parametrize("day", ["2026-03-31", "31/3/2026", "31.03.2026"])
def test_a_day_that_is_text_is_read_as_bolivia_writes_it(review: Review, day: str) -> None:
    review.put("Ejercicios", ("anclaje",), "Quién revisó", "Ana")
    review.put("Ejercicios", ("anclaje",), "Fecha de revisión", day)
    assert review.bring_in().is_whole
    exercise = load_exercises(review.root / "lessons" / "exercises")["anclaje"]
    assert exercise.reviewed_on == date(2026, 3, 31)


def test_boosters_can_be_added_and_taken_away(review: Review) -> None:
    before = review.text("01")
    for days in (7, 21):
        review.put(L, (1,), f"Refuerzo a los {days} días", f"Pare {days} segundos.")
        review.put(L, (2,), f"Refuerzo a los {days} días", None)
    assert review.bring_in().is_whole
    added = "\n\n## Refuerzo a los 7 días\n\nPare 7 segundos."
    added += "\n\n## Refuerzo a los 21 días\n\nPare 21 segundos.\n"
    assert review.text("01") == before.rstrip() + added
    assert "Refuerzo" not in review.text("02")


def test_a_drawing_can_be_added_with_what_it_shows(review: Review) -> None:
    review.put(L, (2,), "Dibujo", "plan.png")
    review.put(L, (2,), "Qué se ve en el dibujo", "un camino")
    assert review.bring_in().is_whole
    assert '\nlate: 6\npicture: plan.png\nalt: "un camino"\n---\n' in review.text("02")


@pytest.mark.parametrize(
    "told",
    [
        "{} ",
        "\n{}\n\n",
        "{}_x000D_",
        "{}\r",
    ],
)
def test_what_a_program_adds_unseen_is_no_change(review: Review, told: str) -> None:
    def add(book: Workbook) -> None:
        for header in ("Escena", "Título", "Mi plan"):
            cell = find(book[L], (1,), header)
            cell.value = told.format(cell.value)

    before = review.bytes()
    review.edit(add)
    done = review.bring_in()
    assert (done.written, done.is_whole) == ((), True)
    assert review.bytes() == before


def test_returns_inside_a_text_are_line_breaks(review: Review) -> None:
    review.put(L, (1,), "Escena", "Uno._x000D_\r\n_x000D_\r\nDos.")
    assert review.bring_in().is_whole
    assert "## Escena\n\nUno.\n\nDos.\n\n## Idea" in review.text("01")


def test_a_text_that_looks_like_a_formula_stays_a_text(review: Review) -> None:
    def type_it(book: Workbook) -> None:
        cell = find(book[L], (1,), "Mi plan")
        cell.value, cell.data_type = "=Si llueve, entonces paro.", "s"

    review.edit(type_it)
    assert review.bring_in().is_whole
    assert "\n=Si llueve, entonces paro.\n" in review.text("01")
    review.path.unlink()
    export(review.root, review.path)
    review.save_again()
    again = review.bring_in()
    assert (again.written, again.is_whole) == ((), True)


CELLS = {
    "formula": ("=1+1", "la tomó por una fórmula; escriba un apóstrofo"),
    "date": (date(2026, 1, 2), "la tomó por una fecha; escriba un apóstrofo"),
    "boolean": (True, "la tomó por verdadero o falso; escriba un apóstrofo"),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_that_is_no_text_any_more_is_told_and_the_rest_comes_in(
    review: Review, name: str
) -> None:
    value, told = CELLS[name]
    at = review.put(L, (1,), "Escena", value)
    review.put(L, (2,), "Escena", "Llueve en Yacuiba.")
    before, done = review.text("01"), review.bring_in()
    (refused,) = done.refused
    assert refused.startswith(f"{at}: ")
    assert told in refused
    assert review.text("01") == before
    assert "Llueve en Yacuiba." in review.text("02")


def test_what_changed_on_both_sides_is_a_conflict_of_that_cell_alone(review: Review) -> None:
    at = review.put(L, (1,), "Escena", "De la hoja.")
    review.put(L, (1,), "Idea", "Una idea de la hoja.")
    file = review.file("01")
    text = file.read_text(encoding="utf-8")
    changed = text.replace("Seis de la mañana en Tambo Quemado.", "Cinco de la mañana.")
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    done = review.bring_in()
    (conflict,) = done.conflicts
    assert conflict.startswith(f"{at}: cambió en la hoja y también en el archivo")
    assert "lessons/es/01-plain.md:19 dice ahora «Cinco de la mañana." in conflict
    assert not done.is_whole
    assert "Cinco de la mañana." in review.text("01")
    assert "\n\nUna idea de la hoja.\n\n## Ahora" in review.text("01")


def test_what_changed_in_the_file_alone_stays(review: Review) -> None:
    file = review.file("01")
    file.write_text(review.text("01").replace("Seis", "Cinco"), encoding="utf-8")
    before = review.bytes()
    assert review.bring_in().is_whole
    assert review.bytes() == before


def test_the_same_sheet_twice_changes_nothing_more(review: Review) -> None:
    review.put(L, (1,), "Escena", "De la hoja.")
    assert len(review.bring_in().written) == 1
    again = review.bring_in()
    assert (again.written, again.is_whole) == ((), True)


REFUSED = {
    "length": (L, (1,), "Idea", "muy " * 130, "la tarjeta «Idea» tiene 130 palabras; acórtela"),
    "empty": (L, (1,), "Idea", None, "la tarjeta «Idea» está vacía; escriba su texto"),
    "markup": (L, (1,), "Idea", "Esto **no cierra", "quedó suelto; ciérrelo"),
    "address": (L, (1,), "Idea", "Tú puedes.", "no es de usted; escríbalo de usted"),
    "evidence": (L, (1,), "Evidencia", "XYZ", "no existe el código de evidencia «XYZ»"),
    "area": (L, (1,), "Área", 9, "«area» no vale; escriba un número entero de 1 a 4"),
    "choice": (L, (1,), "Para quién", "nadie", "«audience» no puede ser «nadie»"),
    "drawing": (L, (1,), "Dibujo", "nada.png", "no existe el dibujo «nada.png»"),
    "reviewer": (L, (1,), "Quién revisó", "Ana", "«reviewer» y «reviewed_on» van juntos"),
    "day": (L, (1,), "Fecha de revisión", "ayer", "«reviewed_on» no es una fecha"),
    "seconds": (L, (1,), "Segundos", "mucho", "falta cuánto dura el ejercicio"),
    "heading": (L, (1,), "Idea", "Una.\n\n## Caso\n\nOtra.", "«## Caso» termina en una lista"),
    "boosters": (
        L,
        (1,),
        "Mi plan",
        "A.\n\n## Refuerzo a los 7 días\n\nB.\n\n## Refuerzo a los 21 días\n\nC.",
        "cambiaría otras partes",
    ),
    "card": (L, (2,), "Escena", "A.\n\n## Idea\n\nB.", "está dos veces; junte o borre una"),
    "caption": (L, (4,), "Ahora", "a" * 690 + "\n\n" + "b" * 400, "acórtela a 700"),
    "label": ("Preguntas", (2,), "Respuesta 1", "a" * 40, "tiene 40 letras y va en un botón"),
    "arrow": ("Preguntas", (2,), "Respuesta 1", "Voy → vengo", "cambiaría otras partes"),
    "effect": ("Casos", (3, "Caso"), "Qué hace 1", "ayuda", "las tres respuestas llevan"),
    "comment": (L, (1,), "Minutos", "2 # tal vez", "cambiaría otras partes"),
    "key": (L, (1,), "Minutos", "2\nlate: 9", "está dos veces"),
    "step": ("Pasos", ("anclaje", 1), "Texto", "Tú respira.", "no es de usted"),
    "timing": ("Pasos", ("relajacion", 2), "Tiempo o escala", "un rato", "no se entiende; escriba"),
    "buttons": ("Pasos", ("cinco-preguntas", 1), "Botones", "Sí", "los botones son de 2 a 8"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_check_would_refuse_is_refused_with_its_cell(review: Review, name: str) -> None:
    sheet, row_id, header, value, told = REFUSED[name]
    at = review.put(sheet, row_id, header, value)
    before, done = review.bytes(), review.bring_in()
    assert any(one.startswith(f"{at}: ") and told in one for one in done.refused), done.refused
    assert [one.partition(": ")[2] for one in done.kept_back] == [
        "no se cambió nada en este archivo"
    ]
    assert not done.is_whole
    assert review.bytes() == before


def test_a_refused_text_keeps_back_its_file_and_no_other(review: Review) -> None:
    at = review.put(L, (1,), "Idea", "Tú puedes.")
    review.put(L, (1,), "Escena", "Buena escena.")
    review.put(L, (2,), "Escena", "Llueve.")
    before, done = review.text("01"), review.bring_in()
    assert done.refused[0].startswith(f"{at}: ")
    assert review.text("01") == before
    assert "\nLlueve.\n" in review.text("02")


def test_rows_and_columns_may_be_moved(review: Review) -> None:
    def shuffle(book: Workbook) -> None:
        page = book[L]
        find(page, (1,), "Escena").value = "De la hoja."
        rows = [[cell.value for cell in reversed(row)] for row in page.iter_rows()]
        for at, row in enumerate([rows[0], *reversed(rows[1:])], start=1):
            for number, value in enumerate(row, start=1):
                page.cell(at, number).value = value

    review.edit(shuffle)
    done = review.bring_in()
    assert done.is_whole
    assert [one.partition(": ")[2] for one in done.written] == [
        "cambiado en lessons/es/01-plain.md"
    ]


def test_a_row_that_is_gone_is_told_and_changes_nothing(review: Review) -> None:
    before = review.bytes()
    review.edit(lambda book: book[L].delete_rows(2))
    done = review.bring_in()
    assert done.notes == ("Lecciones: falta la fila «1»; lo suyo quedó como estaba",)
    assert review.bytes() == before


def test_a_column_that_is_gone_is_told(review: Review) -> None:
    review.edit(lambda book: book[L].delete_cols(3))
    told = "Lecciones: falta la columna «Área»; devuelva su título a la primera fila"
    assert review.bring_in().refused == (told,)


def test_a_sheet_that_is_gone_is_told(review: Review) -> None:
    review.edit(lambda book: book.remove(book["Casos"]))
    assert review.bring_in().refused == ("Casos: falta esta hoja; no se importó nada de ella",)


def test_a_new_or_doubled_row_is_told(review: Review) -> None:
    def add(book: Workbook) -> None:
        book[L].append([9, "Nueva"])
        book[L].append([1, "Otra vez"])
        book[L].append([None, "Sin número"])

    review.edit(add)
    assert review.bring_in().refused == (
        "Lecciones!7: «1» ya está en la fila 2; borre una",
        "Lecciones!8: no dice qué fila es; devuelva sus primeras celdas",
        "Lecciones!B6: no hay «9» en los archivos; lo nuevo se escribe como archivo, no en la hoja",
    )


@pytest.mark.parametrize(
    ("sheet", "row_id", "header"),
    [
        ("Instrumentos", ("who5", "Pregunta 1"), "Solo para leer: no se importa"),
        ("Preguntas", (2,), "Lección"),
        ("Pasos", ("anclaje", 1), "Botones"),
    ],
)
def test_what_is_only_to_be_read_is_told_when_it_changes(
    review: Review, sheet: str, row_id: tuple[object, ...], header: str
) -> None:
    at, before = review.put(sheet, row_id, header, "Otra cosa"), review.bytes()
    (refused,) = review.bring_in().refused
    assert refused.startswith(f"{at}: esto solo se lee")
    assert review.bytes() == before


def test_comments_and_bold_letters_are_told(review: Review) -> None:
    def note(book: Workbook) -> None:
        find(book[L], (1,), "Escena").comment = Comment("¿Y el frío?", "Ana")
        bold = TextBlock(InlineFont(b=True), "otra")
        find(book[L], (2,), "Escena").value = CellRichText("Una y ", bold)

    review.edit(note)
    done = review.bring_in()
    assert any("comentario de Ana: «¿Y el frío?»" in one for one in done.notes)
    assert any("la negrita y la cursiva de la hoja no pasan" in one for one in done.notes)
    assert "\nUna y otra\n" in review.text("02")


def test_line_ends_and_the_mark_of_a_file_from_windows_are_kept(review: Review) -> None:
    file = review.file("01")
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    review.put(L, (1,), "Escena", "Uno.\n\nDos.")
    assert review.bring_in().is_whole
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf---\r\n")
    assert b"\r\n\r\nUno.\r\n\r\nDos.\r\n\r\n" in data
    assert data.count(b"\n") == data.count(b"\r\n")


def test_nothing_but_lessons_is_left_in_the_folder(review: Review) -> None:
    names = set(review.bytes())
    review.put(L, (1,), "Escena", "Uno.")
    mode = review.file("01").stat().st_mode
    review.bring_in()
    assert set(review.bytes()) == names
    assert review.file("01").stat().st_mode == mode


def test_cells_that_were_merged_are_told_and_lose_nothing(review: Review) -> None:
    review.edit(lambda book: book[L].merge_cells("K2:L2"))
    before = review.bytes()
    (refused,) = review.bring_in().refused
    assert refused == "Lecciones!L2: está combinada con otra; sepárelas y escriba su texto"
    assert review.bytes() == before


@pytest.mark.parametrize("content", [b"no", None])
def test_what_is_no_workbook_is_told(review: Review, content: bytes | None) -> None:
    review.path.unlink()
    if content is not None:
        review.path.write_bytes(content)
    with pytest.raises(SpreadsheetError, match=r"course\.xlsx"):
        review.bring_in()


def test_a_workbook_from_elsewhere_is_told(review: Review, tmp_path: Path) -> None:
    Workbook().save(tmp_path / "other.xlsx")
    with pytest.raises(SpreadsheetError, match="falta la hoja oculta"):
        import_workbook(review.root, tmp_path / "other.xlsx", SAY)


def test_the_command_tells_and_ends_with_one_when_something_stayed_out(
    review: Review, capsys: pytest.CaptureFixture[str]
) -> None:
    root = ("--root", str(review.root))
    at = review.put(L, (1,), "Idea", "Tú.")
    review.put(L, (2,), "Escena", "Llueve.")
    assert main(["content", "import", str(review.path), *root]) == 1
    out = capsys.readouterr().out
    assert f"{at}: «Tú» no es de usted; escríbalo de usted\n" in out
    assert out.endswith("1 textos cambiados en 1 archivos, 0 conflictos, 1 rechazos\n")


def test_the_command_ends_with_zero_when_all_came_in_and_two_when_nothing_can(
    review: Review, capsys: pytest.CaptureFixture[str]
) -> None:
    root = ("--root", str(review.root))
    assert main(["content", "export", str(review.path), *root]) == 2
    assert "ya existe" in capsys.readouterr().err
    review.path.unlink()
    assert main(["content", "export", str(review.path), *root]) == 0
    assert main(["content", "import", str(review.path), *root]) == 0
