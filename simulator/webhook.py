"""Delivery of updates to a webhook."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable

import aiohttp

from simulator.chats import JSON
from simulator.updates import UpdateQueue

FIRST_PAUSE = 0.05
LONGEST_PAUSE = 2.0


class Webhook:
    """Posts every update until the bot answers 2xx; one chat in order, chats side by side.

    A failed delivery is repeated after pauses that double from 0.05 to 2 real seconds; at Telegram
    they are longer.
    """

    def __init__(
        self,
        updates: UpdateQueue,
        url: str,
        secret: str,
        connections: int,
        answered: Callable[[JSON], Awaitable[None]],
    ) -> None:
        self.url = url
        self.connections = connections
        self.error = ""
        self._updates = updates
        self._secret = secret
        self._answered = answered
        self._slots = asyncio.Semaphore(connections)
        self._lines: dict[int, deque[tuple[JSON, bool]]] = {}
        self._seen: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None

    def start(self) -> None:
        """Begin to deliver."""
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        self._spawn(self._watch())

    async def stop(self) -> None:
        """Deliver nothing more; what was not confirmed stays in the queue."""
        # The call to stop may come from a delivery: setWebhook as the answer to an update.
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _watch(self) -> None:
        while True:
            for update, chat_id, is_repeated in self._updates.read_all():
                if not is_repeated:
                    if update["update_id"] in self._seen:
                        continue
                    self._seen.add(update["update_id"])
                if chat_id in self._lines:
                    self._lines[chat_id].append((update, is_repeated))
                else:
                    self._lines[chat_id] = deque([(update, is_repeated)])
                    self._spawn(self._serve(chat_id))
            await self._updates.bell.wait()

    async def _serve(self, chat_id: int) -> None:
        line = self._lines[chat_id]
        while line:
            update, is_repeated = line[0]
            await self._deliver(update)
            line.popleft()
            if is_repeated:
                self._updates.settle_repeated(chat_id)
            else:
                self._updates.confirm(update["update_id"])
                self._seen.discard(update["update_id"])
        del self._lines[chat_id]

    async def _deliver(self, update: JSON) -> None:
        pause = FIRST_PAUSE
        while True:
            async with self._slots:
                body = await self._post(update)
            if body is not None:
                break
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        if body:
            await self._answered(body)

    async def _post(self, update: JSON) -> JSON | None:
        """Post once; return the answer's body, empty when it holds no call, None on failure."""
        assert self._session is not None
        headers = {"Content-Type": "application/json"}
        if self._secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self._secret
        data = json.dumps(update, ensure_ascii=False).encode()
        try:
            async with self._session.post(self.url, data=data, headers=headers) as response:
                text = await response.text()
                if not 200 <= response.status < 300:
                    self.error = f"Wrong response from the webhook: {response.status}"
                    return None
        except (aiohttp.ClientError, TimeoutError) as error:
            self.error = f"Connection failed: {type(error).__name__}"
            return None
        try:
            body = json.loads(text)
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {}
