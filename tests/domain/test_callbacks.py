"""Button payloads: what is encoded comes back, and nothing else is let in."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.callbacks import LIMIT_BYTES, Tap, Verb, decode, encode
from bot.domain.safety_plan import SCREENS

TOKEN = "Aa0_-" * 8 + "zZ"
UNIT = "puesto-de-frontera-no-24"

LONGEST: dict[Verb, tuple[str, ...]] = {
    Verb.CONSENT_CARD: ("es", TOKEN),
    Verb.CONSENT_TEXT: ("es", TOKEN),
    Verb.CONSENT_GIVE: ("A", "es", TOKEN),
    Verb.REGION: ("99",),
    Verb.REGIONS: (),
    Verb.UNIT: (UNIT,),
    Verb.DAYS: ("1234567",),
    Verb.HOUR: ("2359",),
    Verb.CHANGE: ("u",),
    Verb.CARD: ("999", "6"),
    Verb.PRACTICE: ("999", "6", "2-2-2"),
    Verb.VOTE: ("999", "u"),
    Verb.LATER: ("999",),
    Verb.NOW: ("999",),
    Verb.CHECKIN: (),
    Verb.STRESS: ("2026-W53", "10"),
    Verb.SKIP: ("2026-W53",),
    Verb.TRIGGER: ("2026-W53", "seguridad"),
    Verb.FINISH: ("2026-W53",),
    Verb.SURVEY: ("00", "2026-W53", "0f9c", "6" * 30),
    Verb.SURVEY_SKIP: (),
    Verb.SURVEY_OPEN: (),
    Verb.BREATHE: (),
    Verb.PROTOCOL: ("diafragmatic",),
    Verb.START: ("diafragmatic", "5"),
    Verb.FINISHED: ("diafragmatic", "5"),
    Verb.BEFORE: ("diafragmatic", "10"),
    Verb.AFTER: ("diafragmatic", "10", "10"),
    Verb.DONE: (),
    Verb.RESCUE: (),
    Verb.EXERCISES: (),
    Verb.EXERCISE: ("abcdefghijkl-abcdefghijkl-abcdefghijkl",),
    Verb.EXERCISE_STEP: ("abcdefghijkl-abcdefghijkl-abcdefghijkl", "99", "0123456a"),
    Verb.CONTACTS: (),
    Verb.DISMISS: (),
    Verb.CALL_ME: (),
    Verb.ASKED: ("s",),
    Verb.TRUSTED: (),
    Verb.SAFE: (),
    Verb.HELP: (),
    Verb.DEPARTMENTS: (),
    Verb.DEPARTMENT: ("99", "9"),
    Verb.COLLEAGUE: (),
    Verb.SAFETY_PLAN: ("services", "3f3f3f3f"),
    Verb.CONTACT_CALLS: (),
    Verb.CONTACT_CALL: (UNIT, "y", "20991231", "ffffffff"),
    Verb.CALL_PHONE: (),
    Verb.CALL_TEXT: (),
    Verb.CALL_SEND: ("0123456789abcdef",),
    Verb.CALL_CHANGE: ("0123456789abcdef",),
    Verb.CALL_PLACE: ("0123456789abcdef", "y"),
    Verb.CALL_STOP: (),
    Verb.TAKEN: ("0123456789abcdef",),
    Verb.ON_CALL: ("x",),
    Verb.RHYTHM: ("135",),
    Verb.SHIFT: (UNIT, "20261125"),
    Verb.ZONE: ("9",),
    Verb.HOLIDAYS: ("y",),
    Verb.LEADS: ("y",),
    Verb.DUTY: (),
    Verb.EVENT_LESSON: (UNIT, "999"),
    Verb.EVENT_SEND: (UNIT, "999"),
    Verb.EVENT_LEAVE: (),
    Verb.PAUSE: ("30",),
    Verb.ERASE: ("y",),
    Verb.LANGUAGE: ("es",),
}
PAYLOADS = sorted(encode(verb, *args) for verb, args in LONGEST.items())
SHORT_OF_ITSELF = {
    Verb.UNIT,
    Verb.CONSENT_CARD,
    Verb.CONSENT_TEXT,
    Verb.CONSENT_GIVE,
    Verb.DAYS,
    Verb.EXERCISE_STEP,
    Verb.PRACTICE,
    Verb.SURVEY,
    Verb.SHIFT,
}
"""Verbs with an argument that may be empty."""

languages = st.from_regex(r"[a-z]{2}", fullmatch=True)
tokens = st.one_of(st.just(""), st.from_regex(r"[A-Za-z0-9_-]{42}", fullmatch=True))
numbers = st.integers(1, 999).map(str)
scores = st.integers(0, 10).map(str)
rounds = st.builds("{:04d}-W{:02d}".format, st.integers(2000, 2099), st.integers(1, 53))
protocols = st.from_regex(r"[a-z0-9]{2,12}", fullmatch=True)
exercises = st.from_regex(r"[a-z]{2,12}(-[a-z]{2,12}){0,2}", fullmatch=True)
trails = st.from_regex(r"[0-9a-]{0,8}", fullmatch=True)
screens = st.sampled_from("123456")
choices = st.from_regex(r"([0-2]-){0,2}[0-2]?", fullmatch=True)
weeks = st.sampled_from(["00", "04", "08", "12", "24", "mi"])
tags = st.from_regex(r"[0-9a-f]{4}", fullmatch=True)
sittings = st.from_regex(r"[1-9]{0,30}", fullmatch=True)
drafts = st.from_regex(r"[0-9a-f]{16}", fullmatch=True)
minutes = st.sampled_from(["1", "5"])
units = st.one_of(st.just(""), st.from_regex(r"[a-z0-9-]{2,24}", fullmatch=True))
days = st.sets(st.integers(1, 7)).map(lambda chosen: "".join(map(str, sorted(chosen))))

ARGUMENTS: dict[Verb, st.SearchStrategy[tuple[str, ...]]] = {
    Verb.CONSENT_CARD: st.tuples(languages, tokens),
    Verb.CONSENT_TEXT: st.tuples(languages, tokens),
    Verb.CONSENT_GIVE: st.tuples(st.sampled_from("ALN"), languages, tokens),
    Verb.REGION: st.tuples(st.integers(0, 99).map(str)),
    Verb.UNIT: st.tuples(units),
    Verb.SURVEY: st.tuples(weeks, rounds, tags, sittings),
    Verb.DAYS: st.tuples(days),
    Verb.HOUR: st.tuples(st.times().map(lambda hour: hour.strftime("%H%M"))),
    Verb.CHANGE: st.tuples(st.sampled_from("uhdcpszfj")),
    Verb.CARD: st.tuples(numbers, screens),
    Verb.PRACTICE: st.tuples(numbers, screens, choices),
    Verb.VOTE: st.tuples(numbers, st.sampled_from("ud")),
    Verb.LATER: st.tuples(numbers),
    Verb.NOW: st.tuples(numbers),
    Verb.STRESS: st.tuples(rounds, scores),
    Verb.SKIP: st.tuples(rounds),
    Verb.TRIGGER: st.tuples(rounds, st.from_regex(r"[a-z]{2,12}", fullmatch=True)),
    Verb.FINISH: st.tuples(rounds),
    Verb.PROTOCOL: st.tuples(protocols),
    Verb.START: st.tuples(protocols, minutes),
    Verb.FINISHED: st.tuples(protocols, minutes),
    Verb.BEFORE: st.tuples(protocols, scores),
    Verb.AFTER: st.tuples(protocols, scores, scores),
    Verb.EXERCISE: st.tuples(exercises),
    Verb.EXERCISE_STEP: st.tuples(exercises, st.integers(1, 99).map(str), trails),
    Verb.DEPARTMENT: st.tuples(
        st.one_of(st.just(""), st.integers(0, 99).map(str)), st.integers(1, 9).map(str)
    ),
    Verb.SAFETY_PLAN: st.tuples(
        st.sampled_from(SCREENS), st.from_regex(r"[0-9a-f]{8}", fullmatch=True)
    ),
    Verb.CONTACT_CALL: st.tuples(
        st.from_regex(r"[a-z0-9][a-z0-9-]{1,23}", fullmatch=True),
        st.sampled_from("ynwsev"),
        st.dates(date(2000, 1, 1), date(2099, 12, 31)).map(lambda day: f"{day:%Y%m%d}"),
        st.from_regex(r"[0-9a-f]{8}", fullmatch=True),
    ),
    Verb.CALL_SEND: st.tuples(drafts),
    Verb.CALL_CHANGE: st.tuples(drafts),
    Verb.CALL_PLACE: st.tuples(drafts, st.sampled_from("yn")),
    Verb.TAKEN: st.tuples(drafts),
    Verb.ON_CALL: st.tuples(st.sampled_from("028xn")),
    Verb.RHYTHM: st.tuples(st.sampled_from(["0", "1", "135", "12345", "p"])),
    Verb.EVENT_LESSON: st.tuples(units.filter(bool), numbers),
    Verb.EVENT_SEND: st.tuples(units.filter(bool), numbers),
    Verb.ASKED: st.tuples(st.sampled_from("snp")),
    Verb.SHIFT: st.tuples(units, st.sampled_from(["", "20260229", "20991231"])),
    Verb.ZONE: st.tuples(st.integers(0, 9).map(str)),
    Verb.HOLIDAYS: st.tuples(st.sampled_from("yn")),
    Verb.LEADS: st.tuples(st.sampled_from("yn")),
    Verb.PAUSE: st.tuples(st.integers(0, 99).map(str)),
    Verb.ERASE: st.tuples(st.sampled_from("yn")),
    Verb.LANGUAGE: st.tuples(languages),
}
taps = st.sampled_from(list(Verb)).flatmap(
    lambda verb: st.builds(Tap, st.just(verb), ARGUMENTS.get(verb, st.just(())))
)


def test_every_verb_has_a_payload() -> None:
    assert set(LONGEST) == set(Verb)


def test_no_two_verbs_share_a_code() -> None:
    assert len({verb.value for verb in Verb}) == len(Verb.__members__)


@given(taps)
def test_what_is_encoded_comes_back_as_it_was(tap: Tap) -> None:
    assert decode(encode(tap.verb, *tap.args)) == tap


@given(taps)
def test_every_payload_is_ascii_within_telegrams_limit(tap: Tap) -> None:
    assert 1 <= len(encode(tap.verb, *tap.args).encode("ascii")) <= LIMIT_BYTES


@pytest.mark.parametrize("verb", list(Verb))
def test_the_longest_arguments_of_a_verb_fit_into_64_bytes(verb: Verb) -> None:
    assert len(encode(verb, *LONGEST[verb]).encode()) <= 64


def test_the_longest_arguments_here_are_the_longest_there_are() -> None:
    assert (len(TOKEN), len(UNIT)) == (42, 24)


@given(st.text())
def test_any_text_is_refused_or_is_exactly_what_encoding_would_give(text: str) -> None:
    tap = decode(text)
    assert tap is None or encode(tap.verb, *tap.args) == text


@given(st.sampled_from(PAYLOADS), st.data())
def test_a_payload_with_one_character_changed_never_turns_into_something_unencodable(
    payload: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(payload)))
    forged = payload[:place] + data.draw(st.text(max_size=2)) + payload[place + 1 :]
    tap = decode(forged)
    assert tap is None or encode(tap.verb, *tap.args) == forged


@given(st.binary(max_size=80))
def test_any_bytes_are_refused_or_understood_without_an_error(junk: bytes) -> None:
    tap = decode(junk.decode("utf-8", "surrogateescape"))
    assert tap is None or encode(tap.verb, *tap.args).encode() == junk


@pytest.mark.parametrize("payload", ["e1|es|", "e3|A|es|", "e3|N|en|"])
def test_an_officer_without_invitation_has_an_empty_token(payload: str) -> None:
    tap = decode(payload)
    assert tap is not None
    assert tap.args[-1] == ""


@given(st.sampled_from(PAYLOADS), st.integers(1, 60))
def test_a_payload_cut_short_loses_no_argument_unnoticed(payload: str, length: int) -> None:
    assume(length < len(payload))
    tap = decode(payload[:length])
    assert tap is None or payload[:length].count("|") == payload.count("|")


@pytest.mark.parametrize("length", range(1, 42))
def test_an_invitation_cut_short_is_refused(length: int) -> None:
    assert decode(f"e1|es|{TOKEN[:length]}") is None


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("more", ["|", "|1", "\n", " ", "\r\n", "\0", "٣", "é", "\ud800"])
def test_a_payload_with_more_behind_it_is_refused(payload: str, more: str) -> None:
    assert decode(payload + more) is None


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("before", ["|", " ", "\n", "\ufeff", "x"])
def test_a_payload_with_something_before_it_is_refused(payload: str, before: str) -> None:
    assert decode(before + payload) is None


@pytest.mark.parametrize("payload", [p for p in PAYLOADS if re.search(r"\d", p.partition("|")[2])])
@pytest.mark.parametrize("zero", ["٠", "०", "０", "𝟘"])
def test_digits_of_other_scripts_are_refused(payload: str, zero: str) -> None:
    code, _, args = payload.partition("|")
    other = re.sub(r"\d", lambda digit: chr(ord(zero) + int(digit[0])), args)
    assert decode(f"{code}|{other}") is None


@pytest.mark.parametrize("verb", [verb for verb in Verb if LONGEST[verb]])
def test_a_missing_argument_is_refused(verb: Verb) -> None:
    assert decode("|".join((verb.value, *LONGEST[verb][:-1]))) is None


@pytest.mark.parametrize("verb", [v for v in Verb if LONGEST[v] and v not in SHORT_OF_ITSELF])
def test_an_empty_argument_is_refused(verb: Verb) -> None:
    assert decode("|".join((verb.value, *LONGEST[verb][:-1], ""))) is None


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "|",
        "zz",
        "E1|es|",
        "l1|0|1",
        "l1|01|1",
        "l1|1000|1",
        "l1|1|7",
        "l6|1|7|",
        "l6|1|5",
        "l6|1|5|3",
        "l6|1|5|-",
        "l6|1|5|00",
        "l6|1|5|0-0-0-",
        "l6|1|5|0-0-0-0",
        "l1|-1|1",
        "l2|1|x",
        "c1|2026-W48|11",
        "c1|2026-W48|00",
        "c1|2026-W48|-1",
        "c1|2026-W60|5",
        "c1|1999-W48|5",
        "d1|8",
        "d1|21",
        "d1|11",
        "d2|2400",
        "d2|2959",
        "d2|0960",
        "d2|930",
        "u3|Desaguadero",
        "u3|x",
        "u3|" + "x" * 25,
        "b3|box|2",
        "b3|b|1",
        "p2|Y",
        "p3|ES",
        "e1|es|" + "A" * 43,
        "e3|X|es|",
        "e1|es|" + "A" * 41 + "=",
    ],
)
def test_an_argument_outside_of_its_form_is_refused(payload: str) -> None:
    assert decode(payload) is None


@pytest.mark.parametrize(
    ("verb", "args"),
    [
        (Verb.STRESS, ("2026-W48", "11")),
        (Verb.STRESS, ("2026-W48",)),
        (Verb.REGIONS, ("1",)),
        (Verb.UNIT, ("Desaguadero",)),
        (Verb.CONSENT_CARD, ("es|",)),
        (Verb.CONSENT_CARD, (f"es|{TOKEN}",)),
    ],
)
def test_what_would_not_come_back_as_it_was_is_not_encoded(
    verb: Verb, args: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match=f"not a payload of {verb.name}"):
        encode(verb, *args)
