"""The safety plan: what was tapped is in its text, and nothing else can be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.callbacks import Verb, decode, encode
from bot.domain.safety_plan import CHOICES, PARTS, SCREENS, Part, Plan, Screen, read_plan

taps = st.lists(st.tuples(st.sampled_from(Part), st.integers(0, CHOICES - 1)))


@given(taps)
def test_a_plan_holds_what_was_tapped_an_odd_number_of_times(
    tapped: list[tuple[Part, int]],
) -> None:
    plan = Plan()
    for part, choice in tapped:
        plan = plan.toggled(part, choice)
    expected = {one for one in tapped if tapped.count(one) % 2}
    assert {(part, choice) for part in Part for choice in plan.chosen(part)} == expected
    assert read_plan(plan.written()) == plan


@given(taps, st.sampled_from(Screen))
def test_a_button_carries_any_plan(tapped: list[tuple[Part, int]], screen: Screen) -> None:
    plan = Plan()
    for part, choice in tapped:
        plan = plan.toggled(part, choice)
    tap = decode(encode(Verb.SAFETY_PLAN, screen, plan.written()))
    assert tap is not None
    assert tap.args == (screen, plan.written())


@pytest.mark.parametrize(
    "text", ["", "0" * 7, "0" * 9, "40000000", "000000ff", "3F000000", "zz" * 4]
)
def test_what_no_taps_lead_to_is_no_plan(text: str) -> None:
    assert read_plan(text) is None


def test_each_part_has_its_screen_in_the_order_of_the_plan() -> None:
    assert [PARTS[screen] for screen in SCREENS if screen in PARTS] == list(Part)
    assert SCREENS[0] is Screen.OPENING
    assert SCREENS[-1] is Screen.SUMMARY
