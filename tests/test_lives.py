"""The lives of an officer, end to end: over HTTP, through the real Application."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import MONDAY, OpenStage
from officers import enrol

from bot.demo.colleagues import answer_all
from bot.demo.stage import Stage
from bot.domain.breathing import PROTOCOLS
from bot.domain.consent import CONSENT_VERSION
from bot.domain.course import daily_course
from bot.domain.timetable import round_ends
from bot.storage import delivery, replies
from simulator.faults import Error, Garbage, Kind, Latency, ResetAfter, ResetBefore, TooMany
from simulator.officer import Officer

WEDNESDAY_CHECKIN = datetime(2026, 11, 25, 16, 30, 5, tzinfo=UTC)


async def moved(stage: Stage, to: datetime) -> None:
    """The clock set, and one beat of the speaker behind it."""
    stage.clock.set(to)
    await stage.respiro.speaker.beat()


def traces_of(chat_id: int, folder: Path) -> list[Path]:
    """The files below a folder that hold a chat id, as text or as four bytes."""
    forms = (str(chat_id).encode(), chat_id.to_bytes(4, "big"))
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if any(form in path.read_bytes() for form in forms)]


async def asked(stage: Stage, **how: str) -> Officer:
    """An officer in front of the weekly question, with no lesson on the same day."""
    ana = await enrol(stage, days="Solo los lunes", **how)
    await moved(stage, WEDNESDAY_CHECKIN)
    await ana.see("¿Cómo está?")
    return ana


# 1. Enrolment


async def test_a_newcomer_is_told_what_the_bot_is_and_is_not(stage: Stage) -> None:
    ana = stage.simulator.officer("Ana")
    await ana.send("/start")
    card = await ana.see("¿Desea participar?")
    assert "no soy psicólogo ni servicio de emergencia" in card.text


async def test_the_full_text_unfolds_in_place_and_folds_again(stage: Stage) -> None:
    ana = stage.simulator.officer("Ana")
    await ana.send("/start")
    card = ana.last.message_id
    await ana.tap("Leer todo")
    assert ana.last.message_id == card
    assert "no están cifrados de extremo a extremo" in ana.last.text
    await ana.tap("Leer menos")
    assert "¿Desea participar?" in ana.last.text


async def test_five_taps_lead_to_the_summary_and_the_first_lesson(stage: Stage) -> None:
    ana = await enrol(stage)
    assert len(stage.simulator.calls_of("answerCallbackQuery")) == 5
    assert "Desaguadero" in (await ana.see("Todo listo")).text
    assert "Qué es (y qué no es) el estrés" in (await ana.see("1/4")).text


async def test_an_invitation_chooses_the_unit_beforehand(stage: Stage) -> None:
    token = stage.respiro.enrolment.invite("pisiga", stage.clock.now() + timedelta(days=1))
    ana = stage.simulator.officer("Ana")
    await ana.send(f"/start {token}")
    for label in ("Acepto", "De lunes a viernes", "09:00"):
        await ana.tap(label)
    assert "Puesto: Pisiga" in (await ana.see("Todo listo")).text


async def test_an_officer_may_keep_the_unit_to_himself(stage: Stage) -> None:
    ana = stage.simulator.officer("Ana")
    await ana.send("/start")
    for label in ("Acepto", "Prefiero no decir", "Solo los lunes", "12:30"):
        await ana.tap(label)
    assert "prefiere no decirlo" in (await ana.see("Todo listo")).text


async def test_an_enrolment_broken_off_goes_on_where_it_stopped(stage: Stage) -> None:
    ana = stage.simulator.officer("Ana")
    await ana.send("/start")
    for label in ("Acepto", "La Paz", "Desaguadero"):
        await ana.tap(label)
    stage.clock.advance(timedelta(days=3))
    await ana.send("/start")
    assert "¿Qué días" in ana.last.text


async def test_nothing_is_stored_before_the_consent(stage: Stage) -> None:
    ana = stage.simulator.officer("Ana")
    await ana.send("/start")
    await ana.tap("Leer todo")
    assert stage.respiro.enrolment.find(ana.id) is None


async def test_no_means_that_nothing_is_stored_and_help_stays(stage: Stage) -> None:
    ana = stage.simulator.officer("Ana")
    await ana.send("/start")
    await ana.tap("No, gracias")
    assert stage.respiro.enrolment.find(ana.id) is None
    await ana.tap("☎ Ayuda")
    await ana.see("emergencia más cercana")
    await ana.tap("🌬 Respirar")
    await ana.see("¿Cuál prefiere?")


async def test_start_again_shows_the_settings_and_enrols_nobody_twice(stage: Stage) -> None:
    ana = await enrol(stage)
    before = stage.respiro.enrolment.find(ana.id)
    await ana.send("/start")
    assert "Sus ajustes" in ana.last.text
    assert stage.respiro.enrolment.find(ana.id) == before


async def test_lessons_only_brings_no_checkin(stage: Stage) -> None:
    ana = await enrol(stage, consent="Solo lecciones")
    await moved(stage, WEDNESDAY_CHECKIN)
    assert "¿Cómo está?" not in ana.transcript()


def agreed_to_an_older_text(stage: Stage, officer: Officer) -> None:
    """Make an officer one who enrolled before the text changed."""
    with stage.respiro.stores.deliveries.begin() as connection:
        known = delivery.find_subscriber(connection, officer.id)
        assert known is not None
        delivery.change_subscriber(connection, replace(known, consent_version=1))


@pytest.mark.parametrize("way", ["/start", "/como_estoy", "🌡 ¿Cómo estoy?"])
async def test_a_changed_consent_text_is_asked_again(stage: Stage, way: str) -> None:
    ana = await enrol(stage)
    agreed_to_an_older_text(stage, ana)
    await ana.send(way)
    assert "El texto de privacidad cambió" in ana.last.text
    await ana.tap("Acepto")
    officer = stage.respiro.enrolment.find(ana.id)
    assert officer is not None
    assert officer.consent_version == CONSENT_VERSION
    await ana.send("/como_estoy")
    await ana.tap("3")
    assert stage.respiro.stores.spool.entries("2026-W48") != []


async def test_the_weekly_question_asks_for_consent_first_when_the_text_has_changed(
    stage: Stage,
) -> None:
    ana = await enrol(stage)
    agreed_to_an_older_text(stage, ana)
    await moved(stage, WEDNESDAY_CHECKIN)
    await ana.see("El texto de privacidad cambió")
    assert "¿cuánto estrés ha sentido?" not in ana.transcript()


async def test_until_consent_is_given_again_nothing_is_kept_and_help_is_given(
    stage: Stage,
) -> None:
    ana = await asked(stage)
    agreed_to_an_older_text(stage, ana)
    await ana.tap("9")
    await ana.see("nivel de estrés alto")
    assert stage.respiro.stores.spool.rounds() == []


@pytest.mark.parametrize("score", range(11))
async def test_discreet_officers_get_help_in_a_pop_up_and_nothing_else_differs(
    stage: Stage, score: int
) -> None:
    ana = await enrol(stage)
    await ana.send("/discreto")
    assert "Modo discreto activado" in ana.last.text
    await ana.send("/como_estoy")
    before = len(ana.screen)
    await ana.tap(str(score))
    await ana.see("Respuesta registrada")
    assert len(ana.screen) == before
    assert ("☎ Ayuda" in ana.alerts[-1].text) is (score >= 7)


async def test_discretion_can_be_given_up_and_is_among_ones_data(stage: Stage) -> None:
    ana = await enrol(stage)
    for answer in ("sí", "no"):
        await ana.send("/discreto")
        await ana.send("/misdatos")
        assert f"Modo discreto: {answer}" in ana.last.text


async def test_a_report_is_for_administrators_only(open_stage: OpenStage) -> None:
    async with open_stage(PROGRAMME__ADMINISTRATORS="[77]") as stage:
        boss = stage.simulator.officer("Jefa", chat_id=77)
        ana = await enrol(stage)
        await ana.send("/nada")
        unknown = ana.last.text
        await ana.send("/informe")
        assert ana.last.text == unknown
        await boss.send("/informe")
        assert "Todavía no hay ningún informe" in boss.last.text
        await answer_all(stage)
        stage.clock.set(
            round_ends(stage.clock.now(), stage.respiro.calendar) + timedelta(minutes=2)
        )
        stage.respiro.rounds.close_ended(stage.clock.now())
        await boss.send("/informe")
        assert "Respondieron unas 10 personas" in boss.last.text
        assert boss.last.file is not None
        assert boss.last.file.kind == "photo"


# 2. Keys, commands, languages


async def test_the_four_keys_are_there_to_stay(stage: Stage) -> None:
    ana = await enrol(stage)
    assert ana.keyboard == [["🌬 Respirar", "📘 Lección"], ["🌡 ¿Cómo estoy?", "☎ Ayuda"]]


COMMANDS = [
    "leccion",
    "respirar",
    "ejercicios",
    "como_estoy",
    "evaluacion",
    "ayuda",
    "horario",
    "turno",
    "discreto",
    "pausa",
    "privacidad",
    "misdatos",
    "borrar",
    "idioma",
]


@pytest.mark.parametrize("command", COMMANDS)
async def test_every_command_is_answered(stage: Stage, command: str) -> None:
    ana = await enrol(stage)
    before = len(ana.screen)
    await ana.send(f"/{command}")
    assert len(ana.screen) == before + 2


async def test_commands_are_described_in_both_languages(stage: Stage) -> None:
    async with asyncio.timeout(5):
        while len(stage.simulator.calls_of("setMyCommands")) < 2:  # noqa: ASYNC110 - HTTP
            await asyncio.sleep(0.01)
    told = [call.params for call in stage.simulator.calls_of("setMyCommands")]
    assert {params.get("language_code") for params in told} == {None, "en"}
    assert all(str(params["commands"]).count('"command"') == len(COMMANDS) for params in told)


async def test_an_officer_can_change_to_english_and_back(stage: Stage) -> None:
    ana = await enrol(stage)
    await ana.send("/idioma")
    await ana.tap("English")
    await ana.tap("☎ Help")
    assert "emergency" in ana.last.text
    await ana.send("/idioma")
    await ana.tap("Español")
    await ana.tap("☎ Ayuda")
    assert "emergencia" in ana.last.text


async def test_the_consent_can_be_read_and_given_in_english(stage: Stage) -> None:
    ana = stage.simulator.officer("Ana")
    await ana.send("/start")
    await ana.tap("English")
    await ana.tap(next(label for label in ana.buttons if "agree" in label.lower()))
    officer = stage.respiro.enrolment.find(ana.id)
    assert officer is not None
    assert officer.language == "en"


@pytest.mark.parametrize(("typed", "hour"), [("08:05", "08:05"), ("7", "07:00"), ("1830", "18:30")])
async def test_an_hour_can_be_typed(stage: Stage, typed: str, hour: str) -> None:
    ana = await enrol(stage)
    await ana.send(f"/horario {typed}")
    assert f"de lunes a viernes, {hour}" in ana.last.text


@pytest.mark.parametrize("typed", ["25:00", "mañana", "23:30", "06:59", "08:5"])
async def test_an_hour_that_is_none_or_quiet_changes_nothing(stage: Stage, typed: str) -> None:
    ana = await enrol(stage)
    await ana.send(f"/horario {typed}")
    assert "No entendí la hora" in ana.last.text
    officer = stage.respiro.enrolment.find(ana.id)
    assert officer is not None
    assert f"{officer.hour:%H:%M}" == "09:00"


async def test_a_pause_holds_lessons_and_checkins_back(stage: Stage) -> None:
    ana = await enrol(stage)
    await ana.send("/pausa")
    await ana.tap("Una semana")
    before = ana.transcript()
    for day in range(1, 7):
        await moved(stage, MONDAY + timedelta(days=day, hours=4, minutes=1))
    assert ana.transcript() == before


async def test_after_a_pause_the_course_goes_on_with_the_next_lesson(stage: Stage) -> None:
    ana = await enrol(stage)
    await ana.send("/pausa")
    await ana.tap("Dos días")
    await moved(stage, MONDAY + timedelta(days=2, minutes=31))
    await ana.see("Estrés que ayuda")


# 3. The lesson


async def test_a_lesson_comes_when_it_is_due_and_once(stage: Stage) -> None:
    ana = await enrol(stage)
    await moved(stage, datetime(2026, 11, 24, 12, 59, 50, tzinfo=UTC))
    assert "Estrés que ayuda" not in ana.transcript()
    for second in (5, 10, 20):
        await moved(stage, datetime(2026, 11, 24, 13, 0, second, tzinfo=UTC))
    assert ana.transcript().count("Estrés que ayuda") == 1


async def test_a_lesson_is_read_in_one_message(stage: Stage) -> None:
    ana = await enrol(stage)
    shown = ana.last.message_id
    for step in ("2/4", "3/4", "4/4"):
        await ana.tap("Siguiente")
        assert step in ana.last.text
    await ana.tap("👍")
    assert ana.last.message_id == shown
    assert "Gracias" in ana.last.text


async def test_the_exercise_names_its_seconds_and_the_plan_asks_for_a_vote(stage: Stage) -> None:
    ana = await enrol(stage)
    await ana.tap("Siguiente")
    await ana.tap("Siguiente")
    assert "segundos" in ana.last.text
    await ana.tap("Siguiente")
    assert "Si " in ana.last.text
    assert ana.buttons[-3:] == ["👍", "👎", "◂ Atrás"]


async def test_later_brings_the_lesson_again_in_two_hours_and_the_course_does_not_skip(
    stage: Stage,
) -> None:
    ana = await enrol(stage)
    await moved(stage, datetime(2026, 11, 24, 13, 0, 5, tzinfo=UTC))
    await ana.see("Estrés que ayuda")
    await ana.tap("Más tarde")
    assert "11:00" in ana.last.text
    await moved(stage, datetime(2026, 11, 24, 15, 0, 5, tzinfo=UTC))
    assert "1/4" in ana.last.text
    await moved(stage, datetime(2026, 11, 25, 13, 0, 5, tzinfo=UTC))
    await ana.see("termómetro")


async def test_later_is_refused_kindly_when_two_hours_on_it_is_quiet(stage: Stage) -> None:
    ana = await enrol(stage, hour="20:00")
    await moved(stage, datetime(2026, 11, 25, 0, 0, 5, tzinfo=UTC))
    await ana.see("Estrés que ayuda")
    await ana.tap("Más tarde")
    assert ana.alerts[-1].show_alert
    assert "📘" in ana.alerts[-1].text


async def test_todays_lesson_on_demand_comes_again_but_no_second_one(stage: Stage) -> None:
    ana = await enrol(stage)
    await ana.tap("📘 Lección")
    assert "Qué es (y qué no es)" in ana.last.text
    await moved(stage, MONDAY + timedelta(hours=2))
    assert "Estrés que ayuda" not in ana.transcript()


async def test_the_whole_course_arrives_in_order_and_then_it_is_over(stage: Stage) -> None:
    ana = await enrol(stage)
    lessons = daily_course(stage.respiro.speaker.prompts.course.values())
    course = [f"📘 {lesson.title}  1/{len(lesson.screens)}" for lesson in lessons.values()]
    assert len(course) == 60
    for day in range(1, 92):
        await moved(stage, datetime(2026, 11, 23, 13, 0, 5, tzinfo=UTC) + timedelta(days=day))
    story = ana.transcript()
    places = [story.index(title) for title in course]
    assert places == sorted(places)
    assert all(story.count(title) == 1 for title in course)
    await ana.tap("📘 Lección")
    await ana.see("Ya leyó todas las lecciones")


# 4. The check-in


async def test_the_weekly_question_has_eleven_keys_in_two_rows_and_a_way_out(stage: Stage) -> None:
    ana = await asked(stage)
    rows = [[key["text"] for key in row] for row in ana.last.inline or ()]
    assert rows == [list("012345"), ["6", "7", "8", "9", "10"], ["Prefiero no responder"]]


@pytest.mark.parametrize("score", range(11))
async def test_every_score_leaves_the_same_words_in_the_question(stage: Stage, score: int) -> None:
    ana = await asked(stage)
    await ana.tap(str(score))
    assert "Respuesta registrada" in (await ana.see("Respuesta registrada")).text


async def test_a_trigger_may_be_named(stage: Stage) -> None:
    ana = await asked(stage)
    await ana.tap("3")
    await ana.tap("Turno y sueño")
    (entry,) = stage.respiro.stores.spool.entries("2026-W48")
    assert entry.answers == {"nrs": "3", "trigger": "turno"}


async def test_no_answer_leaves_no_trace(stage: Stage) -> None:
    ana = await asked(stage)
    await ana.tap("Prefiero no responder")
    assert stage.respiro.stores.spool.rounds() == []


async def test_the_last_answer_of_a_week_wins(stage: Stage) -> None:
    ana = await asked(stage)
    await ana.tap("9")
    await ana.send("/como_estoy")
    await ana.tap("2")
    (entry,) = stage.respiro.stores.spool.entries("2026-W48")
    assert entry.answers == {"nrs": "2"}


async def test_thresholds_come_from_the_configuration(open_stage: OpenStage) -> None:
    async with open_stage(CARE__ORANGE_FROM="6", CARE__YELLOW_FROM="3") as stage:
        ana = await asked(stage)
        await ana.tap("6")
        await ana.see("nivel de estrés alto")


# 5. High stress


@pytest.mark.parametrize("score", [7, 8, 9, 10])
async def test_high_stress_brings_the_contacts_at_once(stage: Stage, score: int) -> None:
    ana = await asked(stage)
    await ana.tap(str(score))
    assert "emergencia más cercana" in ana.last.text
    assert ana.buttons[-2:] == ["🌬 Respirar 1 min", "Borrar este mensaje"]


@pytest.mark.parametrize("score", [0, 4, 5, 6])
async def test_lower_stress_brings_no_contact_card(stage: Stage, score: int) -> None:
    ana = await asked(stage)
    await ana.tap(str(score))
    assert "emergencia más cercana" not in ana.transcript()


async def test_verified_and_open_lines_of_the_department_come_first(open_stage: OpenStage) -> None:
    line = (
        '{{"id":"{id}","name":"{name}","channel":"phone","number":"80010400{n}","hours":"{hours}",'
    )
    line += '"topic":"listening","departments":[{where}],"verified_on":"{day}"}}'
    lines = [
        line.format(id="x1", name="Sin verificar", n=1, hours="24h", where="", day=""),
        line.format(id="x2", name="Cerrada", n=2, hours="01:00-02:00", where="", day="2026-11-20"),
        line.format(id="x3", name="Abierta", n=3, hours="24h", where="", day="2026-11-20"),
        line.format(id="x4", name="Propia", n=4, hours="24h", where='"La Paz"', day="2026-11-20"),
        line.format(id="x5", name="Ajena", n=5, hours="24h", where='"Tarija"', day="2026-11-20"),
    ]
    async with open_stage(CONTACT=f"[{','.join(lines)}]") as stage:
        ana = await asked(stage)
        await ana.tap("8")
        card = ana.last.text
    places = [card.index(name) for name in ("Propia", "Abierta", "Cerrada", "Sin verificar")]
    assert places == sorted(places)
    assert "Ajena" not in card
    assert card.count("sin verificar") == 1


async def test_without_any_contact_the_card_still_points_somewhere(open_stage: OpenStage) -> None:
    async with open_stage(CONTACT="[]") as stage:
        ana = await asked(stage)
        await ana.tap("10")
        assert "emergencia más cercana" in ana.last.text


async def test_the_card_can_be_deleted(stage: Stage) -> None:
    ana = await asked(stage)
    await ana.tap("9")
    await ana.tap("Borrar este mensaje")
    assert "emergencia más cercana" not in ana.transcript()


async def test_a_late_high_answer_is_not_kept_but_brings_the_contacts(stage: Stage) -> None:
    ana = await asked(stage)
    stage.clock.advance(timedelta(days=7))
    await ana.tap_data("c1|2026-W48|9")
    assert stage.respiro.stores.spool.rounds() == []
    assert "ya cerró" in ana.transcript()
    assert "emergencia más cercana" in ana.transcript()


@pytest.mark.parametrize(
    "fault", [TooMany(1), ResetBefore(), ResetAfter(), Error(502, "Bad Gateway"), Garbage("?")]
)
async def test_the_contacts_arrive_though_telegram_stumbles(stage: Stage, fault: Kind) -> None:
    ana = await asked(stage)
    stage.simulator.faults.add("sendMessage", ana.id, kind=fault)
    await ana.tap("9")
    await ana.see("emergencia más cercana")


async def test_the_contacts_wait_for_nothing_else(stage: Stage) -> None:
    ana = await asked(stage)
    stage.simulator.faults.add("answerCallbackQuery", kind=Latency(3))
    stage.simulator.faults.add("editMessageText", kind=Latency(3))
    await ana.tap("9", wait=False)
    await ana.see("emergencia más cercana", timeout=2)


async def test_breathing_from_the_card_leaves_no_trace_of_the_card(stage: Stage) -> None:
    ana = await asked(stage)
    before = stage.respiro.enrolment.find(ana.id)
    await ana.tap("9")
    await ana.tap("Respirar 1 min")
    assert "Antes de la primera vez" in ana.last.text
    assert stage.respiro.enrolment.find(ana.id) == before


# 6. Breathing


@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_every_protocol_plays_its_animation(stage: Stage, protocol: str) -> None:
    ana = await enrol(stage)
    await ana.tap("🌬 Respirar")
    await ana.tap_data(f"b2|{protocol}")
    await ana.tap("1 minuto")
    assert ana.last.file is not None
    assert ana.last.file.mime == "video/mp4"


async def test_an_animation_is_uploaded_once_and_reused(stage: Stage) -> None:
    for name in ("Ana", "Luis"):
        officer = stage.simulator.officer(name)
        await officer.send("/respirar")
        await officer.tap("Coherente")
        await officer.tap("1 minuto")
    first, second = stage.simulator.calls_of("sendAnimation")
    assert str(second.params["animation"]) != str(first.params["animation"])
    assert len(stage.simulator.world.files) == 1


async def test_the_caution_is_shown_the_first_time_only(stage: Stage) -> None:
    ana = await enrol(stage)
    for _ in range(2):
        await ana.tap("🌬 Respirar")
        await ana.tap("Coherente")
        await ana.tap("1 minuto")
    assert ana.transcript().count("Antes de la primera vez") == 1


async def test_the_difference_is_shown_in_a_popup_only(stage: Stage) -> None:
    ana = await enrol(stage)
    await ana.tap("🌬 Respirar")
    for label in ("Coherente", "1 minuto", "Terminé", "8", "5"):
        await ana.tap(label)
    assert "Bajó 3 puntos" in ana.alerts[-1].text
    assert "3 puntos" not in ana.transcript()
    (entry,) = stage.respiro.stores.spool.entries("2026-W48")
    assert entry.answers == {"breathing": "-3"}


async def test_high_up_no_holding_of_breath_is_offered_first(stage: Stage) -> None:
    ana = await enrol(stage)
    await ana.tap("🌬 Respirar")
    assert ana.buttons[-6:][:3] == ["Coherente 5-5", "Suspiro cíclico", "Con el abdomen 4-6"]


# 7. Invitations


async def test_without_an_invitation_one_neutral_sentence_and_help_all_the_same(
    open_stage: OpenStage,
) -> None:
    async with open_stage(PROGRAMME__ENROLMENT="invite") as stage:
        expired = stage.respiro.enrolment.invite("pisiga", stage.clock.now() - timedelta(days=1))
        revoked = stage.respiro.enrolment.invite("pisiga", stage.clock.now() + timedelta(days=1))
        stage.respiro.enrolment.revoke(revoked, stage.clock.now())
        told = set()
        for start in ("/start", "/start x", f"/start {expired}", f"/start {revoked}"):
            stranger = stage.simulator.officer("Nadie")
            await stranger.send(start)
            told.add(stranger.last.text)
            await stranger.tap("☎ Ayuda")
            await stranger.see("emergencia más cercana")
            await stranger.tap("🌬 Respirar")
            await stranger.see("¿Cuál prefiere?")
        assert len(told) == 1


async def test_a_valid_invitation_opens_a_closed_programme(open_stage: OpenStage) -> None:
    async with open_stage(PROGRAMME__ENROLMENT="invite") as stage:
        token = stage.respiro.enrolment.invite("pisiga", stage.clock.now() + timedelta(days=1))
        ana = stage.simulator.officer("Ana")
        await ana.send(f"/start {token}")
        for label in ("Acepto", "De lunes a viernes", "09:00"):
            await ana.tap(label)
        await ana.see("Todo listo")


async def test_a_forged_consent_opens_nothing(open_stage: OpenStage) -> None:
    async with open_stage(PROGRAMME__ENROLMENT="invite") as stage:
        ana = stage.simulator.officer("Ana")
        await ana.send("/start")
        await ana.tap_data("e3|A|es|")
        assert stage.respiro.enrolment.find(ana.id) is None


# 8. The officer's own data


async def test_my_data_shows_every_column_that_is_kept(stage: Stage) -> None:
    ana = await asked(stage)
    await ana.tap("4")
    await ana.send("/misdatos")
    for piece in (str(ana.id), "todo", "Desaguadero", "09:00", "lección", "semanal", "memoria"):
        assert piece in ana.last.text


async def test_erasing_asks_once_and_leaves_nothing(stage: Stage, tmp_path: Path) -> None:
    ana = await asked(stage)
    await ana.tap("9")
    assert traces_of(ana.id, tmp_path)
    await ana.send("/borrar")
    await ana.tap("Sí, borrar")
    assert "Las respuestas de rondas cerradas" in ana.last.text
    assert stage.respiro.stores.spool.entries("2026-W48") == []
    await ana.send("/misdatos")
    assert "No guardo nada" in ana.last.text
    assert not traces_of(ana.id, tmp_path)


async def test_no_keeps_everything(stage: Stage) -> None:
    ana = await enrol(stage)
    before = stage.respiro.enrolment.find(ana.id)
    await ana.send("/borrar")
    await ana.tap("No")
    assert stage.respiro.enrolment.find(ana.id) == before


# What is kept


async def test_a_round_closes_by_itself_and_leaves_only_groups_of_k(
    stage: Stage, tmp_path: Path
) -> None:
    ana = await asked(stage)
    await ana.tap("8")
    await answer_all(stage)
    stage.clock.set(round_ends(stage.clock.now(), stage.respiro.calendar) + timedelta(minutes=2))
    async with asyncio.timeout(10):
        while stage.respiro.stores.spool.rounds():  # noqa: ASYNC110 - a job of the scheduler
            await asyncio.sleep(0.02)
    with stage.respiro.stores.replies.begin() as connection:
        counted = replies.count_bands(connection, "2026-W48")
    stress = {band: n for (_, instrument, band), n in counted.items() if instrument == "nrs"}
    assert stress == {"green": 4, "yellow": 3, "orange": 4, "red": 1}
    assert {cell for cell, _, _ in counted} == {"desaguadero"}
    with closing(sqlite3.connect(tmp_path / "replies.sqlite")) as file:
        groups = file.execute("SELECT count(*) FROM reply GROUP BY round, cell, instrument")
        sizes = [n for (n,) in groups]
    assert min(sizes) >= 10


async def test_a_round_of_too_few_people_leaves_nothing(stage: Stage) -> None:
    ana = await asked(stage)
    await ana.tap("8")
    stage.clock.set(round_ends(stage.clock.now(), stage.respiro.calendar) + timedelta(minutes=2))
    stage.respiro.rounds.close_ended(stage.clock.now())
    with stage.respiro.stores.replies.begin() as connection:
        assert replies.count_bands(connection, "2026-W48") == {}
        assert replies.is_closed(connection, "2026-W48")
