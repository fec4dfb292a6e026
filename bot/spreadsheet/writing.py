"""Writes the sheets as a workbook that opens in Excel and in LibreOffice."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from bot.spreadsheet.layout import REVIEWED_ON, Column, Place, Sheet
from bot.spreadsheet.problems import SpreadsheetError

ORIGINAL = "original"
ORIGINAL_HEADER = ("hoja", "fila", "columna", "texto")
GUIDE = "Cómo se usa"
ID_SEPARATOR = " / "

_GUIDE = (
    "Qué hacer con esta hoja",
    "Cambie los textos en las celdas blancas y guarde. Lo gris dice qué fila es: no lo cambie.",
    "**Así** se escribe la negrita y *así* la cursiva: los botones de la hoja no sirven.",
    "Para bajar de línea dentro de una celda: Alt+Enter en Excel, Ctrl+Enter en LibreOffice.",
    "Quien revisa pone su nombre en «Quién revisó» y el día en «Fecha de revisión».",
    "Puede ordenar y filtrar filas, y dejar comentarios en las celdas: se muestran al importar.",
    "No agregue filas: una lección nueva se escribe como archivo. Los instrumentos solo se leen.",
    "Al terminar, quien tiene el programa ejecuta: python -m bot content import y este archivo.",
)
_GREY = PatternFill("solid", fgColor="E8E8E8")
_BLUE = PatternFill("solid", fgColor="1F4E5F")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_LETTERS_A_LINE = 1.1
_LINE_POINTS = 15
_LONGEST_LIST = 255  # letters that Excel opens
_MOST_POINTS = 400  # Excel allows 409


def write_workbook(sheets: tuple[Sheet, ...], path: Path) -> None:
    """Write a new file; SpreadsheetError when there is one already, or no place for it."""
    if path.suffix.lower() != ".xlsx":
        raise SpreadsheetError(f"«{path}» tiene que terminar en .xlsx; cambie el nombre.")
    book = Workbook()
    _write_guide(book)
    for sheet in sheets:
        _write_sheet(book.create_sheet(sheet.title), sheet)
    _write_originals(book.create_sheet(ORIGINAL), sheets)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError as error:
        text = f"«{path}» ya existe y puede tener cambios de alguien; elija otro nombre o muévalo."
        raise SpreadsheetError(text) from error
    except OSError as error:
        text = f"No puedo escribir «{path}»; elija una carpeta que exista y sea suya."
        raise SpreadsheetError(text) from error
    with os.fdopen(handle, "wb") as file:
        book.save(file)


def _write_guide(book: Workbook) -> None:
    page = book.worksheets[0]
    page.title = GUIDE
    page.column_dimensions["A"].width = 100
    for number, text in enumerate(_GUIDE, start=1):
        cell = _cell(page, number, 1)
        _put_text(cell, text)
        cell.font = Font(bold=number == 1)


def _write_sheet(page: Worksheet, sheet: Sheet) -> None:
    for number, column in enumerate(sheet.columns, start=1):
        cell = _cell(page, 1, number)
        cell.value = column.header
        cell.font, cell.fill, cell.alignment = Font(bold=True, color="FFFFFF"), _BLUE, _WRAPPED
        page.column_dimensions[get_column_letter(number)].width = column.width
        if column.choices:
            _offer(page, number, column)
    for at, row in enumerate(sheet.rows, start=2):
        places = (*map(Place, row.id), *row.places)
        for number, (column, place) in enumerate(zip(sheet.columns, places, strict=True), start=1):
            _put(_cell(page, at, number), column, place)
        page.row_dimensions[at].height = _height(sheet, places)
    page.freeze_panes = f"{get_column_letter(sheet.ids + 2)}2"
    page.auto_filter.ref = page.dimensions


def _cell(page: Worksheet, row: int, column: int) -> Cell:
    return cast("Cell", page.cell(row, column))  # none is merged in a new sheet


def _put(cell: Cell, column: Column, place: Place) -> None:
    """One cell: numbers and days as such, all else as text, also what looks like a formula."""
    if column.is_number and place.shown.isdecimal():
        cell.value = int(place.shown)
        cell.alignment = _WRAPPED
    elif column.header == REVIEWED_ON and place.document is not None:
        cell.value = date.fromisoformat(place.shown) if place.shown else None
        cell.number_format, cell.alignment = "yyyy-mm-dd", _WRAPPED
    else:
        _put_text(cell, place.shown)
    if place.document is None:
        cell.fill = _GREY


def _put_text(cell: Cell, text: str) -> None:
    cell.value = text or None
    if text:
        cell.data_type = "s"
    cell.number_format, cell.alignment = "@", _WRAPPED
    cell.quotePrefix = text.startswith("=")


def _height(sheet: Sheet, places: tuple[Place, ...]) -> float:
    """Points, for the longest text of a row as it wraps; programs do not find it by themselves."""
    most = 1.0
    for column, place in zip(sheet.columns, places, strict=True):
        letters = column.width * _LETTERS_A_LINE
        lines = sum(1 + len(line) // letters for line in place.shown.split("\n"))
        most = max(most, lines)
    return min(_MOST_POINTS, most * _LINE_POINTS)


def _offer(page: Worksheet, number: int, column: Column) -> None:
    """A list to choose from, which another value may still replace: import tells what is wrong."""
    listed = f'"{",".join(column.choices)}"'
    if len(listed) > _LONGEST_LIST:
        return
    offered = DataValidation("list", formula1=listed, allow_blank=True, showErrorMessage=False)
    letter = get_column_letter(number)
    offered.add(f"{letter}2:{letter}1000")
    page.add_data_validation(offered)


def _write_originals(page: Worksheet, sheets: tuple[Sheet, ...]) -> None:
    page.append(ORIGINAL_HEADER)
    for sheet in sheets:
        for row in sheet.rows:
            headers = (column.header for column in sheet.columns[sheet.ids :])
            for header, place in zip(headers, row.places, strict=True):
                at = page.max_row + 1
                texts = (sheet.title, ID_SEPARATOR.join(row.id), header, place.shown)
                for number, text in enumerate(texts, start=1):
                    _put_text(_cell(page, at, number), text)
    page.sheet_state = "hidden"
