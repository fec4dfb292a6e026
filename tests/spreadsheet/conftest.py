"""A small course on disk, its workbook, and a reviewer who edits it as spreadsheets do."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from bot.content.translations import load_catalogues
from bot.spreadsheet.course import read_course
from bot.spreadsheet.importing import Imported, import_workbook
from bot.spreadsheet.layout import sheets_of
from bot.spreadsheet.writing import write_workbook

ROOT = Path(__file__).parent.parent.parent
SAY = load_catalogues(ROOT / "locales")["es"]
LESSONS = {
    "01-plain": "01-que-es-el-estres.md",
    "02-boosters": "05-la-pausa-de-un-suspiro.md",
    "03-case": "35-caso-viajero-enojado.md",
    "04-drawing": "20-micropausas-que-descansan.md",
}


@dataclass
class Review:
    """A course below ``root`` and a workbook that was exported from it."""

    root: Path
    path: Path

    def file(self, start: str) -> Path:
        """The one lesson or exercise whose name begins so."""
        return min((self.root / "lessons").glob(f"e*/{start}*"))

    def text(self, start: str) -> str:
        return self.file(start).read_bytes().decode()

    def bytes(self) -> dict[str, bytes]:
        """Every file of the course."""
        files = sorted((self.root / "lessons").rglob("*.*"))
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in files}

    def save_again(self) -> None:
        """Open and save the workbook."""
        self.edit(lambda _book: None)

    def edit(self, change: Callable[[Workbook], object]) -> None:
        """Save the workbook with a change."""
        book = load_workbook(self.path)
        change(book)
        book.save(self.path)

    def put(self, sheet: str, row_id: tuple[object, ...], header: str, value: object) -> str:
        """Write into one cell; where it is comes back."""
        at = ""

        def change(book: Workbook) -> None:
            nonlocal at
            cell = find(book[sheet], row_id, header)
            cell.value = value  # type: ignore[assignment]
            at = f"{sheet}!{cell.coordinate}"

        self.edit(change)
        return at

    def bring_in(self) -> Imported:
        return import_workbook(self.root, self.path, SAY)


def find(page: Worksheet, row_id: tuple[object, ...], header: str) -> Cell:
    """The cell of a row and a column."""
    column = next(cell.column for cell in page[1] if cell.value == header)
    for row in page.iter_rows(min_row=2):
        if tuple(cell.value for cell in row[: len(row_id)]) == row_id:
            found = row[column - 1]
            assert isinstance(found, Cell)
            return found
    raise AssertionError(row_id)


def text_at(page: Worksheet, row_id: tuple[object, ...], header: str) -> str:
    """The text in that cell."""
    value = find(page, row_id, header).value
    assert isinstance(value, str)
    return value


def export(root: Path, path: Path) -> None:
    write_workbook(sheets_of(read_course(root)), path)


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Review:
    """Four lessons of every form, all exercises and instruments, and their workbook."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "lessons", root / "lessons", ignore=shutil.ignore_patterns("es"))
    (root / "lessons" / "es").mkdir()
    for name, source in LESSONS.items():
        shutil.copy(ROOT / "lessons" / "es" / source, root / "lessons" / "es" / f"{name}.md")
    export(root, root / "course.xlsx")
    return Review(root, root / "course.xlsx")


@pytest.fixture
def review(exported: Review, tmp_path: Path) -> Review:
    """A copy of them for one test."""
    shutil.copytree(exported.root, tmp_path / "own")
    return Review(tmp_path / "own", tmp_path / "own" / "course.xlsx")
