"""/verificar_contactos and the weekly reminder, over HTTP; nothing false is ever recorded."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from canary import everything_logged
from conftest import MONDAY, OpenStage
from officers import enrol
from test_directory_lives import database_down, line, rows
from test_guided_exercises import under

from bot.demo.stage import Stage
from bot.domain.model import Check
from simulator.clock import Clock
from simulator.faults import TooMany
from simulator.officer import Officer
from simulator.server import Simulator

TODAY = date(2026, 11, 23)
ANSWERED = "Contestaron: es correcto"
NINE = timedelta(minutes=30)
"""From the beginning of a stage to 09:00, the programme's hour."""


def with_administrator(name: str = "Eva") -> tuple[Simulator, Officer, dict[str, str]]:
    """A Telegram with an administrator in it, and the setting that names them."""
    simulator = Simulator(clock=Clock(MONDAY))
    eva = simulator.officer(name)
    return simulator, eva, {"PROGRAMME__ADMINISTRATORS": f"[{eva.id}]"}


def checks(stage: Stage) -> dict[str, Check]:
    """What is recorded, read anew."""
    stage.respiro.checks.look()
    return dict(stage.respiro.checks.known())


LINES = rows(
    line(1, verified_on="", number="110", topic="emergency"),
    line(2),
    line(3, verified_on="2026-08-24"),
    line(4, verified_on="", channel="address", number="Calle 1", departments=["La Paz"]),
)


async def test_only_an_answer_is_recorded_with_a_role_and_no_chat(open_stage: OpenStage) -> None:
    simulator, eva, settings = with_administrator()
    async with open_stage(simulator=simulator, CONTACT=LINES, **settings) as stage:
        await eva.send("/verificar_contactos")
        number = eva.last.message_id
        for fact in ("Línea 1", "110", "3 por llamar", "no es una emergencia", "nunca"):
            assert fact in eva.last.text
        await eva.tap("No contestan")
        assert "Línea 3" in eva.last.text
        assert "24 ago de 2026" in eva.last.text
        assert checks(stage) == {}
        await eva.tap(ANSWERED)
        assert checks(stage) == {
            "line-3": Check(TODAY, "administración, por Telegram", True, "800-10-4003")
        }
        assert "Línea 4" in eva.last.text
        assert "Vaya, o averigüe" in eva.last.text
        await eva.tap("Saltar")
        assert "Verificados: 2 de 4. Quedan por llamar: Línea 1, Línea 4." in eva.last.text
        assert eva.last.message_id == number
        assert set(checks(stage)) == {"line-3"}


async def test_a_verified_contact_is_shown_so_at_once(open_stage: OpenStage) -> None:
    simulator, eva, settings = with_administrator()
    async with open_stage(
        simulator=simulator, CONTACT=rows(line(1, verified_on="")), **settings
    ) as stage:
        ana = await enrol(stage)
        await ana.send("/ayuda")
        assert "sin verificar" in ana.last.text
        await eva.send("/verificar_contactos")
        await eva.tap(ANSWERED)
        assert "Todos los contactos están verificados" in eva.last.text
        await ana.send("/ayuda")
        assert "sin verificar" not in ana.last.text
        await eva.send("/verificar_contactos")
        assert "Todos los contactos están verificados" in eva.last.text


async def test_for_everybody_else_there_is_no_such_command(open_stage: OpenStage) -> None:
    simulator, eva, settings = with_administrator()
    async with open_stage(simulator=simulator, CONTACT=LINES, **settings) as stage:
        ana = await enrol(stage)
        await ana.send("/verificar_contactos")
        assert "No conozco esa orden" in ana.last.text
        await eva.send("/verificar_contactos")
        stolen = [key["callback_data"] for row in eva.last.inline or () for key in row]
        before = ana.transcript()
        for payload in (*stolen, "m1"):
            await ana.tap_data(payload)
            assert ana.alerts[-1].show_alert
        assert ana.transcript() == before
        assert checks(stage) == {}


async def test_a_card_of_another_day_records_nothing(open_stage: OpenStage) -> None:
    simulator, eva, settings = with_administrator()
    async with open_stage(simulator=simulator, CONTACT=LINES, **settings) as stage:
        await eva.send("/verificar_contactos")
        stage.clock.advance(timedelta(days=1))
        await eva.tap(ANSWERED)
        assert "no anoté nada" in eva.alerts[-1].text
        assert checks(stage) == {}
        await eva.tap(ANSWERED)
        assert checks(stage)["line-1"].on == date(2026, 11, 24)


