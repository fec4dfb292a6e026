"""Invitations: what is issued can be read, and nothing else can."""

import hashlib
import re
import string
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.invitations import Invitation, issue, read, unit_number

ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
KEY = bytes(range(32))
KEYS = {1: KEY}
NONCE = b"12345678"
UNITS = ["desaguadero", "tambo-quemado", "viru-viru"]
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
END = NOW + timedelta(days=14)
TOKEN = issue("tambo-quemado", END, NONCE, KEY)


def test_a_good_token_names_its_unit_and_its_end() -> None:
    invitation = read(TOKEN, UNITS, KEYS, NOW)
    assert invitation is not None
    assert (invitation.unit, invitation.expires_at) == ("tambo-quemado", END)


def test_the_token_follows_the_published_layout() -> None:
    number = hashlib.sha256(b"tambo-quemado").digest()[:2]
    body = b"\x01" + number + int(END.timestamp()).to_bytes(4) + NONCE
    assert read(TOKEN, UNITS, KEYS, NOW) == Invitation(
        "tambo-quemado", END, hashlib.sha256(body).hexdigest()
    )


@given(
    unit=st.sampled_from(UNITS),
    seconds=st.integers(1, 2**32 - 1),
    nonce=st.binary(min_size=8, max_size=8),
    key=st.binary(min_size=16, max_size=64),
    kid=st.integers(0, 255),
)
def test_whatever_is_issued_is_read_back(
    unit: str, seconds: int, nonce: bytes, key: bytes, kid: int
) -> None:
    end = datetime.fromtimestamp(seconds, UTC)
    token = issue(unit, end, nonce, key, kid)
    invitation = read(token, UNITS, {kid: key}, end - timedelta(seconds=1))
    assert invitation is not None
    assert (invitation.unit, invitation.expires_at) == (unit, end)


@given(nonce=st.binary(min_size=8, max_size=8), kid=st.integers(0, 255))
def test_a_token_is_42_characters_that_telegram_takes(nonce: bytes, kid: int) -> None:
    assert re.fullmatch("[A-Za-z0-9_-]{42}", issue("viru-viru", END, nonce, KEY, kid))


@pytest.mark.parametrize("position", range(42))
def test_no_single_character_can_be_changed(position: int) -> None:
    forgeries = {TOKEN[:position] + c + TOKEN[position + 1 :] for c in ALPHABET} - {TOKEN}
    assert len(forgeries) == 63
    assert [f for f in forgeries if read(f, UNITS, KEYS, NOW) is not None] == []


def test_the_other_spellings_of_the_same_bytes_are_refused() -> None:
    last = ALPHABET.index(TOKEN[-1])
    assert last % 16 == 0  # the four spare bits of the last character are zero
    spellings = [TOKEN[:-1] + ALPHABET[last + spare] for spare in range(1, 16)]
    assert [s for s in spellings if read(s, UNITS, KEYS, NOW) is not None] == []


@pytest.mark.parametrize(
    "token",
    [
        "",
        TOKEN[:-1],
        TOKEN + "A",
        TOKEN + "==",
        TOKEN + "\n",
        " " + TOKEN[1:],
        "ñ" + TOKEN[1:],
        "\ud800" + TOKEN[1:],
        TOKEN[:20] + "+/" + TOKEN[22:],
        TOKEN[:20] + "\n" + TOKEN[20:],
        "A" * 42,
        "_" * 42,
    ],
)
def test_a_malformed_token_is_refused(token: str) -> None:
    assert read(token, UNITS, KEYS, NOW) is None


@given(st.text(max_size=80))
def test_any_other_text_is_refused_without_an_error(text: str) -> None:
    assert read(text, UNITS, KEYS, NOW) is None


def test_a_token_is_good_until_the_second_before_its_end() -> None:
    assert read(TOKEN, UNITS, KEYS, END - timedelta(seconds=1)) is not None


@pytest.mark.parametrize("after", [timedelta(0), timedelta(seconds=1), timedelta(days=400)])
def test_from_its_end_on_a_token_is_refused(after: timedelta) -> None:
    assert read(TOKEN, UNITS, KEYS, END + after) is None


def test_a_token_of_another_key_is_refused() -> None:
    assert read(TOKEN, UNITS, {1: bytes(32)}, NOW) is None


def test_a_token_whose_key_number_is_retired_is_refused() -> None:
    assert read(TOKEN, UNITS, {2: KEY}, NOW) is None


def test_a_token_signed_with_the_filler_for_unknown_keys_is_refused() -> None:
    forged = issue("viru-viru", END, NONCE, bytes(16), kid=9)
    assert read(forged, UNITS, KEYS, NOW) is None


def test_while_keys_rotate_the_old_and_the_new_are_both_read() -> None:
    new_key = bytes(reversed(KEY))
    tokens = [TOKEN, issue("viru-viru", END, NONCE, new_key, kid=2)]
    assert all(read(token, UNITS, {1: KEY, 2: new_key}, NOW) for token in tokens)


def test_a_unit_that_is_no_longer_configured_is_refused() -> None:
    assert read(TOKEN, ["desaguadero"], KEYS, NOW) is None


def test_two_units_with_one_number_admit_nobody() -> None:
    first_of: dict[int, str] = {}
    names = (f"unit-{i}" for i in range(10**6))
    twins = next(
        (first_of[number], name)
        for name in names
        if first_of.setdefault(number := unit_number(name), name) != name
    )
    assert read(issue(twins[0], END, NONCE, KEY), twins, KEYS, NOW) is None


def test_the_number_of_a_unit_never_changes() -> None:
    assert unit_number("tambo-quemado") == 0xFFFF & int(
        hashlib.sha256(b"tambo-quemado").hexdigest()[:4], 16
    )


def test_the_digest_tells_two_tokens_of_one_unit_apart() -> None:
    other = read(issue("tambo-quemado", END, b"87654321", KEY), UNITS, KEYS, NOW)
    first = read(TOKEN, UNITS, KEYS, NOW)
    assert first is not None
    assert other is not None
    assert first.digest != other.digest


def test_the_end_is_the_same_moment_in_every_zone() -> None:
    la_paz = END.astimezone(timezone(timedelta(hours=-4)))
    assert issue("tambo-quemado", la_paz, NONCE, KEY) == TOKEN


@pytest.mark.parametrize(
    ("end", "nonce", "key", "kid"),
    [
        (END.replace(tzinfo=None), NONCE, KEY, 1),
        (datetime(2200, 1, 1, tzinfo=UTC), NONCE, KEY, 1),
        (datetime(1960, 1, 1, tzinfo=UTC), NONCE, KEY, 1),
        (END, NONCE[:-1], KEY, 1),
        (END, NONCE + b"9", KEY, 1),
        (END, NONCE, b"short", 1),
        (END, NONCE, KEY, 256),
        (END, NONCE, KEY, -1),
    ],
)
def test_what_does_not_fit_is_not_issued(end: datetime, nonce: bytes, key: bytes, kid: int) -> None:
    with pytest.raises(ValueError, match=r"needs|cannot|has|is 0"):
        issue("viru-viru", end, nonce, key, kid)
