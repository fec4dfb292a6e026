"""The command: which days, which officers, beside what."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot import logs
from bot.arranging import ROOT
from bot.config import load_config
from bot.rehearsal.comparing import compare, lessons_at, tell_difference
from bot.rehearsal.rehearsing import Rehearsal, RehearsalError, rehearse
from bot.rehearsal.telling import tell

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

__all__ = ["RehearsalError", "Wanted", "add_command", "run"]

_LESSONS = ROOT / "lessons" / "es"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much is rehearsed; ``first_day`` None is the next Monday."""

    weeks: int
    officers: int
    first_day: date | None = None

    def play(self, config: Path | None, lessons: Path, today: date) -> Rehearsal:
        """Play it with a configuration and a folder of lessons."""
        begins = self.first_day or today + timedelta(days=8 - today.isoweekday())
        return rehearse(load_config(config, os.environ), lessons, begins, self.weeks, self.officers)


def run(
    config: Path | None, wanted: Wanted, beside: str | None, picture: Path | None, today: date
) -> str:
    """What is told; the picture is written when it is wanted.

    RehearsalError, ConfigError and ContentError say what to mend.
    """
    after = wanted.play(config, _LESSONS, today)
    told = tell(after)
    if beside is not None:
        before = _play_other(config, wanted, beside, today)
        told += tell_difference(compare(before, after), before, after)
    if picture is not None:
        from bot.rehearsal.picture import draw  # noqa: PLC0415 - it loads the drawing

        try:
            picture.write_bytes(draw(after))
        except OSError as error:
            text = f"No puedo escribir {picture}: elija una carpeta que exista y sea suya."
            raise RehearsalError(text) from error
        told += f"\n{picture}\n"
    return told


def _play_other(config: Path | None, wanted: Wanted, beside: str, today: date) -> Rehearsal:
    """The same officers under another configuration, or with the lessons of another revision."""
    if Path(beside).is_file():
        return wanted.play(Path(beside), _LESSONS, today)
    with lessons_at(ROOT, beside) as lessons:
        return wanted.play(config, lessons, today)


def add_command(commands: Commands) -> None:
    """Add ``rehearse`` to the command line."""
    parser = commands.add_parser("rehearse", help="half a year of prompts under a clock of its own")
    parser.add_argument("--weeks", type=int, default=26, help="default: 26")
    parser.add_argument("--officers", type=int, default=200, help="default: 200")
    parser.add_argument(
        "--from", dest="first_day", type=date.fromisoformat, metavar="DATE", help="like 2027-01-04"
    )
    parser.add_argument("--picture", type=Path, metavar="FILE", help="draws it as a PNG, too")
    parser.add_argument("--diff", metavar="REF", help="a revision of git, or a configuration file")
    parser.add_argument("--config", type=Path, help="default: config.toml, else the example")
    parser.set_defaults(command=_rehearse)


def _rehearse(chosen: argparse.Namespace) -> int:
    logs.set_up(logging.ERROR)
    wanted = Wanted(chosen.weeks, chosen.officers, chosen.first_day)
    today = datetime.now(UTC).date()
    sys.stdout.write(run(chosen.config, wanted, chosen.diff, chosen.picture, today))
    return 0
