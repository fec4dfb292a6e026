"""Risk in free text: sets of words, whatever their order, over a text made plain.

A deliberate trade: a false alarm is cheap and kind, a miss is not. Nothing of the text is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

_HARMLESS = "salvo"  # opens a line that tells a harmless phrase
_SHORT = {  # as in short messages, vowels dropped; both sides as ``plain`` leaves them
    "m": "me",
    "qu": "que",
    "c": "que",
    "cro": "quiero",
    "quro": "quiero",
    "quero": "quiero",
    "quisira": "quisiera",
    "star": "estar",
    "toy": "estoy",
}


class Risk(StrEnum):
    """What a text may be about, the gravest first."""

    CRISIS = "rojo"
    VIOLENCE = "violencia"
    HARM = "dano_a_otros"
    THIRD = "tercero"
    MEDICAL = "medico"
    AMBER = "ambar"
    GRIEF = "duelo"
    NONE = "ninguno"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a text may be about, and the line of the lists that says so ("-": none does)."""

    risk: Risk
    rule: str = "-"


@dataclass(frozen=True, slots=True)
class Rule:
    """Words that must all be there, and words that must not; ``x*`` stands for any ending.

    A rule with a ``harmless`` phrase finds nothing: where its words stand side by side, they do
    not count for the other rules of its list.
    """

    needs: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()
    harmless: tuple[str, ...] = ()
    line: str = ""


def parse_rule(line: str) -> Rule:
    """A rule from its line in a word list; ValueError for one that would fit every text."""
    first, *others = line.split()
    if first == _HARMLESS and others:
        return Rule(harmless=tuple(plain(word) for word in others), line=line)
    words = (first, *others)
    needs = frozenset(plain(word) for word in words if not word.startswith("!"))
    if not needs:
        raise ValueError(f'the rule "{line}" only excludes: add the words that must be there')
    excludes = frozenset(plain(word[1:]) for word in words if word.startswith("!"))
    return Rule(needs, excludes, line=line)


def plain(text: str) -> str:
    """Lower case, no accents, no doubled letters, and spelled as it sounds in Bolivia.

    Lists and texts go through it alike: kiero and qiero become quiero, bibir and vivir the same.
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    letters = _undouble(letters)
    letters = re.sub(r"k(?=[ei])", "qu", letters).replace("k", "c")
    letters = re.sub(r"q(?!u)", "qu", letters)
    letters = re.sub(r"z|c(?=[ei])", "s", letters).replace("v", "b")
    return _undouble(re.sub(r"(?<!c)h", "", letters))


def _undouble(letters: str) -> str:
    return re.sub(r"(.)\1+", r"\1", letters)


@dataclass(frozen=True, slots=True)
class Screener:
    """The word lists of ``lessons/screening``, ready to be held against a text."""

    rules: Mapping[Risk, Sequence[Rule]]

    def screen(self, text: str) -> Finding:
        """The gravest risk that a rule finds in a text."""
        # A mark is a word of its own, so that no harmless phrase spans it: "no, quiero morir".
        marked = re.findall(r"[a-z0-9]+|[^a-z0-9 ]", plain(text))
        words = [_SHORT.get(word, word) for word in marked]
        for risk in (Risk.CRISIS, Risk.VIOLENCE, Risk.MEDICAL):
            rules = self.rules.get(risk, ())
            left = _without(words, [rule.harmless for rule in rules if rule.harmless])
            fired = (rule for rule in rules if rule.needs and _fits(rule, left))
            if (first := next(fired, None)) is not None:
                return Finding(risk, first.line)
        return Finding(Risk.NONE)


def _without(words: Sequence[str], phrases: Iterable[Sequence[str]]) -> frozenset[str]:
    """The words that stand outside every harmless phrase."""
    harmless: set[int] = set()
    told = frozenset(words)
    for phrase in phrases:
        if not all(_has(told, wanted) for wanted in phrase):
            continue
        for start in range(len(words) - len(phrase) + 1):
            span = range(start, start + len(phrase))
            if all(_is(words[i], wanted) for i, wanted in zip(span, phrase, strict=True)):
                harmless.update(span)
    return frozenset(word for i, word in enumerate(words) if i not in harmless)


def _fits(rule: Rule, words: frozenset[str]) -> bool:
    return all(_has(words, need) for need in rule.needs) and not any(
        _has(words, word) for word in rule.excludes
    )


def _has(words: frozenset[str], wanted: str) -> bool:
    return any(_is(word, wanted) for word in words) if wanted.endswith("*") else wanted in words


def _is(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
