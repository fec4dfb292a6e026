"""A sitting with several instruments, carried by its buttons: what is asked next, what it comes to.

The answers so far are a string of digits, an option from 1 for each item in their order. Nothing
is kept of them anywhere before the last.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.instruments import evaluation
from bot.domain.model import Band
from bot.domain.scales import Scale

BY_HAND = "mi"
"""In place of a week: somebody asks for himself, and nothing of it is kept."""

WELLBEING = ("who5",)
EVALUATION = ("who5", "phq4", "cbi", "pss4")
WEEKS: Mapping[str, tuple[str, ...]] = {
    "00": EVALUATION,
    "04": WELLBEING,
    "08": WELLBEING,
    "12": EVALUATION,
    "24": EVALUATION,
    BY_HAND: WELLBEING,
}
"""Which instruments are asked in which week; week 0 is the beginning."""

_GRAVITY = (Band.GREEN, Band.YELLOW, Band.ORANGE, Band.RED)
_SECONDS_AN_ITEM = 8


@dataclass(frozen=True, slots=True)
class Question:
    """One item of a sitting; ``number`` counts from 1."""

    scale: Scale
    item: str
    number: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a whole sitting comes to: its gravest band, and a whole total for each instrument."""

    band: Band
    totals: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Survey:
    """The instruments of one week, in the order in which they are asked."""

    week: str
    scales: tuple[Scale, ...]

    @property
    def size(self) -> int:
        """How many items there are."""
        return sum(len(scale.items) for scale in self.scales)

    @property
    def minutes(self) -> int:
        """About how long it takes, rounded up."""
        return max(1, -(-self.size * _SECONDS_AN_ITEM // 60))

    @property
    def tag(self) -> str:
        """Four hexadecimal digits that change with any instrument, its version or its order."""
        told = " ".join(f"{one.id}.{one.version}.{len(one.items)}" for one in self.scales)
        return f"{zlib.crc32(told.encode()) & 0xFFFF:04x}"

    def fits(self, tag: str, digits: str) -> bool:
        """Whether answers so far can be this survey's: no more than it asks, none unknown."""
        if tag != self.tag or len(digits) > self.size:
            return False
        choices = zip(digits, self._questions(), strict=False)
        return all(1 <= int(digit) <= len(one.scale.options) for digit, one in choices)

    def question(self, digits: str) -> Question | None:
        """What is asked after these answers; None when all are there."""
        return next((one for one in self._questions() if one.number == len(digits) + 1), None)

    def outcome(self, digits: str, stress: int | None) -> Outcome:
        """Score a whole sitting; ``stress`` is this round's 0–10 rating of the same person, if any.

        ValueError when an item is missing. A total is rounded to a whole number; the band is not.
        """
        band, totals = Band.GREEN, {}
        for scale, chosen in self._sittings(digits):
            result = scale.score(chosen)
            band = max(band, scale.band(result, stress), key=_GRAVITY.index)
            if self.week != BY_HAND:
                totals[_name(scale, int(self.week))] = str(round(result["total"]))
        return Outcome(band, totals)

    def _questions(self) -> Iterator[Question]:
        number = 0
        for scale in self.scales:
            for item in scale.items:
                number += 1
                yield Question(scale, item, number)

    def _sittings(self, digits: str) -> Iterator[tuple[Scale, Sequence[int]]]:
        start = 0
        for scale in self.scales:
            end = start + len(scale.items)
            yield scale, [int(digit) for digit in digits[start:end]]
            start = end


def _name(scale: Scale, week: int) -> str:
    """Under which name a total is kept; another wording of an instrument is another name."""
    version = "" if scale.version == 1 else f".{scale.version}"
    return evaluation(f"{scale.id}{version}", week)


def make_surveys(scales: Mapping[str, Scale], licensed: frozenset[str]) -> dict[str, Survey]:
    """The survey of each week; an instrument that needs a permission is in it only with one."""
    return {
        week: Survey(
            week,
            tuple(
                scales[name]
                for name in names
                if name in scales and (not scales[name].needs_permission or name in licensed)
            ),
        )
        for week, names in WEEKS.items()
    }
