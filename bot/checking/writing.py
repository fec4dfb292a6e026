"""What is wrong with the words: spelling and address, with the line of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.checking.findings import Finding, line_of
from bot.content.spelling import Spelling
from bot.content.style import other_address

OWN_WORDS = "lessons/palabras.txt"


def spelling_of(root: Path) -> Spelling:
    """The dictionary that Respiro brings, with the words of the project at ``root``."""
    brought = Path(__file__).parent.parent.parent / "assets" / "dictionary" / "es_BO"
    return Spelling(brought, root / OWN_WORDS)


def misspelt(spelling: Spelling, shown: str, path: Path, source: str) -> Iterator[Finding]:
    """A warning for each unknown word of ``shown``, a text that comes from a file."""
    for word in dict.fromkeys(spelling.unknown(shown)):
        text = f"«{word}» no está en el diccionario; corríjalo o agréguelo a {OWN_WORDS}"
        yield Finding("aviso", path.as_posix(), line_of(source, word), text, "ortografía")


def not_usted(shown: str, path: Path, source: str) -> Iterator[Finding]:
    """An error for each word that speaks to somebody as "tú" or "vos"."""
    for word in sorted(set(other_address(shown))):
        text = f"«{word}» no es de usted; escríbalo de usted"
        yield Finding("error", path.as_posix(), line_of(source, word), text, "trato")
