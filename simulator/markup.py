"""Telegram's HTML: text with tags becomes plain text and entities, or a error.

The rules and the error texts are those of tdlib's ``parse_html``, which the Bot API runs.
Offsets of entities count UTF-16 units; offsets in error texts count bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple, NoReturn

from simulator.chats import JSON
from simulator.errors import bad_request
from simulator.links import checked_link

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_SPACE = frozenset(" \t\r\n\v\0")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9A-Fa-f]+)|#(?P<number>[0-9]+)|(?P<name>[A-Za-z]+));?")
_VALUE_TOKEN = re.compile(r"[0-9A-Za-z.-]*")


class Marked(NamedTuple):
    """Plain text and the entities that mark parts of it."""

    text: str
    entities: list[JSON]


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    begin: int


def parse_html(source: str) -> Marked:
    """Read text in ``parse_mode=HTML``; raise an ApiError where Telegram does."""
    if "<" not in source and "&" not in source:
        return Marked(source, [])
    return _Parser(source).parse()


def utf16_length(text: str) -> int:
    """Count UTF-16 units, in which entities are measured."""
    return len(text) + sum(char > "\uffff" for char in text)


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source + "\0"
        self.at = 0
        self.out: list[str] = []
        self.units = 0
        self.open: list[_Open] = []
        self.entities: list[JSON] = []

    def parse(self) -> Marked:
        end = len(self.source) - 1
        while self.at < end:
            char = self.source[self.at]
            if char == "<":
                if self.source[self.at + 1] == "/":
                    self.end_tag()
                else:
                    self.start_tag()
                continue
            if char == "&" and (decoded := self.reference()):
                char = decoded
            else:
                self.at += 1
            self.out.append(char)
            self.units += 1 + (char > "\uffff")
        if self.open:
            self.fail(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"', None)
        self.entities.sort(key=lambda e: (e["offset"], -e["length"]))
        return Marked("".join(self.out), self.entities)

    def fail(self, text: str, at: int | None) -> NoReturn:
        where = ""
        if at is not None:
            where = f" at byte offset {len(self.source[:at].encode())}"
        raise bad_request(f"can't parse entities: {text}{where}")

    def reference(self) -> str | None:
        """Decode ``&lt;`` or ``&#60;`` here; None when Telegram leaves the ampersand alone."""
        match = _REFERENCE.match(self.source, self.at)
        if match is None:
            return None
        char = _NAMED.get(match["name"] or "")
        if not match["name"]:
            code = int(match["hex"], 16) if match["hex"] else int(match["number"])
            length = match.end() - match.start()
            if not 0 < code < 0x10FFFF or length > 10 or 0xD800 <= code < 0xE000:
                return None
            char = chr(code)
        if char is not None:
            self.at = match.end()
        return char

    def skip_space(self) -> None:
        while self.source[self.at] in _SPACE and self.at < len(self.source) - 1:
            self.at += 1

    def word(self, stops: str) -> str:
        begin = self.at
        while self.source[self.at] not in _SPACE and self.source[self.at] not in stops:
            self.at += 1
        return self.source[begin : self.at]

    def start_tag(self) -> None:
        begin = self.at
        self.at += 1
        tag = self.word(">").lower()
        if self.source[self.at] == "\0":
            self.fail("Unclosed start tag", begin)
        if tag not in _TYPES:
            self.fail(f'Unsupported start tag "{tag}"', begin)
        attributes: dict[str, str] = {}
        while self.source[self.at] != ">":
            self.skip_space()
            if self.source[self.at] == ">":
                break
            name, value = self.attribute(tag, begin)
            attributes[name] = value
        self.at += 1
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            self.fail('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append(_Open(tag, attributes, self.units, len(self.out)))

    def attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self.word("=>")
        if not name and self.source[self.at] != "\0":
            self.fail(f'Empty attribute name in the tag "{tag}"', begin)
        self.skip_space()
        if self.source[self.at] not in "=\0":
            return name, ""
        self.at += 1
        if self.at < len(self.source):
            self.skip_space()
        if self.at >= len(self.source) - 1:
            self.fail("Unclosed start tag", begin)
        value = self.quoted() if self.source[self.at] in "'\"" else self.token()
        if self.source[self.at] == "\0":
            self.fail("Unclosed start tag", begin)
        return name, value

    def token(self) -> str:
        match = _VALUE_TOKEN.match(self.source, self.at)
        value = match.group() if match else ""
        begin, self.at = self.at, self.at + len(value)
        if self.source[self.at] not in _SPACE and self.source[self.at] != ">":
            self.fail("Unexpected end of name token", begin)
        return value.lower()

    def quoted(self) -> str:
        quote = self.source[self.at]
        self.at += 1
        value: list[str] = []
        while self.source[self.at] not in (quote, "\0"):
            char = self.reference() if self.source[self.at] == "&" else None
            if char is None:
                char = self.source[self.at]
                self.at += 1
            value.append(char)
        if self.source[self.at] == quote:
            self.at += 1
        return "".join(value)

    def end_tag(self) -> None:
        begin = self.at
        if not self.open:
            self.fail("Unexpected end tag", begin)
        self.at += 2
        tag = self.word(">").lower()
        self.skip_space()
        if self.source[self.at] != ">":
            self.fail("Unclosed end tag", begin)
        self.at += 1
        opened = self.open[-1]
        if tag and tag != opened.tag:
            where = len(self.source[:begin].encode())
            self.fail(
                f"Unmatched end tag at byte offset {where}, "
                f'expected "</{opened.tag}>", found "</{tag}>"',
                None,
            )
        self.open.pop()
        if self.units > opened.offset:
            self.close(opened)

    def close(self, opened: _Open) -> None:
        entity: JSON = {
            "type": _TYPES[opened.tag],
            "offset": opened.offset,
            "length": self.units - opened.offset,
        }
        given = opened.attributes
        if opened.tag == "a":
            url = checked_link(given.get("href") or "".join(self.out[opened.begin :]))
            if url is None:  # Telegram then shows the text without a link and says nothing.
                return
            entity["url"] = url
        elif opened.tag == "blockquote" and "expandable" in given:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "tg-emoji":
            if not given.get("emoji-id", "").isdecimal() or not int(given["emoji-id"]):
                self.fail("Invalid custom emoji identifier specified", None)
            entity["custom_emoji_id"] = given["emoji-id"]
        elif opened.tag == "tg-time":
            if not given.get("unix", "").isdecimal():
                self.fail("Invalid Unix time specified", None)
            entity |= {"unix_time": int(given["unix"]), "date_time_format": given.get("format", "")}
        elif opened.tag == "code":
            entity["language"] = given.get("class", "").removeprefix("language-")
        self.entities.append(entity)
