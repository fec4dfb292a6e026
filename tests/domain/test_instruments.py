"""Bands of the 0–10 stress item, and what they call for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.instruments import (
    Thresholds,
    breathing_change,
    calls_for_contacts,
    evaluated,
    evaluation,
    lesson_of,
    lesson_vote,
    stress_band,
)
from bot.domain.model import Band

G, Y, O, R = Band.GREEN, Band.YELLOW, Band.ORANGE, Band.RED  # noqa: E741  a table
SEVERITY = [G, Y, O, R]

scores = st.integers(0, 10)
thresholds = st.lists(scores, min_size=3, max_size=3).map(sorted)


@pytest.mark.parametrize(
    ("starts", "bands"),
    [
        ((5, 7, 9), [G, G, G, G, G, Y, Y, O, O, R, R]),
        ((4, 6, 8), [G, G, G, G, Y, Y, O, O, R, R, R]),
        ((1, 2, 3), [G, Y, O, R, R, R, R, R, R, R, R]),
        ((8, 9, 10), [G, G, G, G, G, G, G, G, Y, O, R]),
        ((0, 5, 10), [Y, Y, Y, Y, Y, O, O, O, O, O, R]),
        ((5, 5, 5), [G, G, G, G, G, R, R, R, R, R, R]),
    ],
)
def test_each_rating_falls_into_its_band(starts: tuple[int, int, int], bands: list[Band]) -> None:
    assert [stress_band(score, Thresholds(*starts)) for score in range(11)] == bands


@given(thresholds, scores, scores)
def test_a_higher_rating_never_falls_into_a_milder_band(
    starts: list[int], one: int, other: int
) -> None:
    low, high = (SEVERITY.index(stress_band(s, Thresholds(*starts))) for s in sorted((one, other)))
    assert low <= high


@pytest.mark.parametrize("score", [-1, 11, 100, -10])
def test_a_rating_outside_of_0_to_10_is_refused(score: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 10"):
        stress_band(score, Thresholds(5, 7, 9))


@pytest.mark.parametrize(("band", "expected"), [(G, False), (Y, False), (O, True), (R, True)])
def test_contacts_follow_an_orange_or_red_check_in_alone(band: Band, expected: bool) -> None:
    assert calls_for_contacts(band) is expected


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [(7, 3, "-4"), (3, 7, "4"), (5, 5, "0"), (0, 10, "10"), (10, 9, "-1")],
)
def test_a_breathing_exercise_changed_stress_by_so_many_points(
    before: int, after: int, change: str
) -> None:
    assert breathing_change(before, after) == change


@pytest.mark.parametrize(
    ("number", "name"), [(1, "lesson-01"), (10, "lesson-10"), (100, "lesson-100")]
)
def test_each_lesson_has_its_votes_counted_under_a_name_of_its_own(number: int, name: str) -> None:
    assert lesson_vote(number) == name


def test_a_lessons_votes_lead_back_to_it_and_nothing_else_does() -> None:
    names = [lesson_vote(7), "lesson-", "lesson-x", "nrs", "7"]
    assert [lesson_of(name) for name in names] == [7, None, None, None, None]


def test_an_evaluation_is_named_by_its_instrument_and_week() -> None:
    assert evaluation("who5", 0) == "who5@00"
    names = ["who5@00", "pss4@24", "who5", "who5@", "who5@x"]
    assert [evaluated(name) for name in names] == [("who5", 0), ("pss4", 24), None, None, None]
