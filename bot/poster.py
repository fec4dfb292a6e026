"""The poster with a unit's QR code: one A4 page as SVG, PNG or PDF, drawn without a network."""

from __future__ import annotations

import io
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import segno
import typst

ASSETS = Path(__file__).parent.parent / "assets"
TEMPLATE = ASSETS / "poster" / "poster.typ"
PIXELS_PER_INCH = 200


class PosterError(Exception):
    """A poster that cannot be drawn or written; the message says what to change."""


class Form(StrEnum):
    """What a poster can be written as."""

    SVG = "svg"
    PNG = "png"
    PDF = "pdf"


class Icon(StrEnum):
    """The drawings for the keys; each is an SVG file of this name beside the template."""

    BREATHE = "breathe"
    LESSON = "lesson"
    FEELING = "feeling"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class PosterKey:
    """One key of the bot's keyboard; the label is without its emoji, the icon stands for it."""

    icon: Icon
    label: str
    explanation: str


@dataclass(frozen=True, slots=True)
class PosterWords:
    """Everything a poster says, translated already and taken literally.

    ``title`` and ``invitation`` are broken at their line feeds; the first line of these two and of
    ``promise`` is set bold, the others smaller.
    """

    language: str
    title: str
    organisation: str
    unit_name: str
    invitation: str
    keys: tuple[PosterKey, PosterKey, PosterKey, PosterKey]
    promise: tuple[str, ...]
    footer: str


def draw_poster(link: str, words: PosterWords, path: Path) -> None:
    """Write the poster to ``path`` in the form its suffix names; words too long are set smaller.

    Raises PosterError for another suffix, a link too long for a QR code, a language that is no
    code, and a file that cannot be written.
    """
    form = _form(path)
    page = _typeset(words, link, _qr_svg(link), form)
    try:
        path.write_bytes(page)
    except OSError as error:
        raise PosterError(f"cannot write the poster {path}: {error.strerror}") from error


def _form(path: Path) -> Form:
    """Return what the file's suffix asks for."""
    try:
        return Form(path.suffix.removeprefix(".").lower())
    except ValueError:
        raise PosterError(
            f"{path.name}: a poster is written as .svg, .png or .pdf; give the file one of these"
        ) from None


def _qr_svg(link: str) -> str:
    """Return the link's QR code, black on white with its quiet zone of four modules."""
    try:
        code = segno.make_qr(link, error="m")
    except ValueError as error:  # segno.DataOverflowError is one
        raise PosterError(f"the link does not go into a QR code: {error}") from error
    drawing = io.BytesIO()
    code.save(drawing, kind="svg", border=4, dark="#000000", light="#ffffff", omitsize=True)
    return drawing.getvalue().decode()


def _typeset(words: PosterWords, link: str, code: str, form: Form) -> bytes:
    """Return the finished page; fonts are ours alone, so it looks the same on every machine."""
    where = urlsplit(link)
    data = asdict(words) | {"link": link, "address": where.netloc + where.path}
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,  # for a letter that ours do not have
        font_paths=[ASSETS / "fonts"],
    )
    try:
        page = typst.compile(
            TEMPLATE,
            root=TEMPLATE.parent,
            font_paths=fonts,
            format=form.value,
            ppi=PIXELS_PER_INCH,
            sys_inputs={"words": json.dumps(data), "code": code},
        )
    except typst.TypstError as error:
        raise PosterError(f"the poster cannot be drawn: {error.message}") from error
    if not isinstance(page, bytes):
        raise PosterError("the poster does not fit on one page")
    return page
