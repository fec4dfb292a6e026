"""What Telegram does to a text before it is shown: parse, clean, trim, find commands and links."""

from __future__ import annotations

import re

from simulator.chats import JSON
from simulator.errors import bad_request
from simulator.markup import Marked, parse_html, utf16_length

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)])"
    r"|(?<![\w/@])(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?)(?![\w/])"
)
_STYLES = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
_VERBATIM = frozenset({"code", "pre"})
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})


def read_text(text: str, parse_mode: str | None, entities: list[JSON] | None) -> Marked:
    """Turn a text as a bot sends it into what is shown; raise an ApiError where Telegram does."""
    text = text.replace("\r", "")
    if parse_mode and parse_mode.lower() == "html":
        marked = parse_html(text)
    elif parse_mode:
        raise bad_request("unsupported parse_mode")
    else:
        marked = Marked(text, [dict(entity) for entity in entities or ()])
    text, found = trim(Marked(_CONTROL.sub(" ", marked.text), marked.entities))
    found = _settle_verbatim(found)
    return Marked(text, with_found(text, found))


def plain(text: str) -> Marked:
    """Turn a text as a person types it into what is sent."""
    text = text.strip()
    return Marked(text, with_found(text, []))


def trim(marked: Marked) -> Marked:
    """Take white space off both ends and move the entities accordingly."""
    text = marked.text.rstrip()
    first = min((entity["offset"] for entity in marked.entities), default=len(text))
    lead = 0
    while lead < min(first, len(text)) and text[lead] in " \n":
        lead += 1
    text = text[lead:]
    length = utf16_length(text)
    kept = []
    for entity in marked.entities:
        begin = entity["offset"] - lead
        end = min(begin + entity["length"], length)
        if end > begin:
            kept.append(entity | {"offset": begin, "length": end - begin})
    return Marked(text, kept)


def _settle_verbatim(entities: list[JSON]) -> list[JSON]:
    """Take styles out of code and pre, and quotes out of quotes, as Telegram does."""
    if not any(entity["type"] in _VERBATIM | _QUOTES for entity in entities):
        return entities
    entities = _merge_pre(entities)
    result: list[JSON] = []
    verbatim = [entity for entity in entities if entity["type"] in _VERBATIM]
    quoted_until = -1
    for entity in entities:
        kind = entity["type"]
        if kind in _QUOTES:
            if entity["offset"] < quoted_until:
                continue
            quoted_until = entity["offset"] + entity["length"]
        if kind in _STYLES:
            result.extend(_without(entity, verbatim))
        elif kind in _VERBATIM | _QUOTES or not any(_covers(v, entity) for v in verbatim):
            result.append(entity)
    result.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return result


def _merge_pre(entities: list[JSON]) -> list[JSON]:
    """Make ``<pre><code class="language-x">`` one entity, and drop code within pre."""
    merged: list[JSON] = []
    for entity in entities:
        last = merged[-1] if merged else None
        if last and {last["type"], entity["type"]} <= _VERBATIM and _covers(last, entity):
            if last["length"] == entity["length"]:
                language = last.get("language") or entity.get("language")
                merged[-1] = last | {"type": "pre", "language": language}
            continue
        merged.append(entity)
    for entity in merged:
        if entity["type"] == "code" or not entity.get("language"):
            entity.pop("language", None)
    return merged


def _covers(outer: JSON, inner: JSON) -> bool:
    start, end = outer["offset"], outer["offset"] + outer["length"]
    return bool(start <= inner["offset"] and inner["offset"] + inner["length"] <= end)


def _without(entity: JSON, holes: list[JSON]) -> list[JSON]:
    pieces, start = [], entity["offset"]
    end = start + entity["length"]
    for hole in holes:
        if hole["offset"] + hole["length"] <= start or hole["offset"] >= end:
            continue
        if hole["offset"] > start:
            pieces.append(entity | {"offset": start, "length": hole["offset"] - start})
        start = hole["offset"] + hole["length"]
    if start < end:
        pieces.append(entity | {"offset": start, "length": end - start})
    return pieces


def with_found(text: str, entities: list[JSON]) -> list[JSON]:
    """Add the commands and addresses that Telegram finds by itself outside of other links."""
    if "/" not in text:
        return entities
    taken = [e for e in entities if e["type"] not in _STYLES | _QUOTES]
    found: list[JSON] = []
    for match in _FOUND.finditer(text):
        entity: JSON = {
            "type": match.lastgroup,
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match.group()),
        }
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if all(e["offset"] >= end or e["offset"] + e["length"] <= start for e in taken):
            found.append(entity)
    return sorted([*entities, *found], key=lambda e: (e["offset"], -e["length"]))
