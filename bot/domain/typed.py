"""Dates as people type them."""

from __future__ import annotations

import re
from datetime import date

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
