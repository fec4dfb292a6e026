"""Where in a file each text stands that a reviewer may change, so that only that text is changed.

A slot is a piece of the file's own characters. Whatever no slot covers is never written anew.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.content.fields import Field, read_fields
from bot.content.front_matter import split_front_matter
from bot.content.markdown import Section, render_sections

_LISTED = re.compile(r"[,;\s]+")


@dataclass(frozen=True, slots=True)
class Slot:
    """One text: its place in the file, how a reviewer reads it, and how it is written."""

    key: str
    start: int
    end: int
    shown: str
    write: Callable[[str], str]


def rewritten(text: str, slots: Mapping[str, Slot], wanted: Mapping[str, str]) -> str:
    """The file with other words in the slots named in ``wanted``, and all else as it was."""
    newline = "\r\n" if "\r\n" in text else "\n"
    parts, at = [], 0
    for slot in sorted(slots.values(), key=lambda one: one.start):
        if slot.key in wanted:
            new = slot.write(tidy(wanted[slot.key])).replace("\n", newline)
            parts += [text[at : slot.start], new]
            at = slot.end
    return "".join([*parts, text[at:]])


def tidy(text: str) -> str:
    """A text without what a program adds unseen: returns, spaces at ends of lines, empty ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return unicodedata.normalize("NFC", "\n".join(line.rstrip() for line in lines).strip())


class Source:
    """A file in Markdown with front matter, and where its lines begin."""

    def __init__(self, text: str) -> None:
        """Read ``text``; what is wrong in it was told by whoever loads it."""
        self.text = text
        self._starts = [0]
        for line in text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        head, body = split_front_matter(text, _ignore)
        self.fields = read_fields(head, _ignore) or {}
        self.sections = render_sections(body, _ignore)

    def at(self, line: int, column: int = 0) -> int:
        """The place of a column (from 0) of a line (from 1)."""
        return min(self._starts[line - 1] + column, len(self.text))

    def line_at(self, place: int) -> int:
        """The line (from 1) in which a place is."""
        return self.text.count("\n", 0, place) + 1

    def end_of(self, section: Section) -> int:
        """Where the next section begins, or the file ends."""
        following = [one.line for one in self.sections if one.line > section.line]
        return self.at(following[0]) if following else len(self.text)

    def stripped(self, start: int, end: int) -> tuple[int, int]:
        """The same piece without the empty space around it."""
        piece = self.text[start:end]
        begin = start + len(piece) - len(piece.lstrip())
        return begin, max(begin, start + len(piece.rstrip()))

    def block(self, key: str, start: int, end: int) -> Slot:
        """A slot for some Markdown of any length."""
        start, end = self.stripped(start, end)
        return Slot(key, start, end, tidy(self.text[start:end]), lambda new: new)

    def line(self, key: str, start: int, end: int) -> Slot:
        """A slot for a text that is one line, however it is wrapped in the file."""
        start, end = self.stripped(start, end)
        shown = unicodedata.normalize("NFC", _on_one_line(self.text[start:end]))
        return Slot(key, start, end, shown, _on_one_line)

    def head(self, keys: Sequence[str], may_be_absent: Sequence[str] = ()) -> list[Slot]:
        """A slot for each field of the front matter."""
        found = [self._field(key, self.fields[key]) for key in keys if key in self.fields]
        lines = enumerate(self.text.split("\n"), start=1)
        end = next((self.at(n) for n, line in lines if n > 1 and line.rstrip() == "---"), 0)
        absent = (key for key in may_be_absent if key not in self.fields)
        return [*found, *(Slot(key, end, end, "", _new_field(key)) for key in absent)]

    def _field(self, key: str, field: Field) -> Slot:
        start, end = self.at(*field.start), self.at(*field.end)
        raw, value = self.text[start:end], field.value
        if isinstance(value, list):
            return Slot(key, start, end, ", ".join(map(str, value)), _as_list)
        shown = "" if value is None else _on_one_line(str(value))
        if key in _BARE:
            return Slot(key, start, end, shown, lambda new: _after_colon(raw, new))
        quoted = raw.startswith('"')
        return Slot(
            key, start, end, shown, lambda new: _after_colon(raw, _as_yaml(new, quoted=quoted))
        )


_BARE = ("area", "order", "minutes", "late", "reviewed_on", "opens", "audience")


def _ignore(_line: int, _text: str) -> None:
    return None


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _after_colon(raw: str, new: str) -> str:
    """An empty field's place is right behind its colon."""
    return new if raw or not new else f" {new}"


def _as_list(new: str) -> str:
    return f"[{', '.join(one for one in _LISTED.split(new) if one)}]"


def _as_yaml(new: str, *, quoted: bool) -> str:
    """A text as YAML reads it back, in quotes only where it has to be or was before."""
    new = _on_one_line(new)
    read = {} if quoted or not new else read_fields(f"key: {new}", _ignore) or {}
    if "key" in read and read["key"].value == new:
        return new
    return json.dumps(new, ensure_ascii=False)


def _new_field(key: str) -> Callable[[str], str]:
    return lambda new: f"{key}: {_as_yaml(new, quoted=key == 'alt')}\n" if new else ""
