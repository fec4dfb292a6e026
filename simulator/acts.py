"""What a person does with the phone: it changes the chat and queues an update for the bot."""

from __future__ import annotations

from typing import Any

from simulator import wire
from simulator.chats import JSON, Chat, Message, Person
from simulator.texts import plain
from simulator.world import World, seconds

SOME_BYTES = bytes(64)


def write(world: World, chat: Chat, text: str, sender: Person | None = None) -> JSON:
    """Send a text."""
    marked = plain(text)
    return _post(world, chat, sender, text=marked.text, entities=marked.entities)


def send_file(world: World, chat: Chat, kind: str, mime: str, caption: str = "") -> JSON:
    """Send a voice message, a sticker or a photo."""
    name = f"{kind}.{mime.partition('/')[2]}"
    file = world.add_file(kind, name, mime, SOME_BYTES, width=512, height=512)
    marked = plain(caption)
    return _post(world, chat, None, text=marked.text, entities=marked.entities, file=file)


def send_location(world: World, chat: Chat, latitude: float, longitude: float) -> JSON:
    """Send a place."""
    place = {"latitude": latitude, "longitude": longitude}
    return _post(world, chat, None, extra={"location": place})


def share_contact(world: World, chat: Chat, other: Person | None = None) -> JSON:
    """Share one's own telephone number, or somebody else's from the address book."""
    owner = other or chat.person
    if owner is None:
        raise ValueError("a group has no telephone number")
    contact = {
        "phone_number": owner.phone_number,
        "first_name": owner.name,
        "user_id": owner.id,
    }
    if chat.keyboard_once:
        world.set_keyboard(chat, None)
    return _post(world, chat, None, extra={"contact": contact})


def forward(world: World, chat: Chat, text: str, original: Person) -> JSON:
    """Forward what somebody else wrote."""
    origin = {
        "type": "user",
        "date": seconds(world.clock.now()),
        "sender_user": wire.user(original),
    }
    marked = plain(text)
    extra = {"forward_origin": origin}
    return _post(world, chat, None, text=marked.text, entities=marked.entities, extra=extra)


def edit(world: World, chat: Chat, message: Message, text: str) -> JSON:
    """Change a text sent before."""
    message.text, message.entities = plain(text)
    message.edited = world.clock.now()
    world.show(chat, message)
    return world.push({"edited_message": wire.message(world, message)}, chat.id)


def press(world: World, chat: Chat, person: Person, message: Message, data: str) -> JSON:
    """Press a button under a message."""
    tap = world.open_tap(chat, message.message_id, data)
    query = {
        "id": tap.id,
        "from": wire.user(person),
        "message": wire.message(world, message),
        "chat_instance": str(-abs(chat.id) * 7919),
        "data": data,
    }
    return world.push({"callback_query": query}, chat.id)


def set_blocked(world: World, chat: Chat, person: Person, blocked: bool) -> JSON:
    """Block the bot, or let it in again."""
    chat.blocked = blocked
    states = ("member", "kicked") if blocked else ("kicked", "member")
    old, new = (_membership(world.bot, state) for state in states)
    change = {
        "chat": wire.chat(chat),
        "from": wire.user(person),
        "date": seconds(world.clock.now()),
        "old_chat_member": old,
        "new_chat_member": new,
    }
    return world.push({"my_chat_member": change}, chat.id)


def _membership(bot: Person, state: str) -> JSON:
    until = {"until_date": 0} if state == "kicked" else {}
    return {"user": wire.user(bot), "status": state, **until}


def _post(world: World, chat: Chat, sender: Person | None, **content: Any) -> JSON:
    author = sender or chat.person
    if author is None:
        raise ValueError("a message in a group needs a sender")
    chat.started = True
    message = world.post(chat, author, **content)
    return world.push({"message": wire.message(world, message)}, chat.id)
