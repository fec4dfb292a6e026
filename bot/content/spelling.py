"""How a text is spelt: a Hunspell dictionary of Bolivian Spanish, and the project's own words."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from spylls.hunspell import Dictionary
from spylls.hunspell.readers import read_aff, read_dic
from spylls.hunspell.readers.file_reader import FileReader

_WORD = re.compile(r"[^\W\d_]+")
# What is no prose: tags, gaps, zones, tables and files, commands, addresses, names of Telegram.
_NO_PROSE = re.compile(
    r"<[^<>]*>|\{[^{}]*\}|\b[A-Z]\w+/[A-Z]\w+|\[\[\w+\]\]|\b\w+\.toml\b|(?<!\w)/\w+|https?://\S+|@\w+|&\w+;"
)
_PRONOUNS = ("me", "nos", "se", "lo", "la", "los", "las", "le", "les")
_SHORTEST_VERB = 2  # "dé" in "déselo"
_FIRST_OF_TWO = ("se", "me", "nos")
_ACCENTS = str.maketrans("áéíóú", "aeiou")
_SHORTEST = 3  # shorter ones are abbreviations


class Spelling:
    """Which words of a text nobody knows."""

    def __init__(self, dictionary: Path, own_words: Path) -> None:
        """Read ``dictionary`` (without its suffix) and a list of a word a line, # for comments."""
        self._dictionary = load_dictionary(dictionary)
        lines = own_words.read_text(encoding="utf-8").splitlines()
        words = (line.partition("#")[0].strip().lower() for line in lines)
        self._known = {word: True for word in words if word}

    def unknown(self, text: str) -> Iterator[str]:
        """The words that are in neither list, in the order of the text."""
        prose = _NO_PROSE.sub(lambda found: " " * len(found[0]), text)
        for found in _WORD.finditer(prose):
            word = found[0]
            if len(word) >= _SHORTEST and not self._knows(word):
                yield word

    def _knows(self, word: str) -> bool:
        lower = word.lower()
        if lower not in self._known:
            self._known[lower] = self._looks_up(lower) or self._is_verb_with_pronoun(lower)
        return self._known[lower]

    def _looks_up(self, lower: str) -> bool:
        return bool(self._dictionary.lookup(lower) or self._dictionary.lookup(lower.capitalize()))

    def _is_verb_with_pronoun(self, lower: str) -> bool:
        """Whether it is "escríbalo" from "escriba", or "cuidarle" from "cuidar".

        The pronouns that go with tú and vos are none of these: "siéntate" stays unknown.
        """
        for verb in _verbs_before_pronouns(lower):
            plain = verb.translate(_ACCENTS)
            if plain != verb and (self._looks_up(plain) or self._looks_up(verb)):
                return True
            if verb.endswith("r") and self._looks_up(verb):
                return True
        return False


def _verbs_before_pronouns(word: str) -> Iterator[str]:
    """What is left of a word without its last pronoun, and without its last two."""
    for last in _PRONOUNS:
        if word.endswith(last):
            verb = word.removesuffix(last)
            shorter = (verb.removesuffix(one) for one in _FIRST_OF_TWO if verb.endswith(one))
            yield from (one for one in (verb, *shorter) if len(one) >= _SHORTEST_VERB)


class _InMemory(FileReader):  # type: ignore[misc]
    """Reads a file whole; the library's own reader leaves it open."""

    def _open(self, path: str, encoding: str) -> io.StringIO:
        return io.StringIO(Path(path).read_text(encoding=encoding, errors="surrogateescape"))


@lru_cache(maxsize=1)
def load_dictionary(dictionary: Path) -> Dictionary:
    """A Hunspell dictionary by its path without a suffix."""
    affixes, context = read_aff(_InMemory(f"{dictionary}.aff"))
    stems = _InMemory(f"{dictionary}.dic", context.encoding)
    return Dictionary(affixes, read_dic(stems, aff=affixes, context=context))
