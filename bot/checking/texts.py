"""What is checked of every text that officers read in lessons and exercises."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.checking.findings import Finding
from bot.checking.project import OWN_WORDS, Project
from bot.checking.rendered import faults
from bot.checking.written import Written, line_of, line_of_word
from bot.content.spelling import Spelling
from bot.content.style import EASY_ENOUGH, other_address, reading_ease, repeated

DRAWINGS = Path(__file__).parent.parent.parent / "assets" / "drawings"
_MOST = 0.8  # of all cards are to be "bastante fácil"


def files(project: Project) -> Iterator[Finding]:
    """Schema, lengths, markup, evidence and sources: what keeps a file from being read."""
    yield from project.unreadable()


def address(project: Project) -> Iterator[Finding]:
    """Whoever is spoken to is spoken to as usted."""
    for one in project.written:
        yield from not_usted(one.shown, one.path, one.source)


def spelling(project: Project) -> Iterator[Finding]:
    """Words that neither the dictionary nor the project knows."""
    for one in project.written:
        yield from misspelt(project.spelling, one.shown, one.path, one.source)


def sizes(project: Project) -> Iterator[Finding]:
    """Lengths after rendering, and width and bytes of keys."""
    for one in project.written:
        yield from oversized(one)


def drawings(project: Project) -> Iterator[Finding]:
    """Drawings that are named and that nobody has drawn."""
    for one in project.written:
        yield from missing_drawing(one)


def descriptions(project: Project) -> Iterator[Finding]:
    """Drawings without a text for those who do not see them."""
    for folder in (project.lesson_folder, project.exercise_folder):
        for path in sorted(folder.glob("*.md")):
            text = path.read_text(encoding="utf-8", errors="replace")
            line = _filled(text, "picture")
            if line and not _filled(text, "alt"):
                told = "la imagen no tiene descripción; escriba en «alt:» lo que se ve en ella"
                yield Finding("error", path.as_posix(), line, told, "imagen")


def reading(project: Project) -> Iterator[Finding]:
    """Texts that take an effort to read."""
    for one in project.written:
        for passage in one.passages:
            ease = reading_ease(passage.text)
            if ease < EASY_ENOUGH:
                told = f"{passage.name}: se lee con esfuerzo ({ease:.0f}); acorte frases y palabras"
                yield Finding("aviso", one.path.as_posix(), passage.line, told, "lectura")


def reading_of_most(project: Project) -> Iterator[Finding]:
    """Most cards of the course read easily."""
    cards = [
        passage.text
        for one in project.written_lessons
        for passage in one.passages
        if passage.name.startswith("tarjeta")
    ]
    easy = sum(reading_ease(text) >= EASY_ENOUGH for text in cards)
    if easy < _MOST * len(cards):
        told = f"solo {easy} de {len(cards)} tarjetas se leen con facilidad; acorte las demás"
        yield Finding("error", project.lesson_folder.as_posix(), 0, told, "lectura")


def repetitions(project: Project) -> Iterator[Finding]:
    """Sentences that stand in two lessons or exercises."""
    by_label = {one.label: one for one in project.written}
    for sentence, labels in repeated([(one.label, one.words) for one in project.written]):
        told = f"«{sentence}» está en {', '.join(labels)}; dígalo de otra manera en una"
        last = by_label[labels[-1]]
        yield Finding(
            "aviso", last.path.as_posix(), _line_of_start(last, sentence), told, "repetición"
        )


def reviews(project: Project) -> Iterator[Finding]:
    """Who has reviewed each text, and not on a day that is still to come."""
    for folder, texts in (
        (project.lesson_folder, project.written_lessons),
        (project.exercise_folder, project.written_exercises),
    ):
        yield from _waiting(folder, texts)
    for one in project.written:
        if one.reviewed_on is not None and one.reviewed_on > project.today:
            line = line_of(one.source, "reviewed_on:")
            told = f"el {one.reviewed_on} todavía no llega; escriba el día en que se revisó"
            yield Finding("error", one.path.as_posix(), line, told, "revisión")


def errors_in(one: Written) -> Iterator[Finding]:
    """What has to be mended in a text that can be read; it takes milliseconds."""
    yield from not_usted(one.shown, one.path, one.source)
    yield from missing_drawing(one)
    yield from oversized(one)


def oversized(one: Written) -> Iterator[Finding]:
    """What does not fit of all that an officer gets of one text."""
    for screen in one.screens:
        for fault in faults(screen.message):
            told = f"{screen.name}: {fault}"
            yield Finding("error", one.path.as_posix(), screen.line, told, "medida")


def missing_drawing(one: Written) -> Iterator[Finding]:
    """A drawing that a text names and nobody has drawn."""
    if one.picture is not None and not (DRAWINGS / one.picture).is_file():
        have = ", ".join(sorted(path.name for path in DRAWINGS.glob("*.png")))
        told = f"no existe el dibujo «{one.picture}»; use uno de estos: {have}"
        line = line_of(one.source, "picture:")
        yield Finding("error", one.path.as_posix(), line, told, "imagen")


def misspelt(words: Spelling, shown: str, path: Path, source: str) -> Iterator[Finding]:
    """A warning for each unknown word of ``shown``, a text that comes from a file."""
    for word in dict.fromkeys(words.unknown(shown)):
        told = f"«{word}» no está en el diccionario; corríjalo o agréguelo a {OWN_WORDS}"
        yield Finding("aviso", path.as_posix(), line_of_word(source, word), told, "ortografía")


def not_usted(shown: str, path: Path, source: str) -> Iterator[Finding]:
    """An error for each word that speaks to somebody as "tú" or "vos"."""
    for word in sorted(set(other_address(shown))):
        told = f"«{word}» no es de usted; escríbalo de usted"
        yield Finding("error", path.as_posix(), line_of_word(source, word), told, "trato")


def _waiting(folder: Path, texts: Sequence[Written]) -> Iterator[Finding]:
    waiting = [one.label for one in texts if not one.reviewer]
    if waiting:
        told = f"sin revisar: {', '.join(waiting)}; quien revise pone su nombre y la fecha"
        yield Finding("aviso", folder.as_posix(), 0, told, "revisión")


def _line_of_start(one: Written, sentence: str) -> int:
    """The line in which a sentence, told as bare words, begins in its file; 0 if it is wrapped."""
    first = r"\W+".join(map(re.escape, sentence.split()[:4]))
    found = re.search(first, one.source, re.IGNORECASE)
    return one.source.count("\n", 0, found.start()) + 1 if found else 0


def _filled(text: str, key: str) -> int:
    """The line of a field that has a value, from 1; 0 when it has none."""
    head = text.partition("\n## ")[0]
    found = re.search(rf"^{key}:[ \t]*(?:[^\s\"'#]|[\"'][^\"'])", head, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 0
