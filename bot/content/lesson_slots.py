"""The slots of a lesson and of an exercise, named by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bot.content.cards import role_of
from bot.content.exercises import BUTTONS, HEADING
from bot.content.lesson_body import BOOSTERS
from bot.content.markdown import Block, Section
from bot.content.practices import CASE, EFFECT, PHRASE, QUIZ, SECOND
from bot.content.slots import Slot, Source
from bot.domain.model import CardRole

LESSON_FIELDS = (
    "title",
    "area",
    "technique",
    "evidence",
    "source",
    "audience",
    "minutes",
    "reviewer",
    "reviewed_on",
    "opens",
    "late",
    "picture",
    "alt",
)
EXERCISE_FIELDS = (
    "title",
    "order",
    "technique",
    "evidence",
    "source",
    "minutes",
    "caution",
    "reviewer",
    "reviewed_on",
    "picture",
    "alt",
)
SECONDS = "seconds"
_SECONDS = re.compile(r"\((\d+) s\)")
_TITLE = re.compile(r"##[ \t]+(\S[^\r\n]*?)\s*$", re.MULTILINE)
_MARK = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")


def lesson_slots(text: str) -> dict[str, Slot]:
    """Everything in a lesson that may be changed, by its key, in the order of the file."""
    source = Source(text)
    found = source.head(LESSON_FIELDS, ("picture", "alt"))
    for section in source.sections:
        found += _section(source, section)
    found += _absent_boosters(source)
    return {slot.key: slot for slot in found}


def exercise_slots(text: str) -> dict[str, Slot]:
    """Everything in an exercise that may be changed; steps are numbered from 1."""
    source = Source(text)
    found = source.head(EXERCISE_FIELDS, ("picture", "alt"))
    for number, section in enumerate(source.sections, start=1):
        found += _step(source, section, number)
    return {slot.key: slot for slot in found}


def turn_key(heading: str, number: int, part: str) -> str:
    """The key of one part (label, effect, why) of an answer, numbered from 1."""
    return f"{heading}/{number}/{part}"


def step_key(number: int, part: str) -> str:
    """The key of one part (title, what, text, buttons) of an exercise's step."""
    return f"{number}/{part}"


def _section(source: Source, section: Section) -> Iterator[Slot]:
    heading, start, end = section.heading, source.at(section.line + 1), source.end_of(section)
    if heading in (QUIZ, CASE) or heading.startswith(SECOND):
        yield from _turn(source, section)
    elif heading in BOOSTERS:
        yield _booster(source, section)
    elif role_of(heading) is CardRole.EXERCISE:
        yield from _seconds(source, section)
        yield source.block(CardRole.EXERCISE, start, end)
    elif role := role_of(heading):
        yield source.block(role, start, end)
    elif heading == PHRASE:
        yield source.block(PHRASE, start, end)


def _seconds(source: Source, section: Section) -> Iterator[Slot]:
    start, end = source.at(section.line), source.at(section.line + 1)
    if match := _SECONDS.search(source.text, start, end):
        yield source.line(SECONDS, *match.span(1))


def _booster(source: Source, section: Section) -> Slot:
    """A booster with its heading, which goes when its text does."""
    start, end = source.stripped(source.at(section.line + 1), source.end_of(section))
    before = len(source.text[: source.at(section.line)].rstrip())
    told, heading = source.block(section.heading, start, end).shown, source.text[before:start]
    return Slot(section.heading, before, end, told, lambda new: f"{heading}{new}" if new else "")


def _absent_boosters(source: Source) -> Iterator[Slot]:
    end, there = len(source.text.rstrip()), {one.heading for one in source.sections}
    for name in BOOSTERS:
        if name not in there:
            yield Slot(name, end, end, "", _new_section(name))


def _new_section(name: str) -> Callable[[str], str]:
    return lambda new: f"\n\n## {name}\n\n{new}" if new else ""


def _turn(source: Source, section: Section) -> Iterator[Slot]:
    """A scene, and its answers, which stand last."""
    start, end = source.at(section.line + 1), source.end_of(section)
    answers = section.blocks[-1] if section.blocks else Block(section.line + 1, "")
    yield source.block(section.heading, start, source.at(answers.line))
    ends = [*(source.at(one.line) for one in answers.items[1:]), end]
    for number, (item, end) in enumerate(zip(answers.items, ends, strict=False), start=1):
        yield from _answer(source, source.at(item.line), end, section.heading, number)


def _answer(source: Source, start: int, end: int, heading: str, number: int) -> Iterator[Slot]:
    mark, arrow = _MARK.match(source.text, start), source.text.find("→", start, end)
    if mark is None or arrow < 0:
        return
    yield source.line(turn_key(heading, number, "label"), mark.end(), arrow)
    why, _ = source.stripped(arrow + 1, end)
    if effect := EFFECT.match(source.text, why):
        yield source.line(turn_key(heading, number, "effect"), *effect.span(1))
        why = effect.end()
    yield source.line(turn_key(heading, number, "why"), why, end)


def _step(source: Source, section: Section, number: int) -> Iterator[Slot]:
    start, end = source.at(section.line + 1), source.end_of(section)
    title = _TITLE.search(source.text, source.at(section.line), start)
    if title and (match := HEADING.fullmatch(source.text, *title.span(1))):
        yield source.line(step_key(number, "title"), *match.span("title"))
        if match["what"]:
            yield source.line(step_key(number, "what"), *match.span("what"))
    last = section.blocks[-1] if section.blocks else None
    if last and last.html.startswith(BUTTONS):
        keys = source.at(last.line)
        yield source.block(step_key(number, "text"), start, keys)
        yield source.line(step_key(number, "buttons"), keys + len(BUTTONS), end)
    else:
        yield source.block(step_key(number, "text"), start, end)
