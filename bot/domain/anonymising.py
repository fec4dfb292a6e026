"""From what people said in a round to what is kept of it: groups of k, bands, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.cells import NATIONAL, partition, partition_regions
from bot.domain.instruments import NRS, TRIGGER, Thresholds, evaluated, stress_band
from bot.domain.model import Batch, Entry, Reply, Tally, Total

Given = list[tuple[str | None, str]]
"""(unit, value) of everybody who answered one question."""


@dataclass(frozen=True, slots=True)
class Anonymiser:
    """How the answers of a round lose their people; ``region_of`` is by unit."""

    region_of: Mapping[str, str]
    k: int
    thresholds: Thresholds

    def batch(self, entries: Iterable[Entry]) -> Batch:
        """What is kept: each number stands for at least k people who answered the same question.

        The stress item is kept as a band by unit, and once more as an exact total for the whole
        country; triggers by region; votes, breathing and evaluations for the whole country only.
        The cells are drawn anew for each question, because k counts the people behind it.
        """
        given: dict[str, Given] = {}
        for entry in entries:
            for question, value in entry.answers.items():
                given.setdefault(question, []).append((entry.unit, value))
        batch = Batch([], [], [])
        for question in sorted(given):
            answers = given[question]
            if len(answers) < self.k:
                continue
            if question == NRS:
                batch.replies.extend(self._bands(answers))
                batch.totals.extend(Total(question, int(value)) for _, value in answers)
            elif evaluated(question):
                batch.totals.extend(Total(question, int(value)) for _, value in answers)
            elif question == TRIGGER:
                batch.tallies.extend(self._by_region(question, answers))
            else:
                batch.tallies.extend(_tallies(NATIONAL, question, [value for _, value in answers]))
        return batch

    def _bands(self, answers: Given) -> list[Reply]:
        cell_of = partition(Counter(unit for unit, _ in answers), self.region_of, self.k)
        if cell_of is None:
            return []
        bands = {str(score): stress_band(score, self.thresholds).value for score in range(11)}
        return [Reply(cell_of[unit], NRS, bands[value]) for unit, value in answers]

    def _by_region(self, question: str, answers: Given) -> list[Tally]:
        cell_of = partition_regions(Counter(unit for unit, _ in answers), self.region_of, self.k)
        if cell_of is None:
            return []
        values: dict[str, list[str]] = {}
        for unit, value in answers:
            values.setdefault(cell_of[unit], []).append(value)
        return [one for cell in sorted(values) for one in _tallies(cell, question, values[cell])]


def _tallies(cell: str, question: str, values: list[str]) -> list[Tally]:
    return [Tally(cell, question, value, n) for value, n in sorted(Counter(values).items())]
