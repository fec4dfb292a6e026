"""What an officer would get of a lesson, against what Telegram and a phone can show."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import NullTranslations

from bot.chat.texts.lesson import card
from bot.content.markdown import plain_text
from bot.domain.model import Button, Lesson, Message

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
PAYLOAD_BYTES = 64
_ROW_PIXELS = 340  # of 390: Telegram leaves a margin on both sides of a bubble
_KEY_PADDING = 20
_LETTER = 8  # an average letter of a key's 15 px font


def faults_of(lesson: Lesson, say: NullTranslations) -> Iterator[str]:
    """What does not fit of its cards, as sentences with the remedy."""
    for step in range(1, len(lesson.cards) + 1):
        for fault in faults(card(say, lesson, step, is_prompt=step == 1)):
            yield f"tarjeta {step}: {fault}"


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


def _row(row: tuple[Button, ...]) -> Iterator[str]:
    fits = widest(len(row))
    for key in row:
        if len(key.text) > fits:
            yield f"el botón «{key.text}» no cabe en el teléfono; acórtelo a {fits} letras"
        size = len(key.payload.encode())
        if size > PAYLOAD_BYTES:
            yield f"el botón «{key.text}» lleva {size} bytes y caben {PAYLOAD_BYTES}; acórtelo"
