"""T6: everything ever published, as equations; the attacker knows how many answered where."""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from reports.made import sources
from reports.made import week as week_of
from scipy.optimize import linprog
from service.programme import make_rounds
from storage.databases import OpenStore

from bot.config import load_config
from bot.demo.stage import EXAMPLE
from bot.demo.year import simulated_year, year_of_answers
from bot.domain.cells import partition
from bot.domain.instruments import NRS
from bot.domain.model import Entry
from bot.domain.reporting import Document, make_report
from bot.domain.shares import Share, counts_in, share
from bot.domain.weeks import block_of
from bot.storage import replies
from bot.storage.spool import Spool

WEEKS = 30
K = 10
HIGH = 7

Place = tuple[str, str]
"""(week, unit): the unknown is how many there have high stress."""


@dataclass
class Equations:
    """Sums of unknowns with the range in which a publication says they lie."""

    people: dict[Place, int] = field(default_factory=dict)
    sums: list[tuple[frozenset[Place], tuple[int, int]]] = field(default_factory=list)

    def publish(self, places: Sequence[Place], told: tuple[int, int]) -> None:
        """Add what was published of some places together."""
        self.sums.append((frozenset(places), told))

    def recovered(self, k: int) -> list[tuple[Place, int]]:
        """Unknowns of 1 to k-1 people that the publications leave one value; by linear programming.

        The programme falls apart into blocks of weeks that no publication joins.
        """
        found = []
        for block in self._blocks():
            order = sorted(block)
            index = {place: number for number, place in enumerate(order)}
            rows, limits = [], []
            for places, (low, high) in self.sums:
                if places <= block:
                    row = np.zeros(len(order))
                    row[[index[place] for place in places]] = 1
                    rows += [row, -row]
                    limits += [high, -low]
            matrix = np.array(rows) if rows else None
            bounds = [(0, self.people[place]) for place in order]
            for place in order:
                if 0 < self.people[place] < k:
                    goal = np.zeros(len(order))
                    goal[index[place]] = 1
                    ends = [
                        linprog(sign * goal, A_ub=matrix, b_ub=limits or None, bounds=bounds)
                        for sign in (1, -1)
                    ]
                    least, most = ends[0].fun, ends[1].fun
                    assert least is not None, "the publications contradict each other"
                    assert most is not None
                    low, high = math.ceil(least - 1e-6), math.floor(-most + 1e-6)
                    if low == high:
                        found.append((place, low))
        return found

    def _blocks(self) -> Iterator[frozenset[Place]]:
        week_sets: list[set[str]] = []
        for places, _ in self.sums:
            joined = {week for week, _ in places}
            apart = [one for one in week_sets if not one & joined]
            week_sets = [*apart, joined.union(*(one for one in week_sets if one & joined))]
        for weeks in week_sets:
            yield frozenset(place for place in self.people if place[0] in weeks)


@dataclass(frozen=True)
class Year:
    """What happened, and what was published of it."""

    high: dict[Place, int]
    people: dict[Place, int]
    cell_of: dict[str, dict[str | None, str]]
    documents: list[Document]


@pytest.fixture(scope="module")
def year() -> Year:
    """Thirty weeks of 600 officers in 18 units, by the code of the demo."""
    config = load_config(EXAMPLE, {})
    with simulated_year(config, WEEKS, seed=3) as reports:
        documents = [reports.find(name) for name in reports.names()]
    config = config.model_copy(update={"units": config.units[:18]})
    region_of = {unit.id: unit.region for unit in config.units}
    high: Counter[Place] = Counter()
    people: Counter[Place] = Counter()
    cell_of = {}
    for name, entries in year_of_answers(config, WEEKS, random.Random(3)):  # noqa: S311 - dice
        told = [one for one in entries if NRS in one.answers]
        for one in told:
            place = (name, str(one.unit))
            people[place] += 1
            high[place] += int(one.answers[NRS]) >= HIGH
        cells = partition(Counter(one.unit for one in told), region_of, K)
        assert cells is not None
        cell_of[name] = cells
    return Year(dict(high), dict(people), cell_of, documents)


def members(year: Year, week: str, cell: str | None) -> list[Place]:
    """The unknowns of a cell, or of the whole country."""
    cells = year.cell_of[week]
    return [(week, str(unit)) for unit, name in cells.items() if cell in (None, name)]


def told_in(year: Year, stress: Document, weeks: Sequence[str], sums: Equations) -> None:
    """Everything that one section of a report says of high stress."""
    everybody = [place for week in weeks for place in members(year, week, None)]
    shown: list[tuple[list[Place], Document]] = [(everybody, stress["nation"])]
    for one in stress["cells"]:
        places = [place for week in weeks for place in members(year, week, one["cell"])]
        shown.append((places, one))
    told_in_bands(stress["nation"], everybody, sums)
    for places, one in shown:
        if "low" in one:
            people = sum(year.people[place] for place in places)
            published = Share(one["n"], one["low"], one["high"], (0, 100))
            sums.publish(places, counts_in(published, people))


def told_in_bands(nation: Document, places: Sequence[Place], sums: Equations) -> None:
    """The country's four levels say of high stress what orange and red add up to, and the rest."""
    people = sum(sums.people[place] for place in places)
    ranges = {
        band: counts_in(Share(nation["n"], low, high, (0, 100)), people)
        for band, (low, high) in nation.get("bands", {}).items()
    }
    if ranges:
        low, high = (ranges["orange"][end] + ranges["red"][end] for end in (0, 1))
        sums.publish(places, (low, high))
        low, high = (ranges["green"][end] + ranges["yellow"][end] for end in (0, 1))
        sums.publish(places, (people - high, people - low))


