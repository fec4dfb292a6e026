"""Who was asked the one question about danger, and who has just said no: in memory only."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.typed import as_words

PATIENCE = timedelta(minutes=15)
"""How long the question waits for an answer before the contacts come."""

SPARED_FOR = timedelta(hours=24)
"""How long nobody is asked again who has said no."""

MOST_OPEN = 1_000
_MOST_SPARED = 10_000

_YES = {"si", "sip", "yes", "claro"}
_NO = {"no", "no gracias", "no nunca", "nunca", "nop", "para nada", "claro que no", "no thanks"}
_UNSAID = {"no se", "no lo se", "no quiero decir", "no quiero decirlo"}
_UNSAID |= {"prefiero no decir", "prefiero no decirlo", "i d rather not say"}


class Answer(StrEnum):
    """What may be answered; the value is its code in a payload."""

    YES = "s"
    NO = "n"
    UNSAID = "p"


@dataclass(frozen=True, slots=True)
class Asked:
    """An open question: where it stands and what its contacts will need."""

    chat_id: int
    unit: str | None
    language: str
    at: datetime


class Asking:
    """The open questions, and for a day who is not asked again.

    A chat is known by its HMAC under ``key``, which lives and dies with the process; only an
    open question, for a quarter of an hour, holds the number that its contacts will be sent to.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._open: dict[bytes, Asked] = {}
        self._spared: dict[bytes, datetime] = {}

    def may_ask(self, chat_id: int, now: datetime) -> bool:
        """Whether a chat may be asked: not while it is, nor a day after a no, nor beyond memory."""
        self._forget_spared(now)
        name = self._name(chat_id)
        return name not in self._open | self._spared and len(self._open) < MOST_OPEN

    def ask(self, asked: Asked) -> None:
        """Note that the question was put."""
        self._open[self._name(asked.chat_id)] = asked

    def is_open(self, chat_id: int) -> bool:
        """Whether a chat has the question in front of it."""
        return self._name(chat_id) in self._open

    def close(self, chat_id: int) -> None:
        """The question is answered, or help has come another way."""
        self._open.pop(self._name(chat_id), None)

    def spare(self, chat_id: int, now: datetime) -> None:
        """The answer was no: not the same question again for a day."""
        self._forget_spared(now)
        if len(self._spared) >= _MOST_SPARED:
            del self._spared[next(iter(self._spared))]
        self._spared[self._name(chat_id)] = now

    def take_overdue(self, now: datetime) -> tuple[Asked, ...]:
        """The questions that have waited long enough; they are closed."""
        return self._take(now - PATIENCE)

    def take_all(self) -> tuple[Asked, ...]:
        """Every open question; they are closed."""
        return self._take(None)

    def _take(self, before: datetime | None) -> tuple[Asked, ...]:
        names = [name for name, one in self._open.items() if before is None or one.at <= before]
        return tuple(self._open.pop(name) for name in names)

    def _forget_spared(self, now: datetime) -> None:
        over = [name for name, since in self._spared.items() if now - since >= SPARED_FOR]
        for name in over:
            del self._spared[name]

    def _name(self, chat_id: int) -> bytes:
        return hmac.digest(self._key, str(chat_id).encode(), hashlib.sha256)


def read_answer(typed: str) -> Answer | None:
    """An answer that was written instead of tapped; None for any other text.

    A text that begins with a yes is one, whatever follows.
    """
    words = as_words(typed)
    if not words:
        return None
    whole = " ".join(words)
    if whole in _UNSAID:
        return Answer.UNSAID
    if whole in _NO:
        return Answer.NO
    return Answer.YES if words[0] in _YES else None
