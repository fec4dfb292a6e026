"""Fixtures: a running stand-in, and a client that speaks to it in plain HTTP.

A plugin that test files name in ``pytest_plugins``; the one conftest.py is that of all tests.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from plain_client import Client

from simulator.server import Simulator


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    """A stand-in that runs during the test."""
    async with Simulator() as simulator:
        yield simulator


@pytest.fixture
async def api(sim: Simulator) -> AsyncIterator[Client]:
    """A client of that stand-in."""
    async with aiohttp.ClientSession() as session:
        yield Client(session, sim)
