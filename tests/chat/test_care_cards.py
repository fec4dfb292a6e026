"""The cards of contacts: what they offer, and how long they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from gettext import NullTranslations

import pytest

from bot.chat.texts import care as words
from bot.chat.texts.directory import help_card
from bot.domain.callbacks import Verb, decode
from bot.domain.care import Support
from bot.domain.model import Message

Card = Callable[[NullTranslations, Support], Message]

CARDS: list[Card] = [
    words.high_stress,
    words.hard_time,
    partial(help_card, department="La Paz"),
    words.crisis,
    words.violence,
    words.medical,
    words.failed,
]


def verbs_of(message: Message) -> list[Verb]:
    """What the keys of a card do, row by row."""
    taps = [decode(key.payload) for row in message.buttons for key in row]
    return [tap.verb for tap in taps if tap is not None]


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("can_be_called", [True, False])
def test_the_key_to_be_contacted_stands_on_every_card_while_somebody_can(
    card: Card, can_be_called: bool
) -> None:
    shown = card(NullTranslations(), Support((), can_be_called))
    assert (Verb.CALL_ME in verbs_of(shown)) is can_be_called
