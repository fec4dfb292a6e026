"""What the fault tests share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from canary import TOKEN

from simulator.server import Simulator


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """Telegram, by the real clock."""
    async with Simulator(token=TOKEN) as running:
        yield running
