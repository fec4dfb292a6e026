"""``python -m bot check``: what is wrong with lessons, instruments, sentences and contacts.

Errors would stop the bot or reach an officer; warnings are for whoever reviews. Each says where it
is and what to write instead, in Spanish, because its reader is a psychologist.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from gettext import NullTranslations
from pathlib import Path

from babel.messages.pofile import read_po

from bot.assembly import recorded_checks
from bot.checking.exercises import check_exercises, exercise_errors, missing_drawing
from bot.checking.findings import Finding, as_json, as_text, errors_of, line_of
from bot.checking.rendered import faults_of, widest
from bot.checking.writing import misspelt, not_usted, spelling_of
from bot.config import ConfigError, load_config, unverified_contacts
from bot.content.instruments import load_instruments
from bot.content.lessons import load_lessons
from bot.content.markdown import plain_text
from bot.content.problems import ContentError
from bot.content.screening import load_screener
from bot.content.spelling import Spelling
from bot.content.style import EASY_ENOUGH, reading_ease, repeated, words_of
from bot.content.translations import DOMAIN, load_catalogues
from bot.domain.model import Lesson
from bot.domain.scales import Scale

__all__ = ["Finding", "as_json", "as_text", "check", "exercise_errors", "lesson_errors"]

_CARDS = ("Escena", "Idea", "Ahora", "Mi plan")
_MOST = 0.8  # of all cards are to be "bastante fácil"
# How many questions each instrument has as published; the CBI here is its part on work.
_PUBLISHED = {"nrs": 1, "who5": 5, "phq4": 4, "pss4": 4, "cbi": 7}


def check(
    root: Path, config: Path | None, environ: Mapping[str, str], today: date
) -> list[Finding]:
    """Everything that is found below ``root``, errors first."""
    spelling, say = spelling_of(root), load_catalogues(root / "locales")["es"]
    found = [
        *_pictures(root / "lessons" / "es"),
        *_lessons(root / "lessons" / "es", spelling, say),
        *check_exercises(root / "lessons" / "exercises", spelling, say),
        *_instruments(root / "lessons" / "instruments", spelling),
        *_screening(root / "lessons" / "screening"),
        *_catalogues(root / "locales", spelling),
        *_contacts(config, environ, today),
    ]
    shown = [_below(one, root) for one in found]
    return sorted(shown, key=lambda one: (one.severity != "error", one.path, one.line, one.text))


def _below(one: Finding, root: Path) -> Finding:
    """A finding with its path as the author sees it, from the project's folder."""
    path = one.path.removeprefix(f"{root.as_posix()}/")
    return replace(one, path=path)


def _pictures(folder: Path) -> Iterator[Finding]:
    for path in sorted(folder.glob("*.md")):
        text = path.read_text(encoding="utf-8", errors="replace")
        line = _filled(text, "picture")
        if line and not _filled(text, "alt"):
            told = "la imagen no tiene descripción; escriba en «alt:» lo que se ve en ella"
            yield Finding("error", path.as_posix(), line, told, "imagen")


