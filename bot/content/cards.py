"""The four cards of a lesson: which, in which order, how long."""

from __future__ import annotations

import re
from itertools import pairwise

from bot.content.markdown import Section, plain_text, render_sections
from bot.content.problems import Report
from bot.domain.model import Card, CardRole

MAX_CHARACTERS = 700
MAX_WORDS = 120
SECONDS = range(30, 91)

_EXERCISE = re.compile(r"Ahora \((\d+) s\)")
_HEADINGS = {
    CardRole.SCENE: "Escena",
    CardRole.IDEA: "Idea",
    CardRole.EXERCISE: "Ahora (60 s)",
    CardRole.PLAN: "Mi plan",
}
_ORDER = tuple(_HEADINGS)


def read_cards(body: str, report: Report) -> tuple[Card, ...]:
    """Read the cards of one file; after a report they are not complete and must not be used."""
    found: dict[CardRole, Section] = {}
    for section in render_sections(body, report):
        role = _role_of(section, report)
        if role is None:
            continue
        if role in found:
            name = _HEADINGS[role]
            report(section.line, f"la tarjeta «## {name}» está dos veces; junte o borre una")
            continue
        found[role] = section
        _check_length(section, report)
    _check_order(found, len(body.rstrip().split("\n")), report)
    return tuple(
        Card(role, section.html, _seconds(section, report) if role is CardRole.EXERCISE else None)
        for role, section in found.items()
    )


def _role_of(section: Section, report: Report) -> CardRole | None:
    if section.heading.startswith("Ahora"):
        return CardRole.EXERCISE
    for role, name in _HEADINGS.items():
        if section.heading == name:
            return role
    known = ", ".join(f"«## {name}»" for name in _HEADINGS.values())
    report(section.line, f"no existe la tarjeta «{section.heading}»; escriba una de estas: {known}")
    return None


def _check_order(found: dict[CardRole, Section], last_line: int, report: Report) -> None:
    for place, role in enumerate(_ORDER):
        if role not in found:
            after = [found[later].line for later in _ORDER[place:] if later in found]
            name = _HEADINGS[role]
            report(
                min(after, default=last_line),
                f"falta la tarjeta «## {name}»; escriba ese título y su texto",
            )
    roles = list(found)
    for earlier, later in pairwise(roles):
        if _ORDER.index(later) < _ORDER.index(earlier):
            names = ", ".join(name.split(" (")[0] for name in _HEADINGS.values())
            report(
                found[later].line,
                f"«## {found[later].heading}» está fuera de lugar; el orden es {names}",
            )


def _check_length(section: Section, report: Report) -> None:
    text = plain_text(section.html)
    words = len(re.findall(r"\S*\w\S*", text))
    name = section.heading
    if not words:
        report(section.line, f"la tarjeta «{name}» está vacía; escriba su texto")
    if len(text) > MAX_CHARACTERS:
        report(
            section.line,
            f"la tarjeta «{name}» tiene {len(text)} caracteres; acórtela a {MAX_CHARACTERS}",
        )
    if words > MAX_WORDS:
        report(
            section.line,
            f"la tarjeta «{name}» tiene {words} palabras; acórtela a {MAX_WORDS}",
        )


def _seconds(section: Section, report: Report) -> int | None:
    match = _EXERCISE.fullmatch(section.heading)
    if match is None:
        report(section.line, "falta cuánto dura el ejercicio; escriba «## Ahora (60 s)»")
        return None
    seconds = int(match[1])
    if seconds not in SECONDS:
        low, high = SECONDS[0], SECONDS[-1]
        report(section.line, f"{seconds} segundos no sirve; escriba un número de {low} a {high}")
    return seconds
