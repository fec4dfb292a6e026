"""The word lists as a clinician writes them, read line by line.

A list says ``version:`` once, then groups, abbreviations and rules; ``docs/screening.md`` explains
each with examples, and so does the head of ``lessons/screening/palabras.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.domain.screening.normalising import plain

NEAR = 12
"""How many words apart the first and the last word of a rule may stand, unless it says so."""

_ANYWHERE = 10_000
ANY, GAP, END = "*", "..", "."
"""In phrases: one word, up to three, and where a clause ends."""

_MARKS = frozenset({ANY, GAP, END})
_GROUP = re.compile(r"(@[^\W_]+)\s*=\s*(.*)")
_SHORT = re.compile(r"abrev\s+(\S+)\s*=\s*(\S.*)")


class ListProblem(ValueError):  # noqa: N818  its text is a sentence for the list's author
    """A line that cannot be used; ``line`` counts from 1, 0 is the whole list."""

    def __init__(self, line: int, text: str) -> None:
        self.line, self.text = line, text
        super().__init__(f"{line}: {text}")


@dataclass(frozen=True, slots=True)
class Atom:
    """One part of a rule: what must stand there.

    Its alternatives are words, ``word*``, @groups or phrases (``tomar_veneno``), each with whether
    a "no" stands before it: False, True, or None for either.
    """

    choices: tuple[tuple[str, bool | None], ...]

    @property
    def patterns(self) -> tuple[str, ...]:
        """The alternatives, however they are denied."""
        return tuple(pattern for pattern, _ in self.choices)


@dataclass(frozen=True, slots=True)
class Rule:
    """Atoms that must all be in one sentence, near one another in any order; others must not."""

    needs: tuple[Atom, ...]
    excludes: tuple[str, ...] = ()
    near: int = NEAR
    line: str = ""


@dataclass(frozen=True, slots=True)
class Lists:
    """One list, read: what it finds, and what lowers or spares what it finds."""

    version: date
    rules: tuple[Rule, ...] = ()
    harmless: tuple[tuple[str, ...], ...] = ()  # phrases whose words do not count
    lowering: tuple[Rule, ...] = ()  # where these fit, the rules ask instead of alarming
    others: tuple[Rule, ...] = ()  # where these fit, somebody else is spoken of
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    short: Mapping[str, str] = field(default_factory=dict)


def parse_list(text: str, known: Iterable[str] = ()) -> Lists:
    """A list from its text; ``known`` are the groups of the other lists.

    Raises ListProblem with the line and, in Spanish, what to write instead.
    """
    version: date | None = None
    groups: dict[str, tuple[str, ...]] = {}
    short: dict[str, str] = {}
    rules: list[Rule] = []
    lowering: list[Rule] = []
    others: list[Rule] = []
    harmless: list[tuple[str, ...]] = []
    names = set(known) | groups_in(text)
    for number, line in _lines(text):
        try:
            if line.startswith("version:"):
                version = date.fromisoformat(line.removeprefix("version:").strip())
            elif found := _GROUP.fullmatch(line):
                members = tuple(map(plain_pattern, found[2].split()))
                groups[plain_pattern(found[1])] = groups.get(plain_pattern(found[1]), ()) + members
            elif found := _SHORT.fullmatch(line):
                short[plain(found[1])] = plain(found[2])
            elif line.startswith("salvo "):
                harmless.append(tuple(map(plain_pattern, line.split()[1:])))
                _refuse_marks(harmless[-1][:1])
            elif line.startswith("baja "):
                lowering.append(parse_rule(line.removeprefix("baja "), near=_ANYWHERE))
            elif line.startswith("ajeno "):
                others.append(parse_rule(line.removeprefix("ajeno "), near=_ANYWHERE))
            else:
                rules.append(parse_rule(line))
        except ValueError as error:
            raise ListProblem(number, str(error)) from error
        _refuse_unknown(number, line, names)
    if version is None:
        raise ListProblem(0, "falta la línea «version: AAAA-MM-DD» con la fecha del cambio")
    return Lists(
        version, tuple(rules), tuple(harmless), tuple(lowering), tuple(others), groups, short
    )


def groups_in(text: str) -> set[str]:
    """The names of the groups that a list defines."""
    found = (_GROUP.fullmatch(line) for _, line in _lines(text))
    return {plain_pattern(one[1]) for one in found if one}


def parse_rule(line: str, near: int = NEAR) -> Rule:
    """A rule from its line; ValueError for one that would fit every text."""
    needs: list[Atom] = []
    excludes: list[str] = []
    for part in line.split():
        if re.fullmatch(r"/\d+", part):
            near = int(part[1:])
        elif part.startswith("!"):
            excludes.extend(_patterns(part[1:]))
        else:
            needs.append(Atom(tuple(map(_choice, part.split("|")))))
    if not needs:
        raise ValueError(f"la regla «{line}» solo excluye: agregue las palabras que deben estar")
    _refuse_marks([*excludes, *(one for atom in needs for one in atom.patterns)])
    return Rule(tuple(needs), tuple(excludes), near, line)


def plain_pattern(pattern: str) -> str:
    """A word, ``word*``, @group or phrase, spelled as ``plain`` spells texts."""
    return "_".join(part if part in _MARKS else _plain_word(part) for part in pattern.split("_"))


def _plain_word(word: str) -> str:
    if word.startswith("@"):
        return word.lower()
    stem = plain(word.removesuffix("*"))
    if not stem:
        raise ValueError(f"«{word}» valdría para cualquier palabra: escriba al menos una letra")
    return stem + ("*" if word.endswith("*") else "")


def _refuse_marks(patterns: Iterable[str]) -> None:
    """A phrase has to start with a word, or it would stand everywhere."""
    for pattern in patterns:
        if pattern.split("_")[0] in _MARKS:
            raise ValueError(f"«{pattern}» no empieza con una palabra: escriba una al comienzo")


def _patterns(part: str) -> tuple[str, ...]:
    return tuple(map(plain_pattern, part.split("|")))


def _choice(part: str) -> tuple[str, bool | None]:
    denied = {"-": True, "~": None}.get(part[:1], False)
    return plain_pattern(part.lstrip("-~")), denied


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        told = line.partition("#")[0].strip()
        if told:
            yield number, " ".join(told.split())


def _refuse_unknown(number: int, line: str, names: set[str]) -> None:
    for name in re.findall(r"@[^\W_]+", line):
        if name.lower() not in names:
            raise ListProblem(number, f"el grupo {name} no está definido en ninguna lista")
