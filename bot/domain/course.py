"""Which lesson comes next."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.domain.model import Lesson

EVERYBODY = "todos"
"""The audience of the course; the other lessons are for supervisors, or sent after an event."""


def daily_course(lessons: Iterable[Lesson]) -> dict[int, Lesson]:
    """The lessons that every officer gets, by number."""
    return {lesson.number: lesson for lesson in lessons if lesson.audience == EVERYBODY}


def next_in_course(place: int, numbers: Collection[int]) -> int | None:
    """The first lesson at or behind ``place``; None when the course is through."""
    return min((number for number in numbers if number >= place), default=None)


def last_in_course(place: int, numbers: Collection[int]) -> int | None:
    """The lesson before ``place``, to be read once more; None before the first."""
    return max((number for number in numbers if number < place), default=None)
