"""Days, units and short answers as people type them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from bot.domain.model import Unit

_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?", re.ASCII)
_LONGEST = 366


def read_day(typed: str, today: date) -> date | None:
    """``15/12`` or ``15/12/2026`` as the next such day behind today, a year ahead at most."""
    match = _DAY.fullmatch(typed.strip())
    if match is None:
        return None
    years = [int(match[3])] if match[3] else [today.year, today.year + 1]
    for year in years:
        try:
            day = date(year, int(match[2]), int(match[1]))
        except ValueError:
            continue
        if 0 < (day - today).days <= _LONGEST:
            return day
    return None


def find_unit(typed: str, units: Iterable[Unit]) -> Unit | None:
    """The unit of this id or name, however its capitals and accents are typed."""
    wanted = fold(typed)
    return next((unit for unit in units if wanted in {unit.id, fold(unit.name)}), None)


def fold(text: str) -> str:
    """Small letters without accents, and no space around them."""
    decomposed = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def as_words(typed: str) -> tuple[str, ...]:
    """The words of a text without accents, capitals and marks."""
    return tuple(re.findall(r"[a-z0-9]+", fold(typed)))
