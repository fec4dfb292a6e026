"""Opening hours and the order of contacts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.contacts import (
    Hours,
    Window,
    answers_at,
    confirmed,
    is_open,
    is_verified,
    ordered_for,
    parse_holiday_hours,
    parse_hours,
    short_list,
)
from bot.domain.model import Check, Contact

MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
OFFICE = "mon-fri 08:30-12:30 14:30-18:30; sat 09:00-12:00"
SERVICE = Contact(
    id="service",
    name="Servicio",
    channel="phone",
    number="156",
    hours="24h",
    cost="gratis",
    languages=("es",),
    departments=(),
    topic="service",
    note="",
    source="",
    source_date=None,
    verified_on=date(2026, 11, 20),
    verified_by="Ana",
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """The local time on an ISO week day of one certain week."""
    return datetime(2026, 11, 22 + day, hour, minute, tzinfo=UTC)


def order(*contacts: Contact, department: str | None = "Oruro") -> list[str]:
    """The ids in the order in which they are listed on Monday at noon."""
    return [listed.contact.id for listed in ordered_for(contacts, department, MONDAY_NOON)]


@pytest.mark.parametrize(
    ("text", "moment", "expected"),
    [
        ("24h", at(7, 3), True),
        ("06:00-24:00", at(1, 23, 59), True),
        ("06:00-24:00", at(2, 0), False),
        (OFFICE, at(5, 8, 30), True),
        (OFFICE, at(5, 12, 30), False),
        (OFFICE, at(5, 18, 29), True),
        (OFFICE, at(6, 11, 59), True),
        (OFFICE, at(6, 15), False),
        (OFFICE, at(7, 10), False),
        ("20:00-06:00", at(3, 5, 59), True),
        ("20:00-06:00", at(3, 6), False),
        ("sun 20:00-06:00", at(1, 2), True),
        ("sun 20:00-06:00", at(7, 2), False),
        ("sat-mon 10:00-11:00", at(7, 10), True),
        ("mon,wed 10:00-11:00", at(2, 10), False),
        ("Mon–Fri 8:30–12:30", at(1, 9), True),
    ],
)
def test_hours_tell_open_from_closed(text: str, moment: datetime, expected: bool) -> None:
    assert is_open(parse_hours(text), moment) is expected


@pytest.mark.parametrize("text", ["", "  "])
def test_unknown_hours_are_never_open(text: str) -> None:
    assert is_open(parse_hours(text), MONDAY_NOON) is None


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("lun-vie 08:00-12:00", '"lun" is not a day: write mon'),
        ("mon-fri", '"mon-fri" has no hours: write "mon-fri 08:30-12:30"'),
        ("8-12", '"8-12" is not a span of hours'),
        ("08:00-25:00", "hours go from 00:00 to 24:00"),
        ("24:00-06:00", "hours go from 00:00 to 24:00"),
        ("08:60-09:00", "hours go from 00:00 to 24:00"),
        ("08:00-08:00", 'write "24h" if it never closes'),
        ("24h;", "a part between semicolons is empty"),
        ("24h daily", '"daily" is not a span of hours'),
    ],
)
def test_hours_that_cannot_be_read_are_refused_with_a_remedy(text: str, remedy: str) -> None:
    with pytest.raises(ValueError, match=r".+") as caught:
        parse_hours(text)
    assert remedy in str(caught.value)


minutes = st.integers(0, 24 * 60 - 1)


@given(start=minutes, end=minutes, now=minutes, day=st.integers(1, 7))
def test_a_daily_window_is_open_from_its_start_until_before_its_end(
    start: int, end: int, now: int, day: int
) -> None:
    assume(start != end)
    hours = parse_hours(f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}")
    elapsed, length = (now - start) % 1440, (end - start) % 1440
    assert is_open(hours, at(day, now // 60, now % 60)) is (elapsed < length)


@given(st.text(alphabet="0123456789:-; ,monfrist24h–", max_size=40))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        hours = parse_hours(text)
    except ValueError as error:
        assert ": " in str(error)  # noqa: PT017  both outcomes are right
    else:
        assert all(0 <= w.start < 1440 and w.start < w.end < 2880 for w in hours.windows)


def test_a_window_that_is_written_twice_counts_once() -> None:
    assert parse_hours("mon 08:00-09:00; mon 08:00-09:00") == Hours((Window(1, 480, 540),))


@pytest.mark.parametrize(
    ("age", "expected"), [(0, True), (90, True), (91, False), (-1, False), (-40, False)]
)
def test_a_verification_holds_for_90_days(age: int, expected: bool) -> None:
    today = date(2026, 11, 23)
    contact = replace(SERVICE, verified_on=today - timedelta(days=age))
    assert is_verified(contact, today) is expected


def test_a_contact_nobody_called_is_listed_as_unverified() -> None:
    (listed,) = ordered_for([replace(SERVICE, verified_on=None)], "Oruro", MONDAY_NOON)
    assert not listed.is_verified


def test_only_contacts_that_cover_the_department_are_listed() -> None:
    here = replace(SERVICE, id="here", departments=("Oruro", "Tarija"))
    elsewhere = replace(SERVICE, id="elsewhere", departments=("Beni",))
    assert order(here, elsewhere) == ["here"]


def test_accents_and_capitals_do_not_hide_a_department() -> None:
    assert order(replace(SERVICE, departments=("POTOSI",)), department="Potosí") == ["service"]


def test_a_department_without_contacts_has_an_empty_list() -> None:
    assert order(replace(SERVICE, departments=("Beni",))) == []


def test_verified_contacts_stand_before_open_ones() -> None:
    unverified = replace(SERVICE, id="open", verified_on=None)
    closed = replace(SERVICE, id="closed", hours="20:00-06:00")
    assert order(unverified, closed) == ["closed", "open"]


def test_open_contacts_stand_before_unknown_ones_and_closed_ones_come_last() -> None:
    closed = replace(SERVICE, id="closed", hours="20:00-06:00")
    unknown = replace(SERVICE, id="unknown", hours="")
    assert order(closed, unknown, SERVICE) == ["service", "unknown", "closed"]


def test_a_departments_own_contacts_stand_before_national_ones() -> None:
    national = replace(SERVICE, id="national", topic="emergency")
    local = replace(SERVICE, id="local", departments=("Oruro",))
    assert order(national, local) == ["local", "national"]


def test_an_open_national_line_stands_before_a_closed_local_one() -> None:
    local = replace(SERVICE, id="local", departments=("Oruro",), hours="20:00-06:00")
    assert order(local, SERVICE) == ["service", "local"]


def test_emergency_and_listening_lines_stand_before_the_rest_in_the_order_of_the_file() -> None:
    topics = ("service", "violence", "listening", "emergency", "medical")
    assert order(*(replace(SERVICE, id=topic, topic=topic) for topic in topics)) == [
        "emergency",
        "listening",
        "service",
        "violence",
        "medical",
    ]


def test_an_unknown_department_sees_national_contacts_and_then_every_emergency_number() -> None:
    beni = replace(SERVICE, id="beni", departments=("Beni",), topic="emergency")
    office = replace(SERVICE, id="office", departments=("Beni",))
    national = replace(SERVICE, id="national", hours="20:00-06:00")
    assert order(beni, office, national, department=None) == ["national", "beni"]


# Holidays: Wednesday of that week is one

HOLIDAYS = frozenset({date(2026, 11, 25)})


@pytest.mark.parametrize(
    ("hours", "rule", "moment", "expected"),
    [
        ("24h", "", at(3, 10), True),
        ("24h", "closed", at(3, 10), True),
        (OFFICE, "", at(3, 10), None),
        (OFFICE, "", at(2, 10), True),
        (OFFICE, "closed", at(3, 10), False),
        (OFFICE, "same", at(3, 10), True),
        (OFFICE, "same", at(3, 13), False),
        (OFFICE, "09:00-11:00", at(3, 8, 45), False),
        (OFFICE, "09:00-11:00", at(3, 10, 59), True),
        ("", "closed", at(3, 10), None),
        ("", "", at(3, 10), None),
        ("20:00-06:00", "closed", at(3, 5), True),
        ("20:00-06:00", "closed", at(3, 21), False),
        ("20:00-06:00", "closed", at(4, 5), False),
        ("20:00-06:00", "", at(4, 5), None),
        ("20:00-06:00", "", at(4, 21), True),
        ("20:00-06:00", "22:00-02:00", at(4, 1), True),
    ],
)
def test_a_holiday_has_hours_of_its_own(
    hours: str, rule: str, moment: datetime, expected: bool | None
) -> None:
    contact = replace(SERVICE, hours=hours, on_holidays=rule)
    assert answers_at(contact, moment, HOLIDAYS) is expected


@given(
    rule=st.sampled_from(["", "same", "closed", "09:00-12:00"]),
    hours=st.sampled_from(["", "24h", OFFICE, "20:00-06:00", "06:00-24:00"]),
    hour=st.integers(0, 23),
    day=st.integers(1, 7),
)
def test_without_a_holiday_the_hours_are_those_of_the_week(
    rule: str, hours: str, hour: int, day: int
) -> None:
    contact = replace(SERVICE, hours=hours, on_holidays=rule)
    assert answers_at(contact, at(day, hour)) is is_open(parse_hours(hours), at(day, hour))


@pytest.mark.parametrize("text", ["mon-fri 09:00-12:00", "sun 24h", "closed same", "9-12"])
def test_holiday_hours_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write"):
        parse_holiday_hours(text)


def test_an_office_of_unknown_holiday_hours_is_not_listed_as_open() -> None:
    office = replace(SERVICE, hours=OFFICE)
    (listed,) = ordered_for([office], "Oruro", at(3, 10), HOLIDAYS)
    assert listed.is_open is None


# Calls

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("in_file", "called_on", "answered", "verified_on"),
    [
        (None, TODAY, True, TODAY),
        (date(2026, 11, 1), TODAY, True, TODAY),
        (TODAY, date(2026, 11, 1), True, TODAY),
        (date(2026, 11, 1), TODAY, False, None),
        (TODAY, TODAY, False, None),
        (TODAY, date(2026, 11, 1), False, TODAY),
    ],
)
def test_of_the_file_and_a_call_the_later_one_counts(
    in_file: date | None, called_on: date, answered: bool, verified_on: date | None
) -> None:
    contact = replace(SERVICE, verified_on=in_file)
    (after,) = confirmed([contact], {"service": Check(called_on, "Eva", answered, contact.number)})
    assert after.verified_on == verified_on


def test_a_call_to_another_contact_changes_nothing() -> None:
    assert confirmed([SERVICE], {"other": Check(TODAY, "Eva", True, "156")}) == (SERVICE,)


def test_a_call_to_another_number_verifies_nothing() -> None:
    called = {"service": Check(TODAY, "Eva", True, "156")}
    assert confirmed([SERVICE], called)[0].verified_on == TODAY
    assert confirmed([replace(SERVICE, number="157")], called)[0].verified_on != TODAY


def test_who_told_no_department_sees_verified_ones_before_the_others_too() -> None:
    national = replace(SERVICE, id="national", verified_on=None)
    local = replace(SERVICE, id="local", departments=("Beni",), topic="emergency")
    assert order(national, local, department=None) == ["local", "national"]


def test_a_short_list_leaves_out_neither_what_is_open_nor_the_emergency_number() -> None:
    closed = [replace(SERVICE, id=f"closed-{n}", hours="mon 01:00-02:00") for n in range(5)]
    police = replace(SERVICE, id="police", topic="emergency", hours="", verified_on=None)
    line = replace(SERVICE, id="line", verified_on=None)
    listed = ordered_for([*closed, line, police], "Oruro", MONDAY_NOON)
    assert [one.contact.id for one in short_list(listed, 4)] == [
        "closed-0",
        "closed-1",
        "line",
        "police",
    ]
    assert short_list(listed[:3], 4) == listed[:3]
    assert short_list((), 4) == ()


@given(st.lists(st.sampled_from(["24h", "", "mon 01:00-02:00"]), max_size=12), st.integers(2, 6))
def test_a_short_list_keeps_the_order_and_holds_as_many_as_it_can(
    hours: list[str], most: int
) -> None:
    contacts = [replace(SERVICE, id=f"c{n}", hours=text) for n, text in enumerate(hours)]
    listed = ordered_for(contacts, "Oruro", MONDAY_NOON)
    short = short_list(listed, most)
    assert len(short) == min(most, len(listed))
    assert [one for one in listed if one in short] == list(short)
    assert any(one.is_open for one in short) == any(one.is_open for one in listed)
