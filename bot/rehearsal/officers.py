"""Made-up officers, with the schedules that real ones could have chosen."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import time
from typing import TypeVar

from bot.domain.consent import CONSENT_VERSION
from bot.domain.model import Consent, Step, Subscriber, Unit

T = TypeVar("T")

_DAYS = ((1, 2, 3, 4, 5), (1, 3, 5), (1,), (1, 2, 3, 4, 5, 6, 7))
_HOW_OFTEN = (60, 20, 12, 8)  # in percent: a guess, so that each choice is rehearsed
_ONLY_LESSONS = 0.9


def make_officers(
    count: int,
    units: Sequence[Unit],
    hours: Sequence[time],
    chance: random.Random,
) -> list[Subscriber]:
    """So many officers over all units and hours; the first has the programme's defaults.

    The same ``chance`` makes the same officers, whatever the course is.
    """
    return [
        _first(units, hours) if number == 0 else _one(number, units, hours, chance)
        for number in range(count)
    ]


def _first(units: Sequence[Unit], hours: Sequence[time]) -> Subscriber:
    return _officer(1, units[0].id, _DAYS[0], time(9) if time(9) in hours else hours[0])


def _one(
    number: int,
    units: Sequence[Unit],
    hours: Sequence[time],
    chance: random.Random,
) -> Subscriber:
    days = chance.choices(_DAYS, _HOW_OFTEN)[0]
    place, hour, lot = (chance.random() for _ in range(3))
    consent = Consent.LESSONS if lot > _ONLY_LESSONS else Consent.ALL
    return _officer(number + 1, _pick(units, place).id, days, _pick(hours, hour), consent)


def _pick(choices: Sequence[T], share: float) -> T:
    return choices[int(share * len(choices))]


def _officer(
    chat_id: int,
    unit: str,
    days: tuple[int, ...],
    hour: time,
    consent: Consent = Consent.ALL,
) -> Subscriber:
    return Subscriber(
        chat_id=chat_id,
        consent=consent,
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
