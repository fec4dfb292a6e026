"""A process that is killed at one point of closing a round; ``test_rounds`` starts it.

Arguments: the two stores' URLs, the spool's folder, the point, or "statement" and its number.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import sys
from pathlib import Path

import sqlalchemy as sa

from bot.domain.model import Entry
from bot.storage.engine import open_engine
from bot.storage.spool import Spool
from service.programme import make_rounds, wall

POINTS = (
    "entries read",
    "replies written and not committed",
    "replies committed and the spool still there",
    "spool removed and the store not swept",
)
K = 5


class DyingSpool(Spool):
    """A spool beside which the process dies."""

    def __init__(self, folder: Path, point: str) -> None:
        super().__init__(folder)
        self.point = point

    def entries(self, name: str) -> list[Entry]:
        """Read, and perhaps die."""
        found = super().entries(name)
        die_at("entries read", self.point)
        return found

    def remove(self, name: str) -> None:
        """Perhaps die, remove, and perhaps die."""
        die_at("replies committed and the spool still there", self.point)
        super().remove(name)
        die_at("spool removed and the store not swept", self.point)


def die_at(here: str, point: str) -> None:
    """``kill -9`` where the point is reached."""
    if here == point:
        os.kill(os.getpid(), signal.SIGKILL)


def main(deliveries: str, url: str, folder: str, point: str) -> None:
    """Close the rounds that have ended, and die on the way."""
    store = open_engine(url)
    spool = DyingSpool(Path(folder), point)

    def before_commit(_connection: sa.Connection) -> None:
        die_at("replies written and not committed", point)

    begun = itertools.count(1)

    def before_statement(*_: object) -> None:
        die_at(f"statement {next(begun)}", point)

    sa.event.listen(store, "commit", before_commit)
    sa.event.listen(store, "before_cursor_execute", before_statement)
    rounds = make_rounds(open_engine(deliveries), store, spool, random.SystemRandom(), K)
    rounds.close_ended(wall("2026-11-30 03:05"))


if __name__ == "__main__":
    main(*sys.argv[1:])
