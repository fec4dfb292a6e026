"""What counsellors have said of their duty; nothing here belongs to an officer."""

from __future__ import annotations

import sqlalchemy as sa

from bot.domain.counselling import ByHand
from bot.storage.delivery import moment, on_call


def said(connection: sa.Connection) -> dict[str, ByHand]:
    """What each counsellor said last, by name; also what is over."""
    rows = connection.execute(sa.select(on_call))
    return {
        row.counsellor: ByHand(row.is_on, None if row.ends_at is None else moment(row.ends_at))
        for row in rows
    }


def say(connection: sa.Connection, counsellor: str, by_hand: ByHand | None) -> None:
    """Keep what a counsellor says, in place of what was said before; None: the hours hold."""
    connection.execute(sa.delete(on_call).where(on_call.c.counsellor == counsellor))
    if by_hand is not None:
        until = by_hand.until
        row = {"is_on": by_hand.is_on, "ends_at": None if until is None else int(until.timestamp())}
        connection.execute(sa.insert(on_call).values(counsellor=counsellor, **row))
