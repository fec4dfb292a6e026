"""The poster: three forms, one page, the right code, and words that stay words."""

import base64
import re
import zlib
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import segno
from PIL import Image

from bot.poster import (
    ASSETS,
    PIXELS_PER_INCH,
    TEMPLATE,
    Icon,
    PosterError,
    PosterKey,
    PosterWords,
    draw_poster,
)

LINK = "https://t.me/RespiroAduanaBot?start=AQABaR8aB0mZ2xKqv3YtPp0dE1fG2hI3jK4lM5nO6p"
WORDS = PosterWords(
    language="es",
    title="Respiro\nUn minuto para usted",
    organisation="Bienestar, Aduana Nacional",
    unit_name="Frontera Tambo Quemado",
    invitation="Apunte aquí la cámara de su teléfono\nSe abre Telegram. Toque «Iniciar».",
    keys=(
        PosterKey(Icon.BREATHE, "Respirar", "Un ejercicio guiado de uno o cinco minutos"),
        PosterKey(Icon.LESSON, "Lección", "Una idea breve para el turno"),
        PosterKey(Icon.FEELING, "¿Cómo estoy?", "Su estrés de 0 a 10, anónimo"),
        PosterKey(Icon.HELP, "Ayuda", "Teléfonos de apoyo, con horario y costo"),
    ),
    promise=(
        "Lo que responde no se guarda con su nombre",
        "Solo se informan grupos de cinco personas o más.",
        "Puede borrar todo cuando quiera con /borrar.",
    ),
    footer="Participar es voluntario. Este código vale hasta el 15 de diciembre.",
)
LONG = "Administración de Aduana Frontera Tambo Quemado y sus puestos de control " * 4


def drawn(folder: Path, suffix: str, words: PosterWords = WORDS, link: str = LINK) -> bytes:
    path = folder / f"poster.{suffix}"
    draw_poster(link, words, path)
    return path.read_bytes()


def matrix_of(link: str) -> list[list[bool]]:
    return [[bool(module) for module in row] for row in segno.make_qr(link, error="m").matrix]


def pages_in(pdf: bytes) -> int:
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    texts = [pdf]
    for stream in streams:
        try:
            texts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return sum(len(re.findall(rb"/Type\s*/Page\b", text)) for text in texts)


def parsed(svg: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314  # drawn here


def letters_in(svg: bytes) -> int:
    """Return how many letters are drawn: each is one use of a shape."""
    return sum(element.tag.endswith("}use") for element in parsed(svg).iter())


def test_a_png_is_a4_in_print_quality(tmp_path: Path) -> None:
    drawn(tmp_path, "png")
    with Image.open(tmp_path / "poster.png") as image:
        inches = [pixels / PIXELS_PER_INCH for pixels in image.size]
    assert PIXELS_PER_INCH >= 150
    assert inches == pytest.approx([210 / 25.4, 297 / 25.4], abs=0.01)


def test_an_svg_is_a4_and_well_formed(tmp_path: Path) -> None:
    root = parsed(drawn(tmp_path, "svg"))
    width, height = (float(number) for number in root.attrib["viewBox"].split()[2:])
    assert (width, height) == pytest.approx((595.28, 841.89), abs=0.1)


def test_a_pdf_has_one_page(tmp_path: Path) -> None:
    pdf = drawn(tmp_path, "pdf")
    assert pdf.startswith(b"%PDF-")
    assert pages_in(pdf) == 1


def test_a_suffix_in_capitals_is_understood(tmp_path: Path) -> None:
    assert drawn(tmp_path, "PDF").startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["poster.jpg", "poster", "poster.pdf.docx"])
def test_another_suffix_is_refused_and_the_three_are_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(PosterError, match=r"\.svg, \.png or \.pdf"):
        draw_poster(LINK, WORDS, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PosterError, match="cannot write the poster"):
        draw_poster(LINK, WORDS, tmp_path / "missing" / "poster.pdf")


def test_a_link_too_long_for_a_code_is_told(tmp_path: Path) -> None:
    with pytest.raises(PosterError, match="does not go into a QR code"):
        draw_poster("https://t.me/" + "x" * 4000, WORDS, tmp_path / "poster.pdf")


def test_a_language_that_is_no_code_is_told(tmp_path: Path) -> None:
    with pytest.raises(PosterError, match="cannot be drawn"):
        draw_poster(LINK, replace(WORDS, language="español"), tmp_path / "poster.pdf")


