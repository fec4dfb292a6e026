"""The delivery store keeps what an officer chose, and lets go of all of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
import sqlalchemy as sa

from bot.domain.model import Appointment, Consent, PromptKind, Step, Subscriber
from bot.storage import appointments, ledger
from bot.storage.delivery import (
    add_subscriber,
    appointment,
    change_subscriber,
    deactivate,
    delivery,
    erase,
    find_file_id,
    find_subscriber,
    is_revoked,
    keep_file_id,
    moment,
    revoke_invitation,
    seconds,
    subscriber,
    use_invitation,
)
from bot.storage.engine import Connection, Store
from storage.people import CANARY, LONG_CANARY, NOON, officer, prompt

DIGEST = "0f" * 32


@pytest.mark.parametrize(
    "person",
    [
        officer(),
        officer(LONG_CANARY, unit=None, step=Step.REGION, consent=Consent.LESSONS),
        officer(paused_until=date(2026, 12, 1), active=False, caution_shown=True),
        officer(days=(), hour=time(16, 30), language="en", next_lesson=41, step=Step.HOUR),
        officer(-5, days=(7,), hour=time(0), unit="viru-viru"),
    ],
)
def test_a_subscriber_comes_out_as_he_went_in(deliveries: Store, person: Subscriber) -> None:
    with deliveries.begin() as connection:
        assert add_subscriber(connection, person)
    with deliveries.begin() as connection:
        assert find_subscriber(connection, person.chat_id) == person


def test_nobody_is_found_in_an_unknown_chat(deliveries: Store) -> None:
    with deliveries.begin() as connection:
        assert find_subscriber(connection, CANARY) is None


def test_enrolling_twice_keeps_the_first_enrolment(deliveries: Store) -> None:
    with deliveries.begin() as connection:
        entered = [add_subscriber(connection, officer(unit=unit)) for unit in ("first", "second")]
        known = find_subscriber(connection, 1)
    assert (entered, known) == ([True, False], officer(unit="first"))


def test_a_change_touches_one_subscriber_and_every_field(deliveries: Store) -> None:
    changed = officer(
        1,
        consent=Consent.LESSONS,
        consent_version=2,
        step=Step.DAYS,
        language="en",
        unit=None,
        days=(2,),
        hour=time(7),
        next_lesson=9,
        paused_until=date(2027, 1, 1),
        active=False,
        caution_shown=True,
    )
    with deliveries.begin() as connection:
        add_subscriber(connection, officer(1))
        add_subscriber(connection, officer(2))
        assert change_subscriber(connection, changed)
        assert find_subscriber(connection, 1) == changed
        assert find_subscriber(connection, 2) == officer(2)


def test_a_change_of_somebody_who_has_left_brings_him_not_back(deliveries: Store) -> None:
    with deliveries.begin() as connection:
        assert not change_subscriber(connection, officer())
        assert find_subscriber(connection, 1) is None


def test_who_is_deactivated_keeps_his_place_and_loses_his_appointments(deliveries: Store) -> None:
    with deliveries.begin() as connection:
        for chat_id in (1, 2):
            _settle_in(connection, chat_id)
        deactivate(connection, 1)
        assert find_subscriber(connection, 1) == officer(1, active=False)
        assert appointments.appointments_of(connection, 1) == []
        assert ledger.deliveries_of(connection, 1) == [prompt(1)]
        assert len(appointments.appointments_of(connection, 2)) == len(PromptKind)


def test_erasing_takes_every_row_of_one_chat_and_none_of_another(deliveries: Store) -> None:
    with deliveries.begin() as connection:
        for chat_id in (CANARY, CANARY + 1):
            _settle_in(connection, chat_id)
        assert erase(connection, CANARY)
        left = [
            list(connection.scalars(sa.select(table.c.chat_id).distinct()))
            for table in (subscriber, appointment, delivery)
        ]
    assert left == [[CANARY + 1]] * 3


def test_erasing_takes_rows_that_a_vanished_subscriber_left(deliveries: Store) -> None:
    with deliveries.begin() as connection:
        ledger.enter(connection, prompt(CANARY))
        assert not erase(connection, CANARY)
        assert ledger.deliveries_of(connection, CANARY) == []


def test_an_upload_is_remembered_under_its_newest_name(deliveries: Store) -> None:
    with deliveries.begin() as connection:
        assert find_file_id(connection, "calm") is None
        keep_file_id(connection, "calm", "old")
        keep_file_id(connection, "calm", "new")
        keep_file_id(connection, "square", "other")
        assert find_file_id(connection, "calm") == "new"


def test_an_invitation_serves_as_often_as_its_cap_allows(deliveries: Store) -> None:
    with deliveries.begin() as connection:
        served = [use_invitation(connection, DIGEST, 3) for _ in range(5)]
        assert use_invitation(connection, "another", 1)
    assert served == [True, True, True, False, False]


@pytest.mark.parametrize("uses", [0, 1])
def test_an_invitation_called_back_serves_nobody_any_more(deliveries: Store, uses: int) -> None:
    with deliveries.begin() as connection:
        for _ in range(uses):
            use_invitation(connection, DIGEST, 9)
        assert not is_revoked(connection, DIGEST)
        revoke_invitation(connection, DIGEST)
        assert is_revoked(connection, DIGEST)
        assert not use_invitation(connection, DIGEST, 9)


def test_moments_are_kept_to_the_second_in_utc() -> None:
    exact = datetime(2026, 11, 23, 16, 0, 1, 999_999, tzinfo=UTC)
    assert moment(seconds(exact)) == datetime(2026, 11, 23, 16, 0, 1, tzinfo=UTC)


def _settle_in(connection: Connection, chat_id: int) -> None:
    """A row in every table that knows chats."""
    add_subscriber(connection, officer(chat_id))
    for kind in PromptKind:
        appointments.set_appointment(connection, Appointment(chat_id, kind, NOON))
    ledger.enter(connection, prompt(chat_id))
