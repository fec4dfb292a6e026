"""The key that signs invitations: drawn once, whole, and for nobody else's eyes."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.storage.keys import load_or_make_key


def test_a_key_is_drawn_once_and_read_ever_after(tmp_path: Path) -> None:
    path = tmp_path / "key"
    first = load_or_make_key(path)
    assert len(first) == 32
    assert load_or_make_key(path) == first


def test_two_installations_have_two_keys(tmp_path: Path) -> None:
    assert load_or_make_key(tmp_path / "one") != load_or_make_key(tmp_path / "two")


def test_the_key_and_the_folder_made_for_it_are_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "secret" / "key"
    load_or_make_key(path)
    assert [stat.S_IMODE(p.stat().st_mode) for p in (path, path.parent)] == [0o600, 0o700]


def test_nothing_but_the_key_stays_in_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "key"
    load_or_make_key(path)
    assert list(tmp_path.iterdir()) == [path]


def test_everybody_who_comes_first_at_once_gets_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(load_or_make_key, [tmp_path / "key"] * 32))
    assert len(set(keys)) == 1


@pytest.mark.parametrize("content", ["", "\n", "00" * 31, "no key at all"])
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    path.write_text(content, encoding="ascii")
    with pytest.raises(ValueError, match=r"holds no key|hexadecimal"):
        load_or_make_key(path)
