"""The operator's switch: hold all prompts back, and let them go on."""

from __future__ import annotations

from bot.domain.model import Halt
from bot.storage.engine import Store
from bot.storage.halts import lift_halt, set_halt


def hold(store: Store) -> None:
    """Hold all prompts back, also after a restart; replies to officers go on."""
    with store.begin() as connection:
        set_halt(connection, Halt.HOLD)


def resume(store: Store) -> bool:
    """Let prompts go on, as the late policies say; False when they were not held."""
    with store.begin() as connection:
        return lift_halt(connection, Halt.HOLD)
