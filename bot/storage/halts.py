"""What holds prompts back, kept so that a restart does not forget it."""

from __future__ import annotations

import math
from datetime import datetime

import sqlalchemy as sa

from bot.domain.model import Halt
from bot.storage.delivery import halt, moment


def set_halt(connection: sa.Connection, what: Halt, until: datetime | None = None) -> None:
    """Hold prompts back until a moment, to the next full second; None: until it is lifted."""
    lift_halt(connection, what)
    end = None if until is None else math.ceil(until.timestamp())
    connection.execute(sa.insert(halt).values(what=what.value, until=end))


def lift_halt(connection: sa.Connection, what: Halt) -> bool:
    """Let prompts go on; False when nothing held them."""
    same = halt.c.what == what.value
    return connection.execute(sa.delete(halt).where(same)).rowcount == 1


def halts(connection: sa.Connection) -> dict[Halt, datetime | None]:
    """All that holds prompts back, also what is over, and until when."""
    rows = connection.execute(sa.select(halt))
    return {Halt(what): None if until is None else moment(until) for what, until in rows}
