"""The stand-in's clock: real time, moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Real time plus an offset that anybody may move, also backwards."""

    def __init__(self, now: datetime | None = None) -> None:
        self.offset = timedelta(0)
        if now is not None:
            self.set(now)

    def now(self) -> datetime:
        """Tell the time, aware and in UTC."""
        return datetime.now(UTC) + self.offset

    def advance(self, by: timedelta) -> None:
        """Move the clock by so much; a negative amount moves it back."""
        self.offset += by

    def set(self, now: datetime) -> None:
        """Move the clock to a moment, which must be aware."""
        if now.tzinfo is None:
            raise ValueError("the clock needs a datetime with a time zone")
        self.offset = now - datetime.now(UTC)
