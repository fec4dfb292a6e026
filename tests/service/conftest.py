"""What the tests of the services share: the stores, the spool, and each service on them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest
from storage.databases import (
    OpenStore,
    deliveries,
    open_postgres,
    open_sqlite,
    open_store,
    postgres_stores,
    reopen,
    sqlite_templates,
)
from storage.people import officer

from bot.domain.model import Subscriber
from bot.domain.timetable import Calendar, appointments_for
from bot.service.checkins import Checkins
from bot.service.delivering import Delivering
from bot.service.enrolment import Enrolment
from bot.service.lessons import Lessons
from bot.service.personal_data import PersonalData
from bot.service.rounds import Rounds
from bot.storage import appointments
from bot.storage.delivery import add_subscriber
from bot.storage.engine import Store
from bot.storage.spool import Spool
from service.programme import COURSE, THRESHOLDS, UNITS, calendar, make_rounds, wall

__all__ = [
    "deliveries",
    "open_postgres",
    "open_sqlite",
    "open_store",
    "postgres_stores",
    "reopen",
    "sqlite_templates",
]

K = 5

Enrol = Callable[..., Subscriber]


@pytest.fixture
def replies_store(open_store: OpenStore) -> Store:
    """The reply store, on the same kind of database as the delivery store."""
    return open_store("replies")


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    """An empty spool."""
    return Spool(tmp_path / "spool")


@pytest.fixture
def programme() -> Calendar:
    """The usual calendar."""
    return calendar()


@pytest.fixture
def delivering(deliveries: Store, programme: Calendar) -> Delivering:
    """The ledger's verbs."""
    return Delivering(deliveries, programme, COURSE)


@pytest.fixture
def lessons(deliveries: Store, spool: Spool, programme: Calendar) -> Lessons:
    """The course on demand."""
    return Lessons(deliveries, spool, programme, COURSE)


@pytest.fixture
def checkins(deliveries: Store, spool: Spool, programme: Calendar) -> Checkins:
    """Check-ins with the usual thresholds."""
    return Checkins(deliveries, spool, programme, THRESHOLDS)


@pytest.fixture
def enrolment(deliveries: Store, programme: Calendar) -> Enrolment:
    """Enrolment for whoever comes; an invitation serves twice."""
    return Enrolment(
        store=deliveries,
        calendar=programme,
        units=UNITS,
        needs_invitation=False,
        invitation_keys={1: b"k" * 32},
        invitation_uses=2,
        default_days=(1, 2, 3, 4, 5),
        default_hour=time(9),
        default_language="es",
    )


@pytest.fixture
def by_invitation(enrolment: Enrolment) -> Enrolment:
    """Enrolment for the invited only."""
    return replace(enrolment, needs_invitation=True)


@pytest.fixture
def personal_data(deliveries: Store, spool: Spool, programme: Calendar) -> PersonalData:
    """The officer's rights."""
    return PersonalData(deliveries, spool, programme)


@pytest.fixture
def rounds(deliveries: Store, replies_store: Store, spool: Spool) -> Rounds:
    """The closing of rounds, with the same dice in every run."""
    dice = random.Random(7)  # noqa: S311 - dice, not secrets
    return make_rounds(deliveries, replies_store, spool, dice, K)


@pytest.fixture
def enrol(deliveries: Store, programme: Calendar) -> Enrol:
    """Enrols an officer on Monday at 08:00; keyword arguments are his fields."""

    def enrol_(chat_id: int = 1, **fields: object) -> Subscriber:
        person = officer(chat_id, **fields)
        with deliveries.begin() as connection:
            add_subscriber(connection, person)
            for one in appointments_for(person, wall("2026-11-23 08:00"), programme):
                appointments.set_appointment(connection, one)
        return person

    return enrol_
