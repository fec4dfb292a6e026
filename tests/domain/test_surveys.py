"""A sitting with several instruments: what fits it, what comes next, what it comes to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.instruments import load_instruments
from bot.domain.model import Band
from bot.domain.surveys import BY_HAND, WEEKS, Survey, make_surveys

SCALES = load_instruments(Path(__file__).parents[2] / "lessons" / "instruments")
SURVEYS = make_surveys(SCALES, frozenset())
FULL, WELLBEING = SURVEYS["00"], SURVEYS["04"]
CALM = "55555" + "1111" + "1111115"
"""WHO-5 80, PHQ-4 0, CBI with its reversed item at the good end."""


def test_the_evaluation_is_who5_phq4_and_cbi_and_the_weeks_between_who5_alone() -> None:
    asked = {week: [one.id for one in survey.scales] for week, survey in SURVEYS.items()}
    full = ["who5", "phq4", "cbi"]
    assert asked == {
        "00": full,
        "04": ["who5"],
        "08": ["who5"],
        "12": full,
        "24": full,
        BY_HAND: ["who5"],
    }
    assert (FULL.size, WELLBEING.size) == (16, 5)
    assert FULL.minutes <= 3


def test_pss4_is_asked_only_with_a_licence() -> None:
    licensed = make_surveys(SCALES, frozenset({"pss4"}))
    assert [one.id for one in licensed["12"].scales] == ["who5", "phq4", "cbi", "pss4"]
    assert [one.id for one in licensed["04"].scales] == ["who5"]


@pytest.mark.parametrize("week", sorted(WEEKS))
def test_every_question_comes_once_and_then_it_is_over(week: str) -> None:
    survey = SURVEYS[week]
    asked = [survey.question("1" * place) for place in range(survey.size)]
    numbers = [one.number for one in asked if one is not None]
    assert numbers == list(range(1, survey.size + 1))
    assert survey.question("1" * survey.size) is None


@pytest.mark.parametrize(
    ("digits", "fits"),
    [
        ("", True),
        ("6", True),  # the best option of WHO-5
        ("7", False),
        ("11111" + "4", True),
        ("11111" + "5", False),  # PHQ-4 has four
        (CALM, True),
        (CALM + "1", False),
    ],
)
def test_answers_that_no_key_carries_do_not_fit(digits: str, fits: bool) -> None:
    assert FULL.fits(FULL.tag, digits) is fits


def test_keys_of_another_wording_do_not_fit() -> None:
    who5 = replace(SCALES["who5"], version=2)
    changed = Survey("04", (who5,))
    assert not changed.fits(WELLBEING.tag, "")
    assert not FULL.fits(WELLBEING.tag, "")


def test_a_calm_sitting_is_green_and_keeps_one_total_for_each_instrument() -> None:
    outcome = FULL.outcome(CALM, None)
    assert outcome.band is Band.GREEN
    assert outcome.totals == {"who5@00": "80", "phq4@00": "0", "cbi@00": "0"}


@pytest.mark.parametrize(
    ("digits", "stress", "band"),
    [
        ("22222" + CALM[5:], None, Band.RED),  # WHO-5 20
        ("33333" + CALM[5:], None, Band.GREEN),  # 40, without a rating of stress
        ("33333" + CALM[5:], 4, Band.GREEN),
        ("33333" + CALM[5:], 5, Band.ORANGE),
        ("55555" + "3212" + CALM[9:], None, Band.ORANGE),  # GAD-2 is 3
        ("55555" + "4431" + CALM[9:], None, Band.ORANGE),  # 8
        ("55555" + "4432" + CALM[9:], None, Band.RED),  # 9
        (CALM[:9] + "3333333", None, Band.ORANGE),  # CBI 50
        ("22222" + "1111" + "3333333", None, Band.RED),  # the gravest counts
    ],
)
def test_the_gravest_band_of_all_instruments_counts(
    digits: str, stress: int | None, band: Band
) -> None:
    assert FULL.outcome(digits, stress).band is band


def test_a_mean_is_kept_rounded_and_judged_exactly() -> None:
    outcome = FULL.outcome(CALM[:9] + "3333323", None)  # a mean of 46.4
    assert (outcome.totals["cbi@00"], outcome.band) == ("46", Band.GREEN)


def test_another_version_is_kept_under_another_name() -> None:
    survey = Survey("04", (replace(SCALES["who5"], version=2),))
    assert survey.outcome("55555", None).totals == {"who5.2@04": "80"}


def test_what_somebody_asks_for_himself_has_no_total_to_keep() -> None:
    assert SURVEYS[BY_HAND].outcome("11111", None).totals == {}


def test_a_sitting_that_is_not_whole_is_not_scored() -> None:
    with pytest.raises(ValueError, match="items"):
        FULL.outcome(CALM[:-1], None)
