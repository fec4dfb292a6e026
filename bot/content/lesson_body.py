"""What stands below the fields of a lesson: its cards and the sections it may have besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.content import practices
from bot.content.cards import check_length, read_cards, role_of
from bot.content.markdown import Section, render_sections
from bot.content.problems import Report
from bot.domain.model import Card, CardRole
from bot.domain.practice import Practice

MAX_BOOSTER_WORDS = 60

BOOSTERS = ("Refuerzo a los 7 días", "Refuerzo a los 21 días")
_KNOWN = ("Escena", "Idea", "Ahora (60 s)", *practices.HEADINGS, "Mi plan", *BOOSTERS)


@dataclass(frozen=True, slots=True)
class Body:
    """The parts of one lesson; after a report they are not complete and must not be used."""

    cards: tuple[Card, ...] = ()
    boosters: tuple[str, ...] = ()
    quiz: Practice | None = None
    case: Practice | None = None


def read_body(body: str, report: Report) -> Body:
    """Read everything under the ``##`` headings of one file."""
    if not body:
        return Body()
    sections = render_sections(body, report)
    _check_known(sections, report)
    _check_places(sections, report)
    extras = _extras(sections, report)
    return Body(
        cards=read_cards(sections, len(body.rstrip().split("\n")), report),
        boosters=_read_boosters(extras, report),
        quiz=practices.read_quiz(extras, report),
        case=practices.read_case(extras, report),
    )


def _check_known(sections: Sequence[Section], report: Report) -> None:
    for section in sections:
        if role_of(section.heading) is None and section.heading not in _KNOWN:
            known = ", ".join(f"«## {name}»" for name in _KNOWN)
            report(
                section.line,
                f"no existe la tarjeta «{section.heading}»; escriba una de estas: {known}",
            )


def _check_places(sections: Sequence[Section], report: Report) -> None:
    """What is no card stands in its place among the others, as the officer gets it."""
    highest, before = -1, ""
    for section in sections:
        heading = section.heading
        is_card = role_of(heading) is not None
        name = _KNOWN[2] if role_of(heading) is CardRole.EXERCISE else heading
        if name not in _KNOWN:
            continue
        rank = _KNOWN.index(name)
        if rank < highest and not (is_card and role_of(before) is not None):
            report(section.line, f"«## {heading}» va antes de «## {before}»; muévalo más arriba")
        if rank > highest:
            highest, before = rank, heading


def _extras(sections: Sequence[Section], report: Report) -> dict[str, Section]:
    found: dict[str, Section] = {}
    for section in sections:
        if role_of(section.heading) is not None:
            continue
        if section.heading in found:
            text = f"«## {section.heading}» está dos veces; junte o borre una"
            report(section.line, text)
        found.setdefault(section.heading, section)
    return found


def _read_boosters(extras: dict[str, Section], report: Report) -> tuple[str, ...]:
    found = [extras[name] for name in BOOSTERS if name in extras]
    for section in found:
        check_length(section, report, MAX_BOOSTER_WORDS)
    if len(found) == 1:
        first, second = (f"«## {name}»" for name in BOOSTERS)
        report(found[0].line, f"los refuerzos son dos: {first} y {second}; escriba el otro")
    return tuple(section.html for section in found)
