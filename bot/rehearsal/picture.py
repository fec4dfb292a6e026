"""The picture of a rehearsal: one officer's half year, everybody's weeks, and the day's hours."""

from __future__ import annotations

import io
from collections import Counter
from datetime import time, timedelta

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from bot.domain.model import PromptKind
from bot.rehearsal.rehearsing import Rehearsal
from bot.rehearsal.telling import KINDS, sign

_INK, _GRID, _REST, _HOLIDAY = "#1f2933", "#d9dee3", "#e8edf2", "#fbe3cf"
_COLOURS = {
    PromptKind.LESSON: "#1c6e8c",
    PromptKind.CHECKIN: "#c2571a",
    PromptKind.REMINDER: "#5b6b73",
    PromptKind.BOOSTER: "#5b8c2a",
    PromptKind.SURVEY: "#8a4fa3",
    PromptKind.RHYTHM: "#b08d1e",
    PromptKind.EVENT: "#3c4a57",
}
_DAYS = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")


def draw(rehearsal: Rehearsal) -> bytes:
    """PNG, 1,080 pixels wide; as high as there are weeks."""
    weeks = rehearsal.summary.weeks
    heights = [0.34 * weeks + 0.6, 1.8, 1.8]
    figure = Figure(
        figsize=(7.2, sum(heights) + 1.2), dpi=150, layout="constrained", facecolor="white"
    )
    figure.suptitle(_title(rehearsal), fontsize=13, fontweight="bold", color=_INK)
    calendar, people, hours = figure.subplots(3, 1, height_ratios=heights)
    _draw_calendar(calendar, rehearsal)
    _draw_weeks(people, rehearsal)
    _draw_hours(hours, rehearsal)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _title(rehearsal: Rehearsal) -> str:
    counts = rehearsal.summary
    return (
        f"Ensayo: {counts.officers} personas, {counts.weeks} semanas.\n"
        f"En horas de descanso: {counts.quiet_hits}. Fuera de orden: {counts.out_of_order}."
    )


def _draw_calendar(axes: Axes, rehearsal: Rehearsal) -> None:
    officer = rehearsal.officers[0]
    monday = rehearsal.first_day - timedelta(days=rehearsal.first_day.isoweekday() - 1)
    weeks = rehearsal.summary.weeks
    for day in rehearsal.calendar.holidays:
        week, place = divmod((day - monday).days, 7)
        if 0 <= week < weeks:
            axes.add_patch(Rectangle((place, week), 1, 1, color=_HOLIDAY, zorder=0))
    placed: Counter[tuple[int, int]] = Counter()
    for one in rehearsal.of(officer):
        day = rehearsal.wall(officer, one.at).date()
        week, place = divmod((day - monday).days, 7)
        left = place + 0.06 + 0.3 * placed[week, place]
        placed[week, place] += 1
        axes.add_patch(Rectangle((left, week + 0.12), 0.28, 0.76, color=_COLOURS[one.kind]))
        axes.annotate(
            sign(one),
            (left + 0.14, week + 0.5),
            ha="center",
            va="center",
            fontsize=7,
            color="white",
        )
    axes.set_xlim(0, 7)
    axes.set_ylim(weeks, 0)
    axes.set_xticks([day + 0.5 for day in range(7)], _DAYS)
    axes.set_yticks(
        [week + 0.5 for week in range(weeks)],
        [f"{monday + timedelta(days=7 * week):%d/%m}" for week in range(weeks)],
        fontsize=7,
    )
    axes.xaxis.tick_top()
    axes.set_title("Lo que recibe una persona (con fondo: feriado)", loc="left", color=_INK)
    _legend(axes, rehearsal)


def _legend(axes: Axes, rehearsal: Rehearsal) -> None:
    used = [kind for kind in _COLOURS if kind in rehearsal.summary.a_week]
    marks = [Rectangle((0, 0), 1, 1, color=_COLOURS[kind]) for kind in used]
    axes.legend(
        marks,
        [KINDS[kind] for kind in used],
        loc="upper center",
        bbox_to_anchor=(0.5, -0.01),
        ncols=3,
        fontsize=7,
        frameon=False,
    )


def _draw_weeks(axes: Axes, rehearsal: Rehearsal) -> None:
    people = {officer.chat_id: officer for officer in rehearsal.officers}
    weeks = Counter(
        (one.chat_id, *rehearsal.wall(people[one.chat_id], one.at).isocalendar()[:2])
        for one in rehearsal.given
    )
    sizes = Counter(weeks.values())
    axes.bar(list(sizes), list(sizes.values()), 0.7, color=_COLOURS[PromptKind.LESSON])
    axes.set_title("Avisos en la semana de una persona", loc="left", color=_INK)
    axes.set_xticks(sorted(sizes))
    axes.set_ylabel("semanas", fontsize=8)
    axes.grid(axis="y", color=_GRID)
    axes.set_axisbelow(True)


def _draw_hours(axes: Axes, rehearsal: Rehearsal) -> None:
    people = {officer.chat_id: officer for officer in rehearsal.officers}
    hours = Counter(rehearsal.wall(people[one.chat_id], one.at).hour for one in rehearsal.given)
    start, end = rehearsal.calendar.quiet_start, rehearsal.calendar.quiet_end
    for left, right in _spans(start, end):
        axes.axvspan(left - 0.5, right - 0.5, color=_REST, zorder=0)
    axes.bar(list(hours), list(hours.values()), 0.8, color=_COLOURS[PromptKind.CHECKIN], zorder=2)
    axes.set_xlim(-0.5, 23.5)
    axes.set_xticks(range(0, 24, 3))
    axes.set_title("Avisos por hora del día (con fondo: descanso)", loc="left", color=_INK)
    axes.grid(axis="y", color=_GRID)
    axes.set_axisbelow(True)


def _spans(start: time, end: time) -> list[tuple[float, float]]:
    first, last = start.hour + start.minute / 60, end.hour + end.minute / 60
    return [(first, last)] if first <= last else [(first, 24), (0, last)]
