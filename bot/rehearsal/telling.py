"""A rehearsal as text, in Spanish, because its reader writes the lessons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from babel.dates import format_date
from babel.numbers import format_decimal

from bot.domain.model import PromptKind, Subscriber
from bot.rehearsal.playing import Given
from bot.rehearsal.rehearsing import Rehearsal
from bot.rehearsal.summary import Summary

_LOCALE = "es_BO"
_WEEK_DAYS = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")
_CELL = 10
KINDS = {
    PromptKind.LESSON: "lecciones",
    PromptKind.CHECKIN: "pregunta semanal",
    PromptKind.REMINDER: "lección para más tarde",
    PromptKind.BOOSTER: "refuerzos",
    PromptKind.SURVEY: "cuestionarios",
    PromptKind.RHYTHM: "oferta de otro ritmo",
    PromptKind.EVENT: "lección después de un hecho",
}

_SIGNS = {PromptKind.CHECKIN: "c", PromptKind.SURVEY: "E", PromptKind.RHYTHM: "~"}


def tell(rehearsal: Rehearsal) -> str:
    """The calendar of the first officer, then the counts over all."""
    return "\n".join([*calendar_lines(rehearsal), "", *summary_lines(rehearsal.summary), ""])


def calendar_lines(rehearsal: Rehearsal) -> list[str]:
    """Weeks as rows, days as columns: what the first officer gets, by its sign."""
    officer = rehearsal.officers[0]
    on: dict[date, list[str]] = {}
    for one in rehearsal.of(officer):
        on.setdefault(rehearsal.wall(officer, one.at).date(), []).append(sign(one))
    lines = [
        f"Calendario de una persona ({_chosen(officer)}).",
        "Número = lección · R = refuerzo · c = pregunta semanal · E = cuestionario · "
        "~ = oferta de ritmo · F = feriado",
        "semana del  " + "".join(day.ljust(_CELL) for day in _WEEK_DAYS).rstrip(),
    ]
    monday = rehearsal.first_day - timedelta(days=rehearsal.first_day.isoweekday() - 1)
    for week in range(rehearsal.summary.weeks):
        days = [monday + timedelta(days=7 * week + day) for day in range(7)]
        cells = (cell(on.get(day, []), day in rehearsal.calendar.holidays) for day in days)
        row = "".join(text.ljust(_CELL) for text in cells)
        lines.append(f"{_day(days[0]):<12}{row}".rstrip())
    return lines


def cell(signs: Sequence[str], is_holiday: bool) -> str:
    """One day of the calendar."""
    return " ".join([*(["F"] if is_holiday else []), *signs]) or "·"


def sign(one: Given) -> str:
    """A prompt in a character or three."""
    if one.kind is PromptKind.LESSON:
        return f"{one.item:02}"
    if one.kind is PromptKind.BOOSTER and one.item is not None:
        return f"R{one.item // 100:02}"
    return _SIGNS.get(one.kind, "+")


def _chosen(officer: Subscriber) -> str:
    return f"{len(officer.days)} lecciones por semana, {officer.hour:%H:%M}"


def summary_lines(counts: Summary) -> list[str]:
    """The counts, a line each."""
    lines = [
        f"{counts.officers} personas, {counts.weeks} semanas, {_whole(counts.prompts)} avisos.",
        f"En horas de descanso: {counts.quiet_hits}.",
        "Avisos por persona y semana:",
        *(f"  {KINDS[kind]}: {_decimal(mean)}" for kind, mean in counts.a_week.items()),
        f"  la semana más cargada de alguien: {counts.busiest}; el día más cargado: "
        f"{counts.busiest_day}",
        f"El minuto más lleno: {_peak(counts)}.",
        _order(counts),
        f"Llegaron al final del curso: {counts.through}.",
        "Feriados (avisos ese día, y una semana después):",
        *(f"  {_day(one.day)}: {one.prompts}, {one.week_later}" for one in counts.holidays),
    ]
    if not counts.holidays:
        lines.append("  ninguno en estas semanas")
    lines.append("Según el ritmo (personas; lecciones y avisos por semana):")
    lines += [
        f"  {one.name}: {one.officers}; {_decimal(one.lessons_a_week)} y "
        f"{_decimal(one.prompts_a_week)}"
        for one in counts.patterns
    ]
    return lines


def _order(counts: Summary) -> str:
    if not counts.out_of_order:
        return f"Cada lección llegó en su orden, a las {counts.officers} personas."
    return f"Lecciones fuera de orden o salteadas: {counts.out_of_order} personas."


def _peak(counts: Summary) -> str:
    if counts.peak_at is None:
        return "ninguno"
    return f"{counts.peak} avisos"


def _day(day: date) -> str:
    return format_date(day, "d MMM yy", _LOCALE)


def _whole(number: int) -> str:
    return format_decimal(number, locale=_LOCALE)


def _decimal(number: float) -> str:
    return format_decimal(number, "0.00", locale=_LOCALE)
