"""Draw the breathing animations: one breath of each protocol, in each language, as a silent loop.

Run ``python -m assets.draw_breathing`` after a change in ``bot.domain.breathing``; the files are
checked in, so that the bot needs neither Pillow nor ffmpeg.
"""

from __future__ import annotations

import math
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
from PIL import Image, ImageDraw, ImageFont

from bot.domain.breathing import MENU, Phase, PhaseKind, Protocol

HERE = Path(__file__).parent
FOLDER = HERE / "breathing"
FONT = HERE / "fonts" / "RespiroSans-Bold.ttf"

SIZE = 480
FRAMES_PER_SECOND = 25
SCALE = 3  # drawn larger, then reduced: that smooths the edges

WORDS = {
    "es": {
        PhaseKind.INHALE: "Tome aire",
        PhaseKind.TOP_UP: "Un poquito más",
        PhaseKind.HOLD: "Sostenga",
        PhaseKind.EXHALE: "Suelte",
    },
    "en": {
        PhaseKind.INHALE: "Breathe in",
        PhaseKind.TOP_UP: "A little more",
        PhaseKind.HOLD: "Hold",
        PhaseKind.EXHALE: "Breathe out",
    },
}

Colour = tuple[int, int, int]

NIGHT: Colour = (15, 48, 59)
TRACK: Colour = (38, 76, 87)
INK: Colour = (11, 38, 48)
FILLS: dict[PhaseKind, Colour] = {
    PhaseKind.INHALE: (181, 229, 214),
    PhaseKind.TOP_UP: (150, 221, 203),
    PhaseKind.HOLD: (206, 219, 245),
    PhaseKind.EXHALE: (244, 224, 192),
}

SMALLEST, LARGEST = 116.0, 174.0  # the circle's radius in pixels, empty and full
FIRST_BREATH = 0.76  # how full it is before the top-up
HALOS = ((1.2, 0.10), (1.1, 0.26))  # how much wider than the circle, how much of its colour
RING, RING_WIDTH = 224.0, 6.0
WORD_FADE = 0.24  # seconds in which a phase's word replaces the last one, done a frame early
COLOUR_FADE = 0.9
RING_CATCHES_UP = 0.8  # seconds at the end in which the ring empties, so that the loop has no jump


@dataclass(frozen=True, slots=True)
class Moment:
    """What one instant of a breath looks like."""

    fullness: float
    fill: Colour
    kind: PhaseKind
    number: int
    ink: float
    ring: tuple[float, float]


def draw_all(folder: Path = FOLDER) -> None:
    """Write every protocol in every language as ``<key>.<language>.mp4``."""
    folder.mkdir(parents=True, exist_ok=True)
    for protocol in MENU:
        for language, words in WORDS.items():
            path = folder / f"{protocol.key}.{language}.mp4"
            encode(frames(protocol, words), path)
            print(f"{path.name}: {protocol.cycle_seconds:g} s, {path.stat().st_size / 1024:.0f} KB")


def frames(protocol: Protocol, words: dict[PhaseKind, str]) -> Iterator[Image.Image]:
    """Yield the pictures of one breath; the one after the last would be the first again."""
    for index in range(round(protocol.cycle_seconds * FRAMES_PER_SECOND)):
        yield draw(moment(protocol, index / FRAMES_PER_SECOND), words)


def moment(protocol: Protocol, second: float) -> Moment:
    """Return what this second of the breath looks like."""
    index, since = _place(protocol, second)
    phase, following = protocol.phases[index], _following(protocol, index)
    left = phase.seconds - since
    low, high = _fullness(protocol, index - 1), _fullness(protocol, index)
    after_fade = left - 1 / FRAMES_PER_SECOND  # so the last picture shows the first one's word
    is_leading_in = after_fade <= WORD_FADE / 2
    return Moment(
        fullness=low + (high - low) * _ease(since / phase.seconds),
        fill=_fill(protocol, index, since),
        kind=(following if is_leading_in else phase).kind,
        number=math.ceil(following.seconds if is_leading_in else left),
        ink=min(1.0, abs(after_fade / WORD_FADE - 0.5) * 2),
        ring=_ring(protocol.cycle_seconds, second),
    )


def draw(now: Moment, words: dict[PhaseKind, str]) -> Image.Image:
    """Draw one picture."""
    image = Image.new("RGB", (SIZE * SCALE, SIZE * SCALE), NIGHT)
    pen = ImageDraw.Draw(image)
    _draw_ring(pen, now.ring, now.fill)
    radius = SMALLEST + (LARGEST - SMALLEST) * now.fullness
    for width, share in HALOS:
        _disc(pen, radius * width, _blend(NIGHT, now.fill, share))
    _disc(pen, radius, now.fill)
    ink = _blend(now.fill, INK, now.ink)
    _write(pen, words[now.kind], 36, -35, ink)
    _write(pen, str(now.number), 80, 32, ink)
    return image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)


