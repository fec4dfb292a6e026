"""The perfect tense told as past: what rules for the one find of the other."""

from __future__ import annotations

import pytest

from bot.domain.screening import Lists, Screener, parse_list
from bot.domain.screening.normalising import plain, sentences_of
from bot.domain.screening.tenses import in_past


def told(text: str) -> str | None:
    """A sentence in the past, spelled as the lists spell it."""
    sentence = sentences_of(text, (), {})[-1]
    past = in_past(sentence)
    return " ".join(past.words) if past else None


@pytest.mark.parametrize(
    ("perfect", "past"),
    [
        ("ayer me he colgado", "ayer me colgué"),
        ("he tragado pastillas", "tragué pastillas"),
        ("he buscado una soga", "busqué una soga"),
        ("me he lanzado al río", "me lancé al río"),
        ("no he salido", "no salí"),
        ("he puesto el cañón", "puse el cañón"),
        ("raticida he traído", "raticida traje"),
        ("mi hermano me ha roto el brazo", "mi hermano me rompió el brazo"),
        ("me ha golpeado", "me golpeó"),
        ("han baleado mi casa", "balearon mi casa"),
        ("me han pegau", "me pegaron"),
        ("nos han dicho", "nos dijeron"),
        ("hemos comido", "comimos"),
    ],
)
def test_the_perfect_is_told_as_past(perfect: str, past: str) -> None:
    assert told(perfect) == plain(past)


@pytest.mark.parametrize("text", ["voy a lado", "me colgué", "estoy cansado", "he, cansado"])
def test_what_is_no_perfect_stays(text: str) -> None:
    assert told(text) is None


def test_a_rule_finds_both_and_distance_counts_what_is_written() -> None:
    lists: dict[str, Lists] = {
        "palabras": parse_list("version: 2026-01-01"),
        "rojo": parse_list("version: 2026-01-01\nme_colgue\ncompre soga /2"),
    }
    screener = Screener(lists)
    assert screener.screen("me colgué").risk.value == "rojo"
    assert screener.screen("me he colgado").risk.value == "rojo"
    assert screener.screen("he comprado soga").risk.value == "rojo"
    assert screener.screen("he comprado una buena soga").risk.value == "ninguno"
