"""The bars of screening, on the messages that are held back from whoever tunes the lists."""

from __future__ import annotations

import gc
import time
from collections import Counter
from pathlib import Path

import pytest
from data.figures import ALARMS, ENOUGH, Figures, figures_of, reported
from data.labelled import HELD_BACK, TUNING, Labelled, read

from bot.content.screening import load_screener
from bot.domain.screening import Lists, Risk, Screener, parse_list

LISTS = Path(__file__).parents[2] / "lessons" / "screening"


@pytest.fixture(scope="module")
def figures() -> Figures:
    measured = reported()
    if len(measured.found) < ENOUGH:
        pytest.skip(f"{HELD_BACK.name} holds {len(measured.found)} messages, fewer than {ENOUGH}")
    return measured


NOT_YET = pytest.mark.xfail(strict=True, reason="docs/screening.md tells how far the lists are")
"""A bar that is not reached on messages held back; once it is, this mark makes the test fail."""


@pytest.mark.parametrize(
    "risk", [pytest.param(Risk.CRISIS, marks=NOT_YET), Risk.VIOLENCE], ids=["rojo", "violencia"]
)
def test_ninety_eight_of_a_hundred_messages_in_danger_are_found(
    figures: Figures, risk: Risk
) -> None:
    assert figures.recall(risk) >= 0.98


@NOT_YET
@pytest.mark.parametrize("risk", [Risk.CRISIS, Risk.VIOLENCE])
def test_every_explicit_statement_is_found(figures: Figures, risk: Risk) -> None:
    assert figures.recall(risk, explicit=True) == 1


@pytest.mark.parametrize(
    ("risk", "floor"),
    [
        (Risk.CRISIS, 0.97),
        (Risk.VIOLENCE, 0.98),
        (Risk.HARM, 0.95),
        (Risk.THIRD, 0.94),
        (Risk.MEDICAL, 0.93),
    ],
)
def test_the_lists_find_no_less_than_they_did(figures: Figures, risk: Risk, floor: float) -> None:
    assert figures.recall(risk) >= floor


@pytest.mark.parametrize("risk", [Risk.CRISIS, Risk.VIOLENCE])
def test_the_lists_find_no_fewer_explicit_statements_than_they_did(
    figures: Figures, risk: Risk
) -> None:
    assert figures.recall(risk, explicit=True) >= 0.98


def test_harmless_messages_raise_no_more_alarms_than_they_did(figures: Figures) -> None:
    assert figures.among_harmless(ALARMS) <= 0.04


@NOT_YET
def test_two_of_a_hundred_harmless_messages_raise_an_alarm_at_most(figures: Figures) -> None:
    assert figures.among_harmless(ALARMS) <= 0.02


def test_five_of_a_hundred_harmless_messages_are_asked_about_at_most(figures: Figures) -> None:
    assert figures.among_harmless([Risk.AMBER]) <= 0.05


def test_half_of_what_is_held_back_is_harmless_and_every_class_is_there(figures: Figures) -> None:
    classes = Counter(one.risk for one, _ in figures.found)
    assert classes[Risk.NONE] >= len(figures.found) / 2
    assert set(classes) == set(Risk)


def test_half_of_the_tuning_set_is_harmless_and_every_class_is_there() -> None:
    messages = read(TUNING[0])
    assert len(messages) >= ENOUGH
    classes = Counter(one.risk for one in messages)
    assert classes[Risk.NONE] >= len(messages) / 2
    assert set(classes) == set(Risk)


def test_nothing_that_measures_is_tuned_on() -> None:
    held_back = {one.text for one in read(HELD_BACK)}
    assert held_back.isdisjoint(one.text for one in read(*TUNING))


def test_on_what_the_lists_are_tuned_on_they_reach_every_bar() -> None:
    tuned = figures_of(read(*TUNING), load_screener(LISTS))
    for risk in (Risk.CRISIS, Risk.VIOLENCE):
        assert tuned.recall(risk) >= 0.98
        assert tuned.recall(risk, explicit=True) == 1
    assert tuned.among_harmless(ALARMS) <= 0.02
    assert tuned.among_harmless([Risk.AMBER]) <= 0.05


def test_figures_of_too_few_messages_are_not_told() -> None:
    few = figures_of([Labelled(Risk.CRISIS, frozenset(), "quiero morir")], load_screener(LISTS))
    assert list(few.lines()) == [f"1 messages are held back; figures need {ENOUGH}"]


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
    messages = [one.text for one in read(*TUNING)]
    spent = []
    for text in messages:
        tries = []
        for _ in range(3):  # the quickest: the clock of a busy machine counts others' work too
            started = time.thread_time()
            screener.screen(text)
            tries.append(time.thread_time() - started)
        spent.append(min(tries))
    spent.sort()
    assert len(spent) > ENOUGH
    assert spent[len(spent) // 2] < 0.002
    assert spent[int(len(spent) * 0.99)] < 0.004  # 1.4 ms alone; others share the caches here


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
    gc.collect()  # what other tests left behind is not this one's time
    started = time.thread_time()
    screener.screen(text[:4096])
    assert time.thread_time() - started < 0.5
