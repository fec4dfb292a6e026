"""Waiting for what another task or process does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def until(is_so: Callable[[], bool], seconds: float = 5) -> None:
    """Wait until something is so; TimeoutError when it does not become so."""
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110 - nobody sets an event in another process
            await asyncio.sleep(0.02)
