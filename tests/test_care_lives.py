"""Someone's worst day, end to end: over HTTP, through the real Application, in every state."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from care_texts import OPENINGS, RED, TEXTS
from conftest import MONDAY, OpenStage
from officers import enrol

from bot import running
from bot.demo.stage import Stage
from bot.domain.model import Subscriber
from bot.domain.screening import Risk
from bot.storage import ledger
from simulator.clock import Clock
from simulator.officer import Officer
from simulator.server import Simulator

QUESTION = OPENINGS[Risk.AMBER]
AMBER = TEXTS[Risk.AMBER]
UNANSWERED = "no hace falta que la responda"
QUARTER = timedelta(minutes=15)


@pytest.fixture
async def ana(stage: Stage) -> Officer:
    """An officer in front of the first lesson."""
    return await enrol(stage)


@pytest.fixture
async def quiet(open_stage: OpenStage) -> AsyncIterator[Stage]:
    """A bot that says nothing by itself."""
    async with open_stage(speaks=False) as raised:
        yield raised


def paused_until(stage: Stage, officer: Officer) -> date | None:
    """What the row says."""
    row = stage.respiro.enrolment.find(officer.id)
    assert row is not None
    return row.paused_until


# 1. What each kind of text is answered with


@pytest.mark.parametrize("risk", TEXTS)
async def test_each_kind_of_text_has_its_answer(ana: Officer, risk: Risk) -> None:
    before = len(ana.screen)
    await ana.send(TEXTS[risk])
    assert OPENINGS[risk] in ana.last.text
    assert len(ana.screen) == before + 2
    assert len(ana.last.text.splitlines()) <= 8


@pytest.mark.parametrize("risk", TEXTS)
async def test_each_kind_is_answered_to_strangers_in_english_and_while_the_stores_are_down(
    stage: Stage, risk: Risk
) -> None:
    luis = stage.simulator.officer("Luis")
    await luis.send(TEXTS[risk])
    assert OPENINGS[risk] in luis.last.text
    eve = await enrol(stage, "Eve")
    await eve.send("/idioma")
    await eve.tap("English")
    await eve.send(TEXTS[risk])
    assert "program" in eve.last.text
    assert OPENINGS[risk] not in eve.last.text
    break_the_stores(stage)
    await luis.send(TEXTS[risk] + ".")
    known = OPENINGS[risk] if risk is not Risk.AMBER else "Suena a un momento pesado"
    assert known in luis.last.text


def break_the_stores(stage: Stage) -> None:
    """Both databases lose their tables under the bot."""
    for store, table in (
        (stage.respiro.stores.deliveries, "subscriber"),
        (stage.respiro.stores.replies, "reply"),
    ):
        with store.begin() as connection:
            connection.execute(sa.text(f"DROP TABLE {table}"))


async def test_every_key_of_the_card_works_also_while_the_store_is_down(stage: Stage) -> None:
    ana = await enrol(stage)
    break_the_stores(stage)
    await ana.send(RED)
    card = ana.last.message_id
    await ana.tap("☎ Ver todos los números")
    assert "110" in ana.last.text
    await ana.tap("Avisar a alguien de confianza")
    assert "me haría bien no estar a solas" in ana.last.text
    assert (ana.last.inline or [])[0][0]["copy_text"]["text"] in ana.last.text
    await ana.tap("🧭 Anclaje")
    await ana.see("Apoye bien los dos pies")
    await ana.tap("Estoy a salvo")
    closed = next(one for one in ana.screen if one.message_id == card)
    assert "Qué bueno que esté a salvo" in closed.text
    assert "/ayuda" in closed.text
    assert "Algo falló" not in ana.transcript()


async def test_breathing_begins_below_the_card(ana: Officer) -> None:
    await ana.send(RED)
    await ana.tap("🌬 Respirar 1 min")
    assert ana.last.file is not None
    await ana.see(OPENINGS[Risk.CRISIS])


async def test_the_numbers_are_those_of_the_officers_department_that_are_open(
    quiet: Stage,
) -> None:
    ana = await enrol(quiet)
    await ana.send(RED)
    assert "110" in ana.last.text
    assert "Familia Segura" in ana.last.text
    quiet.clock.set(datetime(2026, 11, 24, 6, 0, tzinfo=UTC))  # 02:00 in La Paz
    await ana.send(RED)
    assert "110" in ana.last.text
    assert "Familia Segura" not in ana.last.text


async def test_grief_leads_to_a_lesson_only_by_a_key(ana: Officer) -> None:
    await ana.send(TEXTS[Risk.GRIEF])
    assert "Su casillero sigue ahí" not in ana.transcript()
    await ana.tap("Leer sobre el duelo")
    await ana.see("Su casillero sigue ahí")


# 2. In every state


async def stranger(stage: Stage) -> Officer:
    """Has written nothing yet."""
    return stage.simulator.officer("Ana")


async def after(stage: Stage, *steps: str) -> Officer:
    """A stranger who has gone so far."""
    ana = await stranger(stage)
    await ana.send("/start")
    for label in steps:
        await ana.tap(label)
    return ana


async def enrolled(stage: Stage, *steps: str) -> Officer:
    """An enrolled officer who has typed or tapped these."""
    ana = await enrol(stage)
    for step in steps:
        await (ana.send if step.startswith("/") else ana.tap)(step)
    return ana


State = Callable[[Stage], Awaitable[Officer]]
STATES: dict[str, State] = {
    "a stranger": stranger,
    "before the consent": after,
    "consent refused": lambda stage: after(stage, "No, gracias"),
    "asked for the region": lambda stage: after(stage, "Acepto"),
    "asked for the post": lambda stage: after(stage, "Acepto", "La Paz"),
    "asked for the days": lambda stage: after(stage, "Acepto", "La Paz", "Desaguadero"),
    "asked for the hour": lambda stage: after(
        stage, "Acepto", "La Paz", "Desaguadero", "De lunes a viernes"
    ),
    "lessons only": lambda stage: enrol(stage, consent="Solo lecciones"),
    "in a lesson": lambda stage: enrolled(stage, "Siguiente"),
    "in a check-in": lambda stage: enrolled(stage, "/como_estoy"),
    "after a check-in": lambda stage: enrolled(stage, "/como_estoy", "9"),
    "in a survey": lambda stage: enrolled(stage, "/evaluacion", "Empezar"),
    "in an exercise": lambda stage: enrolled(stage, "/ejercicios", "Anclaje"),
    "breathing": lambda stage: enrolled(stage, "/respirar", "Coherente", "1 minuto"),
    "in the settings": lambda stage: enrolled(stage, "/horario"),
    "in the pause menu": lambda stage: enrolled(stage, "/pausa"),
    "paused": lambda stage: enrolled(stage, "/pausa", "Una semana"),
    "asked whether to erase": lambda stage: enrolled(stage, "/borrar"),
    "erased": lambda stage: enrolled(stage, "/borrar", "Sí, borrar"),
    "discreet": lambda stage: enrolled(stage, "/discreto"),
    "at the contacts": lambda stage: enrolled(stage, "/ayuda"),
    "in the safety plan": lambda stage: enrolled(stage, "/ayuda", "plan de seguridad"),
    "helping a colleague": lambda stage: enrolled(stage, "/ayuda", "colega"),
    "beginning a duty": lambda stage: enrolled(stage, "/turno"),
}


@pytest.mark.parametrize("state", STATES)
async def test_a_red_text_is_answered_at_once_in_every_state(quiet: Stage, state: str) -> None:
    ana = await STATES[state](quiet)
    before = len(ana.screen)
    await ana.send(RED)
    assert [one.text.splitlines()[0] for one in ana.screen[before + 1 :]] == [FIRST_LINE]


FIRST_LINE = "Gracias por decírmelo. Lo que siente importa y no tiene que pasarlo a solas."


async def test_a_refused_invitation_refuses_no_help(open_stage: OpenStage) -> None:
    async with open_stage(PROGRAMME__ENROLMENT="invite", speaks=False) as stage:
        ana = stage.simulator.officer("Ana")
        await ana.send("/start nothing-that-is-valid")
        await ana.send(RED)
        assert ana.last.text.startswith(FIRST_LINE)
        await ana.send(f"/start {RED}")
        assert ana.last.text.startswith(FIRST_LINE)


async def test_an_administrator_is_a_person_too(open_stage: OpenStage) -> None:
    async with open_stage(PROGRAMME__ADMINISTRATORS="[77]", speaks=False) as stage:
        boss = stage.simulator.officer("Jefa", chat_id=77)
        await boss.send("/informe")
        await boss.send(f"/informe {RED}")
        assert boss.last.text.startswith(FIRST_LINE)


async def test_somebody_who_came_back_after_blocking_is_heard(quiet: Stage) -> None:
    ana = await enrol(quiet)
    ana.block()
    ana.unblock()
    await ana.send(RED)
    assert ana.last.text.startswith(FIRST_LINE)


async def test_a_group_is_none_of_the_bots_business(quiet: Stage) -> None:
    ana = await enrol(quiet)
    before = len(ana.screen)
    await ana.in_group(RED)
    assert len(ana.screen) == before
    group = quiet.simulator.world.group()
    assert not [one for one in group.messages.values() if one.from_bot]


# 3. However it comes


async def test_a_red_text_is_heard_in_every_form(ana: Officer) -> None:
    await ana.send("hola")
    mine = next(one for one in ana.screen if one.text == "hola")
    for send in (
        ana.send(f"/pausa {RED}"),
        ana.send(f"/horario {RED}"),
        ana.send(f"/nada {RED}"),
        ana.send(f"15/12 {RED}"),
        ana.photo(RED),
        ana.forward(RED),
        ana.edit(mine.message_id, RED),
    ):
        before = len(ana.screen)
        await send
        assert next(one for one in ana.screen[before:] if one.from_bot).text.startswith(FIRST_LINE)


WORDED: dict[str, dict[str, Any]] = {
    "poll": {
        "poll": {
            "id": "1",
            "question": RED,
            "options": [{"text": "sí", "voter_count": 0, "persistent_id": "1"}],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    },
    "checklist": {"checklist": {"title": "hoy", "tasks": [{"id": 1, "text": RED}]}},
    "rich message": {
        "rich_message": {
            "blocks": [{"type": "paragraph", "text": ["hoy ", {"type": "bold", "text": RED}]}]
        }
    },
    "a kind that does not exist yet": {"hologram": {"caption": RED}},
}
FILE = {"file_id": "a", "file_unique_id": "b"}
WORDLESS: dict[str, dict[str, Any]] = {
    "voice": {"voice": FILE | {"duration": 3}},
    "audio": {"audio": FILE | {"duration": 3, "title": "Quiero morir", "performer": "Varios"}},
    "video note": {"video_note": FILE | {"duration": 3, "length": 240}},
    "video": {"video": FILE | {"duration": 3, "width": 9, "height": 9}},
    "sticker": {
        "sticker": FILE
        | {"type": "regular", "width": 9, "height": 9, "is_animated": False, "is_video": False}
    },
    "photo": {"photo": [FILE | {"width": 9, "height": 9}]},
    "animation": {"animation": FILE | {"duration": 3, "width": 9, "height": 9}},
    "document": {"document": FILE | {"file_name": "nota.pdf"}},
    "contact": {"contact": {"phone_number": "+59170000000", "first_name": "Eva"}},
    "place": {"location": {"latitude": -16.5, "longitude": -68.1}},
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
    "story": {"story": {"chat": {"id": -1001, "type": "channel", "title": "x"}, "id": 5}},
    "a kind that does not exist yet": {"hologram": {"length": 7}},
}


async def came(stage: Stage, officer: Officer, content: dict[str, Any]) -> None:
    """A message of this content arrives."""
    message = {
        "message_id": 9_000_001,
        "date": int(stage.clock.now().timestamp()),
        "chat": {"id": officer.id, "type": "private", "first_name": "Ana"},
        "from": {"id": officer.id, "is_bot": False, "first_name": "Ana"},
        **content,
    }
    stage.simulator.world.push({"message": message}, officer.id)
    await officer.settled()


@pytest.mark.parametrize("kind", WORDED)
async def test_words_are_heard_wherever_in_a_message_they_stand(quiet: Stage, kind: str) -> None:
    ana = await stranger(quiet)
    await ana.send("hola")
    await came(quiet, ana, WORDED[kind])
    assert ana.last.text.startswith(FIRST_LINE)


@pytest.mark.parametrize("kind", WORDLESS)
async def test_what_the_bot_cannot_take_in_gets_a_kind_sentence_and_a_key_to_the_contacts(
    quiet: Stage, kind: str
) -> None:
    ana = await stranger(quiet)
    await ana.send("hola")
    await came(quiet, ana, WORDLESS[kind])
    assert "No puedo escuchar audios ni ver imágenes" in ana.last.text
    await ana.tap("☎ Ayuda")
    assert "110" in ana.last.text


async def test_words_that_the_bot_itself_has_written_are_not_the_officers(quiet: Stage) -> None:
    ana = await stranger(quiet)
    await ana.send("hola")
    quoted = {"text": "gracias", "quote": {"text": RED, "position": 0}}
    await came(quiet, ana, quoted)
    assert not ana.last.text.startswith(FIRST_LINE)


# 4. First by construction


def others(stage: Stage, heard: list[str]) -> int:
    """Put a listener in the place of every handler but the first; how many."""
    application = stage.respiro.application
    first = min(application.handlers)
    assert len(application.handlers[first]) == 1

    replaced = [one for group, row in application.handlers.items() if group != first for one in row]
    for handler in replaced:
        handler.callback = _hearing(heard)
    return len(replaced)


async def say_it_everywhere(stage: Stage, officer: Officer) -> int:
    """A red text behind every command there is, and in every form; how many."""
    rows = stage.respiro.application.handlers.values()
    commands = {
        name for row in rows for one in row for name in getattr(one, "commands", frozenset())
    }
    for command in sorted(commands):
        await officer.send(f"/{command} {RED}")
    await officer.send(RED)
    await officer.photo(RED)
    await officer.forward(RED)
    mine = next(one for one in officer.screen if not one.from_bot and one.text == RED)
    await officer.edit(mine.message_id, f"{RED}.")
    return len(commands) + 4


async def test_no_other_handler_ever_sees_a_red_text(quiet: Stage) -> None:
    heard: list[str] = []
    assert others(quiet, heard) > 15
    ana = await stranger(quiet)
    sent = await say_it_everywhere(quiet, ana)
    assert sent > 15
    assert heard == []
    assert sum(one.text.startswith(FIRST_LINE) for one in ana.screen) == sent


async def test_a_handler_that_stood_before_the_screening_would_be_noticed(quiet: Stage) -> None:
    """Mutation: the screening moved behind the others."""
    application = quiet.respiro.application
    application.handlers[1] = application.handlers.pop(-1)
    with pytest.raises(AssertionError):
        others(quiet, [])
    heard: list[str] = []
    for handler in application.handlers[0]:
        handler.callback = _hearing(heard)
    ana = await stranger(quiet)
    await ana.send(f"/leccion {RED}")
    assert heard == ["another handler"]


def _hearing(heard: list[str]) -> Callable[[Any, Any], Coroutine[Any, Any, None]]:
    async def listen(_update: object, _context: object) -> None:
        heard.append("another handler")

    return listen


async def test_when_the_screening_itself_breaks_no_menu_follows(
    quiet: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = await enrol(quiet)

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("bot.chat.handlers.replies.words.crisis", fail)
    monkeypatch.setitem(_cards(), Risk.CRISIS, fail)
    before = len(ana.screen)
    await ana.send(f"/leccion {RED}")
    told = [one.text for one in ana.screen[before + 1 :]]
    assert len(told) == 1
    assert "110" in told[0]


def _cards() -> dict[Risk, Any]:
    from bot.chat.handlers import replies  # noqa: PLC0415 - its table, for one test

    return replies._CARDS


# 5. Floods


async def test_a_flood_of_harmless_messages_hides_no_cry_for_help(quiet: Stage) -> None:
    ana = await stranger(quiet)
    for number in range(120):
        await ana.send(f"hola {number}", wait=False)
    await ana.send(RED, wait=False)
    await ana.see(FIRST_LINE, timeout=20)
    await ana.settled(30)


# 6. The question


async def test_words_that_may_mean_it_are_asked_about_once(ana: Officer) -> None:
    await ana.send(AMBER)
    assert QUESTION in ana.last.text
    assert ana.buttons[-3:] == ["Sí", "No", "Prefiero no decir"]
    await ana.send(AMBER)
    assert "Suena a un momento pesado" in ana.last.text
    assert ana.transcript().count(QUESTION) == 1


@pytest.mark.parametrize("answer", ["Sí", "Prefiero no decir"])
async def test_yes_and_rather_not_lead_to_the_same_as_a_red_text(ana: Officer, answer: str) -> None:
    await ana.send(AMBER)
    asked = ana.last.message_id
    await ana.tap(answer)
    assert ana.last.text.startswith(FIRST_LINE)
    question = next(one for one in ana.screen if one.message_id == asked)
    assert question.text == "Gracias por responder. /ayuda siempre está, a cualquier hora."
    assert not question.inline


async def test_after_a_no_thanks_and_no_second_question_for_a_day(quiet: Stage) -> None:
    ana = await enrol(quiet)
    await ana.send(AMBER)
    await ana.tap("No")
    assert ana.last.text == "Gracias por responder. /ayuda siempre está, a cualquier hora."
    quiet.clock.advance(timedelta(hours=23, minutes=59))
    await ana.send(AMBER)
    assert "Suena a un momento pesado" in ana.last.text
    await ana.tap("☎ Ayuda")
    assert "110" in ana.last.text
    quiet.clock.advance(timedelta(minutes=1))
    await ana.send(AMBER)
    assert QUESTION in ana.last.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("sí", FIRST_LINE),
        ("Si, a veces", FIRST_LINE),
        ("no sé", FIRST_LINE),
        ("No", "Gracias por responder"),
        (RED, FIRST_LINE),
        (TEXTS[Risk.MEDICAL], OPENINGS[Risk.MEDICAL]),
        ("mañana trabajo", "Suena a un momento pesado"),
    ],
)
async def test_the_question_may_be_answered_by_writing(ana: Officer, typed: str, told: str) -> None:
    await ana.send(AMBER)
    await ana.send(typed)
    assert told in ana.last.text


async def test_without_an_answer_the_contacts_come_once_and_ask_nothing(quiet: Stage) -> None:
    ana = await enrol(quiet)
    await ana.send(AMBER)
    quiet.clock.advance(QUARTER - timedelta(seconds=1))
    await quiet.respiro.replies.follow_up()
    assert QUESTION in ana.last.text
    quiet.clock.advance(timedelta(seconds=1))
    await quiet.respiro.replies.follow_up()
    card = await ana.see(UNANSWERED)
    assert "110" in card.text
    assert "?" not in card.text
    quiet.clock.advance(timedelta(hours=2))
    await quiet.respiro.replies.follow_up()
    assert ana.transcript().count(UNANSWERED) == 1


@pytest.mark.parametrize("answer", ["Sí", "No", "Prefiero no decir"])
async def test_whoever_has_answered_gets_no_contacts_later(quiet: Stage, answer: str) -> None:
    ana = await enrol(quiet)
    await ana.send(AMBER)
    await ana.tap(answer)
    quiet.clock.advance(QUARTER)
    await quiet.respiro.replies.follow_up()
    assert UNANSWERED not in ana.transcript()


async def test_the_contacts_come_by_themselves(
    open_stage: OpenStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_FOLLOW_UP_SECONDS", 0.05)
    async with open_stage(speaks=False) as stage:
        luis = stage.simulator.officer("Luis")
        await luis.send(AMBER)
        stage.clock.advance(QUARTER)
        await luis.see(UNANSWERED)


async def test_before_a_stop_the_contacts_come_early_and_the_next_start_knows_nobody(
    open_stage: OpenStage,
) -> None:
    simulator = Simulator(clock=Clock(MONDAY))
    async with open_stage(simulator=simulator, speaks=False) as stage:
        luis = stage.simulator.officer("Luis")
        eve = stage.simulator.officer("Eve")
        await luis.send(AMBER)
        await eve.send(AMBER)
        await eve.tap("No")
    assert UNANSWERED in luis.transcript()
    assert UNANSWERED not in eve.transcript()
    async with open_stage(simulator=simulator, speaks=False) as stage:
        await eve.send(AMBER)
        assert QUESTION in eve.last.text


async def test_an_answer_from_long_ago_is_heard_too(quiet: Stage) -> None:
    ana = await enrol(quiet)
    await ana.tap_data("k4|s")
    assert ana.last.text.startswith(FIRST_LINE)


# 7. The pause


async def test_a_red_text_writes_the_row_of_the_two_days_of_pausa(quiet: Stage) -> None:
    ana, eve = await enrol(quiet), await enrol(quiet, "Eve")
    await ana.send(RED)
    await eve.send("/pausa")
    await eve.tap("Dos días")
    one, other = (quiet.respiro.enrolment.find(who.id) for who in (ana, eve))
    assert isinstance(one, Subscriber)
    assert isinstance(other, Subscriber)
    assert one.paused_until == other.paused_until == date(2026, 11, 25)
    assert replace(one, chat_id=0) == replace(other, chat_id=0)


PAUSING = [
    (TEXTS[Risk.CRISIS], True),
    (TEXTS[Risk.VIOLENCE], True),
    (TEXTS[Risk.HARM], True),
    (TEXTS[Risk.THIRD], False),
    (TEXTS[Risk.MEDICAL], False),
    (TEXTS[Risk.AMBER], False),
    (TEXTS[Risk.GRIEF], False),
    ("hola", False),
]


@pytest.mark.parametrize(("text", "pauses"), PAUSING)
async def test_only_danger_to_life_pauses_the_course(quiet: Stage, text: str, pauses: bool) -> None:
    ana = await enrol(quiet)
    await ana.send(text)
    assert (paused_until(quiet, ana) is not None) is pauses


@pytest.mark.parametrize(
    ("answer", "pauses"), [("Sí", True), ("Prefiero no decir", True), ("No", False)]
)
async def test_of_the_answers_all_but_no_pause_the_course(
    quiet: Stage, answer: str, pauses: bool
) -> None:
    ana = await enrol(quiet)
    await ana.send(AMBER)
    await ana.tap(answer)
    assert (paused_until(quiet, ana) is not None) is pauses


async def test_a_longer_pause_stays(quiet: Stage) -> None:
    ana = await enrol(quiet)
    await ana.send("/pausa")
    await ana.tap("Un mes")
    before = paused_until(quiet, ana)
    await ana.send(RED)
    assert paused_until(quiet, ana) == before


async def test_nobody_is_enrolled_or_led_on_by_it(quiet: Stage) -> None:
    luis = quiet.simulator.officer("Luis")
    await luis.send(RED)
    assert quiet.respiro.enrolment.find(luis.id) is None
    eve = await after(quiet, "Acepto", "La Paz")
    await eve.send(RED)
    assert paused_until(quiet, eve) is None


async def test_estoy_a_salvo_tells_of_the_pause_and_how_to_end_it(quiet: Stage) -> None:
    ana = await enrol(quiet)
    await ana.send(RED)
    await ana.tap("Estoy a salvo")
    assert "miércoles 25 de noviembre" in ana.last.text
    await ana.send("/pausa")
    await ana.tap("Seguir ya")
    assert paused_until(quiet, ana) is None


@pytest.mark.parametrize("hour", [0, 8, 9, 12, 15, 19, 23])
async def test_nothing_comes_for_48_hours_and_then_the_course_goes_on(
    open_stage: OpenStage, hour: int
) -> None:
    at = MONDAY.replace(hour=4, minute=0) + timedelta(hours=hour)
    simulator = Simulator(clock=Clock(MONDAY - timedelta(days=7)))
    async with open_stage(simulator=simulator, speaks=False) as stage:
        ana = await enrol(stage, days="Todos los días")
        stage.clock.set(at)
        await ana.send(RED)
        before = len(ana.screen)
        minutes = range(0, 48 * 60, 10)
        for minute in minutes:
            stage.clock.set(at + timedelta(minutes=minute))
            await stage.respiro.speaker.beat()
        assert len(ana.screen) == before
        for hours in range(48, 24 * 4, 2):
            stage.clock.set(at + timedelta(hours=hours))
            await stage.respiro.speaker.beat()
        assert len(ana.screen) > before


async def test_a_prompt_that_was_leased_before_does_not_leave(quiet: Stage) -> None:
    ana = await enrol(quiet)
    quiet.clock.set(datetime(2026, 11, 23, 13, 0, 5, tzinfo=UTC))
    await quiet.respiro.speaker.beat()
    quiet.clock.set(datetime(2026, 11, 24, 13, 0, 5, tzinfo=UTC))
    assert quiet.respiro.delivering.tick(quiet.clock.now()) == 1
    await ana.send(RED)
    before = len(ana.screen)
    await quiet.respiro.speaker.beat()
    assert len(ana.screen) == before
    with quiet.respiro.stores.deliveries.begin() as connection:
        assert ledger.inflight(connection) == []


async def test_the_reply_waits_for_no_store(quiet: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = await enrol(quiet)
    hung = threading.Event()
    monkeypatch.setattr("bot.storage.delivery.find_subscriber", lambda *_, **__: hung.wait(20))
    await ana.send(RED, wait=False)
    try:
        await ana.see(FIRST_LINE, timeout=4.5)
    finally:
        hung.set()
    await ana.settled()
