"""An officer with a phone, for tests and scripts: write, tap, look, wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import tzinfo
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from simulator import acts
from simulator.chats import JSON, Alert, Chat, Message, Person
from simulator.screen import as_lines
from simulator.world import World

HOME = ZoneInfo("America/La_Paz")
T = TypeVar("T")


class Officer:
    """A person in a private chat with the bot.

    Whatever is done returns the update that the bot gets, which ``world.push`` may deliver
    again; with ``wait`` (the default) only after the bot has confirmed it. What a phone does not
    offer raises AssertionError with the screen in its text.
    """

    def __init__(self, world: World, chat: Chat) -> None:
        assert chat.person is not None
        self.world = world
        self.chat = chat
        self.person: Person = chat.person

    @property
    def id(self) -> int:
        """The id of the person and of the private chat."""
        return self.chat.id

    @property
    def name(self) -> str:
        """What the officer is called."""
        return self.person.name

    @property
    def screen(self) -> list[Message]:
        """All messages that are visible, oldest first."""
        return list(self.chat.messages.values())

    @property
    def last(self) -> Message:
        """The newest message."""
        if not self.chat.messages:
            raise self._failure("there is no message")
        return next(reversed(self.chat.messages.values()))

    @property
    def alerts(self) -> list[Alert]:
        """The notices that came in answer to taps, oldest first."""
        return self.chat.alerts

    @property
    def keyboard(self) -> list[list[str]] | None:
        """The keys below the input line."""
        return self.chat.keyboard

    @property
    def buttons(self) -> list[str]:
        """The labels under all visible messages, oldest first."""
        return [button["text"] for message in self.screen for button in _buttons(message)]

    def transcript(self, zone: tzinfo = HOME) -> str:
        """Write the chat as readable text: who, when, what, [buttons]."""
        return as_lines(self.chat, zone)

    def see(self, text: str, timeout: float = 5) -> Coroutine[Any, Any, Message]:
        """Wait until a visible message contains a text, and return the newest that does."""
        return self._wait(
            lambda: next((m for m in reversed(self.screen) if text in m.text), None),
            timeout,
            f"to see {text!r}",
        )

    def settled(self, timeout: float = 10) -> Coroutine[Any, Any, bool]:
        """Wait until the bot has confirmed every update of this chat."""
        return self._wait(
            lambda: self.world.is_settled(self.id) or None, timeout, "for the bot to confirm"
        )

    async def send(self, text: str, wait: bool = True) -> JSON:
        """Write a text."""
        self._check_open()
        return await self._done(acts.write(self.world, self.chat, text), wait)

    async def tap(self, label: str, wait: bool = True) -> JSON:
        """Press a button, or else a key below the input line.

        A label that is exactly this one goes before one that contains it, a button before a
        key, a newer message before an older one. A key sends its text, or the telephone number
        that it asks for.
        """
        self._check_open()
        for fits in (label.__eq__, lambda text: label in text):
            for message in reversed(self.screen):
                found = [button for button in _buttons(message) if fits(button["text"])]
                if len({button["text"] for button in found}) > 1:
                    raise self._failure(f"[{label}] may mean several buttons")
                if found:
                    return await self._press(message, found[0], wait)
            keys = [key for row in self.chat.keyboard or () for key in row if fits(key)]
            if len(keys) == 1 and keys[0] in self.chat.contact_keys:
                return await self.share_contact(wait=wait)
            if len(keys) == 1:
                if self.chat.keyboard_once:
                    self.world.set_keyboard(self.chat, None)
                return await self.send(keys[0], wait)
        raise self._failure(f"there is no button [{label}]")

    async def tap_data(self, data: str, message_id: int | None = None, wait: bool = True) -> JSON:
        """Send a payload as if a button held it: forged, or of a screen long gone.

        Without ``message_id`` it comes from the newest message of the bot.
        """
        if message_id is None:
            message = next((m for m in reversed(self.screen) if m.from_bot), None)
        else:
            message = self.chat.messages.get(message_id)
        if message is None:
            raise self._failure("there is no such message to press a button of")
        update = acts.press(self.world, self.chat, self.person, message, data)
        return await self._done(update, wait)

    async def voice(self, wait: bool = True) -> JSON:
        """Send a voice message."""
        return await self._send_file("voice", "audio/ogg", "", wait)

    async def sticker(self, wait: bool = True) -> JSON:
        """Send a sticker."""
        return await self._send_file("sticker", "image/webp", "", wait)

    async def photo(self, caption: str | None = None, wait: bool = True) -> JSON:
        """Send a photo."""
        return await self._send_file("photo", "image/jpeg", caption or "", wait)

    async def location(
        self, latitude: float = -16.5, longitude: float = -68.15, wait: bool = True
    ) -> JSON:
        """Send a place."""
        self._check_open()
        update = acts.send_location(self.world, self.chat, latitude, longitude)
        return await self._done(update, wait)

    async def share_contact(self, other: Officer | None = None, wait: bool = True) -> JSON:
        """Send one's own telephone number as a contact, or another person's."""
        self._check_open()
        person = None if other is None else other.person
        return await self._done(acts.share_contact(self.world, self.chat, person), wait)

    async def edit(self, message_id: int, text: str, wait: bool = True) -> JSON:
        """Change a text that the officer sent before."""
        message = self.chat.messages.get(message_id)
        if message is None or message.from_bot:
            raise self._failure(f"{message_id} is no message of {self.name}")
        return await self._done(acts.edit(self.world, self.chat, message, text), wait)

    async def forward(self, text: str, wait: bool = True) -> JSON:
        """Forward a text that somebody else wrote."""
        self._check_open()
        other = Person(777_000, "Otra persona")
        return await self._done(acts.forward(self.world, self.chat, text, other), wait)

    async def in_group(self, text: str, wait: bool = True) -> JSON:
        """Write a text in a group that the bot is in too."""
        group = self.world.group()
        update = acts.write(self.world, group, text, self.person)
        if wait:
            await self._wait(
                lambda: self.world.is_settled(group.id) or None, 10, "for the bot to confirm", group
            )
        return update

    def block(self) -> JSON:
        """Block the bot; waits for nothing."""
        return acts.set_blocked(self.world, self.chat, self.person, True)

    def unblock(self) -> JSON:
        """Let the bot in again; waits for nothing."""
        return acts.set_blocked(self.world, self.chat, self.person, False)

    async def _send_file(self, kind: str, mime: str, caption: str, wait: bool) -> JSON:
        self._check_open()
        return await self._done(acts.send_file(self.world, self.chat, kind, mime, caption), wait)

    async def _press(self, message: Message, button: JSON, wait: bool) -> JSON:
        if "callback_data" not in button:
            raise self._failure(
                f"[{button['text']}] opens {button.get('url')} and tells the bot nothing"
            )
        data = str(button["callback_data"])
        return await self._done(acts.press(self.world, self.chat, self.person, message, data), wait)

    async def _done(self, update: JSON, wait: bool) -> JSON:
        if wait:
            await self.settled()
        return update

    async def _wait(
        self, find: Callable[[], T | None], seconds: float, what: str, chat: Chat | None = None
    ) -> T:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while (found := find()) is None:
            if loop.time() >= end:
                raise self._failure(f"waited {seconds} s {what}")
            await (chat or self.chat).bell.wait(end - loop.time())
        return found

    def _check_open(self) -> None:
        if self.chat.blocked:
            raise self._failure(f"{self.name} has blocked the bot")

    def _failure(self, why: str) -> AssertionError:
        return AssertionError(f"{why}; {self.name}'s screen:\n{self.transcript() or '(empty)'}")


def _buttons(message: Message) -> list[JSON]:
    return [button for row in message.inline or () for button in row]
