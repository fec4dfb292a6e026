"""A client that speaks to the stand-in in plain HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp

from simulator.server import Simulator


@dataclass
class Client:
    """Calls methods by plain HTTP."""

    session: aiohttp.ClientSession
    simulator: Simulator

    def url(self, method: str) -> str:
        return f"{self.simulator.base_url}/bot{self.simulator.token}/{method}"

    async def raw(self, method: str, **params: Any) -> tuple[int, Any]:
        """Call with a JSON body and return status and body."""
        async with self.session.post(self.url(method), json=params) as response:
            return response.status, await response.json()

    async def call(self, method: str, **params: Any) -> Any:
        """Call with a JSON body and return the result."""
        _, body = await self.raw(method, **params)
        assert body["ok"], body
        return body["result"]

    async def refused(self, method: str, **params: Any) -> str:
        """Call with a JSON body and return why it was refused."""
        status, body = await self.raw(method, **params)
        assert not body["ok"]
        assert status == body["error_code"]
        return str(body["description"])

    async def updates(self, **params: Any) -> Any:
        """Call getUpdates."""
        return await self.call("getUpdates", **params)
