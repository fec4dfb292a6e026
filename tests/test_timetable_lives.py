"""An officer's own timetable, end to end over HTTP: surveys, rhythm, snooze, pause, /horario."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from conftest import OpenStage
from officers import enrol

from bot.demo.stage import Stage
from bot.domain.cadence import SURVEY_WEEKS
from bot.domain.model import PromptKind, Subscriber
from bot.domain.timetable import local
from bot.storage import appointments
from simulator.chats import Message
from simulator.officer import Officer

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FRIDAY = datetime(2026, 11, 27, 16, 30, 5, tzinfo=UTC)  # 12:30 in La Paz, the first survey day
TUESDAY_9 = datetime(2026, 11, 24, 13, 0, 5, tzinfo=UTC)


@pytest.fixture
async def own_stage(open_stage: OpenStage) -> AsyncIterator[Stage]:
    """The bot, speaking only when a test beats it."""
    async with open_stage(speaks=False) as stage:
        yield stage


async def beat(stage: Stage, now: datetime) -> int:
    """One beat of the speaker at a moment."""
    stage.clock.set(now)
    return await stage.respiro.speaker.beat()


def known(stage: Stage, officer: Officer) -> Subscriber:
    """What is kept of an officer."""
    found = stage.respiro.enrolment.find(officer.id)
    assert found is not None
    return found


def due(stage: Stage, officer: Officer, kind: PromptKind) -> list[str]:
    """When prompts of a kind are due, on the wall in La Paz."""
    with stage.respiro.stores.deliveries.begin() as connection:
        standing = appointments.appointments_of(connection, officer.id)
    calendar = stage.respiro.calendar
    return [f"{local(one.due_at, calendar):%m-%d %H:%M}" for one in standing if one.kind is kind]


async def answer_all(ana: Officer) -> int:
    """Tap the first option of every question of the sitting; how many there were."""
    asked = -1  # the first key begins
    while len(rows := (question := survey_of(ana)).inline or []) > 1:
        await ana.tap_data(rows[0][0]["callback_data"], question.message_id)
        asked += 1
    return asked


def survey_of(ana: Officer) -> Message:
    """The newest sitting on the screen."""
    return next(one for one in reversed(ana.screen) if one.text.startswith("📋"))


# The programme's own rhythm


@pytest.mark.parametrize(("week", "items"), [(0, 16), (4, 5), (8, 5), (12, 16), (24, 16)])
async def test_the_questionnaires_of_each_week_arrive_and_can_be_answered_to_the_end(
    open_stage: OpenStage, week: int, items: int
) -> None:
    async with open_stage(speaks=False, SCHEDULE__HOLIDAYS="[]") as stage:
        ana = await enrol(stage, days="Solo los lunes")
        for one in SURVEY_WEEKS[: SURVEY_WEEKS.index(week) + 1]:
            now = FRIDAY + timedelta(weeks=one)
            await beat(stage, now - DAY)  # what else was due before is out of the way
            assert due(stage, ana, PromptKind.SURVEY) == [f"{now - 4 * HOUR:%m-%d %H:%M}"]
            seen = len(ana.screen)
            await beat(stage, now)
            assert any(message.text.startswith("📋") for message in ana.screen[seen:])
        assert await answer_all(ana) == items
        assert survey_of(ana).text.startswith("📋 Registrado")
        assert (due(stage, ana, PromptKind.SURVEY) == []) is (week == 24)


async def test_a_survey_that_came_by_itself_is_left_and_resumed_in_its_message(
    own_stage: Stage,
) -> None:
    ana = await enrol(own_stage, days="Solo los lunes")
    await beat(own_stage, FRIDAY - DAY)
    await beat(own_stage, FRIDAY)
    survey = ana.last.message_id
    await ana.tap("Empezar ▸")
    await ana.tap((ana.last.inline or [])[0][0]["text"])
    own_stage.clock.advance(6 * HOUR)
    assert ana.last.text.startswith("📋 2/16")
    assert own_stage.respiro.stores.spool.rounds() == []
    await ana.tap((ana.last.inline or [])[0][0]["text"])
    assert (ana.last.message_id, ana.last.text[:6]) == (survey, "📋 3/16")


async def test_a_survey_that_is_due_at_night_on_the_officers_clock_waits_for_the_morning(
    open_stage: OpenStage,
) -> None:
    async with open_stage(speaks=False, SCHEDULE__CHECKIN_HOUR="20:30") as stage:
        ana = await enrol(stage, days="Solo los lunes")
        quarter_past_nine = datetime(2026, 11, 28, 1, 15, tzinfo=UTC)
        await beat(stage, FRIDAY - DAY)
        seen = len(ana.screen)
        await beat(stage, quarter_past_nine)
        assert len(ana.screen) == seen
        await beat(stage, datetime(2026, 11, 28, 11, 0, 5, tzinfo=UTC))
        assert any("📋" in one.text for one in ana.screen[seen:])


@pytest.mark.parametrize(
    ("key", "days", "told"),
    [
        ("5 por semana", (1, 2, 3, 4, 5), "5 lecciones por semana"),
        ("3 por semana", (1, 3, 5), "3 lecciones por semana"),
        ("1 por semana", (1,), "1 lección por semana"),
        ("Seguir como ahora", (1, 2, 3, 4, 5, 6, 7), "Seguimos como ahora"),
    ],
)
async def test_every_fourth_week_a_lighter_rhythm_is_offered_and_taken_with_one_tap(
    own_stage: Stage, key: str, days: tuple[int, ...], told: str
) -> None:
    ana = await enrol(own_stage, days="Todos los días")
    await offered(own_stage, ana)
    await ana.tap(key)
    assert told in ana.last.text
    assert known(own_stage, ana).days == days


async def test_the_offer_is_the_same_for_whoever_reads_and_whoever_never_does(
    own_stage: Stage,
) -> None:
    ana, luis = await enrol(own_stage), await enrol(own_stage, "Luis")
    for _ in range(3):
        await ana.tap("Siguiente ▸")
    await ana.tap("👍")
    for one in (ana, luis):
        assert due(own_stage, one, PromptKind.RHYTHM) == ["12-21 15:00"]
    await offered(own_stage, ana)
    last = [next(one for one in reversed(who.screen) if "🍃" in one.text) for who in (ana, luis)]
    assert (last[0].text, last[0].inline) == (last[1].text, last[1].inline)


async def offered(stage: Stage, ana: Officer) -> None:
    """Four weeks after the enrolment."""
    await beat(stage, datetime(2026, 12, 21, 18, 59, tzinfo=UTC))
    await beat(stage, datetime(2026, 12, 21, 19, 0, 5, tzinfo=UTC))
    await ana.see("🍃")


# Snooze, pause


async def test_later_brings_the_lesson_again_in_two_hours_and_once(own_stage: Stage) -> None:
    ana = await enrol(own_stage)
    await beat(own_stage, TUESDAY_9 - DAY)
    await beat(own_stage, TUESDAY_9)
    await ana.tap("Más tarde")
    assert "a las 11:00" in ana.last.text
    assert await beat(own_stage, TUESDAY_9 + 119 * MINUTE - timedelta(seconds=10)) == 0
    assert [await beat(own_stage, TUESDAY_9 + n * HOUR) for n in (2, 3)] == [1, 0]


async def test_later_is_told_on_the_officers_own_clock(own_stage: Stage) -> None:
    ana = await enrol(own_stage)
    await ana.send("/horario America/Sao_Paulo")
    await beat(own_stage, TUESDAY_9 - HOUR)  # 09:00 there
    await ana.tap("Más tarde")
    assert "a las 11:00" in ana.last.text


async def test_later_in_the_evening_is_refused_with_the_reason(own_stage: Stage) -> None:
    ana = await enrol(own_stage, hour="20:00")
    await beat(own_stage, TUESDAY_9 - 13 * HOUR)
    await beat(own_stage, TUESDAY_9 + 11 * HOUR)
    await ana.tap("Más tarde")
    assert "tiempo de descanso" in ana.alerts[-1].text


@pytest.mark.parametrize(
    ("typed", "silent_until"),
    [("/pausa 15/12", "12-15 09:00"), ("/pausa 1.12.2026", "12-01 09:00")],
)
async def test_a_pause_until_a_day_is_silent_to_that_day(
    own_stage: Stage, typed: str, silent_until: str
) -> None:
    ana = await enrol(own_stage)
    await ana.send(typed)
    assert "En pausa" in ana.last.text
    seen, now = len(ana.screen), TUESDAY_9
    end = datetime.strptime(f"2026-{silent_until} -0400", "%Y-%m-%d %H:%M %z")
    while now < end:
        await beat(own_stage, now)
        now += 2 * DAY
    assert len(ana.screen) == seen
    await beat(own_stage, end + timedelta(seconds=5))
    assert len(ana.screen) == seen + 1


@pytest.mark.parametrize("typed", ["/pausa ayer", "/pausa 31/2", "/pausa 1/1/2020"])
async def test_a_day_that_is_none_gets_one_clear_sentence(own_stage: Stage, typed: str) -> None:
    ana = await enrol(own_stage)
    await ana.send(typed)
    assert ana.last.text == (
        "No entendí el día. Escríbalo así, hasta un año adelante: /pausa 15/12"
    )


# /horario with one hand

PATHS: list[tuple[list[str], dict[str, object]]] = [
    (["Días", "Lunes, miércoles y viernes"], {"days": (1, 3, 5)}),
    (["Días", "Solo los lunes"], {"days": (1,)}),
    (["Hora", "18:00"], {"hour": time(18)}),
    (["Puesto", "Santa Cruz", "Gerencia Santa Cruz"], {"unit": "gerencia-santa-cruz"}),
    (["Turnos", "24×48", "Mañana"], {"shift": "24x48", "shift_from": date(2026, 11, 24)}),
    (["Turnos", "24×72", "Hoy"], {"shift": "24x72", "shift_from": date(2026, 11, 23)}),
    (
        ["Turnos", "Noches rotativas", "Lunes 30/11"],
        {"shift": "noches", "shift_from": date(2026, 11, 30)},
    ),
    (["Turnos", "Yo aviso al entrar"], {"shift": "a-mano", "shift_from": None}),
    (["Turnos", "Días de la semana"], {"shift": ""}),
    (["Zona", "Santiago"], {"zone": "America/Santiago"}),
    (["Zona", "La Paz"], {"zone": None}),
    (["Feriados", "Sí, también"], {"holidays": True}),
    (["Personal a cargo", "Sí"], {"leads": True}),
    (["Pausa", "Una semana"], {"paused_until": date(2026, 11, 30)}),
]


@pytest.mark.parametrize(("taps", "expected"), PATHS, ids=[" ".join(taps) for taps, _ in PATHS])
async def test_each_setting_is_three_taps_away_and_said_back(
    own_stage: Stage, taps: list[str], expected: dict[str, object]
) -> None:
    ana = await enrol(own_stage)
    await ana.send("/horario")
    assert len(taps) <= 3
    card = ana.last.message_id
    for label in taps:
        await ana.tap(label)
    assert ana.last.message_id == card
    found = known(own_stage, ana)
    assert {name: getattr(found, name) for name in expected} == expected
    assert "Sus ajustes" in ana.last.text or "En pausa" in ana.last.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("/horario mañana", "No entendí la hora. Escríbala así: /horario 08:05"),
        ("/horario 25:00", "No entendí la hora. Escríbala así: /horario 08:05"),
        ("/horario 23:30", "Entre las 21:00 y las 07:00 no envío nada"),
        ("/horario America/Nowhere", "No conozco esa zona. Escríbala así: /horario America/"),
    ],
)
async def test_what_cannot_be_read_gets_one_clear_message_and_changes_nothing(
    own_stage: Stage, typed: str, sentence: str
) -> None:
    ana = await enrol(own_stage)
    before, seen = known(own_stage, ana), len(ana.screen)
    await ana.send(typed)
    assert sentence in ana.last.text
    assert len(ana.screen) == seen + 2  # what was sent, and the answer
    assert known(own_stage, ana) == before


@pytest.mark.parametrize(
    "typed", ["/horario 8", "/horario 08:00", "/horario 8.00", "/horario 8h00"]
)
async def test_an_hour_is_read_as_people_type_it(own_stage: Stage, typed: str) -> None:
    ana = await enrol(own_stage)
    await ana.send(typed)
    assert known(own_stage, ana).hour == time(8)
    assert due(own_stage, ana, PromptKind.LESSON) == ["11-24 08:00"]


async def test_a_duty_that_begins_brings_its_lesson_half_an_hour_later_by_key_and_command(
    own_stage: Stage,
) -> None:
    ana = await enrol(own_stage)
    await ana.send("/horario")
    await ana.tap("Turnos")
    await ana.tap("Yo aviso al entrar")
    assert due(own_stage, ana, PromptKind.LESSON) == []
    own_stage.clock.set(TUESDAY_9 + 5 * HOUR)
    await ana.tap("Entro de turno")
    assert ana.last.text == "Buen turno. Su lección llega a las 14:30."
    seen = len(ana.screen)
    assert await beat(own_stage, TUESDAY_9 + 5 * HOUR + 31 * MINUTE) == 1
    assert len(ana.screen) == seen + 1
    await ana.send("/turno")
    assert "ya le llegó" in ana.last.text


@pytest.mark.parametrize(
    ("key", "wanted"), [("Hasta 5 por semana", 5), ("3 por semana", 3), ("1 por semana", 1)]
)
async def test_frequency_holds_for_shifts_too(own_stage: Stage, key: str, wanted: int) -> None:
    ana = await enrol(own_stage)
    await ana.send("/horario")
    for label in ("Turnos", "Noches rotativas", "Lunes 23/11", "Días", key):
        await ana.tap(label)
    assert f"Lecciones: en sus turnos, hasta {wanted} por semana" in ana.last.text
    assert len(known(own_stage, ana).days) == wanted
