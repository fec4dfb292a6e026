"""Quiero que me contacten: an officer, a counsellor and everybody else, over HTTP."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import redis
import sqlalchemy as sa
from conftest import OpenStage
from officers import enrol
from waiting import until

from bot.demo.stage import Stage
from bot.storage.shared_waiting_room import SharedWaitingRoom
from simulator.faults import ResetAfter, TooMany
from simulator.officer import Officer

ROSA = {
    "name": "Lic. Rosa",
    "chat_id": 900_100_001,
    "hours": "mon-fri 08:30-18:30",
    "departments": [],
    "answer_within": "2h",
}
LUZ = ROSA | {"name": "Lic. Luz", "chat_id": 900_100_002}
TEXT = "Soy de turno noche, llámenme al 70011223 después de las 18"
CALL_ME = "Quiero que me contacten"


def counsellors(*rows: dict[str, Any]) -> str:
    """The counsellors as the environment names them."""
    return json.dumps(rows)


@pytest.fixture
def redis_url() -> Iterator[str]:
    """A server that answers; else the test is skipped."""
    url = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")
    client = redis.Redis.from_url(url, socket_connect_timeout=2)
    try:
        client.ping()
    except redis.RedisError as error:
        pytest.skip(f"no Redis answers at TEST_REDIS_URL: {type(error).__name__}")
    before = set(client.scan_iter("respiro*"))
    yield url
    for key in set(client.scan_iter("respiro*")) - before:
        client.delete(key)
    client.close()


async def started(stage: Stage, row: dict[str, Any]) -> Officer:
    """A counsellor who has written to the bot once."""
    person = stage.simulator.officer(row["name"], chat_id=row["chat_id"])
    await person.send("/start")
    return person


async def written(ana: Officer, text: str = TEXT) -> None:
    """A text that waits for Enviar."""
    await ana.send("/ayuda")
    await ana.tap(CALL_ME)
    await ana.tap("Escribir un mensaje")
    await ana.send(text)
    await ana.see("Esto se enviará a")


async def shared(ana: Officer) -> None:
    """A telephone that waits for Enviar."""
    await ana.send("/ayuda")
    await ana.tap(CALL_ME)
    await ana.tap("📱 Dar mi teléfono")
    await ana.tap("📱 Compartir mi teléfono")
    await ana.see("Esto se enviará a")


def got(person: Officer) -> list[str]:
    """The requests that somebody has got."""
    return [one.text for one in person.screen if "pide que la contacte" in one.text]


def told(officer: Officer, words: str) -> int:
    """How many messages of the bot hold these words."""
    return sum(words in one.text for one in officer.screen if one.from_bot)


async def swept(stage: Stage, **later: float) -> None:
    """So much later, when the bot has looked at what waits."""
    stage.clock.advance(timedelta(**later))
    await stage.respiro.handing_over.sweep()


# The key


async def test_without_counsellors_no_card_offers_a_call(stage: Stage) -> None:
    ana = await enrol(stage)
    await ana.send("/ayuda")
    assert CALL_ME not in ana.buttons


@pytest.mark.parametrize("opens", ["/ayuda", "quiero matarme", "me pega mi marido"])
async def test_every_card_of_contacts_offers_a_call_where_there_are_counsellors(
    open_stage: OpenStage, opens: str
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        ana = await enrol(stage)
        await ana.send(opens)
        assert CALL_ME in ana.buttons


async def test_the_pages_of_the_directory_offer_it_too(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        ana = await enrol(stage)
        await ana.send("/ayuda")
        for label in ("Todos los contactos", "Ayuda", "🤝 Ayudar a un colega"):
            await ana.tap(label)
            assert [key["text"] for row in ana.last.inline or () for key in row].count(CALL_ME) == 1


async def test_every_screen_of_the_safety_plan_that_names_contacts_offers_it(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA), speaks=False) as stage:
        ana = await enrol(stage)
        await ana.send("/ayuda")
        offered = []
        for label in ("Mi plan de seguridad", "Empezar", *["Siguiente"] * 4, "Ver mi plan"):
            await ana.tap(label)
            keys = [key["text"] for row in ana.last.inline or () for key in row]
            assert (CALL_ME in keys) is ("110" in ana.last.text)
            offered.append(CALL_ME in keys)
        assert sum(offered) == 3


async def test_a_department_that_nobody_serves_is_offered_nothing(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA | {"departments": ["Oruro"]})) as stage:
        ana = await enrol(stage)
        await ana.send("/ayuda")
        assert CALL_ME not in ana.buttons


async def test_the_officer_is_told_who_reads_it_and_until_when_an_answer_can_be_expected(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA, LUZ)) as stage:
        ana = await enrol(stage)
        await ana.send("/ayuda")
        await ana.tap(CALL_ME)
        assert "Está de guardia y lo leerá: Lic. Rosa" in ana.last.text
        assert "Si no se le puede entregar, lo leerá: Lic. Luz" in ana.last.text
        assert "hasta hoy a las 10:30" in ana.last.text
        assert "deja el anonimato ante esa persona, y solo ante ella" in ana.last.text


async def test_the_promise_is_told_on_the_officers_own_clock(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        ana = await enrol(stage)
        await ana.send("/horario")
        await ana.tap("Zona")
        await ana.tap("Santiago")
        await ana.send("/ayuda")
        await ana.tap(CALL_ME)
        assert "hasta hoy a las 11:30" in ana.last.text


async def test_with_nobody_on_duty_the_officer_is_told_at_once_and_nothing_is_taken(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        ana = await enrol(stage)
        stage.clock.advance(timedelta(hours=10, minutes=30))
        await ana.send("/ayuda")
        await ana.tap(CALL_ME)
        assert "nadie está de guardia" in ana.last.text
        assert "empieza mañana a las 08:30" in ana.last.text
        assert "emergencia más cercana" in ana.last.text
        assert not any("Escribir" in label for label in ana.buttons)
        for verb in ("w1", "w2"):  # an older card's keys take nothing either
            await ana.tap_data(verb)
            assert "nadie está de guardia" in ana.last.text


# A text


async def test_a_text_is_seen_before_it_is_sent_and_reaches_the_counsellor_alone(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA, LUZ)) as stage:
        rosa, luz = await started(stage, ROSA), await started(stage, LUZ)
        ana = await enrol(stage)
        await written(ana)
        assert TEXT in ana.last.text
        assert "Lic. Rosa" in ana.last.text
        assert got(rosa) == []
        await ana.tap("Enviar")
        assert "Enviado a Lic. Rosa" in ana.last.text
        assert "hasta hoy a las 10:30" in ana.last.text
        (request,) = got(rosa)
        assert TEXT in request
        assert "Departamento" not in request
        assert str(ana.id) not in request
        assert ana.name not in request
        assert got(luz) == []


async def test_markup_in_a_text_arrives_as_it_was_typed(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await written(ana, "<b>7 < 8</b> & [x](y) {z}")
        await ana.tap("Enviar")
        assert "<b>7 < 8</b> & [x](y) {z}" in got(rosa)[0]


async def test_the_department_is_told_only_if_the_officer_adds_it(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await written(ana)
        await ana.tap("Añadir mi departamento")
        await ana.tap("Quitar mi departamento")
        assert "Departamento" not in ana.last.text
        await ana.tap("Añadir mi departamento")
        assert "Departamento: La Paz" in ana.last.text
        await ana.tap("Enviar")
        assert "Departamento: La Paz" in got(rosa)[0]


async def test_what_is_changed_or_not_sent_reaches_nobody(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await written(ana)
        old = next(key for row in ana.last.inline or () for key in row if key["text"] == "Enviar")
        await ana.tap("Cambiar")
        await ana.tap("Escribir un mensaje")
        await ana.send("otra cosa")
        await ana.tap_data(old["callback_data"])
        assert told(ana, "Eso ya no lo tengo") == 1
        await ana.tap("No enviar")
        assert "No se envió nada" in ana.last.text
        assert got(rosa) == []


async def test_a_second_tap_on_send_sends_nothing_more(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await written(ana)
        key = next(key for row in ana.last.inline or () for key in row if key["text"] == "Enviar")
        await ana.tap_data(key["callback_data"])
        await ana.tap_data(key["callback_data"])
        assert len(got(rosa)) == 1


async def test_a_text_that_sounds_like_danger_is_answered_first_and_can_be_sent_all_the_same(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await ana.send("/ayuda")
        await ana.tap(CALL_ME)
        await ana.tap("Escribir un mensaje")
        before = len(ana.screen)
        await ana.send("quiero matarme, llámenme al 70011223")
        _, card, preview = ana.screen[before:]
        assert "Gracias por decírmelo" in card.text
        assert "Esto se enviará a Lic. Rosa" in preview.text
        await ana.tap("Enviar")
        assert "quiero matarme" in got(rosa)[0]


async def test_a_text_too_long_is_asked_for_again(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        ana = await enrol(stage)
        await ana.send("/ayuda")
        await ana.tap(CALL_ME)
        await ana.tap("Escribir un mensaje")
        await ana.send("x" * 1001)
        assert "demasiado largo" in ana.last.text
        await ana.send("x" * 1000)
        await ana.see("Esto se enviará a")


async def test_without_a_request_a_text_is_read_by_nobody_as_before(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await ana.send("hola")
        assert "ninguna persona lo lee" in ana.last.text
        await ana.share_contact()
        assert "No puedo escuchar" in ana.last.text
        assert got(rosa) == []


async def test_after_ten_minutes_what_was_not_sent_is_forgotten_and_the_officer_told(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await written(ana)
        await swept(stage, minutes=10)
        assert "no se envió nada" in ana.last.text
        await ana.tap("Enviar")
        assert told(ana, "Eso ya no lo tengo") == 1
        assert got(rosa) == []
        assert stage.respiro.counselling.room.all("draft") == {}


# A telephone


async def test_a_telephone_is_shared_with_a_key_and_the_usual_keys_come_back(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        usual = ana.keyboard
        await ana.send("/ayuda")
        await ana.tap(CALL_ME)
        await ana.tap("📱 Dar mi teléfono")
        assert ana.keyboard == [["📱 Compartir mi teléfono"], ["No enviar nada"]]
        await ana.tap("📱 Compartir mi teléfono")
        assert ana.keyboard == usual
        assert f"Teléfono: +{ana.person.phone_number}" in ana.last.text
        await ana.tap("Enviar")
        assert f"Teléfono: +{ana.person.phone_number}" in got(rosa)[0]


async def test_somebody_elses_telephone_is_not_taken(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        ana = await enrol(stage)
        await ana.send("/ayuda")
        await ana.tap(CALL_ME)
        await ana.tap("📱 Dar mi teléfono")
        await ana.share_contact(stage.simulator.officer("Luis"))
        assert "Ese no es su teléfono" in ana.last.text
        await ana.tap("No enviar nada")
        assert "No se envió nada" in ana.last.text
        assert ana.keyboard is not None
        assert "☎ Ayuda" in ana.keyboard[1]


async def test_who_has_no_such_key_may_write_the_number(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await ana.send("/ayuda")
        await ana.tap(CALL_ME)
        await ana.tap("📱 Dar mi teléfono")
        await ana.send("70011223")
        await ana.tap("Enviar")
        assert "70011223" in got(rosa)[0]


# The counsellor


async def test_when_the_counsellor_takes_it_the_officer_is_told_once(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await written(ana)
        await ana.tap("Enviar")
        (key,) = (key for row in rosa.last.inline or () for key in row)
        await rosa.tap("Tomado")
        assert "Lic. Rosa ya tomó su pedido" in ana.last.text
        assert rosa.alerts[-1].text.startswith("Gracias")
        assert "Tomado" not in rosa.buttons
        assert stage.respiro.counselling.room.all("request") == {}
        await rosa.tap_data(key["callback_data"])
        assert rosa.alerts[-1].show_alert
        assert "Ya no conozco este pedido" in rosa.alerts[-1].text
        await swept(stage, hours=13)
        assert told(ana, "ya tomó su pedido") == 1
        assert told(ana, "no confirmó") == 0


async def test_nobody_but_its_counsellor_can_take_a_request(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA, LUZ)) as stage:
        rosa, luz = await started(stage, ROSA), await started(stage, LUZ)
        ana = await enrol(stage)
        await written(ana)
        await ana.tap("Enviar")
        (key,) = (key for row in rosa.last.inline or () for key in row)
        await luz.tap_data(key["callback_data"])
        assert "Ya no conozco" in luz.alerts[-1].text
        await ana.tap_data(key["callback_data"])
        assert told(ana, "ya tomó su pedido") == 0
        await rosa.tap("Tomado")
        assert told(ana, "ya tomó su pedido") == 1


async def test_when_nobody_takes_it_in_time_the_officer_is_told_once_with_contacts(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await written(ana)
        await ana.tap("Enviar")
        await swept(stage, hours=1, minutes=59)
        assert told(ana, "no confirmó") == 0
        await swept(stage, minutes=1)
        assert "Lic. Rosa no confirmó" in ana.last.text
        assert "emergencia más cercana" in ana.last.text
        await swept(stage, minutes=1)
        assert told(ana, "no confirmó") == 1
        await rosa.tap("Tomado")
        assert "ya tomó su pedido" in ana.last.text


async def test_twelve_hours_after_its_promise_a_request_is_forgotten(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await written(ana)
        await ana.tap("Enviar")
        await swept(stage, hours=2)
        await swept(stage, hours=12)
        assert stage.respiro.counselling.room.all("request") == {}
        await rosa.tap("Tomado")
        assert "Ya no conozco" in rosa.alerts[-1].text


async def test_an_officer_who_has_blocked_the_bot_cannot_be_told_and_the_counsellor_hears_it(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await written(ana)
        await ana.tap("Enviar")
        ana.block()
        await ana.settled()
        await rosa.tap("Tomado")
        assert "me bloqueó" in rosa.alerts[-1].text


async def test_whoever_cannot_be_reached_is_passed_over_for_the_next_on_duty(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA, LUZ)) as stage:
        luz, ana = await started(stage, LUZ), await enrol(stage)  # Rosa has never written
        await written(ana)
        assert "Si no se le puede entregar, a: Lic. Luz" in ana.last.text
        await ana.tap("Enviar")
        assert "Enviado a Lic. Luz" in ana.last.text
        assert len(got(luz)) == 1


async def test_the_start_names_counsellors_who_cannot_be_written_to(
    open_stage: OpenStage, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        await started(stage, ROSA)
        telegram = stage.simulator
    caplog.clear()
    async with open_stage(COUNSELLOR=counsellors(ROSA, LUZ), simulator=telegram) as stage:
        await until(lambda: len(telegram.calls_of("sendChatAction")) >= 3)
        await until(lambda: "Lic. Luz cannot be written to" in caplog.text)
        assert "Lic. Rosa cannot" not in caplog.text


async def test_when_no_counsellor_can_be_reached_the_officer_is_told_with_contacts(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA, LUZ)) as stage:
        rosa = await started(stage, ROSA)
        rosa.block()
        ana = await enrol(stage)
        await written(ana)
        await ana.tap("Enviar")
        assert "No pude entregar su pedido" in ana.last.text
        assert "emergencia más cercana" in ana.last.text
        assert stage.respiro.counselling.room.all("request") == {}


async def test_what_telegram_puts_off_is_tried_again_and_arrives(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await written(ana)
        stage.simulator.faults.add("sendMessage", chat_id=rosa.id, kind=TooMany(5))
        await ana.tap("Enviar")
        assert "Sigo intentando hasta hoy a las 08:35" in ana.last.text
        assert got(rosa) == []
        await swept(stage, seconds=15)
        assert len(got(rosa)) == 1
        assert "Enviado a Lic. Rosa" in ana.last.text


async def test_what_cannot_be_handed_over_for_five_minutes_is_forgotten_and_told(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await written(ana)
        stage.simulator.faults.add("sendMessage", chat_id=rosa.id, times=None, kind=TooMany(5))
        await ana.tap("Enviar")
        for _ in range(4):
            await swept(stage, minutes=1)
        assert told(ana, "No pude entregar") == 0
        await swept(stage, minutes=1)
        assert "No pude entregar su pedido" in ana.last.text
        assert stage.respiro.counselling.room.all("request") == {}
        stage.simulator.faults.clear()
        await swept(stage, minutes=1)
        assert got(rosa) == []


async def test_where_nobody_knows_whether_it_arrived_that_is_what_the_officer_hears(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await written(ana)
        stage.simulator.faults.add("sendMessage", chat_id=rosa.id, times=None, kind=ResetAfter())
        await ana.tap("Enviar")
        assert "Sigo intentando" in ana.last.text
        await swept(stage, seconds=15)
        assert "No sé si su pedido le llegó a Lic. Rosa" in ana.last.text
        assert len(got(rosa)) == 2
        (waiting,) = stage.respiro.counselling.requests()
        assert (waiting.text, waiting.phone) == ("", "")
        await rosa.tap("Tomado")
        assert "ya tomó su pedido" in ana.last.text


async def test_what_has_to_be_told_is_told_when_telegram_answers_again(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await written(ana)
        await ana.tap("Enviar")
        stage.simulator.faults.add("sendMessage", chat_id=ana.id, kind=TooMany(5))
        await rosa.tap("Tomado")
        assert "en cuanto se pueda" in rosa.alerts[-1].text
        await swept(stage, seconds=5)
        assert told(ana, "ya tomó su pedido") == 1


async def test_three_open_requests_are_enough(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        for _ in range(3):
            await written(ana)
            await ana.tap("Enviar")
        await ana.send("/ayuda")
        await ana.tap(CALL_ME)
        await ana.tap("Escribir un mensaje")
        assert "Ya hay varios pedidos suyos" in ana.last.text
        assert len(got(rosa)) == 3


# On and off duty


async def test_a_counsellor_goes_off_and_on_duty_by_hand_and_officers_are_told_the_truth(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await rosa.send("/guardia")
        assert "de guardia hasta hoy a las 18:30" in rosa.last.text
        await rosa.tap("Salir; vuelvo mañana a las 08:30")
        assert "No está de guardia. Su próxima guardia empieza mañana a las 08:30" in rosa.last.text
        await ana.send("/ayuda")
        await ana.tap(CALL_ME)
        assert "empieza mañana a las 08:30" in ana.last.text
        await rosa.tap("Entrar por 2 horas")
        assert "de guardia" in rosa.last.text
        await ana.tap(CALL_ME)
        assert "lo leerá: Lic. Rosa" in ana.last.text


async def test_off_duty_by_hand_ends_when_the_hours_begin(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await rosa.send("/guardia")
        await rosa.tap("Salir; vuelvo mañana")
        stage.clock.advance(timedelta(days=1))
        await ana.send("/ayuda")
        await ana.tap(CALL_ME)
        assert "lo leerá: Lic. Rosa" in ana.last.text


async def test_duty_by_hand_outlasts_a_restart(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa = await started(stage, ROSA)
        await rosa.send("/guardia")
        await rosa.tap("Salir hasta que yo avise")
        telegram = stage.simulator
    async with open_stage(COUNSELLOR=counsellors(ROSA), simulator=telegram) as stage:
        ana = await enrol(stage)
        await ana.send("/ayuda")
        await ana.tap(CALL_ME)
        assert "nadie está de guardia" in ana.last.text
        await rosa.tap("Seguir mi horario")
        await ana.tap(CALL_ME)
        assert "lo leerá: Lic. Rosa" in ana.last.text


async def test_who_goes_off_duty_before_it_is_sent_does_not_get_it(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await written(ana)
        await rosa.send("/guardia")
        await rosa.tap("Salir hasta que yo avise")
        await ana.tap("Enviar")
        assert "nadie está de guardia" in ana.last.text
        assert got(rosa) == []


async def test_duty_is_no_command_for_anybody_else(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        ana = await enrol(stage)
        await ana.send("/guardia")
        assert "No conozco esa orden" in ana.last.text
        await ana.tap_data("w8|x")
        assert stage.respiro.counselling.on_call.known() == {}


async def test_a_counsellor_is_an_officer_too_but_never_ones_own_counsellor(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa = await started(stage, ROSA)
        for label in ("Acepto", "La Paz", "Desaguadero", "De lunes a viernes", "09:00"):
            await rosa.tap(label)
        await rosa.send("/ayuda")
        await rosa.tap(CALL_ME)
        assert "nadie está de guardia" in rosa.last.text


# For everybody


async def test_a_stranger_who_has_agreed_to_nothing_can_ask(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, eva = await started(stage, ROSA), stage.simulator.officer("Eva")
        await eva.send("/start")
        await eva.tap("No, gracias")
        await written(eva)
        assert "Añadir mi departamento" not in eva.buttons
        await eva.tap("Enviar")
        assert len(got(rosa)) == 1
        await rosa.tap("Tomado")
        assert "ya tomó su pedido" in eva.last.text
        assert stage.respiro.enrolment.find(eva.id) is None


async def test_a_pause_holds_no_answer_back(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await ana.send("/pausa")
        await ana.tap("Un mes")
        await shared(ana)
        await ana.tap("Enviar")
        await rosa.tap("Tomado")
        assert "ya tomó su pedido" in ana.last.text


async def test_in_english_everything_is_in_english(open_stage: OpenStage) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await ana.send("/idioma")
        await ana.tap("English")
        await ana.send("/ayuda")
        await ana.tap("I want to be contacted")
        assert "You can expect an answer by today at 10:30" in ana.last.text
        await ana.tap("Write a message")
        await ana.send("call 70011223")
        await ana.tap("Send")
        assert "Sent to Lic. Rosa" in ana.last.text
        await rosa.tap("Tomado")
        assert "has taken your request" in ana.last.text


async def test_while_the_store_is_down_a_request_is_handed_over_all_the_same(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA | {"departments": ["Oruro"]})) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        with stage.respiro.stores.deliveries.begin() as connection:
            connection.execute(sa.text("DROP TABLE subscriber"))
        await ana.send("/ayuda")
        await ana.tap(CALL_ME)
        await ana.tap("Escribir un mensaje")
        await ana.send(TEXT)
        await ana.tap("Enviar")
        assert "Enviado a Lic. Rosa" in ana.last.text
        assert TEXT in got(rosa)[0]
        await rosa.tap("Tomado")
        assert "ya tomó su pedido" in ana.last.text


# What is left


async def test_after_a_restart_a_request_is_unknown_and_the_counsellor_hears_it(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await written(ana)
        await ana.tap("Enviar")
        await written(ana, "y otra cosa")
        telegram = stage.simulator
    async with open_stage(COUNSELLOR=counsellors(ROSA), simulator=telegram):
        await rosa.tap("Tomado")
        assert "el programa se reinició" in rosa.alerts[-1].text
        assert "no pude avisarle a la persona" in rosa.alerts[-1].text
        await ana.tap("Enviar")
        assert told(ana, "Con ese botón no se envió nada") == 1
        assert len(got(rosa)) == 1


async def test_where_workers_share_a_memory_any_of_them_knows_a_request(
    open_stage: OpenStage, redis_url: str
) -> None:
    settings = {"COUNSELLOR": counsellors(ROSA), "STORAGE__SPOOL_URL": redis_url}
    async with open_stage(**settings) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await shared(ana)
        telegram = stage.simulator
    async with open_stage(simulator=telegram, **settings):
        await ana.tap("Enviar")
        assert "Enviado a Lic. Rosa" in ana.last.text
    async with open_stage(simulator=telegram, **settings) as stage:
        await rosa.tap("Tomado")
        assert "ya tomó su pedido" in ana.last.text
        assert stage.respiro.counselling.room.all("request") == {}


async def test_a_shared_memory_that_is_gone_is_owned_up_to_and_the_contacts_are_there(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        ana = await enrol(stage)
        await ana.send("/ayuda")
        await ana.tap(CALL_ME)
        nowhere = SharedWaitingRoom("redis://127.0.0.1:1/0", "x")
        object.__setattr__(stage.respiro.counselling, "room", nowhere)
        await ana.tap("Escribir un mensaje")
        assert "Algo falló de nuestro lado" in ana.last.text
        assert "emergencia más cercana" in ana.last.text
        await ana.send("hola")
        assert "ninguna persona lo lee" in ana.last.text


async def test_what_waits_is_shown_by_misdatos_and_forgotten_by_borrar(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await written(ana)
        await ana.send("/misdatos")
        assert "todavía no envió" in ana.last.text
        await ana.tap("Enviar")
        await ana.send("/misdatos")
        assert "Lic. Rosa tiene un pedido suyo" in ana.last.text
        await written(ana)
        await ana.send("/borrar")
        await ana.tap("Sí, borrar")
        assert stage.respiro.counselling.waiting_of(ana.id, stage.clock.now()) == (None, [])
        await rosa.tap("Tomado")
        assert told(ana, "ya tomó su pedido") == 0
        await ana.send("/misdatos")
        assert ana.last.text == "No guardo nada de usted."


async def test_the_privacy_text_tells_of_it_only_where_there_are_counsellors(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        ana = stage.simulator.officer("Ana")
        await ana.send("/privacidad")
        assert "Si pide que le contacten" in ana.last.text
        telegram = stage.simulator
    async with open_stage(simulator=telegram):
        await ana.send("/privacidad")
        assert "Si pide que le contacten" not in ana.last.text


async def test_a_clean_stop_tells_the_officer_what_was_not_handed_over(
    open_stage: OpenStage,
) -> None:
    async with open_stage(COUNSELLOR=counsellors(ROSA)) as stage:
        rosa, ana = await started(stage, ROSA), await enrol(stage)
        await written(ana)
        stage.simulator.faults.add("sendMessage", chat_id=rosa.id, times=None, kind=TooMany(5))
        await ana.tap("Enviar")
        assert "Sigo intentando" in ana.last.text
    assert "No pude entregar su pedido" in ana.last.text
