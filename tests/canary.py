"""What must never be written down, and the handler that catches everything that is."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

TOKEN = "98765432:AAHfakefakefakefakefakefakefakefake"


class Caught(logging.Handler):
    """Keeps each record's message, its arguments, and its traceback, as text."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record out as any formatter might."""
        text = logging.Formatter("%(name)s %(message)s").format(record)
        self.lines.append(f"{text} {record.msg!r} {record.args!r} {record.exc_text}")

    @property
    def text(self) -> str:
        """Everything that was written."""
        return "\n".join(self.lines)


@contextmanager
def everything_logged() -> Iterator[Caught]:
    """Catch what is logged from DEBUG on; afterwards every logger is as it was."""
    root = logging.getLogger()
    names = [name for name in logging.root.manager.loggerDict if isinstance(name, str)]
    before = {name: logging.getLogger(name).level for name in names}
    handlers, level = root.handlers[:], root.level
    caught = Caught()
    root.addHandler(caught)
    root.setLevel(logging.DEBUG)
    try:
        yield caught
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name in list(logging.root.manager.loggerDict):
            logging.getLogger(name).setLevel(before.get(name, logging.NOTSET))
