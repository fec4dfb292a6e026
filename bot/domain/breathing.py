"""Breathing protocols: their timing, and which comes first at which altitude.

Sources: the exercises help a little against stress (Fincham et al. 2023, 12 randomised trials,
g = -0.35, PMC9828383) when they are slow, repeated and last five minutes if possible (Bentley et
al. 2023, PMC10741869); one minute is a brief relief and is offered as no more than that. Fast
breathing is not among them on purpose.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

HIGH_ALTITUDE_M = 3500
"""Above this many metres no exercise that holds the breath comes first."""


class PhaseKind(StrEnum):
    """What one part of a breath asks for."""

    INHALE = "inhale"
    TOP_UP = "top_up"
    HOLD = "hold"
    EXHALE = "exhale"


@dataclass(frozen=True, slots=True)
class Phase:
    """One part of a breath and how long it lasts."""

    kind: PhaseKind
    seconds: float


@dataclass(frozen=True, slots=True)
class Protocol:
    """One way of breathing; ``fixed_cycles`` is its dose where it is not counted in minutes."""

    key: str
    phases: tuple[Phase, ...]
    fixed_cycles: int | None = None

    @property
    def has_hold(self) -> bool:
        """Whether the breath is held anywhere in it."""
        return any(phase.kind is PhaseKind.HOLD for phase in self.phases)

    @property
    def cycle_seconds(self) -> float:
        """How long one breath takes."""
        return sum(phase.seconds for phase in self.phases)


COHERENT = Protocol(
    "coherente",
    (Phase(PhaseKind.INHALE, 5), Phase(PhaseKind.EXHALE, 5)),
)
"""Coherent breathing, six breaths a minute: the default.

At 4,559 m fifteen minutes of it raised oxygen saturation from 80.2 to 89.5 % and lowered blood
pressure, in lowlanders (Bilo et al. 2012, PubMed 23152851). It is not better than other slow
breathing: a placebo-controlled trial of 2023 found no advantage over twelve breaths a minute.
"""

SIGHING = Protocol(
    "suspiro",
    (Phase(PhaseKind.INHALE, 2), Phase(PhaseKind.TOP_UP, 1), Phase(PhaseKind.EXHALE, 6)),
)
"""Cyclic sighing: two breaths in through the nose, one long one out.

Five minutes a day for 28 days gave the best mood of the exercises compared, n about 114 (Balban
et al. 2023, Cell Reports Medicine 4:100895). The study set no seconds; these are ours.
"""

ABDOMINAL = Protocol(
    "abdominal",
    (Phase(PhaseKind.INHALE, 4), Phase(PhaseKind.EXHALE, 6)),
)
"""Diaphragmatic breathing with a hand on the belly: for beginners, and in pregnancy."""

BOX = Protocol(
    "cuadrada",
    (
        Phase(PhaseKind.INHALE, 4),
        Phase(PhaseKind.HOLD, 4),
        Phase(PhaseKind.EXHALE, 4),
        Phase(PhaseKind.HOLD, 4),
    ),
)
"""Box breathing; tested by Balban et al. 2023, who fitted the length of the side to the person.

Not the first choice at high altitude, in pregnancy, or with a disease of heart or lungs.
"""

FOUR_SEVEN_EIGHT = Protocol(
    "478",
    (Phase(PhaseKind.INHALE, 4), Phase(PhaseKind.HOLD, 7), Phase(PhaseKind.EXHALE, 8)),
    fixed_cycles=4,
)
"""4-7-8: a set of four breaths, never more, because of the long hold; seated, before sleep.

No trial of its own was found; the limit of four is the usual teaching, and ours is a hard one.
"""

MENU = (COHERENT, SIGHING, ABDOMINAL, BOX, FOUR_SEVEN_EIGHT)
"""Every protocol, in the order of the menu."""

PROTOCOLS = {protocol.key: protocol for protocol in MENU}
"""Every protocol by its key."""


def cycles(protocol: Protocol, minutes: int) -> int:
    """Return how many whole breaths come nearest to the minutes, or the protocol's fixed set."""
    if minutes < 1:
        raise ValueError(f"an exercise lasts at least one minute, not {minutes}")
    if protocol.fixed_cycles is not None:
        return protocol.fixed_cycles
    return max(1, math.floor(60 * minutes / protocol.cycle_seconds + 0.5))


def total_seconds(protocol: Protocol, minutes: int) -> float:
    """Return how long the exercise really takes: its whole breaths, not the minutes asked for."""
    return cycles(protocol, minutes) * protocol.cycle_seconds


def minutes_offered(protocol: Protocol) -> tuple[int, ...]:
    """Return the lengths an officer can choose from."""
    return (1, 5) if protocol.fixed_cycles is None else (1,)


def offered(altitude_m: int | None, menu: Sequence[Protocol] = MENU) -> tuple[Protocol, ...]:
    """Return the menu for a post at this altitude, the default first.

    Above 3,500 m, and where the altitude is not known, every exercise without a hold comes before
    those with one; the order is otherwise kept.
    """
    if altitude_m is not None and altitude_m <= HIGH_ALTITUDE_M:
        return tuple(menu)
    return tuple(sorted(menu, key=lambda protocol: protocol.has_hold))
