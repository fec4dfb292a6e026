"""What is wrong with a content file, told so that its author can mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

Report: TypeAlias = Callable[[int, str], None]
"""Takes a line (from 1) and one Spanish sentence: what is wrong, and what to write instead."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One defect; ``line`` 0 means the file or the folder as a whole."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.text}"


class ContentError(Exception):
    """Some content cannot be used; ``problems`` holds every defect of every file, once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))