@pytest.mark.parametrize("link", [LINK, LINK[:-1] + "q"])
def test_every_module_on_paper_is_the_one_of_the_link(tmp_path: Path, link: str) -> None:
    drawn(tmp_path, "png", link=link)
    expected = matrix_of(link)
    with Image.open(tmp_path / "poster.png") as image:
        black = image.convert("L").point(lambda value: 255 if value < 8 else 0)
        box = black.getbbox()  # nothing else on the poster is quite black
        assert box is not None
        left, top, right, bottom = box
        size = len(expected)
        seen = [
            [
                black.getpixel(
                    (
                        int(left + (right - left) * (column + 0.5) / size),
                        int(top + (bottom - top) * (row + 0.5) / size),
                    )
                )
                == 255
                for column in range(size)
            ]
            for row in range(size)
        ]
    assert seen == expected


def test_around_the_code_four_modules_are_white(tmp_path: Path) -> None:
    drawn(tmp_path, "png")
    with Image.open(tmp_path / "poster.png") as image:
        grey = image.convert("L")
    box = grey.point(lambda value: 255 if value < 8 else 0).getbbox()
    assert box is not None
    left, top, right, bottom = box
    quiet = int(4 * (right - left) / len(matrix_of(LINK)))
    around = grey.crop((left - quiet, top - quiet, right + quiet, bottom + quiet))
    around.paste(255, (quiet - 1, quiet - 1, quiet + right - left + 1, quiet + bottom - top + 1))
    assert around.getextrema() == (255, 255)


def test_the_svg_holds_the_code_as_a_drawing(tmp_path: Path) -> None:
    images = re.findall(rb"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", drawn(tmp_path, "svg"))
    codes = [svg for svg in map(base64.b64decode, images) if b'class="segno"' in svg]
    assert len(codes) == 1


@pytest.mark.parametrize(
    "name",
    [
        '& < > # $ @ " \\',
        "#panic()",
        '#read("/etc/passwd")',
        "*fuerte*_cursiva_",
        "$x^2$",
        "`crudo`",
        "\\u{41}",
        "@cita<marca>",
        '"); #panic("',
        "]#pagebreak()[",
        "//nada",
        "=Título",
    ],
)
def test_signs_in_a_name_are_drawn_and_never_obeyed(tmp_path: Path, name: str) -> None:
    without = letters_in(drawn(tmp_path, "svg", replace(WORDS, unit_name="")))
    with_name = letters_in(drawn(tmp_path, "svg", replace(WORDS, unit_name=name)))
    assert with_name - without == len(name.replace(" ", ""))


def test_words_too_long_change_nothing_outside_their_box(tmp_path: Path) -> None:
    drawn(tmp_path, "png", replace(WORDS, unit_name=""))
    with Image.open(tmp_path / "poster.png") as image:
        before = image.convert("RGB")
    drawn(tmp_path, "png", replace(WORDS, unit_name=LONG))
    with Image.open(tmp_path / "poster.png") as image:
        after = image.convert("RGB")
    left, top, right, bottom = (round(edge * PIXELS_PER_INCH / 25.4) for edge in (22, 55, 122, 69))
    for picture in (before, after):
        picture.paste((0, 0, 0), (left, top, right, bottom))
    assert before.tobytes() == after.tobytes()


@pytest.mark.parametrize("unit_name", [LONG, LONG.replace(" ", ""), "\n" * 50, ""])
def test_no_unit_name_makes_a_second_page(tmp_path: Path, unit_name: str) -> None:
    assert pages_in(drawn(tmp_path, "pdf", replace(WORDS, unit_name=unit_name))) == 1


def test_if_everything_is_too_long_there_is_still_one_page(tmp_path: Path) -> None:
    keys = tuple(PosterKey(icon, LONG, LONG) for icon in Icon)
    words = PosterWords("es", LONG, LONG, LONG, LONG, keys, (LONG,) * 4, LONG)  # type: ignore[arg-type]
    assert pages_in(drawn(tmp_path, "pdf", words)) == 1


def test_the_same_words_give_the_same_file(tmp_path: Path) -> None:
    assert drawn(tmp_path, "png") == drawn(tmp_path, "png")


@pytest.mark.parametrize("icon", Icon)
def test_every_icon_has_its_drawing(icon: Icon) -> None:
    assert parsed(TEMPLATE.with_name(f"{icon}.svg").read_bytes()).tag.endswith("}svg")


def test_the_template_needs_no_package_from_a_network() -> None:
    assert "@" not in TEMPLATE.read_text(encoding="utf-8")


@pytest.mark.parametrize("style", ["Regular", "Bold"])
def test_the_fonts_are_small_and_carry_their_licence(style: str) -> None:
    assert (ASSETS / "fonts" / f"RespiroSans-{style}.ttf").stat().st_size < 150_000
    licence = (ASSETS / "fonts" / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
