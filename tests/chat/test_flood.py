"""The ceiling of each chat."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.flood import Flood


def flood_at(seconds: list[float]) -> Flood:
    """A ceiling whose clock shows the last of these seconds."""
    return Flood(clock=lambda: seconds[-1])


def test_thirty_pass_at_once_and_three_a_second_after_that() -> None:
    seconds = [100.0]
    flood = flood_at(seconds)
    assert sum(flood.lets_pass(7) for _ in range(100)) == 30
    seconds.append(102.0)
    assert sum(flood.lets_pass(7) for _ in range(100)) == 6


def test_one_chat_takes_nothing_from_another() -> None:
    flood = flood_at([100.0])
    for _ in range(100):
        flood.lets_pass(7)
    assert flood.lets_pass(8)


@given(st.lists(st.tuples(st.integers(1, 3), st.floats(0, 3)), max_size=200))
def test_no_chat_ever_passes_more_than_its_ceiling(steps: list[tuple[int, float]]) -> None:
    seconds = [0.0]
    flood = flood_at(seconds)
    passed = dict.fromkeys((1, 2, 3), 0)
    for chat, pause in steps:
        seconds.append(seconds[-1] + pause)
        passed[chat] += flood.lets_pass(chat)
        assert passed[chat] <= 30 + 3 * seconds[-1] + 1e-6


@given(st.lists(st.floats(0.34, 5), max_size=100))
def test_a_human_thumb_is_never_stopped(pauses: list[float]) -> None:
    seconds = [0.0]
    flood = flood_at(seconds)
    for pause in pauses:
        seconds.append(seconds[-1] + pause)
        assert flood.lets_pass(7)


def test_quiet_chats_are_forgotten_and_drops_are_told_without_a_name(
    caplog: pytest.LogCaptureFixture,
) -> None:
    seconds = [100.0]
    flood = flood_at(seconds)
    for chat in range(1000):
        flood.lets_pass(chat)
    flood.note_drop()
    seconds.append(200.0)
    with caplog.at_level(logging.WARNING):
        flood.lets_pass(12345)
    assert len(flood._buckets) == 1
    assert caplog.messages == ["1 updates were passed over: a chat sends too many"]
