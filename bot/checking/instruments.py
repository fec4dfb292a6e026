"""What is checked of the instruments, whose wording is not ours to improve."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.chat.texts.survey import opening, question
from bot.checking.findings import Finding
from bot.checking.project import Project
from bot.checking.rendered import faults
from bot.checking.texts import misspelt, not_usted
from bot.checking.written import line_of
from bot.domain.scales import Scale
from bot.domain.surveys import Survey, make_surveys

PUBLISHED = {"nrs": 1, "who5": 5, "phq4": 4, "pss4": 4, "cbi": 7}
"""How many items each instrument has as published; the CBI here is its part on work.

Sources: the WHO-5 of 1998, Kroenke 2009 (PHQ-4), Cohen 1983 (PSS-4), Kristensen 2005 (CBI); one
rating from 0 to 10 is one item.
"""

_LONGEST_ROUND = "2026-W53"


def items(project: Project) -> Iterator[Finding]:
    """No evaluation item is missing, and no instrument."""
    for name in PUBLISHED.keys() - project.scales.keys() if project.scales else ():
        told = f"falta el instrumento «{name}»; devuelva su archivo"
        yield Finding("error", _path(project, name).as_posix(), 0, told, "preguntas")
    for scale in project.scales.values():
        count, asked = len(scale.items), PUBLISHED.get(scale.id)
        if asked is not None and count != asked:
            path = _path(project, scale.id)
            line = line_of(path.read_text(encoding="utf-8"), "items:")
            told = f"hay {count} preguntas y el instrumento tiene {asked}; no quite ni agregue"
            yield Finding("error", path.as_posix(), line, told, "preguntas")


def wordings(project: Project) -> Iterator[Finding]:
    """Wordings that wait for the official one."""
    for scale in project.scales.values():
        if scale.wording.startswith("provisional"):
            path = _path(project, scale.id)
            line = line_of(path.read_text(encoding="utf-8"), "wording:")
            told = "la redacción es provisional; ponga la versión oficial y cambie «wording»"
            yield Finding("aviso", path.as_posix(), line, told, "redacción")


def instrument_texts(project: Project) -> Iterator[Finding]:
    """Address and spelling of what is asked."""
    for scale in project.scales.values():
        path = _path(project, scale.id)
        source = path.read_text(encoding="utf-8")
        shown = "\n".join([scale.name, scale.recall, scale.question, *scale.options, *scale.items])
        yield from not_usted(shown, path, source)
        yield from misspelt(project.spelling, shown, path, source)


def sittings(project: Project) -> Iterator[Finding]:
    """Lengths and keys of every question, the longest of all sittings included."""
    surveys = make_surveys(project.scales, frozenset(project.scales))
    for survey in surveys.values():
        for fault in faults(opening(project.say, survey, _LONGEST_ROUND)):
            yield Finding("error", project.instrument_folder.as_posix(), 0, fault, "medida")
        for number in range(survey.size):
            yield from _question(project, survey, "1" * number)


def _question(project: Project, survey: Survey, digits: str) -> Iterator[Finding]:
    asked = survey.question(digits)
    if asked is None:
        return
    path = _path(project, asked.scale.id)
    source = path.read_text(encoding="utf-8")
    for fault in faults(question(project.say, survey, _LONGEST_ROUND, digits, asked)):
        line = _line_of_fault(source, asked.scale, fault) or line_of(source, asked.item)
        yield Finding("error", path.as_posix(), line, fault, "medida")


def _line_of_fault(source: str, scale: Scale, fault: str) -> int:
    """The line of the option that a sentence about a key quotes."""
    quoted = (one for one in scale.options if f"«{one[:1].upper()}{one[1:]}»" in fault)
    return next((line_of(source, one) for one in quoted), 0)


def _path(project: Project, name: str) -> Path:
    return project.instrument_folder / f"{name}.yaml"
