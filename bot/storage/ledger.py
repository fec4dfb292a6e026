"""The ledger of prompts: appointments come due, become deliveries, are sent at most once.

The unique key (chat, kind, slot) makes a prompt come due once; the states make it leave once:
``leased`` → ``inflight`` (committed before the request) → ``sent``, ``unknown`` or ``failed``.
After a crash ``leased`` goes on and ``inflight`` becomes ``unknown``, which is never sent again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from bot.domain.model import Appointment, Delivery, DeliveryState, PromptKind, Subscriber
from bot.storage.delivery import (
    appointment,
    delivery,
    moment,
    seconds,
    subscriber,
    subscriber_from,
)
from bot.storage.engine import insert_or_ignore

PRIORITY = {PromptKind.CHECKIN: 1, PromptKind.REMINDER: 2, PromptKind.LESSON: 2}

_DELIVERY_ONLY = [column for column in delivery.c if column.name != "chat_id"]
_SETTLED = (DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.FAILED)


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


def replace_appointments(
    connection: sa.Connection, chat_id: int, standing: Iterable[Appointment]
) -> None:
    """Put these appointments in place of all regular ones of a chat; a reminder stays."""
    regular = (appointment.c.chat_id == chat_id) & (appointment.c.kind != PromptKind.REMINDER.value)
    connection.execute(sa.delete(appointment).where(regular))
    for one in standing:
        set_appointment(connection, one)


def drop_appointment(connection: sa.Connection, chat_id: int, kind: PromptKind) -> None:
    """Take an appointment out."""
    same = (appointment.c.chat_id == chat_id) & (appointment.c.kind == kind.value)
    connection.execute(sa.delete(appointment).where(same))


def appointments_of(connection: sa.Connection, chat_id: int) -> list[Appointment]:
    """The standing appointments of one chat."""
    rows = connection.execute(sa.select(appointment).where(appointment.c.chat_id == chat_id))
    return [_appointment_from(row._mapping) for row in rows]


def due(
    connection: sa.Connection, now: datetime, limit: int
) -> list[tuple[Appointment, Subscriber]]:
    """The oldest due appointments with their subscribers; other workers' claims are skipped."""
    statement = (
        sa.select(appointment.c.kind, appointment.c.due_at, appointment.c.item, subscriber)
        .join(subscriber, subscriber.c.chat_id == appointment.c.chat_id)
        .where(appointment.c.due_at <= seconds(now))
        .order_by(appointment.c.due_at)
        .limit(limit)
        .with_for_update(of=appointment, skip_locked=True)
    )
    rows = connection.execute(statement).all()
    return [(_appointment_from(row._mapping), subscriber_from(row._mapping)) for row in rows]


def advance(connection: sa.Connection, claimed: Appointment, next_due: datetime | None) -> bool:
    """Move a due appointment to its next time, or end it; False when somebody else was faster."""
    mine = (
        (appointment.c.chat_id == claimed.chat_id)
        & (appointment.c.kind == claimed.kind.value)
        & (appointment.c.due_at == seconds(claimed.due_at))
    )
    if next_due is None:
        return connection.execute(sa.delete(appointment).where(mine)).rowcount == 1
    moved = sa.update(appointment).where(mine).values(due_at=seconds(next_due))
    return connection.execute(moved).rowcount == 1


def enter(
    connection: sa.Connection, prompt: Delivery, state: DeliveryState = DeliveryState.LEASED
) -> bool:
    """Enter a delivery; False when this chat has had this kind in this slot.

    An older one of its kind that still waits gives way: the two would bring the same lesson.
    """
    row = {
        "chat_id": prompt.chat_id,
        "kind": prompt.kind.value,
        "slot": prompt.slot,
        "item": prompt.item,
        "due_at": seconds(prompt.due_at),
        "state": state.value,
        "priority": PRIORITY[prompt.kind],
        "not_before": seconds(prompt.due_at),
    }
    if not connection.execute(insert_or_ignore(connection, delivery).values(row)).rowcount:
        return False
    older = (
        (delivery.c.chat_id == prompt.chat_id)
        & (delivery.c.kind == prompt.kind.value)
        & (delivery.c.slot != prompt.slot)
        & (delivery.c.state == DeliveryState.LEASED.value)
    )
    connection.execute(sa.update(delivery).where(older).values(state=DeliveryState.FAILED.value))
    return True


