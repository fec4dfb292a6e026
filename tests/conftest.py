"""What the tests share: the real bot on a stage, its clock at a Monday morning in La Paz."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.__main__ import start_jobs_of
from bot.demo.stage import Stage, set_up_stage
from simulator.clock import Clock
from simulator.server import Simulator

MONDAY = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
"""08:30 in La Paz."""

OpenStage = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture
def open_stage(tmp_path: Path) -> OpenStage:
    """Opens a stage; keyword arguments are settings, as PRIVACY__K="5".

    ``simulator`` continues with an earlier Telegram, ``speaks=False`` starts no jobs. The stores
    lie in the test's folder, so a second stage goes on where the first one stopped.
    """

    def open_(
        *, simulator: Simulator | None = None, speaks: bool = True, **settings: str
    ) -> AbstractAsyncContextManager[Stage]:
        return set_up_stage(
            start_jobs_of if speaks else None,
            simulator or Simulator(clock=Clock(MONDAY)),
            settings={f"RESPIRO_{key}": value for key, value in settings.items()},
            folder=tmp_path,
        )

    return open_


@pytest.fixture
async def stage(open_stage: OpenStage) -> AsyncIterator[Stage]:
    """The bot as the example configures it, speaking five times a second."""
    async with open_stage() as raised:
        yield raised
