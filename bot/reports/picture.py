"""The picture of a report: is it getting better, and how is it in each place."""

from __future__ import annotations

import io
from textwrap import wrap

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bot.chat.texts import report as words
from bot.chat.texts.wording import Say
from bot.domain.reporting import Document

_INK, _BAND, _PALE, _GRID = "#1f2933", "#c2571a", "#f0c9ad", "#d9dee3"
_LAST = 13  # blocks, a year; more would not be legible on a phone
_WIDTH = 7.2  # inches at 150 dots, 1080 pixels: a phone in full width


def draw(say: Say, document: Document) -> bytes:
    """PNG, 1,080 pixels wide; as high as there are places to show."""
    _ = say.gettext
    blocks = [one for one in document["blocks"] if "low" in one["stress"]["nation"]][-_LAST:]
    places = _places(document)
    height = 4.6 + 0.3 * max(len(places), 1)
    figure = Figure(figsize=(_WIDTH, height), dpi=150, layout="constrained", facecolor="white")
    answer = "\n".join(wrap(words.headline(say, document), 52))
    figure.suptitle(answer, fontsize=15, fontweight="bold", color=_INK)
    top, bottom = figure.subplots(2, 1, height_ratios=[3.6, 0.3 * max(len(places), 1) + 0.4])
    _draw_blocks(top, say, blocks)
    _draw_places(bottom, say, document, places)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def alternative(say: Say, document: Document) -> str:
    """What the picture shows, for those who cannot see it."""
    return words.three_sentences(say, document)


def _places(document: Document) -> list[Document]:
    """The cells of the last block, or of this week while there is none."""
    last = document["blocks"][-1] if document["blocks"] else document
    return [one for one in last["stress"]["cells"] if "low" in one]


def _draw_blocks(axes: Axes, say: Say, blocks: list[Document]) -> None:
    _ = say.gettext
    axes.set_title(_("Todo el país, por períodos de cuatro semanas"), loc="left", color=_INK)
    for place, block in enumerate(blocks):
        nation = block["stress"]["nation"]
        low, high, (least, most) = nation["low"], nation["high"], nation["interval"]
        axes.bar(place, most - least, 0.5, bottom=least, color=_PALE, zorder=2)
        axes.bar(place, high - low, 0.5, bottom=low, color=_BAND, zorder=3)
        if place in (0, len(blocks) - 1):
            axes.annotate(
                f"{low}–{words.percent(say, high)}",
                (place, most),
                xytext=(0, 5),
                textcoords="offset points",
                ha="right" if place else "left",
                fontweight="bold",
                color=_INK,
            )
    names = [words.short_period(say, block["rounds"]) for block in blocks]
    axes.set_xticks(range(len(blocks)), names)
    axes.tick_params(axis="x", labelrotation=45 if len(blocks) > 8 else 0)
    axes.set_xlim(-0.6, max(len(blocks) - 0.4, 0.6))
    most = max((block["stress"]["nation"]["interval"][1] for block in blocks), default=50)
    axes.set_ylim(0, min(105, most + 12))
    axes.set_ylabel(_("respuestas con estrés alto, %"), color=_INK)
    _clean(axes, "y")
    if not blocks:
        _say_instead(axes, _("El primer período de cuatro semanas no ha terminado."))


def _draw_places(axes: Axes, say: Say, document: Document, places: list[Document]) -> None:
    _ = say.gettext
    told = _("Por lugar, último período") if document["blocks"] else _("Por lugar, esta semana")
    axes.set_title(told, loc="left", color=_INK)
    for row, one in enumerate(reversed(places)):
        least, most = one["interval"]
        axes.barh(row, most - least, 0.55, left=least, color=_PALE, zorder=2)
        axes.barh(row, one["high"] - one["low"], 0.55, left=one["low"], color=_BAND, zorder=3)
    names = [words.cell_name(say, one["cell"], document["cells"]) for one in reversed(places)]
    axes.set_yticks(range(len(places)), names)
    axes.set_ylim(-0.6, max(len(places) - 0.4, 0.6))
    axes.set_xlim(0, 100)
    axes.set_xlabel(
        _("% con estrés alto. Oscuro: donde está el valor. Claro: lo que aún cabe por azar."),
        color=_INK,
    )
    _clean(axes, "x")
    if not places:
        _say_instead(axes, _("Todavía ningún lugar tiene personas suficientes."))


def _clean(axes: Axes, along: str) -> None:
    axes.grid(axis="y" if along == "y" else "x", color=_GRID, zorder=0)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, colors=_INK)
    for side in axes.spines.values():
        side.set_visible(False)


def _say_instead(axes: Axes, text: str) -> None:
    axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", color=_INK)
