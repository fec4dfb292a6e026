"""What an officer would get, against what Telegram and a phone can show."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.markdown import plain_text
from bot.domain.model import Button, Message

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
PAYLOAD_BYTES = 64
_ROW_PIXELS = 340  # of 390: Telegram leaves a margin on both sides of a bubble
_KEY_PADDING = 20
_LETTER = 8  # an average letter of a key's 15 px Roboto, rounded up as the ones below
_CLASSES = {5: "fijlrtíI.,:;!¡|'()·- ", 10: "ABCDEFGHJKLNOPQRSTUVXYZÁÉÓÚÑ¿", 14: "mwMW@%…—"}
_WIDTHS = {letter: pixels for pixels, letters in _CLASSES.items() for letter in letters}
_PICTURE = 20  # an emoji or an arrow


def faults(message: Message) -> Iterator[str]:
    """What does not fit of one message."""
    units = len(plain_text(message.html).encode("utf-16-le")) // 2
    has_photo = message.picture is not None or message.drawing is not None
    limit = CAPTION_UNITS if has_photo else TEXT_UNITS
    if units > limit:
        yield f"mide {units} unidades UTF-16 y caben {limit}; acórtela"
    for row in message.buttons:
        yield from _row(row)


def widest(keys: int) -> int:
    """The letters that fit on each of so many keys in a row of a 390 px phone."""
    return (_ROW_PIXELS // keys - _KEY_PADDING) // _LETTER


def width(text: str) -> int:
    """About how many pixels a key's text takes."""
    return sum(_WIDTHS.get(one, _LETTER if one < "\u2190" else _PICTURE) for one in text)


def _row(row: tuple[Button, ...]) -> Iterator[str]:
    room = _ROW_PIXELS // len(row) - _KEY_PADDING
    for key in row:
        if width(key.text) > room:
            letters = widest(len(row))
            yield f"el botón «{key.text}» no cabe en el teléfono; acórtelo a {letters} letras"
        size = len(key.payload.encode())
        if size > PAYLOAD_BYTES:
            yield f"el botón «{key.text}» lleva {size} bytes y caben {PAYLOAD_BYTES}; acórtelo"
