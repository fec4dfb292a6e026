"""How a message looks: as JSON for the phone page, as safe HTML, and as lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo
from html import escape
from typing import Any

from simulator.chats import JSON, Chat, Message

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}


def as_json(message: Message) -> JSON:
    """Describe a message to the phone page."""
    file = message.file
    return {
        "message_id": message.message_id,
        "from": "bot" if message.from_bot else "officer",
        "date": message.date.astimezone(UTC).isoformat(timespec="seconds"),
        "edited": message.edited is not None,
        "text": message.text,
        "html": as_html(message.text, message.entities),
        "media": file
        and {"kind": file.kind, "url": f"/phone/files/{file.file_id}", "mime": file.mime},
        "inline": message.inline
        and [
            [
                {
                    "text": button["text"],
                    "data": button.get("callback_data"),
                    "url": button.get("url"),
                    "copies": button.get("copy_text", {}).get("text"),
                }
                for button in row
            ]
            for row in message.inline
        ],
    }


def as_html(text: str, entities: Sequence[JSON]) -> str:
    """Write marked text as HTML that is safe to put into a page.

    Only b, i, u, s, a, code, pre, blockquote and ``span class=spoiler`` come out.
    """
    if not entities:
        return escape(text)
    units = text.encode("utf-16-le")

    def cut(start: int, end: int) -> str:
        return escape(units[2 * start : 2 * end].decode("utf-16-le", errors="replace"))

    marks = [(e["offset"], e["offset"] + e["length"], *_tags(e, cut)) for e in entities]
    marks = sorted((m for m in marks if m[2]), key=lambda m: (m[0], -m[1]))
    edges = sorted({0, len(units) // 2, *(m[0] for m in marks), *(m[1] for m in marks)})
    out: list[str] = []
    open_marks: list[Any] = []
    for here, following in zip(edges, [*edges[1:], edges[-1]], strict=True):
        ended = [mark for mark in open_marks if mark[1] <= here]
        while ended:
            # What was opened later is closed first, and opened again when it goes on.
            lowest = min(open_marks.index(mark) for mark in ended)
            out.extend(mark[3] for mark in reversed(open_marks[lowest:]))
            again = [mark for mark in open_marks[lowest:] if mark not in ended]
            del open_marks[lowest:]
            out.extend(mark[2] for mark in again)
            open_marks.extend(again)
            ended = []
        for mark in marks:
            if mark[0] == here and mark[1] > here:
                out.append(mark[2])
                open_marks.append(mark)
        out.append(cut(here, following))
    return "".join(out)


def _tags(entity: JSON, cut: Any) -> tuple[str, str]:
    kind = entity["type"]
    if kind in _TAGS:
        return f"<{_TAGS[kind]}>", f"</{_TAGS[kind]}>"
    if kind == "spoiler":
        return '<span class="spoiler">', "</span>"
    if kind in {"text_link", "url"}:
        # An address found in the text is cut out of it escaped; one in an entity is not.
        url = cut(entity["offset"], entity["offset"] + entity["length"])
        href = escape(entity["url"]) if kind == "text_link" else url
        if href.startswith(("http://", "https://", "tg://")):
            return f'<a href="{href}">', "</a>"
    return "", ""


def as_lines(chat: Chat, zone: tzinfo = UTC) -> str:
    """Write a whole chat as readable text, buttons in [brackets]."""
    lines = [_lines(message, zone) for message in chat.messages.values()]
    if chat.keyboard:
        lines.append("keys: " + " ".join(f"[{key}]" for row in chat.keyboard for key in row))
    return "\n".join(lines)


def _lines(message: Message, zone: tzinfo) -> str:
    who = "bot" if message.from_bot else message.sender.name
    when = message.date.astimezone(zone).strftime("%a %d %b %H:%M")
    edited = " (edited)" if message.edited else ""
    file = f"<{message.file.kind}> " if message.file else ""
    where = "<location> " if "location" in message.extra else ""
    if "contact" in message.extra:
        where = f"<contact> {message.extra['contact']['phone_number']}"
    rows = [
        "    " + " ".join(f"[{button['text']}]" for button in row) for row in message.inline or ()
    ]
    return "\n".join([f"{when}  {who}{edited}: {file}{where}{message.text}", *rows])
