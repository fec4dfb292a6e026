"""The words of an update, wherever in it they stand."""

from __future__ import annotations

from collections.abc import Iterator

from telegram import Update

_TEXTS = {"text", "caption", "title", "question", "description", "explanation"}
_OF_OTHERS = {
    "reply_to_message",
    "external_reply",
    "quote",
    "pinned_message",
    "reply_markup",
    "forward_origin",
    "via_bot",
    "from",
    "chat",
    "sender_chat",
    "audio",
    "document",
    "game",
    "venue",
    "giveaway",
    "gift",
    "unique_gift",
    "invoice",
}
"""Parts of a message that its sender did not write."""


def words_of(update: Update) -> str:
    """All that somebody has written: a text, a caption, a poll, a list, and what is yet to come.

    Nothing for a tap: the message above its key is the bot's own.
    """
    message = None if update.callback_query is not None else update.effective_message
    if message is None:
        return ""
    return message.text or message.caption or "\n".join(_texts(message.to_dict()))


def _texts(part: object, *, is_text: bool = False) -> Iterator[str]:
    if isinstance(part, str):
        if is_text:
            yield part
    elif isinstance(part, list | tuple):
        for one in part:
            yield from _texts(one, is_text=is_text)
    elif isinstance(part, dict):
        for name, one in part.items():
            if name not in _OF_OTHERS:
                yield from _texts(one, is_text=name in _TEXTS)
