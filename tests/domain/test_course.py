"""Which lesson comes next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.course import daily_course, last_in_course, next_in_course
from bot.domain.model import Lesson

courses = st.sets(st.integers(1, 80))
places = st.integers(0, 90)


def test_an_officer_at_a_lesson_that_exists_gets_it() -> None:
    assert next_in_course(3, [5, 3, 1]) == 3


def test_a_lesson_taken_out_of_the_course_is_passed_over() -> None:
    assert next_in_course(2, [1, 5, 3]) == 3


def test_behind_the_last_lesson_the_course_is_through() -> None:
    assert next_in_course(6, [1, 3, 5]) is None


def test_the_lesson_to_read_once_more_is_the_nearest_one_before() -> None:
    assert last_in_course(5, [5, 1, 3]) == 3


def test_before_the_first_lesson_there_is_nothing_to_read_once_more() -> None:
    assert last_in_course(1, [1, 3, 5]) is None


@given(courses)
def test_walking_through_the_course_meets_every_lesson_once_and_in_order(course: set[int]) -> None:
    met = []
    place = 1
    while (number := next_in_course(place, course)) is not None:
        met.append(number)
        place = number + 1
    assert met == sorted(course)


@given(courses, places)
def test_between_the_last_lesson_and_the_next_one_there_is_none(
    course: set[int], place: int
) -> None:
    last, following = last_in_course(place, course), next_in_course(place, course)
    behind = {number for number in course if last is None or number > last}
    assert min(behind, default=None) == following


def test_lessons_for_others_are_not_in_the_course() -> None:
    lessons = [
        Lesson(number, "", 1, "", (), "", audience, 2, "", None, None, ())
        for number, audience in enumerate(["todos", "evento", "supervision", "todos"], start=1)
    ]
    assert list(daily_course(lessons)) == [1, 4]
