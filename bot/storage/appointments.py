"""Appointments: the standing due times, which come round until they end.

Whatever is read here to be changed is locked by its transaction, so changes need no second look.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from bot.domain.model import Appointment, DeliveryState, PromptKind, Subscriber
from bot.storage.delivery import (
    appointment,
    delivery,
    moment,
    seconds,
    subscriber,
    subscriber_from,
)
from bot.storage.engine import execute_each, insert_or_ignore

_THIS_APPOINTMENT = (
    (appointment.c.chat_id == sa.bindparam("this_chat"))
    & (appointment.c.kind == sa.bindparam("this_kind"))
    & (appointment.c.item == sa.bindparam("this_item"))
    & (appointment.c.due_at == sa.bindparam("this_due"))
)
_ADVANCE = (
    sa.update(appointment)
    .where(_THIS_APPOINTMENT)
    .values(due_at=sa.bindparam("next_due"), item=sa.bindparam("next_item"))
)
_END = sa.delete(appointment).where(_THIS_APPOINTMENT)
_DUE = (
    sa.select(appointment, subscriber)
    .join(subscriber, subscriber.c.chat_id == appointment.c.chat_id)
    .where(appointment.c.due_at <= sa.bindparam("now"))
    .order_by(appointment.c.due_at)
    .limit(sa.bindparam("most"))
    .with_for_update(of=appointment, skip_locked=True)
)
_FIRST_DUE = sa.select(sa.func.min(appointment.c.due_at))
_FIRST_WAITING = sa.select(sa.func.min(delivery.c.not_before)).where(
    delivery.c.state == DeliveryState.LEASED.value
)
_REGULAR = (PromptKind.LESSON, PromptKind.CHECKIN)


def set_appointment(connection: sa.Connection, standing: Appointment) -> None:
    """Put an appointment in place of the one of the same kind."""
    drop_appointment(connection, standing.chat_id, standing.kind)
    connection.execute(
        sa.insert(appointment).values(
            chat_id=standing.chat_id,
            kind=standing.kind.value,
            due_at=seconds(standing.due_at),
            item=standing.item,
        )
    )


def add_appointment(connection: sa.Connection, one: Appointment) -> bool:
    """Put an appointment beside those of its kind; False when its item has one already."""
    row = {
        "chat_id": one.chat_id,
        "kind": one.kind.value,
        "due_at": seconds(one.due_at),
        "item": one.item,
    }
    return connection.execute(insert_or_ignore(connection, appointment).values(row)).rowcount == 1


def replace_appointments(
    connection: sa.Connection, chat_id: int, standing: Iterable[Appointment]
) -> None:
    """Put these appointments in place of a chat's lesson and check-in; the other kinds stay."""
    for kind in _REGULAR:
        drop_appointment(connection, chat_id, kind)
    for one in standing:
        set_appointment(connection, one)


def drop_appointment(connection: sa.Connection, chat_id: int, kind: PromptKind) -> None:
    """Take an appointment out."""
    same = (appointment.c.chat_id == chat_id) & (appointment.c.kind == kind.value)
    connection.execute(sa.delete(appointment).where(same))


def appointments_of(connection: sa.Connection, chat_id: int) -> list[Appointment]:
    """The standing appointments of one chat."""
    mine = sa.select(appointment).where(appointment.c.chat_id == chat_id)
    rows = connection.execute(mine.order_by(appointment.c.kind, appointment.c.item))
    return [_appointment_from(*row) for row in rows]


def due(
    connection: sa.Connection, now: datetime, limit: int
) -> list[tuple[Appointment, Subscriber]]:
    """The oldest due appointments with their subscribers; other workers' claims are skipped."""
    rows = connection.execute(_DUE, {"now": seconds(now), "most": limit}).all()
    return [(_appointment_from(*row[:4]), subscriber_from(row[4:])) for row in rows]


def count_due(connection: sa.Connection, now: datetime) -> int:
    """How many appointments are due."""
    late = appointment.c.due_at <= seconds(now)
    return connection.scalar(sa.select(sa.func.count()).where(late)) or 0


def next_moment(connection: sa.Connection) -> datetime | None:
    """The earliest moment at which anything waits to come due or to leave."""
    due_at, leaves = connection.scalar(_FIRST_DUE), connection.scalar(_FIRST_WAITING)
    moments = [moment(one) for one in (due_at, leaves) if one is not None]
    return min(moments, default=None)


def advance(
    connection: sa.Connection, claimed: Iterable[tuple[Appointment, datetime | None, int]]
) -> None:
    """Move due appointments, claimed by this transaction, to their next time and item, or end them.

    None for the time ends one.
    """
    moved: list[dict[str, object]] = []
    ended: list[dict[str, object]] = []
    for one, next_due, next_item in claimed:
        key: dict[str, object] = {
            "this_chat": one.chat_id,
            "this_kind": one.kind.value,
            "this_item": one.item,
            "this_due": seconds(one.due_at),
        }
        if next_due is None:
            ended.append(key)
        else:
            moved.append(key | {"next_due": seconds(next_due), "next_item": next_item})
    execute_each(connection, _ADVANCE, moved)
    execute_each(connection, _END, ended)


def _appointment_from(chat_id: int, kind: str, item: int, due_at: int) -> Appointment:
    return Appointment(chat_id, PromptKind(kind), moment(due_at), item)
