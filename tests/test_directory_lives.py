"""/ayuda over HTTP: whoever asks, whatever is configured, also when the database is down."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from canary import everything_logged
from conftest import OpenStage
from officers import enrol
from test_guided_exercises import contents, under

from bot.demo.stage import Stage
from simulator.officer import Officer

NEVER_EMPTY = "emergencia más cercana"
WALK = ("Empezar", "Siguiente", "Siguiente", "Siguiente", "Siguiente", "Ver mi plan")


def line(place: int, **given: object) -> dict[str, object]:
    """A row of the configuration."""
    row: dict[str, object] = {
        "id": f"line-{place}",
        "name": f"Línea {place}",
        "channel": "phone",
        "number": f"80010400{place}",
        "hours": "24h",
        "topic": "listening",
        "verified_on": "2026-11-20",
    }
    return row | given


def rows(*lines: dict[str, object]) -> str:
    """Rows as the environment gives them."""
    return json.dumps(lines)


@contextmanager
def database_down(stage: Stage) -> Iterator[None]:
    """While it lasts, nobody can be looked up."""
    store = stage.respiro.stores.deliveries
    with store.begin() as connection:
        connection.execute(sa.text("ALTER TABLE subscriber RENAME TO away"))
    try:
        yield
    finally:
        with store.begin() as connection:
            connection.execute(sa.text("ALTER TABLE away RENAME TO subscriber"))


async def refusing(stage: Stage, name: str = "Ana") -> Officer:
    """Somebody who said no to the consent."""
    officer = stage.simulator.officer(name)
    await officer.send("/start")
    await officer.tap("No, gracias")
    return officer


async def paused(stage: Stage, name: str = "Ana") -> Officer:
    """Somebody who wants two weeks of silence."""
    officer = await enrol(stage, name)
    await officer.send("/pausa")
    await officer.tap("Dos semanas")
    return officer


async def stranger(stage: Stage, name: str = "Ana") -> Officer:
    """Somebody who has never written."""
    return stage.simulator.officer(name)


STATES: dict[str, Callable[[Stage], Awaitable[Officer]]] = {
    "stranger": stranger,
    "refusing": refusing,
    "paused": paused,
    "enrolled": enrol,
}


# The contacts of a department


async def test_open_lines_of_the_own_department_come_first(open_stage: OpenStage) -> None:
    lines = rows(
        line(1, hours="01:00-02:00"),
        line(2),
        line(3, departments=["La Paz"]),
        line(4, departments=["Tarija"]),
        line(5, verified_on=""),
    )
    async with open_stage(CONTACT=lines) as stage:
        ana = await enrol(stage)
        await ana.send("/ayuda")
        card = ana.last.text
    places = [card.index(f"Línea {number}") for number in (3, 2, 1, 5)]
    assert places == sorted(places)
    assert "Línea 4" not in card
    assert card.count("sin verificar") == 1
    assert card.count("abierto ahora") == 3


async def test_a_line_is_open_until_it_closes_and_no_longer(open_stage: OpenStage) -> None:
    async with open_stage(CONTACT=rows(line(1, hours="mon 08:00-08:31")), speaks=False) as stage:
        ana = await enrol(stage)
        await ana.send("/ayuda")
        assert "abierto ahora" in ana.last.text
        stage.clock.advance(timedelta(minutes=1))
        await ana.send("/ayuda")
        assert "abierto ahora" not in ana.last.text
        assert "cerrado ahora" in ana.last.text


async def test_on_a_holiday_no_office_is_said_to_be_open(open_stage: OpenStage) -> None:
    lines = rows(
        line(1, hours="mon-fri 08:00-18:00"), line(2, hours="08:00-18:00", on_holidays="closed")
    )
    async with open_stage(CONTACT=lines, SCHEDULE__HOLIDAYS="2026-11-23") as stage:
        ana = await enrol(stage)
        await ana.send("/ayuda")
        assert "abierto ahora" not in ana.last.text
        assert "horario por confirmar" in ana.last.text
        assert "cerrado ahora" in ana.last.text


async def test_contacts_called_too_long_ago_are_all_marked_and_shown(open_stage: OpenStage) -> None:
    stale = rows(line(1, verified_on="2026-08-24"), line(2, verified_on=""))
    async with open_stage(CONTACT=stale) as stage:
        ana = await enrol(stage)
        await ana.send("/ayuda")
        assert ana.last.text.count("sin verificar") == 2
        assert "Línea 1" in ana.last.text


async def test_a_call_of_ninety_days_ago_still_holds(open_stage: OpenStage) -> None:
    async with open_stage(CONTACT=rows(line(1, verified_on="2026-08-25"))) as stage:
        ana = await enrol(stage)
        await ana.send("/ayuda")
        assert "sin verificar" not in ana.last.text


@pytest.mark.parametrize("lines", [rows(), rows(line(1, departments=["Tarija"]))])
async def test_the_card_is_never_empty(open_stage: OpenStage, lines: str) -> None:
    async with open_stage(CONTACT=lines) as stage:
        ana = await enrol(stage)
        for key in ("/ayuda", "🤝 Ayudar a un colega"):
            await (ana.send if key.startswith("/") else ana.tap)(key)
            assert NEVER_EMPTY in ana.last.text
        await ana.tap("☎ Ayuda")
        await ana.tap("Otros departamentos")
        await ana.tap("Oruro")
        assert NEVER_EMPTY in ana.last.text
        await ana.send("/ayuda")
        await ana.tap("📝 Mi plan de seguridad")
        for label in WALK:
            await ana.tap(label)
        assert NEVER_EMPTY in ana.last.text


async def test_numbers_stand_as_phones_dial_them(open_stage: OpenStage) -> None:
    lines = rows(
        line(1, number="110"),
        line(2, number="800113040"),
        line(3, number="2 2440000"),
        line(4, number="77797667", channel="whatsapp"),
    )
    async with open_stage(CONTACT=lines) as stage:
        ana = await enrol(stage)
        await ana.send("/ayuda")
        told, marks = ana.last.text, ana.last.entities
    assert ": 110\n" in told
    assert "code" in {mark["type"] for mark in marks}
    assert ": 800-11-3040\n" in told
    assert ": +591-2-2440000\n" in told
    assert "https://wa.me/59177797667" in {mark.get("url") for mark in marks}


async def test_all_contacts_stand_page_by_page_with_what_they_say_of_themselves(
    open_stage: OpenStage,
) -> None:
    lines = [line(number) for number in range(1, 8)]
    lines[0] |= {"note": "Atienden por <texto>.", "languages": ["es", "qu"]}
    async with open_stage(CONTACT=rows(*lines)) as stage:
        ana = await enrol(stage)
        await ana.send("/ayuda")
        assert "Línea 6" not in ana.last.text
        number = ana.last.message_id
        await ana.tap("Todos los contactos")
        assert "Atienden por <texto>." in ana.last.text
        assert "español, quechua" in ana.last.text
        assert "Línea 6" in ana.last.text
        assert "Línea 7" not in ana.last.text
        await ana.tap("Más")
        assert "Línea 7" in ana.last.text
        await ana.tap("Anteriores")
        assert "1/2" in ana.last.text
        await ana.tap("◂ ☎ Ayuda")
        assert "No tiene que pasarlo a solas" in ana.last.text
        assert ana.last.message_id == number


async def test_other_departments_lead_to_their_contacts(stage: Stage) -> None:
    ana = await enrol(stage)
    await ana.send("/ayuda")
    await ana.tap("Otros departamentos")
    names = set(under(ana))
    assert {"La Paz", "Tarija", "Chuquisaca", "Pando", "Beni"} <= names
    await ana.tap("Tarija")
    assert "Contactos · Tarija" in ana.last.text
    assert "Instituto de Salud Mental de Tarija" in ana.last.text
    assert "Utraid" not in ana.last.text


async def test_a_department_where_no_unit_lies_can_be_chosen_too(open_stage: OpenStage) -> None:
    async with open_stage(CONTACT=rows(line(1, departments=["Amazonia"]))) as stage:
        ana = stage.simulator.officer("Ana")
        await ana.send("/ayuda")
        await ana.tap("Elegir mi departamento")
        await ana.tap("Amazonia")
        assert "Línea 1" in ana.last.text


# Whoever asks


async def test_who_is_not_enrolled_chooses_a_department(stage: Stage) -> None:
    ana = stage.simulator.officer("Ana")
    await ana.send("/ayuda")
    assert "Policía" in ana.last.text
    assert "Utraid" not in ana.last.text
    await ana.tap("Elegir mi departamento")
    await ana.tap("La Paz")
    assert "Utraid" in ana.last.text
    assert stage.respiro.enrolment.find(ana.id) is None


async def test_who_told_no_department_reads_where_an_emergency_number_serves(
    open_stage: OpenStage,
) -> None:
    lines = rows(line(1, topic="emergency", departments=["Oruro", "Beni"]))
    async with open_stage(CONTACT=lines) as stage:
        ana = stage.simulator.officer("Ana")
        await ana.send("/ayuda")
        assert "Solo en: Oruro, Beni" in ana.last.text


@pytest.mark.parametrize("state", STATES)
async def test_everything_is_open_to_everybody(stage: Stage, state: str) -> None:
    officer = await STATES[state](stage)
    await officer.send("/ayuda")
    await officer.tap("📝 Mi plan de seguridad")
    for label in WALK:
        await officer.tap(label)
    assert "Llamo a:" in officer.last.text
    await officer.tap("◂ ☎ Ayuda")
    await officer.tap("🤝 Ayudar a un colega")
    assert "Pregunte directo" in officer.last.text
    await officer.tap("◂ ☎ Ayuda")
    await officer.tap("Todos los contactos")
    assert "Familia Segura" in officer.last.text


async def test_all_of_it_works_while_the_database_is_down(open_stage: OpenStage) -> None:
    async with open_stage(speaks=False) as stage:
        ana = await enrol(stage)
        with database_down(stage):
            await ana.send("/ayuda")
            assert "No tiene que pasarlo a solas" in ana.last.text
            await ana.tap("Elegir mi departamento")
            await ana.tap("La Paz")
            assert "Utraid" in ana.last.text
            await ana.tap("◂ ☎ Ayuda")
            await ana.tap("📝 Mi plan de seguridad")
            await ana.tap("Empezar")
            await ana.tap("Todo me irrita")
            for label in WALK[1:]:
                await ana.tap(label)
            assert "• Todo me irrita" in ana.last.text
            await ana.tap("◂ ☎ Ayuda")
            await ana.tap("🤝 Ayudar a un colega")
            assert "Pregunte directo" in ana.last.text
            await ana.tap("◂ ☎ Ayuda")
            await ana.tap("Borrar este mensaje")
            assert "Pregunte directo" not in ana.transcript()
            assert "Algo falló" not in ana.transcript()
        await ana.send("/ayuda")
        assert "Otros departamentos" in under(ana)


# The safety plan


async def test_the_plan_shows_what_was_marked_and_forgets_what_was_taken_back(
    stage: Stage,
) -> None:
    ana = await enrol(stage)
    await ana.send("/ayuda")
    number = ana.last.message_id
    for label in (
        "📝 Mi plan de seguridad",
        "Empezar",
        "Duermo mal o no duermo",
        "Todo me irrita",
        "✓ Duermo mal o no duermo",
        "Siguiente",
        "Respirar despacio",
        "Siguiente",
        "Una amistad",
        "Siguiente",
    ):
        await ana.tap(label)
    assert "Policía" in ana.last.text
    for label in ("Siguiente", "Un lugar con gente", "◂ Atrás", "Siguiente", "Ver mi plan"):
        await ana.tap(label)
    told = ana.last.text
    assert ana.last.message_id == number
    marked = ("Todo me irrita", "Respirar despacio", "Una amistad", "Un lugar con gente")
    assert [told.index(one) for one in marked] == sorted(told.index(one) for one in marked)
    assert "Duermo mal" not in told
    await ana.tap("◂ Cambiar")
    assert "✓ Todo me irrita" in under(ana)


@pytest.mark.parametrize(
    "payload",
    [
        "a5|signs|ffffffff",
        "a5|signs|40000000",
        "a5|nada|00000000",
        "a5|signs|0",
        "a3|99|1",
        "a3||0",
    ],
)
async def test_a_forged_payload_changes_nothing_and_is_told(stage: Stage, payload: str) -> None:
    ana = await enrol(stage)
    await ana.send("/ayuda")
    before = ana.transcript()
    await ana.tap_data(payload)
    assert ana.alerts[-1].show_alert
    assert ana.transcript() == before


async def test_no_byte_of_any_file_changes_and_nothing_is_logged_whatever_is_marked(
    open_stage: OpenStage, tmp_path: Path
) -> None:
    with everything_logged() as caught:
        async with open_stage(speaks=False) as stage:
            ana = await enrol(stage)
            before, said = contents(tmp_path), len(caught.lines)
            await ana.send("/ayuda")
            await ana.tap("📝 Mi plan de seguridad")
            for label in WALK[:-1]:
                await ana.tap(label)
                for choice in under(ana)[:3]:
                    if "◂" not in choice and "▸" not in choice:
                        await ana.tap(choice)
            await ana.tap(WALK[-1])
            assert ana.last.text.count("• ") > 8
            await ana.tap("◂ ☎ Ayuda")
            await ana.tap("Otros departamentos")
            await ana.tap("Oruro")
            assert contents(tmp_path) == before
            assert [one for one in caught.lines[said:] if one.startswith("bot")] == []
            assert stage.respiro.stores.spool.rounds() == []


async def test_in_english_every_card_is_in_english(open_stage: OpenStage) -> None:
    async with open_stage(PROGRAMME__LANGUAGE="en") as stage:
        ana = stage.simulator.officer("Ana")
        await ana.send("/ayuda")
        assert "You don't have to" in ana.last.text
        await ana.tap("📝 My safety plan")
        await ana.tap("Begin")
        assert "My signs" in ana.last.text
