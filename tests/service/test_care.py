"""Contacts come for every unit at every hour, with no database in the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.domain.model import Check, Contact
from bot.service.care import Care
from service.programme import UNITS, calendar, wall

NATIONAL = Contact(
    id="national",
    name="Línea nacional",
    channel="phone",
    number="800-00-0000",
    hours="mon-fri 08:00-18:00",
    cost="free",
    languages=("es",),
    departments=(),
    topic="listening",
    note="",
    source="",
    source_date=None,
    verified_on=date(2026, 11, 1),
    verified_by="",
)
LA_PAZ = replace(NATIONAL, id="la-paz", departments=("La Paz",), hours="20:00-08:00")
ORURO = replace(NATIONAL, id="oruro", departments=("Oruro",), hours="24h")
EMERGENCY = replace(NATIONAL, id="emergency", departments=("Oruro",), topic="emergency")

CARE = Care(
    (NATIONAL, LA_PAZ, ORURO, EMERGENCY),
    UNITS | {"desaguadero": replace(UNITS["desaguadero"], department="La Paz")},
    calendar(),
)
NOON, NIGHT = wall("2026-11-23 12:00"), wall("2026-11-23 23:00")


@pytest.mark.parametrize(("now", "first"), [(NOON, "national"), (NIGHT, "la-paz")])
def test_the_line_that_is_open_on_the_clock_in_la_paz_comes_first(
    now: datetime, first: str
) -> None:
    listed = CARE.support_for("desaguadero", now).contacts
    assert listed[0].contact.id == first
    assert {one.contact.id for one in listed} == {"national", "la-paz"}


@pytest.mark.parametrize("unit", [None, "", "a-unit-that-is-gone"])
def test_who_told_no_unit_gets_the_national_lines_and_every_emergency_number(
    unit: str | None,
) -> None:
    listed = CARE.support_for(unit, NOON).contacts
    assert [one.contact.id for one in listed] == ["national", "emergency"]


def test_without_a_directory_there_are_no_contacts_and_no_error() -> None:
    assert replace(CARE, contacts=()).support_for("desaguadero", NOON).contacts == ()


def test_a_contact_is_verified_on_the_day_in_la_paz() -> None:
    fresh = replace(CARE, contacts=(replace(NATIONAL, verified_on=date(2026, 11, 23)),))
    before, after = wall("2026-11-22 23:59"), wall("2026-11-23 00:00")
    verified = [fresh.support_for(None, now).contacts[0].is_verified for now in (before, after)]
    assert verified == [False, True]


def test_a_recorded_call_is_listed_at_once() -> None:
    calls: dict[str, Check] = {}
    care = replace(CARE, contacts=(replace(NATIONAL, verified_on=None),), checks=lambda: calls)
    assert not care.support_for(None, NOON).contacts[0].is_verified
    calls["national"] = Check(date(2026, 11, 23), "Eva", answered=True, number=NATIONAL.number)
    assert care.support_for(None, NOON).contacts[0].is_verified
    calls["national"] = Check(date(2026, 11, 23), "Eva", answered=False, number=NATIONAL.number)
    assert not care.support_for(None, NOON).contacts[0].is_verified


def test_on_a_holiday_an_office_is_not_shown_as_open() -> None:
    holiday = replace(CARE.calendar, holidays=frozenset({date(2026, 11, 23)}))
    on_holiday = replace(CARE, calendar=holiday, contacts=(NATIONAL,))
    assert replace(CARE, contacts=(NATIONAL,)).support_for(None, NOON).contacts[0].is_open
    assert on_holiday.support_for(None, NOON).contacts[0].is_open is None