def encode(pictures: Iterator[Image.Image], path: Path) -> None:
    """Write the pictures as H.264 without sound; the same pictures give the same bytes."""
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-v", "error",
        "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{SIZE}x{SIZE}",
        "-r", str(FRAMES_PER_SECOND), "-i", "-",
        "-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p",
        "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
        "-c:v", "libx264", "-preset", "veryslow", "-tune", "animation", "-crf", "27",
        "-g", "600", "-threads", "1", "-an",
        "-bf", "0",  # no B-frames: no edit list, so players loop cleanly
        "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact",
        "-movflags", "+faststart", str(path),
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:  # noqa: S603  # all ours
        if process.stdin is not None:
            for picture in pictures:
                process.stdin.write(picture.tobytes())
            process.stdin.close()
    if process.returncode:
        raise RuntimeError(f"ffmpeg could not write {path.name}")


def _place(protocol: Protocol, second: float) -> tuple[int, float]:
    """Return which phase a second lies in and how far into it."""
    for index, phase in enumerate(protocol.phases):
        if second < phase.seconds:
            return index, second
        second -= phase.seconds
    raise ValueError("the second lies after the breath")


def _following(protocol: Protocol, index: int) -> Phase:
    return protocol.phases[(index + 1) % len(protocol.phases)]


def _fullness(protocol: Protocol, index: int) -> float:
    """Return how full the lungs are after a phase, 0 to 1."""
    kind = protocol.phases[index].kind
    if kind is PhaseKind.EXHALE:
        return 0.0
    if kind is PhaseKind.HOLD:
        return _fullness(protocol, index - 1)
    is_first_of_two = _following(protocol, index).kind is PhaseKind.TOP_UP
    return FIRST_BREATH if is_first_of_two else 1.0


def _ease(share: float) -> float:
    """Return a motion that starts and ends at rest."""
    return (1 - math.cos(math.pi * min(max(share, 0.0), 1.0))) / 2


def _blend(first: Colour, second: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def _fill(protocol: Protocol, index: int, since: float) -> Colour:
    """Return the circle's colour; it turns into the next one around the end of a phase."""
    phase = protocol.phases[index]
    half = min(COLOUR_FADE, phase.seconds) / 2
    own = FILLS[phase.kind]
    if since < half:
        before = FILLS[protocol.phases[index - 1].kind]
        return _blend(before, own, _ease(0.5 + since / half / 2))
    if since > phase.seconds - half:
        after = FILLS[_following(protocol, index).kind]
        return _blend(own, after, _ease((since - phase.seconds + half) / half / 2))
    return own


def _ring(cycle_seconds: float, second: float) -> tuple[float, float]:
    """Return where the ring's bright part starts and ends, in shares of the whole."""
    catching_up = (second - cycle_seconds + RING_CATCHES_UP) / RING_CATCHES_UP
    end = second / cycle_seconds
    return end * _ease(catching_up), end


def _draw_ring(pen: ImageDraw.ImageDraw, ring: tuple[float, float], fill: Colour) -> None:
    """Draw the thin ring that says how far the breath has come, from the top clockwise."""
    outer, inner = RING + RING_WIDTH / 2, RING - RING_WIDTH / 2
    _disc(pen, outer, TRACK)
    start, end = (share * 360 - 90 for share in ring)
    pen.pieslice(_box(outer), start, end, fill=fill)
    _disc(pen, inner, NIGHT)
    for degrees in (start, end):
        x = SIZE / 2 + RING * math.cos(math.radians(degrees))
        y = SIZE / 2 + RING * math.sin(math.radians(degrees))
        pen.ellipse(_box(RING_WIDTH / 2, x, y), fill=fill)


def _disc(pen: ImageDraw.ImageDraw, radius: float, colour: Colour) -> None:
    pen.ellipse(_box(radius), fill=colour)


def _box(radius: float, x: float = SIZE / 2, y: float = SIZE / 2) -> tuple[float, ...]:
    """Return the square around a circle, in the pixels drawn."""
    corners = (x - radius, y - radius, x + radius, y + radius)
    return tuple(corner * SCALE for corner in corners)


def _write(pen: ImageDraw.ImageDraw, text: str, size: int, below: int, colour: Colour) -> None:
    """Write a word in the middle of its line, so many pixels below the centre."""
    font = ImageFont.truetype(FONT, size * SCALE, layout_engine=ImageFont.Layout.BASIC)
    where = (SIZE * SCALE / 2, (SIZE / 2 + below) * SCALE)
    pen.text(where, text, font=font, fill=colour, anchor="mm")


if __name__ == "__main__":
    draw_all()
