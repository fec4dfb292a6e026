"""``python -m bot check``: what is wrong with lessons, instruments, sentences and contacts.

Errors would stop the bot or reach an officer; warnings are for whoever reviews. Each says where it
is and what to write instead, in Spanish, because its reader is a psychologist.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from babel.messages.pofile import read_po

from bot.config import ConfigError, load_config, unverified_contacts
from bot.content.instruments import load_instruments
from bot.content.lessons import load_lessons
from bot.content.markdown import plain_text
from bot.content.problems import ContentError
from bot.content.screening import load_screener
from bot.content.style import EASY_ENOUGH, other_address, reading_ease, repeated, words_of
from bot.content.translations import DOMAIN
from bot.domain.model import Lesson

_CARDS = ("Escena", "Idea", "Ahora", "Mi plan")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at; ``line`` 0 means the whole file."""

    severity: str
    path: str
    line: int
    text: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.severity}: {self.text}"


def check(
    root: Path, config: Path | None, environ: Mapping[str, str], today: date
) -> list[Finding]:
    """Everything that is found below ``root``, errors first."""
    found = [
        *_lessons(root / "lessons" / "es"),
        *_instruments(root / "lessons" / "instruments"),
        *_screening(root / "lessons" / "screening"),
        *_catalogues(root / "locales"),
        *_contacts(config, environ, today),
    ]
    shown = [replace_root(one, root) for one in found]
    return sorted(shown, key=lambda one: (one.severity != "error", one.path, one.line, one.text))


def replace_root(one: Finding, root: Path) -> Finding:
    """A finding with its path as the author sees it, from the project's folder."""
    path = one.path.removeprefix(f"{root.as_posix()}/")
    return Finding(one.severity, path, one.line, one.text)


def as_text(found: list[Finding]) -> str:
    """A line each, and a line of sums."""
    errors = sum(one.severity == "error" for one in found)
    lines = [str(one) for one in found]
    lines.append(f"{errors} errores, {len(found) - errors} avisos")
    return "\n".join(lines) + "\n"


def as_json(found: list[Finding]) -> str:
    """The findings as a JSON array."""
    return json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1) + "\n"


def _errors(error: ContentError) -> Iterator[Finding]:
    for problem in error.problems:
        yield Finding("error", problem.path, problem.line, problem.text)


def _lessons(folder: Path) -> Iterator[Finding]:
    try:
        lessons = load_lessons(folder)
    except ContentError as error:
        yield from _errors(error)
        return
    paths = dict(
        zip((lesson.number for lesson in lessons), sorted(folder.glob("*.md")), strict=True)
    )
    for lesson in lessons:
        yield from _lesson(lesson, paths[lesson.number].as_posix())
    for sentence, numbers in repeated(lessons):
        told = ", ".join(f"{number:02}" for number in numbers)
        text = f"«{sentence}» está en las lecciones {told}; dígalo de otra manera en una"
        yield Finding("aviso", paths[numbers[-1]].as_posix(), 0, text)
    waiting = [f"{lesson.number:02}" for lesson in lessons if not lesson.reviewer]
    if waiting:
        text = f"sin revisar: {', '.join(waiting)}; quien revise pone su nombre y la fecha"
        yield Finding("aviso", folder.as_posix(), 0, text)


def _lesson(lesson: Lesson, path: str) -> Iterator[Finding]:
    for word in sorted(set(other_address(words_of(lesson)))):
        yield Finding("error", path, 0, f"«{word}» no es de usted; escríbalo de usted")
    for name, card in zip(_CARDS, lesson.cards, strict=True):
        ease = reading_ease(plain_text(card.html))
        if ease < EASY_ENOUGH:
            text = f"la tarjeta «{name}» se lee con esfuerzo ({ease:.0f}); acorte frases y palabras"
            yield Finding("aviso", path, 0, text)


def _instruments(folder: Path) -> Iterator[Finding]:
    try:
        scales = load_instruments(folder)
    except ContentError as error:
        yield from _errors(error)
        return
    for scale in scales.values():
        if scale.wording.startswith("provisional"):
            text = "la redacción es provisional; ponga la versión oficial y cambie «wording»"
            yield Finding("aviso", (folder / f"{scale.id}.yaml").as_posix(), 0, text)


def _screening(folder: Path) -> Iterator[Finding]:
    try:
        load_screener(folder)
    except OSError as error:
        text = "falta esta lista de palabras; sin ella nadie sería escuchado: devuélvala"
        yield Finding("error", str(error.filename), 0, text)


def _catalogues(folder: Path) -> Iterator[Finding]:
    for path in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.parts[-3], domain=DOMAIN)
        for message in catalogue:
            texts = message.string if isinstance(message.string, tuple | list) else [message.string]
            if message.id and not all(texts):
                text = f"falta la traducción de «{str(message.id)[:60]}»; escríbala en msgstr"
                yield Finding("error", path.as_posix(), message.lineno or 0, text)


def _contacts(config: Path | None, environ: Mapping[str, str], today: date) -> Iterator[Finding]:
    try:
        loaded = load_config(config, environ)
    except ConfigError as error:
        for problem in error.problems:
            yield Finding("error", "config", 0, problem)
        return
    for contact in unverified_contacts(loaded, today):
        text = f"nadie llamó a «{contact.name}» en 90 días; llame y ponga verified_on y verified_by"
        yield Finding("aviso", "contacto", 0, text)
