"""Every instrument, over every possible sitting where that is feasible, and at its borders."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from bot.content.instruments import load_instruments
from bot.content.problems import ContentError
from bot.domain.model import Band
from bot.domain.scales import Scale

FOLDER = Path(__file__).parents[2] / "lessons" / "instruments"
SCALES = load_instruments(FOLDER)
GREEN, ORANGE, RED = Band.GREEN, Band.ORANGE, Band.RED


def sittings(scale: Scale) -> itertools.product[tuple[int, ...]]:
    """Every way to answer a scale."""
    options = range(1, len(scale.options) + 1)
    return itertools.product(options, repeat=len(scale.items))


def test_there_are_five_and_only_one_waits_for_a_licence() -> None:
    assert sorted(SCALES) == ["cbi", "nrs", "phq4", "pss4", "who5"]
    assert [name for name, scale in SCALES.items() if scale.needs_permission] == ["pss4"]


@pytest.mark.parametrize("name", sorted(SCALES))
def test_each_says_what_it_is_whence_and_under_which_terms(name: str) -> None:
    scale = SCALES[name]
    assert all((scale.name, scale.recall, scale.question, scale.licence, scale.source))
    assert scale.version == 1
    assert scale.wording


def test_phq4_over_all_256_sittings() -> None:
    scale = SCALES["phq4"]
    for chosen in sittings(scale):
        a, b, c, d = (option - 1 for option in chosen)
        result = scale.score(chosen)
        assert result == {"total": a + b + c + d, "gad2": a + b, "phq2": c + d}
        level = RED if a + b + c + d >= 9 else GREEN
        if level is GREEN and (a + b + c + d >= 6 or a + b >= 3 or c + d >= 3):
            level = ORANGE
        assert scale.band(result) is level


def test_pss4_over_all_625_sittings_with_items_two_and_three_reversed() -> None:
    scale = SCALES["pss4"]
    for chosen in sittings(scale):
        a, b, c, d = (option - 1 for option in chosen)
        result = scale.score(chosen)
        assert result == {"total": a + (4 - b) + (4 - c) + d}
        assert scale.band(result) is GREEN  # it has no validated border


def test_the_stress_item_is_its_own_score() -> None:
    scale = SCALES["nrs"]
    assert [scale.score([option])["total"] for option in range(1, 12)] == list(range(11))


@pytest.mark.parametrize(
    ("values", "total", "stress", "level"),
    [
        ((0, 0, 0, 0, 0), 0, None, RED),
        ((2, 2, 1, 1, 1), 28, None, RED),
        ((2, 2, 2, 1, 1), 32, None, GREEN),
        ((2, 2, 2, 1, 1), 32, 4, GREEN),
        ((2, 2, 2, 1, 1), 32, 5, ORANGE),
        ((3, 3, 2, 2, 2), 48, 9, ORANGE),
        ((3, 3, 3, 2, 2), 52, 9, GREEN),
        ((5, 5, 5, 5, 5), 100, 10, GREEN),
    ],
)
def test_who5_is_four_times_the_sum(
    values: tuple[int, ...], total: int, stress: int | None, level: Band
) -> None:
    scale = SCALES["who5"]
    result = scale.score([value + 1 for value in values])
    assert (result, scale.band(result, stress)) == ({"total": total}, level)


def test_who5_over_all_7776_sittings() -> None:
    scale = SCALES["who5"]
    totals = {scale.score(chosen)["total"] for chosen in sittings(scale)}
    assert totals == {4.0 * raw for raw in range(26)}


@pytest.mark.parametrize(
    ("values", "total", "level"),
    [
        ((0, 0, 0, 0, 0, 0, 100), 0, GREEN),
        ((100, 100, 100, 100, 100, 100, 0), 100, ORANGE),
        ((50, 50, 50, 50, 50, 50, 50), 50, ORANGE),
        ((50, 50, 50, 50, 50, 25, 50), 46.43, GREEN),
        ((50, 50, 50, 50, 50, 25, 25), 50, ORANGE),
        ((75, 75, 75, 75, 0, 0, 100), 42.86, GREEN),
    ],
)
def test_cbi_is_the_mean_with_the_last_item_reversed(
    values: tuple[int, ...], total: float, level: Band
) -> None:
    scale = SCALES["cbi"]
    result = scale.score([value // 25 + 1 for value in values])
    assert result["total"] == pytest.approx(total, abs=0.01)
    assert scale.band(result) is level


@pytest.mark.parametrize("name", sorted(SCALES))
def test_a_sitting_that_is_not_whole_is_not_scored(name: str) -> None:
    scale = SCALES[name]
    whole = [1] * len(scale.items)
    for wrong in (whole[:-1], [*whole, 1]):
        with pytest.raises(ValueError, match="items"):
            scale.score(wrong)
    for option in (0, len(scale.options) + 1):
        with pytest.raises(ValueError, match="between 1 and"):
            scale.score([option, *whole[1:]])


GOOD = (FOLDER / "phq4.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("name: PHQ-4\n", "", "falta «name»"),
        ("times: 1", "times: 0", "«times» tiene que ser un número entero desde 1"),
        ("total: sum", "total: suma", "«total» es sum (se suma) o mean (se promedia)"),
        ("values: [0, 1, 2, 3]", "values: [0, 1, 2]", "hay 4 opciones y 3 valores"),
        ("values: [0, 1, 2, 3]", "values: [3, 2, 1, 0]", "de menor a mayor"),
        ("values: [0, 1, 2, 3]", "values: 3", "«values» tiene que ser una lista"),
        ("reversed: []", "reversed: [5]", "las preguntas se numeran de 1 a 4"),
        ("phq2: [3, 4]", "phq2: [3, 9]", "las preguntas se numeran de 1 a 4"),
        ('"total >= 9"', '"total > 9"', "«total > 9» no se entiende"),
        ('"gad2 >= 3"', '"gad7 >= 3"', "«gad7 >= 3» no se entiende"),
        ("licence:", "license:", "«license» no se conoce"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_remedy(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    assert old in GOOD
    (tmp_path / "phq4.yaml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_instruments(tmp_path)
    assert any(told in problem.text for problem in caught.value.problems)
    assert all(problem.line for problem in caught.value.problems)


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no hay ningún instrumento"):
        load_instruments(tmp_path)
