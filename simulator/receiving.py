"""How a bot receives its updates: getUpdates, or a webhook, never both."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from simulator.chats import JSON
from simulator.errors import bad_request, conflict
from simulator.params import Params
from simulator.webhook import Webhook
from simulator.world import World, seconds

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

Reply = Callable[[str, Params], Awaitable[object]]
"""Carries out the method call that a webhook's answer may hold."""


class Receiving:
    """The one way in which the bot receives its updates at a time."""

    def __init__(self, world: World, reply: Reply) -> None:
        self.world = world
        self.webhook: Webhook | None = None
        self._reply = reply
        self._poll = 0
        self._poll_ended_by = ""
        self._stopped = False

    async def get_updates(self, _world: World, params: Params) -> list[JSON]:
        """Carry out getUpdates; ``timeout`` is in real seconds."""
        if self.webhook:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        updates = self.world.updates
        self._end_poll(
            "terminated by other getUpdates request; "
            "make sure that only one bot instance is running"
        )
        mine = self._poll
        self._allow(params)
        updates.confirm_below(params.integer("offset"))
        limit = min(max(params.integer("limit", 100), 1), 100)
        deadline = time.monotonic() + min(max(params.integer("timeout"), 0), 50)
        while not updates and not self._stopped:
            left = deadline - time.monotonic()
            if left <= 0:
                break
            await updates.bell.wait(left)
            if mine != self._poll:
                raise conflict(self._poll_ended_by)
        return updates.read(limit)

    async def set_webhook(self, _world: World, params: Params) -> bool:
        """Carry out setWebhook; plain http is taken for addresses of this machine only."""
        url = params.text("url")
        if not url:
            return await self.delete_webhook(_world, params)
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        secret = params.text("secret_token")
        if secret and not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        await self._drop_webhook()
        self._allow(params)
        self._end_poll("terminated by setWebhook request")
        if params.flag("drop_pending_updates"):
            self.world.updates.clear()
        connections = min(max(params.integer("max_connections", 40), 1), 100)
        self.webhook = Webhook(self.world.updates, url, secret, connections, self._answered)
        self.webhook.start()
        return True

    async def delete_webhook(self, _world: World, params: Params) -> bool:
        """Carry out deleteWebhook."""
        await self._drop_webhook()
        if params.flag("drop_pending_updates"):
            self.world.updates.clear()
        return True

    def get_webhook_info(self, world: World, _params: Params) -> JSON:
        """Carry out getWebhookInfo."""
        webhook = self.webhook
        info: JSON = {
            "url": webhook.url if webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(world.updates),
        }
        if webhook:
            info["max_connections"] = webhook.connections
        if webhook and webhook.error:
            info["last_error_date"] = seconds(world.clock.now())
            info["last_error_message"] = webhook.error
        if world.updates.allowed is not None:
            info["allowed_updates"] = list(world.updates.allowed)
        return info

    async def stop(self) -> None:
        """End long polls at once and deliver nothing more."""
        self._stopped = True
        self.world.updates.bell.ring()
        await self._drop_webhook()

    def start(self) -> None:
        """Let polls wait again."""
        self._stopped = False

    def _end_poll(self, why: str) -> None:
        self._poll += 1
        self._poll_ended_by = why
        self.world.updates.bell.ring()

    def _allow(self, params: Params) -> None:
        kinds = params.json("allowed_updates", "allowed updates")
        if kinds is None:
            return  # the previous setting stays
        if not isinstance(kinds, list):
            raise bad_request("expected an Array of String as allowed_updates")
        self.world.updates.allowed = tuple(map(str, kinds)) or None

    async def _drop_webhook(self) -> None:
        webhook, self.webhook = self.webhook, None
        if webhook:
            await webhook.stop()

    async def _answered(self, body: JSON) -> None:
        method = body.pop("method", None)
        if isinstance(method, str):
            await self._reply(method, Params(body))
