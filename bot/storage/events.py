"""Lessons that a unit got after a hard event, and the officers to whom one goes.

Kept of it are a day, a unit and a lesson: what was sent to everybody there, and nobody's name.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from bot.domain.model import Step
from bot.storage.delivery import event_lesson, subscriber
from bot.storage.engine import insert_or_ignore


def members(connection: sa.Connection, unit: str) -> list[int]:
    """The chats of a unit's officers who take part now: enrolled to the end, and not gone."""
    takes_part = subscriber.c.active & (subscriber.c.step == Step.DONE.value)
    mine = sa.select(subscriber.c.chat_id).where(takes_part, subscriber.c.unit == unit)
    return list(connection.scalars(mine))


def lessons_since(connection: sa.Connection, unit: str, day: date) -> dict[int, date]:
    """The lessons that a unit got on a day or later, each with its last day."""
    same = (event_lesson.c.place == unit) & (event_lesson.c.day >= day.isoformat())
    rows = connection.execute(sa.select(event_lesson).where(same).order_by(event_lesson.c.day))
    return {row.item: date.fromisoformat(row.day) for row in rows}


def note_lesson(connection: sa.Connection, unit: str, item: int, day: date) -> bool:
    """Write down that a unit gets a lesson today; False when that is written already."""
    row = {"day": day.isoformat(), "place": unit, "item": item}
    return connection.execute(insert_or_ignore(connection, event_lesson).values(row)).rowcount == 1


def forget_lessons(connection: sa.Connection, before: date) -> int:
    """Delete what units got before a day; how many rows that were."""
    old = event_lesson.c.day < before.isoformat()
    return connection.execute(sa.delete(event_lesson).where(old)).rowcount
