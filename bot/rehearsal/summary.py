"""What a rehearsal shows, as counts; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import mean

from bot.domain.model import PromptKind, Subscriber
from bot.rehearsal.playing import Given

Wall = Callable[[Subscriber, datetime], datetime]
"""The wall clock of an officer at a moment."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """What a holiday did: prompts on it, and on the same week day a week later."""

    day: date
    prompts: int
    week_later: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """The officers of one rhythm: how many, and how often they hear from the bot."""

    name: str
    officers: int
    lessons_a_week: float
    prompts_a_week: float


@dataclass(frozen=True, slots=True)
class Summary:
    """A rehearsal in counts; ``peak`` is the fullest minute, ``busiest`` somebody's fullest week.

    ``out_of_order`` counts officers whose lessons came in another order than the course's, or with
    one left out; ``through`` those who got to its end.
    """

    officers: int
    weeks: int
    prompts: int
    quiet_hits: int
    a_week: Mapping[PromptKind, float]
    busiest: int
    busiest_day: int
    peak: int
    peak_at: datetime | None
    out_of_order: int
    through: int
    holidays: tuple[Holiday, ...]
    patterns: tuple[Pattern, ...]


def summarise(
    officers: Sequence[Subscriber],
    given: Sequence[Given],
    weeks: int,
    *,
    wall: Wall,
    is_quiet: Callable[[Subscriber, datetime], bool],
    in_order: Callable[[Subscriber], Sequence[int]],
    holidays: Iterable[date],
    rhythm: Callable[[Subscriber], str],
) -> Summary:
    """Count; ``in_order`` is the course of an officer as lesson numbers."""
    people = {officer.chat_id: officer for officer in officers}
    walls = [wall(people[one.chat_id], one.at) for one in given]
    whose = [(one.chat_id, at) for one, at in zip(given, walls, strict=True)]
    minutes = Counter(one.at.replace(second=0, microsecond=0) for one in given)
    peak_at, peak = max(
        minutes.items(), key=lambda item: (item[1], -item[0].timestamp()), default=(None, 0)
    )
    days = Counter(moment.date() for moment in walls)
    kinds = Counter(one.kind for one in given)
    lessons = lessons_of(given)
    orders = {officer.chat_id: list(in_order(officer)) for officer in officers}
    return Summary(
        officers=len(officers),
        weeks=weeks,
        prompts=len(given),
        quiet_hits=sum(is_quiet(people[one.chat_id], one.at) for one in given),
        a_week={kind: kinds[kind] / (len(officers) * weeks) for kind in PromptKind if kinds[kind]},
        busiest=_fullest((chat, *at.isocalendar()[:2]) for chat, at in whose),
        busiest_day=_fullest((chat, at.date()) for chat, at in whose),
        peak=peak,
        peak_at=peak_at,
        out_of_order=sum(
            lessons.get(chat, []) != order[: len(lessons.get(chat, []))]
            for chat, order in orders.items()
        ),
        through=sum(lessons.get(chat, []) == order for chat, order in orders.items()),
        holidays=tuple(
            Holiday(day, days[day], days[day + timedelta(days=7)])
            for day in sorted(holidays)
            if walls and walls[0].date() <= day <= walls[-1].date()
        ),
        patterns=_patterns(officers, given, weeks, rhythm),
    )


def lessons_of(given: Iterable[Given]) -> dict[int, list[int]]:
    """The lessons that each chat got, in their order."""
    lessons: dict[int, list[int]] = {}
    for one in given:
        if one.kind is PromptKind.LESSON and one.item is not None:
            lessons.setdefault(one.chat_id, []).append(one.item)
    return lessons


def _fullest(keys: Iterable[object]) -> int:
    return max(Counter(keys).values(), default=0)


def _patterns(
    officers: Sequence[Subscriber],
    given: Sequence[Given],
    weeks: int,
    rhythm: Callable[[Subscriber], str],
) -> tuple[Pattern, ...]:
    prompts = Counter(one.chat_id for one in given)
    lessons = {chat: len(numbers) for chat, numbers in lessons_of(given).items()}
    patterns: dict[str, list[int]] = {}
    for officer in officers:
        patterns.setdefault(rhythm(officer), []).append(officer.chat_id)
    return tuple(
        Pattern(
            name,
            len(chats),
            mean(lessons.get(chat, 0) for chat in chats) / weeks,
            mean(prompts[chat] for chat in chats) / weeks,
        )
        for name, chats in sorted(patterns.items())
    )
