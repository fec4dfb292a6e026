"""The labelled messages of screening: those to tune on, and those that only measure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.domain.screening import Risk

_FOLDER = Path(__file__).parent
TUNING = (_FOLDER / "screening.tsv", _FOLDER / "screening-tuning.tsv")
"""What the lists and the model are tuned on."""

HELD_BACK = _FOLDER / "screening-heldback.tsv"
"""What only measures: nobody who changes the lists may have read it."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """An invented message and what a reader says it is."""

    risk: Risk
    tags: frozenset[str]
    text: str

    @property
    def is_explicit(self) -> bool:
        """Whether the words leave no doubt."""
        return "explicito" in self.tags


def read(*paths: Path) -> tuple[Labelled, ...]:
    """Every message of some files, in their order."""
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return tuple(_parse(line) for line in lines if line and not line.startswith("#"))


def _parse(line: str) -> Labelled:
    risk, tags, text = line.split("\t")
    return Labelled(Risk(risk), frozenset(tags.split(",")), text)
