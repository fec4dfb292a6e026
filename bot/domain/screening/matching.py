"""Where the words of the lists stand in a sentence, and whether a rule's stand together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias, TypeVar

from bot.domain.screening.lists import ANY, END, GAP, Atom, Rule
from bot.domain.screening.normalising import Sentence

NO, BRIDGE = "@negacion", "@puente"
"""Groups: what denies, and what a denial reaches across."""

_JOINS = "@conectores"
_REACH = 3  # words that a gap in a phrase may take
_MARKS = frozenset({ANY, END, GAP})
_T = TypeVar("_T")


class Span(NamedTuple):
    """A word or phrase of the lists in a sentence, both ends included."""

    start: int
    end: int
    denied: bool


Spans: TypeAlias = Mapping[str, Sequence[Span]]
Phrases: TypeAlias = Mapping[str, Mapping[str, Sequence[tuple[Sequence[str], _T]]]]
"""Phrases by their first word, then by their second, each with what it stands for."""

_ALONE = ""  # the second "word" of a phrase of one word, or of one that goes on with a mark


def denials_of(names: Sequence[set[str]], at: Sequence[int]) -> list[bool]:
    """Whether a "no" reaches each word: over helpers ("no me voy a"), never over a pause."""
    denied = []
    reaches = False
    for i, found in enumerate(names):
        if i and at[i] - at[i - 1] > 1:
            reaches = False
        denied.append(reaches)
        if NO in found:
            reaches = True
        elif BRIDGE not in found:
            reaches = False
    return denied


def places_of(parts: Sequence[str], spans: Spans, at: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where parts stand side by side: the first and the last word of each place."""
    for first in spans.get(parts[0], ()):
        ends = {first.end + 1}
        for part in parts[1:]:
            if part == GAP:
                ends = {end + more for end in ends for more in range(_REACH + 1)}
            elif part == ANY:
                ends = {end + 1 for end in ends}
            elif part == END:
                ends = {end for end in ends if _ends(end, spans, at)}
            else:
                ends = {span.end + 1 for span in spans.get(part, ()) if span.start in ends}
            if not ends:
                break
        ends = {end for end in ends if end <= len(at)}
        if ends:
            yield first.start, max(ends) - 1


def _ends(end: int, spans: Spans, at: Sequence[int]) -> bool:
    """Whether a clause ends before this word."""
    if end >= len(at) or at[end] - at[end - 1] > 1:
        return True
    return any(span.start == end for span in spans.get(_JOINS, ()))


def covered_by(phrases: Phrases[None], spans: Spans, sentence: Sentence) -> frozenset[int]:
    """The words that stand inside a harmless phrase; no phrase reaches over a pause."""
    covered: set[int] = set()
    for phrase, _ in starting_in(phrases, spans):
        for start, end in places_of(phrase, spans, sentence.at):
            if sentence.at[end] - sentence.at[start] == end - start:
                covered.update(range(start, end + 1))
    return frozenset(covered)


def by_start(phrases: Iterable[tuple[Sequence[str], _T]]) -> Phrases[_T]:
    found: dict[str, dict[str, list[tuple[Sequence[str], _T]]]] = {}
    for phrase, rest in phrases:
        second = phrase[1] if len(phrase) > 1 and phrase[1] not in _MARKS else _ALONE
        found.setdefault(phrase[0], {}).setdefault(second, []).append((phrase, rest))
    return found


def starting_in(phrases: Phrases[_T], spans: Spans) -> list[tuple[Sequence[str], _T]]:
    """The phrases of which every word stands somewhere in a sentence."""
    here = {*spans, *_MARKS, _ALONE}
    return [
        found
        for name in spans
        if name in phrases
        for second in sorted(phrases[name].keys() & here)
        for found in phrases[name][second]
        if here.issuperset(found[0])
    ]


def without(spans: Spans, masked: frozenset[int]) -> dict[str, list[Span]]:
    left = {}
    for name, places in spans.items():
        kept = [span for span in places if masked.isdisjoint(range(span.start, span.end + 1))]
        if kept:
            left[name] = kept
    return left


def places_for(
    rule: Rule, spans: Spans, sentence: Sentence, *, strict: bool
) -> tuple[Span, ...] | None:
    """Places for all atoms, near one another; not ``strict``: denials are overlooked."""
    choices: list[list[Span]] = []
    strict = strict and not any(denied for atom in rule.needs for _, denied in atom.choices)
    for atom in rule.needs:
        fitting = _fitting(atom, spans, strict=strict)
        if not fitting:
            return None
        choices.append(fitting)
    if len(choices) == 1:
        return (choices[0][0],)
    return _choose(choices, (), rule.near, sentence.at)


def _fitting(atom: Atom, spans: Spans, *, strict: bool) -> list[Span]:
    return [
        span
        for pattern, denied in atom.choices
        for span in spans.get(pattern, ())
        if denied is None or span.denied == denied or not (strict or denied)
    ]


def _choose(
    choices: Sequence[Sequence[Span]], taken: tuple[Span, ...], near: int, at: Sequence[int]
) -> tuple[Span, ...] | None:
    if not choices:
        return taken
    for span in choices[0]:
        if any(span.start <= other.end and other.start <= span.end for other in taken):
            continue
        chosen = (*taken, span)
        if at[max(one.end for one in chosen)] - at[min(one.start for one in chosen)] > near:
            continue
        found = _choose(choices[1:], chosen, near, at)
        if found is not None:
            return found
    return None
