"""Deletions to be repeated on a restored backup: keyed digests, each week with a key of its own.

Without the key a digest says nothing, and the key goes with the last backup that may need it.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from bot.storage.delivery import erasure, erasure_key, subscriber
from bot.storage.engine import insert_or_ignore


@dataclass(frozen=True, slots=True)
class Erasures:
    """What was deleted: (digest, week), and the weeks' keys."""

    people: frozenset[tuple[bytes, str]]
    keys: tuple[tuple[str, bytes], ...]


def note_erasure(connection: sa.Connection, chat_id: int, week: str) -> None:
    """Remember that a chat was deleted, in a form that only its own number fits."""
    new = insert_or_ignore(connection, erasure_key)
    connection.execute(new.values(week=week, secret=secrets.token_bytes(32)))
    secret = connection.scalar(sa.select(erasure_key.c.secret).where(erasure_key.c.week == week))
    if secret is None:
        raise LookupError("the key was written in this transaction")
    digest = _digest(bytes(secret), chat_id)
    connection.execute(insert_or_ignore(connection, erasure).values(person=digest, week=week))


def read_erasures(connection: sa.Connection) -> Erasures:
    """All deletions that are still remembered."""
    people = connection.execute(sa.select(erasure.c.person, erasure.c.week))
    keys = connection.execute(sa.select(erasure_key.c.week, erasure_key.c.secret))
    return Erasures(
        frozenset((bytes(person), week) for person, week in people),
        tuple(sorted((week, bytes(secret)) for week, secret in keys)),
    )


def keep_erasures(connection: sa.Connection, known: Iterable[Erasures]) -> None:
    """Write deletions back in place of those that are there."""
    people: set[tuple[bytes, str]] = set()
    keys: dict[str, bytes] = {}
    for one in known:
        people |= one.people
        keys |= dict(one.keys)
    connection.execute(sa.delete(erasure))
    connection.execute(sa.delete(erasure_key))
    if people:
        rows = [{"person": person, "week": week} for person, week in sorted(people)]
        connection.execute(sa.insert(erasure), rows)
    if keys:
        connection.execute(
            sa.insert(erasure_key),
            [{"week": week, "secret": secret} for week, secret in sorted(keys.items())],
        )


def erased_again(connection: sa.Connection, known: Erasures) -> list[int]:
    """The chats of this store that were deleted once."""
    digests = {person for person, _ in known.people}
    if not digests:
        return []
    chats = connection.scalars(sa.select(subscriber.c.chat_id))
    return [
        chat for chat in chats if any(_digest(secret, chat) in digests for _, secret in known.keys)
    ]


def forget_erasures(connection: sa.Connection, before: str) -> int:
    """Throw away digests and keys of weeks before this one."""
    gone = connection.execute(sa.delete(erasure).where(erasure.c.week < before)).rowcount
    connection.execute(sa.delete(erasure_key).where(erasure_key.c.week < before))
    return gone


def _digest(secret: bytes, chat_id: int) -> bytes:
    return hmac.digest(secret, str(chat_id).encode(), "sha256")