def find_delivery(
    connection: sa.Connection, chat_id: int, kind: PromptKind, slot: str
) -> Delivery | None:
    """The delivery of a kind in a slot."""
    same = (
        (delivery.c.chat_id == chat_id)
        & (delivery.c.kind == kind.value)
        & (delivery.c.slot == slot)
    )
    row = connection.execute(sa.select(delivery).where(same)).first()
    return None if row is None else _delivery_from(row._mapping)


def claim_by_hand(connection: sa.Connection, prompt: Delivery) -> bool:
    """Count a prompt that still waits as sent, since the officer asked for it first."""
    return _set_state(connection, prompt, DeliveryState.SENT, DeliveryState.LEASED)


def deliveries_of(connection: sa.Connection, chat_id: int) -> list[Delivery]:
    """All that the ledger still holds of one chat."""
    rows = connection.execute(sa.select(delivery).where(delivery.c.chat_id == chat_id))
    return [_delivery_from(row._mapping) for row in rows]


def take(connection: sa.Connection, now: datetime, limit: int) -> list[tuple[Delivery, Subscriber]]:
    """Mark the next few deliveries ``inflight``; commit before any of them is sent."""
    waiting = (
        sa.select(*_DELIVERY_ONLY, subscriber)
        .join(subscriber, subscriber.c.chat_id == delivery.c.chat_id)
        .where(delivery.c.state == DeliveryState.LEASED.value)
        .where(delivery.c.not_before <= seconds(now))
        .order_by(delivery.c.priority, delivery.c.due_at)
        .limit(limit)
        .with_for_update(of=delivery, skip_locked=True)
    )
    taken = []
    for row in connection.execute(waiting).all():
        prompt = _delivery_from(row._mapping)
        if _set_state(connection, prompt, DeliveryState.INFLIGHT, DeliveryState.LEASED):
            taken.append((prompt, subscriber_from(row._mapping)))
    return taken


def settle(connection: sa.Connection, prompt: Delivery, state: DeliveryState) -> bool:
    """Write down how a delivery ended; False when it was not in flight (any more)."""
    return _set_state(connection, prompt, state, DeliveryState.INFLIGHT)


def put_back(connection: sa.Connection, prompt: Delivery, not_before: datetime) -> bool:
    """Lease a delivery again that was certainly not sent."""
    again = (
        sa.update(delivery)
        .where(_same(prompt), delivery.c.state == DeliveryState.INFLIGHT.value)
        .values(state=DeliveryState.LEASED.value, not_before=math.ceil(not_before.timestamp()))
    )
    return connection.execute(again).rowcount == 1


def orphan(connection: sa.Connection) -> list[Delivery]:
    """After a crash: what was in flight is unknown from now on, and is returned."""
    flying = delivery.c.state == DeliveryState.INFLIGHT.value
    lost = [
        _delivery_from(row._mapping)
        for row in connection.execute(sa.select(delivery).where(flying))
    ]
    connection.execute(sa.update(delivery).where(flying).values(state=DeliveryState.UNKNOWN.value))
    return lost


def move_on(connection: sa.Connection, prompts: Iterable[Delivery]) -> None:
    """Advance the course of those whose lesson has left."""
    for prompt in prompts:
        if prompt.kind is PromptKind.LESSON and prompt.item is not None:
            connection.execute(
                sa.update(subscriber)
                .where(subscriber.c.chat_id == prompt.chat_id)
                .where(subscriber.c.next_lesson <= prompt.item)
                .values(next_lesson=prompt.item + 1)
            )


def purge(connection: sa.Connection, before: datetime) -> int:
    """Forget settled deliveries that came due before a moment."""
    old = (delivery.c.due_at < seconds(before)) & delivery.c.state.in_(_SETTLED)
    return connection.execute(sa.delete(delivery).where(old)).rowcount


def _same(prompt: Delivery) -> sa.ColumnElement[bool]:
    return (
        (delivery.c.chat_id == prompt.chat_id)
        & (delivery.c.kind == prompt.kind.value)
        & (delivery.c.slot == prompt.slot)
    )


def _set_state(
    connection: sa.Connection, prompt: Delivery, to: DeliveryState, of: DeliveryState
) -> bool:
    moved = sa.update(delivery).where(_same(prompt), delivery.c.state == of.value)
    return connection.execute(moved.values(state=to.value)).rowcount == 1


def _appointment_from(values: sa.RowMapping) -> Appointment:
    return Appointment(
        values["chat_id"], PromptKind(values["kind"]), moment(values["due_at"]), values["item"]
    )


def _delivery_from(values: sa.RowMapping) -> Delivery:
    return Delivery(
        values["chat_id"],
        PromptKind(values["kind"]),
        values["slot"],
        values["item"],
        moment(values["due_at"]),
    )
