"""The numbers of a report as CSV, which a spreadsheet may open without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from bot.domain.reporting import Document

_HEAD = (
    "what",
    "period",
    "place",
    "people",
    "low",
    "high",
    "interval_low",
    "interval_high",
    "note",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
Row = tuple[str | int | float, ...]


def write_table(document: Document) -> str:
    """Every published number in a row, every withheld one with its reason; texts are quoted."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(_HEAD)
    for row in _rows(document):
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    Source: OWASP, CSV Injection (line feed added in 2025).
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def _rows(document: Document) -> Iterator[Row]:
    told, name = document["participation"], document["round"]
    yield (
        "participation", name, "nation", told.get("replies", ""), told.get("low", ""),
        told.get("high", ""), "", "", told.get("withheld", ""),
    )  # fmt: skip
    yield from _stress("stress", name, document["stress"], document)
    for block in document["blocks"]:
        period = f"{block['rounds'][0]} {block['rounds'][-1]}"
        yield from _stress("stress_block", period, block["stress"], document)
        for one in block["triggers"]:
            yield ("trigger", period, one["cell"], one["n"], "", "", "", "", " ".join(one["most"]))
        for one in block["lessons"]:
            yield _share("lesson_useful", period, f"lesson {one['lesson']}", one)
        yield _share("breathing_better", period, "nation", block["breathing"])
    for instrument in document["evaluation"]:
        for wave in instrument["weeks"]:
            yield from _wave(instrument["instrument"], wave)


def _stress(what: str, period: str, stress: Document, document: Document) -> Iterator[Row]:
    yield _share(what, period, "nation", stress["nation"])
    for one in stress["cells"]:
        yield _share(what, period, document["cells"].get(one["cell"], one["cell"]), one)
    for unit in stress["pooled"]:
        yield _share(what, period, document["cells"][unit], {"withheld": "pooled"})


def _share(what: str, period: str, place: str, one: Document) -> Row:
    low, high = one.get("interval", ("", ""))
    return (
        what, period, place, one.get("n", ""), one.get("low", ""), one.get("high", ""), low, high,
        one.get("withheld", ""),
    )  # fmt: skip


def _wave(instrument: str, wave: Document) -> Iterator[Row]:
    week = f"week {wave['week']}"
    for what in ("mean", "change"):
        one = wave if what == "mean" else wave.get("change", {})
        if "mean" in one:
            low, high = one["interval"]
            note = f"mean {one['mean']}"
            yield (f"{instrument}_{what}", week, "nation", wave["n"], "", "", low, high, note)
    if "withheld" in wave:
        yield (instrument, week, "nation", "", "", "", "", "", wave["withheld"])
