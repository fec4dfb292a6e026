"""The catalogues of ``locales/``: as they were compiled, or as their translators left them."""

from __future__ import annotations

import io
import struct
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from locales.compiling import DOMAIN, compiled, is_made_of

__all__ = ["DOMAIN", "load_catalogues"]


def load_catalogues(folder: Path) -> dict[str, NullTranslations]:
    """Every language that has a folder with a catalogue, by its code.

    A compiled file counts only if it was made of exactly the catalogue beside it.
    """
    paths = sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return {path.parts[-3]: _load(path) for path in paths}


def _load(path: Path) -> NullTranslations:
    source = path.read_bytes()
    ready = _ready(path.with_suffix(".mo"))
    if ready is not None and is_made_of(ready, source):
        return ready
    return GNUTranslations(io.BytesIO(compiled(source, path.parts[-3])))


def _ready(path: Path) -> GNUTranslations | None:
    """What lies compiled; None when there is nothing, or nothing whole."""
    try:
        return GNUTranslations(io.BytesIO(path.read_bytes()))
    except (OSError, ValueError, struct.error):
        return None
