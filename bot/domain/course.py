"""Which lesson comes next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from bot.domain.model import Lesson, Subscriber

EVERYBODY = "todos"
"""The audience of the course; the other lessons are for supervisors, or sent after an event."""

SUPERVISORS = "supervision"
"""The audience of the lessons for whoever has people in charge."""

EVENTS = "evento"
"""The audience of the lessons that a unit gets after a hard event."""

GRIEF_LESSON = 64
"""The lesson about the death of a colleague."""

_GATES = (11, 21, 31, 41)


def next_for(officer: Subscriber, lessons: Mapping[int, Lesson]) -> int | None:
    """The lesson an officer gets next; None when all are read.

    Before the core lessons 11, 21, 31 and 41 whoever has people in charge gets one for that.
    """
    core = next_in_course(officer.next_lesson, numbers_for(EVERYBODY, lessons))
    if not officer.leads:
        return core
    track = numbers_for(SUPERVISORS, lessons)
    following = next_in_course(officer.next_track, track)
    if following is None or (core is not None and core < _gate_of(following, track)):
        return core
    return following


def is_on_track(number: int, lessons: Mapping[int, Lesson]) -> bool:
    """Whether a lesson counts on the supervisors' way, and not in the course."""
    return number in lessons and lessons[number].audience == SUPERVISORS


def _gate_of(number: int, track: Collection[int]) -> int:
    """The core lesson before which a supervisors' lesson comes."""
    place = sum(one < number for one in track)
    return _GATES[min(place, len(_GATES) - 1)]


def numbers_for(audience: str, lessons: Mapping[int, Lesson]) -> list[int]:
    """The lessons of an audience, in order."""
    return sorted(number for number, lesson in lessons.items() if lesson.audience == audience)


def daily_course(lessons: Iterable[Lesson]) -> dict[int, Lesson]:
    """The lessons that every officer gets, by number."""
    return {lesson.number: lesson for lesson in lessons if lesson.audience == EVERYBODY}


def next_in_course(place: int, numbers: Collection[int]) -> int | None:
    """The first lesson at or behind ``place``; None when the course is through."""
    return min((number for number in numbers if number >= place), default=None)


def last_in_course(place: int, numbers: Collection[int]) -> int | None:
    """The lesson before ``place``, to be read once more; None before the first."""
    return max((number for number in numbers if number < place), default=None)
