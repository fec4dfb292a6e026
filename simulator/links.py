"""Which addresses Telegram accepts in links and buttons."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_OWN = re.compile(r"(tg|ton|tonsite):\S+", re.IGNORECASE)
_FOREIGN = re.compile(r"(?!https?:)[a-z][a-z+-]*:(?!\d+(/|$))", re.IGNORECASE)


def checked_link(url: str) -> str | None:
    """Return the address as Telegram stores it, or None where it refuses it.

    Only http, https, tg, ton and tonsite pass: ``tel:`` and ``mailto:`` do not.
    """
    url = url.strip()
    if _OWN.fullmatch(url):
        return url
    if re.search(r"\s", url) or _FOREIGN.match(url):
        return None
    if "://" not in url:
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return None
    if "." not in host.strip("."):
        return None
    return url if parts.path or parts.query or parts.fragment else f"{url}/"
