"""Texts that stand for each kind of risk, and how each is answered."""

from __future__ import annotations

from bot.domain.screening import Risk

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
