"""A Message to Telegram, and what became of it as a type."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.chat.files import Shelf
from bot.chat.transport import NotSentError, Ready
from bot.domain.model import (
    Button,
    Cause,
    ContactKey,
    Gone,
    Later,
    Message,
    Outcome,
    Rejected,
    Sent,
    Unknown,
)

log = logging.getLogger(__name__)

_KINDS = {True: ("photo", "sendPhoto"), False: ("animation", "sendAnimation")}
_NO_PREVIEW = {"is_disabled": True}
_GONE = ("chat not found", "user is deactivated", "user not found", "peer_id_invalid")
_ALREADY = ("message is not modified", "message to delete not found", "query is too old")
_FORGOTTEN = ("wrong file identifier", "wrong remote file", "wrong file_id", "file_reference_")
_CANNOT_EDIT = ("message to edit not found", "message can't be edited", "no text in the message")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message as it goes over the wire, but for the chat: as a text, and below a file."""

    message: Message
    body: bytes
    captioned: bytes


@dataclass(frozen=True, slots=True)
class Sender:
    """The sending edge; it knows no storage and words no sentence.

    Texts go past the library's methods, which would cost as much as the request itself, straight
    to ``request``, one of its connection pools. ``options`` are parameters of every message.
    """

    bot: Bot
    request: BaseRequest
    shelf: Shelf
    options: Mapping[str, bool] = field(default_factory=dict)

    async def send(self, chat_id: int, message: Message) -> Outcome:
        """Send a message once; never tries again by itself."""
        return await self.send_prepared(chat_id, self.prepare(message))

    def prepare(self, message: Message) -> Prepared:
        """A message that is to go to many chats."""
        parameters = {"parse_mode": ParseMode.HTML, **_markup(message), **self.options}
        text = {"text": message.html, "link_preview_options": _NO_PREVIEW, **parameters}
        return Prepared(message, _json(text), _json({"caption": message.html, **parameters}))

    async def send_prepared(self, chat_id: int, prepared: Prepared) -> Outcome:
        """Send a message once; never tries again by itself."""
        message, picture = prepared.message, prepared.message.picture
        try:
            if picture is not None:
                return await self._send_picture(chat_id, message, picture.png)
            if message.drawing is not None or message.animation is not None:
                outcome = await self._send_file(chat_id, prepared)
                if outcome is not None:
                    return outcome
            body = b'{"chat_id":%d,%b' % (chat_id, prepared.body[1:])
            sent = await self._post("sendMessage", body)
        except TelegramError as error:
            return _outcome(error)
        return _sent(sent)

    async def edit(self, chat_id: int, message_id: int, message: Message, *, media: bool) -> bool:
        """Change a message in place; False when it cannot be changed any more.

        ``media`` says that the message there has a file, and its words are a caption.
        """
        parameters = {
            "chat_id": chat_id,
            "message_id": message_id,
            "caption" if media else "text": message.html,
            "parse_mode": ParseMode.HTML,
            **_inline(message),
        }
        if not media:
            parameters["link_preview_options"] = _NO_PREVIEW
        method = "editMessageCaption" if media else "editMessageText"
        try:
            await self._post(method, _json(parameters))
        except BadRequest as error:
            if _says(error, _CANNOT_EDIT):
                return False
            if not _says(error, _ALREADY):
                raise
        return True

    async def take_keys(self, chat_id: int, message_id: int) -> None:
        """Take the keys away from below a message; never fails."""
        parameters = {"chat_id": chat_id, "message_id": message_id}
        try:
            await self._post("editMessageReplyMarkup", _json(parameters))
        except TelegramError as error:
            if not _says(error, (*_ALREADY, *_CANNOT_EDIT)):
                log.warning("keys were not taken away: %s", type(error).__name__)

    async def delete(self, chat_id: int, message_id: int) -> bool:
        """Delete a message; False when Telegram does not allow it any more (after 48 hours)."""
        try:
            await self._post("deleteMessage", _json({"chat_id": chat_id, "message_id": message_id}))
        except BadRequest as error:
            return _says(error, _ALREADY)
        return True

    async def answer(self, query_id: str, text: str, *, alert: bool) -> None:
        """Stop a button's spinner, perhaps with a pop-up that no chat keeps; never fails."""
        parameters: dict[str, object] = {"callback_query_id": query_id}
        if text:
            parameters |= {"text": text[:200], "show_alert": alert}
        try:
            await self._post("answerCallbackQuery", _json(parameters))
        except TelegramError as error:
            if not _says(error, _ALREADY):
                log.warning("a tap was not answered: %s", type(error).__name__)

    async def _post(self, method: str, body: bytes) -> object:
        return await self.request.post(f"{self.bot.base_url}/{method}", Ready(body))

    async def _send_picture(self, chat_id: int, message: Message, png: bytes) -> Outcome:
        await self.bot.send_photo(
            chat_id, png, caption=message.html, parse_mode=ParseMode.HTML, filename="informe.png"
        )
        return Sent()

    async def _send_file(self, chat_id: int, prepared: Prepared) -> Outcome | None:
        """Send a file by its name at Telegram, or upload it; None when we do not have it.

        Where Telegram has forgotten the name, nothing was sent, and the file is uploaded again.
        """
        path = self._path_of(prepared.message)
        try:
            key = self.shelf.key(self.bot.id, path)
        except OSError as error:
            log.error("%s cannot be read: %s", path.name, type(error).__name__)
            return None
        known = self.shelf.recall(key)
        forgotten: str | None = None
        while True:
            if known is None:
                async with self.shelf.turn(key):
                    known = await self.shelf.look_up(key)
                    if known is None or known == forgotten:
                        return await self._upload(chat_id, prepared.message, path, key)
            try:
                return await self._name(chat_id, prepared, known)
            except BadRequest as error:
                if forgotten or not _says(error, _FORGOTTEN):
                    raise
                self.shelf.forget(key, known)
                known, forgotten = self.shelf.recall(key), known

    def _path_of(self, message: Message) -> Path:
        if message.drawing is not None:
            return self.shelf.drawings / message.drawing.name
        if message.animation is None:
            raise ValueError("a message without a file")
        return self.shelf.animations / message.animation.name

    async def _name(self, chat_id: int, prepared: Prepared, file_id: str) -> Outcome:
        kind, method = _KINDS[prepared.message.drawing is not None]
        body = b'{"chat_id":%d,"%b":%b,%b' % (
            chat_id, kind.encode(), json.dumps(file_id).encode(), prepared.captioned[1:]
        )  # fmt: skip
        return _sent(await self._post(method, body))

    async def _upload(self, chat_id: int, message: Message, path: Path, key: str) -> Outcome:
        """Upload a file and keep its name."""
        extra = {**_markup(message), **self.options}
        file_id = None
        if message.drawing is not None:
            sent = await self.bot.send_photo(
                chat_id, path, message.html, parse_mode=ParseMode.HTML, api_kwargs=extra
            )
            file_id = sent.photo[-1].file_id if sent.photo else None
        else:
            sent = await self.bot.send_animation(
                chat_id, path, caption=message.html, parse_mode=ParseMode.HTML, api_kwargs=extra
            )
            film = sent.animation or sent.document
            file_id = None if film is None else film.file_id
        if file_id is not None:
            await self.shelf.keep(key, file_id)
        return Sent()


