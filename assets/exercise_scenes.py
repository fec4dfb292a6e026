"""What the drawings of the exercises show."""

from __future__ import annotations

from assets.shapes import (
    BRICK,
    CREAM,
    DAWN,
    DUSK,
    FAR,
    HAIR,
    INK,
    LEAF,
    NEAR,
    NIGHT,
    PAPER,
    PATH,
    SAND,
    SKINS,
    SKY,
    SUN,
    TEAL,
    andes,
    at,
    cloud,
    cup,
    disc,
    oval,
    rect,
    ring,
    shape,
    stroke,
    words,
)


def breath() -> str:
    """Circles that widen over the hills, like a breath."""
    rings = disc(400, 290, 210, PAPER, 0.35) + disc(400, 290, 155, PAPER, 0.55)
    heart = disc(400, 290, 100, TEAL)
    air = stroke("M30 250 Q90 220 150 250 T262 250", PAPER, 14) + stroke(
        "M40 320 Q90 296 140 320 T232 320", PAPER, 14
    )
    wind = stroke("M538 250 Q600 220 660 250 T770 250", PAPER, 14) + stroke(
        "M566 320 Q620 296 674 320 T766 320", PAPER, 14
    )
    arrows = stroke("M400 330 L400 246 M372 274 L400 246 L428 274", PAPER, 16)
    return andes(500) + rings + heart + air + wind + arrows


def grounding() -> str:
    """Five senses with their numbers: 5 the eye, 4 the hand, 3 the ear, 2 the nose, 1 the cup."""
    eye = (
        shape("M-66 0 Q0 -62 66 0 Q0 62 -66 0 Z", PAPER)
        + disc(0, 0, 30, TEAL)
        + disc(0, 0, 13, INK)
    )
    ear = shape(
        "M-10 62 Q-46 40 -38 -8 Q-30 -62 14 -60 Q58 -54 50 -4 Q46 24 26 34 Q14 66 -10 62 Z",
        SKINS[0],
    )
    ear += stroke("M-14 -4 Q-8 -36 16 -34 Q34 -28 24 0 Q8 6 8 26", HAIR, 9)
    nose = shape(
        "M-6 -62 Q18 -10 44 26 Q50 52 18 50 Q-6 58 -36 48 Q-52 34 -32 22 Q-14 -10 -6 -62 Z",
        SKINS[2],
    )
    nose += oval(-18, 42, 11, 6, HAIR) + oval(22, 42, 11, 6, HAIR)
    places = ((150, 165), (400, 165), (650, 165), (275, 440), (525, 440))
    icons = (eye, open_hand(0.42), ear, nose, cup(-8, 66, scale=0.85))
    fills = (SUN, LEAF, FAR, DAWN, SKY)
    out = [rect(0, 0, 800, 600, CREAM)]
    for number, (x, y), icon, fill in zip((5, 4, 3, 2, 1), places, icons, fills, strict=True):
        out.append(disc(x, y, 108, fill) + at(x, y, icon))
        out.append(disc(x - 92, y - 82, 40, INK) + words(x - 92, y - 63, str(number), 54, PAPER))
    return "".join(out)


def open_hand(scale: float = 1) -> str:
    """A hand that has let go, around the origin."""
    skin = SKINS[0]
    fingers = (
        stroke("M-74 0 L-104 -92", skin, 40)
        + stroke("M-30 -20 L-42 -150", skin, 42)
        + stroke("M18 -20 L24 -158", skin, 42)
        + stroke("M62 -4 L92 -122", skin, 40)
        + stroke("M62 70 L140 14", skin, 42)
    )
    return at(0, 30, fingers, rect(-96, -40, 190, 170, skin, 66), scale=scale)


