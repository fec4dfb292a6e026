"""A Message to Telegram, and what became of it as a type."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.chat.transport import NotSentError
from bot.domain.model import Gone, Later, Message, Outcome, Rejected, Sent, Unknown

log = logging.getLogger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_GONE = ("chat not found", "user is deactivated", "user not found", "peer_id_invalid")
_ALREADY = ("message is not modified", "message to delete not found", "query is too old")
_FORGOTTEN = ("wrong file identifier", "wrong remote file", "wrong file_id", "file_reference_")
_CANNOT_EDIT = ("message to edit not found", "message can't be edited", "no text in the message")


class Uploads(Protocol):
    """Where the sender remembers what Telegram calls an animation it has been given before."""

    def find(self, name: str) -> str | None:
        """The file id of an upload."""

    def keep(self, name: str, file_id: str) -> None:
        """Remember an upload."""


@dataclass(frozen=True, slots=True)
class Sender:
    """The sending edge; it knows no storage and words no sentence."""

    bot: Bot
    uploads: Uploads
    animations: Path

    async def send(self, chat_id: int, message: Message) -> Outcome:
        """Send a message once; never tries again by itself."""
        try:
            if message.animation is not None:
                return await self._send_animation(chat_id, message, message.animation.name)
            await self.bot.send_message(
                chat_id,
                message.html,
                parse_mode=ParseMode.HTML,
                reply_markup=_markup(message),
                link_preview_options=_NO_PREVIEW,
            )
        except TelegramError as error:
            return _outcome(error)
        return Sent()

    async def edit(self, chat_id: int, message_id: int, message: Message, *, media: bool) -> bool:
        """Change a message in place; False when it cannot be changed any more.

        ``media`` says that the message there is an animation, whose words are its caption.
        """
        markup = _inline(message)
        try:
            if media:
                await self.bot.edit_message_caption(
                    chat_id,
                    message_id,
                    caption=message.html,
                    parse_mode=ParseMode.HTML,
                    reply_markup=markup,
                )
            else:
                await self.bot.edit_message_text(
                    message.html,
                    chat_id,
                    message_id,
                    parse_mode=ParseMode.HTML,
                    reply_markup=markup,
                    link_preview_options=_NO_PREVIEW,
                )
        except BadRequest as error:
            if _says(error, _CANNOT_EDIT):
                return False
            if not _says(error, _ALREADY):
                raise
        return True

    async def delete(self, chat_id: int, message_id: int) -> bool:
        """Delete a message; False when Telegram does not allow it any more (after 48 hours)."""
        try:
            await self.bot.delete_message(chat_id, message_id)
        except BadRequest as error:
            return _says(error, _ALREADY)
        return True

    async def answer(self, query_id: str, text: str, *, alert: bool) -> None:
        """Stop a button's spinner, perhaps with a pop-up that no chat keeps; never fails."""
        try:
            await self.bot.answer_callback_query(query_id, text[:200] or None, show_alert=alert)
        except TelegramError as error:
            if not _says(error, _ALREADY):
                log.warning("a tap was not answered: %s", type(error).__name__)

    async def _send_animation(self, chat_id: int, message: Message, name: str) -> Outcome:
        """Upload an animation the first time, and name the upload ever after."""
        path = self.animations / name
        key = f"{self.bot.id}:{name}:{path.stat().st_size}"
        known = await asyncio.to_thread(self.uploads.find, key)
        for source in (known, path) if known else (path,):
            try:
                sent = await self.bot.send_animation(
                    chat_id,
                    source,
                    caption=message.html,
                    parse_mode=ParseMode.HTML,
                    reply_markup=_markup(message),
                )
            except BadRequest as error:
                if source is path or not _says(error, _FORGOTTEN):
                    raise
                continue
            uploaded = sent.animation or sent.document
            if source is path and uploaded is not None:
                await asyncio.to_thread(self.uploads.keep, key, uploaded.file_id)
            return Sent()
        raise AssertionError("the last source either sends or raises")


def _outcome(error: TelegramError) -> Outcome:
    """What a refusal means for the message."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return Later(wait if isinstance(wait, int | float) else wait.total_seconds())
    if isinstance(error, NotSentError):
        return Later(10)
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


def _markup(message: Message) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    if message.keyboard is None:
        return _inline(message)
    rows = [[KeyboardButton(text) for text in row] for row in message.keyboard]
    return ReplyKeyboardMarkup(rows, resize_keyboard=True, is_persistent=True)


def _inline(message: Message) -> InlineKeyboardMarkup | None:
    if not message.buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(key.text, callback_data=key.payload) for key in row]
            for row in message.buttons
        ]
    )
