"""Stores of any size, filled past the bot's own code because that would take an hour."""

from __future__ import annotations

import time
from pathlib import Path

import sqlalchemy as sa

from bot.config import Config, load_config
from bot.storage.delivery import appointment, subscriber
from bot.storage.engine import empty_wal, open_engine
from bot.storage.schema import migrate

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
_CHUNK = 50_000
_YEAR = 365 * 86400


def configured(home: Path, address: str, token: str, **more: str) -> Config:
    """The example's configuration, day and night, with its stores in a folder."""
    settings = {
        "TELEGRAM__BASE_URL": address,
        "TELEGRAM__TOKEN": token,
        "STORAGE__DELIVERY_URL": f"sqlite:///{home}/delivery.sqlite",
        "STORAGE__REPLIES_URL": f"sqlite:///{home}/replies.sqlite",
        "STORAGE__SPOOL_DIR": "",
        "PROGRAMME__INVITATION_KEY_FILE": str(home / "invitation.key"),
        "SCHEDULE__QUIET_START": "00:00",
        "SCHEDULE__QUIET_END": "00:00",
    } | more
    return load_config(EXAMPLE, {f"RESPIRO_{key}": value for key, value in settings.items()})


def fill(home: Path, subscribers: int, due: int) -> None:
    """So many subscribers with chats 1, 2, …; for the first few a lesson is due, seconds ago."""
    store = open_engine(f"sqlite:///{home}/delivery.sqlite")
    migrate(store, "delivery")
    now = int(time.time())
    with store.begin() as connection:
        for first in range(1, subscribers + 1, _CHUNK):
            chats = range(first, min(first + _CHUNK, subscribers + 1))
            connection.execute(sa.insert(subscriber), [_officer(chat) for chat in chats])
            connection.execute(
                sa.insert(appointment),
                [
                    {
                        "chat_id": chat,
                        "kind": "lesson",
                        "due_at": now - 5 if chat <= due else now + 3600 + chat * 7919 % _YEAR,
                        "item": None,
                    }
                    for chat in chats
                ],
            )
    empty_wal(store)
    store.dispose()


def _officer(chat: int) -> dict[str, object]:
    return {
        "chat_id": chat,
        "consent": "all",
        "consent_version": 2,
        "step": "done",
        "language": "es",
        "unit": "desaguadero",
        "days": "1234567",
        "hour": f"{7 + chat % 13:02d}:00",
        "next_lesson": 1,
        "paused_until": None,
        "active": True,
        "caution_shown": False,
    }