async def test_a_card_whose_contact_has_changed_records_nothing(open_stage: OpenStage) -> None:
    simulator, eva, settings = with_administrator()
    async with open_stage(
        simulator=simulator, CONTACT=rows(line(1, verified_on="")), **settings
    ) as stage:
        await eva.send("/verificar_contactos")
    changed = rows(line(1, verified_on="", number="800104009"))
    async with open_stage(simulator=simulator, CONTACT=changed, **settings) as stage:
        await eva.tap(ANSWERED)
        assert checks(stage) == {}
        assert "800-10-4009" in eva.last.text


async def test_a_call_to_a_number_that_has_changed_since_verifies_nothing(
    open_stage: OpenStage,
) -> None:
    simulator, eva, settings = with_administrator()
    async with open_stage(simulator=simulator, CONTACT=rows(line(1, verified_on="")), **settings):
        await eva.send("/verificar_contactos")
        await eva.tap(ANSWERED)
    changed = rows(line(1, verified_on="", number="800104009"))
    async with open_stage(simulator=simulator, CONTACT=changed, **settings):
        await eva.send("/ayuda")
        assert "sin verificar" in eva.last.text


async def test_while_the_store_is_down_nothing_is_said_to_be_recorded(
    open_stage: OpenStage,
) -> None:
    simulator, eva, settings = with_administrator()
    async with open_stage(simulator=simulator, CONTACT=LINES, speaks=False, **settings) as stage:
        await eva.send("/verificar_contactos")
        with database_down(stage):
            await eva.tap(ANSWERED)
        assert "Anotado" not in "".join(alert.text for alert in eva.alerts)
        assert checks(stage) == {}


@pytest.mark.parametrize(
    "payload",
    [
        "m2|line-1|y|20261123|00000000",
        "m2|nobody|y|20261123|00000000",
        "m2|line-1|x|20261123|00000000",
        "m2|line-1|y|2026112|00000000",
    ],
)
async def test_a_forged_tap_of_an_administrator_records_nothing(
    open_stage: OpenStage, payload: str
) -> None:
    simulator, eva, settings = with_administrator()
    async with open_stage(simulator=simulator, CONTACT=LINES, **settings) as stage:
        await eva.send("/verificar_contactos")
        await eva.tap_data(payload)
        assert eva.alerts[-1].show_alert
        assert checks(stage) == {}


# A wrong one


