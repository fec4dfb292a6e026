"""The engine of questions and cases: every way ends, and no forged one is walked."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.practice import (
    ON,
    OPTIONS,
    Effect,
    Moment,
    Option,
    Practice,
    PracticeKind,
    Turn,
    arrive,
    back,
    choices,
    moments,
    onward,
    texts,
)

LAST = Turn("después", tuple(Option(f"c{n}", f"porque c{n}") for n in range(OPTIONS)))
WORSE = Turn("peor", tuple(Option(f"d{n}", f"porque d{n}") for n in range(OPTIONS)))
CASE = Practice(
    PracticeKind.CASE,
    Turn(
        "antes",
        (
            Option("a", "porque a", Effect.HELPS, LAST),
            Option("b", "porque b", Effect.NEUTRAL, LAST),
            Option("c", "porque c", Effect.WORSENS, WORSE),
        ),
    ),
    "frase",
)
QUIZ = Practice(PracticeKind.QUIZ, LAST)


def at(practice: Practice, trail: str) -> Moment:
    """The moment behind a trail that leads somewhere."""
    found = arrive(practice, trail)
    assert found is not None
    return found


def test_a_practice_begins_with_its_question() -> None:
    assert at(CASE, "") == Moment(CASE, "", CASE.opening, None)


def test_a_choice_is_answered_with_its_reason() -> None:
    chosen = at(CASE, "1").chosen
    assert chosen is not None
    assert chosen.feedback == "porque b"


@pytest.mark.parametrize(("choice", "scene"), [("0", "después"), ("1", "después"), ("2", "peor")])
def test_the_second_turn_follows_from_the_first_choice(choice: str, scene: str) -> None:
    turn = at(CASE, choice + ON).turn
    assert turn is not None
    assert turn.html == scene


def test_behind_the_last_turn_stands_the_phrase() -> None:
    assert at(CASE, "2-0-").turn is None


def test_nothing_follows_the_phrase() -> None:
    assert onward(at(CASE, "2-0-")) is None


def test_nothing_follows_the_reason_of_a_quiz() -> None:
    assert onward(at(QUIZ, "2")) is None


def test_nothing_follows_a_question_that_has_no_answer_yet() -> None:
    assert onward(at(CASE, "")) is None


@pytest.mark.parametrize(
    ("trail", "before"), [("", None), ("2", ""), ("2-", "2"), ("2-0", "2-"), ("2-0-", "2-0")]
)
def test_the_way_back_forgets_one_step(trail: str, before: str | None) -> None:
    assert back(at(CASE, trail)) == before


@given(st.text(alphabet="0123-x", max_size=8))
def test_only_what_the_buttons_offer_is_walked(trail: str) -> None:
    offered = {moment.trail for moment in moments(CASE)}
    assert (arrive(CASE, trail) is not None) == (trail in offered)


def test_every_way_ends_at_the_phrase_after_two_choices() -> None:
    ends = {moment.trail for moment in moments(CASE) if moment.turn is None}
    assert ends == {f"{first}-{second}-" for first, second in product("012", repeat=2)}


def test_a_question_offers_every_answer_once() -> None:
    assert [option.label for option, _ in choices(at(QUIZ, ""))] == ["c0", "c1", "c2"]


def test_an_answer_offers_no_other() -> None:
    assert choices(at(QUIZ, "0")) == ()


def test_the_texts_of_a_practice_are_all_that_can_be_read() -> None:
    read = set(texts(CASE))
    assert read == {
        *("antes", "después", "peor", "frase"),
        *(f"{why}{name}" for name in "abc" for why in ("", "porque ")),
        *(f"{why}{name}{n}" for name in "cd" for n in range(3) for why in ("", "porque ")),
    }
