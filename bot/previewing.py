"""``python -m bot preview LESSON``: a lesson in the terminal, as an officer gets it."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path
from textwrap import wrap

from bot.chat.texts import lesson as words
from bot.chat.texts import practice
from bot.content.lessons import load_lessons
from bot.content.markdown import plain_text
from bot.domain.model import BOOSTER_DAYS, Lesson, Message
from bot.domain.practice import Practice, moments

_WIDTH = 46  # about what a phone shows of a bubble


class PreviewError(Exception):
    """There is no such lesson; the message says which there are."""


def preview(folder: Path, asked: str, say: NullTranslations) -> str:
    """The cards of a lesson, named by its number or its file; ContentError if one is broken."""
    chosen = find_lesson(load_lessons(folder), asked)
    return "\n".join([_head(chosen), *(_bubble(one) for one in _screens(chosen, say))])


def find_lesson(library: tuple[Lesson, ...], asked: str) -> Lesson:
    """The lesson that a number or a file name names; PreviewError if there is none."""
    lessons = {lesson.number: lesson for lesson in library}
    digits = Path(asked).name[:2]
    chosen = lessons.get(int(digits)) if digits.isdecimal() else None
    if chosen is None:
        text = f"No hay una lección «{asked}»; hay de la {min(lessons):02} a la {max(lessons):02}."
        raise PreviewError(text)
    return chosen


def _screens(lesson: Lesson, say: NullTranslations) -> Iterator[Message]:
    """Every card, every answer of a question and every way through a case, then the boosters."""
    for step, screen in enumerate(lesson.screens, 1):
        if isinstance(screen, Practice):
            yield from (practice.moment(say, lesson, step, one) for one in moments(screen))
        else:
            yield words.card(say, lesson, step)
    for days, _text in zip(BOOSTER_DAYS, lesson.boosters, strict=False):
        yield words.booster(say, lesson, days)


def _head(lesson: Lesson) -> str:
    state = f"revisada por {lesson.reviewer}" if lesson.reviewer else "sin revisar"
    return f"{lesson.number:02} · área {lesson.area} · {lesson.audience} · {state}\n"


def _bubble(message: Message) -> str:
    lines: list[str] = []
    for line in plain_text(message.html).split("\n"):
        lines += wrap(line, _WIDTH) or [""]
    shown = [f"│ {line}".rstrip() for line in lines]
    keys = [" ".join(f"[{key.text}]" for key in row) for row in message.buttons]
    edge = "─" * (_WIDTH + 2)
    return "\n".join([f"╭{edge}", *shown, f"╰{edge}", *(f"  {row}" for row in keys), ""])
