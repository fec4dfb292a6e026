"""A personal safety plan, put together by taps and kept nowhere.

What was chosen is carried by the buttons alone: two hexadecimal digits for each part, a bit for
each choice. The parts follow the safety planning intervention (Stanley and Brown, 2012, Cognitive
and Behavioral Practice 19:256-264): signs, what calms, people, services, a safe place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum


class Part(StrEnum):
    """A part that is chosen by taps."""

    SIGNS = "signs"
    CALM = "calm"
    PEOPLE = "people"
    PLACE = "place"


CHOICES = 6
"""How many choices each part offers."""


class Screen(StrEnum):
    """The screens in order; the services are shown, not chosen."""

    OPENING = "opening"
    SIGNS = "signs"
    CALM = "calm"
    PEOPLE = "people"
    SERVICES = "services"
    PLACE = "place"
    SUMMARY = "summary"


SCREENS = tuple(Screen)
PARTS = {Screen(part.value): part for part in Part}
"""Which part a screen asks for; the other screens ask nothing."""

_PARTS = tuple(Part)
_WRITTEN = re.compile(rf"(?:[0-9a-f]{{2}}){{{len(_PARTS)}}}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Plan:
    """What was chosen: a number for each part, in the order of :class:`Part`, bit by bit."""

    marks: tuple[int, ...] = (0,) * len(_PARTS)

    def chosen(self, part: Part) -> tuple[int, ...]:
        """The choices of a part, counted from 0."""
        mark = self.marks[_PARTS.index(part)]
        return tuple(choice for choice in range(CHOICES) if mark >> choice & 1)

    def toggled(self, part: Part, choice: int) -> Plan:
        """The plan with one choice taken in, or out again."""
        place = _PARTS.index(part)
        marks = list(self.marks)
        marks[place] ^= 1 << choice
        return replace(self, marks=tuple(marks))

    def written(self) -> str:
        """The plan as a button carries it."""
        return "".join(f"{mark:02x}" for mark in self.marks)


def read_plan(text: str) -> Plan | None:
    """The plan that a button carries; None when no taps lead to it."""
    if not _WRITTEN.fullmatch(text):
        return None
    marks = tuple(bytes.fromhex(text))
    return Plan(marks) if all(mark < 1 << CHOICES for mark in marks) else None
