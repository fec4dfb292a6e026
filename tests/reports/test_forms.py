"""Page, picture and table of reports with much, with little and with nothing to show."""

from __future__ import annotations

import csv
import io
import struct
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.chat.texts import report as words
from bot.config import load_config
from bot.content.translations import load_catalogues
from bot.demo.stage import EXAMPLE
from bot.demo.year import simulated_year
from bot.domain.reporting import Document, WeekOfReplies, make_report
from bot.reports.page import write_page
from bot.reports.picture import draw
from bot.reports.table import harmless, write_table
from reports.made import BLOCK, PLAIN, sources

CATALOGUES = load_catalogues(Path(__file__).parents[2] / "locales")
LANGUAGES = sorted(CATALOGUES)


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    """A whole year, the first week, and a week in which too few answered."""
    with simulated_year(load_config(EXAMPLE, {})) as reports:
        year, names = reports.find(), reports.names()
        second_block = reports.find(names[8])
    return {
        "year": year,
        "nine weeks": second_block,
        "first week": make_report(sources({BLOCK[0]: PLAIN})),
        "nobody": make_report(sources({BLOCK[0]: WeekOfReplies({}, [])}, agreed=0)),
    }


class Balance(HTMLParser):
    """Reads a page and keeps its visible text and its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag; nothing may be fetched."""
        self.tags.append(tag)
        for name, value in attrs:
            assert name != "src" or str(value).startswith("data:image/png;base64,")
            assert name != "href"

    def handle_data(self, data: str) -> None:
        """Note text that is shown."""
        if self.tags[-1:] != ["style"]:
            self.text += data


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("which", ["year", "nine weeks", "first week", "nobody"])
def test_a_page_is_whole_and_fetches_nothing(
    documents: dict[str, Document], which: str, language: str
) -> None:
    document, say = documents[which], CATALOGUES[language]
    page = Balance()
    page.feed(write_page(say, document))
    assert words.headline(say, document) in page.text
    assert document["sha256"] in page.text
    assert "None" not in page.text
    assert "{" not in page.text
    assert page.tags.count("img") == 1


@pytest.mark.parametrize("which", ["year", "nine weeks", "first week", "nobody"])
def test_a_picture_fills_the_width_of_a_phone(documents: dict[str, Document], which: str) -> None:
    png = draw(CATALOGUES["es"], documents[which])
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    assert width == 1080
    assert 700 < height < 3000
    assert b"Software" not in png


def test_the_year_says_that_things_got_better(documents: dict[str, Document]) -> None:
    told = words.three_sentences(CATALOGUES["es"], documents["year"])
    assert "Desde enero bajó." in told
    assert len(told) <= 1024


def test_too_few_are_told_in_words(documents: dict[str, Document]) -> None:
    told = words.three_sentences(CATALOGUES["es"], documents["nobody"])
    assert told.startswith("Esta semana respondieron menos de 10 personas")


@pytest.mark.parametrize("which", ["year", "nine weeks", "first week", "nobody"])
def test_a_table_has_every_number_and_every_reason(
    documents: dict[str, Document], which: str
) -> None:
    rows = list(csv.DictReader(io.StringIO(write_table(documents[which]))))
    assert rows[0]["what"] == "participation"
    assert all(row["low"] or row["note"] or row["what"] == "trigger" for row in rows)
    if which == "year":
        kinds = {row["what"] for row in rows}
        assert {"stress", "stress_block", "trigger", "lesson_useful", "who5_mean"} <= kinds


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_text_of_a_table_is_a_formula(start: str) -> None:
    assert harmless(f"{start}1+1") == f"'{start}1+1"
    document = make_report(sources({BLOCK[0]: PLAIN}, cells={"desaguadero": f"{start}cmd|x"}))
    for row in csv.reader(io.StringIO(write_table(document), newline="")):
        assert not any(cell.startswith(start) for cell in row)


def test_a_name_from_the_configuration_cannot_break_the_page() -> None:
    document = make_report(sources({BLOCK[0]: PLAIN}, cells={"desaguadero": "<script>x</script>"}))
    assert "<script>" not in write_page(CATALOGUES["es"], document)


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(0, 25, "menos del 25%"), (25, 50, "entre 25% y 50%"), (50, 100, "50% o más")],
)
def test_a_band_is_told_in_words(low: int, high: int, told: str) -> None:
    assert words.between(CATALOGUES["es"], low, high).replace("\xa0", "") == told
