"""How the value of an option is read from TOML, JSON or text, and refused when it cannot be.

A reader hands on what it cannot read, so that the type behind it refuses it; no validator says
why: the sentence for the operator is made from the description of the option.
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from bot.config.telephones import can_message, printed
from bot.domain.contacts import DAYS, parse_holiday_hours, parse_hours

T = TypeVar("T", int, time)

_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_SPAN = re.compile(r"([1-9]\d?)h|([1-9]\d{1,2})min", re.ASCII)
_SHORTEST, _LONGEST = timedelta(minutes=10), timedelta(hours=72)
_NUMBER = re.compile(r"\+?\(?\d[\d ()-]{1,20}", re.ASCII)
_NO_NUMBER = (
    "no telephone has this number: write a short one like 110, 800-11-3040, eight digits of a "
    "mobile, 2 2440000 with its area, or +54 11 4000-0000 with its country"
)
_NO_MESSENGER = "WhatsApp needs the whole number of a mobile: write eight digits like 77797667"
_SERVERS = ("postgresql://", "postgresql+psycopg://")


def _read_hour(value: object) -> object:
    return time.fromisoformat(value) if isinstance(value, str) and _HOUR.fullmatch(value) else value


def _read_day(value: object) -> object:
    name = value.lower() if isinstance(value, str) else value
    return DAYS.index(name) + 1 if isinstance(name, str) and name in DAYS else value


def _read_date(value: object) -> object:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _read_span(value: object) -> object:
    match = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return value
    span = timedelta(hours=int(match[1] or 0), minutes=int(match[2] or 0))
    return span if _SHORTEST <= span <= _LONGEST else value


def _read_list(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _read_set(value: object) -> object:
    return frozenset(value) if isinstance(value, list) and _are_plain(value) else value


def _put_in_order(values: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(sorted(set(values)))


def _are_plain(values: list[object]) -> bool:
    return not any(isinstance(value, (dict, list)) for value in values)


def _check_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError
    return name


def _check_base_url(url: str) -> str:
    if url.endswith(("/", "/bot")):
        raise ValueError
    return url


def _check_database(url: str) -> str:
    parts = urlsplit(url)
    is_file = url.startswith("sqlite:///") and parts.path != "/" and ":memory:" not in url
    is_server = url.startswith(_SERVERS) and parts.path.strip("/") and parts.port != 0
    if not (is_file or is_server):
        raise ValueError
    return url


def _check_listen(address: str) -> str:
    if not 0 < int(address.rpartition(":")[2]) < 2**16:
        raise ValueError
    return address


def _check_number(number: str, info: ValidationInfo) -> str:
    channel = info.data.get("channel")
    if channel not in {"phone", "whatsapp"}:
        return number
    told = printed(number) if _NUMBER.fullmatch(number) else None
    if told is None:
        raise PydanticCustomError("told", "{sentence}", {"sentence": _NO_NUMBER})
    if channel == "whatsapp" and not can_message(number):
        raise PydanticCustomError("told", "{sentence}", {"sentence": _NO_MESSENGER})
    return told


def _check_holiday_hours(text: str) -> str:
    try:
        parse_holiday_hours(text)
    except ValueError as error:
        raise PydanticCustomError("told", "{sentence}", {"sentence": str(error)}) from error
    return text


def _check_opening_hours(text: str) -> str:
    try:
        parse_hours(text)
    except ValueError as error:
        raise PydanticCustomError("told", "{sentence}", {"sentence": str(error)}) from error
    return text


Hour = Annotated[time, BeforeValidator(_read_hour)]
Day = Annotated[int, BeforeValidator(_read_day), Field(ge=1, le=7)]
MaybeHour = Annotated[
    time | None, BeforeValidator(lambda value: None if value == "" else _read_hour(value))
]
Date = Annotated[date, BeforeValidator(_read_date)]
MaybeDate = Annotated[
    date | None, BeforeValidator(lambda value: None if value == "" else _read_date(value))
]
Days = Annotated[tuple[Day, ...], BeforeValidator(_read_list), AfterValidator(_put_in_order)]
Hours = Annotated[tuple[Hour, ...], BeforeValidator(_read_list), AfterValidator(_put_in_order)]
Dates = Annotated[frozenset[Date], BeforeValidator(_read_set)]
Numbers = Annotated[
    tuple[Annotated[int, Field(ge=1)], ...],
    BeforeValidator(_read_list),
    AfterValidator(_put_in_order),
]
ChatIds = Annotated[tuple[int, ...], BeforeValidator(_read_list)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_read_list)]
FilePath = Annotated[
    Path, BeforeValidator(lambda value: Path(value) if isinstance(value, str) and value else value)
]
Zone = Annotated[str, AfterValidator(_check_zone)]
BaseUrl = Annotated[str, AfterValidator(_check_base_url)]
Listen = Annotated[str, AfterValidator(_check_listen)]
MaybeListen = Annotated[str, AfterValidator(lambda value: _check_listen(value) if value else value)]
Database = Annotated[str, AfterValidator(_check_database)]
Span = Annotated[timedelta, BeforeValidator(_read_span)]
Number = Annotated[str, AfterValidator(_check_number)]
HolidayHours = Annotated[str, AfterValidator(_check_holiday_hours)]
OpeningHours = Annotated[str, AfterValidator(_check_opening_hours)]
