"""The workbook: what a reviewer sees of the course."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.spreadsheet.problems import SpreadsheetError
from spreadsheet.conftest import Review, export, find, text_at

SHEETS = ["Cómo se usa", "Lecciones", "Preguntas", "Casos", "Ejercicios", "Pasos", "Instrumentos"]


def test_there_is_a_sheet_for_each_thing_and_a_hidden_one_of_originals(review: Review) -> None:
    book = load_workbook(review.path)
    assert book.sheetnames == [*SHEETS, "original"]
    assert book["original"].sheet_state == "hidden"


def test_every_text_is_there_as_it_is_written_in_markdown(review: Review) -> None:
    book = load_workbook(review.path)
    lessons, cases, steps = book["Lecciones"], book["Casos"], book["Pasos"]
    assert "Lo que le piden se llama **demanda**" in text_at(lessons, (1,), "Idea")
    assert text_at(lessons, (1,), "Ahora").count("\n1. ") == 1
    assert text_at(lessons, (2,), "Refuerzo a los 7 días").startswith("¿Se acuerda")
    assert find(lessons, (2,), "Segundos").value == 60
    assert find(lessons, (1,), "Evidencia").value == "DWM, G"
    assert find(cases, (3, "Caso"), "Qué hace 2").value == "ayuda"
    assert text_at(cases, (3, "Frase para llevar"), "Texto").startswith("«Entiendo")
    assert find(book["Preguntas"], (2,), "Respuesta 1").value == "«Es un aviso, no una nota»"
    assert text_at(steps, ("cinco-preguntas", 1), "Botones").startswith("Con el público | ")
    assert find(steps, ("relajacion", 2), "Tiempo o escala").value == "5 s + 15 s"
    assert find(book["Instrumentos"], ("who5", "Pregunta 4"), "Solo para leer: no se importa").value


def test_columns_are_wide_texts_wrapped_and_headers_frozen(review: Review) -> None:
    page = load_workbook(review.path)["Lecciones"]
    idea = find(page, (1,), "Idea")
    assert page.column_dimensions[idea.column_letter].width >= 40
    assert idea.alignment.wrap_text
    assert page.freeze_panes == "C2"
    assert (page.row_dimensions[2].height or 0) > 60


def test_what_may_not_be_changed_is_grey(review: Review) -> None:
    page = load_workbook(review.path)["Preguntas"]
    fills = [find(page, (2,), header).fill.fgColor.rgb for header in ("Lección", "Pregunta")]
    assert fills == ["00E8E8E8", "00000000"]


def test_a_workbook_that_somebody_may_have_changed_is_not_overwritten(review: Review) -> None:
    before = review.path.read_bytes()
    with pytest.raises(SpreadsheetError, match="ya existe"):
        export(review.root, review.path)
    assert review.path.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "told"), [("a.ods", r"terminar en \.xlsx"), ("no/a.xlsx", "elija una carpeta")]
)
def test_a_name_that_cannot_be_is_told(review: Review, name: str, told: str) -> None:
    with pytest.raises(SpreadsheetError, match=told):
        export(review.root, Path(review.root, name))
