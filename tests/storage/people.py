"""Made-up officers, and the traces that one of them could leave in a file."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

from bot.domain.consent import CONSENT_VERSION
from bot.domain.model import Appointment, Consent, Delivery, PromptKind, Step, Subscriber

CANARY = 1_987_654_321
"""A chat id of four bytes; officers of the tests never have another one that contains it."""

LONG_CANARY = 7_331_554_209
"""A chat id of five bytes."""

NOON = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
"""Monday, 12:00 in La Paz."""


def officer(chat_id: int = 1, **changes: object) -> Subscriber:
    """An officer of Desaguadero who agreed to everything and has finished enrolling."""
    person = Subscriber(
        chat_id=chat_id,
        consent=Consent.ALL,
        consent_version=CONSENT_VERSION,
        step=Step.DONE,
        language="es",
        unit="desaguadero",
        days=(1, 2, 3, 4, 5),
        hour=time(9),
        next_lesson=1,
        paused_until=None,
        active=True,
        caution_shown=False,
    )
    return replace(person, **changes)  # type: ignore[arg-type]  # fields by name


def appointment(
    chat_id: int = 1, kind: PromptKind = PromptKind.LESSON, due_at: datetime = NOON
) -> Appointment:
    """An appointment that is due at noon."""
    return Appointment(chat_id, kind, due_at)


def prompt(
    chat_id: int = 1,
    kind: PromptKind = PromptKind.LESSON,
    slot: str = "2026-11-23",
    item: int | None = 1,
    due_at: datetime = NOON,
) -> Delivery:
    """Monday's lesson."""
    return Delivery(chat_id, kind, slot, item, due_at)


def traces_of(chat_id: int) -> dict[str, bytes]:
    """How a chat id would look in a file: as text, as SQLite and others store integers, hashed."""
    text = str(chat_id).encode()
    length = (chat_id.bit_length() + 7) // 8
    digest = hashlib.sha256(text).digest()
    return {
        "text": text,
        "UTF-16": str(chat_id).encode("utf-16-le"),
        "8 bytes, big end first": chat_id.to_bytes(8, "big"),
        "8 bytes, little end first": chat_id.to_bytes(8, "little"),
        "SQLite record": chat_id.to_bytes(length, "big"),
        "little end first": chat_id.to_bytes(length, "little"),
        "SQLite varint": _varint(chat_id),
        "hex": b"%x" % chat_id,
        "SHA-256": digest,
        "SHA-256 as hex": digest.hex().encode(),
    }


def traces_in(folder: Path, chat_id: int) -> set[str]:
    """Every trace of a chat id in any file below a folder, file name included."""
    return {
        f"{path.name}: {how}"
        for path in folder.rglob("*")
        if path.is_file()
        for how, trace in traces_of(chat_id).items()
        if trace in path.read_bytes() + path.name.encode()
    }


def _varint(number: int) -> bytes:
    """SQLite's variable-length integer, as a rowid would be stored."""
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    return bytes(reversed(groups))
