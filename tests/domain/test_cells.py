"""Cells: nobody is left out, nobody is in two, and none is smaller than k."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.cells import (
    NATIONAL,
    merge_small,
    partition,
    partition_regions,
    region_cell,
)

UNITS = [f"u{n:02d}" for n in range(18)]
REGIONS = ["La Paz", "Oruro", "Potosí", "Tarija"]
HERE = {"a": "La Paz", "b": "La Paz", "c": "La Paz", "x": "Oruro", "y": "Oruro"}

peoples = st.dictionaries(
    st.one_of(st.none(), st.sampled_from(UNITS), st.just("elsewhere")), st.integers(0, 25)
)
maps = st.fixed_dictionaries({unit: st.sampled_from(REGIONS) for unit in UNITS})
sizes = st.integers(1, 15)


def by_cell(people: dict[str | None, int], cells: dict[str | None, str]) -> Counter[str]:
    """How many people stand in each cell."""
    total: Counter[str] = Counter()
    for unit, cell in cells.items():
        total[cell] += people[unit]
    return total


def cells_of(people: dict[str | None, int], k: int = 10) -> dict[str | None, str] | None:
    """The partition of the small country of these examples."""
    return partition(people, HERE, k)


@settings(max_examples=2000)
@given(peoples, maps, sizes)
def test_every_cell_holds_at_least_k_people(
    people: dict[str | None, int], region_of: dict[str, str], k: int
) -> None:
    cells = partition(people, region_of, k) or {}
    assert all(total >= k for total in by_cell(people, cells).values())


@settings(max_examples=500)
@given(peoples, maps, sizes)
def test_every_unit_with_people_is_in_a_cell_and_no_other_unit_is(
    people: dict[str | None, int], region_of: dict[str, str], k: int
) -> None:
    cells = partition(people, region_of, k)
    assert cells is None or set(cells) == {unit for unit, n in people.items() if n > 0}


@settings(max_examples=500)
@given(peoples, maps, sizes)
def test_nothing_is_dropped_unless_the_whole_country_is_below_k(
    people: dict[str | None, int], region_of: dict[str, str], k: int
) -> None:
    assert (partition(people, region_of, k) is None) is (sum(people.values()) < k)


@settings(max_examples=500)
@given(peoples, maps, sizes, st.randoms(use_true_random=False))
def test_the_order_in_which_people_are_counted_changes_no_cell(
    people: dict[str | None, int], region_of: dict[str, str], k: int, chance: object
) -> None:
    shuffle = chance.shuffle  # type: ignore[attr-defined]
    units, places = list(people), list(region_of)
    shuffle(units)
    shuffle(places)
    again = partition({u: people[u] for u in units}, {u: region_of[u] for u in places}, k)
    assert again == partition(people, region_of, k)


@settings(max_examples=500)
@given(peoples, maps, sizes)
def test_a_cell_holds_one_unit_one_region_or_the_national_rest(
    people: dict[str | None, int], region_of: dict[str, str], k: int
) -> None:
    cells = partition(people, region_of, k) or {}
    named = {unit: {NATIONAL, unit, region_cell(region_of.get(unit or "", ""))} for unit in cells}
    assert all(cell in named[unit] for unit, cell in cells.items())


@settings(max_examples=500)
@given(peoples, maps, sizes)
def test_whoever_told_no_unit_or_an_unknown_one_stands_in_the_national_rest(
    people: dict[str | None, int], region_of: dict[str, str], k: int
) -> None:
    cells = partition(people, region_of, k) or {}
    assert {cells[unit] for unit in (None, "elsewhere") if unit in cells} <= {NATIONAL}


@settings(max_examples=500)
@given(peoples, maps, sizes)
def test_taking_a_cell_from_its_region_leaves_nobody_or_at_least_k(
    people: dict[str | None, int], region_of: dict[str, str], k: int
) -> None:
    total = by_cell(people, partition(people, region_of, k) or {})
    assert all(sum(total.values()) - n in {0, *range(k, 10_000)} for n in total.values())


def test_units_of_k_or_more_are_cells_of_their_own() -> None:
    assert cells_of({"a": 10, "b": 11, "x": 12}) == {"a": "a", "b": "b", "x": "x"}


def test_the_small_units_of_a_region_are_pooled() -> None:
    assert cells_of({"a": 10, "b": 4, "c": 6}) == {
        "a": "a",
        "b": "region:La Paz",
        "c": "region:La Paz",
    }


def test_a_pool_below_k_takes_in_the_regions_smallest_cell() -> None:
    assert cells_of({"a": 30, "b": 12, "c": 3}) == {
        "a": "a",
        "b": "region:La Paz",
        "c": "region:La Paz",
    }


def test_a_region_below_k_goes_to_the_national_rest_which_takes_in_the_smallest_cell() -> None:
    assert cells_of({"a": 30, "b": 12, "x": 9}) == {"a": "a", "b": NATIONAL, "x": NATIONAL}


def test_the_national_rest_takes_in_a_pooled_region_as_a_whole() -> None:
    assert cells_of({"a": 30, "b": 4, "c": 6, "x": 9}) == {
        "a": "a",
        "b": NATIONAL,
        "c": NATIONAL,
        "x": NATIONAL,
    }


def test_a_national_rest_of_k_takes_in_nobody() -> None:
    assert cells_of({"a": 10, "x": 5, None: 5}) == {"a": "a", "x": NATIONAL, None: NATIONAL}


def test_a_pooled_region_is_measured_by_all_of_its_people() -> None:
    people: dict[str | None, int] = {"a": 9, "b": 9, "c": 9, "x": 12, None: 3}
    cells = cells_of(people) or {}
    assert by_cell(people, cells) == {"region:La Paz": 27, NATIONAL: 15}


def test_a_country_of_exactly_k_is_one_cell() -> None:
    assert cells_of({"a": 4, "x": 5, None: 1}) == {"a": NATIONAL, "x": NATIONAL, None: NATIONAL}


def test_a_country_below_k_has_no_cells() -> None:
    assert cells_of({"a": 4, "x": 4, None: 1}) is None


def test_nobody_at_all_has_no_cells() -> None:
    assert cells_of({}) is None


@settings(max_examples=1000)
@given(peoples, maps, sizes)
def test_regions_are_told_apart_in_groups_of_k(
    people: dict[str | None, int], region_of: dict[str, str], k: int
) -> None:
    cells = partition_regions(people, region_of, k)
    assert (cells is None) is (sum(people.values()) < k)
    assert all(total >= k for total in by_cell(people, cells or {}).values())
    assert cells is None or set(cells) == {unit for unit, n in people.items() if n > 0}
    for unit, cell in (cells or {}).items():
        assert cell in {NATIONAL, region_cell(region_of.get(unit or "", ""))}


@settings(max_examples=1000)
@given(peoples, maps, st.integers(1, 8), st.integers(1, 15))
def test_a_larger_k_joins_stored_cells_and_splits_none(
    people: dict[str | None, int], region_of: dict[str, str], k: int, more: int
) -> None:
    cells = partition(people, region_of, k)
    sizes_now = by_cell(people, cells or {})
    joined = merge_small(sizes_now, region_of, k + more)
    assert (joined is None) is (sum(sizes_now.values()) < k + more)
    after: Counter[str] = Counter()
    for cell, name in (joined or {}).items():
        after[name] += sizes_now[cell]
    assert all(total >= k + more for total in after.values())
    assert joined is None or set(joined) == set(sizes_now)


def test_cells_that_are_large_enough_stay_as_they_are() -> None:
    sizes_now = {"a": 12, "region:Oruro": 15, NATIONAL: 11}
    assert merge_small(sizes_now, HERE, 10) == {name: name for name in sizes_now}


def test_a_small_unit_joins_its_regions_cell() -> None:
    joined = merge_small({"a": 12, "region:La Paz": 8, "x": 20}, HERE, 10)
    assert joined == {"a": "region:La Paz", "region:La Paz": "region:La Paz", "x": "x"}
