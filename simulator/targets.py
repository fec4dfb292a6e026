"""Which chat and which message a call is about, or why it may not reach them."""

from __future__ import annotations

from simulator.chats import Chat, Message
from simulator.errors import bad_request, forbidden
from simulator.params import Params
from simulator.world import World


def known_chat(world: World, params: Params) -> Chat:
    """Return the chat of a call that only reads or changes what stands there."""
    if "chat_id" not in params:
        raise bad_request("chat_id is empty")
    chat = world.chats.get(params.integer("chat_id"))
    if chat is None:
        raise bad_request("chat not found")
    return chat


def writable_chat(world: World, params: Params) -> Chat:
    """Return the chat of a call that writes to somebody."""
    chat = known_chat(world, params)
    if not chat.started:
        raise forbidden("bot can't initiate conversation with a user")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    return chat


def editable_message(world: World, params: Params) -> tuple[Chat, Message]:
    """Return a message that the bot may change, with its chat."""
    chat = known_chat(world, params)
    if "message_id" not in params:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    # A message that carried keys for the input line can never be edited.
    if not message.from_bot or (message.markup and message.inline is None):
        raise bad_request("message can't be edited")
    return chat, message
