"""Whatever officers read of one file, in one form, so that every check holds for all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from gettext import NullTranslations
from pathlib import Path

from bot.chat.texts.exercise import step
from bot.chat.texts.lesson import booster, card
from bot.chat.texts.practice import moment
from bot.content.markdown import plain_text
from bot.content.practices import CASE, PHRASE, QUIZ
from bot.content.style import words_of
from bot.domain.exercises import Exercise, begin, onward
from bot.domain.model import BOOSTER_DAYS, CardRole, Lesson, Message
from bot.domain.practice import Moment, Practice, PracticeKind, moments

_HEADINGS = {
    CardRole.SCENE: "Escena",
    CardRole.IDEA: "Idea",
    CardRole.EXERCISE: "Ahora",
    CardRole.PLAN: "Mi plan",
}
_PRACTICES = {PracticeKind.QUIZ: QUIZ, PracticeKind.CASE: CASE}


@dataclass(frozen=True, slots=True)
class Passage:
    """A plain text as it is read in one go; ``name`` is how its author calls it."""

    name: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Screen:
    """One message as the officer gets it."""

    name: str
    message: Message
    line: int


@dataclass(frozen=True, slots=True)
class Written:
    """One lesson or exercise; ``label`` is its number or its key.

    ``words`` are all that is read of it but ``alt``, what its drawing shows, which several share.
    """

    label: str
    path: Path
    source: str
    words: str
    passages: tuple[Passage, ...]
    screens: tuple[Screen, ...]
    picture: str | None
    alt: str
    reviewer: str
    reviewed_on: date | None

    @property
    def shown(self) -> str:
        """All that is read."""
        return f"{self.words}\n{self.alt}"


def line_of(text: str, wanted: str) -> int:
    """The first line of ``text`` that holds ``wanted``, from 1; 0 if none does."""
    for number, line in enumerate(text.splitlines(), start=1):
        if wanted in line:
            return number
    return 0


def line_of_word(text: str, word: str) -> int:
    """The first line of ``text`` in which ``word`` stands alone, from 1; 0 if it does in none."""
    alone = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    for number, line in enumerate(text.splitlines(), start=1):
        if alone.search(line):
            return number
    return 0


def written_lesson(lesson: Lesson, path: Path, say: NullTranslations) -> Written:
    """A lesson in that form."""
    source = path.read_text(encoding="utf-8")
    return Written(
        label=f"{lesson.number:02}",
        path=path,
        source=source,
        words=words_of(lesson),
        passages=tuple(_passages(lesson, source)),
        screens=tuple(_screens(lesson, source, say)),
        picture=lesson.picture,
        alt=lesson.alt or "",
        reviewer=lesson.reviewer,
        reviewed_on=lesson.reviewed_on,
    )


def written_exercise(exercise: Exercise, path: Path, say: NullTranslations) -> Written:
    """A guided exercise in that form."""
    source = path.read_text(encoding="utf-8")
    told = [exercise.title, exercise.caution]
    passages = [Passage("Precaución", exercise.caution, line_of(source, "caution:"))]
    for number, one in enumerate(exercise.steps, start=1):
        title, text = plain_text(one.title), plain_text(one.html)
        told += [title, text, *one.choices]
        passages.append(Passage(f"paso {number}", text, line_of(source, f"## {title}")))
    return Written(
        label=exercise.key,
        path=path,
        source=source,
        words="\n".join(told),
        passages=tuple(passages),
        screens=tuple(_steps(exercise, source, say)),
        picture=exercise.picture,
        alt=exercise.alt or "",
        reviewer=exercise.reviewer,
        reviewed_on=exercise.reviewed_on,
    )


def _passages(lesson: Lesson, source: str) -> Iterator[Passage]:
    for one in lesson.cards:
        name = _HEADINGS[one.role]
        yield Passage(f"tarjeta «{name}»", plain_text(one.html), line_of(source, f"## {name}"))
    for practice in (lesson.quiz, lesson.case):
        if practice is not None:
            yield from _told(practice, source)
    for days, text in zip(BOOSTER_DAYS, lesson.boosters, strict=False):
        name = f"Refuerzo a los {days} días"
        yield Passage(f"«{name}»", plain_text(text), line_of(source, f"## {name}"))


def _told(practice: Practice, source: str) -> Iterator[Passage]:
    """The scenes, the reasons and the phrase of a practice, each of them once."""
    seen: set[str] = set()
    for here in moments(practice):
        name, html, line = _of_moment(here, source)
        if html not in seen:
            seen.add(html)
            yield Passage(name, plain_text(html), line)


def _of_moment(here: Moment, source: str) -> tuple[str, str, int]:
    heading = _PRACTICES[here.practice.kind]
    if here.chosen is not None:
        label = here.chosen.label
        return f"porqué de «{label.strip('«»')}»", here.chosen.feedback, line_of(source, label)
    if here.turn is not None:
        return f"«{heading}»", here.turn.html, line_of(source, f"## {heading}")
    return f"«{PHRASE}»", here.practice.phrase or "", line_of(source, f"## {PHRASE}")


def _screens(lesson: Lesson, source: str, say: NullTranslations) -> Iterator[Screen]:
    """Everything that stands in a lesson's message; all of it is a caption if it has a drawing."""
    drawing = card(say, lesson, 1).drawing
    for number, screen in enumerate(lesson.screens, start=1):
        name = f"tarjeta {number}"
        if isinstance(screen, Practice):
            for here in moments(screen):
                line = _of_moment(here, source)[2]
                told = moment(say, lesson, number, here)
                yield Screen(name, replace(told, drawing=drawing), line)
        else:
            line = line_of(source, f"## {_HEADINGS[screen.role]}")
            yield Screen(name, card(say, lesson, number, is_prompt=number == 1), line)
    for days, _text in zip(BOOSTER_DAYS, lesson.boosters, strict=False):
        line = line_of(source, f"## Refuerzo a los {days} días")
        yield Screen(f"refuerzo a los {days} días", booster(say, lesson, days), line)


def _steps(exercise: Exercise, source: str, say: NullTranslations) -> Iterator[Screen]:
    place = begin(exercise)
    for number, one in enumerate(exercise.steps, start=1):
        line = line_of(source, f"## {plain_text(one.title)}")
        yield Screen(f"paso {number}", step(say, place), line)
        place = place if place.is_last else onward(place)
