"""On which line of a TOML file each key of a table's rows stands."""

from __future__ import annotations

import re

_HEADER = re.compile(r"\s*\[\[?\s*(?P<name>[^\[\]]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"\s*\"?(?P<key>[A-Za-z0-9_-]+)\"?\s*=")


def lines_of_rows(text: str, table: str, count: int) -> list[dict[str, int]]:
    """For each row of ``[[table]]`` the line of each of its keys, counted from 1.

    TOML can be written in other ways, such as inline tables; where as many rows as there are,
    ``count``, cannot be found, nothing is told rather than something wrong.
    """
    rows: list[dict[str, int]] = []
    here: dict[str, int] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.fullmatch(line):
            here = None
            if header["name"] == table and line.lstrip().startswith("[["):
                here = {}
                rows.append(here)
        elif here is not None and (key := _KEY.match(line)):
            here.setdefault(key["key"], number)
    return rows if len(rows) == count else []
