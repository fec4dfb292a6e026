"""A lesson after a hard event, end to end: over HTTP, for a unit and never for one person."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from conftest import MONDAY, OpenStage
from officers import enrol
from storage.people import officer

from bot.demo.stage import Stage
from bot.domain.callbacks import Verb, encode
from bot.domain.model import Consent, PromptKind, Step
from bot.storage import appointments, delivery, events
from simulator.officer import Officer

K = 5
BOSS = 77
TITLE = "Después de un operativo difícil"
FIRST_CARD = "El operativo terminó hace unas horas"


@pytest.fixture
async def unit_stage(open_stage: OpenStage) -> AsyncIterator[Stage]:
    """The bot with one administrator, speaking only when a test beats it; five make a unit."""
    settings = {"PROGRAMME__ADMINISTRATORS": f"[{BOSS}]", "PRIVACY__K": str(K)}
    async with open_stage(speaks=False, **settings) as stage:
        stage.simulator.officer("Jefa", chat_id=BOSS, started=True)
        yield stage


def boss_of(stage: Stage) -> Officer:
    """The administrator."""
    return stage.simulator.officers[BOSS]


def team(
    stage: Stage, size: int = K, unit: str = "desaguadero", **changes: object
) -> list[Officer]:
    """Officers of a unit whose own lessons come on Sundays."""
    people = [
        stage.simulator.officer(f"{unit} {number} {changes}", started=True)
        for number in range(size)
    ]
    with stage.respiro.stores.deliveries.begin() as connection:
        for one in people:
            fields = {"unit": unit, "days": (7,), "hour": time(9)} | changes
            delivery.add_subscriber(connection, officer(one.id, **fields))
    return people


def drawn_up(stage: Stage, people: list[Officer]) -> list[list[str]]:
    """The events that each officer's appointments tell of."""
    with stage.respiro.stores.deliveries.begin() as connection:
        return [
            [
                str(one.item)
                for one in appointments.appointments_of(connection, person.id)
                if one.kind is PromptKind.EVENT
            ]
            for person in people
        ]


async def send_lesson(stage: Stage, unit: str = "desaguadero", title: str = TITLE) -> Officer:
    """The administrator sends a lesson to a unit."""
    boss = boss_of(stage)
    await boss.send(f"/acompanar {unit}")
    await boss.tap(title)
    await boss.tap("Sí, enviar")
    return boss


async def beat(stage: Stage, now: datetime | None = None) -> int:
    """One beat of the speaker, at a moment."""
    if now is not None:
        stage.clock.set(now)
    return await stage.respiro.speaker.beat()


async def test_everybody_of_the_unit_gets_the_lesson_and_nobody_else(unit_stage: Stage) -> None:
    ours = team(unit_stage)
    others = team(unit_stage, unit="pisiga")
    boss = await send_lesson(unit_stage)
    assert boss.last.text == f"🤝 Listo. «{TITLE}» va en camino a Desaguadero."
    assert await beat(unit_stage) == K
    assert [FIRST_CARD in one.last.text for one in ours] == [True] * K
    assert [one.screen for one in others] == [[]] * K


async def test_before_it_is_sent_unit_lesson_and_rule_are_shown(unit_stage: Stage) -> None:
    people = team(unit_stage)
    boss = boss_of(unit_stage)
    await boss.send("/acompanar DESAGUADERO")
    assert [key for key in boss.buttons if key != "No enviar"] == [
        TITLE,
        "Amenazas y miedo: qué hacer hoy",
        "Cuando el equipo es señalado por la prensa",
        "Duelo por alguien del equipo",
    ]
    await boss.tap(TITLE)
    for said in (TITLE, "Desaguadero", "nunca a una sola", FIRST_CARD):
        assert said in boss.last.text
    assert drawn_up(unit_stage, people) == [[]] * K
    await boss.tap("No enviar")
    assert boss.last.text == "Está bien, no envié nada."
    assert drawn_up(unit_stage, people) == [[]] * K


async def test_its_cards_open_to_the_end_and_it_can_be_put_off(unit_stage: Stage) -> None:
    ana = team(unit_stage)[0]
    await send_lesson(unit_stage)
    await beat(unit_stage)
    await ana.tap("Más tarde")
    assert "Se la traigo otra vez" in ana.last.text
    await beat(unit_stage, unit_stage.clock.now() + timedelta(hours=2))
    assert FIRST_CARD in ana.last.text
    await ana.tap("Siguiente ▸")
    await ana.tap("Siguiente ▸")
    await ana.tap("Siguiente ▸")
    assert "En un comiso hubo pedradas" in ana.last.text


