"""Made-up weeks of answers, in the order and at the second in which they came."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.programme import THRESHOLDS, UNITS, make_rounds

from bot.domain.cells import partition
from bot.domain.instruments import NRS, stress_band
from bot.domain.model import Entry
from bot.storage.engine import Store, sweep
from bot.storage.spool import Spool

K = 5
WEEKS = ("2026-W46", "2026-W47", "2026-W48")
REGION_OF = {unit.id: unit.region for unit in UNITS.values()}


@dataclass(frozen=True, slots=True)
class Said:
    """One answer, as an attacker who watched the network would know it but for the score."""

    chat_id: int
    unit: str
    score: int

    @property
    def band(self) -> str:
        """The level that is stored."""
        return stress_band(self.score, THRESHOLDS).value


def a_week(dice: random.Random, people: int = 40) -> list[Said]:
    """Everybody's answer, in the order of time."""
    units = list(UNITS)
    said = [
        Said(700_000_000 + number * 7919, units[number % len(units)], dice.randrange(11))
        for number in range(people)
    ]
    dice.shuffle(said)
    return said


def cells_of(said: Sequence[Said]) -> dict[int, str]:
    """The reporting cell of everybody, which the attacker may work out."""
    cell = partition(Counter(one.unit for one in said), REGION_OF, K)
    assert cell is not None
    return {one.chat_id: cell[one.unit] for one in said}


def close_ours(
    deliveries: Store,
    replies: Store,
    folder: Path,
    weeks: Mapping[str, Sequence[Said]],
    chance: random.Random,
) -> None:
    """Answers into the spool as they come, and each round closed: the design that is shipped."""
    spool = Spool(folder)
    rounds = make_rounds(deliveries, replies, spool, chance, K)
    for name, said in weeks.items():
        for one in said:
            spool.put(name, one.chat_id, one.unit, NRS, str(one.score))
        rounds.close(name, spool.entries(name))
        spool.remove(name)
        assert sweep(replies)


def close_as_they_came(
    deliveries: Store,
    replies: Store,
    folder: Path,
    weeks: Mapping[str, Sequence[Said]],
    chance: random.Random,
) -> None:
    """The same without the spool, whose keys mix people too: the batch must do it alone."""
    rounds = make_rounds(deliveries, replies, Spool(folder), chance, K)
    for name, said in weeks.items():
        rounds.close(name, [Entry(one.unit, {NRS: str(one.score)}) for one in said])
        assert sweep(replies)
