"""Button payloads: encode, decode, refuse.

A payload is ``code|argument|…`` in at most 64 bytes of ASCII. Anybody with a client of his own
can send any bytes under a button, so decoding trusts nothing: an unknown code, a wrong number of
arguments or one that does not fit its pattern is None. What it means for this chat is for the
service to check.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.domain.safety_plan import SCREENS

LIMIT_BYTES = 64

_INVITATION = r"(?:[A-Za-z0-9_-]{42})?"
_LANGUAGE = r"[a-z]{2}"
_SOME_UNIT = r"[a-z0-9-]{2,24}"
_UNIT = rf"(?:{_SOME_UNIT})?"
_NUMBER = r"[1-9][0-9]{0,2}"
_SCORE = r"(?:[0-9]|10)"
_ROUND = r"20[0-9]{2}-W[0-5][0-9]"
_SURVEY_WEEK = r"(?:00|04|08|12|24|mi)"
_PROTOCOL = r"[a-z0-9]{2,12}"
_MINUTES = r"[15]"
_DAYS = r"1?2?3?4?5?6?7?"
_EXERCISE = r"[a-z]{2,12}(?:-[a-z]{2,12}){0,2}"
_STEP = r"[1-9][0-9]?"
_TRAIL = r"[0-9a-]{0,8}"
_SCREEN = r"[1-6]"
_CHOICES = r"(?:[0-2]-){0,2}[0-2]?"
_PLAN_SCREEN = "|".join(SCREENS)
_RANDOM = r"[0-9a-f]{16}"
_HOUR = r"(?:[01][0-9]|2[0-3])[0-5][0-9]"


class Verb(StrEnum):
    """What a button does; the value is its code on the wire."""

    CONSENT_CARD = "e1"
    CONSENT_TEXT = "e2"
    CONSENT_GIVE = "e3"
    REGION = "u1"
    REGIONS = "u2"
    UNIT = "u3"
    DAYS = "d1"
    HOUR = "d2"
    CHANGE = "s1"
    CARD = "l1"
    VOTE = "l2"
    LATER = "l3"
    NOW = "l4"
    CHECKIN = "l5"
    PRACTICE = "l6"
    STRESS = "c1"
    SKIP = "c2"
    TRIGGER = "c3"
    FINISH = "c4"
    SURVEY = "q1"
    SURVEY_SKIP = "q2"
    SURVEY_OPEN = "q3"
    BREATHE = "b1"
    PROTOCOL = "b2"
    START = "b3"
    FINISHED = "b4"
    BEFORE = "b5"
    AFTER = "b6"
    DONE = "b7"
    RESCUE = "b8"
    EXERCISES = "g1"
    EXERCISE = "g2"
    EXERCISE_STEP = "g3"
    CONTACTS = "k1"
    DISMISS = "k2"
    CALL_ME = "k3"
    ASKED = "k4"
    TRUSTED = "k5"
    SAFE = "k6"
    HELP = "a1"
    DEPARTMENTS = "a2"
    DEPARTMENT = "a3"
    COLLEAGUE = "a4"
    SAFETY_PLAN = "a5"
    CONTACT_CALLS = "m1"
    CONTACT_CALL = "m2"
    CALL_PHONE = "w1"
    CALL_TEXT = "w2"
    CALL_SEND = "w3"
    CALL_CHANGE = "w4"
    CALL_PLACE = "w5"
    CALL_STOP = "w6"
    TAKEN = "w7"
    ON_CALL = "w8"
    RHYTHM = "r1"
    SHIFT = "h1"
    ZONE = "h2"
    HOLIDAYS = "h3"
    LEADS = "h4"
    DUTY = "h5"
    EVENT_LESSON = "v1"
    EVENT_SEND = "v2"
    EVENT_LEAVE = "v3"
    PAUSE = "p1"
    ERASE = "p2"
    LANGUAGE = "p3"


_PATTERNS: dict[Verb, tuple[str, ...]] = {
    Verb.CONSENT_CARD: (_LANGUAGE, _INVITATION),
    Verb.CONSENT_TEXT: (_LANGUAGE, _INVITATION),
    Verb.CONSENT_GIVE: (r"[ALN]", _LANGUAGE, _INVITATION),
    Verb.REGION: (r"[0-9]{1,2}",),
    Verb.REGIONS: (),
    Verb.UNIT: (_UNIT,),
    Verb.DAYS: (_DAYS,),
    Verb.HOUR: (_HOUR,),
    Verb.CHANGE: (r"[uhdcpszfj]",),
    Verb.CARD: (_NUMBER, _SCREEN),
    Verb.VOTE: (_NUMBER, r"[ud]"),
    Verb.LATER: (_NUMBER,),
    Verb.NOW: (_NUMBER,),
    Verb.CHECKIN: (),
    Verb.PRACTICE: (_NUMBER, _SCREEN, _CHOICES),
    Verb.STRESS: (_ROUND, _SCORE),
    Verb.SKIP: (_ROUND,),
    Verb.TRIGGER: (_ROUND, r"[a-z]{2,12}"),
    Verb.FINISH: (_ROUND,),
    Verb.SURVEY: (_SURVEY_WEEK, _ROUND, r"[0-9a-f]{4}", r"[1-9]{0,30}"),
    Verb.SURVEY_SKIP: (),
    Verb.SURVEY_OPEN: (),
    Verb.BREATHE: (),
    Verb.PROTOCOL: (_PROTOCOL,),
    Verb.START: (_PROTOCOL, _MINUTES),
    Verb.FINISHED: (_PROTOCOL, _MINUTES),
    Verb.BEFORE: (_PROTOCOL, _SCORE),
    Verb.AFTER: (_PROTOCOL, _SCORE, _SCORE),
    Verb.DONE: (),
    Verb.RESCUE: (),
    Verb.EXERCISES: (),
    Verb.EXERCISE: (_EXERCISE,),
    Verb.EXERCISE_STEP: (_EXERCISE, _STEP, _TRAIL),
    Verb.CONTACTS: (),
    Verb.DISMISS: (),
    Verb.CALL_ME: (),
    Verb.ASKED: (r"[snp]",),
    Verb.TRUSTED: (),
    Verb.SAFE: (),
    Verb.HELP: (),
    Verb.DEPARTMENTS: (),
    Verb.DEPARTMENT: (r"(?:[0-9]{1,2})?", r"[1-9]"),
    Verb.COLLEAGUE: (),
    Verb.SAFETY_PLAN: (_PLAN_SCREEN, r"[0-9a-f]{8}"),
    Verb.CONTACT_CALLS: (),
    Verb.CONTACT_CALL: (
        r"[a-z0-9][a-z0-9-]{1,23}",
        r"[ynwsev]",
        r"20[0-9]{6}",
        r"[0-9a-f]{8}",
    ),
    Verb.CALL_PHONE: (),
    Verb.CALL_TEXT: (),
    Verb.CALL_SEND: (_RANDOM,),
    Verb.CALL_CHANGE: (_RANDOM,),
    Verb.CALL_PLACE: (_RANDOM, r"[yn]"),
    Verb.CALL_STOP: (),
    Verb.TAKEN: (_RANDOM,),
    Verb.ON_CALL: (r"[028xn]",),
    Verb.SHIFT: (r"(?:[a-z0-9-]{2,24})?", r"(?:20[0-9]{6})?"),
    Verb.ZONE: (r"[0-9]",),
    Verb.HOLIDAYS: (r"[yn]",),
    Verb.LEADS: (r"[yn]",),
    Verb.DUTY: (),
    Verb.EVENT_LESSON: (_SOME_UNIT, _NUMBER),
    Verb.EVENT_SEND: (_SOME_UNIT, _NUMBER),
    Verb.EVENT_LEAVE: (),
    Verb.RHYTHM: (r"0|1|135|12345|p",),
    Verb.PAUSE: (r"[0-9]{1,2}",),
    Verb.ERASE: (r"[yn]",),
    Verb.LANGUAGE: (_LANGUAGE,),
}


@dataclass(frozen=True, slots=True)
class Tap:
    """A button pressed: its verb and the arguments, all of the right form."""

    verb: Verb
    args: tuple[str, ...]


@lru_cache(maxsize=4096)
def encode(verb: Verb, *args: str) -> str:
    """The payload of a button; ValueError when decoding would refuse it."""
    payload = "|".join((verb.value, *args))
    if decode(payload) != Tap(verb, args):
        raise ValueError(f"not a payload of {verb.name}: {payload}")
    return payload


def decode(payload: str) -> Tap | None:
    """The tap that a payload stands for, or None when it is forged, foreign or cut short."""
    if len(payload.encode("utf-8", "replace")) > LIMIT_BYTES:
        return None
    code, *args = payload.split("|")
    try:
        verb = Verb(code)
    except ValueError:
        return None
    patterns = _PATTERNS[verb]
    if len(args) != len(patterns):
        return None
    fits = all(
        re.fullmatch(pattern, arg, re.ASCII) for pattern, arg in zip(patterns, args, strict=True)
    )
    return Tap(verb, tuple(args)) if fits else None
