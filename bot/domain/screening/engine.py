"""The gravest risk that a text fits, sentence by sentence, and the rule that found it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from bot.domain.screening.lists import ANY, END, GAP, Lists, Rule
from bot.domain.screening.matching import (
    BRIDGE,
    NO,
    Phrases,
    Span,
    Spans,
    by_start,
    covered_by,
    denials_of,
    places_for,
    places_of,
    starting_in,
    without,
)
from bot.domain.screening.model import Model
from bot.domain.screening.normalising import Sentence, plain, sentences_of
from bot.domain.screening.risks import Finding, Risk
from bot.domain.screening.tenses import in_past
from bot.domain.screening.vocabulary import Vocabulary

COMMON = "palabras"
"""The list whose groups, abbreviations and harmless phrases hold for all others."""

GRAVE = "@graves"
"""The group of words that are known even when a letter is wrong or vowels are missing."""

_PERSON, _SAYS = "@allegado", "@dice"
_MARKS = frozenset({ANY, END, GAP})
_ASKS = frozenset({Risk.CRISIS, Risk.VIOLENCE, Risk.HARM, Risk.THIRD})
"""Risks that are asked about, once, where their words are denied, past or a manner of speaking."""

_QUOTED = _ASKS - {Risk.VIOLENCE}
"""Risks that a quotation is not the writer's own of; a threat is one by being told."""

_SILENCES = 8
"""Words from a match to one that excludes or lowers it, at most."""

_Needs: TypeAlias = tuple[Rule, list[frozenset[str]]]


class Screener:
    """The lists, ready to be held against a text."""

    def __init__(
        self,
        lists: Mapping[str, Lists],
        model: Model | None = None,
        ordinary: Collection[str] | None = None,
    ) -> None:
        """``lists`` by name: "palabras" and one for each risk, named as it is printed.

        ``ordinary`` are words that only look like misspelt ones of the lists.
        """
        self._model = model
        common = lists[COMMON]
        self._risks = [risk for risk in Risk if risk.value in lists]
        self._lists = {risk: lists[risk.value] for risk in self._risks}
        self._short = dict(common.short)
        self._needs: dict[Risk, list[_Needs]] = {}
        self._keys: dict[Risk, dict[str, list[int]]] = {}
        self._spared: dict[Risk, Phrases[None]] = {}
        patterns = set(_all_patterns(lists.values()))
        self._groups = {name: group for one in lists.values() for name, group in one.groups.items()}
        self._names = _names_by_pattern(patterns, self._groups)
        phrases = sorted(pattern for pattern in patterns if "_" in pattern)
        self._phrases = by_start((one.split("_"), self._names[one]) for one in phrases)
        for risk, own in self._lists.items():
            self._needs[risk] = [_needs_of(rule) for rule in own.rules]
            self._keys[risk] = _keys_of(self._needs[risk])
            harmless = (*common.harmless, *own.harmless)
            self._spared[risk] = by_start((one, None) for one in harmless)
        words = {part for pattern in patterns for part in pattern.split("_")}
        words -= _MARKS | {word for word in words if word.startswith("@")}
        self.vocabulary = Vocabulary(words, _members(GRAVE, self._groups, set()), ordinary)
        self._symbols = frozenset(word for word in words if not word[0].isalnum())

    def screen(self, text: str) -> Finding:
        """The gravest risk in a text; lists first, then the model, which can only ask."""
        best = Finding(Risk.NONE)
        known: dict[str, set[str]] = {}
        for sentence in sentences_of(text, self._symbols, self._short):
            mended = self._mended(sentence)
            for told in (mended, in_past(mended)):
                for found in self._in_sentence(told, known) if told else ():
                    if _RANK[found.risk] < _RANK[best.risk]:
                        best = found
        if best.risk is Risk.NONE and self._model is not None:
            score = self._model.score(plain(text))
            if score >= self._model.threshold:
                return Finding(Risk.AMBER, f"modelo {score:.2f}")
        return best

    def _mended(self, sentence: Sentence) -> Sentence:
        """Words written as one taken apart."""
        words: list[str] = []
        at: list[int] = []
        quoted: list[bool] = []
        late = 0
        for word, place, is_quoted in zip(
            sentence.words, sentence.at, sentence.quoted, strict=True
        ):
            for number, piece in enumerate(self.vocabulary.split(word)):
                late += bool(number)
                words.append(piece)
                at.append(place + late)
                quoted.append(is_quoted)
        return Sentence(tuple(words), tuple(at), tuple(quoted))

    def _in_sentence(self, sentence: Sentence, known: dict[str, set[str]]) -> Iterator[Finding]:
        spans = self._spans(sentence, known)
        for risk in self._risks:
            one = self._lists[risk]
            left = spans
            masked = covered_by(self._spared[risk], spans, sentence)
            if masked:
                left = without(spans, masked)
            yield from self._by_list(risk, one, left, spans, sentence)

    def _by_list(
        self, risk: Risk, one: Lists, left: Spans, spans: Spans, sentence: Sentence
    ) -> Iterator[Finding]:
        for rule in self._fitting_rules(risk, left):
            match = places_for(rule, left, sentence, strict=True)
            excluding = [span for pattern in rule.excludes for span in spans.get(pattern, ())]
            if match is None:
                asks = risk in _ASKS and not excluding
                if asks and places_for(rule, left, sentence, strict=False) is not None:
                    yield Finding(Risk.AMBER, f"{rule.line} (negado)")
            elif _is_near(excluding, match, sentence.at):
                continue
            elif _is_near(_told(one.lowering, spans, sentence), match, sentence.at):
                yield Finding(Risk.AMBER, f"{rule.line} (baja)")
            elif _is_near(_told(one.others, spans, sentence), match, sentence.at):
                yield Finding(Risk.THIRD, f"{rule.line} (ajeno)")
            elif risk in _QUOTED and _is_quoted(match, sentence):
                told = _PERSON in spans and _SAYS in spans
                yield Finding(Risk.THIRD if told else Risk.AMBER, f"{rule.line} (cita)")
            else:
                yield Finding(risk, rule.line)

    def _spans(self, sentence: Sentence, known: dict[str, set[str]]) -> dict[str, list[Span]]:
        """Where each name of the lists stands in a sentence; ``known`` keeps those of each word."""
        for word in sentence.words:
            if word not in known:
                known[word] = self._names_of(word)
        names = [known[word] for word in sentence.words]
        denied = denials_of(names, sentence.at)
        spans: dict[str, list[Span]] = defaultdict(list)
        for i, found in enumerate(names):
            for name in found:
                spans[name].append(Span(i, i, denied[i]))
        for parts, phrase_names in starting_in(self._phrases, spans):
            for start, end in places_of(parts, spans, sentence.at):
                for name in phrase_names:
                    spans[name].append(Span(start, end, denied[start]))
        return spans

    def _fitting_rules(self, risk: Risk, spans: Spans) -> Iterator[Rule]:
        """Rules whose atoms all stand somewhere in the sentence, in the order of the list."""
        found = {i for name in spans for i in self._keys[risk].get(name, ())}
        for i in sorted(found):
            rule, needs = self._needs[risk][i]
            if not any(need.isdisjoint(spans) for need in needs):
                yield rule

    def _names_of(self, word: str) -> set[str]:
        return {
            name
            for pattern in self.vocabulary.patterns_of(word)
            for name in self._names.get(pattern, ())
        }


