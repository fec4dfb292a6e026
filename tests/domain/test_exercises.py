"""Guided exercises: every walk leads to the end, and no payload leads anywhere else."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from bot.content.exercises import load_exercises
from bot.domain.exercises import (
    SKIPPED,
    Change,
    Exercise,
    Place,
    Scale,
    arrive,
    back,
    begin,
    changes,
    onward,
)

SHIPPED = load_exercises(Path(__file__).parents[2] / "lessons" / "exercises")
every_exercise = pytest.mark.parametrize("exercise", SHIPPED.values(), ids=list(SHIPPED))


def walk(exercise: Exercise, answer: int | None) -> list[Place]:
    """All the places of a walk that gives the same answer wherever something is asked."""
    places = [begin(exercise)]
    while not places[-1].is_last:
        here = places[-1]
        given = None if answer is None else min(answer, here.step.options - 1)
        places.append(onward(here, given if here.step.options else None))
    return places


@every_exercise
@pytest.mark.parametrize("answer", [None, 0, 5, 10])
def test_every_place_of_a_walk_is_found_again_from_its_payload(
    exercise: Exercise, answer: int | None
) -> None:
    for place in walk(exercise, answer):
        assert arrive(exercise, place.number, place.trail) == place


@every_exercise
def test_back_is_the_way_that_one_came(exercise: Exercise) -> None:
    places = walk(exercise, 3)
    assert [back(place) for place in places[1:]] == places[:-1]


@every_exercise
def test_a_trail_too_long_too_short_or_foreign_leads_nowhere(exercise: Exercise) -> None:
    for place in walk(exercise, 1):
        wrong = {place.trail + "0", place.trail + SKIPPED, place.trail[:-1], "z" + place.trail[1:]}
        for trail in wrong - {place.trail}:
            assert arrive(exercise, place.number, trail) is None


@every_exercise
@pytest.mark.parametrize("number", [0, -1, 99])
def test_a_step_that_does_not_exist_leads_nowhere(exercise: Exercise, number: int) -> None:
    assert arrive(exercise, number, "") is None


def test_a_choice_beyond_the_last_key_leads_nowhere() -> None:
    exercise = SHIPPED["dos-circulos"]
    assert arrive(exercise, 2, "4") is not None
    assert arrive(exercise, 2, "5") is None


@pytest.mark.parametrize(("before", "after"), list(product(range(11), repeat=2)))
def test_the_change_is_between_the_first_and_the_last_answer(before: int, after: int) -> None:
    exercise = SHIPPED["relajacion"]
    place = begin(exercise)
    for answer in (before, None, None, None, None, None, after):
        place = onward(place, answer)
    assert changes(place) == (Change(Scale.TEN, before, after),)


def test_per_cent_are_counted_in_tens_and_apart() -> None:
    place = begin(SHIPPED["cinco-preguntas"])
    for answer in (0, 8, 7, None, None, None, 5, 10):
        place = onward(place, answer)
    assert set(changes(place)) == {Change(Scale.HUNDRED, 80, 50), Change(Scale.TEN, 7, 10)}


@pytest.mark.parametrize("skipped", [1, 6])
def test_what_was_passed_over_is_compared_with_nothing(skipped: int) -> None:
    place = begin(SHIPPED["cinco-preguntas"])
    for number, answer in enumerate((0, 8, 7, None, None, None, 5, 10)):
        place = onward(place, None if number == skipped else answer)
    assert changes(place) == (Change(Scale.TEN, 7, 10),)


def test_the_times_of_muscle_relaxation_are_those_of_the_literature() -> None:
    short, long = SHIPPED["relajacion"], SHIPPED["relajacion-larga"]
    assert 80 <= short.seconds <= 90
    assert 7 * 60 <= long.seconds <= 10 * 60
    groups = [step for step in long.steps if len(step.seconds) == 2]
    assert 10 <= len(groups) <= 12
    timings = [step.seconds for step in (*short.steps, *groups) if len(step.seconds) == 2]
    assert all(tense >= 5 and 10 <= release <= 30 for tense, release in timings)


def test_restructuring_asks_five_things_and_rates_twice() -> None:
    asked = [step for step in SHIPPED["cinco-preguntas"].steps if step.options]
    assert [step.scale for step in asked if step.scale] == [
        Scale.HUNDRED,
        Scale.TEN,
        Scale.HUNDRED,
        Scale.TEN,
    ]
    told = " ".join(step.html for step in SHIPPED["cinco-preguntas"].steps)
    assert "Qué le diría usted" in told
    assert "24 horas" in SHIPPED["cinco-preguntas"].caution
