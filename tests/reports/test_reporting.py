"""What a report says, what it withholds and why, and that it is made once."""

from __future__ import annotations

import pytest

from bot.chat.texts.report import Course, course_of
from bot.domain.model import Tally
from bot.domain.reporting import Document, WeekOfReplies, as_text, digest, make_report
from reports.made import BLOCK, PLAIN, sources, week


def test_a_week_shows_each_cell_and_the_country_and_who_is_pooled() -> None:
    stress = make_report(sources({"2026-W46": PLAIN}))["stress"]
    shown = {one["cell"]: (one["n"], one["low"], one["high"]) for one in stress["cells"]}
    assert shown == {"desaguadero": (10, 25, 50), "nacional": (15, 0, 25)}
    assert (stress["nation"]["n"], stress["nation"]["low"]) == (25, 25)
    assert stress["pooled"] == ["pisiga", "guaqui"]


def test_places_stand_in_the_order_of_the_configuration_and_never_of_results() -> None:
    people = {"pisiga": 10, "desaguadero": 10, "nacional": 10, "region:oruro": 10}
    told = week(dict(zip(people, (9, 1, 5, 7), strict=True)), people)
    cells = make_report(sources({"2026-W46": told}))["stress"]["cells"]
    assert [one["cell"] for one in cells] == ["desaguadero", "pisiga", "nacional", "region:oruro"]


def test_participation_is_a_band_of_those_who_are_asked() -> None:
    told = make_report(sources({"2026-W46": PLAIN}, agreed=60))["participation"]
    assert told == {"replies": 25, "low": 25, "high": 50}


@pytest.mark.parametrize("agreed", [0, 9])
def test_participation_among_too_few_is_withheld(agreed: int) -> None:
    told = make_report(sources({"2026-W46": PLAIN}, agreed=agreed))["participation"]
    assert told == {"withheld": "too_few"}


def test_a_round_without_replies_says_so() -> None:
    document = make_report(sources({"2026-W46": WeekOfReplies({}, [])}))
    assert document["participation"] == {"withheld": "too_few"}
    assert document["stress"]["nation"] == {"withheld": "too_few"}
    assert document["stress"]["cells"] == []


def test_a_block_is_told_when_its_last_week_closes_and_then_stays() -> None:
    weeks = dict.fromkeys(BLOCK, PLAIN)
    early = make_report(sources(dict.fromkeys(BLOCK[:3], PLAIN)))
    assert early["blocks"] == []
    full = make_report(sources(weeks, before=early))
    (block,) = full["blocks"]
    assert (block["rounds"], block["answered"]) == (list(BLOCK), list(BLOCK))
    changed = week({"desaguadero": 12, "nacional": 14}, {"desaguadero": 12, "nacional": 14})
    following = make_report(sources({"2026-W50": changed}, before=full))
    assert following["blocks"] == full["blocks"]


def test_a_block_whose_last_week_nobody_answered_is_told_with_the_next_report() -> None:
    weeks = dict.fromkeys(BLOCK[:3], PLAIN) | {"2026-W50": PLAIN}
    (block,) = make_report(sources(weeks))["blocks"]
    assert block["answered"] == list(BLOCK[:3])


def test_a_block_that_would_fix_a_week_is_withheld_and_says_why() -> None:
    """Weeks known to hold at least 3, 3, 3 and 0, in a block known to hold at most 9."""
    told = {
        name: week({"desaguadero": n}, {"desaguadero": 10})
        for name, n in zip(BLOCK, (3, 3, 3, 0), strict=True)
    }
    (block,) = make_report(sources(told))["blocks"]
    assert block["stress"]["cells"] == [{"cell": "desaguadero", "withheld": "would_tell"}]
    assert block["stress"]["nation"] == {"withheld": "would_tell"}
    told[BLOCK[3]] = week({"desaguadero": 4}, {"desaguadero": 10})
    (block,) = make_report(sources(told))["blocks"]
    (cell,) = block["stress"]["cells"]
    assert (cell["n"], cell["low"], cell["high"]) == (40, 25, 50)


def test_a_cell_that_a_larger_k_finds_too_small_is_withheld_and_says_why() -> None:
    (cell, _) = make_report(sources({"2026-W46": PLAIN}, k=13))["stress"]["cells"]
    assert cell == {"cell": "desaguadero", "withheld": "too_few"}


