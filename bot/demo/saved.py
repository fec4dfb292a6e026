"""What an author has saved: read anew when a file changes, or told why it cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bot.content.exercises import load_exercises
from bot.content.instruments import load_instruments
from bot.content.lessons import load_lessons
from bot.content.problems import ContentError
from bot.domain.course import EVERYBODY
from bot.domain.model import Lesson
from bot.previewing import PreviewError, find_lesson

_WATCHED = ("lessons", "assets/drawings")

Stamp = tuple[tuple[str, int, int], ...]
"""The path, the time of change and the size of every watched file."""


@dataclass(frozen=True, slots=True)
class Version:
    """The lessons as saved and the one that is looked at, which belongs to the course here."""

    library: tuple[Lesson, ...]
    lesson: Lesson


class Saved:
    """The content below ``root`` while somebody works on the lesson that ``asked`` names.

    ``notice`` is what is wrong with what was saved last, a sentence a line; "" when nothing is.
    ``is_missing`` says that everything can be read and this lesson is not among it.
    """

    def __init__(self, root: Path, asked: str) -> None:
        self.root = root
        self.asked = asked
        self.notice = ""
        self.is_missing = False
        self._seen: Stamp | None = None

    def look(self) -> Version | None:
        """A version that was saved since the last look; None when there is none to show."""
        stamp = tuple(self._stamps())
        if stamp == self._seen:
            return None
        self._seen = stamp
        try:
            version = self._read()
        except ContentError as error:
            here = f"{self.root.as_posix()}/"
            told = [str(problem).removeprefix(here) for problem in error.problems]
            self.notice, self.is_missing = "\n".join(told), False
            return None
        except PreviewError as error:
            self.notice, self.is_missing = str(error), True
            return None
        self.notice, self.is_missing = "", False
        return version

    def _stamps(self) -> Iterator[tuple[str, int, int]]:
        for folder in _WATCHED:
            for path in sorted((self.root / folder).rglob("*")):
                try:
                    stat = path.stat()
                except OSError:  # an editor puts a new file in the place of the old one
                    continue
                yield path.as_posix(), stat.st_mtime_ns, stat.st_size

    def _read(self) -> Version:
        lessons = self.root / "lessons"
        load_exercises(lessons / "exercises")
        load_instruments(lessons / "instruments")
        library = load_lessons(lessons / "es")
        asked = find_lesson(library, self.asked)
        shown = replace(asked, audience=EVERYBODY)
        return Version(tuple(shown if one is asked else one for one in library), shown)
