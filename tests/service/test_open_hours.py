"""A line is called open in its hours and at no other minute: midnight, holidays, any zone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.chat.texts.directory import department_card, help_card
from bot.content.translations import load_catalogues
from bot.domain.contacts import DAYS
from bot.service.care import Care
from service.programme import calendar
from service.test_care import NATIONAL

ZONES = ("America/La_Paz", "America/Santiago", "Asia/Kathmandu", "Europe/Helsinki", "UTC")
FIRST = date(2026, 3, 20)  # clocks change in Santiago and Helsinki within the days behind it
SAY = load_catalogues(Path(__file__).parents[2] / "locales")["es"]


@dataclass(frozen=True)
class Span:
    """Some days, and minutes after their midnight; past midnight where the end comes first."""

    days: tuple[int, ...]
    start: int
    end: int

    def written(self) -> str:
        """As the configuration has it."""
        names = ",".join(DAYS[day] for day in self.days)
        return f"{names} {self.hours()}"

    def hours(self) -> str:
        """Without its days."""
        return f"{_clock(self.start)}-{_clock(self.end)}"

    def holds(self, begun_on: date, wall: datetime) -> bool:
        """Whether the span that began on a day holds at a wall clock's minute."""
        opens = datetime.combine(begun_on, time()) + timedelta(minutes=self.start)
        length = (self.end - self.start) % 1440 or 1440
        return opens <= wall < opens + timedelta(minutes=length)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


# Quarters of an hour, so that moments often fall on the very minute at which a line closes.
days = st.sets(st.integers(0, 6), min_size=1).map(lambda chosen: tuple(sorted(chosen)))
minutes = st.integers(0, 95).map(lambda quarter: quarter * 15)
spans = st.builds(Span, days, minutes, minutes).filter(lambda span: span.start != span.end)
moments = st.integers(0, 30 * 96).map(
    lambda quarter: datetime(2026, 3, 21, tzinfo=UTC) + timedelta(minutes=15 * quarter)
)
holidays = st.sets(st.integers(0, 32).map(lambda n: FIRST + timedelta(days=n)))
rules = st.sampled_from(["", "same", "closed", "10:00-12:00", "22:00-03:00"])


def care_of(hours: str, on_holidays: str, free: set[date], zone: str) -> Care:
    """One line, somewhere."""
    line = replace(NATIONAL, hours=hours, on_holidays=on_holidays)
    here = replace(calendar(), zone=ZoneInfo(zone), holidays=frozenset(free))
    return Care((line,), {}, here)


def expected(week: list[Span], rule: str, free: set[date], wall: datetime) -> tuple[bool, bool]:
    """Whether the line is open at a wall clock's minute, and whether that is known."""
    is_open, is_known = False, True
    for day in (wall.date() - timedelta(days=1), wall.date()):
        spans_of_day = [span for span in week if day.weekday() in span.days]
        if day in free and rule != "same":
            is_known &= rule != ""
            spans_of_day = []
            if ":" in rule:
                start, end = (int(one[:2]) * 60 for one in rule.split("-"))
                spans_of_day = [Span((), start, end)]
        is_open |= any(span.holds(day, wall) for span in spans_of_day)
    return is_open, is_known


@given(st.lists(spans, min_size=1, max_size=4), rules, holidays, moments, st.sampled_from(ZONES))
@example([Span((0,), 540, 720)], "same", set(), datetime(2026, 3, 23, 12, 0, tzinfo=UTC), "UTC")
@example([Span((0,), 540, 720)], "same", set(), datetime(2026, 3, 23, 9, 0, tzinfo=UTC), "UTC")
@example(
    [Span((0,), 1320, 360)],
    "closed",
    {date(2026, 3, 24)},
    datetime(2026, 3, 24, 5, tzinfo=UTC),
    "UTC",
)
@example(
    [Span((1,), 1320, 360)],
    "closed",
    {date(2026, 3, 24)},
    datetime(2026, 3, 25, 5, tzinfo=UTC),
    "UTC",
)
def test_a_line_is_open_in_its_hours_and_at_no_other_minute(
    week: list[Span], rule: str, free: set[date], moment: datetime, zone: str
) -> None:
    care = care_of("; ".join(span.written() for span in week), rule, free, zone)
    wall = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, second=0, microsecond=0)
    is_open, is_known = expected(week, rule, free, wall)
    (listed,) = care.contacts_in(None, moment)
    assert listed.is_open is (True if is_open else False if is_known else None)


@given(st.lists(spans, min_size=1, max_size=3), rules, holidays, moments, st.sampled_from(ZONES))
def test_no_card_says_open_of_a_line_that_is_not(
    week: list[Span], rule: str, free: set[date], moment: datetime, zone: str
) -> None:
    care = care_of("; ".join(span.written() for span in week), rule, free, zone)
    wall = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, second=0, microsecond=0)
    is_open, _ = expected(week, rule, free, wall)
    support = care.support_for(None, moment)
    there = replace(support, contacts=care.contacts_in("Oruro", moment))
    cards = (
        help_card(SAY, support, None),
        department_card(SAY, there, "Oruro", "1", 1),
    )
    assert [("abierto ahora" in card.html) for card in cards] == [is_open, is_open]


@pytest.mark.parametrize("rule", ["", "same", "closed", "10:00-12:00"])
@given(moments, holidays)
def test_who_never_closes_is_open_on_holidays_too(
    rule: str, moment: datetime, free: set[date]
) -> None:
    (listed,) = care_of("24h", rule, free, "America/La_Paz").contacts_in(None, moment)
    assert listed.is_open
