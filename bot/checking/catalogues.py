"""What is checked of the catalogues of every language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError

from bot.checking.findings import Finding
from bot.checking.project import Project
from bot.checking.texts import misspelt, not_usted
from bot.content.catalogues import Fault, absences, faults_of, forms, read_catalogue
from bot.content.translations import DOMAIN
from locales.update import extract

_SPANISH = "es"


def catalogue_faults(project: Project) -> Iterator[Finding]:
    """Missing and uncertain translations, and those that break a gap, a plural or a tag."""
    for path in _paths(project):
        try:
            faults = list(faults_of(read_catalogue(path)))
        except PoFileError as error:
            told = "no se entiende esta parte; compárela con las otras traducciones"
            faults = [Fault(error.lineno + 1, told)]
        for fault in faults:
            yield Finding("error", path.as_posix(), fault.line, fault.text, "catálogo")


def catalogue_completeness(project: Project) -> Iterator[Finding]:
    """Each catalogue holds exactly the sentences of the code."""
    for path, catalogue in _readable(project):
        for fault in absences(catalogue, _code()):
            yield Finding("error", path.as_posix(), fault.line, fault.text, "catálogo")


def catalogue_texts(project: Project) -> Iterator[Finding]:
    """Address and spelling of the Spanish sentences."""
    for path, catalogue in _readable(project):
        if path.parts[-3] == _SPANISH:
            told = (text for one in catalogue if one.id for text in forms(one.string))
            shown, source = "\n".join(told), path.read_text(encoding="utf-8")
            yield from not_usted(shown, path, source)
            yield from misspelt(project.spelling, shown, path, source)


def _readable(project: Project) -> Iterator[tuple[Path, Catalog]]:
    """The catalogues that can be made sense of."""
    for path in _paths(project):
        with suppress(PoFileError):
            yield path, read_catalogue(path)


@lru_cache(maxsize=1)
def _code() -> Catalog:
    return extract()


def _paths(project: Project) -> list[Path]:
    return sorted((project.root / "locales").glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