def published(year: Year) -> Equations:
    """Every report of the thirty weeks together."""
    sums = Equations(people=year.people)
    for document in year.documents:
        told_in(year, document["stress"], [document["round"]], sums)
    for block in year.documents[-1]["blocks"]:
        told_in(year, block["stress"], block["answered"], sums)
    return sums


def test_what_is_published_is_true(year: Year) -> None:
    """Else the attack below would prove nothing."""
    for places, (low, high) in published(year).sums:
        assert low <= sum(year.high[place] for place in places) <= high


def test_all_reports_of_thirty_weeks_together_give_nobody_away(year: Year) -> None:
    sums = published(year)
    small = [place for place, n in year.people.items() if 0 < n < K]
    assert len(small) > 50
    assert len(sums.sums) > 300
    assert sums.recovered(K) == []


def test_published_sets_never_differ_by_fewer_than_k(year: Year) -> None:
    sets = {places for places, _ in published(year).sums}
    by_week: dict[frozenset[str], list[frozenset[Place]]] = defaultdict(list)
    for places in sets:
        by_week[frozenset(week for week, _ in places)].append(places)
    for group in by_week.values():
        for one, other in itertools.permutations(group, 2):
            left = sum(year.people[place] for place in one - other)
            assert left == 0 or left >= K or not other < one


def test_the_attacker_wins_when_small_units_are_only_left_out(year: Year) -> None:
    """Control: counts of the large units beside totals of their regions and of the country."""
    recovered = 0
    for week in year.cell_of:
        sums = Equations(people={p: n for p, n in year.people.items() if p[0] == week})
        everybody = list(sums.people)
        exact(sums, year, everybody)
        for place in everybody:
            if year.people[place] >= K:
                exact(sums, year, [place])
        regions: dict[str, list[Place]] = defaultdict(list)
        for place in everybody:
            regions[REGIONS[place[1]]].append(place)
        for places in regions.values():
            exact(sums, year, places)
        recovered += len(sums.recovered(K))
    assert recovered > 10


def test_the_attacker_wins_against_rolling_windows(year: Year) -> None:
    """Control: exact four-week sums, each a week further, and one week known from elsewhere."""
    weeks = sorted(year.cell_of)[:12]
    unit = next(u for u in REGIONS if all(0 < year.people.get((w, u), 0) < K for w in weeks))
    mine = [(week, unit) for week in weeks]
    sums = Equations(people={place: year.people[place] for place in mine})
    for first in range(len(weeks) - 3):
        exact(sums, year, mine[first : first + 4])
    for week in mine[:3]:
        exact(sums, year, [week])
    assert len(sums.recovered(K)) == len(mine)


def test_a_report_issued_again_after_a_late_answer_gives_it_away() -> None:
    """Control, and why no report is ever issued twice: exact shares before and after."""
    before, after = (4, 20), (5, 21)
    assert after[0] - before[0] == 1
    ours = [share(*one) for one in (before, after)]
    assert ours[0] == ours[1]  # even then, ours would look the same here


@pytest.mark.parametrize("seed", range(300))
def test_a_block_beside_its_weeks_never_leaves_one_week_a_single_value(seed: int) -> None:
    """Weeks of at least 3, 3, 3 and 0 of ten in a block of at most 9 would (seed 0)."""
    dice = random.Random(seed)  # noqa: S311 - dice, not secrets
    people = [dice.randint(10, 13) for _ in range(4)] if seed else [10] * 4
    high = [dice.randint(0, n) for n in people] if seed else [3, 3, 3, 0]
    names = block_of("2026-W46")
    weeks = {
        name: week_of({"desaguadero": n}, {"desaguadero": of})
        for name, n, of in zip(names, high, people, strict=True)
    }
    ranges = [counts_in(share(n, of), of) for n, of in zip(high, people, strict=True)]
    possible = list(itertools.product(*(range(low, most + 1) for low, most in ranges)))
    (block,) = make_report(sources(weeks))["blocks"]
    for told in (block["stress"]["cells"][0], block["stress"]["nation"]):
        if "low" in told:
            band = Share(told["n"], told["low"], told["high"], (0, 100))
            low, most = counts_in(band, sum(people))
            left = [values for values in possible if low <= sum(values) <= most]
            assert all(len({values[place] for values in left}) > 1 for place in range(4))


def test_a_round_that_is_closed_again_has_the_report_it_had(
    open_sqlite: OpenStore, tmp_path: Path
) -> None:
    store = open_sqlite("replies")
    rounds = make_rounds(
        open_sqlite("delivery"), store, Spool(tmp_path / "spool"), random.SystemRandom(), 5
    )
    answers = [Entry("desaguadero", {NRS: "9"})] * 12
    rounds.close("2026-W46", answers)
    before = rounds.reports.find("2026-W46")
    rounds.close("2026-W46", [*answers, *[Entry("desaguadero", {NRS: "0"})] * 12])
    with store.begin() as connection:
        rounds.reports.issue(connection, "2026-W46", 5, 99)
        assert not replies.issue(connection, "2026-W46", "{}")
    assert rounds.reports.find("2026-W46") == before


def exact(sums: Equations, year: Year, places: Sequence[Place]) -> None:
    """A naive publication: the count itself."""
    told = sum(year.high[place] for place in places)
    sums.publish(places, (told, told))


REGIONS: Mapping[str, str] = {unit.id: unit.region for unit in load_config(EXAMPLE, {}).units[:18]}
