"""What the drawings of the lessons show, and every drawing by the name of its file."""

from __future__ import annotations

from collections.abc import Callable

from assets.exercise_scenes import breath, circles, grounding, relaxing, sleeping, thinking
from assets.shapes import (
    BRICK,
    CREAM,
    DAWN,
    HAIR,
    INK,
    LEAF,
    NEAR,
    NIGHT,
    PAPER,
    PATH,
    ROAD,
    SAND,
    SKINS,
    SKY,
    SUN,
    TEAL,
    andes,
    at,
    bust,
    cloud,
    cup,
    disc,
    kettle,
    oval,
    rect,
    shape,
    stroke,
    truck,
    words,
)


def border() -> str:
    """Lorries before the barrier, the snow of the Sajama behind."""
    road = rect(0, 470, 800, 130, ROAD) + "".join(
        rect(at_x, 556, 70, 10, SAND, 5) for at_x in range(20, 800, 150)
    )
    booth = rect(627, 300, 150, 180, CREAM, 6) + rect(611, 280, 182, 30, BRICK, 6)
    window = rect(655, 336, 94, 70, SKY, 4) + rect(655, 416, 94, 12, INK)
    pole = rect(575, 350, 22, 132, INK, 4)
    arm = rect(418, 366, 172, 26, PAPER, 6)
    stripes = "".join(rect(at_x, 366, 44, 26, BRICK) for at_x in range(434, 560, 88))
    lorries = truck(190, 512, BRICK, 0.7) + truck(394, 512, TEAL, 0.7)
    return (
        andes(430, DAWN)
        + disc(150, 130, 52, SUN)
        + road
        + booth
        + window
        + lorries
        + arm
        + (stripes + pole)
    )


def thermometer() -> str:
    """A thermometer from 0 to 10."""
    tube = rect(330, 50, 100, 400, PAPER, 50) + disc(380, 470, 84, PAPER)
    rise = rect(356, 250, 48, 240, BRICK, 24) + disc(380, 470, 60, BRICK)
    marks = "".join(
        rect(440, y, 26 if place % 5 else 44, 8, INK, 4)
        for place, y in enumerate(range(90, 401, 31))
    )
    told = words(544, 116, "10", 64) + words(544, 271, "5", 64) + words(544, 426, "0", 64)
    leaf = cloud(160, 190, PAPER, 0.9) + cloud(680, 500, PAPER, 0.6)
    return rect(0, 0, 800, 600, SKY) + leaf + tube + rise + marks + told


def body() -> str:
    """Somebody with the places marked where strain is felt."""
    places = ((400, 172), (400, 360), (268, 400), (532, 400), (400, 506))
    halos = "".join(disc(x, y, 40, BRICK, 0.35) + disc(x, y, 18, BRICK) for x, y in places)
    return (
        rect(0, 0, 800, 600, SAND)
        + disc(400, 330, 300, CREAM)
        + bust(400, 230, TEAL, scale=1.75)
        + rect(0, 560, 800, 40, PATH)
        + halos
    )


def stretching() -> str:
    """Somebody who stretches beside a lorry, hills behind."""
    legs = stroke("M560 400 L530 540 M600 400 L632 540", NIGHT, 44)
    shoes = stroke("M516 548 L540 548 M624 548 L652 548", INK, 30)
    torso = rect(526, 230, 110, 190, BRICK, 40)
    arms = stroke("M546 260 Q500 190 530 96", SKINS[0], 34) + stroke(
        "M616 260 Q664 190 634 96", SKINS[0], 34
    )
    sleeves = stroke("M546 262 L526 214", BRICK, 42) + stroke("M616 262 L638 214", BRICK, 42)
    eyes = disc(-14, 4, 5, INK) + disc(14, 4, 5, INK) + stroke("M-12 24 Q0 34 12 24", INK, 5)
    face = at(581, 180, disc(0, -8, 50, HAIR), oval(0, 4, 40, 46, SKINS[0]), eyes)
    sparks = stroke(
        "M470 110 L446 92 M466 160 L436 156 M694 110 L718 92 M698 160 L728 156", SUN, 12
    )
    return (
        andes(440)
        + truck(330, 520, TEAL, 1.15)
        + legs
        + shoes
        + arms
        + torso
        + sleeves
        + face
        + sparks
    )


