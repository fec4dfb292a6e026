"""Everything that is checked, read once, and what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from gettext import NullTranslations
from pathlib import Path
from typing import TypeVar

from bot.checking.findings import Finding, errors_of
from bot.checking.written import Written, written_exercise, written_lesson
from bot.config import Config, ConfigError, load_config
from bot.content.exercises import load_exercises
from bot.content.instruments import load_instruments
from bot.content.lessons import load_lessons
from bot.content.problems import ContentError
from bot.content.spelling import Spelling
from bot.content.translations import load_catalogues
from bot.domain.exercises import Exercise
from bot.domain.model import Lesson
from bot.domain.scales import Scale

OWN_WORDS = "lessons/palabras.txt"
_DICTIONARY = Path(__file__).parent.parent.parent / "assets" / "dictionary" / "es_BO"

T = TypeVar("T")


class Project:
    """The content below ``root`` with its configuration; what cannot be read counts as empty."""

    def __init__(
        self, root: Path, config: Path | None, environ: Mapping[str, str], today: date
    ) -> None:
        """Read nothing yet."""
        self.root, self.today = root, today
        self._config, self._environ = config, environ
        self._unreadable: list[Finding] = []

    def unreadable(self) -> list[Finding]:
        """What is wrong in the files that cannot be read."""
        _all = self.lessons, self.exercises, self.scales
        return self._unreadable

    @cached_property
    def spelling(self) -> Spelling:
        """The dictionary that Respiro brings, with the words of the project."""
        return Spelling(_DICTIONARY, self.root / OWN_WORDS)

    @cached_property
    def say(self) -> NullTranslations:
        """The Spanish sentences."""
        return load_catalogues(self.root / "locales")["es"]

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """The lessons in order."""
        return self._read(lambda: load_lessons(self.lesson_folder), ())

    @cached_property
    def exercises(self) -> dict[str, Exercise]:
        """The exercises by key."""
        return self._read(lambda: load_exercises(self.exercise_folder), {})

    @cached_property
    def scales(self) -> dict[str, Scale]:
        """The instruments by id."""
        return self._read(lambda: load_instruments(self.instrument_folder), {})

    @cached_property
    def written_lessons(self) -> tuple[Written, ...]:
        """The lessons as they are read."""
        paths = sorted(one for one in self.lesson_folder.glob("*.md") if one.name[0] != ".")
        pairs = zip(self.lessons, paths, strict=False)
        return tuple(written_lesson(lesson, path, self.say) for lesson, path in pairs)

    @cached_property
    def written_exercises(self) -> tuple[Written, ...]:
        """The exercises as they are read."""
        return tuple(
            written_exercise(one, self.exercise_folder / f"{key}.md", self.say)
            for key, one in self.exercises.items()
        )

    @property
    def written(self) -> tuple[Written, ...]:
        """All of them."""
        return (*self.written_lessons, *self.written_exercises)

    @cached_property
    def config(self) -> Config | ConfigError:
        """The configuration, or why there is none."""
        try:
            return load_config(self._config, self._environ)
        except ConfigError as error:
            return error

    @property
    def config_path(self) -> Path | None:
        """The file of the configuration, if one was named."""
        return self._config

    @property
    def lesson_folder(self) -> Path:
        """Where the lessons are."""
        return self.root / "lessons" / "es"

    @property
    def exercise_folder(self) -> Path:
        """Where the exercises are."""
        return self.root / "lessons" / "exercises"

    @property
    def instrument_folder(self) -> Path:
        """Where the instruments are."""
        return self.root / "lessons" / "instruments"

    def _read(self, load: Callable[[], T], empty: T) -> T:
        try:
            return load()
        except ContentError as error:
            self._unreadable += errors_of(error)
            return empty
