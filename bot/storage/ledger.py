"""The ledger of prompts: appointments come due, become deliveries, are sent at most once.

The unique key (chat, kind, slot) makes a prompt come due once; the states make it leave once:
``leased`` → ``inflight`` (committed before the request) → ``sent``, ``unknown`` or ``failed``.
After a crash ``leased`` goes on and ``inflight`` becomes ``unknown``, which is never sent again.

Whatever is read here to be changed is locked by its transaction, so changes need no second look;
they go in lists, because one statement for each prompt would cost more than sending it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.domain.model import Delivery, DeliveryState, PromptKind, Subscriber
from bot.storage.delivery import (
    delivery,
    moment,
    seconds,
    subscriber,
    subscriber_from,
)
from bot.storage.engine import execute_each, insert_or_ignore

_FIRST = {PromptKind.CHECKIN, PromptKind.SURVEY}
PRIORITY = {kind: 1 if kind in _FIRST else 2 for kind in PromptKind}

_DELIVERY = (
    delivery.c.chat_id,
    delivery.c.kind,
    delivery.c.slot,
    delivery.c.item,
    delivery.c.due_at,
)
_PRIORITIES = sorted(set(PRIORITY.values()))
_WAITING = (
    sa.select(*_DELIVERY, subscriber)
    .join(subscriber, subscriber.c.chat_id == delivery.c.chat_id)
    .where(delivery.c.state == DeliveryState.LEASED.value)
    .where(delivery.c.priority == sa.bindparam("this_priority"))
    .where(delivery.c.not_before <= sa.bindparam("now"))
    .order_by(delivery.c.not_before)
    .limit(sa.bindparam("most"))
    .with_for_update(of=delivery, skip_locked=True)
)
_SETTLED = (DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.FAILED)
_PURGED_AT_ONCE = 5_000  # rows; a purge must not stand in the way of a tap

_THIS = (
    (delivery.c.chat_id == sa.bindparam("this_chat"))
    & (delivery.c.kind == sa.bindparam("this_kind"))
    & (delivery.c.slot == sa.bindparam("this_slot"))
)
_MOVE = (
    sa.update(delivery)
    .where(_THIS, delivery.c.state == sa.bindparam("of"))
    .values(state=sa.bindparam("to"))
)
_PUT_BACK = (
    sa.update(delivery)
    .where(_THIS, delivery.c.state == DeliveryState.INFLIGHT.value)
    .values(state=DeliveryState.LEASED.value, not_before=sa.bindparam("again"))
)
_entered = delivery.alias()
_GIVE_WAY = (
    sa.update(delivery)
    .where(delivery.c.chat_id == sa.bindparam("this_chat"))
    .where(delivery.c.kind == sa.bindparam("this_kind"))
    # Without the function SQLite would look through all that are leased, not through the chat's.
    .where(sa.func.coalesce(delivery.c.state, "") == DeliveryState.LEASED.value)
    .where(
        ~sa.exists().where(
            _entered.c.chat_id == sa.bindparam("this_chat"),
            _entered.c.kind == sa.bindparam("this_kind"),
            _entered.c.slot == sa.bindparam("this_slot"),
        )
    )
    .values(state=DeliveryState.FAILED.value)
)
_MOVE_ON, _MOVE_ON_TRACK = (
    sa.update(subscriber)
    .where(subscriber.c.chat_id == sa.bindparam("this_chat"))
    .where(place <= sa.bindparam("item"))
    .values({place: sa.bindparam("item") + 1})
    for place in (subscriber.c.next_lesson, subscriber.c.next_track)
)


def enter(
    connection: sa.Connection, prompt: Delivery, state: DeliveryState = DeliveryState.LEASED
) -> bool:
    """Enter a delivery; False when this chat has had this kind in this slot.

    An older one of its kind that still waits gives way: the two would bring the same lesson.
    """
    return enter_all(connection, [(prompt, prompt.due_at)], state) == 1


def enter_all(
    connection: sa.Connection,
    prompts: Sequence[tuple[Delivery, datetime]],
    state: DeliveryState = DeliveryState.LEASED,
) -> int:
    """Enter deliveries, each with the moment before which it must not leave; how many are new."""
    if not prompts:
        return 0
    rows = [
        {
            "chat_id": prompt.chat_id,
            "kind": prompt.kind.value,
            "slot": prompt.slot,
            "item": prompt.item,
            "due_at": seconds(prompt.due_at),
            "state": state.value,
            "priority": PRIORITY[prompt.kind],
            "not_before": math.ceil(not_before.timestamp()),
        }
        for prompt, not_before in prompts
    ]
    connection.execute(_GIVE_WAY, [_key(prompt) for prompt, _ in prompts])
    return connection.execute(insert_or_ignore(connection, delivery), rows).rowcount


def find_delivery(
    connection: sa.Connection, chat_id: int, kind: PromptKind, slot: str
) -> Delivery | None:
    """The delivery of a kind in a slot."""
    same = (
        (delivery.c.chat_id == chat_id)
        & (delivery.c.kind == kind.value)
        & (delivery.c.slot == slot)
    )
    row = connection.execute(sa.select(*_DELIVERY).where(same)).first()
    return None if row is None else _delivery_from(*row)


def claim_by_hand(connection: sa.Connection, prompt: Delivery) -> bool:
    """Count a prompt that still waits as sent, since the officer asked for it first."""
    return _move(connection, [prompt], DeliveryState.LEASED, DeliveryState.SENT) == 1


def deliveries_of(connection: sa.Connection, chat_id: int) -> list[Delivery]:
    """All that the ledger still holds of one chat."""
    rows = connection.execute(sa.select(*_DELIVERY).where(delivery.c.chat_id == chat_id))
    return [_delivery_from(*row) for row in rows]


def take(connection: sa.Connection, now: datetime, limit: int) -> list[tuple[Delivery, Subscriber]]:
    """Mark the next few deliveries ``inflight``; commit before any of them is sent."""
    taken: list[tuple[Delivery, Subscriber]] = []
    for priority in _PRIORITIES:
        if len(taken) == limit:
            break
        asked = {"this_priority": priority, "now": seconds(now), "most": limit - len(taken)}
        rows = connection.execute(_WAITING, asked).all()
        taken += [(_delivery_from(*row[:5]), subscriber_from(row[5:])) for row in rows]
    prompts = [prompt for prompt, _ in taken]
    _move(connection, prompts, DeliveryState.LEASED, DeliveryState.INFLIGHT)
    return taken


def settle(connection: sa.Connection, prompts: Sequence[Delivery], state: DeliveryState) -> int:
    """Write down how deliveries ended; how many of them were in flight (still)."""
    return _move(connection, prompts, DeliveryState.INFLIGHT, state)


def put_back(connection: sa.Connection, prompts: Iterable[tuple[Delivery, datetime]]) -> int:
    """Lease deliveries again that were certainly not sent; how many of them were in flight."""
    return execute_each(
        connection,
        _PUT_BACK,
        [
            _key(prompt) | {"again": math.ceil(not_before.timestamp())}
            for prompt, not_before in prompts
        ],
    )


def inflight(connection: sa.Connection) -> list[Delivery]:
    """What stands as being sent."""
    flying = delivery.c.state == DeliveryState.INFLIGHT.value
    return [_delivery_from(*row) for row in connection.execute(sa.select(*_DELIVERY).where(flying))]


def orphan(connection: sa.Connection) -> list[Delivery]:
    """After a crash: what was in flight is unknown from now on, and is returned."""
    lost = inflight(connection)
    settle(connection, lost, DeliveryState.UNKNOWN)
    return lost


def move_on(
    connection: sa.Connection, prompts: Iterable[Delivery], track: Collection[int] = ()
) -> None:
    """Advance the course, or the ``track`` of supervisors, of those whose lesson has left."""
    places: dict[bool, list[dict[str, object]]] = {False: [], True: []}
    for prompt in prompts:
        if prompt.kind is PromptKind.LESSON and prompt.item is not None:
            row: dict[str, object] = {"this_chat": prompt.chat_id, "item": prompt.item}
            places[prompt.item in track].append(row)
    execute_each(connection, _MOVE_ON, places[False])
    execute_each(connection, _MOVE_ON_TRACK, places[True])


def purge(connection: sa.Connection, before: datetime) -> int:
    """Forget some of the settled deliveries from before a moment; 0 when there are no more."""
    old = (
        sa.select(delivery.c.chat_id, delivery.c.kind, delivery.c.slot)
        .where(delivery.c.state.in_(_SETTLED))
        .where(delivery.c.priority.in_(set(PRIORITY.values())))
        .where(delivery.c.not_before < seconds(before))
        .limit(_PURGED_AT_ONCE)
    )
    keys = [
        {"this_chat": chat_id, "this_kind": kind, "this_slot": slot}
        for chat_id, kind, slot in connection.execute(old)
    ]
    return execute_each(connection, sa.delete(delivery).where(_THIS), keys)


def _key(prompt: Delivery) -> dict[str, object]:
    return {
        "this_chat": prompt.chat_id,
        "this_kind": prompt.kind.value,
        "this_slot": prompt.slot,
    }


def _move(
    connection: sa.Connection, prompts: Iterable[Delivery], of: DeliveryState, to: DeliveryState
) -> int:
    states = {"of": of.value, "to": to.value}
    return execute_each(connection, _MOVE, [_key(prompt) | states for prompt in prompts])


def _delivery_from(chat_id: int, kind: str, slot: str, item: int | None, due_at: int) -> Delivery:
    return Delivery(chat_id, PromptKind(kind), slot, item, moment(due_at))
