"""What may be done to a message in danger without its being overlooked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from data.labelled import TUNING, read
from hypothesis import given
from hypothesis import strategies as st

from bot.content.screening import load_screener
from bot.domain.screening import Risk

SHIPPED = load_screener(Path(__file__).parents[2] / "lessons" / "screening")
TUNED = read(*TUNING)
EXPLICIT = [
    one.text
    for one in read(TUNING[0])
    if one.is_explicit and one.risk is Risk.CRISIS and not re.search(r"\b\w[ .]\w\b", one.text)
]
"""Words in single letters apart: nothing else can be done to them."""
HARMLESS = [one.text for one in TUNED if one.risk is Risk.NONE and "largo" not in one.tags]


def without_accents(text: str) -> str:
    """Every accent left out."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def drawn_out(text: str) -> str:
    """The last letter of each word four times."""
    return re.sub(r"([^\W\d_])\b", r"\1\1\1\1", text)


PERTURBATIONS: tuple[Callable[[str], str], ...] = (
    without_accents,
    drawn_out,
    str.upper,
    str.title,
    lambda text: re.sub(r"qu(?=[ei])|c(?=[aou])", "k", text),
    lambda text: text.replace("v", "b"),
    lambda text: text.replace("b", "v"),
    lambda text: re.sub(r"z|c(?=[ei])", "s", text),
    lambda text: f"{text} 😭😭",
    lambda text: f"🙏 {text}",
    lambda text: re.sub(r"\bme\b", "m", text),
    lambda text: re.sub(r"\bde\b", "d", text),
    lambda text: re.sub(r"\bque\b", "q", text),
    lambda text: re.sub(r"\bpor\b", "x", text),
    lambda text: re.sub(r"\bquiero\b", "kro", text),
    lambda text: f"/comando {text}",
    lambda text: f"  {text}\n\n",
)


@given(st.sampled_from(EXPLICIT), st.lists(st.sampled_from(PERTURBATIONS), max_size=3))
def test_an_explicit_message_stays_red_however_it_is_written(
    text: str, perturbations: list[Callable[[str], str]]
) -> None:
    for perturb in perturbations:
        text = perturb(text)
    assert SHIPPED.screen(text).risk is Risk.CRISIS, text


@given(st.sampled_from(EXPLICIT), st.sampled_from(HARMLESS), st.booleans())
def test_a_harmless_sentence_beside_it_hides_nothing(text: str, harmless: str, first: bool) -> None:
    both = f"{harmless}. {text}" if first else f"{text}. {harmless}"
    assert SHIPPED.screen(both).risk is Risk.CRISIS, both


@given(st.text(max_size=4200))
def test_nothing_that_can_be_written_breaks_it(text: str) -> None:
    assert SHIPPED.screen(text).risk in Risk


@given(st.text(alphabet='quieromatsvdhñ áéíó.,!?"«»😭💊0134@*-_\n', max_size=300))
def test_nothing_that_looks_like_words_breaks_it(text: str) -> None:
    assert SHIPPED.screen(text).risk in Risk
