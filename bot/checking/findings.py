"""One thing that a check found, and a list of them as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from bot.content.problems import ContentError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at; ``line`` 0 means the whole file; ``kind`` is told in docs."""

    severity: str
    path: str
    line: int
    text: str
    kind: str = "esquema"

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.severity}: {self.text}"


def as_text(found: list[Finding]) -> str:
    """A line each, and a line of sums."""
    errors = sum(one.severity == "error" for one in found)
    lines = [str(one) for one in found]
    lines.append(f"{errors} errores, {len(found) - errors} avisos")
    return "\n".join(lines) + "\n"


def as_json(found: list[Finding]) -> str:
    """The findings as a JSON array."""
    return json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1) + "\n"


def errors_of(error: ContentError) -> Iterator[Finding]:
    """The problems of content that cannot be read."""
    for problem in error.problems:
        yield Finding("error", problem.path, problem.line, problem.text)
