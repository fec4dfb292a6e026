"""Scales of several items: exact scoring, reverse items, and the level that a result calls for.

Only a whole sitting is scored; nothing is imputed, because a scale of four items has none to spare.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.model import Band


class Total(StrEnum):
    """How the items make a total."""

    SUM = "sum"
    MEAN = "mean"


_COMPARE: Mapping[str, Callable[[float, float], bool]] = {"<=": operator.le, ">=": operator.ge}


@dataclass(frozen=True, slots=True)
class Condition:
    """When a result reaches a level: a part of it (or ``total``) against a border."""

    part: str
    sign: str
    border: float

    def holds(self, result: Mapping[str, float]) -> bool:
        """Whether a result meets it."""
        return _COMPARE[self.sign](result[self.part], self.border)


@dataclass(frozen=True, slots=True)
class Scale:
    """An instrument as its data file describes it; items and options are numbered from 1.

    ``values`` are what the options count, in their order; ``reversed_items`` count from the other
    end; ``parts`` are subscales by item numbers. ``orange_with_stress_from`` asks for a rating on
    the 0–10 stress item as well before a result is orange.
    """

    id: str
    name: str
    version: int
    recall: str
    question: str
    options: tuple[str, ...]
    values: tuple[int, ...]
    items: tuple[str, ...]
    reversed_items: frozenset[int]
    total: Total
    times: int
    licence: str
    needs_permission: bool
    source: str
    wording: str
    parts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    red: tuple[Condition, ...] = ()
    orange: tuple[Condition, ...] = ()
    orange_with_stress_from: int | None = None

    def score(self, chosen: Sequence[int]) -> dict[str, float]:
        """``total`` and the parts of one sitting; ``chosen`` are the options tapped, from 1.

        ValueError when an item is missing or an option does not exist.
        """
        if len(chosen) != len(self.items):
            raise ValueError(f"{self.id} has {len(self.items)} items, not {len(chosen)}")
        if not all(1 <= option <= len(self.values) for option in chosen):
            raise ValueError(f"an option of {self.id} lies between 1 and {len(self.values)}")
        counted = [
            self.values[-option if number in self.reversed_items else option - 1]
            for number, option in enumerate(chosen, start=1)
        ]
        whole = sum(counted) * self.times
        result = {"total": whole / len(counted) if self.total is Total.MEAN else float(whole)}
        for part, numbers in self.parts.items():
            result[part] = float(sum(counted[number - 1] for number in numbers))
        return result

    def band(self, result: Mapping[str, float], stress: int | None = None) -> Band:
        """What a result calls for; ``stress`` is the 0–10 rating of the same sitting, if any."""
        if any(condition.holds(result) for condition in self.red):
            return Band.RED
        asked = self.orange_with_stress_from
        is_stressed = asked is None or (stress is not None and stress >= asked)
        if is_stressed and any(condition.holds(result) for condition in self.orange):
            return Band.ORANGE
        return Band.GREEN
