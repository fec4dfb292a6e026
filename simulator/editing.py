"""Methods that change or take away what stands in a chat, and that answer taps."""

from __future__ import annotations

from datetime import timedelta

from simulator import wire
from simulator.chats import JSON, Chat, File, Message
from simulator.errors import bad_request
from simulator.keyboards import read_inline_markup
from simulator.markup import Marked
from simulator.params import Params
from simulator.sending import message_caption, message_text, take_file
from simulator.targets import editable_message, known_chat
from simulator.world import World

DELETABLE = timedelta(hours=48)
ANSWER_LIMIT = 200
_MEDIA = frozenset({"animation", "photo", "document"})


def edit_message_text(world: World, params: Params) -> JSON:
    """Carry out editMessageText; without ``reply_markup`` the buttons go away."""
    marked = message_text(params)
    markup = read_inline_markup(params)
    chat, message = editable_message(world, params)
    if message.file:
        raise bad_request("there is no text in the message to edit")
    return _change(world, chat, message, marked=marked, markup=markup, file=message.file)


def edit_message_caption(world: World, params: Params) -> JSON:
    """Carry out editMessageCaption; without ``reply_markup`` the buttons go away."""
    marked = message_caption(params)
    markup = read_inline_markup(params)
    chat, message = editable_message(world, params)
    if not message.file:
        raise bad_request("there is no caption in the message to edit")
    return _change(world, chat, message, marked=marked, markup=markup, file=message.file)


def edit_message_media(world: World, params: Params) -> JSON:
    """Carry out editMessageMedia; a text may become a file, but not the reverse."""
    media = params.json("media", "input media")
    if not isinstance(media, dict) or media.get("type") not in _MEDIA:
        raise bad_request("can't parse InputMedia: wrong type of media")
    inner = Params(params.values | media)
    marked = message_caption(inner)
    markup = read_inline_markup(params)
    chat, message = editable_message(world, params)
    file = take_file(world, inner, media["type"], "media")
    return _change(world, chat, message, marked=marked, markup=markup, file=file)


def edit_message_reply_markup(world: World, params: Params) -> JSON:
    """Carry out editMessageReplyMarkup."""
    markup = read_inline_markup(params)
    chat, message = editable_message(world, params)
    marked = Marked(message.text, message.entities)
    return _change(world, chat, message, marked=marked, markup=markup, file=message.file)


def _change(
    world: World,
    chat: Chat,
    message: Message,
    *,
    marked: Marked,
    markup: JSON | None,
    file: File | None,
) -> JSON:
    content = (marked.text, marked.entities, file)
    same = content == (message.text, message.entities, message.file)
    if same and markup == message.markup:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    message.text, message.entities, message.file = content
    message.markup = markup
    if not same:
        message.edited = world.clock.now()
    world.show(chat, message)
    return wire.message(world, message)


def delete_message(world: World, params: Params) -> bool:
    """Carry out deleteMessage."""
    chat = known_chat(world, params)
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if not _is_deletable(world, message):
        raise bad_request("message can't be deleted for everyone")
    world.delete(chat, message.message_id)
    return True


def delete_messages(world: World, params: Params) -> bool:
    """Carry out deleteMessages; what cannot be found or deleted is passed over."""
    chat = known_chat(world, params)
    numbers = params.json("message_ids", "message identifiers")
    if not isinstance(numbers, list) or not numbers:
        raise bad_request("message identifiers are not specified")
    if len(numbers) > 100:
        raise bad_request("too many message identifiers specified")
    for number in numbers:
        message = chat.messages.get(int(number))
        if message is not None and _is_deletable(world, message):
            world.delete(chat, message.message_id)
    return True


def _is_deletable(world: World, message: Message) -> bool:
    return world.clock.now() - message.date <= DELETABLE


def answer_callback_query(world: World, params: Params) -> bool:
    """Carry out answerCallbackQuery: once, and within 15 seconds of the tap."""
    text = params.text("text")
    if len(text) > ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    if not world.answer_tap(params.text("callback_query_id"), text, params.flag("show_alert")):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    return True
