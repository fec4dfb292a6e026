"""Calls to contacts that somebody recorded, and when administrators were last told of stale ones.

Nothing here belongs to an officer: a contact's id, a day, and who called, as they gave it.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from bot.domain.model import Check
from bot.storage.delivery import contact_check, notice
from bot.storage.engine import insert_or_ignore


def checks(connection: sa.Connection) -> dict[str, Check]:
    """The latest call to each contact, by the contact's id."""
    return {
        row.contact: Check(
            date.fromisoformat(row.called_on), row.called_by, row.answered, row.number
        )
        for row in connection.execute(sa.select(contact_check))
    }


def record_check(connection: sa.Connection, contact: str, check: Check) -> None:
    """Keep a call, in place of the one before."""
    row = {
        "called_on": check.on.isoformat(),
        "called_by": check.by,
        "answered": check.answered,
        "number": check.number,
    }
    known = sa.update(contact_check).where(contact_check.c.contact == contact).values(row)
    if connection.execute(known).rowcount == 0:
        new = insert_or_ignore(connection, contact_check).values(contact=contact, **row)
        if connection.execute(new).rowcount == 0:  # another process was faster
            connection.execute(known)


def claim_notice(connection: sa.Connection, what: str, today: date, not_since: date) -> bool:
    """Whether to tell of something today; False when it was told after ``not_since``."""
    row = {"what": what, "told_on": today.isoformat()}
    if connection.execute(insert_or_ignore(connection, notice).values(row)).rowcount == 1:
        return True
    is_due = (notice.c.what == what) & (notice.c.told_on <= not_since.isoformat())
    return connection.execute(sa.update(notice).where(is_due).values(row)).rowcount == 1