async def test_a_wrong_one_names_the_lines_of_the_file(
    open_stage: OpenStage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulator, eva, settings = with_administrator()
    async with open_stage(simulator=simulator, **settings) as stage:
        await eva.send("/verificar_contactos")
        await eva.tap("Saltar")
        await eva.tap("Dato equivocado")
        told = eva.last.text
        assert checks(stage) == {}
    assert "Copie todos sus [[contact]] a config.toml" in told
    example = (Path(__file__).parents[1] / "config.example.toml").read_text(encoding="utf-8")
    line_of = {text: number for number, text in enumerate(example.splitlines(), start=1)}
    assert f'• línea {line_of["number = " + chr(34) + "168" + chr(34)]}: number = "168"' in told
    assert f"• línea {line_of['id = ' + chr(34) + 'emergencias-168' + chr(34)]}: id" in told


async def test_a_contact_from_the_environment_is_named_by_its_variable(
    open_stage: OpenStage,
) -> None:
    simulator, eva, settings = with_administrator()
    async with open_stage(simulator=simulator, CONTACT=LINES, **settings):
        await eva.send("/verificar_contactos")
        await eva.tap("Dato equivocado")
        assert "environment: RESPIRO_CONTACT" in eva.last.text
        assert '• number = "110"' in eva.last.text
        await eva.tap("◂ Volver")
        assert ANSWERED in under(eva)
        await eva.tap("Terminar")
        assert "Quedan por llamar: Línea 1, Línea 3, Línea 4" in eva.last.text


# The weekly reminder


async def reminders(eva: Officer) -> int:
    """How many reminders stand in the chat, a little later."""
    await asyncio.sleep(1.5)
    return eva.transcript().count("Contactos por llamar")


async def test_administrators_are_reminded_at_the_programmes_hour_once_a_week(
    open_stage: OpenStage,
) -> None:
    simulator, eva, settings = with_administrator()
    async with open_stage(simulator=simulator, CONTACT=LINES, **settings) as stage:
        await eva.send("/start")
        assert await reminders(eva) == 0
        stage.clock.advance(NINE)
        await eva.see("Contactos por llamar")
        assert "3 de 4" in eva.last.text
        assert "Línea 1, Línea 3, Línea 4" in eva.last.text
        for _ in range(6):
            stage.clock.advance(timedelta(days=1))
            assert await reminders(eva) == 1
        await eva.tap("Verificar ahora")
        assert ANSWERED in under(eva)
    async with open_stage(simulator=simulator, CONTACT=LINES, **settings) as stage:
        assert await reminders(eva) == 1
        stage.clock.advance(timedelta(days=1))
        assert await reminders(eva) == 2


async def test_when_all_are_verified_nobody_is_reminded(open_stage: OpenStage) -> None:
    simulator, eva, settings = with_administrator()
    async with open_stage(simulator=simulator, CONTACT=rows(line(1)), **settings) as stage:
        await eva.send("/start")
        stage.clock.advance(NINE)
        assert await reminders(eva) == 0


@pytest.mark.parametrize(
    ("hour", "told_after", "quiet_start", "holidays", "expected"),
    [
        ("20:30", 760, "22:00", "[]", 1),
        ("20:30", 760, "21:00", "[]", 0),
        ("09:00", 30, "21:00", "[]", 1),
        ("09:00", 30, "21:00", "2026-11-23", 0),
    ],
)
async def test_no_reminder_on_a_holiday_or_in_the_quiet_hours(
    open_stage: OpenStage,
    hour: str,
    told_after: int,
    quiet_start: str,
    holidays: str,
    expected: int,
) -> None:
    simulator, eva, settings = with_administrator()
    settings |= {
        "SCHEDULE__LESSON_HOUR": hour,
        "SCHEDULE__QUIET_START": quiet_start,
        "SCHEDULE__HOLIDAYS": holidays,
    }
    async with open_stage(simulator=simulator, CONTACT=LINES, **settings) as stage:
        await eva.send("/start")
        stage.clock.advance(timedelta(minutes=told_after))
        assert await reminders(eva) == expected


async def test_a_server_that_slept_through_the_hour_reminds_on_the_next_day(
    open_stage: OpenStage,
) -> None:
    simulator, eva, settings = with_administrator()
    simulator.clock.advance(timedelta(hours=4))
    async with open_stage(simulator=simulator, CONTACT=LINES, **settings) as stage:
        await eva.send("/start")
        assert await reminders(eva) == 0
        stage.clock.advance(timedelta(hours=20, minutes=30))
        assert await reminders(eva) == 1


async def test_two_processes_remind_once(open_stage: OpenStage) -> None:
    simulator, eva, settings = with_administrator()
    async with open_stage(simulator=simulator, CONTACT=LINES, speaks=False, **settings) as stage:
        await eva.send("/start")
        now = MONDAY + NINE
        left = await asyncio.gather(*(stage.respiro.reminder.beat(now) for _ in range(4)))
        assert sorted(left) == [0, 0, 0, 1]
        assert await reminders(eva) == 1


async def test_a_reminder_that_telegram_puts_off_is_sent_again(open_stage: OpenStage) -> None:
    simulator, eva, settings = with_administrator()
    async with open_stage(simulator=simulator, CONTACT=LINES, **settings) as stage:
        await eva.send("/start")
        stage.simulator.faults.add("sendMessage", eva.id, kind=TooMany(1))
        stage.clock.advance(NINE)
        await eva.see("Contactos por llamar", timeout=8)


async def test_an_administrator_without_a_chat_is_told_of_in_the_log_without_a_number(
    open_stage: OpenStage,
) -> None:
    simulator, eva, settings = with_administrator()
    settings["PROGRAMME__ADMINISTRATORS"] = json.dumps([424242, eva.id])
    with everything_logged() as caught:
        async with open_stage(simulator=simulator, CONTACT=LINES, **settings) as stage:
            await eva.send("/start")
            stage.clock.advance(NINE)
            await eva.see("Contactos por llamar")
    own = [one for one in caught.lines if one.startswith("bot")]
    assert any("an administrator has no chat with the bot" in one for one in own)
    assert not any("424242" in one or str(eva.id) in one for one in own)
