"""``make messages``: extract every sentence from the code and update each catalogue.

The sentences in the code are Spanish. In the Spanish catalogue each stands for itself, so the
welfare team can reword it there without touching code; a sentence that is new in the code is
filled in. In every other language it waits, empty, for its translator.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
DOMAIN = "respiro"
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
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, domain=DOMAIN)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    if language == SOURCE_LANGUAGE:
        for message in catalogue:
            if message.id and not (message.string and all(message.string)):
                message.string = message.id
    return catalogue


def main() -> int:
    """Rewrite every catalogue; the number of sentences without a translation is the answer."""
    template, missing = extract(), 0
    for path in sorted((ROOT / "locales").glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        catalogue = update(path, template)
        with path.open("wb") as file:
            write_po(file, catalogue, width=96, include_lineno=False, sort_output=True)
        empty = [m.id for m in catalogue if m.id and not (m.string and all(m.string))]
        missing += len(empty)
        for sentence in empty:
            sys.stdout.write(f"{path.parts[-3]}: {sentence!r}\n")
    return int(missing > 0)


if __name__ == "__main__":
    sys.exit(main())
