"""How a text reads: as usted, easily, and not as another one that is there already."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from textstat.textstat import textstatistics

from bot.content.markdown import plain_text
from bot.domain.model import Lesson
from bot.domain.practice import texts

EASY_ENOUGH = 65
"""From here on a card is "bastante fácil" on the INFLESZ scale."""

_OTHER_ADDRESS = re.compile(
    r"\b(tú|vos|ti|contigo|te|tus?|tuy[oa]s?|tienes|tenés|puedes|podés|quieres|querés|debes|debés"
    r"|eres|sos|estás|sabes|sabés|sientes|sentís|haces|hacés|piensas|pensás|necesitas|necesitás"
    r"|respiras|haz|hacé|vení|andá|mirá|tomá|soltá|pensá|respirá|decí|poné|elegí|escribí|contá"
    r"|probá|buscá|pedí|llamá|dejá|notá|cuídate|cuidate|siéntate|sentate|fíjate|fijate|recuerda que"
    r"|respira|piensa en|vuestr[oa]s?|vosotr[oa]s)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-záéíóúüñ]+", re.IGNORECASE)
_LIST_MARK = re.compile(r"^\s*(\d+\.|[•·-])\s+")
_LONG = 6  # words from which a sentence that comes twice is no coincidence


def other_address(text: str) -> list[str]:
    """The words that speak to somebody as "tú" or "vos"."""
    return [match[0] for match in _OTHER_ADDRESS.finditer(text)]


def reading_ease(text: str) -> float:
    """Szigriszt-Pazos, by textstat; higher is easier, 100 for no words.

    Source: Szigriszt 1993; the bands of Barrio-Cantalejo 2008 (INFLESZ). A line of a list counts
    as a sentence, and its number is no word.
    """
    lines = (_LIST_MARK.sub("", line).strip() for line in text.split("\n"))
    sentences = [line if line[-1] in ".!?…" else f"{line}." for line in lines if line]
    if not any(_WORD.search(one) for one in sentences):
        return 100.0
    return float(_spanish().szigriszt_pazos(" ".join(sentences)))


@lru_cache(maxsize=1)
def _spanish() -> textstatistics:
    counting = textstatistics()  # an own one: the library's shared one is English to others
    counting.set_lang("es")
    return counting


def words_of(lesson: Lesson) -> str:
    """Everything that an officer reads of a lesson."""
    practices = (practice for practice in (lesson.quiz, lesson.case) if practice is not None)
    told = (card.html for card in lesson.cards)
    acted = (text for practice in practices for text in texts(practice))
    return "\n".join([lesson.title, *map(plain_text, (*told, *acted, *lesson.boosters))])


def long_sentences(text: str) -> set[str]:
    """The sentences of six words and more, as bare lower-case words."""
    parts = (re.findall(r"\w+", part.lower()) for part in re.split(r"[.!?:;«»\n]", text))
    return {" ".join(words) for words in parts if len(words) >= _LONG}


def repeated(told: Iterable[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Sentences that stand in several texts, with the names of those; pairs of name and text."""
    where: defaultdict[str, list[str]] = defaultdict(list)
    for name, text in told:
        for sentence in long_sentences(text):
            where[sentence].append(name)
    for sentence, names in sorted(where.items()):
        if len(names) > 1:
            yield sentence, names
