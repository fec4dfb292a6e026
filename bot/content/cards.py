"""The four cards of a lesson: which, in which order, how long."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.content.markdown import Section, plain_text
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


def read_cards(sections: Sequence[Section], last_line: int, report: Report) -> tuple[Card, ...]:
    """Read the cards of one file; after a report they are not complete and must not be used."""
    found: dict[CardRole, Section] = {}
    for section in sections:
        role = role_of(section.heading)
        if role is None:
            continue
        if role in found:
            name = _HEADINGS[role]
            report(section.line, f"la tarjeta «## {name}» está dos veces; junte o borre una")
            continue
        found[role] = section
        check_length(section, report)
    _check_order(found, last_line, report)
    return tuple(
        Card(role, section.html, _seconds(section, report) if role is CardRole.EXERCISE else None)
        for role, section in found.items()
    )


def role_of(heading: str) -> CardRole | None:
    """Which of the four cards a heading names."""
    if heading.startswith("Ahora"):
        return CardRole.EXERCISE
    return next((role for role, name in _HEADINGS.items() if heading == name), None)


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


def check_length(section: Section, report: Report, max_words: int = MAX_WORDS) -> None:
    """Report a card that is empty, or longer than one screen of a phone."""
    text = plain_text(section.html)
    words = word_count(text)
    name = section.heading
    if not words:
        report(section.line, f"la tarjeta «{name}» está vacía; escriba su texto")
    if len(text) > MAX_CHARACTERS:
        report(
            section.line,
            f"la tarjeta «{name}» tiene {len(text)} caracteres; acórtela a {MAX_CHARACTERS}",
        )
    if words > max_words:
        report(
            section.line,
            f"la tarjeta «{name}» tiene {words} palabras; acórtela a {max_words}",
        )


def word_count(text: str) -> int:
    """How many words a plain text has; dashes and bullets are none."""
    return len(re.findall(r"\S*\w\S*", text))


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
