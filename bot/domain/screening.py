"""Risk in free text: sets of words, whatever their order, over a text made plain.

A deliberate trade: a false alarm is cheap and kind, a miss is not. Nothing of the text is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Risk(StrEnum):
    """What a text may be about, the gravest first."""

    CRISIS = "rojo"
    VIOLENCE = "violencia"
    MEDICAL = "medico"
    NONE = "ninguno"


@dataclass(frozen=True, slots=True)
class Rule:
    """Words that must all be there, and words that must not; ``x*`` stands for any ending."""

    needs: frozenset[str]
    excludes: frozenset[str]


def parse_rule(line: str) -> Rule:
    """A rule from its line in a word list."""
    words = line.split()
    return Rule(
        frozenset(plain(word) for word in words if not word.startswith("!")),
        frozenset(plain(word[1:]) for word in words if word.startswith("!")),
    )


def plain(text: str) -> str:
    """Lower case, no accents, no letter three times, the spellings of k and q made one."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    letters = re.sub(r"(.)\1{2,}", r"\1", letters)
    letters = re.sub(r"k(?=[ei])", "qu", letters).replace("k", "c")
    return re.sub(r"q(?!u)", "qu", letters)


@dataclass(frozen=True, slots=True)
class Screener:
    """The word lists of ``lessons/screening``, ready to be held against a text."""

    rules: Mapping[Risk, Sequence[Rule]]

    def screen(self, text: str) -> Risk:
        """The gravest risk that a rule finds in a text."""
        words = frozenset(re.findall(r"[a-z0-9]+", plain(text)))
        for risk in (Risk.CRISIS, Risk.VIOLENCE, Risk.MEDICAL):
            if any(_fits(rule, words) for rule in self.rules.get(risk, ())):
                return risk
        return Risk.NONE


def _fits(rule: Rule, words: frozenset[str]) -> bool:
    return all(_has(words, need) for need in rule.needs) and not any(
        _has(words, word) for word in rule.excludes
    )


def _has(words: frozenset[str], wanted: str) -> bool:
    if not wanted.endswith("*"):
        return wanted in words
    return any(word.startswith(wanted[:-1]) for word in words)
