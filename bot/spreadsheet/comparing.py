"""What changed in the sheet since it was exported, what in the files, and what in both."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.content.slots import tidy
from bot.spreadsheet.course import Document
from bot.spreadsheet.layout import Place, Sheet
from bot.spreadsheet.reading import Book, Key
from bot.spreadsheet.writing import ID_SEPARATOR

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Change:
    """A new text for one slot of a file, and the cell that it comes from."""

    at: str
    key: str
    text: str


@dataclass(slots=True)
class Differences:
    """The changes by file, and what keeps others out, told per cell."""

    changes: dict[str, list[Change]] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def compare(book: Book, sheets: tuple[Sheet, ...]) -> Differences:
    """Hold every cell against what was exported and what its file says now."""
    now = _places(sheets)
    found = Differences()
    unknown: set[tuple[str, str]] = set()
    for key, text in book.texts.items():
        place = now.get(key)
        if place is None:
            unknown_row = key[:2]
            if text and unknown_row not in unknown and text != book.originals.get(key):
                unknown.add(unknown_row)
                found.problems.append(_told_unknown(book.where[key], key))
        else:
            _judge(key, text, place, book, found)
    return found


def _places(sheets: tuple[Sheet, ...]) -> dict[Key, Place]:
    return {
        (sheet.title, ID_SEPARATOR.join(row.id), column.header): place
        for sheet in sheets
        for row in sheet.rows
        for column, place in zip(sheet.columns[sheet.ids :], row.places, strict=True)
    }


def _told_unknown(at: str, key: Key) -> str:
    told = f"no hay «{key[1]}» en los archivos; lo nuevo se escribe como archivo, no en la hoja"
    return f"{at}: {told}"


def _judge(key: Key, text: str, place: Place, book: Book, found: Differences) -> None:
    at, current = book.where[key], tidy(place.shown)
    original = tidy(book.originals.get(key, current))
    if text in (original, current):
        return
    if place.document is None:
        found.problems.append(f"{at}: esto solo se lee; cámbielo en el archivo y exporte otra vez")
        return
    if current != original:
        found.conflicts.append(_told_conflict(at, place, current))
        return
    name = place.document.name
    found.documents[name] = place.document
    found.changes.setdefault(name, []).append(Change(at, place.key, text))


def _told_conflict(at: str, place: Place, current: str) -> str:
    document = place.document
    where = f"{document.name}:{document.line_of(place.key)}" if document else ""
    says = " ".join(current.split())
    says = says if len(says) <= _SHOWN else f"{says[:_SHOWN]}…"
    return (
        f"{at}: cambió en la hoja y también en el archivo, y no se tocó. {where} dice ahora "
        f"«{says}»; escriba allí lo que vale, o exporte otra vez y cambie la hoja nueva"
    )
