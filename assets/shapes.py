"""The strokes of the drawings: SVG elements and the things that come back in several scenes."""

from __future__ import annotations

from html import escape

SAND, CREAM, PAPER = "#f5e3c8", "#fff6e6", "#fffdf8"
SKY, DAWN, NIGHT, DUSK = "#cfe3e4", "#f3cf9f", "#1f3a4d", "#35566b"
FAR, NEAR, GROUND, PATH = "#8ba3b5", "#5f7f95", "#d9ab72", "#b98a55"
ROAD = "#7d8288"
INK, TEAL, LEAF, BRICK, SUN = "#22333b", "#2f7f79", "#7fae92", "#c4503a", "#e6a93a"
SKINS = ("#b87b54", "#9c6240", "#d09a70")
HAIR = "#2b211d"


def rect(x: float, y: float, wide: float, high: float, fill: str, round_: float = 0) -> str:
    """A rectangle, its corners rounded if wanted."""
    size = f'width="{wide:g}" height="{high:g}" rx="{round_:g}"'
    return f'<rect x="{x:g}" y="{y:g}" {size} fill="{fill}"/>'


def disc(x: float, y: float, radius: float, fill: str, opacity: float = 1) -> str:
    """A filled circle."""
    seen = "" if opacity == 1 else f' opacity="{opacity:g}"'
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}"{seen}/>'


def ring(x: float, y: float, radius: float, colour: str, width: float) -> str:
    """A circle's line."""
    line = f'fill="none" stroke="{colour}" stroke-width="{width:g}"'
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" {line}/>'


def oval(x: float, y: float, wide: float, high: float, fill: str) -> str:
    """A filled ellipse, by its half axes."""
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{wide:g}" ry="{high:g}" fill="{fill}"/>'


def shape(d: str, fill: str) -> str:
    """A filled path."""
    return f'<path d="{d}" fill="{fill}"/>'


def stroke(d: str, colour: str, width: float) -> str:
    """A line along a path, with round ends."""
    ends = 'stroke-linecap="round" stroke-linejoin="round"'
    return f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:g}" {ends}/>'


def words(x: float, y: float, text: str, size: float, colour: str = INK) -> str:
    """A label, centred on x; ``size`` is at least 34, which a telephone shows as 16."""
    if size < 34:
        raise ValueError(f"a label of {size} cannot be read on a telephone")
    font = f'font-family="Respiro Sans" font-weight="bold" font-size="{size:g}"'
    place = f'x="{x:g}" y="{y:g}" text-anchor="middle"'
    return f'<text {place} {font} fill="{colour}">{escape(text)}</text>'


def at(x: float, y: float, *parts: str, scale: float = 1, turn: float = 0) -> str:
    """Parts drawn around the origin, moved, turned (degrees) and scaled."""
    how = f"translate({x:g} {y:g}) rotate({turn:g}) scale({scale:g})"
    return f'<g transform="{how}">{"".join(parts)}</g>'


def andes(horizon: float, sky: str = SKY) -> str:
    """The sky, two rows of hills with snow on the highest, and the ground."""
    far = f"M0 {horizon} L150 {horizon - 120} L270 {horizon - 40} L430 {horizon - 230}"
    far += f" L590 {horizon - 60} L700 {horizon - 130} L800 {horizon - 70} L800 {horizon} Z"
    snow = f"M430 {horizon - 230} L381 {horizon - 173} L405 {horizon - 183} L424 {horizon - 160}"
    snow += f" L446 {horizon - 185} L470 {horizon - 172} L485 {horizon - 171} Z"
    near = f"M0 {horizon} L0 {horizon - 60} Q180 {horizon - 95} 330 {horizon - 25}"
    near += f" Q560 {horizon - 90} 800 {horizon - 30} L800 {horizon} Z"
    return (
        rect(0, 0, 800, 600, sky)
        + shape(far, FAR)
        + shape(snow, PAPER)
        + shape(near, NEAR)
        + rect(0, horizon, 800, 600 - horizon, GROUND)
    )


