"""The demo without a browser: an officer's week as a transcript, on a virtual clock."""

from __future__ import annotations

import asyncio
import sys
import textwrap
from collections.abc import Awaitable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.demo.colleagues import answer_all
from bot.demo.stage import Stage, StartJobsOf, set_up_stage
from bot.domain.instruments import NRS
from bot.domain.timetable import at_wall, local, next_checkin_due, round_ends, round_of
from bot.storage import replies
from simulator.chats import Message
from simulator.clock import Clock
from simulator.officer import Officer
from simulator.server import Simulator

_MONDAY = datetime(2026, 11, 23, 12, 40, tzinfo=UTC)
_WIDTH = 92


class Narrator:
    """Prints what happens in one chat: what the officer does, what the bot says or changes."""

    def __init__(self, stage: Stage, officer: Officer) -> None:
        self._stage = stage
        self._officer = officer
        self._seen: dict[int, str] = {}
        self._heard = 0
        self._zone = ZoneInfo(stage.config.programme.timezone)

    def head(self, title: str) -> None:
        """A new day."""
        now = self._stage.clock.now().astimezone(self._zone)
        when = format_datetime(now, "EEEE d 'de' MMMM, HH:mm", locale="es_BO")
        _write(f"\n── {when} · {title} " + "─" * 8)

    async def act(self, what: str, doing: Awaitable[object]) -> None:
        """Something the officer does, and the answer."""
        _write(f"\n{self._officer.name} ▸ {what}")
        await doing
        self.report()

    async def tap(self, label: str) -> None:
        """A key pressed."""
        await self.act(f"[{label}]", self._officer.tap(label))

    async def send(self, text: str) -> None:
        """A text written."""
        await self.act(text, self._officer.send(text))

    async def wait_for(self, text: str) -> None:
        """A prompt that comes by itself."""
        await self._officer.see(text)
        self.report()

    def report(self) -> None:
        """Print every message that is new or changed, and every pop-up."""
        for message in self._officer.screen:
            shown = _show(message)
            if message.from_bot and self._seen.get(message.message_id) != shown:
                _write(("✎ " if message.message_id in self._seen else "• ") + shown)
                self._seen[message.message_id] = shown
        for alert in self._officer.alerts[self._heard :]:
            if alert.text:
                _write(f"◦ (aviso) {alert.text}")
        self._heard = len(self._officer.alerts)


def _show(message: Message) -> str:
    drawn = {"animation": "[círculo que respira] ", "photo": "[dibujo] "}
    media = drawn.get(message.file.kind, "") if message.file else ""
    lines = [
        textwrap.fill(line, _WIDTH, subsequent_indent="  ", initial_indent="  ")
        for line in (media + message.text).splitlines()
        if line.strip()
    ]
    keys = (" ".join(f"[{key['text']}]" for key in row) for row in message.inline or ())
    lines += [f"    {row}" for row in keys]
    return "\n".join(lines).lstrip()


def _write(text: str) -> None:
    sys.stdout.write(text + "\n")


async def run_script(start_jobs_of: StartJobsOf) -> int:
    """Play a week: enrolment, lessons, a check-in with contacts, breathing, the closed round."""
    simulator = Simulator(clock=Clock(_MONDAY))
    async with set_up_stage(start_jobs_of, simulator) as stage:
        ana = simulator.officer("Ana")
        tale = Narrator(stage, ana)
        for scene in (_enrol, _read, _put_off, _check_in, _close, _leave):
            await scene(stage, tale)
    _write("\n── Fin: todo detenido, nada quedó en este equipo " + "─" * 8)
    return 0


async def _enrol(stage: Stage, tale: Narrator) -> None:
    ana = next(iter(stage.simulator.officers.values()))
    ends = stage.clock.now() + timedelta(days=14)
    token = stage.respiro.enrolment.invite("desaguadero", ends)
    tale.head("Ana abre la invitación de su puesto")
    await tale.act("(abre el enlace del afiche)", ana.send(f"/start {token}"))
    for label in ("Acepto", "De lunes a viernes", "09:00"):
        await tale.tap(label)


async def _read(_stage: Stage, tale: Narrator) -> None:
    for label in ("Siguiente ▸", "Siguiente ▸", "Siguiente ▸", "👍"):
        await tale.tap(label)


async def _put_off(stage: Stage, tale: Narrator) -> None:
    _go_to_nine_tomorrow(stage)
    tale.head("llega la lección; ahora no puede")
    await tale.wait_for("Estrés que ayuda")
    await tale.tap("Más tarde")
    stage.clock.advance(timedelta(hours=2))
    tale.head("dos horas después vuelve sola")
    await tale.wait_for("1/4")


async def _check_in(stage: Stage, tale: Narrator) -> None:
    _go_to_nine_tomorrow(stage)
    tale.head("la lección del día")
    await tale.wait_for("Su termómetro")
    stage.clock.set(next_checkin_due(stage.clock.now(), stage.respiro.calendar))
    tale.head("la pregunta de la semana")
    await tale.wait_for("¿Cómo está?")
    for label in ("8", "Seguridad", "Respirar 1 min", "Terminé", "8", "5"):
        await tale.tap(label)
    await tale.send("/misdatos")


def _go_to_nine_tomorrow(stage: Stage) -> None:
    tomorrow = local(stage.clock.now(), stage.respiro.calendar).date() + timedelta(days=1)
    stage.clock.set(at_wall(tomorrow, time(9), stage.respiro.calendar))


async def _close(stage: Stage, tale: Narrator) -> None:
    await answer_all(stage)
    calendar = stage.respiro.calendar
    closing = round_of(stage.clock.now(), calendar)
    stage.clock.set(round_ends(stage.clock.now(), calendar) + timedelta(minutes=2))
    tale.head(f"cierra la ronda {closing}; respondieron también once colegas")
    await asyncio.to_thread(stage.respiro.rounds.close_ended, stage.clock.now())
    with stage.respiro.stores.replies.begin() as connection:
        counted = replies.count_bands(connection, closing)
        tallies = replies.tallies_of(connection, closing)
        totals = replies.count_totals(connection, NRS)
    _write("Lo único que queda, sin nada que lleve a una persona:")
    for (cell, instrument, band), n in sorted(counted.items()):
        _write(f"    {closing}  {cell:<14} {instrument:<10} {band:<10} {n:>3}")
    for one in tallies:
        _write(f"    {closing}  {one.cell:<14} {one.question:<10} {one.answer:<10} {one.n:>3}")
    exact = ", ".join(f"{score} ({n})" for score, n in sorted(totals.items()))
    _write(f"    {closing}  todo el país, sin puesto: {exact}")


async def _leave(_stage: Stage, tale: Narrator) -> None:
    await tale.send("/borrar")
    await tale.tap("Sí, borrar")
    await tale.send("/misdatos")
