"""What is checked of the lists of words that call for help."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.checking.findings import Finding, errors_of
from bot.checking.project import Project
from bot.content.problems import ContentError
from bot.content.screening import load_screener


def screening_lists(project: Project) -> Iterator[Finding]:
    """Every list is there, and every line of it can be understood."""
    try:
        load_screener(project.root / "lessons" / "screening")
    except OSError as error:
        told = "falta esta lista de palabras; sin ella nadie sería escuchado: devuélvala"
        yield Finding("error", str(error.filename), 0, told, "alarma")
    except ContentError as error:
        yield from (replace(one, kind="alarma") for one in errors_of(error))
