"""Which lesson comes next."""

from __future__ import annotations

from collections.abc import Collection


def next_in_course(place: int, numbers: Collection[int]) -> int | None:
    """The first lesson at or behind ``place``; None when the course is through."""
    return min((number for number in numbers if number >= place), default=None)


def last_in_course(place: int, numbers: Collection[int]) -> int | None:
    """The lesson before ``place``, to be read once more; None before the first."""
    return max((number for number in numbers if number < place), default=None)
