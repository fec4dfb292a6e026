"""Texts that stand for each kind of risk, and a screener that knows them all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.content.screening import load_screener
from bot.domain.screening import Finding, Risk, Screener

RED = "ya no quiero vivir"
TEXTS: dict[Risk, str] = {
    Risk.CRISIS: RED,
    Risk.VIOLENCE: "mi marido me pega",
    Risk.HARM: "quiero hacerle daño a mi jefe",
    Risk.THIRD: "mi compañero dice que no quiere vivir",
    Risk.MEDICAL: "no puedo respirar",
    Risk.AMBER: "todo esto me sobrepasa y estoy al borde",
    Risk.GRIEF: "falleció mi mamá la semana pasada",
}
OPENINGS: dict[Risk, str] = {
    Risk.CRISIS: "Gracias por decírmelo",
    Risk.VIOLENCE: "no es culpa suya",
    Risk.HARM: "tome distancia",
    Risk.THIRD: "Gracias por preocuparse",
    Risk.MEDICAL: "emergencia médica",
    Risk.AMBER: "¿ha pensado en hacerse daño",
    Risk.GRIEF: "Lamento mucho su pérdida",
}


@dataclass(frozen=True)
class Knowing:
    """The word lists, and the texts above, whatever the lists of today say of them."""

    lists: Screener

    def screen(self, text: str) -> Finding:
        """The risk of one of the texts above, wherever it stands; else what the lists find."""
        known = (risk for risk, one in TEXTS.items() if one in text)
        risk = next(known, None)
        return self.lists.screen(text) if risk is None else Finding(risk)


def know_every_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the next bot know every text above."""

    def load(folder: Path) -> Knowing:
        return Knowing(load_screener(folder))

    monkeypatch.setattr("bot.assembly.load_screener", load)
