"""The pacer: an even rate, a second for each chat, and what Telegram's word does to it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.pacer import Pacer
from bot.domain.model import Cause, Gone, Later, Outcome, Sent, Unknown


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


def test_a_429_of_one_chat_pauses_that_chat_and_lowers_the_rate() -> None:
    pacer = pacer_at([100.0], 20)
    assert pacer.heed(7, Later(5)) is None
    assert not pacer.is_paused
    assert pacer.rate == pytest.approx(18)
    assert [pacer.delay(7), pacer.delay(8)] == pytest.approx([5, 1 / 18])


def test_429s_of_two_chats_within_a_second_pause_all_for_the_longer_time() -> None:
    seconds = [100.0]
    pacer = pacer_at(seconds, 20)
    pacer.heed(7, Later(9))
    seconds.append(100.9)
    assert pacer.heed(8, Later(4)) == 9
    seconds.append(109.8)
    assert pacer.room(0) == 0
    seconds.append(109.9)
    assert pacer.room(0) > 0


def test_429s_of_two_chats_further_apart_pause_only_those() -> None:
    seconds = [100.0]
    pacer = pacer_at(seconds, 20)
    pacer.heed(7, Later(9))
    seconds.append(101.1)
    assert pacer.heed(8, Later(4)) is None
    assert not pacer.is_paused


def test_the_rate_is_back_after_ten_minutes_and_not_after_nine() -> None:
    seconds = [100.0]
    pacer = pacer_at(seconds, 20)
    for chat in (1, 2):
        pacer.heed(chat, Later(1))
    slow = pacer.rate
    seconds.append(100.0 + 60)
    assert pacer.rate == pytest.approx(slow + 2)
    seconds.append(100.0 + 600)
    assert pacer.rate == 20


def test_a_storm_of_429s_never_stops_the_prompts_for_good() -> None:
    pacer = pacer_at([100.0], 20)
    for chat in range(500):
        pacer.heed(chat, Later(0))
    assert pacer.rate == 1


@pytest.mark.parametrize("doubt", [Unknown(), Later(1, Cause.UNREACHABLE)])
def test_after_three_doubts_all_wait_and_then_one_goes_ahead(doubt: Unknown | Later) -> None:
    seconds = [100.0]
    pacer = pacer_at(seconds, 20)
    for chat in range(3):
        assert pacer.room(0) > 1
        pacer.heed(chat, doubt)
    assert pacer.room(0) == 0
    for wait in (5, 10, 20, 30, 30):
        seconds.append(seconds[-1] + wait - 0.1)
        assert pacer.is_paused
        seconds.append(seconds[-1] + 0.1)
        assert (pacer.room(0), pacer.room(1)) == (1, 0)
        pacer.heed(9, doubt)
    seconds.append(seconds[-1] + 30)
    pacer.heed(9, Sent())
    assert pacer.room(0) > 1


@given(
    st.lists(
        st.tuples(
            st.floats(0, 30),
            st.integers(0, 3),
            st.sampled_from([Sent(), Gone(), Unknown(), Later(3), Later(1, Cause.UNREACHABLE)]),
        ),
        max_size=60,
    )
)
def test_whatever_telegram_says_the_rate_stays_within_bounds_and_every_pause_ends(
    said: list[tuple[float, int, Outcome]],
) -> None:
    seconds = [100.0]
    pacer = pacer_at(seconds, 25)
    for wait, chat, outcome in said:
        seconds.append(seconds[-1] + wait)
        pacer.heed(chat, outcome)
        assert 1 <= pacer.rate <= 25
        assert 0 <= pacer.room(0) <= 25
    seconds.append(seconds[-1] + 31)
    assert pacer.room(0) >= 1
