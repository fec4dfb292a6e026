"""Which words of the lists a word of a text is, misspelt ones included."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

from rapidfuzz.distance import OSA

from bot.domain.screening.normalising import THEIRS

_LONG = 6  # letters from which on one wrong letter is forgiven
_VERY_LONG = 12  # letters from which on two are
_GLUED = 8  # letters from which on a word may be several, written as one
_INNER_VOWEL = re.compile(r"(?<!^)[aeiou](?!$)")
_VOWELS = str.maketrans("", "", "aeiou")
_OTHERS = ("se", "te", "lo", "la", "le", "os", "as", "es", "on", "an")  # not "me"
_HARDENED = re.compile(r"c(?=[bdjmnp])")  # it sounded like s before a vowel that is gone: suicdio
_SOFTENED = re.compile(r"j(?=[ei])")  # it was a g: sigiendo, oblgia
_DEGREE = re.compile(r"(?<=..)(?:isim|it)([oa]s?)$")
_Nothing: frozenset[str] = frozenset()


class Vocabulary:
    """The words and stems (``mori*``) of the lists; ``grave`` ones are known misspelt, too."""

    def __init__(
        self,
        patterns: Iterable[str],
        grave: Iterable[str],
        ordinary: Collection[str] | None = None,
    ) -> None:
        """``ordinary`` are words of the language that only look like one of the lists misspelt.

        Without them only ``grave`` words are known misspelt: of others nobody could tell.
        """
        self._words: set[str] = set()
        self._stems: set[str] = set()
        for pattern in patterns:
            (self._stems if pattern.endswith("*") else self._words).add(pattern.removesuffix("*"))
        self._longest = max(map(len, self._stems), default=0)
        self._by_start: dict[str, list[str]] = defaultdict(list)
        self._stems_by_start: dict[str, list[str]] = defaultdict(list)
        self._bare: dict[str, list[str]] = defaultdict(list)
        self._either = {word[:-1] + "o" for word in self._words if word.endswith(THEIRS)}
        self._grave = frozenset(grave)
        self._ordinary = None if ordinary is None else frozenset(ordinary)
        self._shortened: dict[str, list[str]] = defaultdict(list)
        self._skeletons: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._words):
            if word.isalpha() and len(word) >= _LONG - 1:
                for short in _shortened(word):
                    self._shortened[short].append(word)
            if word.isalpha():
                self._skeletons[_skeleton(word)].append(word)
        for word in sorted(self._grave):
            if word.endswith("*"):
                self._stems_by_start[_start(word)].append(word.removesuffix("*"))
            else:
                self._by_start[_start(word)].append(word)
                self._bare[word.translate(_VOWELS)].append(word)

    def patterns_of(self, word: str) -> frozenset[str]:
        """The patterns that a word fits: as it is, else with a letter wrong or vowels dropped."""
        found = self._exact(word) | self._in_degree(word)
        if word in self._words:
            return found
        if "rr" in word:  # a letter that was drawn out: quierro
            single = word.replace("rr", "r")
            found |= self._exact(single) | self._in_degree(single)
            if single in self._words:
                return found
        if not word.isalpha():
            return found
        if not found:
            found = self._misspelt(word) or self._abridged(word)
        found |= self._guessed(word)
        for meant in () if found else _meant(word):
            found |= self._exact(meant) | self._misspelt(meant) | self._guessed(meant)
        return found

    def guesses(self, word: str) -> bool:
        """Whether a word would be taken for others of the lists, were it not an ordinary one."""
        return word not in self._words and (bool(self._guessed(word)) or len(self.split(word)) > 1)

    def split(self, word: str) -> list[str]:
        """The words that were written as one ("quieromorir"); the word itself otherwise."""
        if len(word) < _LONG - 1 or self._exact(word) or word in (self._ordinary or ()):
            return [word]
        pieces = self._cut(word)
        if len(word) >= _GLUED and any(len(one) > 3 and one in self._grave for one in pieces):
            return pieces
        two = self._ordinary is not None and len(pieces) == 2 and max(map(len, pieces)) > 3
        return pieces if two and not self._guessed(word) else [word]

    def knows(self, word: str) -> bool:
        """Whether a word is one of the lists, written right."""
        return word in self._words or bool(self._exact(word))

    def _exact(self, word: str) -> frozenset[str]:
        found = {word} if word in self._words else set()
        if word in self._either:
            found.add(word[:-1] + THEIRS)
        if word.endswith(THEIRS):
            word = word[:-1] + "o"
            if not found and word in self._words:
                found.add(word)
        for end in range(1, min(len(word), self._longest) + 1):
            if word[:end] in self._stems:
                found.add(word[:end] + "*")
        return frozenset(found)

    def _in_degree(self, word: str) -> frozenset[str]:
        """The word made small or great: cansadito, cansadísima."""
        found = _DEGREE.search(word)
        return self._exact(word[: found.start()] + found[1]) if found else _Nothing

    def _misspelt(self, word: str) -> frozenset[str]:
        if len(word) < _LONG - 1:
            return _Nothing
        found: set[str] = set()
        for known in self._by_start[_start(word)]:
            if _is_slip(word, known):
                found |= self._exact(known)
        for stem in self._stems_by_start[_start(word)]:
            size = len(stem)
            cuts = (word[:size], word[: size - 1], word[: size + 1])
            if any(OSA.distance(cut, stem, score_cutoff=1) <= 1 for cut in cuts):
                found.add(stem + "*")
        return frozenset(found)

    def _abridged(self, word: str) -> frozenset[str]:
        bare = word.translate(_VOWELS)
        if len(bare) < 3 or len(word) - len(bare) > len(bare) // 2:
            return _Nothing
        found: set[str] = set()
        for known in self._bare.get(bare, ()):
            if known[0] == word[0] and _is_subsequence(word, known):
                found |= self._exact(known)
        return frozenset(found)

    def _guessed(self, word: str) -> frozenset[str]:
        """Any word of the lists with one letter wrong, or with its vowels dropped."""
        if self._ordinary is None or word in self._ordinary:
            return _Nothing
        found: set[str] = set()
        if len(word) >= _LONG - 1:
            for short in _shortened(word):
                for known in self._shortened.get(short, ()):
                    if OSA.distance(word, known, score_cutoff=1) <= 1:
                        found |= self._exact(known)
        if not found and len(word) >= 3 and not _INNER_VOWEL.search(word):
            for known in self._skeletons.get(_skeleton(word), ()):
                if known[0] == word[0] and _is_subsequence(word, known):
                    found |= self._exact(known)
        return frozenset(found)

    def _cut(self, word: str) -> list[str]:
        """The fewest known words that make up the whole word."""
        best: list[list[str] | None] = [[]] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - 14), end - 1):
                before, piece = best[start], word[start:end]
                if before is None or piece not in self._words:
                    continue
                now = best[end]
                if now is None or len(before) + 1 < len(now):
                    best[end] = [*before, piece]
        return best[-1] or []


def _meant(word: str) -> set[str]:
    """How it would be spelled, had a slip of the finger not changed what c or g sound like."""
    hard = _HARDENED.sub("s", word)
    return {hard, _SOFTENED.sub("gu", hard), _SOFTENED.sub("g", hard)} - {word}


def _shortened(word: str) -> set[str]:
    """The word, and the word without each of its letters."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _skeleton(word: str) -> str:
    """Its consonants, none twice in a row, as a word without vowels loses them."""
    return re.sub(r"(.)\1", r"\1", word.translate(_VOWELS))


def _start(word: str) -> str:
    return word[:1].replace("g", "j")


def _is_slip(word: str, known: str) -> bool:
    """One letter wrong, missing, added or swapped; in five letters, two letters swapped."""
    if len(known) < _LONG:
        return (
            len(known) == len(word) == _LONG - 1
            and sorted(word) == sorted(known)
            and (OSA.distance(word, known, score_cutoff=1) <= 1)
        )
    if known.endswith("me") and word.endswith(_OTHERS):
        return False
    if word[:-1] in {known[:-1], known} or (word == known[:-1] and not known.endswith("me")):
        return False  # another ending is another form: disparo, disparé
    allowed = 2 if len(known) >= _VERY_LONG else 1
    if abs(len(word) - len(known)) > allowed:
        return False
    return OSA.distance(word, known, score_cutoff=allowed) <= allowed


def _is_subsequence(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)
