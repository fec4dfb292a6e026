"""A small programme in La Paz: four units, a course of three lessons, lessons at nine."""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.anonymising import Anonymiser
from bot.domain.instruments import Thresholds
from bot.domain.model import Card, CardRole, Lesson, PromptKind, Unit
from bot.domain.timetable import Calendar
from bot.service.reports import Reports
from bot.service.rounds import Rounds
from bot.storage.engine import Store
from bot.storage.spool import Spool

LA_PAZ = ZoneInfo("America/La_Paz")
WEEK = "2026-W48"
"""The round from Monday, 23 November 2026, 03:00, to the next Monday, 03:00."""

UNITS = {
    unit: Unit(unit, unit.title(), region, region.title(), 3800)
    for unit, region in {
        "desaguadero": "la-paz",
        "guaqui": "la-paz",
        "tambo-quemado": "oruro",
        "pisiga": "oruro",
    }.items()
}


THRESHOLDS = Thresholds(5, 7, 9)


def make_rounds(
    deliveries: Store, replies: Store, spool: Spool, chance: random.Random, k: int = 5
) -> Rounds:
    """The closing of rounds of this programme; replies are kept for two years."""
    region_of = {unit.id: unit.region for unit in UNITS.values()}
    return Rounds(
        deliveries=deliveries,
        replies=replies,
        spool=spool,
        calendar=calendar(),
        anonymiser=Anonymiser(region_of, k, THRESHOLDS),
        reports=Reports(replies, "Respiro", "Aduana", UNITS),
        reply_months=24,
        backup_weeks=5,
        chance=chance,
    )


def wall(text: str) -> datetime:
    """The UTC moment at which a clock in La Paz shows ``2026-11-23 09:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=LA_PAZ).astimezone(UTC)


def calendar(**late_hours: int) -> Calendar:
    """Quiet from 21:00 to 07:00, check-ins on Wednesday at 12:30, closing on Monday at 03:00."""
    late = {"lesson": 4, "checkin": 24, "reminder": 2, "booster": 4} | late_hours
    return Calendar(
        zone=LA_PAZ,
        holidays=frozenset(),
        quiet_start=time(21),
        quiet_end=time(7),
        checkin_day=3,
        checkin_hour=time(12, 30),
        close_day=1,
        close_hour=time(3),
        late={kind: timedelta(hours=late.get(kind.value, 24)) for kind in PromptKind},
    )


def lesson(number: int) -> Lesson:
    """A lesson of one card."""
    return Lesson(
        number=number,
        title=f"Lección {number}",
        area=1,
        technique="",
        evidence=(),
        source="",
        audience="todos",
        minutes=3,
        reviewer="",
        reviewed_on=None,
        opens=None,
        cards=(Card(CardRole.SCENE, "…"),),
    )


COURSE = {number: lesson(number) for number in (1, 2, 5)}
"""Lessons 3 and 4 are not written yet."""
