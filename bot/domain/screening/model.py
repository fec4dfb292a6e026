"""A small linear model over character n-grams: what no rule knows but looks like what rules find.

Its weights are a table that anybody can read (``lessons/screening/modelo.tsv``), fitted by
``make model``. It may raise a message to amber and never lowers one.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

SHORTEST, LONGEST = 3, 7
"""Letters of an n-gram; between two words, and at both ends, stands one space."""

FEWEST = 4
"""Words; fewer ("no", "sí, a veces") say too little to be asked about."""

_WORD = re.compile(r"[a-zø]+")


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of n-grams, and the score from which on a message is asked about."""

    weights: Mapping[str, float]
    bias: float
    threshold: float

    def score(self, letters: str) -> float:
        """How much a text, as ``plain`` spells it, looks like risk: 0 to 1."""
        if len(_WORD.findall(letters)) < FEWEST:
            return 0.0
        counts = Counter(grams_of(letters))
        total = sum(self.weights.get(gram, 0.0) * count for gram, count in counts.items())
        length = math.sqrt(sum(count * count for count in counts.values()))
        return 1 / (1 + math.exp(-(self.bias + total / length)))


def grams_of(letters: str) -> Iterator[str]:
    """The n-grams of a text, across its words."""
    padded = f" {' '.join(_WORD.findall(letters))} "
    for size in range(SHORTEST, LONGEST + 1):
        yield from (padded[i : i + size] for i in range(len(padded) - size + 1))
