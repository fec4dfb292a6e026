"""What an officer hands over to a counsellor, from its first word until somebody has taken it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_TEXT = 1000
"""Characters that an officer can send."""

MOST_OPEN = 3
"""Requests of one officer that may wait for a counsellor at the same time."""

DRAFT_LASTS = timedelta(minutes=10)
TRIED_FOR = timedelta(minutes=5)
TRIED_EVERY = timedelta(seconds=15)
REMEMBERED_FOR = timedelta(hours=12)
"""How long after its promise a request that nobody took can still be taken."""


class Refusal(StrEnum):
    """Why no request is taken now."""

    NOBODY = "nobody"
    ENOUGH = "enough"
    FULL = "full"


class What(StrEnum):
    """What an officer has to be told of a request."""

    SENT = "sent"
    TRYING = "trying"
    FAILED = "failed"
    UNSURE = "unsure"
    TAKEN = "taken"
    OVERDUE = "overdue"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Asker:
    """Where to find an officer who asks, as far as it is known; ``zone`` is an IANA name."""

    chat_id: int
    language: str
    unit: str | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What an officer has not sent yet; ``to`` are the counsellors named to them, in order.

    ``until`` is when it is forgotten. It holds a telephone or a text, or waits for one of them.
    """

    id: str
    asker: Asker
    to: tuple[str, ...]
    until: datetime
    asks_phone: bool
    phone: str = ""
    text: str = ""
    tells_department: bool = False

    @property
    def is_written(self) -> bool:
        """Whether there is something to send."""
        return bool(self.phone or self.text)


@dataclass(frozen=True, slots=True)
class Request:
    """What an officer has sent: on its way (``is_handed`` False), or with a counsellor.

    On its way ``to`` are those who may get it, ``until`` when it is given up, and ``next_try``
    when it is tried again. Once it is handed over, nothing is left of what was sent: ``to`` is who
    has it, ``until`` the moment until which an answer was promised. ``may_be_with`` is a counsellor
    of whom nobody knows whether it has arrived.
    """

    id: str
    asker: Asker
    to: tuple[str, ...]
    until: datetime
    next_try: datetime
    phone: str = ""
    text: str = ""
    department: str = ""
    may_be_with: str = ""
    is_handed: bool = False
    is_overdue: bool = False

    def handed(self, to: str, answer_by: datetime) -> Request:
        """The same request once a counsellor has it: without a word of what was sent."""
        return replace(
            self, to=(to,), until=answer_by, phone="", text="", department="", is_handed=True
        )


@dataclass(frozen=True, slots=True)
class News:
    """What an officer has to be told, of which counsellor, and the moment that belongs to it."""

    id: str
    asker: Asker
    what: What
    name: str = ""
    moment: datetime | None = None
