"""The pacer: an even rate, a second for each chat, and what Telegram's word does to it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.pacer import Pacer


def pacer_at(seconds: list[float], per_second: float) -> Pacer:
    """A pacer whose clock shows the last of these seconds."""
    return Pacer(per_second, clock=lambda: seconds[-1])


def test_prompts_to_many_leave_at_an_even_rate() -> None:
    pacer = pacer_at([100.0], 25)
    assert [pacer.delay(chat) for chat in range(4)] == pytest.approx([0, 0.04, 0.08, 0.12])


def test_one_chat_is_left_a_second_between_prompts() -> None:
    pacer = pacer_at([100.0], 25)
    assert [pacer.delay(7) for _ in range(3)] == pytest.approx([0, 1, 2])


def test_one_waiting_chat_does_not_slow_the_others() -> None:
    pacer = pacer_at([100.0], 10)
    assert [pacer.delay(chat) for chat in (7, 7, 8, 9)] == pytest.approx([0, 1, 0.2, 0.3])


def test_time_unused_is_not_made_up_for_in_a_burst() -> None:
    seconds = [100.0]
    pacer = pacer_at(seconds, 10)
    pacer.delay(1)
    seconds.append(160.0)
    assert [pacer.delay(chat) for chat in (2, 3)] == pytest.approx([0, 0.1])


@given(
    st.lists(st.tuples(st.integers(1, 5), st.floats(0, 2)), max_size=60),
    st.sampled_from([0.5, 3.0, 25.0]),
)
def test_no_chat_is_ever_written_to_twice_within_a_second(
    asked: list[tuple[int, float]], per_second: float
) -> None:
    seconds = [0.0]
    pacer = pacer_at(seconds, per_second)
    last: dict[int, float] = {}
    for chat, pause in asked:
        seconds.append(seconds[-1] + pause)
        start = seconds[-1] + pacer.delay(chat)
        assert start - last.get(chat, -9.0) >= 1 - 1e-9
        last[chat] = start


@given(st.lists(st.floats(0, 0.2), min_size=2, max_size=80))
def test_different_chats_never_leave_faster_than_the_rate(pauses: list[float]) -> None:
    seconds = [0.0]
    pacer = pacer_at(seconds, 25)
    starts = []
    for chat, pause in enumerate(pauses):
        seconds.append(seconds[-1] + pause)
        starts.append(seconds[-1] + pacer.delay(chat))
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    assert min(gaps) >= 0.04 - 1e-9
