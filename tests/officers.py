"""What officers do in many tests."""

from __future__ import annotations

from bot.demo.stage import Stage
from simulator.officer import Officer


async def enrol(
    stage: Stage,
    name: str = "Ana",
    *,
    consent: str = "Acepto",
    days: str = "De lunes a viernes",
    hour: str = "09:00",
) -> Officer:
    """An officer of Desaguadero, lessons from Monday to Friday; has read no further than card 1."""
    officer = stage.simulator.officer(name)
    await officer.send("/start")
    await officer.tap(consent)
    await officer.tap("La Paz")
    await officer.tap("Desaguadero")
    await officer.tap(days)
    await officer.tap(hour)
    return officer
