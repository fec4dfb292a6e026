"""People, chats, messages and files, as plain data."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

JSON: TypeAlias = dict[str, Any]


class Bell:
    """Wakes everybody who waits for a change."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Wake all who wait now."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    async def wait(self, seconds: float | None = None) -> bool:
        """Wait for the next ring; False when ``seconds`` of real time went by without one."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            async with asyncio.timeout(seconds):
                await future
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(future)
        return True


@dataclass(slots=True)
class Person:
    """An account of Telegram."""

    id: int
    name: str
    language_code: str = "es"
    username: str | None = None
    is_bot: bool = False

    @property
    def phone_number(self) -> str:
        """The number that Telegram knows the person by; made up from the id."""
        return f"5917{self.id % 10_000_000:07}"


@dataclass(frozen=True, slots=True)
class File:
    """Something uploaded; its ``file_id`` may be sent again and again."""

    file_id: str
    unique_id: str
    kind: str
    """``animation``, ``photo``, ``document``, ``voice`` or ``sticker``."""
    name: str
    mime: str
    data: bytes = field(repr=False)
    width: int = 0
    height: int = 0
    duration: int = 0
    smaller: File | None = None
    """Of a photo: the copy for small screens, which Telegram makes and names as well."""


@dataclass(slots=True)
class Message:
    """A message that stands in a chat; what is deleted leaves the chat altogether."""

    chat_id: int
    message_id: int
    sender: Person
    date: datetime
    text: str = ""
    """The text, or the caption when there is a file; plain, the marks are in ``entities``."""
    entities: list[JSON] = field(default_factory=list)
    file: File | None = None
    markup: JSON | None = None
    """The ``reply_markup`` as it was sent, of any kind."""
    edited: datetime | None = None
    extra: JSON = field(default_factory=dict)
    """Other members of the Bot API's Message, such as ``location`` or ``forward_origin``."""
    silent: bool = False

    @property
    def from_bot(self) -> bool:
        return self.sender.is_bot

    @property
    def inline(self) -> list[list[JSON]] | None:
        """The buttons under the message, or None."""
        rows: list[list[JSON]] | None = (self.markup or {}).get("inline_keyboard")
        return rows


@dataclass(frozen=True, slots=True)
class Alert:
    """A notice that the bot gave in answer to a tap."""

    text: str
    show_alert: bool


@dataclass(slots=True)
class Tap:
    """A callback query: a button was pressed and waits for the bot's answer."""

    id: str
    chat_id: int
    at: datetime
    message_id: int = 0
    data: str = ""
    answered: bool = False


@dataclass(slots=True)
class Chat:
    """A conversation with the bot: a private one, or a group."""

    id: int
    person: Person | None
    """Whose private chat this is; None for a group."""
    title: str = ""
    started: bool = False
    """Whether the person wrote first; before that a bot may not write."""
    blocked: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    """What is visible, oldest first, by message_id."""
    is_backstage: bool = False
    """Whether the phone page leaves this person out, as it does a crowd of extras."""
    keyboard: list[list[str]] | None = None
    """The keys below the input line that are in force, or None."""
    keyboard_once: bool = False
    contact_keys: tuple[str, ...] = ()
    """Those of the keys that share the person's telephone number instead of sending a text."""
    alerts: list[Alert] = field(default_factory=list)
    last_id: int = 0
    menu_button: JSON = field(default_factory=lambda: {"type": "commands"})
    listeners: list[asyncio.Queue[JSON]] = field(default_factory=list)
    bell: Bell = field(default_factory=Bell)
