"""Made-up officers, with the schedules that real ones could have chosen."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from typing import TypeVar

from bot.domain.consent import CONSENT_VERSION
from bot.domain.duties import Shift, beginnings
from bot.domain.model import Consent, Step, Subscriber, Unit

T = TypeVar("T")

_DAYS = ((1, 2, 3, 4, 5), (1, 3, 5), (1,), (1, 2, 3, 4, 5, 6, 7))
_HOW_OFTEN = (60, 20, 12, 8)  # in percent: a guess, so that each choice is rehearsed
_ONLY_LESSONS, _ABROAD, _LEADERS = 0.9, 0.1, 10  # shares, and every tenth
_ELSEWHERE = ("America/Santiago", "America/Argentina/Buenos_Aires", "America/Sao_Paulo")


def make_officers(
    count: int,
    units: Sequence[Unit],
    hours: Sequence[time],
    shifts: Sequence[Shift],
    start: date,
    chance: random.Random,
) -> list[Subscriber]:
    """So many officers over all units, hours and duties; the first has the programme's defaults.

    Patterns of duty begin in the week of ``start``; those told by hand are left out, since nobody
    is there to tell them. The same ``chance`` makes the same officers, whatever the course is.
    """
    known = [shift for shift in shifts if not shift.is_by_hand]
    first = time(9) if time(9) in hours else hours[0]
    return [_officer(1, units[0].id, _DAYS[0], first)][:count] + [
        _one(number, units, hours, known, start, chance) for number in range(2, count + 1)
    ]


def _one(
    chat_id: int,
    units: Sequence[Unit],
    hours: Sequence[time],
    shifts: Sequence[Shift],
    start: date,
    chance: random.Random,
) -> Subscriber:
    days = chance.choices(_DAYS, _HOW_OFTEN)[0]
    place, hour, lot, zone, duty, begun = (chance.random() for _ in range(6))
    officer = _officer(chat_id, _pick(units, place).id, days, _pick(hours, hour))
    shift = _pick(["", *shifts], duty) if shifts else ""
    if isinstance(shift, Shift):
        officer = replace(
            officer,
            shift=shift.id,
            shift_from=_pick(beginnings(shift, start), begun),
            holidays=True,  # a post on duty works on holidays, too
        )
    return replace(
        officer,
        consent=Consent.LESSONS if lot > _ONLY_LESSONS else Consent.ALL,
        zone=_pick(_ELSEWHERE, zone / _ABROAD) if zone < _ABROAD else None,
        leads=chat_id % _LEADERS == 0,
    )


def _pick(choices: Sequence[T], share: float) -> T:
    return choices[int(share * len(choices))]


def _officer(chat_id: int, unit: str, days: tuple[int, ...], hour: time) -> Subscriber:
    return Subscriber(
        chat_id=chat_id,
        consent=Consent.ALL,
        consent_version=CONSENT_VERSION,
        step=Step.DONE,
        language="es",
        unit=unit,
        days=days,
        hour=hour,
        next_lesson=1,
        paused_until=None,
        active=True,
        caution_shown=False,
    )
