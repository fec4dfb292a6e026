"""What is wrong with an option, in one sentence that says where it stands and how to mend it."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import time

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.config.section import Section

_TOKEN = re.compile(r"\d{6,}:[\w-]{20,}", re.ASCII)
_PASSWORD = re.compile(r"(://[^:/@\s]*):.*@")
_SHOWN_CHARACTERS = 80


class ConfigError(Exception):
    """The configuration cannot be used; ``problems`` holds one sentence for each defect."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Place:
    """Where an option stands: ``name`` opens the sentence, ``assignment`` is its remedy's stem."""

    name: str
    assignment: str

    def write(self, value: object) -> str:
        """The remedy that gives the option this value."""
        return f"{self.assignment}{spell(value)}"


def tell(
    error: ValidationError,
    model: type[Section],
    place_of: Callable[[str], Place],
    known: Callable[[str], str],
) -> Iterator[str]:
    """One sentence for each option that pydantic refused; ``known`` helps with an unknown key."""
    told: set[str] = set()
    for details in error.errors():
        key = str(details["loc"][0])
        if key not in told:
            told.add(key)
            yield _tell_one(details, model, place_of(key), known(key))


def spell(value: object) -> str:
    """A value as one writes it in the file."""
    if isinstance(value, (bool, int, float)):
        return json.dumps(value)
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, (list, tuple, set, frozenset)):
        return f"[{', '.join(map(spell, value))}]"
    text = f"{value:%H:%M}" if isinstance(value, time) else str(value)
    return json.dumps(text, ensure_ascii=False)


def show(value: object) -> str:
    """A value as it may be shown: short, without a token, without the password of a database."""
    text = mask(spell(value))
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"


def mask(text: str) -> str:
    """The text without anything that looks like a bot token or a password in an address."""
    return _PASSWORD.sub(r"\1:…@", _TOKEN.sub("…", text))


def looks_like_token(value: object) -> bool:
    """Whether a bot token stands in this value."""
    return isinstance(value, str) and _TOKEN.search(value) is not None


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The known name a misspelt one was probably meant to be."""
    return next(iter(difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)), None)


def _tell_one(details: ErrorDetails, model: type[Section], place: Place, known: str) -> str:
    if details["type"] == "extra_forbidden":
        return f"{place.name} is not an option: {known}"
    key, is_item = str(details["loc"][0]), len(details["loc"]) > 1
    field = model.model_fields[key]
    if details["type"] == "missing":
        stands = "is missing"
    else:
        stands = f"{'has' if is_item else 'is'} {show(details['input'])}"
    if details["type"] == "told":
        return f"{place.name} {stands}; {details['ctx']['sentence']}."
    must = f"it must be {field.description}"
    return f"{place.name} {stands}; {must}: {place.write(_example(field))}."


def _example(field: FieldInfo) -> object:
    return field.examples[0] if field.examples else field.default
