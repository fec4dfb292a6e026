"""The rows of the file: units, contacts, counsellors, patterns of duty, single dates.

As in :mod:`bot.config.settings` a description ends the sentence "it must be …".
"""

from __future__ import annotations

from datetime import time
from typing import Literal

from pydantic import Field, field_validator

from bot.config.section import Section
from bot.config.value_types import (
    Date,
    HolidayHours,
    Hour,
    MaybeDate,
    MaybeHour,
    Number,
    Numbers,
    OpeningHours,
    Span,
    Texts,
)
from bot.domain.cells import NATIONAL
from bot.domain.contacts import DAYS
from bot.domain.counselling import Counsellor
from bot.domain.duties import Shift
from bot.domain.model import Contact, Unit
from bot.domain.wall import Override

_SLUG = r"^[a-z0-9][a-z0-9-]{1,23}$"
_LABEL = r"^[\w .:-]{1,28}$"  # fits a button, and stays harmless in a CSV file
_LINE = r"^[^\n]*\S[^\n]*$"
_A_DAY = f"one of {', '.join(DAYS)}"
_AN_HOUR = "an hour between 00:00 and 23:59 in quotes"
_DATE = 'a date like "2026-01-22"'


class UnitSection(Section):
    """One [[unit]] of the file."""

    id: str = Field(
        pattern=_SLUG,
        description=f'a short name of a-z, 0-9 and -, 2 to 24 characters, not "{NATIONAL}"',
        examples=["tambo-quemado"],
    )
    name: str = Field(
        pattern=_LABEL,
        description="1 to 28 letters, digits, spaces, dots, colons or hyphens, to fit on a button",
        examples=["Tambo Quemado"],
    )
    region: str = Field(
        pattern=_LABEL,
        description="the name of its regional office, at most 28 characters, to fit on a button",
        examples=["Oruro"],
    )
    department: str = Field(
        pattern=_LINE, description="the department that decides its contacts", examples=["Oruro"]
    )
    altitude_m: int = Field(
        ge=0, le=6000, description="whole metres above sea level, 0 to 6000", examples=[3700]
    )

    @field_validator("id")
    @classmethod
    def _not_reserved(cls, value: str) -> str:
        if value == NATIONAL:
            raise ValueError
        return value

    def to_unit(self) -> Unit:
        """The unit as the program knows it."""
        return Unit(**self.model_dump())


class ContactSection(Section):
    """One [[contact]] of the file."""

    id: str = Field(
        pattern=_SLUG,
        description="a short name of a-z, 0-9 and -, 2 to 24 characters",
        examples=["familia-segura"],
    )
    name: str = Field(
        pattern=_LINE,
        max_length=60,
        description="a text of at most 60 characters",
        examples=["Familia Segura"],
    )
    channel: Literal["phone", "whatsapp", "address"] = Field(
        description='"phone", "whatsapp" or "address"', examples=["phone"]
    )
    number: Number = Field(
        pattern=_LINE,
        max_length=120,
        description='a telephone number, or an address if the channel is "address"',
        examples=["800-11-3040"],
    )
    hours: OpeningHours = Field("", description="opening hours", examples=["mon-fri 08:30-12:30"])
    on_holidays: HolidayHours = Field(
        "", description='"same", "closed", hours or ""', examples=["closed"]
    )
    cost: str = Field("", max_length=60, description="a text of at most 60 characters")
    languages: Texts = Field(("es",), description="a list of texts", examples=[["es"]])
    departments: Texts = Field((), description="a list of departments", examples=[["La Paz"]])
    topic: Literal["emergency", "medical", "listening", "violence", "service"] = Field(
        description='"emergency", "medical", "listening", "violence" or "service"',
        examples=["listening"],
    )
    note: str = Field("", max_length=300, description="a text of at most 300 characters")
    source: str = Field("", max_length=300, description="a text of at most 300 characters")
    source_date: MaybeDate = Field(None, description=_DATE, examples=["2026-01-22"])
    verified_on: MaybeDate = Field(None, description=_DATE, examples=["2026-11-23"])
    verified_by: str = Field("", max_length=60, description="a text of at most 60 characters")

    def to_contact(self) -> Contact:
        """The contact as the program knows it."""
        return Contact(**self.model_dump())


class CounsellorSection(Section):
    """One [[counsellor]] of the file."""

    name: str = Field(
        pattern=_LINE,
        max_length=40,
        description="a text of at most 40 characters",
        examples=["Lic. Rosa Mamani, psicóloga"],
    )
    chat_id: int = Field(
        gt=0,
        strict=True,
        description="the chat number of one person, without quotes; a group is none",
        examples=[123456789],
    )
    hours: OpeningHours = Field("", description="hours on duty", examples=["mon-fri 08:30-18:30"])
    on_holidays: HolidayHours = Field(
        "closed", description='"same", "closed", hours or ""', examples=["closed"]
    )
    departments: Texts = Field((), description="a list of departments", examples=[["La Paz"]])
    answer_within: Span = Field(
        description='a time on duty between "10min" and "72h"',
        examples=["2h"],
    )

    def to_counsellor(self) -> Counsellor:
        """The counsellor as the program knows them."""
        return Counsellor(**self.model_dump())


class ShiftSection(Section):
    """One [[shift]] of the file."""

    id: str = Field(
        pattern=_SLUG,
        description="a short name of a-z, 0-9 and -, 2 to 24 characters",
        examples=["24x48"],
    )
    name: str = Field(
        pattern=_LINE,
        max_length=24,
        description="a text of at most 24 characters, to fit on a button",
        examples=["24×48"],
    )
    cycle_days: int = Field(ge=1, le=56, description="whole days, 1 to 56", examples=[3])
    duty_days: Numbers = Field(
        description="a list of days of the cycle, counted from 1", examples=[[1]]
    )
    night_days: Numbers = Field(
        (), description="a list of days of the cycle, counted from 1", examples=[[8, 9, 10]]
    )
    night_hour: Hour = Field(time(18), description=_AN_HOUR)

    def to_shift(self) -> Shift:
        """The pattern as the program knows it."""
        return Shift(**self.model_dump())


class OverrideSection(Section):
    """One [[override]] of the file."""

    date: Date = Field(description=_DATE, examples=["2026-12-24"])
    prompts: bool = Field(description="true or false without quotes", examples=[False])
    hour: MaybeHour = Field(None, description=f'{_AN_HOUR}, or ""', examples=["11:00"])

    def to_override(self) -> Override:
        """The override as the program knows it."""
        return Override(self.prompts, self.hour)


TABLES: dict[str, type[Section]] = {
    "unit": UnitSection,
    "contact": ContactSection,
    "counsellor": CounsellorSection,
    "shift": ShiftSection,
    "override": OverrideSection,
}
