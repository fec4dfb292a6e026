"""The guided exercises, and the drawings that they and the lessons name."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path

from bot.chat.texts.exercise import step
from bot.checking.findings import Finding, errors_of, line_of
from bot.checking.rendered import faults
from bot.checking.writing import misspelt, not_usted
from bot.content.exercises import load_exercises
from bot.content.markdown import plain_text
from bot.content.problems import ContentError
from bot.content.spelling import Spelling
from bot.domain.exercises import Exercise, begin, onward

DRAWINGS = Path(__file__).parent.parent.parent / "assets" / "drawings"


def check_exercises(folder: Path, spelling: Spelling, say: NullTranslations) -> Iterator[Finding]:
    """Everything that is found in the exercises."""
    try:
        exercises = load_exercises(folder)
    except ContentError as error:
        yield from errors_of(error)
        return
    for exercise in exercises.values():
        yield from _exercise(exercise, folder / f"{exercise.key}.md", spelling, say)
    waiting = [exercise.key for exercise in exercises.values() if not exercise.reviewer]
    if waiting:
        text = f"sin revisar: {', '.join(waiting)}; quien revise pone su nombre y la fecha"
        yield Finding("aviso", folder.as_posix(), 0, text, "revisión")


def missing_drawing(name: str | None, path: Path) -> Iterator[Finding]:
    """A drawing that a file names and nobody has drawn."""
    if name is not None and not (DRAWINGS / name).is_file():
        have = ", ".join(sorted(one.name for one in DRAWINGS.glob("*.png")))
        line = line_of(path.read_text(encoding="utf-8"), "picture:")
        text = f"no existe el dibujo «{name}»; use uno de estos: {have}"
        yield Finding("error", path.as_posix(), line, text, "imagen")


def _exercise(
    exercise: Exercise, path: Path, spelling: Spelling, say: NullTranslations
) -> Iterator[Finding]:
    source = path.read_text(encoding="utf-8")
    yield from exercise_errors(exercise, path, say)
    yield from misspelt(spelling, _words_of(exercise), path, source)


def _words_of(exercise: Exercise) -> str:
    told = [exercise.title, exercise.caution, exercise.alt or ""]
    for one in exercise.steps:
        told += [plain_text(one.title), plain_text(one.html), *one.choices]
    return "\n".join(told)


def exercise_errors(exercise: Exercise, path: Path, say: NullTranslations) -> Iterator[Finding]:
    """What has to be mended in an exercise that can be read."""
    source = path.read_text(encoding="utf-8")
    yield from not_usted(_words_of(exercise), path, source)
    yield from missing_drawing(exercise.picture, path)
    place = begin(exercise)
    for number in range(1, len(exercise.steps) + 1):
        for fault in faults(step(say, place)):
            yield Finding("error", path.as_posix(), 0, f"paso {number}: {fault}", "medida")
        place = place if place.is_last else onward(place)
