"""A contact's number so that one touch is enough: a link, or a number that copies itself.

Telegram makes a number in international form a link by itself. Short codes and toll-free numbers
it does not know, so they are set as code, which one touch copies.
"""

from __future__ import annotations

from bot.chat.texts.wording import named
from bot.domain.model import Contact


def reach(contact: Contact) -> str:
    """The number or the address of a contact, in Telegram's HTML."""
    number = named(contact.number)
    if contact.channel == "address":
        return number
    if contact.channel == "whatsapp":
        digits = "".join(sign for sign in number if sign.isdecimal())
        return f'<a href="https://wa.me/{digits}">{number}</a>'
    return number if number.startswith("+") else f"<code>{number}</code>"
