"""Eleven colleagues of Desaguadero who answer too, so that a round has a cell to be kept in."""

from __future__ import annotations

import asyncio

from bot.demo.stage import Stage
from simulator.officer import Officer

UNIT = "Desaguadero"
_NAMES = (
    "Rosa",
    "Juan",
    "Elena",
    "Mario",
    "Gloria",
    "Pedro",
    "Nora",
    "Hugo",
    "Julia",
    "Raúl",
    "Inés",
)
_SCORES = (2, 3, 3, 4, 5, 5, 6, 7, 7, 8, 9)
_TRIGGERS = ("Carga", "Público", "Turno", "Jefatura", "Familia")


async def answer_all(stage: Stage) -> None:
    """Every colleague enrols (once) and answers this week's check-in, over the real bot."""
    people = [_colleague(stage, name) for name in _NAMES]
    await asyncio.gather(*(_answer(*one) for one in zip(people, _SCORES, strict=True)))


def _colleague(stage: Stage, name: str) -> Officer:
    full = f"{name} (compañía)"
    for officer in stage.simulator.officers.values():
        if officer.name == full:
            return officer
    extra = stage.simulator.officer(full)
    extra.chat.is_backstage = True
    return extra


async def _answer(colleague: Officer, score: int) -> None:
    if not colleague.screen:
        await colleague.send("/start")
        for label in ("Acepto", "La Paz", UNIT, "De lunes a viernes", "09:00"):
            await colleague.tap(label)
    await colleague.send("/como_estoy")
    await colleague.tap(str(score))
    await colleague.tap(_TRIGGERS[score % len(_TRIGGERS)])
