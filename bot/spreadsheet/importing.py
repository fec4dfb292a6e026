"""Puts what changed in a sheet into the files, each file whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from gettext import NullTranslations
from pathlib import Path

from bot.checking import exercise_errors, lesson_errors
from bot.content.exercises import load_exercise
from bot.content.lesson_slots import exercise_slots, lesson_slots
from bot.content.lessons import load_codes, load_lesson, reporter
from bot.content.problems import Problem
from bot.content.slots import Slot, rewritten, tidy
from bot.spreadsheet.comparing import Change, compare
from bot.spreadsheet.course import Document, read_course, save
from bot.spreadsheet.layout import sheets_of
from bot.spreadsheet.reading import read_workbook


@dataclass(frozen=True, slots=True)
class Imported:
    """What was done, in a sentence each, and how many ``files`` were written."""

    written: tuple[str, ...]
    refused: tuple[str, ...]
    conflicts: tuple[str, ...]
    notes: tuple[str, ...]
    kept_back: tuple[str, ...]
    files: int

    @property
    def is_whole(self) -> bool:
        """Whether all that the sheet says is in the files now."""
        return not self.refused and not self.conflicts


def import_workbook(root: Path, path: Path, say: NullTranslations) -> Imported:
    """Bring the files below ``root`` up to a sheet.

    SpreadsheetError or ContentError when nothing can be done at all.
    """
    sheets = sheets_of(read_course(root))
    book = read_workbook(path, sheets)
    found = compare(book, sheets)
    written: list[str] = []
    kept: list[str] = []
    refused, files = [*book.problems, *found.problems], 0
    for name in sorted(found.changes):
        document, changes = found.documents[name], found.changes[name]
        text = rewritten(document.text, document.slots, _wanted(changes))
        wrong = list(_refusals(document, text, changes, say))
        if wrong:
            refused += wrong
            kept.append(f"{name}: no se cambió nada en este archivo")
            continue
        save(document, text)
        files += 1
        written += [f"{one.at}: cambiado en {name}" for one in changes]
    return Imported(
        tuple(written),
        tuple(refused),
        tuple(found.conflicts),
        tuple(book.notes),
        tuple(kept),
        files,
    )


def _wanted(changes: list[Change]) -> dict[str, str]:
    return {one.key: one.text for one in changes}


def _refusals(
    document: Document, text: str, changes: list[Change], say: NullTranslations
) -> Iterator[str]:
    """Why a file as the sheet would have it cannot be; nothing when it can."""
    is_lesson = document.path.parent.name == "es"
    slots = (lesson_slots if is_lesson else exercise_slots)(text)
    strays = [one for one in changes if not _says(document.slots[one.key], slots, one)]
    told = {}
    for problem in _problems(document, text, say, is_lesson=is_lesson):
        at = _cell_of(problem.line, text, slots, changes)
        line = f":{problem.line}" if problem.line else ""
        told[at, problem.text] = f"{at or document.name + line}: {problem.text}"
    yield from told.values()
    if not told:
        for one in strays:
            text = "este texto cambiaría otras partes del archivo; quite «##», «---» y flechas «→»"
            yield f"{one.at}: {text}"


def _says(slot: Slot, slots: dict[str, Slot], change: Change) -> bool:
    """Whether the file would say what the cell says."""
    found = slots.get(change.key)
    return found is not None and slot.write(found.shown) == slot.write(tidy(change.text))


def _cell_of(line: int, text: str, slots: dict[str, Slot], changes: list[Change]) -> str:
    """The cell that a line of the new file comes from; "" when it comes from none."""
    for one in changes:
        slot = slots.get(one.key)
        if slot is not None:
            first = text.count("\n", 0, slot.start) + 1
            last = text.count("\n", 0, slot.end) + 1
            if first <= line <= last:
                return one.at
    return changes[0].at if len(changes) == 1 else ""


def _problems(
    document: Document, text: str, say: NullTranslations, *, is_lesson: bool
) -> list[Problem]:
    """What ``check`` would call an error in the new file."""
    problems: list[Problem] = []
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / document.path.name
        draft.write_bytes(text.encode())
        codes = load_codes(document.path.parent.parent / "evidence.yaml", problems)
        if is_lesson:
            lesson = load_lesson(draft, int(draft.name[:2]), codes, problems)
            found = lesson_errors(lesson, draft, say) if lesson else ()
        else:
            exercise = load_exercise(draft, codes, reporter(draft, problems))
            found = exercise_errors(exercise, draft, say) if exercise and not problems else ()
        told = [Problem(one.path, one.line, one.text) for one in found]
    return [*problems, *told]
