"""Whatever comes in: a sensible short answer, or silence where that is right."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from conftest import SPECIFICATION, OpenStage
from officers import enrol

from bot.demo.stage import Stage
from bot.domain.callbacks import Verb
from simulator.officer import Officer
from simulator.server import Simulator
from simulator.specification import Specification

CONTACTS = "emergencia más cercana"


@pytest.fixture
async def ana(stage: Stage) -> Officer:
    """An officer who is enrolled."""
    return await enrol(stage)


def test_the_specification_of_the_bot_api_is_at_hand(specification: Specification | None) -> None:
    if specification is None:
        pytest.skip(f"{SPECIFICATION.name} is absent: requests are not held against it")
    assert specification.check_all([]) == []


# What the bot cannot take in


@pytest.mark.parametrize("kind", ["sticker", "voice", "photo", "location"])
async def test_what_it_cannot_see_or_hear_gets_a_kind_sentence(ana: Officer, kind: str) -> None:
    await getattr(ana, kind)()
    assert "No puedo escuchar audios ni ver imágenes" in ana.last.text
    assert ana.buttons[-1] == "☎ Ayuda"


async def test_an_edited_message_is_passed_over_in_silence(ana: Officer) -> None:
    await ana.send("hola")
    mine = next(m for m in ana.screen if m.text == "hola")
    before = len(ana.screen)
    await ana.edit(mine.message_id, "hola otra vez")
    assert len(ana.screen) == before


async def test_a_forwarded_text_is_answered_like_any_other(ana: Officer) -> None:
    await ana.forward("una noticia cualquiera")
    assert "no se guarda" in ana.last.text


async def test_a_group_is_met_with_silence(stage: Stage, ana: Officer) -> None:
    for text in ("/start", "hola", "☎ Ayuda"):
        await ana.in_group(text)
    group = stage.simulator.world.group()
    assert not [message for message in group.messages.values() if message.from_bot]


async def test_an_unknown_command_is_answered_with_those_that_exist(ana: Officer) -> None:
    await ana.send("/dinero")
    assert "/leccion" in ana.last.text


@pytest.mark.parametrize(
    "text",
    ["x" * 4096, '<b>&"</a>', "\u202e\u0007\u200b", "🙂" * 2048, "'; DROP TABLE subscriber; --"],
    ids=["long", "markup", "control", "emoji", "sql"],
)
async def test_any_text_gets_the_same_short_answer(ana: Officer, text: str) -> None:
    await ana.send(text)
    assert "yo entiendo los botones" in ana.last.text


async def test_markup_and_control_characters_in_a_name_do_no_harm(stage: Stage) -> None:
    odd = await enrol(stage, "<b>Ana</b>\u202e\u0000")
    assert "1/4" in odd.last.text


# A cry for help is never met with a menu


@pytest.mark.parametrize("text", ["ya no quiero vivir", "KIERO MORIRME", "me quiero matar"])
async def test_a_cry_for_help_is_answered_with_contacts(ana: Officer, text: str) -> None:
    await ana.send(text)
    assert "Gracias por decírmelo" in ana.last.text
    assert CONTACTS in ana.last.text


async def test_it_is_heard_from_a_stranger_in_an_edit_in_a_caption_and_behind_a_command(
    stage: Stage,
) -> None:
    stranger = stage.simulator.officer("Nadie")
    await stranger.send("/start ya no quiero vivir")
    assert "Gracias por decírmelo" in stranger.last.text
    await stranger.photo("quiero morirme")
    assert "Gracias por decírmelo" in stranger.last.text
    await stranger.send("hola")
    mine = next(m for m in stranger.screen if m.text == "hola")
    await stranger.edit(mine.message_id, "me quiero matar")
    assert "Gracias por decírmelo" in stranger.last.text


async def test_it_is_heard_while_the_database_is_down(
    stage: Stage, ana: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.delivery.find_subscriber", _broken)
    await ana.send("ya no quiero vivir")
    assert "Gracias por decírmelo" in ana.last.text


async def test_when_something_breaks_the_officer_gets_the_contacts(
    stage: Stage, ana: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.delivery.find_subscriber", _broken)
    await ana.send("/misdatos")
    assert "Algo falló de nuestro lado" in ana.last.text
    assert CONTACTS in ana.last.text


def _broken(*_: Any) -> None:
    raise OSError("the disk is gone")


# Buttons


@pytest.mark.parametrize(
    "data",
    [
        "",
        "x",
        "c1",
        "c1|2026-W48",
        "c1|2026-W48|11",
        "c1|2026-W48|-1",
        "c1|2026-W48|٣",
        "c1|2026-W48|7\n",
        "c1|2026-W48|7|7",
        "v0:old:format",
        "l1|999|1",
        "l1|1|9",
        "b2|inventado",
        "b3|478|5",
        "u1|99",
        "u3|no-existe",
        "d1|",
        "d2|2359",
        "d2|9999",
        "p1|3",
        "p3|zz",
        "{" + "x" * 62 + "}",
    ],
)
async def test_a_forged_or_foreign_payload_gets_a_popup_and_changes_nothing(
    stage: Stage, ana: Officer, data: str
) -> None:
    before = stage.respiro.enrolment.find(ana.id), ana.transcript()
    await ana.tap_data(data)
    assert "ya no sirve" in ana.alerts[-1].text
    assert (stage.respiro.enrolment.find(ana.id), ana.transcript()) == before


@pytest.mark.parametrize("verb", Verb)
async def test_every_tap_of_a_stranger_is_answered(stage: Stage, verb: Verb) -> None:
    arguments = {
        Verb.CONSENT_CARD: "|es|",
        Verb.CONSENT_TEXT: "|es|",
        Verb.CONSENT_GIVE: "|N|es|",
        Verb.REGION: "|0",
        Verb.UNIT: "|",
        Verb.DAYS: "|1",
        Verb.HOUR: "|0900",
        Verb.CHANGE: "|h",
        Verb.CARD: "|1|1",
        Verb.VOTE: "|1|u",
        Verb.LATER: "|1",
        Verb.NOW: "|1",
        Verb.STRESS: "|2026-W48|9",
        Verb.SKIP: "|2026-W48",
        Verb.FINISH: "|2026-W48",
        Verb.TRIGGER: "|2026-W48|otro",
        Verb.PROTOCOL: "|coherente",
        Verb.START: "|coherente|1",
        Verb.FINISHED: "|coherente|1",
        Verb.BEFORE: "|coherente|5",
        Verb.AFTER: "|coherente|5|4",
        Verb.PAUSE: "|2",
        Verb.ERASE: "|y",
        Verb.LANGUAGE: "|en",
    }
    stranger = stage.simulator.officer("Nadie")
    await stranger.send("/start")
    await stranger.tap_data(verb.value + arguments.get(verb, ""))
    assert len(stage.simulator.calls_of("answerCallbackQuery")) == 1
    assert stage.respiro.enrolment.find(stranger.id) is None
    assert stage.respiro.stores.spool.rounds() == []


async def test_a_double_tap_counts_once(stage: Stage, ana: Officer) -> None:
    await ana.send("/como_estoy")
    question = ana.last.message_id
    for _ in range(2):
        await ana.tap_data("c1|2026-W48|3", question)
    (entry,) = stage.respiro.stores.spool.entries("2026-W48")
    assert entry.answers == {"nrs": "3"}


async def test_a_tap_that_telegram_delivers_twice_is_handled_once(
    stage: Stage, ana: Officer
) -> None:
    await ana.send("/como_estoy")
    update = await ana.tap("9")
    shown = ana.transcript()
    stage.simulator.world.push(update)
    await ana.settled()
    assert ana.transcript() == shown


async def test_two_devices_pressing_consent_at_once_enrol_one_officer(stage: Stage) -> None:
    ana = stage.simulator.officer("Ana")
    await ana.send("/start")
    await ana.tap_data("e3|A|es|", wait=False)
    await ana.tap_data("e3|L|es|", wait=False)
    await ana.settled()
    officer = stage.respiro.enrolment.find(ana.id)
    assert officer is not None
    assert officer.consent == "lessons"


async def test_a_tap_on_a_message_of_last_month_is_answered(stage: Stage, ana: Officer) -> None:
    lesson = ana.last.message_id
    stage.clock.advance(timedelta(days=31))
    await ana.tap_data("l1|1|2", lesson)
    assert "2/4" in ana.transcript()


async def test_a_card_too_old_to_delete_loses_its_words(stage: Stage, ana: Officer) -> None:
    await ana.tap("☎ Ayuda")
    card = ana.last.message_id
    stage.clock.advance(timedelta(hours=49))
    await ana.tap_data(Verb.DISMISS.value, card)
    assert CONTACTS not in ana.transcript()


# Coming and going


async def test_erasing_in_the_middle_of_a_question_leaves_a_harmless_tap(
    stage: Stage, ana: Officer
) -> None:
    await ana.send("/como_estoy")
    question = ana.last.message_id
    await ana.send("/borrar")
    await ana.tap("Sí, borrar")
    await ana.tap_data("c1|2026-W48|9", question)
    assert stage.respiro.stores.spool.has_entry("2026-W48", ana.id) is False
    assert CONTACTS in ana.last.text


async def test_who_blocks_the_bot_gets_nothing_and_goes_on_after_coming_back(
    stage: Stage, ana: Officer
) -> None:
    ana.block()
    await ana.settled()
    officer = stage.respiro.enrolment.find(ana.id)
    assert officer is not None
    assert officer.active is False
    ana.unblock()
    await ana.send("/start")
    assert "Sus ajustes" in ana.last.text
    stage.clock.advance(timedelta(days=1, minutes=31))
    await ana.see("Estrés que ayuda")


async def test_an_update_that_cannot_be_read_stops_nobody(stage: Stage, ana: Officer) -> None:
    stage.simulator.world.push({"message": {"nonsense": True}}, chat_id=ana.id)
    stage.simulator.world.push({"callback_query": 7}, chat_id=ana.id)
    await ana.send("/ayuda")
    assert CONTACTS in ana.last.text


async def test_a_restart_loses_no_tap_and_repeats_no_answer(open_stage: OpenStage) -> None:
    simulator = Simulator()
    async with open_stage(simulator=simulator) as stage:
        ana = await enrol(stage)
        await ana.send("/como_estoy")
    await ana.tap("9", wait=False)
    async with open_stage(simulator=simulator):
        await ana.see(CONTACTS)
        await ana.settled()
    shown = ana.transcript()
    async with open_stage(simulator=simulator):
        await asyncio.sleep(0.3)
    assert ana.transcript() == shown


async def test_a_pause_that_is_over_is_not_shown_any_more(stage: Stage, ana: Officer) -> None:
    await ana.send("/pausa")
    await ana.tap("Dos días")
    await ana.send("/horario")
    assert "En pausa hasta el 25/11/2026" in ana.last.text
    stage.clock.advance(timedelta(days=9))
    await ana.send("/horario")
    assert "En pausa" not in ana.last.text
    await ana.send("/pausa")
    assert "Seguir ya" not in ana.buttons
