"""The checked-in animations: each one breath long to the frame, silent, small, and up to date."""

import struct
import subprocess
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import imageio_ffmpeg
import pytest
from PIL import Image, ImageChops, ImageStat

from assets.draw_breathing import FOLDER, FRAMES_PER_SECOND, SIZE, WORDS, draw, moment
from bot.domain.breathing import MENU, PROTOCOLS, PhaseKind, Protocol

FILES = [(protocol, language) for protocol in MENU for language in ("es", "en")]
every_animation = pytest.mark.parametrize(
    ("protocol", "language"), FILES, ids=[f"{p.key}-{language}" for p, language in FILES]
)

CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and body of every MP4 box, containers first, then what is in them."""
    start = 0
    while start < len(data):
        size, name = struct.unpack_from(">I4s", data, start)
        assert size >= 8, "64-bit and open-ended boxes do not occur in files this small"
        body = data[start + 8 : start + size]
        yield name, body
        if name in CONTAINERS:
            yield from boxes(body)
        start += size


def path_of(protocol: Protocol, language: str) -> Path:
    return FOLDER / f"{protocol.key}.{language}.mp4"


def all_boxes(protocol: Protocol, language: str) -> list[tuple[bytes, bytes]]:
    return list(boxes(path_of(protocol, language).read_bytes()))


def bodies(protocol: Protocol, language: str, name: bytes) -> list[bytes]:
    return [body for found, body in all_boxes(protocol, language) if found == name]


def seconds_in(header: bytes) -> float:
    """Return the duration in a version 0 mvhd or mdhd box."""
    assert header[0] == 0
    timescale, duration = struct.unpack_from(">II", header, 12)
    return float(duration / timescale)


def pictures(path: Path, frames: list[int]) -> list[Image.Image]:
    """Return the frames with these numbers, decoded."""
    wanted = "+".join(f"eq(n\\,{frame})" for frame in frames)
    decoder = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(path)]
    output = ["-vf", f"select={wanted}", "-fps_mode", "passthrough", "-f", "rawvideo"]
    command = [*decoder, *output, "-pix_fmt", "rgb24", "-"]
    run = subprocess.run(command, capture_output=True, check=True)
    size = SIZE * SIZE * 3
    starts = range(0, len(run.stdout), size)
    return [Image.frombytes("RGB", (SIZE, SIZE), run.stdout[s : s + size]) for s in starts]


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return how much two pictures differ, 0 to 255, on average."""
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


def middle_frames(protocol: Protocol) -> list[int]:
    """Return the number of the frame in the middle of each phase."""
    ends = accumulate(phase.seconds for phase in protocol.phases)
    middles = [end - phase.seconds / 2 for end, phase in zip(ends, protocol.phases, strict=True)]
    return [int(second * FRAMES_PER_SECOND) for second in middles]


def test_there_is_a_file_for_each_protocol_and_language_and_no_other() -> None:
    expected = {path_of(protocol, language).name for protocol, language in FILES}
    assert {path.name for path in FOLDER.iterdir()} == expected


@every_animation
def test_an_animation_lasts_exactly_one_breath(protocol: Protocol, language: str) -> None:
    headers = bodies(protocol, language, b"mvhd") + bodies(protocol, language, b"mdhd")
    assert [seconds_in(header) for header in headers] == [protocol.cycle_seconds] * 2


@every_animation
def test_an_animation_has_25_frames_for_each_second(protocol: Protocol, language: str) -> None:
    (times,) = bodies(protocol, language, b"stts")
    entries = struct.iter_unpack(">II", times[8:])
    assert sum(count for count, _ in entries) == protocol.cycle_seconds * FRAMES_PER_SECOND


@every_animation
def test_an_animation_is_one_h264_track_without_sound(protocol: Protocol, language: str) -> None:
    tracks = [body[8:12] for body in bodies(protocol, language, b"hdlr")]
    codecs = [body[12:16] for body in bodies(protocol, language, b"stsd")]
    assert (tracks, codecs) == ([b"vide"], [b"avc1"])


@every_animation
def test_an_animation_can_start_before_it_is_loaded(protocol: Protocol, language: str) -> None:
    names = [name for name, _ in all_boxes(protocol, language)]
    assert names.index(b"moov") < names.index(b"mdat")


@every_animation
def test_an_animation_is_smaller_than_200_kilobytes(protocol: Protocol, language: str) -> None:
    assert path_of(protocol, language).stat().st_size < 200_000


@every_animation
def test_the_last_picture_runs_into_the_first(protocol: Protocol, language: str) -> None:
    count = round(protocol.cycle_seconds * FRAMES_PER_SECOND)
    seen = pictures(path_of(protocol, language), [0, count - 2, count - 1])
    first, last_but_one, last = seen
    assert difference(last, first) < 2 * difference(last_but_one, last)  # no jump in the loop


@every_animation
def test_an_animation_shows_what_would_be_drawn_today(protocol: Protocol, language: str) -> None:
    frames = middle_frames(protocol)
    seen = pictures(path_of(protocol, language), frames)
    moments = [moment(protocol, frame / FRAMES_PER_SECOND) for frame in frames]
    drawn = [draw(now, WORDS[language]) for now in moments]
    differences = [difference(*pair) for pair in zip(seen, drawn, strict=True)]
    assert max(differences) < 3, "run python -m assets.draw_breathing"


@pytest.mark.parametrize("language", WORDS)
def test_every_phase_has_its_word(language: str) -> None:
    assert set(WORDS[language]) == set(PhaseKind)


def test_the_circle_grows_twice_in_a_sigh_and_is_empty_at_the_end() -> None:
    sigh = PROTOCOLS["suspiro"]
    fullness = [moment(sigh, second).fullness for second in (0, 1, 1.99, 2.5, 2.99, 6, 8.99)]
    assert fullness[:5] == sorted(set(fullness[:5]))
    assert fullness[4] > fullness[5] > fullness[6]
    assert fullness[6] == pytest.approx(0, abs=0.001)


def test_the_circle_rests_while_the_breath_is_held() -> None:
    box = PROTOCOLS["cuadrada"]
    assert {moment(box, second).fullness for second in (4, 5, 7.9)} == {1.0}
    assert {moment(box, second).fullness for second in (12, 14, 15.9)} == {0.0}


def test_the_count_down_says_how_many_seconds_of_the_phase_are_left() -> None:
    shown = [moment(PROTOCOLS["coherente"], second + 0.5).number for second in range(10)]
    assert shown == [5, 4, 3, 2, 1, 5, 4, 3, 2, 1]
