"""Words of the language that look like misspelt ones of the lists: ``make model`` lists them.

The Spanish dictionary that spells the lessons is written out, each stem with its endings. What
screening would take for a word of its lists, though it is another, is an ordinary word.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from spylls.hunspell import Dictionary

from bot.content.screening import ORDINARY, load_lists
from bot.content.spelling import load_dictionary
from bot.domain.screening import Screener
from bot.domain.screening.normalising import plain

_ROOT = Path(__file__).parents[2]
LISTS = _ROOT / "lessons" / "screening"
FILE = LISTS / ORDINARY
DICTIONARY = _ROOT / "assets" / "dictionary" / "es_BO"
_LONGEST = 16  # letters; longer words look like nothing else
_HEAD = """\
# Palabras corrientes que se parecen a otra de las listas mal escrita: «salar» no es «saltar».
# Las escribe «make model» con el diccionario; no las cambie a mano.
"""


def ordinary_words() -> str:
    """The file of ordinary words; the same for the same lists and dictionary."""
    vocabulary = Screener(load_lists(LISTS), ordinary=()).vocabulary
    found = sorted(
        word for word in written_out(load_dictionary(DICTIONARY)) if vocabulary.guesses(word)
    )
    return _HEAD + "\n".join(found) + "\n"


def written_out(dictionary: Dictionary, every: int = 1) -> set[str]:
    """The words of a dictionary, of ``every`` so many stems one, spelled as screening reads them.

    Prefixes are left out.
    """
    found = set()
    for entry in dictionary.dic.words[::every]:
        for form in _forms(dictionary, entry.stem, entry.flags):
            word = plain(form)
            if word.isalpha() and len(word) <= _LONGEST:
                found.add(word)
    return found


def _forms(dictionary: Dictionary, stem: str, flags: set[str]) -> Iterator[str]:
    yield stem
    for flag in flags:
        for suffix in dictionary.aff.SFX.get(flag, ()):
            if not suffix.cond_regexp.search(stem):
                continue
            form = stem.removesuffix(suffix.strip) + suffix.add
            yield form
            for second in suffix.flags:
                for last in dictionary.aff.SFX.get(second, ()):
                    if last.cond_regexp.search(form):
                        yield form.removesuffix(last.strip) + last.add
