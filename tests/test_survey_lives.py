"""Longer sittings, end to end: over HTTP, through the real Application."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from conftest import OpenStage
from officers import enrol

from bot.arranging import surveys_from
from bot.demo.stage import Stage
from bot.domain.callbacks import Verb, encode
from bot.domain.timetable import round_of
from simulator.officer import Officer

CALM = "55555" + "1111" + "1111115"
HEAVY = "11111" + "4444" + "5555551"


def payload(stage: Stage, week: str, digits: str = "") -> str:
    """The key of a sitting of this round."""
    survey = surveys_from(stage.config)[week]
    return encode(Verb.SURVEY, week, round_now(stage), survey.tag, digits)


def round_now(stage: Stage) -> str:
    """The open round."""
    return round_of(stage.clock.now(), stage.respiro.calendar)


async def begin(stage: Stage, week: str) -> Officer:
    """An officer in front of the first question."""
    ana = await enrol(stage, days="Solo los lunes")
    await ana.send("/evaluacion")
    await ana.tap_data(payload(stage, week))
    return ana


async def answer(ana: Officer, digits: str) -> None:
    """Tap option after option, by its place."""
    for digit in digits:
        asked = next(one for one in reversed(ana.screen) if one.text.startswith("📋"))
        await ana.tap((asked.inline or [])[int(digit) - 1][0]["text"])


def kept(stage: Stage) -> list[dict[str, str]]:
    """What the open round holds."""
    spool = stage.respiro.stores.spool
    return [entry.answers for name in spool.rounds() for entry in spool.entries(name)]


async def test_a_whole_evaluation_is_one_message_and_one_entry(stage: Stage) -> None:
    ana = await begin(stage, "00")
    messages = len(ana.screen)
    assert "1/16" in ana.last.text
    await answer(ana, CALM[:-1])
    assert "16/16" in ana.last.text
    assert kept(stage) == []
    await answer(ana, CALM[-1])
    assert ana.last.text == "📋 Registrado. Gracias por tomarse este tiempo."
    assert len(ana.screen) == messages
    assert kept(stage) == [{"cbi@00": "0", "phq4@00": "0", "who5@00": "80"}]


async def test_a_hard_time_brings_the_contacts_and_the_same_words_in_the_message(
    stage: Stage,
) -> None:
    ana = await begin(stage, "12")
    await answer(ana, HEAVY)
    card = await ana.see("Sus respuestas hablan de un tiempo pesado")
    assert "110" in card.text
    assert any(one.text.startswith("📋 Registrado.") for one in ana.screen)


async def test_wellbeing_counts_together_with_this_weeks_stress(stage: Stage) -> None:
    ana = await begin(stage, "04")
    await answer(ana, "33333")  # 40
    assert not any("tiempo pesado" in one.text for one in ana.screen)
    await ana.send("/como_estoy")
    await ana.tap("6")
    await ana.send("/evaluacion")
    await ana.tap_data(payload(stage, "04"))
    await answer(ana, "33333")
    await ana.see("Sus respuestas hablan de un tiempo pesado")


async def test_a_sitting_left_is_taken_up_again_and_an_answer_can_be_corrected(
    stage: Stage,
) -> None:
    ana = await begin(stage, "04")
    await answer(ana, "55")
    stage.clock.advance(timedelta(hours=5))
    assert "3/5" in ana.last.text
    await ana.tap("◂ Atrás")
    assert "2/5" in ana.last.text
    await answer(ana, "1555")
    assert kept(stage) == [{"who5@04": str(4 * (4 + 0 + 4 + 4 + 4))}]


async def test_leaving_in_the_middle_leaves_no_trace(stage: Stage) -> None:
    ana = await begin(stage, "00")
    await answer(ana, CALM[:7])
    await ana.tap("Prefiero no responder")
    assert "no se guardó nada" in ana.last.text
    assert kept(stage) == []


async def test_a_late_sitting_is_not_kept_but_brings_the_contacts(stage: Stage) -> None:
    ana = await begin(stage, "04")
    await answer(ana, "1111")
    stage.clock.advance(timedelta(days=8))
    await answer(ana, "1")
    await ana.see("Sus respuestas hablan de un tiempo pesado")
    assert any("ya cerró" in one.text for one in ana.screen)
    assert kept(stage) == []


@pytest.mark.parametrize("digits", ["7", "111119", "1" * 17])
async def test_forged_answers_are_refused(stage: Stage, digits: str) -> None:
    ana = await enrol(stage, days="Solo los lunes")
    await ana.send("/evaluacion")
    await ana.tap_data(payload(stage, "00", digits))
    assert ana.alerts[-1].text.startswith("Ese botón ya no sirve")
    assert kept(stage) == []


async def test_keys_of_another_wording_are_refused(stage: Stage) -> None:
    ana = await enrol(stage, days="Solo los lunes")
    await ana.send("/evaluacion")
    await ana.tap_data(encode(Verb.SURVEY, "00", round_now(stage), "0000", ""))
    assert ana.alerts[-1].text.startswith("Ese botón ya no sirve")


async def test_by_hand_it_is_open_to_everybody_and_nothing_is_kept(stage: Stage) -> None:
    luis = stage.simulator.officer("Luis")
    await luis.send("/evaluacion")
    await luis.tap("Empezar ▸")
    await answer(luis, "11111")
    await luis.see("Sus respuestas hablan de un tiempo pesado")
    assert any("No se guardó nada" in one.text for one in luis.screen)
    assert kept(stage) == []


async def test_who_chose_lessons_only_is_not_kept(stage: Stage) -> None:
    ana = await enrol(stage, consent="Solo lecciones", days="Solo los lunes")
    await ana.send("/evaluacion")
    await ana.tap_data(payload(stage, "04"))
    await answer(ana, "55555")
    assert ana.last.text.endswith("No se guardó nada.")
    assert kept(stage) == []


async def test_a_discreet_officer_gets_the_way_to_help_as_a_pop_up(stage: Stage) -> None:
    ana = await enrol(stage, days="Solo los lunes")
    await ana.send("/discreto")
    await ana.send("/evaluacion")
    await ana.tap_data(payload(stage, "04"))
    messages = len(ana.screen)
    await answer(ana, "11111")
    assert "☎ Ayuda" in ana.alerts[-1].text
    assert len(ana.screen) == messages


async def test_a_licence_adds_the_pss4(open_stage: OpenStage) -> None:
    async with open_stage(CARE__PSS4_LICENCE="permiso del autor") as stage:
        ana = await begin(stage, "24")
        assert "1/20" in ana.last.text
        await answer(ana, CALM + "1551")
        assert kept(stage)[0]["pss4@24"] == "0"


async def test_the_file_of_the_open_round_is_untouched_until_the_last_tap(
    stage: Stage, tmp_path: Path
) -> None:
    ana = await begin(stage, "00")

    def files() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (tmp_path / "spool").iterdir()}

    before = files()
    await answer(ana, HEAVY[:-1])
    assert files() == before
    await answer(ana, HEAVY[-1])
    assert files() != before


@pytest.mark.parametrize("number", [30, 60])
async def test_a_lessons_key_opens_the_five_questions_of_which_nothing_is_kept(
    stage: Stage, number: int
) -> None:
    ana = await enrol(stage, days="Solo los lunes")
    await ana.tap_data(f"l1|{number}|3")
    await ana.tap("📋 Mi bienestar")
    assert "no se guarda nada" in ana.last.text
    await ana.tap("Empezar ▸")
    assert "1/5" in ana.last.text
    await answer(ana, "55555")
    assert ana.last.text == "📋 Gracias por tomarse este tiempo. No se guardó nada."
    assert kept(stage) == []
