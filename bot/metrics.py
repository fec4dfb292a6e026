"""Counts for the operator: never of a person, a unit or an answer, nor anything that tells one.

Replies and handlers are not counted at all, since how many there are depends on what was answered.
"""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

disable_created_metrics()  # type: ignore[no-untyped-call]  # the moment of a first event is nobody's business


class Metrics:
    """What this process has done since its start, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._prompts = Counter(
            "respiro_prompts", "Prompts that ended, by outcome", ["outcome"], registry=self.registry
        )
        self._updates = Counter(
            "respiro_updates",
            "Updates from Telegram: received, passed_over (a flood), refused (the webhook is full)",
            ["what"],
            registry=self.registry,
        )
        self._restarts = Counter(
            "respiro_polling_restarts",
            "Times the watchdog opened polling anew",
            registry=self.registry,
        )
        self._speaker = Gauge(
            "respiro_speaker",
            "1 where it is so: this process speaks; prompts are held; prompts are paused",
            ["state"],
            registry=self.registry,
        )

    def prompts(self, outcome: str, count: int) -> None:
        """So many prompts ended so."""
        self._prompts.labels(outcome).inc(count)

    def speaker(self, *, active: bool, held: bool, paused: bool) -> None:
        """How the speaker stands."""
        for state, is_so in (("active", active), ("held", held), ("paused", paused)):
            self._speaker.labels(state).set(is_so)

    def update(self, what: str) -> None:
        """An update was received, passed over or refused."""
        self._updates.labels(what).inc()

    def polling_restarted(self) -> None:
        """The watchdog opened polling anew."""
        self._restarts.inc()

    def watch(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """Show a number that is read whenever somebody asks."""
        Gauge(name, meaning, registry=self.registry).set_function(read)

    def text(self) -> bytes:
        """All of it in the text format of Prometheus."""
        return generate_latest(self.registry)
