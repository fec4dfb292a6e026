"""A contact's number so that one touch is enough: a link, or a number that copies itself.

Telegram makes a number in international form a link by itself, and phones one of seven digits or
more, such as 800-11-3040; set as code neither would. It knows no ``tel:`` links. Three digits
nothing takes for a number, so a short code is set as code, which one touch copies.
"""

from __future__ import annotations

from bot.chat.texts.wording import named
from bot.domain.model import Contact

_SEEN_AS_NUMBER = 7  # digits


def reach(contact: Contact) -> str:
    """The number or the address of a contact, in Telegram's HTML."""
    number = named(contact.number)
    if contact.channel == "address":
        return number
    if contact.channel == "whatsapp":
        digits = "".join(sign for sign in number if sign.isdecimal())
        return f'<a href="https://wa.me/{digits}">{number}</a>'
    is_short = sum(sign.isdecimal() for sign in number) < _SEEN_AS_NUMBER
    return f"<code>{number}</code>" if is_short else number