_RANK = {risk: rank for rank, risk in enumerate(Risk)}


def _all_patterns(lists: Iterable[Lists]) -> Iterator[str]:
    for one in lists:
        for members in one.groups.values():
            yield from members
        for phrase in one.harmless:
            yield from phrase
        for rule in (*one.rules, *one.lowering, *one.others):
            yield from rule.excludes
            for atom in rule.needs:
                yield from atom.patterns
    yield from (NO, BRIDGE, _PERSON, _SAYS)


def _names_by_pattern(
    patterns: set[str], groups: Mapping[str, Sequence[str]]
) -> dict[str, frozenset[str]]:
    """For each word, stem or phrase: itself and every group that holds it, also by a group."""
    parts = {part for pattern in patterns for part in pattern.split("_")} | patterns
    names: dict[str, set[str]] = {
        pattern: {pattern} for pattern in parts if not pattern.startswith("@") or "_" in pattern
    }
    for group in groups:
        for member in _members(group, groups, set()):
            names.setdefault(member, {member}).add(group)
    return {pattern: frozenset(found) for pattern, found in names.items()}


def _members(group: str, groups: Mapping[str, Sequence[str]], seen: set[str]) -> Iterator[str]:
    if group in seen:
        return
    seen.add(group)
    for member in groups.get(group, ()):
        if member.startswith("@") and "_" not in member:
            yield from _members(member, groups, seen)
        else:
            yield member


def _needs_of(rule: Rule) -> _Needs:
    return rule, sorted((frozenset(atom.patterns) for atom in rule.needs), key=len)


def _keys_of(rules: Sequence[_Needs]) -> dict[str, list[int]]:
    """By each name of a rule's rarest atom, the rules that it may set off."""
    common: Counter[str] = Counter(name for _, needs in rules for need in needs for name in need)
    keys: dict[str, list[int]] = defaultdict(list)
    for i, (_, needs) in enumerate(rules):
        for name in min(needs, key=lambda need: max(common[name] for name in need)):
            keys[name].append(i)
    return keys


def _is_told(pattern: str, spans: Spans) -> bool:
    return any(not span.denied for span in spans.get(pattern, ()))


def _told(rules: Iterable[Rule], spans: Spans, sentence: Sentence) -> Iterator[Span]:
    """Where rules that lower or speak of others fit: from their first to their last word."""
    for rule in rules:
        if any(_is_told(pattern, spans) for pattern in rule.excludes):
            continue
        match = places_for(rule, spans, sentence, strict=True)
        if match is not None:
            yield Span(min(one.start for one in match), max(one.end for one in match), False)


def _is_near(others: Iterable[Span], match: Iterable[Span], at: Sequence[int]) -> bool:
    """Whether one of the others stands near what was found: a far word silences nothing."""
    first, last = min(one.start for one in match), max(one.end for one in match)
    return any(
        at[other.start] - at[last] <= _SILENCES and at[first] - at[other.end] <= _SILENCES
        for other in others
    )


def _is_quoted(match: Iterable[Span], sentence: Sentence) -> bool:
    inside = any(sentence.quoted[span.start] for span in match)
    return inside and not all(sentence.quoted)
