"""A process that is killed at one point of closing a round; ``test_rounds`` starts it.

Arguments: the reply store's URL, the spool's folder, the point.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from pathlib import Path

import sqlalchemy as sa

from bot.service.rounds import Rounds
from bot.storage.engine import open_engine
from bot.storage.spool import Entry, Spool
from service.programme import UNITS, calendar, wall

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


def main(url: str, folder: str, point: str) -> None:
    """Close the round of the week, and die on the way."""
    store = open_engine(url)
    spool = DyingSpool(Path(folder), point)

    def before_commit(_connection: sa.Connection) -> None:
        die_at("replies written and not committed", point)

    sa.event.listen(store, "commit", before_commit)
    rounds = Rounds(store, store, spool, calendar(), UNITS, K, 24, random.SystemRandom())
    rounds.close_ended(wall("2026-11-30 03:05"))


if __name__ == "__main__":
    main(*sys.argv[1:])
