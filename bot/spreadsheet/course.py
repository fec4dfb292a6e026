"""The files that a spreadsheet shows, each with the texts that may be changed."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot.content.exercises import load_exercises
from bot.content.instruments import load_instruments
from bot.content.lesson_slots import exercise_slots, lesson_slots
from bot.content.lessons import load_lessons
from bot.content.slots import Slot
from bot.domain.scales import Scale

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Document:
    """One file; ``name`` is its path as the author sees it, ``text`` its characters unchanged."""

    path: Path
    name: str
    text: str
    slots: dict[str, Slot]

    def shown(self, key: str) -> str:
        """A text as a reviewer reads it; "" when there is none."""
        return self.slots[key].shown if key in self.slots else ""

    def line_of(self, key: str) -> int:
        """The line a text begins in, from 1."""
        return self.text.count("\n", 0, self.slots[key].start) + 1


@dataclass(frozen=True, slots=True)
class Course:
    """Lessons by number, exercises by key, instruments by id."""

    lessons: dict[int, Document]
    exercises: dict[str, Document]
    scales: dict[str, Scale]


def read_course(root: Path) -> Course:
    """Everything below ``root``; ContentError when a file has to be mended first."""
    folder = root / "lessons"
    load_lessons(folder / "es")
    exercises = load_exercises(folder / "exercises")
    return Course(
        lessons={int(path.name[:2]): _lesson(path, root) for path in _files(folder / "es")},
        exercises={key: _exercise(folder / "exercises" / f"{key}.md", root) for key in exercises},
        scales=load_instruments(folder / "instruments"),
    )


def save(document: Document, text: str) -> None:
    """Put ``text`` in the place of a file, whole or not at all."""
    had_mark = document.path.read_bytes().startswith(_BOM.encode())
    handle, temporary = tempfile.mkstemp(dir=document.path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write((_BOM if had_mark else "").encode() + text.encode())
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(document.path.stat().st_mode)
        Path(temporary).replace(document.path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.md") if not path.name.startswith("."))


def _lesson(path: Path, root: Path) -> Document:
    text = path.read_bytes().decode("utf-8-sig")
    return Document(path, path.relative_to(root).as_posix(), text, lesson_slots(text))


def _exercise(path: Path, root: Path) -> Document:
    text = path.read_bytes().decode("utf-8-sig")
    return Document(path, path.relative_to(root).as_posix(), text, exercise_slots(text))
