"""Which telephone numbers there can be, and how they are printed so that phones dial them.

Telegram makes a number in international form a link (the Bot API's own example is
``+1-212-555-0123``); a short code or a toll-free number is dialled as it is written.
"""

from __future__ import annotations

import phonenumbers as library

_HOME = "BO"
_TOLL_FREE = ("800", 9)  # of Bolivia, in digits; the library knows only some that answer


def printed(text: str) -> str | None:
    """The number as officers read it; None when no telephone has it."""
    short = "".join(sign for sign in text if sign not in " ()-")
    try:
        number = library.parse(text, _HOME)
    except library.NumberParseException:
        return None
    if library.is_possible_short_number_for_region(number, _HOME):
        return short if short.isdecimal() else None
    national = library.national_significant_number(number)
    if _is_toll_free(number, national):
        return f"{national[:3]}-{national[3:5]}-{national[5:]}"
    if not library.is_valid_number(number):
        return None
    told = library.format_number(number, library.PhoneNumberFormat.RFC3966)
    return told.removeprefix("tel:")


def can_message(text: str) -> bool:
    """Whether a messenger can reach it: a whole number with its country, no short code."""
    told = printed(text)
    return told is not None and told.startswith("+")


def _is_toll_free(number: library.PhoneNumber, national: str) -> bool:
    start, digits = _TOLL_FREE
    is_home = number.country_code == library.country_code_for_region(_HOME)
    return is_home and national.startswith(start) and len(national) == digits