async def test_nobody_but_an_administrator_can_send_one(unit_stage: Stage) -> None:
    people = team(unit_stage)
    ana = people[0]
    await ana.send("/nada")
    unknown = ana.last.text
    await ana.send("/acompanar desaguadero")
    assert ana.last.text == unknown
    for payload in (
        encode(Verb.EVENT_LESSON, "desaguadero", "61"),
        encode(Verb.EVENT_SEND, "desaguadero", "61"),
        encode(Verb.EVENT_LEAVE),
    ):
        await ana.tap_data(payload)
        assert ana.alerts[-1].text.startswith("Ese botón ya no sirve")
    assert drawn_up(unit_stage, people) == [[]] * K


@pytest.mark.parametrize("size", [0, 1, K - 1])
async def test_a_small_unit_is_refused_with_the_same_words_whatever_its_size(
    unit_stage: Stage, size: int
) -> None:
    people = team(unit_stage, size)
    boss = boss_of(unit_stage)
    await boss.send("/acompanar desaguadero")
    expected = (
        "No envío nada a Desaguadero: participan menos de 5 personas, y una lección así es para "
        "un equipo, nunca para alguien en particular."
    )
    assert boss.last.text == expected
    await boss.tap_data(encode(Verb.EVENT_SEND, "desaguadero", "61"))
    assert boss.last.text == expected
    assert drawn_up(unit_stage, people) == [[]] * size


async def test_a_larger_unit_is_answered_as_one_that_is_just_large_enough(
    unit_stage: Stage,
) -> None:
    team(unit_stage)
    team(unit_stage, 3 * K, unit="pisiga")
    told = []
    for unit in ("desaguadero", "pisiga"):
        boss = await send_lesson(unit_stage, unit)
        told.append(boss.last.text.replace("Desaguadero", "…").replace("Pisiga", "…"))
    assert told[0] == told[1]


async def test_who_is_not_enrolled_to_the_end_or_is_gone_does_not_count(
    unit_stage: Stage,
) -> None:
    people = team(unit_stage, K - 1)
    people += team(unit_stage, 2, step=Step.HOUR) + team(unit_stage, 2, active=False)
    boss = boss_of(unit_stage)
    await boss.send("/acompanar desaguadero")
    assert "participan menos de 5" in boss.last.text
    people += team(unit_stage, 1, consent=Consent.LESSONS)
    await send_lesson(unit_stage)
    assert drawn_up(unit_stage, people) == [["61"]] * (K - 1) + [[]] * 4 + [["61"]]


@pytest.mark.parametrize("typed", ["", "Nowhere", "desaguadero ana"])
async def test_an_unknown_unit_is_answered_with_one_sentence_and_all_units(
    unit_stage: Stage, typed: str
) -> None:
    boss = boss_of(unit_stage)
    await boss.send(f"/acompanar {typed}")
    assert boss.last.text.startswith("Escriba el puesto así: /acompanar ")
    for unit in unit_stage.config.units:
        assert unit.name in boss.last.text


@pytest.mark.parametrize(
    ("unit", "lesson"), [("desaguadero", "1"), ("desaguadero", "65"), ("nowhere", "61")]
)
async def test_a_forged_key_sends_no_other_lesson_and_to_no_other_place(
    unit_stage: Stage, unit: str, lesson: str
) -> None:
    people = team(unit_stage)
    boss = boss_of(unit_stage)
    await boss.send("/acompanar desaguadero")
    await boss.tap_data(encode(Verb.EVENT_SEND, unit, lesson))
    assert boss.alerts[-1].text.startswith("Ese botón ya no sirve")
    assert drawn_up(unit_stage, people) == [[]] * K


async def test_a_doubled_tap_sends_nothing_twice(unit_stage: Stage) -> None:
    (ana, *_) = team(unit_stage)
    boss = await send_lesson(unit_stage)
    await beat(unit_stage)
    await boss.tap_data(encode(Verb.EVENT_SEND, "desaguadero", "61"))
    assert boss.last.text == (
        f"Desaguadero ya recibió «{TITLE}» en los últimos 14 días. No la repito."
    )
    assert await beat(unit_stage) == 0
    assert len(ana.screen) == 1


