"""The fields above a guided exercise."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from bot.content.fields import Field, read_fields
from bot.content.front_matter import evidence_of, picture_of, review_date_of, text_of, whole_of
from bot.content.problems import Report

ORDERS = range(1, 100)
MINUTES = range(1, 16)
MAX_CAUTION = 250
MAX_TITLE = 45
_KEYS = (
    "title",
    "order",
    "technique",
    "evidence",
    "source",
    "minutes",
    "caution",
    "reviewer",
    "reviewed_on",
    "picture",
    "alt",
)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the steps, checked; texts are plain, not HTML."""

    title: str
    order: int
    technique: str
    evidence: tuple[str, ...]
    source: str
    minutes: int
    caution: str
    reviewer: str
    reviewed_on: date | None
    picture: str | None
    alt: str | None


def read_head(source: str, codes: Collection[str] | None, report: Report) -> Head | None:
    """Read and check the fields of one exercise; after a report they must not be used."""
    fields = read_fields(source, report)
    if fields is None:
        return None
    _check_keys(fields, source.count("\n") + 1, report)
    picture, alt = picture_of(fields, report)
    return Head(
        title=_short(fields, "title", MAX_TITLE, report),
        order=whole_of(fields, "order", ORDERS, report),
        technique=text_of(fields, "technique", report),
        evidence=evidence_of(fields, codes, report),
        source=text_of(fields, "source", report),
        minutes=whole_of(fields, "minutes", MINUTES, report),
        caution=_short(fields, "caution", MAX_CAUTION, report),
        reviewer=text_of(fields, "reviewer", report, may_be_empty=True),
        reviewed_on=review_date_of(fields, report),
        picture=picture,
        alt=alt,
    )


def _short(fields: Mapping[str, Field], key: str, limit: int, report: Report) -> str:
    text = text_of(fields, key, report)
    if len(text) > limit:
        report(fields[key].line, f"«{key}» tiene {len(text)} letras; acórtelo a {limit}")
    return text


def _check_keys(fields: Mapping[str, Field], last_line: int, report: Report) -> None:
    for key, field in fields.items():
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1) or [", ".join(_KEYS)]
            report(field.line, f"no existe el dato «{key}»; escriba {near[0]} o borre la línea")
    for key in _KEYS:
        if key not in fields:
            report(last_line, f"falta el dato «{key}»; escriba «{key}: …» antes de esta línea")
