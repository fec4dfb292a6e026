"""Faults on demand: what a network and a busy Telegram do to a bot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Error:
    """Answer with this status and description, and do nothing."""

    status: int = 500
    description: str = "Internal Server Error"


@dataclass(frozen=True, slots=True)
class TooMany:
    """Answer 429 with ``retry_after`` seconds, and do nothing."""

    retry_after: int = 1


@dataclass(frozen=True, slots=True)
class Hang:
    """Do what was asked and never answer; the connection stays open until the stand-in stops."""


@dataclass(frozen=True, slots=True)
class ResetBefore:
    """Cut the connection and do nothing."""


@dataclass(frozen=True, slots=True)
class ResetAfter:
    """Do what was asked, then cut the connection."""


@dataclass(frozen=True, slots=True)
class Garbage:
    """Do what was asked and answer 200 with a body that is no JSON, like a proxy's page."""

    body: str = "<html><body>Welcome to the hotel's Wi-Fi</body></html>"


@dataclass(frozen=True, slots=True)
class Latency:
    """Wait so many real seconds before anything is done; other faults still apply."""

    seconds: float = 0.1


Kind: TypeAlias = Error | TooMany | Hang | ResetBefore | ResetAfter | Garbage | Latency


@dataclass(slots=True)
class Fault:
    """A fault that waits for a call it fits."""

    kind: Kind
    method: str | None
    chat_id: int | None
    left: int | None

    def fits(self, method: str, chat_id: int | None) -> bool:
        """Tell whether a call is to suffer this fault."""
        return (
            self.left != 0
            and (self.method is None or self.method.lower() == method.lower())
            and (self.chat_id is None or self.chat_id == chat_id)
        )


class Faults:
    """The faults that are in force, first come first served."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(
        self,
        method: str | None = None,
        chat_id: int | None = None,
        times: int | None = 1,
        *,
        kind: Kind,
    ) -> Fault:
        """Let the next calls that fit suffer; ``times=None`` means until ``clear``."""
        fault = Fault(kind, method, chat_id, times)
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Take every fault away."""
        self._faults.clear()

    def take(self, method: str, chat_id: int | None) -> tuple[float, Kind | None]:
        """Return the latency of a call in seconds, and what else befalls it."""
        if not self._faults:
            return 0.0, None
        latency, other = 0.0, None
        for fault in self._faults:
            if not fault.fits(method, chat_id):
                continue
            if isinstance(fault.kind, Latency):
                latency += fault.kind.seconds
            elif other is None:
                other = fault.kind
            else:
                continue
            if fault.left is not None:
                fault.left -= 1
        self._faults = [fault for fault in self._faults if fault.left != 0]
        return latency, other
