"""What stands below the fields of a lesson: its cards and the sections it may have besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.content.cards import check_length, read_cards, role_of
from bot.content.markdown import Section, render_sections
from bot.content.problems import Report
from bot.domain.model import Card

MAX_BOOSTER_WORDS = 60

_BOOSTERS = ("Refuerzo a los 7 días", "Refuerzo a los 21 días")
_KNOWN = ("Escena", "Idea", "Ahora (60 s)", "Mi plan", *_BOOSTERS)


@dataclass(frozen=True, slots=True)
class Body:
    """The parts of one lesson; after a report they are not complete and must not be used."""

    cards: tuple[Card, ...] = ()
    boosters: tuple[str, ...] = ()


def read_body(body: str, report: Report) -> Body:
    """Read everything under the ``##`` headings of one file."""
    if not body:
        return Body()
    sections = render_sections(body, report)
    last_line = len(body.rstrip().split("\n"))
    for section in sections:
        if role_of(section.heading) is None and section.heading not in _BOOSTERS:
            known = ", ".join(f"«## {name}»" for name in _KNOWN)
            report(
                section.line,
                f"no existe la tarjeta «{section.heading}»; escriba una de estas: {known}",
            )
    return Body(read_cards(sections, last_line, report), _read_boosters(sections, report))


def _read_boosters(sections: Sequence[Section], report: Report) -> tuple[str, ...]:
    found = [section for section in sections if section.heading in _BOOSTERS]
    if not found:
        return ()
    for section in found:
        check_length(section, report, MAX_BOOSTER_WORDS)
    if [section.heading for section in found] != list(_BOOSTERS):
        first, second = (f"«## {name}»" for name in _BOOSTERS)
        report(found[-1].line, f"los refuerzos son dos y van en orden: {first} y {second}")
    for section in sections[sections.index(found[0]) :]:
        if section not in found:
            report(
                section.line,
                f"«## {section.heading}» va antes de los refuerzos; muévalo más arriba",
            )
    return tuple(section.html for section in found)
