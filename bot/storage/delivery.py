"""The delivery store: subscribers, and nothing about what they answered.

No name, no user name, no phone, no time of any action, no trace of answering.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from bot.domain.model import Consent, Step, Subscriber
from bot.storage.engine import insert_or_ignore

metadata = sa.MetaData()

subscriber = sa.Table(
    "subscriber",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("consent", sa.Text, nullable=False),
    sa.Column("consent_version", sa.Integer, nullable=False),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("unit", sa.Text),
    sa.Column("days", sa.Text, nullable=False),
    sa.Column("hour", sa.Text, nullable=False),
    sa.Column("next_lesson", sa.Integer, nullable=False),
    sa.Column("paused_until", sa.Text),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("caution_shown", sa.Boolean, nullable=False),
    sa.Column("discreet", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("zone", sa.Text),
    sa.Column("shift", sa.Text, nullable=False, server_default=""),
    sa.Column("shift_from", sa.Text),
    sa.Column("holidays", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("leads", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("next_track", sa.Integer, nullable=False, server_default="65"),
    sqlite_with_rowid=False,  # a hidden rowid would keep the order in which people enrolled
)

# The columns of the key come first: SQLite 3.40 calls a table without rowid damaged otherwise.
appointment = sa.Table(
    "appointment",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column(
        "item",
        sa.Integer,
        primary_key=True,
        autoincrement=False,
        nullable=False,
        server_default="0",
    ),
    sa.Column("due_at", sa.BigInteger, nullable=False, index=True),
    sqlite_with_rowid=False,
)

delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("slot", sa.Text, primary_key=True),
    sa.Column("item", sa.Integer),
    sa.Column("due_at", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("not_before", sa.BigInteger, nullable=False),
    sa.Index("ix_delivery_waiting", "state", "priority", "not_before"),
    sqlite_with_rowid=False,
)

halt = sa.Table(
    "halt",
    metadata,
    sa.Column("what", sa.Text, primary_key=True),
    sa.Column("until", sa.BigInteger),
    sqlite_with_rowid=False,
)

media = sa.Table(
    "media",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("file_id", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

invitation = sa.Table(
    "invitation",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("uses", sa.Integer, nullable=False),
    sa.Column("revoked", sa.Boolean, nullable=False),
    sqlite_with_rowid=False,
)


event_lesson = sa.Table(
    "event_lesson",
    metadata,
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("place", sa.Text, primary_key=True),
    sa.Column("item", sa.Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

contact_check = sa.Table(
    "contact_check",
    metadata,
    sa.Column("contact", sa.Text, primary_key=True),
    sa.Column("called_on", sa.Text, nullable=False),
    sa.Column("called_by", sa.Text, nullable=False),
    sa.Column("answered", sa.Boolean, nullable=False),
    sa.Column("number", sa.Text, nullable=False, server_default=""),
    sqlite_with_rowid=False,
)

notice = sa.Table(
    "notice",
    metadata,
    sa.Column("what", sa.Text, primary_key=True),
    sa.Column("told_on", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

on_call = sa.Table(
    "on_call",
    metadata,
    sa.Column("counsellor", sa.Text, primary_key=True),
    sa.Column("is_on", sa.Boolean, nullable=False),
    sa.Column("ends_at", sa.BigInteger),
    sqlite_with_rowid=False,
)

erasure = sa.Table(
    "erasure",
    metadata,
    sa.Column("person", sa.LargeBinary(32), primary_key=True),
    sa.Column("week", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

erasure_key = sa.Table(
    "erasure_key",
    metadata,
    sa.Column("week", sa.Text, primary_key=True),
    sa.Column("secret", sa.LargeBinary(32), nullable=False),
    sqlite_with_rowid=False,
)

_FIND = sa.select(subscriber).where(subscriber.c.chat_id == sa.bindparam("chat"))
_TO_CHANGE = _FIND.with_for_update()


def seconds(moment: datetime) -> int:
    """A UTC moment as whole seconds since 1970."""
    return int(moment.timestamp())


def moment(since_1970: int) -> datetime:
    """The UTC moment of so many seconds since 1970."""
    return datetime.fromtimestamp(since_1970, UTC)


def find_subscriber(
    connection: sa.Connection, chat_id: int, *, to_change: bool = False
) -> Subscriber | None:
    """The subscriber of a chat, if there is one.

    ``to_change`` keeps everybody else from changing it before this transaction ends. PostgreSQL
    marks the row for that, so it is never asked for on the way of an answer.
    """
    row = connection.execute(_TO_CHANGE if to_change else _FIND, {"chat": chat_id}).first()
    return None if row is None else subscriber_from(tuple(row))


def count_agreed(connection: sa.Connection) -> int:
    """How many officers are asked how they are: a number of the whole installation."""
    asked = subscriber.c.active & (subscriber.c.consent == Consent.ALL.value)
    counted = sa.select(sa.func.count()).select_from(subscriber)
    return connection.scalar(counted.where(asked & (subscriber.c.step == Step.DONE.value))) or 0


def add_subscriber(connection: sa.Connection, new: Subscriber) -> bool:
    """Enrol; False when the chat is enrolled already, and then nothing changes."""
    return bool(
        connection.execute(insert_or_ignore(connection, subscriber).values(_row(new))).rowcount
    )


def change_subscriber(connection: sa.Connection, changed: Subscriber) -> bool:
    """Write all fields of a subscriber back; False when there is none (any more)."""
    row = _row(changed)
    statement = sa.update(subscriber).where(subscriber.c.chat_id == row.pop("chat_id"))
    return connection.execute(statement.values(row)).rowcount == 1


def deactivate(connection: sa.Connection, chat_id: int) -> None:
    """Stop writing to a chat that is gone or has blocked the bot."""
    chat = subscriber.c.chat_id == chat_id
    connection.execute(sa.update(subscriber).where(chat).values(active=False))
    connection.execute(sa.delete(appointment).where(appointment.c.chat_id == chat_id))


def erase(connection: sa.Connection, chat_id: int) -> bool:
    """Delete everything this store knows of a chat; False when there was nothing."""
    for table in (appointment, delivery):
        connection.execute(sa.delete(table).where(table.c.chat_id == chat_id))
    gone = connection.execute(sa.delete(subscriber).where(subscriber.c.chat_id == chat_id))
    return gone.rowcount == 1


def find_file_id(connection: sa.Connection, name: str) -> str | None:
    """What Telegram calls an animation that this bot has uploaded before."""
    return connection.scalar(sa.select(media.c.file_id).where(media.c.name == name))


def keep_file_id(connection: sa.Connection, name: str, file_id: str) -> None:
    """Remember an upload, in place of an older one."""
    connection.execute(sa.delete(media).where(media.c.name == name))
    connection.execute(insert_or_ignore(connection, media).values(name=name, file_id=file_id))


def use_invitation(connection: sa.Connection, digest: str, cap: int) -> bool:
    """Count one use of an invitation; False when it is revoked or used up."""
    connection.execute(
        insert_or_ignore(connection, invitation).values(digest=digest, uses=0, revoked=False)
    )
    usable = (invitation.c.digest == digest) & ~invitation.c.revoked & (invitation.c.uses < cap)
    counted = sa.update(invitation).where(usable).values(uses=invitation.c.uses + 1)
    return connection.execute(counted).rowcount == 1


def is_revoked(connection: sa.Connection, digest: str) -> bool:
    """Whether an invitation was called back."""
    found = sa.select(invitation.c.revoked).where(invitation.c.digest == digest)
    return bool(connection.scalar(found))


def revoke_invitation(connection: sa.Connection, digest: str) -> None:
    """Call an invitation back, for good."""
    connection.execute(
        insert_or_ignore(connection, invitation).values(digest=digest, uses=0, revoked=True)
    )
    connection.execute(
        sa.update(invitation).where(invitation.c.digest == digest).values(revoked=True)
    )


def subscriber_from(row: tuple[Any, ...]) -> Subscriber:
    """A subscriber from the columns of its table, in their order."""
    chat_id, consent, version, step, language, unit, days, hour, place, until, *others = row
    active, caution_shown, discreet, zone, shift, shift_from, holidays, leads, track = others
    return Subscriber(
        chat_id,
        Consent(consent),
        version,
        Step(step),
        language,
        unit,
        _days_from(days),
        _hour_from(hour),
        place,
        _date_from(until),
        bool(active),
        bool(caution_shown),
        bool(discreet),
        zone,
        shift,
        _date_from(shift_from),
        bool(holidays),
        bool(leads),
        track,
    )


@lru_cache
def _date_from(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@lru_cache
def _days_from(text: str) -> tuple[int, ...]:
    return tuple(int(day) for day in text)


@lru_cache
def _hour_from(text: str) -> time:
    return time.fromisoformat(text)


def _row(person: Subscriber) -> dict[str, Any]:
    until, begun = person.paused_until, person.shift_from
    return {field.name: getattr(person, field.name) for field in fields(person)} | {
        "consent": person.consent.value,
        "step": person.step.value,
        "days": "".join(str(day) for day in person.days),
        "hour": person.hour.isoformat(timespec="minutes"),
        "paused_until": None if until is None else until.isoformat(),
        "shift_from": None if begun is None else begun.isoformat(),
    }
