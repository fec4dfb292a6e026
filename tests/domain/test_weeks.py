"""Weeks in a row over the turn of a year, and blocks that never overlap."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.weeks import block_of, days_of, later, week_name, week_number

numbers = st.integers(week_number("2020-W01"), week_number("2060-W01"))


@given(numbers)
def test_every_week_has_one_name(number: int) -> None:
    assert week_number(week_name(number)) == number
    assert later(week_name(number), 1) == week_name(number + 1)
    assert week_name(number) < week_name(number + 1)


@given(numbers)
def test_a_week_lies_in_one_block_of_four(number: int) -> None:
    block = block_of(week_name(number))
    assert len(block) == 4
    assert week_name(number) in block
    assert {block_of(name) for name in block} == {block}


@pytest.mark.parametrize(
    ("name", "weeks", "result"),
    [("2026-W53", 1, "2027-W01"), ("2027-W01", -1, "2026-W53"), ("2026-W48", -104, "2024-W48")],
)
def test_weeks_are_counted_over_new_year(name: str, weeks: int, result: str) -> None:
    assert later(name, weeks) == result


def test_a_week_has_its_monday_and_sunday() -> None:
    assert days_of("2026-W48") == (date(2026, 11, 23), date(2026, 11, 29))
