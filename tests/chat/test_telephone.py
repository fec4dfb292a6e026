"""Numbers are printed so that one touch is enough."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import Leniency, PhoneNumberMatcher

from bot.chat.texts.telephone import reach
from bot.config.tables import ContactSection
from bot.domain.model import Contact


def contact(number: str, channel: str = "phone") -> Contact:
    """A contact as it comes out of the configuration."""
    written = {"id": "x1", "name": "Línea", "channel": channel, "number": number}
    return ContactSection.model_validate(written | {"topic": "listening"}).to_contact()


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("110", "<code>110</code>"),
        ("168", "<code>168</code>"),
        ("800-11-3040", "800-11-3040"),
        ("800140348", "800-14-0348"),
        ("77797667", "+591-77797667"),
        ("2 2440000", "+591-2-2440000"),
        ("+54 11 4000-0000", "+54-11-4000-0000"),
    ],
)
def test_a_number_is_a_link_or_copies_itself(number: str, shown: str) -> None:
    assert reach(contact(number)) == shown


def test_a_whatsapp_number_opens_its_chat() -> None:
    shown = reach(contact("77797667", "whatsapp"))
    assert shown == '<a href="https://wa.me/59177797667">+591-77797667</a>'


def test_an_address_is_shown_as_it_is_and_harmless() -> None:
    assert reach(contact("Calle <b> & 2", "address")) == "Calle &lt;b&gt; &amp; 2"


@given(st.integers(60_000_000, 79_999_999) | st.integers(800_100_000, 800_199_999))
def test_a_phone_in_bolivia_finds_every_ordinary_number_in_a_text(digits: int) -> None:
    shown = reach(replace(contact(str(digits)), name="x"))
    text = f"• Línea: {shown}\n   abierto ahora · 24 horas"
    (found,) = PhoneNumberMatcher(text, "BO", Leniency.POSSIBLE)
    assert found.raw_string == shown
    assert found.number.national_number == digits