def _filled(text: str, key: str) -> int:
    found = re.search(rf"^{key}:[ \t]*[^\s\"']", text.partition("\n## ")[0], re.MULTILINE)
    found = found or re.search(rf"^{key}:[ \t]*[\"'][^\"']", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def _lessons(folder: Path, spelling: Spelling, say: NullTranslations) -> Iterator[Finding]:
    try:
        lessons = load_lessons(folder)
    except ContentError as error:
        yield from errors_of(error)
        return
    paths = dict(
        zip((lesson.number for lesson in lessons), sorted(folder.glob("*.md")), strict=True)
    )
    for lesson in lessons:
        yield from _lesson(lesson, paths[lesson.number], spelling, say)
    yield from _too_few_easy(lessons, folder)
    for sentence, numbers in repeated(lessons):
        told = ", ".join(f"{number:02}" for number in numbers)
        text = f"«{sentence}» está en las lecciones {told}; dígalo de otra manera en una"
        yield Finding("aviso", paths[numbers[-1]].as_posix(), 0, text, "repetición")
    waiting = [f"{lesson.number:02}" for lesson in lessons if not lesson.reviewer]
    if waiting:
        text = f"sin revisar: {', '.join(waiting)}; quien revise pone su nombre y la fecha"
        yield Finding("aviso", folder.as_posix(), 0, text, "revisión")


def _lesson(
    lesson: Lesson, path: Path, spelling: Spelling, say: NullTranslations
) -> Iterator[Finding]:
    source, shown = path.read_text(encoding="utf-8"), words_of(lesson)
    yield from lesson_errors(lesson, path, say)
    yield from misspelt(spelling, shown, path, source)
    for name, card in zip(_CARDS, lesson.cards, strict=False):
        ease = reading_ease(plain_text(card.html))
        if ease < EASY_ENOUGH:
            text = f"la tarjeta «{name}» se lee con esfuerzo ({ease:.0f}); acorte frases y palabras"
            yield Finding("aviso", path.as_posix(), line_of(source, f"## {name}"), text, "lectura")


def lesson_errors(lesson: Lesson, path: Path, say: NullTranslations) -> Iterator[Finding]:
    """What has to be mended in a lesson that can be read; it takes milliseconds."""
    source = path.read_text(encoding="utf-8")
    yield from not_usted(words_of(lesson), path, source)
    yield from missing_drawing(lesson.picture, path)
    for fault in faults_of(lesson, say):
        yield Finding("error", path.as_posix(), 0, fault, "medida")


def _too_few_easy(lessons: tuple[Lesson, ...], folder: Path) -> Iterator[Finding]:
    cards = [card for lesson in lessons for card in lesson.cards]
    easy = sum(reading_ease(plain_text(card.html)) >= EASY_ENOUGH for card in cards)
    if easy < _MOST * len(cards):
        text = f"solo {easy} de {len(cards)} tarjetas se leen con facilidad; acorte las demás"
        yield Finding("error", folder.as_posix(), 0, text, "lectura")


def _instruments(folder: Path, spelling: Spelling) -> Iterator[Finding]:
    try:
        scales = load_instruments(folder)
    except ContentError as error:
        yield from errors_of(error)
        return
    for scale in scales.values():
        if scale.wording.startswith("provisional"):
            text = "la redacción es provisional; ponga la versión oficial y cambie «wording»"
            yield Finding("aviso", (folder / f"{scale.id}.yaml").as_posix(), 0, text, "redacción")
        yield from _instrument(scale, folder / f"{scale.id}.yaml", spelling)


def _instrument(scale: Scale, path: Path, spelling: Spelling) -> Iterator[Finding]:
    source = path.read_text(encoding="utf-8")
    asked = _PUBLISHED.get(scale.id, len(scale.items))
    if len(scale.items) != asked:
        text = f"hay {len(scale.items)} preguntas y el instrumento tiene {asked}; no quite ninguna"
        yield Finding("error", path.as_posix(), line_of(source, "items:"), text, "preguntas")
    for option in scale.options:
        if len(option) > widest(1):
            text = f"el botón «{option}» no cabe en el teléfono; acórtelo a {widest(1)} letras"
            yield Finding("error", path.as_posix(), line_of(source, option), text, "medida")
    shown = "\n".join([scale.name, scale.recall, scale.question, *scale.options, *scale.items])
    yield from not_usted(shown, path, source)
    yield from misspelt(spelling, shown, path, source)


def _screening(folder: Path) -> Iterator[Finding]:
    try:
        load_screener(folder)
    except OSError as error:
        text = "falta esta lista de palabras; sin ella nadie sería escuchado: devuélvala"
        yield Finding("error", str(error.filename), 0, text)
    except ContentError as error:
        yield from errors_of(error)


def _catalogues(folder: Path, spelling: Spelling) -> Iterator[Finding]:
    for path in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.parts[-3], domain=DOMAIN)
        for message in catalogue:
            texts = message.string if isinstance(message.string, tuple | list) else [message.string]
            if message.id and not all(texts):
                text = f"falta la traducción de «{str(message.id)[:60]}»; escríbala en msgstr"
                yield Finding("error", path.as_posix(), message.lineno or 0, text, "catálogo")
            elif message.id and path.parts[-3] == "es":
                source = path.read_text(encoding="utf-8")
                shown = "\n".join(map(str, texts))
                yield from misspelt(spelling, shown, path, source)


def _contacts(config: Path | None, environ: Mapping[str, str], today: date) -> Iterator[Finding]:
    try:
        loaded = load_config(config, environ)
    except ConfigError as error:
        for problem in error.problems:
            yield Finding("error", "config", 0, problem)
        return
    for department in loaded.without_counsellor:
        text = f"nadie atiende «{department}»: allí no se ofrece «Quiero que me contacten»"
        yield Finding("aviso", "counsellor", 0, text, "contacto")
    for contact in unverified_contacts(loaded, today, recorded_checks(loaded)):
        remedy = f'llame y ejecute: python -m bot contacts verify {contact.id} --by "su nombre"'
        text = f"nadie llamó a «{contact.name}» en 90 días; {remedy}"
        yield Finding("aviso", "contacto", 0, text, "contacto")
