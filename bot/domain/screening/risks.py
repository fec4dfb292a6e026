"""What a text may be about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Risk(StrEnum):
    """What a text may be about, the gravest first."""

    CRISIS = "rojo"
    VIOLENCE = "violencia"
    HARM = "dano_a_otros"
    THIRD = "tercero"
    MEDICAL = "medico"
    AMBER = "ambar"
    GRIEF = "duelo"
    NONE = "ninguno"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a text may be about, and the line of the lists that says so ("-": none does)."""

    risk: Risk
    rule: str = "-"
