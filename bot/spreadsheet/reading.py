"""Reads a workbook that came back, whatever program saved it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.escape import unescape
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from bot.content.slots import tidy
from bot.spreadsheet.layout import REVIEWED_ON, Sheet
from bot.spreadsheet.problems import SpreadsheetError
from bot.spreadsheet.writing import ID_SEPARATOR, ORIGINAL, ORIGINAL_HEADER

Key = tuple[str, str, str]
"""A sheet, what tells a row apart, and a column's heading."""

_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@dataclass(slots=True)
class Book:
    """What a workbook says: texts by key, where each stands, and what could not be read."""

    texts: dict[Key, str] = field(default_factory=dict)
    where: dict[Key, str] = field(default_factory=dict)
    originals: dict[Key, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_workbook(path: Path, sheets: tuple[Sheet, ...]) -> Book:
    """Read what ``sheets`` say should be there; SpreadsheetError when it is no such workbook."""
    pages = _open(path)
    if ORIGINAL not in pages.sheetnames:
        text = "le falta la hoja oculta «original»; parta de: python -m bot content export"
        raise SpreadsheetError(f"A «{path}» {text}")
    book = Book(originals=dict(_originals(pages[ORIGINAL])))
    for sheet in sheets:
        if sheet.title not in pages.sheetnames:
            book.problems.append(f"{sheet.title}: falta esta hoja; no se importó nada de ella")
            continue
        _read_sheet(pages[sheet.title], sheet, book)
    return book


def _open(path: Path) -> Workbook:
    try:
        return load_workbook(path, rich_text=True)
    except FileNotFoundError as error:
        raise SpreadsheetError(f"No existe «{path}»; revise el nombre y la carpeta.") from error
    except (InvalidFileException, BadZipFile, OSError, KeyError, ValueError) as error:
        text = "no se puede leer como hoja de cálculo; guárdela otra vez en formato .xlsx"
        raise SpreadsheetError(f"«{path}» {text}.") from error


def _originals(page: Worksheet) -> Iterator[tuple[Key, str]]:
    for row in page.iter_rows(min_row=2, max_col=len(ORIGINAL_HEADER), values_only=True):
        sheet, row_id, header, text = (_plain(value) for value in row)
        yield (sheet, row_id, header), text


def _plain(value: object) -> str:
    return "" if value is None else unescape(str(value))


def _read_sheet(page: Worksheet, sheet: Sheet, book: Book) -> None:
    columns = _columns(page, sheet, book)
    ids = [columns.get(column.header) for column in sheet.columns[: sheet.ids]]
    if None in ids:
        book.problems.append(f"{sheet.title}: no se importó nada de ella")
        return
    seen: dict[str, int] = {}
    for row in page.iter_rows(min_row=2):
        row_id = _row_id([row[number] for number in ids if number is not None])
        cells = {header: row[number] for header, number in columns.items()}
        wrong = _wrong_row(row_id, seen, cells)
        if wrong:
            book.problems.append(f"{sheet.title}!{row[0].row}: {wrong}")
        elif row_id:
            seen[row_id] = row[0].row or 0
            for column in sheet.columns[sheet.ids :]:
                if column.header in cells:
                    _read_cell(cells[column.header], (sheet.title, row_id, column.header), book)
    for row_id in (ID_SEPARATOR.join(one.id) for one in sheet.rows):
        if row_id not in seen:
            text = f"falta la fila «{row_id}»; lo suyo quedó como estaba"
            book.notes.append(f"{sheet.title}: {text}")


def _row_id(cells: list[Cell | MergedCell]) -> str:
    """What tells a row apart; "" when a part of it is missing."""
    parts = [_id_of(cell) for cell in cells]
    return ID_SEPARATOR.join(parts) if all(parts) else ""


def _wrong_row(row_id: str, seen: dict[str, int], cells: dict[str, Cell | MergedCell]) -> str:
    """Why a row cannot be read; "" when it can, or is empty."""
    if row_id in seen:
        return f"«{row_id}» ya está en la fila {seen[row_id]}; borre una"
    if not row_id and any(cell.value not in (None, "") for cell in cells.values()):
        return "no dice qué fila es; devuelva sus primeras celdas"
    return ""


def _columns(page: Worksheet, sheet: Sheet, book: Book) -> dict[str, int]:
    """Where each column is now, from 0; somebody may have moved them."""
    first = next(page.iter_rows(min_row=1, max_row=1), ())
    there = {tidy(_plain(cell.value)): number for number, cell in enumerate(first)}
    for column in sheet.columns:
        if column.header not in there:
            text = f"falta la columna «{column.header}»; devuelva su título a la primera fila"
            book.problems.append(f"{sheet.title}: {text}")
    wanted = {column.header for column in sheet.columns}
    return {header: number for header, number in there.items() if header in wanted}


def _id_of(cell: Cell | MergedCell) -> str:
    value = cell.value
    return str(int(value)) if isinstance(value, float) and value.is_integer() else _plain(value)


def _read_cell(cell: Cell | MergedCell, key: Key, book: Book) -> None:
    at = f"{key[0]}!{cell.coordinate}"
    if isinstance(cell, MergedCell):
        book.problems.append(f"{at}: está combinada con otra; sepárelas y escriba su texto")
        return
    if cell.comment is not None:
        said = " ".join(cell.comment.text.split())
        book.notes.append(f"{at}: comentario de {cell.comment.author or 'alguien'}: «{said}»")
    if isinstance(cell.value, CellRichText) and any(map(_is_marked, cell.value)):
        book.notes.append(f"{at}: la negrita y la cursiva de la hoja no pasan; escriba **así**")
    text = _text_of(cell, key[2], at, book.problems)
    if text is not None:
        book.texts[key], book.where[key] = tidy(text), at


def _is_marked(run: str | TextBlock) -> bool:
    return isinstance(run, TextBlock) and bool(run.font.b or run.font.i)


def _text_of(cell: Cell, header: str, at: str, problems: list[str]) -> str | None:
    """What a cell says as text; None, and a problem, when it is no text any more."""
    value: object = cell.value
    if cell.data_type == "f":
        text = "empieza con = y la hoja la tomó por una fórmula; escriba un apóstrofo (') delante"
    elif cell.data_type == "e":
        text = f"la hoja muestra el error {value}; escriba otra vez su texto"
    elif isinstance(value, bool):
        text = "la hoja la tomó por verdadero o falso; escriba un apóstrofo (') delante"
    elif header == REVIEWED_ON:
        return _day(value)
    elif isinstance(value, date):
        text = "la hoja la tomó por una fecha; escriba un apóstrofo (') delante"
    elif isinstance(value, float) and value.is_integer():
        return str(int(value))
    else:
        return _plain(value)
    problems.append(f"{at}: {text}")
    return None


def _day(value: object) -> str:
    """A day as the files write it; what is no day stays as it is, and is refused as such later."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = _plain(value).strip()
    match = _DAY_MONTH_YEAR.fullmatch(text)
    return f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}" if match else text
