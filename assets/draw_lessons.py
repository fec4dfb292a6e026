"""Draw the lessons' and exercises' pictures as PNG, in few colours and few bytes.

Run ``make drawings`` after a change in ``assets/scenes.py``; the files are checked in, so that the
bot needs neither typst nor Pillow to send them.
"""

from __future__ import annotations

import io
from pathlib import Path

import typst
from PIL import Image

from assets.scenes import SCENES

HERE = Path(__file__).parent
FOLDER = HERE / "drawings"
WIDTH, HEIGHT = 800, 600
COLOURS = 48

_PAGE = """#set page(width: 800pt, height: 600pt, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 800pt, height: 600pt)
"""


def draw_all(folder: Path = FOLDER) -> None:
    """Write every scene as ``<name>.png``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in SCENES:
        path = folder / f"{name}.png"
        path.write_bytes(draw(name))
        print(f"{path.name}: {path.stat().st_size / 1024:.0f} KB")


def draw(name: str) -> bytes:
    """One scene as PNG, 800 pixels wide; the same scene gives the same bytes."""
    made = typst.compile(
        _PAGE.encode(),
        format="png",
        ppi=72,
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[HERE / "fonts"]),
        sys_inputs={"svg": svg(name)},
    )
    if not isinstance(made, bytes):
        raise TypeError("typst drew more than one page")
    picture = (
        Image.open(io.BytesIO(made)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    )
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def svg(name: str) -> str:
    """One scene as SVG."""
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{SCENES[name]()}</svg>'


if __name__ == "__main__":
    draw_all()
