"""Slips of the finger: what is misspelt is known, and what only looks so is left alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from data import ordinary_words as ordinary
from data.labelled import TUNING, read

from bot.content.screening import load_screener
from bot.content.spelling import load_dictionary
from bot.domain.screening import Risk
from bot.domain.screening.normalising import plain
from bot.domain.screening.vocabulary import Vocabulary

SHIPPED = load_screener(ordinary.LISTS)


def vocabulary(*ordinary_words: str) -> Vocabulary:
    """A vocabulary of a few words, none of them grave."""
    return Vocabulary(
        map(plain, ("saltar", "puente", "despedida", "todo", "con")), (), ordinary_words
    )


@pytest.mark.parametrize("word", ["satlar", "saltr", "salltar", "saktar", "sltr", "saltatr"])
def test_one_letter_wrong_or_no_vowels_is_the_word_all_the_same(word: str) -> None:
    assert vocabulary().patterns_of(plain(word)) == {"saltar"}


@pytest.mark.parametrize("word", ["sala", "satrla", "saltamontes", "mesa", "slt"])
def test_two_letters_wrong_is_another_word(word: str) -> None:
    assert vocabulary().patterns_of(plain(word)) == frozenset()


def test_words_run_into_one_another_are_taken_apart() -> None:
    assert vocabulary().split("contodo") == ["con", "todo"]
    assert vocabulary("contodo").split("contodo") == ["contodo"]


def test_an_ordinary_word_is_not_taken_for_its_neighbour() -> None:
    assert vocabulary().patterns_of("salar") == {"saltar"}
    assert vocabulary("salar").patterns_of("salar") == frozenset()


def test_perro_is_not_pero_and_a_drawn_out_r_is_one() -> None:
    words = Vocabulary(map(plain, ("pero", "perro", "quiero")), (), ())
    assert words.patterns_of(plain("perro")) == {"perro"}
    assert words.patterns_of(plain("pero")) == {"pero"}
    assert words.patterns_of(plain("quierrro")) == {"quiero"}


def test_no_word_of_the_dictionary_is_taken_for_another() -> None:
    dictionary = load_dictionary(ordinary.DICTIONARY)
    sample = sorted(ordinary.written_out(dictionary, every=101))
    assert len(sample) > 1000
    assert [word for word in sample if SHIPPED.vocabulary.guesses(word)] == []


def _without_a_letter(text: str) -> str:
    return _in_longest(text, lambda word: word[: len(word) // 2] + word[len(word) // 2 + 1 :])


def _swapped(text: str) -> str:
    return _in_longest(text, lambda word: word[:1] + word[2] + word[1] + word[3:])


def _glued(text: str) -> str:
    return re.sub(r"\b(no|me|se|la) (\w{4,})", r"\1\2", text, count=1)


def _in_longest(text: str, change: Callable[[str], str]) -> str:
    longest = max(re.findall(r"\w+", text), key=len)
    return text.replace(longest, change(longest), 1) if len(longest) > 4 else text


@pytest.mark.parametrize("slip", [_without_a_letter, _swapped, _glued])
def test_four_of_five_statements_are_found_with_a_slip_in_them(slip: Callable[[str], str]) -> None:
    statements = [one.text for one in read(*TUNING) if one.is_explicit and one.risk is Risk.CRISIS]
    found = [SHIPPED.screen(slip(text)).risk not in {Risk.NONE, Risk.AMBER} for text in statements]
    assert len(found) > 1000
    assert sum(found) / len(found) >= 0.8
