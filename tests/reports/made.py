"""Made-up weeks of replies, and the sources of a report on them."""

from __future__ import annotations

from typing import Any

from bot.domain.model import Tally
from bot.domain.reporting import Sources, WeekOfReplies
from bot.domain.weeks import block_of

K = 10
BLOCK = block_of("2026-W46")
NAMES = {"desaguadero": "Desaguadero", "pisiga": "Pisiga", "guaqui": "Guaqui"}


def week(high: dict[str, int], people: dict[str, int], *tallies: Tally) -> WeekOfReplies:
    """So many of so many with high stress in each cell."""
    stress = {(cell, "red"): n for cell, n in high.items()}
    stress |= {(cell, "green"): n - high[cell] for cell, n in people.items()}
    return WeekOfReplies(stress, tallies)


def sources(weeks: dict[str, WeekOfReplies], **changes: Any) -> Sources:
    """The sources of the last of these weeks."""
    values: dict[str, Any] = {
        "name": max(weeks),
        "programme": "Respiro",
        "organisation": "Aduana",
        "k": K,
        "cells": NAMES,
        "agreed": 100,
        "weeks": weeks,
        "totals": {},
        "before": None,
    }
    return Sources(**values | changes)


PLAIN = week({"desaguadero": 4, "nacional": 3}, {"desaguadero": 12, "nacional": 14})
