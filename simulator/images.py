"""What Telegram asks of a photo: a PNG or JPEG, not too large, not too long."""

from __future__ import annotations

import struct

from simulator.errors import bad_request

LARGEST_PHOTO = 10 * 1024 * 1024
LONGEST_SUM = 10_000
WIDEST_RATIO = 20
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
_NO_SIZE = {0xC4, 0xC8, 0xCC}  # markers between SOF0 and SOF15 that do not begin a frame


def photo_size(data: bytes) -> tuple[int, int]:
    """Width and height of a photo, or the refusal that Telegram has for it."""
    if len(data) > LARGEST_PHOTO:
        raise bad_request("file is too big")
    size = _png_size(data) if data.startswith(_PNG) else _jpeg_size(data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    short, long = sorted(size)
    if not short or short + long > LONGEST_SUM or long > WIDEST_RATIO * short:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size


def _png_size(data: bytes) -> tuple[int, int] | None:
    if len(data) < 24 or data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2 if data.startswith(_JPEG) else len(data)
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in _NO_SIZE:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
