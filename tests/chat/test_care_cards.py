"""The cards of care: what they offer, how long they are, and what they never say."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from gettext import NullTranslations
from html import unescape

import pytest
from conftest import ROOT
from service.programme import calendar

from bot.chat.texts import care, replies
from bot.chat.texts.directory import help_card
from bot.config import load_config
from bot.content.translations import load_catalogues
from bot.domain.callbacks import Verb, decode
from bot.domain.care import Support
from bot.domain.model import Contact, Message
from bot.service.care import Care

Card = Callable[[NullTranslations, Support], Message]


def _alone(card: Callable[[NullTranslations], Message]) -> Card:
    """A card without contacts on it."""
    return lambda say, _support: card(say)


SEQUENCES: dict[str, Card] = {
    "crisis": replies.crisis,
    "violence": replies.violence,
    "harm": replies.harm,
    "third": replies.third_person,
    "medical": replies.medical,
    "grief": partial(replies.grief, lesson=64),
    "unanswered": replies.unanswered,
}
WITHOUT_CONTACTS: dict[str, Card] = {
    "question": _alone(replies.question),
    "answered": _alone(replies.answered),
    "heavy": _alone(replies.heavy),
    "trusted": _alone(replies.trusted),
    "safe": lambda say, _support: replies.safe(say, date(2026, 11, 27)),
    "unheard": _alone(care.unheard),
    "unread": _alone(care.unread),
}
CARDS: list[Card] = [
    care.high_stress,
    care.hard_time,
    partial(help_card, department="La Paz"),
    care.failed,
    *SEQUENCES.values(),
]
CATALOGUES = load_catalogues(ROOT / "locales")
EXAMPLE = load_config(ROOT / "config.example.toml", {})
UNITS: dict[str, str | None] = {unit.department: unit.id for unit in EXAMPLE.units}
SAY, NONE = NullTranslations(), Support(())
HOURS = [datetime(2026, 11, 23, tzinfo=UTC) + timedelta(hours=hour) for hour in range(0, 24, 3)]

# What safe messaging forbids: means, guilt, promises, secrecy, "commit", the officer's gender.
FORBIDDEN = re.compile(
    r"suicid|cometer|pastilla|veneno|pistola|arma\b|colgar|puente|soga|egoís|cobard|culpable|"
    r"piense en su familia|prometo|secreto|todo va a|todo saldrá|debe \w+|tiene que vivir|"
    r"\bsol[oa]\b|\bsol[oa]s\b(?<!a solas)|\btú\b|\bvos\b|\bte\b|\btu\b|"
    r"commit|promise|secret|selfish|coward|pills|\bgun\b|poison",
    re.IGNORECASE,
)


def verbs_of(message: Message) -> list[Verb]:
    """What the keys of a card do, row by row."""
    taps = [decode(key.payload) for row in message.buttons for key in row]
    return [tap.verb for tap in taps if tap is not None]


def text_of(message: Message) -> str:
    """What a phone shows of a card."""
    return unescape(re.sub(r"<[^>]+>", "", message.html))


def support_at(department: str | None, now: datetime) -> Support:
    """The example's contacts for a department."""
    units = {unit.id: unit for unit in EXAMPLE.units}
    unit = UNITS.get(department or "")
    return Care(EXAMPLE.contacts, units, calendar()).support_for(unit, now)


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("can_be_called", [True, False])
def test_the_key_to_be_contacted_stands_on_every_card_while_somebody_can(
    card: Card, can_be_called: bool
) -> None:
    shown = card(NullTranslations(), Support((), can_be_called))
    assert (Verb.CALL_ME in verbs_of(shown)) is can_be_called


@pytest.mark.parametrize("language", CATALOGUES)
@pytest.mark.parametrize("name", SEQUENCES | WITHOUT_CONTACTS)
def test_a_reply_is_at_most_eight_lines_and_one_screen_for_every_department_at_every_hour(
    name: str, language: str
) -> None:
    card, say = (SEQUENCES | WITHOUT_CONTACTS)[name], CATALOGUES[language]
    for department in [None, *UNITS]:
        for now in HOURS:
            told = text_of(card(say, support_at(department, now)))
            assert len(told.splitlines()) <= 8, told
            assert len(told) <= 700, told


