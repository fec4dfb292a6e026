"""The report of a closed round: everything that may ever be said of it, made once.

A week shows each cell and the country. A block of four weeks shows more, and is left out where,
together with the weeks, it would fix what one week's cell answered. Nothing is ranked.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.domain.instruments import BREATHING, TRIGGER, evaluated, lesson_of
from bot.domain.model import Band, Tally
from bot.domain.shares import Share, counts_in, fixes_a_part, rounded, share
from bot.domain.weeks import block_of, days_of

FORMAT = 1
EVALUATION_WEEKS = (0, 12, 24)
FEWEST_FOR_A_MEAN = 30
FEWEST_FOR_BANDS = 100

HIGH = (Band.ORANGE.value, Band.RED.value)
BANDS = tuple(band.value for band in Band)

Document = dict[str, Any]
"""A report as JSON: texts, whole numbers, lists and tables."""

TOO_FEW, WOULD_TELL, NOBODY_YET, FEW_MEANS = "too_few", "would_tell", "nobody_yet", "few_means"
"""Why a number is withheld."""


@dataclass(frozen=True, slots=True)
class WeekOfReplies:
    """What the reply store holds of one round: (cell, band) → people, and the tallies."""

    stress: Mapping[tuple[str, str], int]
    tallies: Sequence[Tally]


@dataclass(frozen=True, slots=True)
class Sources:
    """All that a report is made of.

    ``cells`` names the units in the order of the configuration; ``weeks`` are this round and all
    since the last block that was reported; ``agreed`` is how many officers had agreed to be asked;
    ``totals`` are the exact totals of each evaluation; ``before`` is the last report.
    """

    name: str
    programme: str
    organisation: str
    k: int
    cells: Mapping[str, str]
    agreed: int
    weeks: Mapping[str, WeekOfReplies]
    totals: Mapping[str, Mapping[int, int]]
    before: Document | None


def make_report(sources: Sources) -> Document:
    """The report, with the digest of all of it and of the report before it."""
    this = sources.weeks[sources.name]
    monday, sunday = days_of(sources.name)
    document: Document = {
        "format": FORMAT,
        "round": sources.name,
        "from": monday.isoformat(),
        "to": sunday.isoformat(),
        "programme": sources.programme,
        "organisation": sources.organisation,
        "k": sources.k,
        "cells": dict(sources.cells),
        "participation": _participation(this, sources),
        "stress": _stress([this], sources),
        "blocks": _blocks(sources),
        "evaluation": _evaluation(sources.totals),
        "previous": None if sources.before is None else sources.before["sha256"],
    }
    return document | {"sha256": digest(document)}


def digest(document: Document) -> str:
    """SHA-256 over the report without its own digest, as 64 hex digits."""
    content = {key: value for key, value in document.items() if key != "sha256"}
    return hashlib.sha256(as_text(content).encode()).hexdigest()


def as_text(document: Document) -> str:
    """The one form in which a report is kept and hashed."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _participation(week: WeekOfReplies, sources: Sources) -> Document:
    replies = sum(week.stress.values())
    if replies < sources.k or sources.agreed < sources.k:
        return {"withheld": TOO_FEW}
    published = share(min(replies, sources.agreed), max(sources.agreed, 1))
    return {"replies": rounded(replies), "low": published.low, "high": published.high}


def _stress(weeks: Sequence[WeekOfReplies], sources: Sources) -> Document:
    """The share of high stress in each cell and in the country, over some weeks."""
    cells = _in_order({cell for week in weeks for cell, _ in week.stress}, sources)
    shown: list[Document] = []
    for cell in cells:
        there = [week for week in weeks if _people([week], cell) >= sources.k]
        known = [_range([week], cell) for week in there]
        if not there:
            shown.append({"cell": cell, "withheld": TOO_FEW})
        elif len(there) > 1 and fixes_a_part(known, _range(there, cell)):
            shown.append({"cell": cell, "withheld": WOULD_TELL})
        else:
            shown.append({"cell": cell, **_shown(share(_high(there, cell), _people(there, cell)))})
    return {
        "nation": _nation(weeks, sources.k),
        "cells": shown,
        "pooled": [unit for unit in sources.cells if unit not in cells],
    }


