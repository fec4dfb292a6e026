"""The options, section by section: their types, their defaults, and in words what each must be.

The description of a field ends the sentence "it must be …" that an operator reads when a value
does not fit; its first example, or else its default, is the remedy in that sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from bot.config.section import Section
from bot.config.value_types import (
    BaseUrl,
    ChatIds,
    Database,
    Dates,
    Day,
    Days,
    FilePath,
    Hour,
    Hours,
    Listen,
    MaybeListen,
    Zone,
)
from bot.domain.contact_calls import Written
from bot.domain.contacts import DAYS
from bot.domain.counselling import Counsellor, uncovered
from bot.domain.duties import Shift
from bot.domain.model import Contact, Unit
from bot.domain.wall import Override

_LABEL = r"^[\w .:-]{1,28}$"  # fits a button, and stays harmless in a CSV file
_LINE = r"^[^\n]*\S[^\n]*$"
_A_DAY = f"one of {', '.join(DAYS)}"
_AN_HOUR = "an hour between 00:00 and 23:59 in quotes"
_DATE = 'a date like "2026-01-22"'


class TelegramSection(Section):
    """How the bot reaches Telegram; the two secrets come from files or the environment only."""

    token: SecretStr | None = None
    token_file: str = Field("", description="the path of a file in quotes", examples=["data/token"])
    base_url: BaseUrl = Field(
        "https://api.telegram.org",
        pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$",
        description='an http or https address without "/" or "/bot" at its end',
    )
    mode: Literal["polling", "webhook"] = Field("polling", description='"polling" or "webhook"')
    webhook_url: str = Field(
        "",
        pattern=r"^(https?://[^\s/?#]+(/[^\s?#]*)?)?$",
        description='an http or https address, or ""',
        examples=["https://respiro.example.org/telegram"],
    )
    webhook_listen: Listen = Field(
        "127.0.0.1:8080", pattern=r"^[^\s:/]+:\d{1,5}$", description="an address and a port"
    )
    webhook_secret: SecretStr | None = None
    webhook_secret_file: str = Field(
        "", description="the path of a file in quotes", examples=["data/webhook-secret"]
    )
    rate_per_second: float = Field(
        25, gt=0, le=1000, description="a number above 0 and not above 1000"
    )
    paid_broadcast: bool = Field(False, description="true or false without quotes")
    paid_rate_per_second: float = Field(
        900, gt=0, le=1000, description="a number above 0 and not above 1000"
    )

    @property
    def prompts_per_second(self) -> float:
        """The full rate of prompts."""
        return self.paid_rate_per_second if self.paid_broadcast else self.rate_per_second


class ProgrammeSection(Section):
    """Who offers the course, and who may join it."""

    name: str = Field("Respiro", pattern=_LINE, max_length=60, description="a text of one line")
    organisation: str = Field(
        "",
        max_length=120,
        description="a text of at most 120 characters",
        examples=["Aduana Nacional"],
    )
    source_url: str = Field(
        "",
        pattern=r"^(https://[^\s<>\"]+)?$",
        max_length=200,
        description='an address that begins with https://, or ""',
        examples=["https://example.org/respiro"],
    )
    timezone: Zone = Field("America/La_Paz", description="the IANA name of a time zone")
    language: str = Field(
        "es", pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$", description="a language code like es or es_BO"
    )
    enrolment: Literal["open", "invite"] = Field("open", description='"open" or "invite"')
    invitation_key_file: FilePath = Field(
        Path("data/invitation.key"), description="the path of a file in quotes"
    )
    invitation_uses: int = Field(200, ge=1, description="a whole number, 1 or more")
    speaker: bool = Field(True, description="true or false without quotes")
    administrators: ChatIds = Field(
        (), description="a list of chat numbers without quotes", examples=[[123456789]]
    )

    @property
    def zone(self) -> ZoneInfo:
        """The home time zone."""
        return ZoneInfo(self.timezone)


class ScheduleSection(Section):
    """When prompts are sent; week days are ISO (1 = Monday), hours are local."""

    lesson_days: Days = Field(
        (1, 2, 3, 4, 5),
        min_length=1,
        description=f"a list of days, each {_A_DAY}",
        examples=[["mon", "wed", "fri"]],
    )
    lesson_hour: Hour = Field(time(9), description=_AN_HOUR)
    lesson_hours: Hours = Field(
        (time(7), time(8), time(9), time(10), time(12, 30), time(15), time(18), time(20)),
        min_length=1,
        description="a list of hours between 00:00 and 23:59 in quotes",
        examples=[["07:00", "12:30", "18:00"]],
    )
    checkin_day: Day = Field(3, description=_A_DAY, examples=["wed"])
    checkin_hour: Hour = Field(time(12, 30), description=_AN_HOUR)
    survey_day: Day = Field(5, description=_A_DAY, examples=["fri"])
    booster_hour: Hour = Field(time(15), description=_AN_HOUR)
    quiet_start: Hour = Field(time(21), description=_AN_HOUR)
    quiet_end: Hour = Field(time(7), description=_AN_HOUR)
    holidays: Dates = Field(
        frozenset(
            date(2026, month, day)
            for month, day in (
                (1, 1), (1, 23), (2, 16), (2, 17), (4, 3), (5, 1), (6, 4), (6, 5), (6, 22),
                (8, 6), (8, 7), (11, 2), (12, 25),
            )
        ),
        description='a list of dates like "2026-01-22"',
        examples=[["2026-01-22"]],
    )  # fmt: skip
    tick_seconds: float = Field(5, gt=0, le=3600, description="a number of seconds, 0 to 3600")
    window_minutes: int = Field(30, ge=0, le=720, description="whole minutes, 0 to 720")
    lesson_late_hours: int = Field(4, ge=1, le=168, description="whole hours, 1 to 168")
    checkin_late_hours: int = Field(24, ge=1, le=168, description="whole hours, 1 to 168")
    reminder_late_hours: int = Field(2, ge=1, le=168, description="whole hours, 1 to 168")
    booster_late_hours: int = Field(4, ge=1, le=168, description="whole hours, 1 to 168")
    survey_late_hours: int = Field(24, ge=1, le=168, description="whole hours, 1 to 168")
    rhythm_late_hours: int = Field(24, ge=1, le=168, description="whole hours, 1 to 168")
    event_late_hours: int = Field(24, ge=1, le=168, description="whole hours, 1 to 168")

    def is_quiet(self, hour: time) -> bool:
        """Whether nothing is sent at this hour."""
        start, end = self.quiet_start, self.quiet_end
        return start <= hour < end if start <= end else hour >= start or hour < end


class StorageSection(Section):
    """Where people and replies are kept, apart from each other."""

    delivery_url: Database = Field(
        "sqlite:///data/delivery.sqlite",
        repr=False,
        description="sqlite:///file or postgresql+psycopg://host/name",
    )
    replies_url: Database = Field(
        "sqlite:///data/replies.sqlite",
        repr=False,
        description="sqlite:///file or postgresql+psycopg://host/name",
    )
    spool_url: str = Field(
        "",
        repr=False,
        pattern=r"^(rediss?|valkeys?)://\S+$|^$",
        description='redis://host/number, or ""',
        examples=["redis://127.0.0.1/0"],
    )
    reports_dir: FilePath = Field(
        Path("data/reports"), description="the path of a folder in quotes"
    )
    spool_dir: str = Field("", description='the path of a folder, or ""', examples=["/dev/shm"])  # noqa: S108  an example in a sentence


class PrivacySection(Section):
    """How small a group may be, when a round closes, how long replies stay, who answers for it."""

    k: int = Field(
        10,
        ge=5,
        description="a whole number, 5 or more, because smaller groups can be recognised",
    )
    close_day: Day = Field(1, description=_A_DAY, examples=["mon"])
    close_hour: Hour = Field(time(3), description=_AN_HOUR)
    reply_months: int = Field(24, ge=1, le=120, description="whole months, 1 to 120")
    backup_weeks: int = Field(5, ge=1, le=52, description="whole weeks, 1 to 52")
    backup_recipient: str = Field(
        "",
        pattern=r"^(age1[0-9a-z]{58})?$",
        description='a public key of age that begins with age1, or ""',
    )
    responsible: str = Field("", max_length=200, description="a text of at most 200 characters")
    contact: str = Field("", max_length=200, description="a text of at most 200 characters")


class CareSection(Section):
    """Where the bands of the 0-10 stress item begin."""

    yellow_from: int = Field(5, ge=1, le=10, description="a whole number, 1 to 10")
    orange_from: int = Field(7, ge=1, le=10, description="a whole number, 1 to 10")
    red_from: int = Field(9, ge=1, le=10, description="a whole number, 1 to 10")
    pss4_licence: str = Field(
        "",
        max_length=200,
        description="a text of at most 200 characters",
        examples=["permiso del autor, 2026-11-25"],
    )


class HealthSection(Section):
    """Where this process tells whoever watches over the server how it is."""

    listen: MaybeListen = Field(
        "",
        pattern=r"^([^\s:/]+:\d{1,5})?$",
        description='an address and a port, or ""',
        examples=["127.0.0.1:9100"],
    )


class Config(BaseModel):
    """The whole configuration, checked and frozen; every path and database in it is absolute."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    telegram: TelegramSection
    programme: ProgrammeSection
    schedule: ScheduleSection
    storage: StorageSection
    privacy: PrivacySection
    care: CareSection
    health: HealthSection
    units: tuple[Unit, ...]
    contacts: tuple[Contact, ...]
    written_contacts: Mapping[str, Written]
    counsellors: tuple[Counsellor, ...]
    shifts: tuple[Shift, ...]
    overrides: Mapping[date, Override]

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions in the order of the file."""
        return tuple(dict.fromkeys(unit.region for unit in self.units))

    @property
    def without_counsellor(self) -> tuple[str, ...]:
        """The departments of units that no counsellor serves, where there are counsellors."""
        if not self.counsellors:
            return ()
        return uncovered(self.counsellors, [unit.department for unit in self.units])

    def unit(self, unit_id: str) -> Unit | None:
        """The unit of this id, or None."""
        return next((unit for unit in self.units if unit.id == unit_id), None)


SECTIONS: dict[str, type[Section]] = {
    "telegram": TelegramSection,
    "programme": ProgrammeSection,
    "schedule": ScheduleSection,
    "storage": StorageSection,
    "privacy": PrivacySection,
    "care": CareSection,
    "health": HealthSection,
}
