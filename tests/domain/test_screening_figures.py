"""The bars of screening, on the half of the labelled messages that nothing is tuned on."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest
from data.figures import ALARMS, Figures, figures_of, reported
from data.labelled import SET, TUNING, Labelled, of_half, read

from bot.content.screening import load_screener
from bot.domain.screening import Lists, Risk, Screener, parse_list

LISTS = Path(__file__).parents[2] / "lessons" / "screening"


@pytest.fixture(scope="module")
def figures() -> Figures:
    return reported()


NOT_YET = pytest.mark.xfail(strict=True, reason="docs/screening.md says how far the lists are")
"""A bar that is not reached on unseen messages; once it is, this test fails until it says so."""


@pytest.mark.parametrize("risk", [Risk.CRISIS, Risk.VIOLENCE])
@NOT_YET
def test_ninety_eight_of_a_hundred_messages_in_danger_are_found(
    figures: Figures, risk: Risk
) -> None:
    assert figures.recall(risk) >= 0.98


@pytest.mark.parametrize("risk", [Risk.CRISIS, Risk.VIOLENCE])
@NOT_YET
def test_every_explicit_statement_is_found(figures: Figures, risk: Risk) -> None:
    assert figures.recall(risk, explicit=True) == 1


@NOT_YET
def test_two_of_a_hundred_harmless_messages_raise_an_alarm_at_most(figures: Figures) -> None:
    assert figures.among_harmless(ALARMS) <= 0.02


@pytest.mark.parametrize(
    ("risk", "floor"),
    [(Risk.CRISIS, 0.95), (Risk.VIOLENCE, 0.88), (Risk.HARM, 0.95), (Risk.THIRD, 0.95)],
)
def test_the_lists_find_no_less_than_they_did(figures: Figures, risk: Risk, floor: float) -> None:
    assert figures.recall(risk) >= floor


def test_the_lists_raise_no_more_false_alarms_than_they_did(figures: Figures) -> None:
    assert figures.among_harmless(ALARMS) <= 0.055


def test_five_of_a_hundred_harmless_messages_are_asked_about_at_most(figures: Figures) -> None:
    assert figures.among_harmless([Risk.AMBER]) <= 0.05


def test_the_set_is_large_and_half_of_it_is_harmless() -> None:
    messages = read()
    classes = Counter(one.risk for one in messages)
    assert len(messages) >= 600
    assert classes[Risk.NONE] >= len(messages) / 2
    assert set(classes) == set(Risk)


def test_the_reported_half_shares_no_message_with_what_is_tuned_on() -> None:
    reported_half = {one.text for one in of_half("report", read())}
    tuned = {one.text for one in (*of_half("tune", read()), *read(TUNING))}
    assert len(reported_half) > 600
    assert reported_half.isdisjoint(tuned)


def test_alike_messages_share_a_half() -> None:
    halves: dict[str, set[str]] = {}
    for one in read():
        for tag in one.tags:
            if tag.startswith("familia-"):
                halves.setdefault(tag, set()).add(one.half)
    assert halves
    assert all(len(half) == 1 for half in halves.values())


def test_on_what_the_lists_are_tuned_on_they_reach_every_bar() -> None:
    tuned = figures_of(of_half("tune", read()), load_screener(LISTS))
    for risk in (Risk.CRISIS, Risk.VIOLENCE):
        assert tuned.recall(risk) >= 0.98
        assert tuned.recall(risk, explicit=True) == 1
    assert tuned.among_harmless(ALARMS) <= 0.02
    assert tuned.among_harmless([Risk.AMBER]) <= 0.05


def test_amber_does_not_find_an_explicit_statement() -> None:
    empty = parse_list("version: 2026-01-01")
    lists: dict[str, Lists] = {"palabras": empty, "ambar": parse_list("version: 2026-01-01\nmorir")}
    messages = (
        Labelled(Risk.CRISIS, frozenset({"explicito"}), "quiero morir"),
        Labelled(Risk.CRISIS, frozenset({"pasivo"}), "quiero morir"),
    )
    found = figures_of(messages, Screener(lists))
    assert found.recall(Risk.CRISIS, explicit=True) == 0
    assert found.recall(Risk.CRISIS) == 0.5


def test_a_message_takes_less_than_two_milliseconds_of_one_core() -> None:
    screener = load_screener(LISTS)
    messages = [one.text for one in read()]
    spent = []
    for text in messages:
        tries = []
        for _ in range(3):  # the quickest: the clock of a busy machine counts others' work too
            started = time.thread_time()
            screener.screen(text)
            tries.append(time.thread_time() - started)
        spent.append(min(tries))
    spent.sort()
    assert len(spent) == len(read(SET))
    assert spent[len(spent) // 2] < 0.002
    assert spent[int(len(spent) * 0.99)] < 0.002


@pytest.mark.parametrize(
    "text",
    [
        "quiero " * 600,
        "me quiero me voy me dan ganas no " * 130,
        "no, " * 1024,
        "a" * 4096,
        "morir. " * 600,
        "💊" * 4096,
        "x y " * 1024,
        "quieromorir" * 372,
    ],
    ids=["same word", "many near", "pauses", "one word", "sentences", "emoji", "letters", "glued"],
)
def test_the_longest_message_is_read_in_bounded_time(text: str) -> None:
    screener = load_screener(LISTS)
    started = time.thread_time()
    screener.screen(text[:4096])
    assert time.thread_time() - started < 0.5
