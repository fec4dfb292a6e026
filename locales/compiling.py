"""A catalogue compiled for gettext, with the fingerprint of the ``.po`` file it was made of."""

from __future__ import annotations

import hashlib
import io
from gettext import GNUTranslations

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DOMAIN = "respiro"
_CONTEXT, _FINGERPRINT = "respiro: source", "sha256"


def compiled(source: bytes, language: str) -> bytes:
    """The ``.mo`` file of a ``.po`` file; what is missing or uncertain is left out of it."""
    catalogue = read_po(io.BytesIO(source), locale=language, domain=DOMAIN)
    catalogue.add(_FINGERPRINT, _digest(source), context=_CONTEXT)
    told = io.BytesIO()
    write_mo(told, catalogue)
    return told.getvalue()


def is_made_of(translations: GNUTranslations, source: bytes) -> bool:
    """Whether a compiled catalogue was made of exactly this ``.po`` file."""
    return translations.pgettext(_CONTEXT, _FINGERPRINT) == _digest(source)


def _digest(source: bytes) -> str:
    return hashlib.sha256(source).hexdigest()
