"""Where a contact is written: what an administrator is told to change stands on that line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import load_config
from bot.config.lines import lines_of_rows

FILE = """# [[contact]] in a comment
[programme]
name = "x"
[[contact]]   # the first
id = "line-1"
name = "[[contact]]"
channel = "phone"
number = "110"
topic = "emergency"

[schedule]
number = 3

  [[ contact ]]
id = "line-2"
name = "B"
channel = "phone"
# number = "111"
number = "168"
topic = "medical"
"""


def test_each_key_of_each_row_has_its_line() -> None:
    first, second = lines_of_rows(FILE, "contact", 2)
    assert (first["id"], first["number"]) == (5, 8)
    assert (second["id"], second["number"]) == (15, 19)


def test_where_rows_are_written_in_another_way_nothing_is_told() -> None:
    assert lines_of_rows('contact = [{id = "x"}]', "contact", 1) == []
    assert lines_of_rows(FILE, "contact", 3) == []


def test_a_file_of_ones_own_is_named_with_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(FILE.replace("[schedule]\nnumber = 3\n", ""), encoding="utf-8")
    written = load_config(path, {}).written_contacts["line-2"]
    assert (written.place, written.is_example) == ("config.toml", False)
    text = path.read_text(encoding="utf-8").splitlines()
    assert text[written.lines["number"] - 1] == 'number = "168"'


@pytest.mark.parametrize("only", ["config.toml without contacts", "no file"])
def test_contacts_of_the_example_are_said_to_be_of_the_example(only: str, tmp_path: Path) -> None:
    path = None
    if only != "no file":
        path = tmp_path / "config.toml"
        path.write_text('[programme]\nname = "x"\n', encoding="utf-8")
    config = load_config(path, {})
    assert {one.is_example for one in config.written_contacts.values()} == {True}
    example = Path(__file__).parents[1] / "config.example.toml"
    lines = example.read_text(encoding="utf-8").splitlines()
    for contact in config.contacts:
        line = lines[config.written_contacts[contact.id].lines["id"] - 1]
        assert line == f'id = "{contact.id}"'


@given(st.text(alphabet='[]contact ="#\n1x'))
def test_any_text_is_read(text: str) -> None:
    assert len(lines_of_rows(text, "contact", 1)) in (0, 1)