def plan() -> str:
    """A signpost: if this, then that way."""
    road = shape("M330 600 Q420 500 380 440 L420 440 Q500 500 560 600 Z", SAND)
    post = rect(186, 110, 28, 420, PATH, 6)
    first = shape("M70 130 H350 L400 180 L350 230 H70 Z", SUN) + words(214, 204, "Si…", 64)
    then = shape("M110 270 H430 L480 320 L430 370 H110 Z", TEAL) + words(
        278, 342, "entonces…", 62, PAPER
    )
    return andes(440, DAWN) + road + post + first + then


def support() -> str:
    """Somebody in the middle, five people around, a line to each."""
    around = ((150, 130), (650, 130), (110, 430), (690, 430), (400, 98))
    lines = "".join(stroke(f"M400 320 L{x} {y}", SUN, 14) for x, y in around)
    shirts = (LEAF, BRICK, NEAR, SUN, PATH)
    out = rect(0, 0, 800, 600, CREAM) + lines
    for place, ((x, y), shirt) in enumerate(zip(around, shirts, strict=True)):
        out += disc(x, y, 84, SKY) + bust(x, y - 14, shirt, SKINS[place % 3], 0.5)
    return out + disc(400, 360, 150, DAWN) + bust(400, 336, TEAL, scale=0.86, cap=True)


def talking() -> str:
    """Two people over a counter: one bubble with points, one that is round."""
    spikes = shape(
        "M250 40 L284 84 L344 52 L340 112 L396 126 L348 160 L376 214 L312 200 L270 240 L246 196"
        " L180 220 L196 164 L140 140 L196 112 L176 54 L232 84 Z",
        BRICK,
    )
    shout = stroke("M226 126 H316 M240 162 H300", PAPER, 14)
    calm = rect(450, 70, 260, 130, TEAL, 60) + shape("M590 190 L620 244 L650 186 Z", TEAL)
    quiet = stroke("M510 120 H650 M530 154 H630", PAPER, 14)
    counter = rect(0, 490, 800, 110, PATH) + rect(0, 476, 800, 24, INK)
    left = bust(180, 350, SUN, SKINS[1], 0.95, is_upset=True)
    right = bust(620, 350, NEAR, SKINS[0], 0.95, cap=True)
    return rect(0, 0, 800, 600, SAND) + left + right + counter + spikes + shout + calm + quiet


def home() -> str:
    """A kettle and two cups on the table, the evening in the window."""
    window = rect(240, 50, 320, 240, DAWN, 6) + disc(470, 210, 46, SUN)
    hills = shape("M240 290 L240 240 L330 170 L400 236 L480 200 L560 260 L560 290 Z", NEAR)
    frame = stroke("M240 50 H560 V290 H240 Z M400 50 V290", PATH, 14)
    curtains = shape("M196 36 H300 Q280 180 214 312 H196 Z", BRICK) + shape(
        "M604 36 H500 Q520 180 586 312 H604 Z", BRICK
    )
    table = rect(0, 480, 800, 120, PATH) + rect(0, 468, 800, 22, SUN)
    return (
        rect(0, 0, 800, 600, CREAM)
        + window
        + hills
        + frame
        + curtains
        + table
        + (kettle(290, 476, 1.05) + cup(500, 474, TEAL) + cup(680, 474, BRICK))
    )


SCENES: dict[str, Callable[[], str]] = {
    "frontera": border,
    "termometro": thermometer,
    "cuerpo": body,
    "respirar": breath,
    "anclaje": grounding,
    "relajacion": relaxing,
    "dormir": sleeping,
    "pensamiento": thinking,
    "circulos": circles,
    "micropausa": stretching,
    "plan": plan,
    "apoyo": support,
    "conversar": talking,
    "casa": home,
}
"""Every drawing by the name of its file."""