def _sent(answer: object) -> Outcome:
    """Sent, if Telegram's answer is a message."""
    return Sent() if isinstance(answer, dict) and "message_id" in answer else Unknown()


def _outcome(error: TelegramError) -> Outcome:
    """What a refusal means for the message."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return Later(wait if isinstance(wait, int | float) else wait.total_seconds())
    if isinstance(error, NotSentError):
        return Later(10, Cause.UNREACHABLE)
    if isinstance(error, Forbidden) or _says(error, _GONE):
        return Gone()
    if isinstance(error, BadRequest):
        return Rejected(error.message)
    if isinstance(error, NetworkError):
        return Unknown()
    return Unknown() if error.message == "Invalid server response" else Rejected(error.message)


def _says(error: TelegramError, phrases: tuple[str, ...]) -> bool:
    """Whether Telegram's text, the only thing that tells its 400s apart, holds a phrase."""
    text = error.message.lower()
    return any(phrase in text for phrase in phrases)


def _json(parameters: Mapping[str, object]) -> bytes:
    return json.dumps(parameters, ensure_ascii=False).encode()


def _markup(message: Message) -> dict[str, object]:
    """The keyboard under a message, or the lasting one, as the Bot API names it."""
    if message.keyboard is None:
        return _inline(message)
    rows = [[_lasting(key) for key in row] for row in message.keyboard]
    return {
        "reply_markup": {"keyboard": rows, "resize_keyboard": True, "is_persistent": True},
    }


def _lasting(key: str | ContactKey) -> dict[str, object]:
    if isinstance(key, ContactKey):
        return {"text": key.text, "request_contact": True}
    return {"text": key}


def _inline(message: Message) -> dict[str, object]:
    if not message.buttons:
        return {}
    rows = [[_key(key) for key in row] for row in message.buttons]
    return {"reply_markup": {"inline_keyboard": rows}}


def _key(key: Button) -> dict[str, object]:
    if key.copies:
        return {"text": key.text, "copy_text": {"text": key.copies}}
    return {"text": key.text, "callback_data": key.payload}
