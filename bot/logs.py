"""Logging: events, never people; the bot's token in no line, whoever writes it."""

from __future__ import annotations

import logging
import re
import sys

_TOKEN = re.compile(r"\d{5,}:[\w-]{30,}")
_TALKATIVE = ("telegram", "aiohttp", "httpx", "httpcore", "apscheduler", "sqlalchemy", "alembic")


class RedactingFormatter(logging.Formatter):
    """Formats a record, tracebacks included, and takes out whatever looks like a token."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, or a traceback, without secrets."""
        return redact(super().format(record))


def redact(text: str) -> str:
    """A text without bot tokens."""
    return _TOKEN.sub("‹token›", text)


def set_up(level: int = logging.INFO) -> None:
    """Log to standard error; libraries that print updates or addresses only when it is serious."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    hush()


def hush() -> None:
    """Keep the libraries from writing what officers say, at any level of the root logger."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Its Application would write a whole update when a context cannot be built.
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
    # A beat that is still sending when the next is due is how it should be, and no warning.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
