"""Methods that put a new message into a chat."""

from __future__ import annotations

from simulator import wire
from simulator.chats import JSON, Chat, File, Message
from simulator.errors import bad_request
from simulator.images import photo_size
from simulator.keyboards import contact_keys, read_markup
from simulator.markup import Marked
from simulator.params import Params, Upload
from simulator.targets import known_chat, writable_chat
from simulator.texts import read_text
from simulator.world import World

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
SMALL_PHOTO = 320
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_NAMES = {
    "animation": "Animation",
    "photo": "Photo",
    "document": "Document",
    "voice": "Voice",
    "sticker": "Sticker",
}
_MIMES = {"animation": "video/mp4", "photo": "image/jpeg"}


def send_message(world: World, params: Params) -> JSON:
    """Carry out sendMessage."""
    marked = message_text(params)
    return _send(world, params, marked)


def send_animation(world: World, params: Params) -> JSON:
    """Carry out sendAnimation."""
    return _send_file(world, params, "animation")


def send_photo(world: World, params: Params) -> JSON:
    """Carry out sendPhoto."""
    return _send_file(world, params, "photo")


def send_document(world: World, params: Params) -> JSON:
    """Carry out sendDocument."""
    return _send_file(world, params, "document")


def send_chat_action(world: World, params: Params) -> bool:
    """Carry out sendChatAction."""
    writable_chat(world, params)
    if params.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


def get_file(world: World, params: Params) -> JSON:
    """Carry out getFile."""
    file = world.files.get(params.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    return wire.file_object(file) | {"file_path": f"{file.kind}s/{file.file_id}"}


def message_text(params: Params) -> Marked:
    """Read ``text`` with its marks."""
    entities = params.array("entities", "MessageEntity")
    marked = read_text(params.text("text"), params.text("parse_mode"), entities)
    if not marked.text:
        raise bad_request("message text is empty")
    if len(marked.text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return marked


def message_caption(params: Params) -> Marked:
    """Read ``caption`` with its marks; it may be empty."""
    entities = params.array("caption_entities", "MessageEntity")
    marked = read_text(params.text("caption"), params.text("parse_mode"), entities)
    if len(marked.text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return marked


def take_file(world: World, params: Params, kind: str, name: str) -> File:
    """Return the file of a call: a new upload, or one that was sent before."""
    upload = params.upload(name)
    if upload is not None:
        return _keep(world, params, kind, upload)
    given = params.text(name)
    if not given or given.startswith("attach://"):
        raise bad_request(f"there is no {kind} in the request")
    file = world.files.get(given)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {_NAMES[file.kind]} as {_NAMES[kind]}")
    return file


def _keep(world: World, params: Params, kind: str, upload: Upload) -> File:
    if not upload.size:
        raise bad_request("file must be non-empty")
    if kind == "photo":
        return _keep_photo(world, upload)
    return world.add_file(
        kind,
        upload.name,
        _mime(kind, upload),
        upload.data,
        width=params.integer("width") or 320,
        height=params.integer("height") or 320,
        duration=params.integer("duration"),
    )


def _keep_photo(world: World, upload: Upload) -> File:
    """Keep a photo in two sizes, each with its own file_id, the larger last."""
    width, height = photo_size(upload.data)
    mime, longest, smaller = _mime("photo", upload), max(width, height), None
    if longest > SMALL_PHOTO:
        low = (max(1, side * SMALL_PHOTO // longest) for side in (width, height))
        smaller = world.add_file(
            "photo", upload.name, mime, upload.data, width=next(low), height=next(low)
        )
    return world.add_file(
        "photo", upload.name, mime, upload.data, width=width, height=height, smaller=smaller
    )


def _mime(kind: str, upload: Upload) -> str:
    is_told = upload.mime != "application/octet-stream"
    return upload.mime if is_told else _MIMES.get(kind, upload.mime)


def _send_file(world: World, params: Params, kind: str) -> JSON:
    marked = message_caption(params)
    chat = writable_chat(world, params)
    return _send(world, params, marked, take_file(world, params, kind, kind), chat)


def _send(
    world: World,
    params: Params,
    marked: Marked,
    file: File | None = None,
    chat: Chat | None = None,
) -> JSON:
    markup = read_markup(params)
    chat = chat or writable_chat(world, params)
    if chat.person is None and markup is not None and contact_keys(markup):
        raise bad_request("phone number can be requested in private chats only")
    sent = world.post(
        chat,
        world.bot,
        marked.text,
        entities=marked.entities,
        file=file,
        markup=markup,
        extra=_extra(world, params, chat),
        silent=params.flag("disable_notification"),
    )
    return wire.message(world, sent)


def _extra(world: World, params: Params, chat: Chat) -> JSON:
    extra: JSON = {}
    for name, member in (
        ("protect_content", "has_protected_content"),
        ("has_spoiler", "has_media_spoiler"),
        ("show_caption_above_media", "show_caption_above_media"),
    ):
        if params.flag(name):
            extra[member] = True
    if effect := params.text("message_effect_id"):
        extra["effect_id"] = effect
    if preview := params.json("link_preview_options", "link preview options"):
        extra["link_preview_options"] = preview
    if reply := params.json("reply_parameters", "reply parameters"):
        original: Message | None = chat.messages.get(int(reply.get("message_id", 0)))
        if original is not None:
            body = wire.message(world, original)
            extra["reply_to_message"] = body
            body.pop("reply_to_message", None)
        elif not reply.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
    return extra


def get_chat(world: World, params: Params) -> JSON:
    """Carry out getChat."""
    return wire.full_chat(known_chat(world, params))
