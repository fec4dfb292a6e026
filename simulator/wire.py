"""The Bot API's objects, as they travel: User, Chat, Message, Update."""

from __future__ import annotations

from simulator.chats import JSON, Chat, File, Message, Person
from simulator.world import World, seconds


def user(person: Person) -> JSON:
    """Write a User."""
    body: JSON = {"id": person.id, "is_bot": person.is_bot, "first_name": person.name}
    if person.username:
        body["username"] = person.username
    if not person.is_bot:
        body["language_code"] = person.language_code
    return body


def chat(place: Chat) -> JSON:
    """Write a Chat."""
    if place.person is None:
        return {"id": place.id, "type": "group", "title": place.title}
    return {"id": place.id, "type": "private", "first_name": place.person.name}


def message(world: World, sent: Message) -> JSON:
    """Write a Message."""
    body: JSON = {
        "message_id": sent.message_id,
        "from": user(sent.sender),
        "chat": chat(world.chats[sent.chat_id]),
        "date": seconds(sent.date),
    }
    if sent.edited:
        body["edit_date"] = seconds(sent.edited)
    prefix = "caption" if sent.file else "text"
    if sent.text:
        body[prefix] = sent.text
    if sent.entities:
        body["caption_entities" if sent.file else "entities"] = sent.entities
    if sent.file:
        body |= media(sent.file)
    if sent.inline:
        body["reply_markup"] = sent.markup
    return body | sent.extra


def media(file: File) -> JSON:
    """Write the members of a Message that describe its file."""
    base = file_object(file)
    size = {"width": file.width, "height": file.height}
    named = {"file_name": file.name, "mime_type": file.mime}
    if file.kind == "animation":
        animation = base | size | named | {"duration": file.duration}
        return {"animation": animation, "document": base | named}
    if file.kind == "photo":
        sizes = [] if file.smaller is None else media(file.smaller)["photo"]
        return {"photo": [*sizes, base | size]}
    if file.kind == "voice":
        return {"voice": base | {"duration": file.duration, "mime_type": file.mime}}
    if file.kind == "sticker":
        looks = {"type": "regular", "is_animated": False, "is_video": False, "emoji": "🙂"}
        return {"sticker": base | size | looks}
    if file.kind == "document":
        return {"document": base | named}
    raise ValueError(f"no such kind of file: {file.kind}")


def file_object(file: File) -> JSON:
    """Write what every kind of file has in common."""
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.data),
    }


def full_chat(place: Chat) -> JSON:
    """Write a ChatFullInfo."""
    gifts = {
        "unlimited_gifts": True,
        "limited_gifts": True,
        "unique_gifts": True,
        "premium_subscription": True,
        "gifts_from_channels": True,
    }
    full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
    return chat(place) | full


def bot_user(bot: Person) -> JSON:
    """Write the User that getMe returns."""
    return user(bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