def _nation(weeks: Sequence[WeekOfReplies], k: int) -> Document:
    everybody = _people(weeks, None)
    if everybody < k:
        return {"withheld": TOO_FEW}
    parts = [_range([week], cell) for week in weeks for cell in {cell for cell, _ in week.stress}]
    if len(parts) > 1 and fixes_a_part(parts, _range(weeks, None)):
        return {"withheld": WOULD_TELL}
    told = _shown(share(_high(weeks, None), everybody))
    if everybody >= FEWEST_FOR_BANDS:
        bands = {band: share(_count(weeks, None, (band,)), everybody) for band in BANDS}
        told["bands"] = {band: [one.low, one.high] for band, one in bands.items()}
    return told


def _range(weeks: Sequence[WeekOfReplies], cell: str | None) -> tuple[int, int]:
    """Between which counts of high stress a reader knows the answer to lie."""
    people = _people(weeks, cell)
    return counts_in(share(_high(weeks, cell), people), people)


def _blocks(sources: Sources) -> list[Document]:
    """The blocks of the last report, as they were, and those that have ended since."""
    told: list[Document] = [] if sources.before is None else list(sources.before["blocks"])
    last = told[-1]["rounds"][-1] if told else ""
    ended: dict[tuple[str, ...], list[str]] = {}
    for name in sorted(sources.weeks):
        block = block_of(name)
        if block[0] > last and block[-1] <= sources.name:
            ended.setdefault(block, []).append(name)
    return told + [_block(names, sources) for names in ended.values()]


def _block(names: Sequence[str], sources: Sources) -> Document:
    weeks = [sources.weeks[name] for name in names]
    return {
        "rounds": list(block_of(names[0])),
        "answered": list(names),
        "stress": _stress(weeks, sources),
        "triggers": _triggers(weeks, sources),
        "lessons": _lessons(weeks, sources.k),
        "breathing": _breathing(weeks, sources.k),
    }


def _triggers(weeks: Sequence[WeekOfReplies], sources: Sources) -> list[Document]:
    """What weighs most in each region, in order and without numbers; a quarter at least said so."""
    told = []
    counts = _counted(weeks, TRIGGER)
    for cell in sorted({cell for cell, _ in counts}):
        answers = {answer: n for (place, answer), n in counts.items() if place == cell}
        people = sum(answers.values())
        if people < sources.k:
            continue
        often = sorted(answers, key=lambda answer: (-answers[answer], answer))
        named = [answer for answer in often[:2] if 4 * answers[answer] >= people]
        told.append({"cell": cell, "n": rounded(people), "most": named})
    return told


def _lessons(weeks: Sequence[WeekOfReplies], k: int) -> list[Document]:
    """Which share of the votes called a lesson useful, nationally."""
    votes: dict[int, dict[str, int]] = {}
    for question in sorted({one.question for week in weeks for one in week.tallies}):
        number = lesson_of(question)
        if number is not None:
            answers = _counted(weeks, question)
            votes[number] = {answer: n for (_, answer), n in answers.items()}
    return [
        {"lesson": number, **_shown(share(cast.get("up", 0), sum(cast.values())))}
        for number, cast in sorted(votes.items())
        if sum(cast.values()) >= k
    ]


def _breathing(weeks: Sequence[WeekOfReplies], k: int) -> Document:
    """How many felt better after an exercise, and by how much a 0–10 rating changed."""
    changes = {int(answer): n for (_, answer), n in _counted(weeks, BREATHING).items()}
    people = sum(changes.values())
    if people < k:
        return {"withheld": TOO_FEW}
    shown = _shown(share(sum(n for change, n in changes.items() if change < 0), people))
    return shown | ({"change": _mean(changes)} if people >= FEWEST_FOR_A_MEAN else {})