def test_triggers_are_named_in_order_without_numbers_and_rare_ones_not() -> None:
    tallies = [
        Tally("region:oruro", "trigger", answer, n)
        for answer, n in (("turno", 9), ("carga", 6), ("familia", 3))
    ] + [Tally("nacional", "trigger", "turno", 4)]
    told = {name: WeekOfReplies(PLAIN.stress, tallies) for name in BLOCK}
    (block,) = make_report(sources(told, k=5))["blocks"]
    assert block["triggers"] == [
        {"cell": "nacional", "n": 15, "most": ["turno"]},
        {"cell": "region:oruro", "n": 70, "most": ["turno", "carga"]},
    ]


def test_lessons_and_breathing_are_shares_of_the_country() -> None:
    tallies = [
        Tally("nacional", "lesson-07", "up", 9),
        Tally("nacional", "lesson-07", "down", 2),
        Tally("nacional", "breathing", "-2", 8),
        Tally("nacional", "breathing", "1", 4),
    ]
    told = {name: WeekOfReplies(PLAIN.stress, tallies) for name in BLOCK}
    (block,) = make_report(sources(told))["blocks"]
    (lesson,) = block["lessons"]
    assert (lesson["lesson"], lesson["low"], lesson["high"]) == (7, 50, 100)
    assert (block["breathing"]["low"], block["breathing"]["change"]["mean"]) == (50, -1.0)


def test_an_evaluation_tells_mean_change_interval_and_how_many_are_missing() -> None:
    totals = {"who5@00": {40: 30, 60: 30}, "who5@12": {50: 24, 70: 24}, "nrs": {3: 100}}
    (told,) = make_report(sources({"2026-W46": PLAIN}, totals=totals))["evaluation"]
    first, second, third = told["weeks"]
    assert (told["instrument"], first["n"], first["mean"]) == ("who5", 60, 50.0)
    assert second["change"]["mean"] == 10.0
    low, high = second["change"]["interval"]
    assert low == pytest.approx(10 - 1.96 * 1.95, abs=0.1)
    assert high == pytest.approx(10 + 1.96 * 1.95, abs=0.1)
    assert second["lost"] == 20
    assert third == {"week": 24, "withheld": "nobody_yet"}


def test_a_mean_of_few_is_withheld() -> None:
    (told,) = make_report(sources({"2026-W46": PLAIN}, totals={"who5@00": {40: 29}}))["evaluation"]
    assert told["weeks"][0] == {"week": 0, "withheld": "few_means"}


def test_a_report_holds_the_digest_of_itself_and_of_the_one_before() -> None:
    first = make_report(sources({"2026-W46": PLAIN}))
    second = make_report(sources({"2026-W47": PLAIN}, before=first))
    assert first["sha256"] == digest(first)
    assert second["previous"] == first["sha256"]
    assert digest(second | {"programme": "Otro"}) != second["sha256"]


def test_the_same_sources_make_the_same_report_byte_for_byte() -> None:
    turned = WeekOfReplies(dict(list(PLAIN.stress.items())[::-1]), [])
    one, other = (make_report(sources({"2026-W46": told})) for told in (PLAIN, turned))
    assert as_text(one) == as_text(other)


@pytest.mark.parametrize(
    ("before", "after", "course"),
    [
        ((40, 45, 38, 47), (20, 25, 18, 28), Course.BETTER),
        ((40, 45, 38, 47), (35, 40, 33, 42), Course.SEEMS_BETTER),
        ((40, 45, 38, 47), (40, 45, 37, 48), Course.UNCLEAR),
        ((20, 25, 18, 28), (25, 30, 23, 32), Course.SEEMS_WORSE),
        ((20, 25, 18, 28), (40, 45, 38, 47), Course.WORSE),
    ],
)
def test_the_course_is_read_from_the_published_numbers_only(
    before: tuple[int, ...], after: tuple[int, ...], course: Course
) -> None:
    assert course_of(shown(*before), shown(*after)) is course


def shown(low: int, high: int, least: int, most: int) -> Document:
    """A published share."""
    return {"low": low, "high": high, "interval": [least, most]}
