"""The fields above a lesson: YAML between two ``---`` lines, each value with its line."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from bot.content.fields import Field, read_fields
from bot.content.problems import Report

AUDIENCES = ("todos", "supervision", "evento")
OPENS = (
    "respirar",
    "respirar suspiro",
    "respirar coherente",
    "respirar abdominal",
    "respirar cuadrada",
    "ejercicio anclaje",
    "ejercicio relajacion",
    "ejercicio relajacion-larga",
    "ejercicio cinco-preguntas",
    "ejercicio dos-circulos",
    "contactos",
    "como_estoy",
    "evaluacion",
)
AREAS = range(1, 5)
MINUTES = range(1, 16)
LATE_HOURS = range(1, 73)
_PICTURE = re.compile(r"[a-z0-9-]+\.png")
_KEYS = (
    "title",
    "area",
    "technique",
    "evidence",
    "source",
    "audience",
    "minutes",
    "reviewer",
    "reviewed_on",
    "opens",
    "late",
)
_MAY_BE_ABSENT = ("picture", "alt")
MAX_ALT = 120


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands above the cards, checked; texts are plain, not HTML."""

    title: str
    area: int
    technique: str
    evidence: tuple[str, ...]
    source: str
    audience: str
    minutes: int
    reviewer: str
    reviewed_on: date | None
    opens: str | None
    late_hours: int
    picture: str | None
    alt: str | None


def split_front_matter(text: str, report: Report) -> tuple[str, str]:
    """Part a file into fields and cards; both keep the line numbers of the whole file."""
    lines = text.split("\n")
    cards = next((at for at, line in enumerate(lines) if line.startswith("## ")), len(lines))
    end = next((at for at in range(1, cards) if lines[at].rstrip() == "---"), None)
    if lines[0].rstrip() != "---":
        report(1, "falta la línea --- del comienzo; escriba --- en la primera línea")
        return "", _below(lines, cards)
    if end is None:
        report(1, "los datos no se cierran; escriba otra línea --- antes de «## Escena»")
        return "", _below(lines, cards)
    return "\n".join(["", *lines[1:end], ""]), _below(lines, end + 1)


def _below(lines: list[str], start: int) -> str:
    return "\n".join([""] * start + lines[start:])


def read_front_matter(
    source: str, codes: Collection[str] | None, report: Report
) -> FrontMatter | None:
    """Read and check the fields of one lesson; ``codes`` None leaves the evidence unchecked.

    After a report the values stand in for the missing ones and must not be used.
    """
    fields = read_fields(source, report)
    if fields is None:
        return None
    _check_keys(fields, source.count("\n") + 1, report)
    picture, alt = picture_of(fields, report)
    return FrontMatter(
        title=text_of(fields, "title", report),
        area=whole_of(fields, "area", AREAS, report),
        technique=text_of(fields, "technique", report),
        evidence=evidence_of(fields, codes, report),
        source=text_of(fields, "source", report),
        audience=_choice(fields, "audience", AUDIENCES, report),
        minutes=whole_of(fields, "minutes", MINUTES, report),
        reviewer=text_of(fields, "reviewer", report, may_be_empty=True),
        reviewed_on=review_date_of(fields, report),
        opens=_choice(fields, "opens", ("", *OPENS), report) or None,
        late_hours=whole_of(fields, "late", LATE_HOURS, report),
        picture=picture,
        alt=alt,
    )


def _check_keys(fields: Mapping[str, Field], last_line: int, report: Report) -> None:
    for key, field in fields.items():
        if key not in (*_KEYS, *_MAY_BE_ABSENT):
            near = get_close_matches(key, (*_KEYS, *_MAY_BE_ABSENT), n=1) or [", ".join(_KEYS)]
            report(field.line, f"no existe el dato «{key}»; escriba {near[0]} o borre la línea")
    for key in _KEYS:
        if key not in fields:
            report(last_line, f"falta el dato «{key}»; escriba «{key}: …» antes de esta línea")


def picture_of(fields: Mapping[str, Field], report: Report) -> tuple[str | None, str | None]:
    """A drawing of ``assets/drawings`` and what it shows; both or neither."""
    picture = text_of(fields, "picture", report, may_be_empty=True)
    alt = text_of(fields, "alt", report, may_be_empty=True)
    if bool(picture) != bool(alt):
        at = fields["picture" if picture else "alt"].line
        report(at, "«picture» y «alt» van juntos; describa el dibujo en «alt» o deje ambos vacíos")
    if picture and not _PICTURE.fullmatch(picture):
        report(fields["picture"].line, f"«{picture}» no es un dibujo; escriba por ejemplo plan.png")
    if len(alt) > MAX_ALT:
        report(fields["alt"].line, f"«alt» tiene {len(alt)} letras; acórtelo a {MAX_ALT}")
    return picture or None, alt or None


def text_of(
    fields: Mapping[str, Field], key: str, report: Report, *, may_be_empty: bool = False
) -> str:
    """A text on one line; what is wrong with it is reported."""
    field = fields.get(key)
    if field is None:
        return ""
    if field.value is None or not str(field.value).strip():
        if not may_be_empty:
            report(field.line, f"«{key}» está vacío; escriba su texto después de los dos puntos")
        return ""
    if not isinstance(field.value, str):
        report(field.line, f"«{key}» debe ser un texto; póngalo entre comillas dobles")
        return ""
    return " ".join(field.value.split())


def whole_of(fields: Mapping[str, Field], key: str, allowed: range, report: Report) -> int:
    """A whole number within a range."""
    field = fields.get(key)
    if field is None:
        return 0
    if type(field.value) is not int or field.value not in allowed:
        low, high = allowed[0], allowed[-1]
        report(field.line, f"«{key}» no vale; escriba un número entero de {low} a {high}")
        return 0
    return field.value


def _choice(fields: Mapping[str, Field], key: str, allowed: Collection[str], report: Report) -> str:
    field = fields.get(key)
    if field is None:
        return ""
    value = "" if field.value is None else field.value
    if not isinstance(value, str) or value not in allowed:
        words = ", ".join(word or "nada" for word in allowed)
        report(field.line, f"«{key}» no puede ser «{value}»; escriba uno de estos: {words}")
        return ""
    return value


def evidence_of(
    fields: Mapping[str, Field], codes: Collection[str] | None, report: Report
) -> tuple[str, ...]:
    """The codes of evidence, each of them known."""
    field = fields.get("evidence")
    if field is None:
        return ()
    value = field.value
    if not isinstance(value, list) or not value or not all(isinstance(v, str) for v in value):
        report(field.line, "«evidence» debe ser una lista; escriba por ejemplo [DWM, G]")
        return ()
    for code in value:
        if codes is not None and code not in codes:
            report(
                field.line,
                f"no existe el código de evidencia «{code}»; "
                "use uno de evidence.yaml o agréguelo allí con su fuente",
            )
    return tuple(value)


def review_date_of(fields: Mapping[str, Field], report: Report) -> date | None:
    """When somebody reviewed it, if anybody has."""
    field, reviewer = fields.get("reviewed_on"), fields.get("reviewer")
    if field is None:
        return None
    value = field.value or None
    if value is not None and type(value) is not date:  # a datetime is a date too, and not wanted
        report(field.line, "«reviewed_on» no es una fecha; escríbala como 2026-03-31")
        return None
    if reviewer is not None and bool(reviewer.value) != bool(value):
        report(
            field.line,
            "«reviewer» y «reviewed_on» van juntos; escriba quién revisó y qué día, o deje "
            "ambos vacíos",
        )
    return value
