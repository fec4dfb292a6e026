"""What is kept of a round: the right question at the right level, in groups of k."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.domain.anonymising import Anonymiser
from bot.domain.instruments import Thresholds
from bot.domain.model import Batch, Entry, Reply, Tally, Total

REGION_OF = {"desaguadero": "la-paz", "guaqui": "la-paz", "pisiga": "oruro"}
K = 5
EMPTY = Batch([], [], [])


@pytest.fixture
def anonymiser() -> Anonymiser:
    """A country of three units."""
    return Anonymiser(REGION_OF, K, Thresholds(5, 7, 9))


def people(unit: str | None, n: int, **answers: str) -> list[Entry]:
    """So many who answered the same."""
    return [Entry(unit, dict(answers))] * n


def test_stress_is_kept_as_bands_by_unit_and_as_totals_of_the_country(
    anonymiser: Anonymiser,
) -> None:
    batch = anonymiser.batch(people("desaguadero", 3, nrs="9") + people("desaguadero", 3, nrs="4"))
    assert Counter(batch.replies) == {
        Reply("desaguadero", "nrs", "red"): 3,
        Reply("desaguadero", "nrs", "green"): 3,
    }
    assert Counter(batch.totals) == {Total("nrs", 9): 3, Total("nrs", 4): 3}


def test_small_units_share_the_cell_of_their_region(anonymiser: Anonymiser) -> None:
    batch = anonymiser.batch(people("desaguadero", 3, nrs="9") + people("guaqui", 2, nrs="1"))
    assert {one.cell for one in batch.replies} == {"region:la-paz"}


def test_triggers_are_counted_by_region_and_not_by_unit(anonymiser: Anonymiser) -> None:
    batch = anonymiser.batch(
        people("desaguadero", 9, trigger="turno")
        + people("guaqui", 9, trigger="turno")
        + people("pisiga", 4, trigger="carga")
        + people(None, 1, trigger="carga")
    )
    assert batch.tallies == [
        Tally("nacional", "trigger", "carga", 5),
        Tally("region:la-paz", "trigger", "turno", 18),
    ]


@pytest.mark.parametrize("question", ["lesson-05", "breathing"])
def test_votes_and_breathing_are_counted_for_the_country_only(
    anonymiser: Anonymiser, question: str
) -> None:
    entries = people("desaguadero", 7, **{question: "1"}) + people("pisiga", 2, **{question: "2"})
    assert anonymiser.batch(entries).tallies == [
        Tally("nacional", question, "1", 7),
        Tally("nacional", question, "2", 2),
    ]


def test_an_evaluation_is_kept_as_totals_of_the_country_only(anonymiser: Anonymiser) -> None:
    batch = anonymiser.batch(people("desaguadero", K, **{"who5@12": "64"}))
    assert batch == Batch([], [Total("who5@12", 64)] * K, [])


@pytest.mark.parametrize("question", ["nrs", "trigger", "lesson-05", "breathing", "who5@00"])
def test_fewer_than_k_in_the_country_leave_nothing(anonymiser: Anonymiser, question: str) -> None:
    assert anonymiser.batch(people("desaguadero", K - 1, **{question: "1"})) == EMPTY
    assert anonymiser.batch(people("desaguadero", K, **{question: "1"})) != EMPTY


def test_nobody_leaves_nothing(anonymiser: Anonymiser) -> None:
    assert anonymiser.batch([]) == EMPTY
