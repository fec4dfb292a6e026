"""Words of the report: what a welfare team reads, without statistics beyond "between … and …"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from bot.chat.texts.checkin import trigger_name
from bot.chat.texts.wording import Say, locale_of
from bot.domain.reporting import Document
from bot.domain.weeks import days_of


class Course(StrEnum):
    """Which way things go from one block to the next, as far as the published numbers tell."""

    BETTER = "better"
    SEEMS_BETTER = "seems_better"
    UNCLEAR = "unclear"
    SEEMS_WORSE = "seems_worse"
    WORSE = "worse"


def course_of(before: Document, after: Document) -> Course:
    """How a later share stands against an earlier one."""
    if after["interval"][1] <= before["interval"][0]:
        return Course.BETTER
    if after["interval"][0] >= before["interval"][1]:
        return Course.WORSE
    if after["high"] <= before["low"]:
        return Course.SEEMS_BETTER
    if after["low"] >= before["high"]:
        return Course.SEEMS_WORSE
    return Course.UNCLEAR


def headline(say: Say, document: Document) -> str:
    """The answer to "is it getting better?": since the beginning, and of late."""
    _ = say.gettext
    told = [block for block in document["blocks"] if "low" in block["stress"]["nation"]]
    if len(told) < 2:
        return _("Todavía no hay dos períodos para comparar.")
    first, before, last = (told[place]["stress"]["nation"] for place in (0, -2, -1))
    lately = {
        Course.BETTER: _("El estrés alto bajó frente al período anterior."),
        Course.SEEMS_BETTER: _("El estrés alto parece bajar."),
        Course.UNCLEAR: _("El estrés alto sigue casi igual que en el período anterior."),
        Course.SEEMS_WORSE: _("El estrés alto parece subir."),
        Course.WORSE: _("El estrés alto subió frente al período anterior."),
    }[course_of(before, last)]
    if len(told) == 2:
        return lately
    month = format_date(days_of(told[0]["rounds"][0])[0], "MMMM", locale=locale_of(say))
    since = {
        Course.BETTER: _("Desde {month} bajó."),
        Course.SEEMS_BETTER: _("Desde {month} parece bajar."),
        Course.UNCLEAR: _("Desde {month} no hay un cambio claro."),
        Course.SEEMS_WORSE: _("Desde {month} parece subir."),
        Course.WORSE: _("Desde {month} subió."),
    }[course_of(first, last)]
    return f"{lately} {since.format(month=month)}"


def no_report(say: Say) -> str:
    """Before the first round has closed."""
    return say.gettext("Todavía no hay ningún informe: el primero se hace al cerrar una ronda.")


def three_sentences(say: Say, document: Document) -> str:
    """Who answered, how they are, and where it goes."""
    parts = (participation(say, document), how_they_are(say, document), headline(say, document))
    return " ".join(parts)


def title(say: Say, document: Document) -> str:
    """Whose report, of which week."""
    _ = say.gettext
    return _("{programme}: informe de la semana del {start} al {end}").format(
        programme=document["programme"],
        start=day(say, document["from"]),
        end=day(say, document["to"], year=True),
    )


def participation(say: Say, document: Document) -> str:
    """How many answered, in a band."""
    _ = say.gettext
    told = document["participation"]
    if "withheld" in told:
        return _("Esta semana respondieron menos de {k} personas: no se muestra nada.").format(
            k=document["k"]
        )
    return _("Respondieron unas {n} personas, {share} de quienes reciben la pregunta.").format(
        n=number(say, told["replies"]), share=between(say, told["low"], told["high"])
    )


def how_they_are(say: Say, document: Document) -> str:
    """The share of high stress in the last block that can be shown, or in this week."""
    _ = say.gettext
    blocks = [one for one in document["blocks"] if "low" in one["stress"]["nation"]]
    if blocks:
        nation = blocks[-1]["stress"]["nation"]
        return _(
            "En el período del {period}, {share} de las respuestas fue de estrés alto."
        ).format(
            period=period(say, blocks[-1]["rounds"]),
            share=between(say, nation["low"], nation["high"]),
        )
    nation = document["stress"]["nation"]
    if "low" in nation:
        return _("Esta semana, {share} de las respuestas fue de estrés alto.").format(
            share=between(say, nation["low"], nation["high"])
        )
    return _("El nivel de estrés no se puede mostrar todavía.")


def period(say: Say, rounds: list[str]) -> str:
    """3 de agosto al 30 de agosto."""
    _ = say.gettext
    start, end = days_of(rounds[0])[0], days_of(rounds[-1])[1]
    return _("{start} al {end}").format(start=_day(say, start), end=_day(say, end))


def short_period(say: Say, rounds: list[str]) -> str:
    """3 ago, the day on which a block begins."""
    return format_date(days_of(rounds[0])[0], "d MMM", locale=locale_of(say)).replace(".", "")


def day(say: Say, iso: str, *, year: bool = False) -> str:
    """23 de noviembre, from an ISO date."""
    return _day(say, date.fromisoformat(iso), year=year)


def _day(say: Say, when: date, *, year: bool = False) -> str:
    _ = say.gettext
    # Translators: how a day is written, with and without its year, in the letters of the CLDR.
    pattern = _("d 'de' MMMM 'de' y") if year else _("d 'de' MMMM")
    return format_date(when, pattern, locale=locale_of(say))


def number(say: Say, value: float) -> str:
    """A number as it is written here."""
    return format_decimal(value, locale=locale_of(say))


def percent(say: Say, value: int) -> str:
    """A share in percent as it is written here."""
    return format_percent(value / 100, locale=locale_of(say))


def between(say: Say, low: int, high: int) -> str:
    """A band in words."""
    _ = say.gettext
    if low == 0:
        return _("menos del {high}").format(high=percent(say, high))
    if high == 100:
        return _("{low} o más").format(low=percent(say, low))
    return _("entre {low} y {high}").format(low=percent(say, low), high=percent(say, high))


def cell_name(say: Say, cell: str, names: Mapping[str, str]) -> str:
    """A unit, the smaller units of a region, or the rest of the country."""
    _ = say.gettext
    if cell in names:
        return names[cell]
    region = cell.removeprefix("region:")
    return _("Otros de {region}").format(region=region) if region != cell else _("Resto del país")


def region_name(say: Say, cell: str) -> str:
    """A region, or the rest of the country."""
    region = cell.removeprefix("region:")
    return region if region != cell else say.gettext("Resto del país")


def triggers(say: Say, names: list[str]) -> str:
    """What weighs most, in order."""
    _ = say.gettext
    return ", ".join(trigger_name(say, one) for one in names) or _("nada destaca")


def why_withheld(say: Say, reason: str, k: int) -> str:
    """Why a number is not there."""
    _ = say.gettext
    return {
        "too_few": _("menos de {k} personas").format(k=k),
        "would_tell": _("junto con las semanas dejaría deducir una respuesta"),
        "nobody_yet": _("todavía nadie respondió"),
        "few_means": _("menos de 30 personas: un promedio no diría nada"),
    }[reason]
