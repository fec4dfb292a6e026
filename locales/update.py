"""``make messages``: extract every sentence from the code, update each catalogue and compile it.

The sentences in the code are Spanish. In the Spanish catalogue each stands for itself, so the
welfare team can reword it there without touching code; a sentence that is new in the code is
filled in. In every other language it waits, empty, for its translator. A folder named after a
language gets a catalogue if it has none.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from locales.compiling import DOMAIN, compiled

ROOT = Path(__file__).parent.parent
SOURCE_LANGUAGE = "es"
_FOLDERS = ("bot/chat", "bot/reports")
_METHODS = [("**.py", "python")]
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}


def extract(root: Path = ROOT) -> Catalog:
    """Every sentence that people read, with its place and the notes for translators."""
    template = Catalog(domain=DOMAIN, project="Respiro", charset="utf-8", fuzzy=False)
    for folder in _FOLDERS:
        found = extract_from_dir(
            root / folder, _METHODS, keywords=_KEYWORDS, comment_tags=("Translators:",)
        )
        for path, _line, message, comments, context in found:
            template.add(
                message,
                None,
                [(f"{folder}/{Path(path).as_posix()}", 0)],
                auto_comments=comments,
                context=context,
            )
    return template


def update(path: Path, template: Catalog) -> Catalog:
    """One language's catalogue with today's sentences; kept translations stay as they are."""
    language = path.parts[-3]
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language, domain=DOMAIN)
    else:
        catalogue = Catalog(locale=language, domain=DOMAIN, project="Respiro", fuzzy=False)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    if language == SOURCE_LANGUAGE:
        for message in catalogue:
            if message.id and not (message.string and all(message.string)):
                message.string = message.id
    return catalogue


def waiting(catalogue: Catalog) -> list[str]:
    """The sentences that are not translated, or not for certain."""
    return [
        str(one.id)
        for one in catalogue
        if one.id and (one.fuzzy or not (one.string and all(one.string)))
    ]


def main(folder: Path = ROOT / "locales") -> int:
    """Rewrite and compile every catalogue; 1 when a sentence waits for its translation."""
    template, missing = extract(), 0
    for path in _catalogues(folder):
        catalogue = update(path, template)
        text = io.BytesIO()
        write_po(text, catalogue, width=96, include_lineno=False, sort_output=True)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.getvalue())
        path.with_suffix(".mo").write_bytes(compiled(text.getvalue(), path.parts[-3]))
        for sentence in waiting(catalogue):
            missing += 1
            sys.stdout.write(f"{path.parts[-3]}: {sentence!r}\n")
    return int(missing > 0)


def _catalogues(folder: Path) -> Iterator[Path]:
    """The catalogue of every folder that is named after a language."""
    for language in sorted(one for one in folder.iterdir() if one.is_dir()):
        try:
            Locale.parse(language.name)
        except (ValueError, UnknownLocaleError):
            continue
        yield language / "LC_MESSAGES" / f"{DOMAIN}.po"


if __name__ == "__main__":
    sys.exit(main())