@pytest.mark.parametrize("language", CATALOGUES)
@pytest.mark.parametrize("name", SEQUENCES | WITHOUT_CONTACTS)
def test_no_reply_names_means_blames_promises_or_knows_a_gender(name: str, language: str) -> None:
    card, say = (SEQUENCES | WITHOUT_CONTACTS)[name], CATALOGUES[language]
    told = text_of(card(say, Support(())))
    assert not FORBIDDEN.search(told), told


@pytest.mark.parametrize(
    "bad", ["se va a suicidar", "no está solo", "se lo prometo", "no debe morir", "tu vida", "sola"]
)
def test_a_word_that_safe_messaging_forbids_would_be_noticed(bad: str) -> None:
    assert FORBIDDEN.search(bad)
    assert not FORBIDDEN.search("no tiene que pasarlo a solas; qué bueno que esté a salvo")


@pytest.mark.parametrize("name", SEQUENCES)
def test_every_sequence_tells_that_a_program_speaks(name: str) -> None:
    assert "programa" in SEQUENCES[name](NullTranslations(), Support(())).html


@pytest.mark.parametrize("name", SEQUENCES)
def test_no_reply_shows_a_line_that_is_closed(name: str) -> None:
    for department in [None, *UNITS]:
        for now in HOURS:
            shown = SEQUENCES[name](NullTranslations(), support_at(department, now)).html
            assert "cerrado ahora" not in shown


@pytest.mark.parametrize("name", SEQUENCES)
def test_an_emergency_number_is_there_also_without_any_contact(name: str) -> None:
    for department in [None, *UNITS]:
        for now in HOURS:
            assert "110" in SEQUENCES[name](NullTranslations(), support_at(department, now)).html
    assert "110" in SEQUENCES[name](NullTranslations(), Support(())).html


@pytest.mark.parametrize("name", SEQUENCES)
def test_a_number_that_nobody_verified_says_so(name: str) -> None:
    support = support_at("Oruro", HOURS[5])
    assert not any(one.is_verified for one in support.contacts)
    for told in (support, Support(())):
        lines = SEQUENCES[name](NullTranslations(), told).html.splitlines()
        numbers = [line for line in lines if line.startswith("• <b>")]
        assert numbers
        assert all("sin verificar" in line for line in numbers)


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("crisis", "Policía", "Familia Segura"),
        ("violence", "Policía", "FELCV"),
        ("medical", "Emergencias médicas", "Policía"),
        ("third", "Policía", "Familia Segura"),
    ],
)
def test_the_numbers_fit_what_was_written(name: str, first: str, second: str) -> None:
    shown = SEQUENCES[name](NullTranslations(), support_at("Oruro", HOURS[5])).html
    assert 0 < shown.index(first) < shown.index(second)


def test_only_what_is_no_medical_emergency_offers_breathing() -> None:
    offering = {
        name for name, card in SEQUENCES.items() if Verb.RESCUE in verbs_of(card(SAY, NONE))
    }
    assert offering == {"crisis", "harm", "unanswered"}


def test_the_sentence_for_somebody_trusted_can_be_copied() -> None:
    card = replies.trusted(SAY)
    copied = card.buttons[0][0].copies
    assert 1 <= len(copied) <= 256
    assert copied in text_of(card)


def test_grief_offers_no_lesson_where_there_is_none() -> None:
    assert Verb.CARD in verbs_of(replies.grief(SAY, NONE, 64))
    assert Verb.CARD not in verbs_of(replies.grief(SAY, NONE, None))


def test_few_takes_the_first_of_each_topic_before_a_second_of_any() -> None:
    def listed(name: str, topic: str, *, is_open: bool | None = True) -> Contact:
        return Contact(
            id=name, name=name, channel="phone", number="1", hours="24h" if is_open else "",
            cost="", languages=(), departments=(), topic=topic, note="", source="",
            source_date=None, verified_on=None, verified_by="",
        )  # fmt: skip

    names = [("a", "listening"), ("b", "listening"), ("c", "emergency"), ("d", "service")]
    contacts = tuple(listed(*one) for one in names)
    support = Care(contacts, {}, calendar()).support_for(None, HOURS[5])
    few = support.few(("emergency", "listening"))
    assert [one.contact.id for one in few] == ["c", "a", "b"]
    assert [one.contact.id for one in support.few(("emergency", "listening"), 2)] == ["c", "a"]
