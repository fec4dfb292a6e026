"""Telegram's HTML, accepted and refused as Telegram does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import ApiError
from simulator.markup import parse_html
from simulator.screen import as_html
from simulator.texts import plain, read_text


def read(source: str) -> tuple[str, list[tuple[str, int, int]]]:
    text, entities = read_text(source, "HTML", None)
    return text, [(e["type"], e["offset"], e["length"]) for e in entities]


def refused(source: str) -> str:
    with pytest.raises(ApiError) as caught:
        parse_html(source)
    return caught.value.description.removeprefix("Bad Request: can't parse entities: ")


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("code", "code"),
        ("pre", "pre"),
        ("blockquote", "blockquote"),
        ("tg-spoiler", "spoiler"),
    ],
)
def test_every_simple_tag_becomes_its_entity(tag: str, kind: str) -> None:
    assert read(f"a <{tag}>b</{tag}> c") == ("a b c", [(kind, 2, 1)])


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        (
            '<a href="https://example.org/x?a=1&amp;b=2">x</a>',
            {"type": "text_link", "url": "https://example.org/x?a=1&b=2"},
        ),
        ("<blockquote expandable>x</blockquote>", {"type": "expandable_blockquote"}),
        ('<span class="tg-spoiler">x</span>', {"type": "spoiler"}),
        (
            '<pre><code class="language-python">x</code></pre>',
            {"type": "pre", "language": "python"},
        ),
        (
            '<tg-emoji emoji-id="5368324170671202286">x</tg-emoji>',
            {"type": "custom_emoji", "custom_emoji_id": "5368324170671202286"},
        ),
        (
            '<tg-time unix="1647531900" format="wDT">x</tg-time>',
            {"type": "date_time", "unix_time": 1647531900, "date_time_format": "wDT"},
        ),
    ],
)
def test_tags_with_attributes_keep_what_they_say(source: str, entity: dict[str, Any]) -> None:
    assert read_text(source, "HTML", None).entities == [entity | {"offset": 0, "length": 1}]


def test_offsets_count_utf16_units() -> None:
    assert read("🙂 <b>ñ🙂</b>") == ("🙂 ñ🙂", [("bold", 3, 3)])


def test_references_are_decoded() -> None:
    assert read("&lt;a&gt; &amp; &quot;&#241;&#x1F642;") == ('<a> & "ñ🙂', [])


def test_other_references_stay_as_they_are() -> None:
    assert read("&nbsp;&copy; R&D") == ("&nbsp;&copy; R&D", [])


def test_white_space_around_the_text_goes_and_entities_move() -> None:
    assert read("\n\n <b>a </b> \n") == ("a", [("bold", 0, 1)])


def test_styles_are_cut_where_code_begins() -> None:
    assert read("<b>x <code>y</code> z</b>") == (
        "x y z",
        [("bold", 0, 2), ("code", 2, 1), ("bold", 3, 2)],
    )


@pytest.mark.parametrize("address", ["tel:+591800104040", "tel:110", "mailto:ana@example.org"])
def test_a_link_that_is_no_web_address_becomes_plain_text(address: str) -> None:
    assert read(f'<a href="{address}">call</a>') == ("call", [])


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("a<br>b", 'Unsupported start tag "br" at byte offset 1'),
        ("ñ<p>b</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("a<br/>b", 'Unsupported start tag "br/" at byte offset 1'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("1 <2", "Unclosed start tag at byte offset 2"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">a</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>a</a>", "Unexpected end of name token at byte offset 8"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=", "Unclosed start tag at byte offset 0"),
        ("<a href", "Unclosed start tag at byte offset 0"),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
    ],
)
def test_what_telegram_cannot_parse_is_refused_in_its_words(source: str, problem: str) -> None:
    assert refused(source) == problem


@given(st.text(alphabet="<>/&;ab=\"' -#x1🙂\n", max_size=30))
def test_no_text_breaks_the_parser(source: str) -> None:
    try:
        text, entities = read_text(source, "HTML", None)
    except ApiError:
        return
    units = len(text.encode("utf-16-le")) // 2
    assert all(0 <= e["offset"] < e["offset"] + e["length"] <= units for e in entities)


def test_html_for_the_page_is_nested_well_even_when_marks_overlap() -> None:
    entities = [
        {"type": "bold", "offset": 0, "length": 3},
        {"type": "italic", "offset": 1, "length": 3},
    ]
    assert as_html("abcd", entities) == "<b>a<i>bc</i></b><i>d</i>"


def test_html_for_the_page_comes_back_as_it_was_sent() -> None:
    source = '<blockquote>1 &lt; 2 🙂 <b>x<i>y</i></b> <a href="https://e.org/?a&amp;b">z</a></blockquote>'
    assert as_html(*read_text(source, "HTML", None)) == source


def test_html_for_the_page_lets_no_other_address_through() -> None:
    entity = {"type": "text_link", "offset": 0, "length": 1, "url": "javascript:alert(1)"}
    assert as_html("<", [entity]) == "&lt;"


def test_commands_and_addresses_are_found_in_what_people_type() -> None:
    found = [
        (e["type"], e["offset"], e["length"]) for e in plain("/start abc https://e.org.").entities
    ]
    assert found == [("bot_command", 0, 6), ("url", 11, 13)]
