"""What there is in the stand-in: people, chats, files, open taps, and who watches them."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
from datetime import datetime, timedelta

from simulator.chats import JSON, Alert, Bell, Chat, File, Message, Person, Tap
from simulator.clock import Clock
from simulator.keyboards import contact_keys
from simulator.screen import as_json
from simulator.updates import UpdateQueue

TAP_LIFE = timedelta(seconds=15)


class World:
    """The state behind the Bot API; every change passes through one of its verbs.

    It belongs to one event loop and is not safe for threads.
    """

    def __init__(self, clock: Clock, bot: Person) -> None:
        self.clock = clock
        self.bot = bot
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, File] = {}
        self.taps: dict[str, Tap] = {}
        self.updates = UpdateQueue(self._confirmed)
        self.commands: dict[tuple[str, str], list[JSON]] = {}
        """Bot commands by scope (as compact JSON) and language code."""
        self.profile: dict[tuple[str, str], str] = {}
        """Name, description and short description by field and language code."""
        self.menu_button: JSON = {"type": "commands"}
        self._ids = itertools.count(1)

    # people and chats

    def add_person(
        self,
        name: str,
        language_code: str = "es",
        chat_id: int | None = None,
        started: bool = False,
    ) -> Chat:
        """Give a person a private chat with the bot; ``started`` means that they wrote first."""
        number = 700_000_000 + next(self._ids) if chat_id is None else chat_id
        if number in self.chats:
            raise ValueError(f"there is a chat {number} already")
        person = Person(number, name, language_code)
        self.chats[number] = Chat(number, person, started=started)
        return self.chats[number]

    def group(self, chat_id: int = -5_000_001, title: str = "Turno de noche") -> Chat:
        """Return the group with this id, and make it on first use."""
        return self.chats.setdefault(chat_id, Chat(chat_id, None, title=title, started=True))

    # messages

    def post(
        self,
        chat: Chat,
        sender: Person,
        text: str = "",
        *,
        entities: list[JSON] | None = None,
        file: File | None = None,
        markup: JSON | None = None,
        extra: JSON | None = None,
        silent: bool = False,
    ) -> Message:
        """Put a new message at the end of a chat and show it to all who watch."""
        chat.last_id += 1
        message = Message(
            chat.id,
            chat.last_id,
            sender,
            self.clock.now(),
            text,
            entities or [],
            file,
            markup,
            None,
            extra or {},
            silent,
        )
        chat.messages[message.message_id] = message
        self.show(chat, message)
        if markup is not None:
            self._take_keyboard(chat, markup)
        return message

    def show(self, chat: Chat, message: Message) -> None:
        """Tell all who watch that a message is new or has changed."""
        if chat.listeners:
            self.tell(chat, {"type": "message", "message": as_json(message)})
        chat.bell.ring()

    def delete(self, chat: Chat, message_id: int) -> None:
        """Take a message away for everybody."""
        del chat.messages[message_id]
        self.tell(chat, {"type": "delete", "message_id": message_id})
        chat.bell.ring()

    def set_keyboard(
        self,
        chat: Chat,
        rows: list[list[str]] | None,
        once: bool = False,
        contact_keys: tuple[str, ...] = (),
    ) -> None:
        """Put these keys below the input line, or none."""
        chat.keyboard, chat.keyboard_once, chat.contact_keys = rows, once, contact_keys
        self.tell(chat, {"type": "keyboard", "rows": rows, "contacts": [*contact_keys]})
        chat.bell.ring()

    def _take_keyboard(self, chat: Chat, markup: JSON) -> None:
        if "keyboard" in markup:
            rows = [[key["text"] for key in row] for row in markup["keyboard"]]
            once = bool(markup.get("one_time_keyboard"))
            self.set_keyboard(chat, rows, once, contact_keys(markup))
        elif markup.get("remove_keyboard"):
            self.set_keyboard(chat, None)

    # taps

    def open_tap(self, chat: Chat, message_id: int = 0, data: str = "") -> Tap:
        """Note that a button was pressed; the bot has 15 seconds to answer."""
        digest = hashlib.blake2b(f"{chat.id}:{next(self._ids)}".encode(), digest_size=7)
        tap_id = str(int.from_bytes(digest.digest()))
        tap = Tap(tap_id, chat.id, self.clock.now(), message_id, data)
        self.taps[tap.id] = tap
        return tap

    def answer_tap(self, tap_id: str, text: str, show_alert: bool) -> bool:
        """Answer a tap; False when it is unknown, answered already, or too old."""
        tap = self.taps.get(tap_id)
        if tap is None or tap.answered or self.clock.now() - tap.at > TAP_LIFE:
            return False
        tap.answered = True
        if text:
            chat = self.chats[tap.chat_id]
            chat.alerts.append(Alert(text, show_alert))
            self.tell(chat, {"type": "alert", "text": text, "show_alert": show_alert})
            chat.bell.ring()
        return True

    # files

    def add_file(
        self,
        kind: str,
        name: str,
        mime: str,
        data: bytes,
        *,
        width: int = 0,
        height: int = 0,
        duration: int = 0,
        smaller: File | None = None,
    ) -> File:
        """Keep an upload; the same bytes get another file_id each time, as at Telegram."""
        unique = hashlib.blake2b(data, digest_size=8).hexdigest()
        file_id = f"{kind[:2].upper()}AC{next(self._ids):08d}{unique}"
        file = File(file_id, unique, kind, name, mime, data, width, height, duration, smaller)
        self.files[file_id] = file
        return file

    # watchers

    def listen(self, chat_id: int) -> asyncio.Queue[JSON]:
        """Return a queue that receives what happens in a chat from now on.

        Events: ``message`` (new or changed), ``delete``, ``alert``, ``keyboard``.
        """
        queue: asyncio.Queue[JSON] = asyncio.Queue()
        self.chats[chat_id].listeners.append(queue)
        return queue

    def unlisten(self, chat_id: int, queue: asyncio.Queue[JSON]) -> None:
        """Stop filling a queue that ``listen`` returned."""
        listeners = self.chats[chat_id].listeners
        listeners[:] = [other for other in listeners if other is not queue]

    def tell(self, chat: Chat, event: JSON) -> None:
        """Hand an event to all who watch a chat."""
        for queue in chat.listeners:
            queue.put_nowait(event)

    # updates

    def push(self, update: JSON, chat_id: int | None = None) -> JSON:
        """Queue an update for the bot and return it with its update_id.

        A dict that brings an ``update_id`` keeps it; one that was confirmed before is delivered
        again. ``chat_id`` says whose wait for confirmation it belongs to; by default it is read
        from the update.
        """
        return self.updates.push(update, chat_of(update) if chat_id is None else chat_id)

    def is_settled(self, chat_id: int) -> bool:
        """Tell whether the bot has confirmed every update of a chat."""
        return not self.updates.waiting(chat_id)

    def _confirmed(self, chat_id: int) -> None:
        if chat := self.chats.get(chat_id):
            chat.bell.ring()


def chat_of(update: JSON) -> int:
    """Return the id of the chat that an update belongs to, or 0."""
    for kind, body in update.items():
        if kind != "update_id" and isinstance(body, dict):
            holder = body.get("message", body)
            if isinstance(holder, dict) and isinstance(holder.get("chat"), dict):
                return int(holder["chat"]["id"])
    return 0


def seconds(moment: datetime) -> int:
    """Write a moment as Telegram does: whole seconds since 1970."""
    return int(moment.timestamp())


__all__ = ["JSON", "TAP_LIFE", "Alert", "Bell", "Chat", "File", "Message", "Person", "Tap", "World"]
