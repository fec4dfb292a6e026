"""The labelled messages of screening, and the half that each belongs to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.domain.screening import Risk

SET = Path(__file__).with_name("screening.tsv")
TUNING = Path(__file__).with_name("screening-tuning.tsv")
"""Further messages to tune on, whatever half their words would fall into."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """An invented message and what a reader says it is."""

    risk: Risk
    tags: frozenset[str]
    text: str

    @property
    def half(self) -> Literal["tune", "report"]:
        """Rules are tuned on one half and measured on the other; alike messages share theirs."""
        family = next((tag for tag in self.tags if tag.startswith("familia-")), self.text)
        return "tune" if hashlib.sha256(family.encode()).digest()[0] % 2 == 0 else "report"

    @property
    def is_explicit(self) -> bool:
        """Whether the words leave no doubt."""
        return "explicito" in self.tags


def read(path: Path = SET) -> tuple[Labelled, ...]:
    """Every message of a set, in its order."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(_parse(line) for line in lines if line and not line.startswith("#"))


def of_half(half: Literal["tune", "report"], messages: Iterable[Labelled]) -> list[Labelled]:
    """The messages of one half."""
    return [one for one in messages if one.half == half]


def _parse(line: str) -> Labelled:
    risk, tags, text = line.split("\t")
    return Labelled(Risk(risk), frozenset(tags.split(",")), text)