def fist(scale: float = 1) -> str:
    """A hand that is closed tight, around the origin."""
    skin = SKINS[0]
    palm = rect(-100, -70, 200, 170, skin, 56) + rect(-62, 80, 124, 120, skin, 20)
    knuckles = "".join(rect(at_x, -96, 52, 104, skin, 24) for at_x in (-104, -52, 0, 52))
    folds = "".join(stroke(f"M{at_x} -66 L{at_x} -2", HAIR, 6) for at_x in (-52, 0, 52))
    thumb = stroke("M-92 44 Q-30 10 48 34", skin, 50) + stroke("M-84 70 Q-24 40 56 58", HAIR, 6)
    return at(0, 0, palm, knuckles, folds, thumb, scale=scale)


def relaxing() -> str:
    """A fist, and the same hand open and loose."""
    left = rect(0, 0, 400, 600, DAWN) + at(200, 250, fist(1.05))
    squeeze = "".join(
        stroke(d, BRICK, 14)
        for d in (
            "M50 110 L82 146",
            "M350 110 L318 146",
            "M200 66 L200 112",
            "M36 250 L78 250",
            "M364 250 L322 250",
        )
    )
    right = rect(400, 0, 400, 600, SKY) + at(600, 280, open_hand(1.15))
    told = words(200, 556, "Apriete", 60) + words(600, 556, "Suelte", 60)
    return left + right + squeeze + rect(396, 0, 8, 600, PAPER) + told


def sleeping() -> str:
    """A bed at night, the moon over the hills in the window."""
    window = rect(70, 60, 360, 270, DUSK, 8) + disc(330, 140, 46, CREAM) + disc(312, 128, 40, DUSK)
    hills = shape("M70 330 L70 280 L170 210 L250 280 L340 240 L430 300 L430 330 Z", NEAR)
    stars = "".join(
        disc(x, y, 6, CREAM) for x, y in ((120, 110), (200, 90), (240, 170), (140, 180))
    )
    frame = stroke("M70 60 H430 V330 H70 Z M250 60 V330", PATH, 14)
    bed = (
        rect(90, 440, 640, 90, PATH, 10)
        + rect(100, 520, 24, 60, PATH)
        + rect(696, 520, 24, 60, PATH)
    )
    board = rect(690, 330, 40, 200, PATH, 10)
    pillow = rect(540, 372, 150, 74, PAPER, 34)
    head = disc(600, 366, 50, HAIR) + oval(590, 374, 42, 46, SKINS[0])
    closed = stroke("M566 372 q10 9 20 0 M598 372 q10 9 20 0", INK, 6) + stroke(
        "M580 396 q12 8 24 0", INK, 6
    )
    quilt = shape("M96 456 Q110 386 260 392 L480 396 Q556 400 560 456 L560 480 L96 480 Z", BRICK)
    bands = stroke(
        "M150 420 L160 478 M250 396 L256 478 M350 396 L354 478 M450 398 L454 478", SUN, 14
    )
    return (
        rect(0, 0, 800, 600, NIGHT)
        + window
        + hills
        + stars
        + frame
        + board
        + bed
        + pillow
        + (head + closed + quilt + bands)
    )


def thinking() -> str:
    """A head with a cloud in it, and a magnifying glass that looks at the cloud."""
    head = shape(
        "M250 600 L262 500 Q150 440 160 280 Q176 96 370 90 Q560 92 566 270 L610 356"
        " Q616 374 590 380 L574 384 L572 440 Q566 482 520 478 L468 476 L470 600 Z",
        TEAL,
    )
    glass = disc(420, 250, 124, SKY) + cloud(412, 244, PAPER, 0.86) + ring(420, 250, 124, INK, 22)
    handle = stroke("M512 340 L640 470", INK, 44) + stroke("M560 388 L640 470", BRICK, 30)
    return rect(0, 0, 800, 600, SAND) + disc(640, 130, 60, DAWN) + head + glass + handle


def circles() -> str:
    """What one decides, within what one does not."""
    outer = disc(400, 300, 280, FAR) + ring(400, 300, 280, NEAR, 10)
    inner = disc(400, 410, 152, SUN) + ring(400, 410, 152, BRICK, 10)
    told = words(400, 150, "No decido", 66, INK) + words(400, 430, "Sí decido", 56, INK)
    return rect(0, 0, 800, 600, CREAM) + outer + inner + told
