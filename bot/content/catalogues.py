"""What is wrong in a catalogue: what is missing, uncertain, or would break when it is shown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.content.translations import DOMAIN

TAG = re.compile(r"<(/?)([a-z]+)[^<>]*>")
COMMAND = re.compile(r"(?<![\w<])/[a-z_]+")
_SHOWN = 60

Placeholder = tuple[str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Fault:
    """One defect, the line of the file it stands in, and what to write instead, in Spanish."""

    line: int
    text: str


def read_catalogue(path: Path) -> Catalog:
    """A catalogue with the line of every message.

    A missing form of a plural is an empty one. PoFileError when it cannot be made sense of.
    """
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], domain=DOMAIN, abort_invalid=True)


def faults_of(catalogue: Catalog) -> Iterator[Fault]:
    """Everything that is wrong with the sentences that a catalogue holds."""
    for message in catalogue:
        if message.id:
            line = message.lineno or 0
            for text in _faults(message):
                yield Fault(line, f"{text} (en «{_short(message)}»)")


def absences(catalogue: Catalog, code: Catalog) -> Iterator[Fault]:
    """The sentences of the code that a catalogue does not know, and those nobody says any more."""
    known = {(one.id, one.context) for one in catalogue if one.id}
    said = {(one.id, one.context): one for one in code if one.id}
    for key, message in said.items():
        if key not in known:
            yield Fault(0, f"no está «{_short(message)}»; ejecute make messages y tradúzcala")
    for message in catalogue:
        if message.id and (message.id, message.context) not in said:
            told = f"ya nadie dice «{_short(message)}»; ejecute make messages, que la quita"
            yield Fault(message.lineno or 0, told)


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Every form of a sentence: one, or one for each plural."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def placeholders(text: str) -> set[Placeholder]:
    """The named gaps of a sentence, with how each is formatted; ValueError for a broken one."""
    return {(name, spec, how) for _, name, spec, how in Formatter().parse(text) if name is not None}


def is_balanced(text: str) -> bool:
    """Whether every tag is closed, in the right order, and no stray bracket is left."""
    still_open: list[str] = []
    for closing, name in TAG.findall(text):
        if not closing:
            still_open.append(name)
        elif not still_open or still_open.pop() != name:
            return False
    return not still_open and not re.search(r"[<>]", TAG.sub("", text))


def tags(text: str) -> Counter[str]:
    """How often each tag stands in a text."""
    return Counter(match.group() for match in TAG.finditer(text))


def _faults(message: Message) -> Iterator[str]:
    translated = forms(message.string)
    if not translated or not all(translated):
        yield "falta la traducción; escríbala en msgstr"
        return
    if message.fuzzy:
        yield "la traducción está como dudosa; revísela y borre «fuzzy»"
    source = forms(message.id)[-1]
    for text in translated:
        yield from _differences(source, text)


def _differences(source: str, text: str) -> Iterator[str]:
    """How a translation would break where its sentence would not."""
    wanted = placeholders(source)
    try:
        found = placeholders(text)
    except ValueError:
        yield "una llave { quedó abierta; ciérrela"
        return
    if found != wanted:
        names = ", ".join(f"{{{name}}}" for name in sorted({one[0] for one in wanted}))
        yield f"los datos entre llaves no son los mismos; use {names or 'ninguno'}"
    if not is_balanced(text):
        yield "una etiqueta <…> quedó sin cerrar; ciérrela en orden"
    elif tags(text) != tags(source):
        yield "las etiquetas <…> no son las mismas; ponga las de la frase original"
    if COMMAND.findall(text) != COMMAND.findall(source):
        yield "las órdenes como /ayuda no son las mismas; no las traduzca"


def _short(message: Message) -> str:
    """The beginning of a sentence, to know it by."""
    return forms(message.id)[0][:_SHOWN]
