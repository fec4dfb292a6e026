"""``python -m bot check``: what is wrong with lessons, instruments, sentences and contacts.

Errors would stop the bot or reach an officer; warnings are for whoever reviews. Each says where it
is and what to write instead, in Spanish, because its reader is a psychologist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from gettext import NullTranslations
from pathlib import Path

from bot.checking import catalogues, directory, instruments, screening, texts
from bot.checking.findings import Finding, as_json, as_text
from bot.checking.project import Project
from bot.checking.written import written_exercise, written_lesson
from bot.domain.exercises import Exercise
from bot.domain.model import Lesson

__all__ = ["CHECKS", "Finding", "as_json", "as_text", "check", "exercise_errors", "lesson_errors"]

Check = Callable[[Project], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    texts.files,
    texts.address,
    texts.spelling,
    texts.sizes,
    texts.drawings,
    texts.descriptions,
    texts.reading,
    texts.reading_of_most,
    texts.repetitions,
    texts.reviews,
    instruments.items,
    instruments.wordings,
    instruments.instrument_texts,
    instruments.sittings,
    screening.screening_lists,
    catalogues.catalogue_faults,
    catalogues.catalogue_completeness,
    catalogues.catalogue_texts,
    directory.configuration,
    directory.units,
    directory.contact_departments,
    directory.contact_calls,
    directory.counsellors,
    directory.contact_texts,
    directory.contact_cards,
)
"""Every check; each has a test that shows it failing."""


def check(
    root: Path, config: Path | None, environ: Mapping[str, str], today: date
) -> list[Finding]:
    """Everything that is found below ``root``, errors first, each thing once."""
    project = Project(root, config, environ, today)
    found = {_below(one, root) for run in CHECKS for one in run(project)}
    return sorted(found, key=lambda one: (one.severity != "error", one.path, one.line, one.text))


def lesson_errors(lesson: Lesson, path: Path, say: NullTranslations) -> Iterator[Finding]:
    """What has to be mended in a lesson that can be read; it takes milliseconds."""
    yield from texts.errors_in(written_lesson(lesson, path, say))


def exercise_errors(exercise: Exercise, path: Path, say: NullTranslations) -> Iterator[Finding]:
    """What has to be mended in an exercise that can be read."""
    yield from texts.errors_in(written_exercise(exercise, path, say))


def _below(one: Finding, root: Path) -> Finding:
    """A finding with its path as the author sees it, from the project's folder."""
    return replace(one, path=one.path.removeprefix(f"{root.as_posix()}/"))
