"""The catalogues of ``locales/``, read as their translators wrote them: no compiled files."""

from __future__ import annotations

import io
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DOMAIN = "respiro"


def load_catalogues(folder: Path) -> dict[str, NullTranslations]:
    """Every language that has a folder with a catalogue, by its code."""
    paths = sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return {path.parts[-3]: _compile(path) for path in paths}


def _compile(path: Path) -> NullTranslations:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parts[-3], domain=DOMAIN)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
