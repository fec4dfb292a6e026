"""Texts made plain: spelled as they sound in Bolivia, cut into sentences and words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

LONGEST = 4096
"""Letters that are read of a text: Telegram sends no more in one message."""

THEIRS = "ø"
"""Stands for an accented o at a word's end: somebody else did it (mató), not I (mato)."""

_LEET = str.maketrans("0134578@$", "oieastbas")
_STOPS = frozenset(".!?;\n¡¿")
_PAUSES = frozenset(",:()-–—/|")
_QUOTES = frozenset('"“”«»„')
_SHORT_MESSAGE = 30  # words
_FEW = 3  # words; a shorter sentence is read together with the one after it
_PAUSE = 2  # words that a comma is worth when distances are counted
_RUN = re.compile(r"((?<=[aeiou])rr+(?=[aeiouø]))|([\s\S])\2+")
_SINGLE = re.compile(r"(?<![^\W_])(?:[^\W\d_][ .\-_*]{1,2}){3,}[^\W\d_](?![^\W_])")
_TOKEN = re.compile(r"[a-zø0-9@$]+|[^a-zø0-9@$ ]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words as ``plain`` spells them; ``at`` tells their places, pauses counted as words."""

    words: tuple[str, ...]
    at: tuple[int, ...]
    quoted: tuple[bool, ...]


def plain(text: str) -> str:
    """Lower case, no accents, no doubled letters but rr, and spelled as it sounds in Bolivia.

    Lists and texts go through it alike: kiero and qiero become quiero, bibir and vivir the same.
    """
    seen = "".join(c for c in text if unicodedata.category(c) != "Cf")  # what nobody sees
    composed = unicodedata.normalize("NFKC", seen).casefold()
    # Whoever writes «mató» means another's deed; «mato» may be either (see vocabulary.py).
    composed = re.sub(r"(?<=[^\W\d_i])ó+(?!\w)", THEIRS, composed)
    decomposed = unicodedata.normalize("NFKD", composed)
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    letters = _undouble(re.sub(r"(?<!c)h", "", _undouble(letters)))
    letters = re.sub(r"k(?=[ei])", "qu", letters).replace("k", "c")
    letters = re.sub(r"q(?!u)", "qu", letters)
    letters = re.sub(r"z|c(?=[ei])", "s", letters).replace("v", "b")
    letters = re.sub(r"g(?=[ei])", "j", letters)
    letters = re.sub(r"x(?=[ptc])", "s", letters)
    letters = re.sub(r"(?<=[aeou])y(?![a-zø])", "i", letters)
    letters = re.sub(r"(?<=[a-z])a[uo](?![a-zø])", "ado", letters)
    letters = re.sub(r"(?<=[a-z][aei]r)m(?![a-zø])", "me", letters)
    return _undouble(letters)


def _undouble(letters: str) -> str:
    """One of each, but for the rr that tells *perro* from *pero*."""
    return _RUN.sub(lambda run: "rr" if run[1] else run[0][0], letters)


def sentences_of(
    text: str, symbols: Collection[str], short: Mapping[str, str]
) -> tuple[Sentence, ...]:
    """The sentences of a text; a short message is also read as one, its stops as long pauses.

    ``symbols`` are the emoji that the lists know; others say nothing. ``short`` tells what an
    abbreviated word stands for, both as ``plain`` spells them.
    """
    text = _SINGLE.sub(lambda found: re.sub(r"[^\w]|_", "", found[0]), text[:LONGEST])
    text = re.sub(r"\.{2,}|…", "/", text)
    text = re.sub(r"(?<=\d)[.:,](?=\d)", "", text)
    text = re.sub(r"(?<=\w)[*'’´`_](?=\w)", "", text)
    parts = [part for part in _parts(plain(text), symbols, short) if _size(part)]
    read = list(_joined(parts))
    if len(parts) > 1 and sum(map(_size, parts)) <= _SHORT_MESSAGE:
        read.append([word for part in parts for word in (*_STOP, *part)])
    return tuple(_measured(part) for part in read)


_Part = list[tuple[str, bool]]  # words and pauses, each with whether it is quoted
_COMMA = ","
_STOP: _Part = [(_COMMA, False)] * 2


def _parts(letters: str, symbols: Collection[str], short: Mapping[str, str]) -> Iterator[_Part]:
    part: _Part = []
    quoted = False
    for token in _TOKEN.findall(letters):
        if token in _QUOTES:
            quoted = not quoted
            part.append((_COMMA, quoted))
        elif token in _STOPS:
            yield part
            part = []
        elif token in _PAUSES:
            part.append((_COMMA, quoted))
        elif token in symbols:
            part.append((token, quoted))
        elif token[0].isalnum() or len(token) > 1:
            part.extend((word, quoted) for word in _spelled(token, short))
    yield part


def _spelled(token: str, short: Mapping[str, str]) -> list[str]:
    if not token.isalpha() and re.search(r"[a-z]", token):
        token = plain(token.translate(_LEET))
    return short.get(token, token).split()


def _joined(parts: list[_Part]) -> Iterator[_Part]:
    """Sentences of one or two words run on into the next, and are also read alone.

    Marks after every word are none.
    """
    if len(parts) > 1 and all(_size(part) == 1 for part in parts):
        parts = [[word for part in parts for word in part]]
    held: _Part = []
    for part in parts:
        pauses = len(part) - _size(part)
        if _size(part) >= _FEW and pauses >= _size(part) - 1:
            part = _unmarked(part)  # noqa: PLW2901
        if held or _size(part) < _FEW:
            yield part
        held = held + ([(_COMMA, False)] if held else []) + part
        if _size(held) >= _FEW:
            yield held
            held = []
    if held:
        yield held


def _unmarked(part: _Part) -> _Part:
    """Without the marks, but for one where two stood: "no,... quiero"."""
    marks = [word == _COMMA for word, _ in part]
    before = [False, *marks[:-1]]
    return [one for i, one in enumerate(part) if before[i] or not marks[i]]


def _size(part: _Part) -> int:
    return sum(word != _COMMA for word, _ in part)


def _measured(part: _Part) -> Sentence:
    words: list[str] = []
    at: list[int] = []
    quoted: list[bool] = []
    place = 0
    for word, is_quoted in part:
        if word == _COMMA:
            place += _PAUSE if words else 0
            continue
        words.append(word)
        at.append(place)
        quoted.append(is_quoted)
        place += 1
    return Sentence(tuple(words), tuple(at), tuple(quoted))