def _evaluation(totals: Mapping[str, Mapping[int, int]]) -> list[Document]:
    """Means at the start, after the course and later, of whoever answered; pairs are not known."""
    by_instrument: dict[str, dict[int, Mapping[int, int]]] = {}
    for name, scores in totals.items():
        found = evaluated(name)
        if found is not None and found[1] in EVALUATION_WEEKS:
            by_instrument.setdefault(found[0], {})[found[1]] = scores
    told = []
    for instrument in sorted(by_instrument):
        waves = {week: by_instrument[instrument].get(week, {}) for week in EVALUATION_WEEKS}
        told.append(
            {"instrument": instrument, "weeks": [_wave(waves, w) for w in EVALUATION_WEEKS]}
        )
    return told


def _wave(waves: Mapping[int, Mapping[int, int]], week: int) -> Document:
    people, first = sum(waves[week].values()), sum(waves[0].values())
    if not people:
        return {"week": week, "withheld": NOBODY_YET}
    if people < FEWEST_FOR_A_MEAN:
        return {"week": week, "withheld": FEW_MEANS}
    told: Document = {"week": week, "n": rounded(people), **_mean(waves[week])}
    if week and first >= FEWEST_FOR_A_MEAN:
        told["change"] = _difference(waves[0], waves[week])
        told["lost"] = 5 * round(max(0.0, 100 * (1 - people / first)) / 5)
    return told


def _mean(scores: Mapping[int, int]) -> Document:
    mean, error = _moments(scores)
    return {"mean": round(mean, 1), "interval": _around(mean, error)}


def _difference(first: Mapping[int, int], last: Mapping[int, int]) -> Document:
    """The change of the mean between two groups that are not paired, with Welch's interval."""
    before, error_before = _moments(first)
    after, error_after = _moments(last)
    change = after - before
    error = math.hypot(error_before, error_after)
    return {"mean": round(change, 1), "interval": _around(change, error)}


def _around(mean: float, error: float) -> list[float]:
    return [round(mean - 1.96 * error, 1), round(mean + 1.96 * error, 1)]


def _moments(scores: Mapping[int, int]) -> tuple[float, float]:
    """Mean and standard error of counted scores; at least two people."""
    people = sum(scores.values())
    mean = sum(score * n for score, n in scores.items()) / people
    squares = sum(n * (score - mean) ** 2 for score, n in scores.items())
    return mean, math.sqrt(squares / max(people - 1, 1) / people)


def _shown(one: Share) -> Document:
    return asdict(one) | {"interval": list(one.interval)}


def _people(weeks: Iterable[WeekOfReplies], cell: str | None) -> int:
    return _count(weeks, cell, BANDS)


def _high(weeks: Iterable[WeekOfReplies], cell: str | None) -> int:
    return _count(weeks, cell, HIGH)


def _count(weeks: Iterable[WeekOfReplies], cell: str | None, bands: Sequence[str]) -> int:
    """Replies of one cell, or of all, in some bands over some weeks."""
    return sum(
        n
        for week in weeks
        for (place, band), n in week.stress.items()
        if band in bands and cell in (None, place)
    )


def _counted(weeks: Iterable[WeekOfReplies], question: str) -> dict[tuple[str, str], int]:
    """(cell, answer) → people and weeks, of one question."""
    counts: dict[tuple[str, str], int] = {}
    for week in weeks:
        for one in week.tallies:
            if one.question == question:
                place = (one.cell, one.answer)
                counts[place] = counts.get(place, 0) + one.n
    return counts


def _in_order(cells: Iterable[str], sources: Sources) -> list[str]:
    """Cells in the order of the configuration, regions and the rest behind; never by result."""
    order = list(sources.cells)
    return sorted(
        cells, key=lambda cell: (order.index(cell) if cell in order else len(order), cell)
    )
