"""The record of what the bot asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Call:
    """One request to the Bot API and what it was answered.

    ``params`` are as they came: text in a form, numbers and objects in JSON, ``Upload`` for files.
    ``status`` is 0 and ``response`` None when no answer was given.
    """

    method: str
    params: Mapping[str, object]
    at: datetime
    status: int
    response: object

    @property
    def ok(self) -> bool:
        return self.status == 200
