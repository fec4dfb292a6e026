"""The checked-in drawings: up to date, small, and legible on a telephone."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image, ImageChops, ImageColor, ImageStat

from assets.draw_lessons import FOLDER, HEIGHT, WIDTH, draw, svg
from assets.scenes import SCENES
from assets.shapes import words

PHONE = 390 / WIDTH  # how much smaller a telephone shows it
LABEL = re.compile(
    r'<text x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)"[^>]*font-size="(?P<size>[\d.]+)" '
    r'fill="(?P<fill>#\w+)">(?P<text>[^<]*)<'
)
every_drawing = pytest.mark.parametrize("name", SCENES)


def luminance(colour: tuple[int, ...]) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [part / 255 for part in colour[:3]]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The contrast of two colours as WCAG 2 defines it, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def colours_of(picture: Image.Image, least: int) -> list[tuple[int, ...]]:
    """The colours that more than so many points have, the most frequent first."""
    counted = sorted(picture.getcolors(picture.width * picture.height) or [], reverse=True)
    return [colour for count, colour in counted if count > least and isinstance(colour, tuple)]


def checked_in(name: str) -> Image.Image:
    """The picture as officers get it."""
    return Image.open(FOLDER / f"{name}.png").convert("RGB")


@every_drawing
def test_each_drawing_is_what_the_code_draws(name: str) -> None:
    drawn = Image.open(io.BytesIO(draw(name))).convert("RGB")
    difference = ImageStat.Stat(ImageChops.difference(drawn, checked_in(name)))
    assert max(difference.mean) < 0.5


def test_a_picture_that_is_out_of_date_would_be_noticed() -> None:
    other = ImageStat.Stat(ImageChops.difference(checked_in("plan"), checked_in("casa")))
    assert max(other.mean) > 5


@every_drawing
def test_each_drawing_is_small_and_of_the_size_that_telegram_takes(name: str) -> None:
    assert (FOLDER / f"{name}.png").stat().st_size < 60_000
    assert checked_in(name).size == (WIDTH, HEIGHT)


def test_no_file_lies_there_that_nothing_draws() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(SCENES)


@every_drawing
def test_every_label_stands_out_and_is_large_enough_on_a_telephone(name: str) -> None:
    picture = checked_in(name)
    for label in LABEL.finditer(svg(name)):
        x, y, size = float(label["x"]), float(label["y"]), float(label["size"])
        assert size * PHONE >= 16
        half = len(label["text"]) * size * 0.3
        around = picture.crop((int(x - half), int(y - size * 0.8), int(x + half), int(y + 4)))
        ink = ImageColor.getrgb(label["fill"])
        ground = next(one for one in colours_of(around, 0) if contrast(one, ink) > 1.2)
        assert contrast(ground, ink) >= 4.5, label["text"]


@every_drawing
def test_each_drawing_has_forms_that_stand_out_at_phone_width(name: str) -> None:
    picture = checked_in(name)
    small = picture.resize((390, 292)).quantize(8).convert("RGB")
    colours = colours_of(small, 600)
    assert max(contrast(one, other) for one in colours for other in colours) >= 3


def test_a_label_too_small_for_a_telephone_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        words(0, 0, "Si", 33)