async def test_another_lesson_waits_for_the_next_day_and_the_same_for_two_weeks(
    unit_stage: Stage,
) -> None:
    team(unit_stage)
    boss = await send_lesson(unit_stage)
    await boss.send("/acompanar desaguadero")
    await boss.tap("Duelo")
    assert boss.last.text == "Desaguadero ya recibió una lección así hoy. Mañana puede enviar otra."
    unit_stage.clock.advance(timedelta(days=1))
    boss = await send_lesson(unit_stage, title="Duelo por alguien del equipo")
    assert "va en camino" in boss.last.text
    unit_stage.clock.advance(timedelta(days=14))
    boss = await send_lesson(unit_stage)
    assert "va en camino" in boss.last.text


async def test_at_night_it_waits_for_the_end_of_the_quiet_hours_of_each_clock(
    unit_stage: Stage,
) -> None:
    people = team(unit_stage)
    elsewhere = team(unit_stage, 1, zone="America/Sao_Paulo")  # an hour ahead
    night = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)  # 21:30 in La Paz
    unit_stage.clock.set(night)
    await send_lesson(unit_stage)
    assert await beat(unit_stage) == 0
    assert await beat(unit_stage, datetime(2026, 11, 24, 9, 59, tzinfo=UTC)) == 0
    assert await beat(unit_stage, datetime(2026, 11, 24, 10, 0, 5, tzinfo=UTC)) == 1
    assert FIRST_CARD in elsewhere[0].last.text
    assert await beat(unit_stage, datetime(2026, 11, 24, 11, 0, 5, tzinfo=UTC)) == K
    assert all(FIRST_CARD in one.last.text for one in people)


async def test_who_pauses_gets_it_when_the_pause_is_over(unit_stage: Stage) -> None:
    team(unit_stage)
    (ana,) = team(unit_stage, 1, paused_until=date(2026, 11, 28))
    await send_lesson(unit_stage)
    await beat(unit_stage)
    assert ana.screen == []
    for day in range(1, 5):
        await beat(unit_stage, MONDAY + timedelta(days=day, hours=1))
    assert ana.screen == []
    await beat(unit_stage, MONDAY + timedelta(days=5, hours=1))
    assert FIRST_CARD in ana.last.text


async def test_after_an_outage_longer_than_its_lateness_it_is_let_go(unit_stage: Stage) -> None:
    team(unit_stage)
    await send_lesson(unit_stage)
    assert await beat(unit_stage, MONDAY + timedelta(hours=49)) == 0


async def test_of_two_that_wait_the_newer_comes_alone(unit_stage: Stage) -> None:
    team(unit_stage)
    (ana,) = team(unit_stage, 1, paused_until=date(2026, 11, 28))
    await send_lesson(unit_stage)
    await beat(unit_stage)
    unit_stage.clock.advance(timedelta(days=1))
    await send_lesson(unit_stage, title="Duelo por alguien del equipo")
    await beat(unit_stage)
    await beat(unit_stage, MONDAY + timedelta(days=5, hours=1))
    assert len(ana.screen) == 1
    assert drawn_up(unit_stage, [ana]) == [[]]


async def test_what_is_written_down_is_a_day_a_unit_and_a_lesson_and_not_for_long(
    unit_stage: Stage, tmp_path: Path
) -> None:
    team(unit_stage)
    await send_lesson(unit_stage)
    with closing(sqlite3.connect(tmp_path / "delivery.sqlite")) as database:
        rows = database.execute("SELECT * FROM event_lesson").fetchall()
    assert rows == [("2026-11-23", "desaguadero", 61)]
    unit_stage.respiro.rounds.forget_old(MONDAY + timedelta(days=15))
    with unit_stage.respiro.stores.deliveries.begin() as connection:
        assert events.lessons_since(connection, "desaguadero", date(2026, 1, 1)) == {}


async def test_nothing_of_it_is_logged(unit_stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        people = team(unit_stage)
        await send_lesson(unit_stage)
        await beat(unit_stage)
    told = [record.getMessage() for record in caplog.records if record.name.startswith("bot")]
    assert not any("desaguadero" in one.casefold() or TITLE in one for one in told)
    assert not any(str(person.id) in one for one in told for person in people)


async def test_it_is_among_ones_data_while_it_waits(unit_stage: Stage) -> None:
    ana = await enrol(unit_stage, days="Solo los lunes")
    team(unit_stage)
    await send_lesson(unit_stage)
    await ana.send("/misdatos")
    assert "lección después de un hecho difícil" in ana.last.text
