"""What an author has saved: read anew when a file changes, or told why it cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bot.checking import Finding, lesson_errors
from bot.checking.findings import errors_of
from bot.content.exercises import load_exercises
from bot.content.instruments import load_instruments
from bot.content.lessons import load_lessons
from bot.content.problems import ContentError
from bot.content.translations import load_catalogues
from bot.domain.course import EVERYBODY
from bot.domain.model import Lesson
from bot.previewing import PreviewError, find_lesson

_UNREADABLE = (
    "Lo que guardó todavía no se puede mostrar; abajo sigue la última versión buena. Corrija:"
)
_TO_MEND = "Abajo está lo que guardó. Antes de publicarlo, corrija:"
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
        self._say = load_catalogues(root / "locales")["es"]

    def look(self) -> Version | None:
        """A version that was saved since the last look; None when there is none to show."""
        stamp = tuple(self._stamps())
        if stamp == self._seen:
            return None
        self._seen = stamp
        self.is_missing = False
        try:
            version = self._read()
        except ContentError as error:
            self.notice = self._told(_UNREADABLE, errors_of(error))
            return None
        except PreviewError as error:
            self.notice, self.is_missing = str(error), True
            return None
        self.notice = self._told(_TO_MEND, self._errors(version.lesson))
        return version

    def _told(self, head: str, found: Iterable[Finding]) -> str:
        """The findings as ``check`` words them, below a sentence of what is shown meanwhile."""
        lines = [str(one).removeprefix(f"{self.root.as_posix()}/") for one in found]
        return "\n".join([head, *lines]) if lines else ""

    def _errors(self, lesson: Lesson) -> Iterator[Finding]:
        for path in (self.root / "lessons" / "es").glob(f"{lesson.number:02}-*.md"):
            yield from lesson_errors(lesson, path, self._say)

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
