"""Calls to contacts are kept, known in memory, and told of once in seven days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from storage.databases import Reopen

from bot.domain.model import Check
from bot.service.contact_checks import ContactChecks
from bot.storage.delivery import contact_check
from bot.storage.engine import Store

MONDAY = date(2026, 11, 23)
CALL = Check(MONDAY, "Ana Quispe", answered=True, number="800-14-0348")


def test_a_call_is_known_at_once_and_after_a_restart(deliveries: Store, reopen: Reopen) -> None:
    checks = ContactChecks(deliveries)
    checks.record("felcv", CALL)
    assert checks.known() == {"felcv": CALL}
    again = ContactChecks(reopen(deliveries))
    assert again.known() == {}
    again.look()
    assert again.known() == {"felcv": CALL}


def test_the_next_call_takes_the_place_of_the_one_before(deliveries: Store) -> None:
    checks = ContactChecks(deliveries)
    silence = Check(MONDAY + timedelta(days=1), "Eva", answered=False, number="800-14-0348")
    checks.record("felcv", CALL)
    checks.record("policia-110", CALL)
    checks.record("felcv", silence)
    assert checks.known() == {"felcv": silence, "policia-110": CALL}


def test_what_is_known_stays_known_while_the_store_is_down(deliveries: Store) -> None:
    checks = ContactChecks(deliveries)
    checks.record("felcv", CALL)
    with deliveries.begin() as connection:
        connection.execute(sa.text("ALTER TABLE contact_check RENAME TO away"))
    try:
        with pytest.raises(sa.exc.DBAPIError):
            checks.look()
    finally:
        with deliveries.begin() as connection:
            connection.execute(sa.text("ALTER TABLE away RENAME TO contact_check"))
    assert checks.known() == {"felcv": CALL}


def test_administrators_are_told_once_in_seven_days_whoever_restarts(
    deliveries: Store, reopen: Reopen
) -> None:
    first, second = ContactChecks(deliveries), ContactChecks(reopen(deliveries))
    days = [0, 0, 3, 6, 7, 8, 20]
    told = [
        [checks.claim_notice(MONDAY + timedelta(days=day)) for checks in (first, second)]
        for day in days
    ]
    expected = [True, False, False, False, True, False, True]
    assert told == [[is_due, False] for is_due in expected]


def test_a_call_leaves_no_more_than_who_called_by_the_name_they_gave(deliveries: Store) -> None:
    ContactChecks(deliveries).record("felcv", CALL)
    with deliveries.begin() as connection:
        (row,) = connection.execute(sa.select(contact_check)).mappings()
    assert dict(row) == {
        "contact": "felcv",
        "called_on": "2026-11-23",
        "called_by": "Ana Quispe",
        "answered": True,
        "number": "800-14-0348",
    }