def truck(x: float, y: float, colour: str, scale: float = 1) -> str:
    """A lorry that looks to the right; (x, y) is where its front wheel stands."""
    body = rect(-235, -135, 175, 110, colour, 8) + rect(-235, -100, 175, 10, PAPER)
    cab = shape("M-52 -25 L-52 -112 L-8 -112 L22 -68 L22 -25 Z", INK)
    window = shape("M-36 -100 L-13 -100 L8 -68 L-36 -68 Z", SKY)
    wheels = "".join(
        disc(at_x, -14, 24, INK) + disc(at_x, -14, 9, SAND) for at_x in (-195, -115, 0)
    )
    return at(x, y, rect(-240, -32, 262, 16, INK, 4), body, cab, window, wheels, scale=scale)


def bust(
    x: float,
    y: float,
    shirt: str,
    skin: str = SKINS[0],
    scale: float = 1,
    *,
    cap: bool = False,
    is_upset: bool = False,
) -> str:
    """Somebody from the chest up; (x, y) is the middle of the face."""
    body = shape("M-120 190 Q-120 85 -38 78 L38 78 Q120 85 120 190 Z", shirt)
    neck = shape("M-24 40 L24 40 L30 82 Q0 106 -30 82 Z", skin)
    collar = shape("M-40 78 L0 116 L40 78 L52 86 L0 140 L-52 86 Z", PAPER)
    hair = disc(0, -12, 66, HAIR)
    face = oval(0, 4, 54, 62, skin)
    fringe = shape("M-56 -8 Q-40 -58 4 -54 Q44 -54 56 -8 Q30 -34 0 -34 Q-34 -34 -56 -8 Z", HAIR)
    eyes = disc(-20, 4, 6, INK) + disc(20, 4, 6, INK)
    mouth = stroke("M-18 34 Q0 48 18 34", INK, 6)
    if is_upset:
        mouth = oval(0, 38, 18, 12, INK) + stroke("M-32 -12 L-12 -4 M32 -12 L12 -4", INK, 6)
    top = shape("M-66 -26 Q-60 -86 0 -86 Q60 -86 66 -26 Z", TEAL) + rect(-70, -34, 152, 14, INK, 7)
    return at(
        x, y, body, neck, collar, hair, face, fringe, eyes, mouth, top if cap else "", scale=scale
    )


def cup(x: float, y: float, colour: str = BRICK, scale: float = 1) -> str:
    """A cup that steams; (x, y) is the middle of its foot."""
    bowl = shape("M-58 -100 L58 -100 L46 -10 Q44 0 34 0 L-34 0 Q-44 0 -46 -10 Z", colour)
    ear = stroke("M54 -82 Q96 -82 92 -52 Q88 -24 48 -30", colour, 14)
    steam = "".join(
        stroke(f"M{at_x} -124 q-16 -22 0 -42 q16 -20 0 -42", FAR, 9) for at_x in (-26, 22)
    )
    return at(x, y, ear, bowl, oval(0, -100, 58, 12, INK), steam, scale=scale)


def kettle(x: float, y: float, scale: float = 1) -> str:
    """A kettle; (x, y) is the middle of its foot."""
    belly = shape(
        "M-80 -10 Q-96 -120 0 -126 Q96 -120 80 -10 Q78 0 66 0 L-66 0 Q-78 0 -80 -10 Z", TEAL
    )
    spout = shape("M62 -70 L132 -122 L150 -104 L84 -26 Z", TEAL)
    handle = stroke("M-62 -108 Q-60 -206 0 -206 Q60 -206 62 -108", INK, 14)
    lid = rect(-34, -140, 68, 18, INK, 9) + disc(0, -148, 12, INK)
    shine = stroke("M-52 -36 Q-58 -78 -34 -96", LEAF, 10)
    return at(x, y, handle, spout, belly, lid, shine, scale=scale)


def cloud(x: float, y: float, fill: str, scale: float = 1) -> str:
    """A cloud around (x, y)."""
    puffs = ((-62, 10, 44), (-14, -18, 56), (46, -2, 48), (84, 20, 30))
    parts = [disc(at_x, at_y, radius, fill) for at_x, at_y, radius in puffs]
    return at(x, y, *parts, rect(-100, 8, 212, 46, fill, 23), scale=scale)
