"""Published shares: honest, coarse, and never an exact count."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.shares import Share, counts_in, fixes_a_part, rounded, share

groups = st.integers(5, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(groups)
def test_the_band_holds_the_share_and_the_interval_holds_the_band(group: tuple[int, int]) -> None:
    count, people = group
    shown = share(count, people)
    assert shown.low <= 100 * count / people <= shown.high
    assert 0 <= shown.interval[0] <= shown.low
    assert shown.high <= shown.interval[1] <= 100


@given(groups)
def test_no_share_tells_the_count(group: tuple[int, int]) -> None:
    count, people = group
    lowest, highest = counts_in(share(count, people), people)
    assert lowest <= count <= highest
    assert lowest < highest


@given(groups)
def test_the_interval_says_nothing_beyond_the_band_and_the_rounded_people(
    group: tuple[int, int],
) -> None:
    count, people = group
    shown = share(count, people)
    others = [share(one, people) for one in range(*counts_in(shown, people))]
    assert all(one == shown for one in others)


def test_nobody_high_and_one_of_ten_high_look_the_same() -> None:
    assert share(0, 10) == share(1, 10) == Share(10, 0, 25, (0, 56))


@pytest.mark.parametrize(
    ("count", "people", "band"),
    [
        (2, 9, (0, 50)),
        (2, 10, (0, 25)),
        (3, 12, (25, 50)),
        (6, 12, (50, 100)),
        (12, 12, (50, 100)),
        (1, 20, (0, 10)),
        (2, 20, (10, 25)),
        (25, 100, (25, 30)),
        (100, 100, (95, 100)),
    ],
)
def test_bands_are_narrower_for_larger_groups(
    count: int, people: int, band: tuple[int, int]
) -> None:
    shown = share(count, people)
    assert (shown.low, shown.high) == band


@pytest.mark.parametrize(("people", "shown"), [(5, 5), (7, 5), (8, 10), (12, 10), (13, 15)])
def test_people_are_rounded_to_five(people: int, shown: int) -> None:
    assert rounded(people) == shown


@pytest.mark.parametrize(("count", "people"), [(0, 0), (-1, 5), (6, 5)])
def test_a_share_of_nobody_is_refused(count: int, people: int) -> None:
    with pytest.raises(ValueError, match="people"):
        share(count, people)


def test_an_interval_agrees_with_the_textbook() -> None:
    """Wilson's interval of 0.5 among 100 is 40.4 to 59.6 percent."""
    assert share(50, 100).interval == (40, 65)  # of 50 to 55 percent


def test_a_sum_at_its_edge_fixes_its_parts() -> None:
    assert fixes_a_part([(0, 2), (3, 5)], (0, 3))
    assert fixes_a_part([(0, 2), (0, 2)], (4, 9))
    assert not fixes_a_part([(0, 2), (3, 5)], (0, 4))
    assert not fixes_a_part([(0, 2), (0, 2)], (0, 9))


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(1, 4)), min_size=1, max_size=4),
    st.integers(0, 20),
    st.integers(0, 8),
)
def test_whether_a_sum_fixes_a_part_agrees_with_trying_all(
    spans: list[tuple[int, int]], low: int, width: int
) -> None:
    parts = [(low, low + width) for low, width in spans]
    whole = (low, low + width)
    possible = [
        values
        for values in itertools.product(*(range(a, b + 1) for a, b in parts))
        if whole[0] <= sum(values) <= whole[1]
    ]
    if possible:
        fixed = any(len({values[i] for values in possible}) == 1 for i in range(len(parts)))
        assert fixes_a_part(parts, whole) is fixed
