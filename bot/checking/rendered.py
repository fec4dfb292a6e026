"""What an officer would get of a lesson, against what Telegram and a phone can show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from gettext import NullTranslations

from bot.chat.texts.lesson import booster, card
from bot.chat.texts.practice import moment
from bot.content.markdown import plain_text
from bot.domain.model import BOOSTER_DAYS, Button, Lesson, Message
from bot.domain.practice import Practice, moments

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
PAYLOAD_BYTES = 64
_ROW_PIXELS = 340  # of 390: Telegram leaves a margin on both sides of a bubble
_KEY_PADDING = 20
_LETTER = 8  # an average letter of a key's 15 px font


def faults_of(lesson: Lesson, say: NullTranslations) -> Iterator[str]:
    """What does not fit of all that it shows, as sentences with the remedy."""
    for name, message in _shown(lesson, say):
        for fault in faults(message):
            yield f"{name}: {fault}"


def _shown(lesson: Lesson, say: NullTranslations) -> Iterator[tuple[str, Message]]:
    """Everything that stands in a lesson's message; all of it is a caption if it has a drawing."""
    drawing = card(say, lesson, 1).drawing
    for step, screen in enumerate(lesson.screens, start=1):
        name = f"tarjeta {step}"
        if isinstance(screen, Practice):
            for here in moments(screen):
                yield name, replace(moment(say, lesson, step, here), drawing=drawing)
        else:
            yield name, card(say, lesson, step, is_prompt=step == 1)
    for days, _text in zip(BOOSTER_DAYS, lesson.boosters, strict=False):
        yield f"refuerzo a los {days} días", booster(say, lesson, days)


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
