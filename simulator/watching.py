"""What an open phone page is told: the events of its chats, and what changes without an event."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from simulator.chats import JSON, Chat, Message
from simulator.screen import as_json
from simulator.world import World


class Watch:
    """What one page watches; `look` gives what is new since the last look.

    Messages, deletions, alerts and keyboards come from the world's queues. New officers, the
    bot's card, the clock and the notice above the phones have no event of their own: they are
    compared with what was told.
    """

    def __init__(self, world: World, only: int | None, notice: Callable[[], str]) -> None:
        self.world = world
        self.only = only
        self.notice = notice
        self.noticed: str | None = None
        self.queues: dict[int, asyncio.Queue[JSON]] = {}
        self.cards: dict[int, JSON] = {}
        self.minute = ""

    def look(self) -> Iterator[tuple[str, JSON]]:
        """Yield what is new as (event, data), in the order in which it happened in each chat."""
        for chat in private_chats(self.world):
            if self.only in {None, chat.id}:
                for event, data in self._look_at(chat):
                    yield event, {"chat_id": chat.id, **data}
        now = as_iso(self.world.clock.now())
        if now[:16] != self.minute:
            self.minute = now[:16]
            yield "clock", {"now": now}
        notice = self.notice()
        if notice != self.noticed:
            self.noticed = notice
            yield "notice", {"text": notice}

    def _look_at(self, chat: Chat) -> Iterator[tuple[str, JSON]]:
        card = _card(self.world, chat)
        if chat.id not in self.queues:
            self.queues[chat.id] = self.world.listen(chat.id)
            self.cards[chat.id] = card
            yield "officer", owner_of(chat)
            messages = [_seen(message) for message in chat.messages.values()]
            keys = {"keyboard": chat.keyboard, "contacts": [*chat.contact_keys]}
            yield "screen", {**card, "messages": messages, **keys}
        queue = self.queues[chat.id]
        while not queue.empty():
            yield _told(chat, queue.get_nowait())
        if card != self.cards[chat.id]:
            self.cards[chat.id] = card
            yield "bot", card

    def end(self) -> None:
        """Stop watching."""
        for chat_id, queue in self.queues.items():
            self.world.unlisten(chat_id, queue)


def _told(chat: Chat, event: JSON) -> tuple[str, JSON]:
    kind = event["type"]
    if kind != "message":
        return kind, {key: value for key, value in event.items() if key != "type"}
    body: JSON = event["message"]
    message = chat.messages.get(body["message_id"])
    return kind, body if message is None else _with_place(body, message)


def _seen(message: Message) -> JSON:
    return _with_place(as_json(message), message)


def _with_place(body: JSON, message: Message) -> JSON:
    kind = next((kind for kind in ("location", "contact") if kind in message.extra), None)
    return body if kind is None else body | {"media": {"kind": kind, "url": None, "mime": None}}


def private_chats(world: World) -> list[Chat]:
    """List the chats that have a phone on the page; a group and an extra have none."""
    chats = world.chats.values()
    return [chat for chat in chats if chat.person is not None and not chat.is_backstage]


def owner_of(chat: Chat) -> JSON:
    """Describe whose phone it is."""
    assert chat.person is not None
    name, language = chat.person.name, chat.person.language_code
    return {"chat_id": chat.id, "name": name, "language": language}


def _card(world: World, chat: Chat) -> JSON:
    """Describe the bot as this officer's phone shows it: texts and commands in its language."""
    assert chat.person is not None
    language = chat.person.language_code[:2]

    def text(field: str) -> str:
        return world.profile.get((field, language)) or world.profile.get((field, ""), "")

    bot = {
        "name": text("name") or world.bot.name,
        "username": world.bot.username,
        "description": text("description"),
        "commands": _commands(world, chat.id, language),
    }
    return {"bot": bot, "blocked": chat.blocked}


def _commands(world: World, chat_id: int, language: str) -> list[JSON]:
    # The narrowest scope wins, and within it the officer's language: the Bot API's own order.
    for scope in (
        {"type": "chat", "chat_id": chat_id},
        {"type": "all_private_chats"},
        {"type": "default"},
    ):
        for code in (language, ""):
            if found := world.commands.get((json.dumps(scope, sort_keys=True), code)):
                return found
    return []


def as_iso(moment: datetime) -> str:
    """Write a moment as the page reads it: ISO, UTC, whole seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
