"""Who was asked the one question about danger, and who has just said no: in memory only."""

from __future__ import annotations

import hashlib
import hmac
import re
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

_YES = {"si", "sip", "sep", "yes", "yeah", "yep", "yup", "claro", "obvio", "aja", "simon"}
_YES |= {"siempre"}
_NO = {"no", "no gracias", "no nunca", "nunca", "nop", "para nada", "claro que no", "no thanks"}
_NO |= {"jamas", "no jamas", "no para nada", "nada que ver", "no nada que ver", "nope", "never"}
_NO |= {"obvio que no", "no lo he pensado", "nunca lo he pensado", "no nunca lo he pensado"}
_NO |= {"nunca he pensado en eso", "no he pensado en eso", "no nunca he pensado en eso"}
_UNSAID = {"no se", "no lo se", "no quiero decir", "no quiero decirlo", "no sabria decir"}
_UNSAID |= {"prefiero no decir", "prefiero no decirlo", "i d rather not say", "i don t know"}
_UNSURE_AT_FIRST: tuple[str, ...] = (
    "no lo se",
    "no se si",
    "no se que",
    "no estoy segur",
    "prefiero no",
)
_UNSURE_AT_FIRST += ("no quiero hablar", "no sabria", "i don t know", "i d rather not")
_PERHAPS = """
a veces|casi siempre|a ratos|a menudo|tal vez|talvez|quiza|quizas|puede ser|un poco|mas o menos
capaz|alguna vez|algunas veces|varias veces|muchas veces|cada dia|todos los dias|todo el tiempo
creo que si|un poquito|pienso que si|he pensado|he llegado a pensar|lo pense|lo pienso|pienso en eso
maybe|perhaps|sometimes|a little|a bit|often|every day|all the time|kind of|sort of|i think so
i have$|thought about it
"""
_MAY_BE_YES = re.compile(rf"\b(?:{'|'.join(_PERHAPS.split(chr(10))[1:-1])})\b")
_DENIES = {"no", "nunca", "jamas", "tampoco", "ni", "never", "not"}


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

    def overdue(self, now: datetime) -> tuple[Asked, ...]:
        """The questions that have waited long enough; they stay open until they are closed."""
        return tuple(one for one in self._open.values() if one.at + PATIENCE <= now)

    def take_all(self) -> tuple[Asked, ...]:
        """Every open question; they are closed."""
        taken = tuple(self._open.values())
        self._open.clear()
        return taken

    def _forget_spared(self, now: datetime) -> None:
        over = [name for name, since in self._spared.items() if now - since >= SPARED_FOR]
        for name in over:
            del self._spared[name]

    def _name(self, chat_id: int) -> bytes:
        return hmac.digest(self._key, str(chat_id).encode(), hashlib.sha256)


def read_answer(typed: str) -> Answer | None:
    """An answer that was written instead of tapped; None for any other text.

    A text that begins with a yes is one, whatever follows, and so is a perhaps that nothing
    denies. Only a no that says no more is a no.
    """
    words = tuple(re.sub(r"(.)\1+", r"\1", word) for word in as_words(typed))
    if not words:
        return None
    whole = " ".join(words)
    if whole in _NO:
        return Answer.NO
    if whole in _UNSAID or whole.startswith(_UNSURE_AT_FIRST):
        return Answer.UNSAID
    if words[0] in _YES:
        return Answer.YES
    perhaps = _MAY_BE_YES.search(whole)
    is_denied = perhaps is not None and _DENIES & set(whole[: perhaps.start()].split())
    return Answer.YES if perhaps is not None and not is_denied else None
