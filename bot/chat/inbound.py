"""Receiving: an update is confirmed to Telegram only after its effect is recorded.

Different chats run side by side, one chat strictly in order. There is no table of raw updates:
it would tie a person to an answer. After a crash Telegram sends again what was not confirmed.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot, Update
from telegram.error import InvalidToken, TelegramError
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

log = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

Handle = Callable[[Update], Awaitable[None]]

_GRACE = 10  # seconds that an answer may be late
_FAREWELL = 3  # the same at a stop, which somebody waits for
_REMEMBERED = 10_000  # update ids that are known to be done, against re-delivery


class Inbox:
    """Runs updates: each chat's in order, chats side by side, each update once."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._waiting: dict[int, deque[Update]] = {}
        self._unfinished: dict[int, asyncio.Future[None]] = {}
        self._done: OrderedDict[int, None] = OrderedDict()
        self._workers: set[asyncio.Task[None]] = set()

    def take(self, update: Update) -> asyncio.Future[None] | None:
        """Queue an update; the future ends when its effect is recorded. None: it was before."""
        number = update.update_id
        if number in self._done:
            return None
        if number in self._unfinished:
            return self._unfinished[number]
        finished = asyncio.get_running_loop().create_future()
        self._unfinished[number] = finished
        chat = update.effective_chat
        key = chat.id if chat is not None else 0
        if key in self._waiting:
            self._waiting[key].append(update)
            return finished
        self._waiting[key] = deque([update])
        worker = asyncio.create_task(self._work(key))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)
        return finished

    async def _work(self, key: int) -> None:
        """Handle a chat's updates until none is left."""
        queue = self._waiting[key]
        while queue:
            update = queue[0]
            try:
                await self._handle(update)
            except Exception as error:  # one bad update must not stop the chat behind it
                log.error("an update failed: %s", type(error).__name__)
            queue.popleft()
            self._finish(update.update_id)
        del self._waiting[key]

    def _finish(self, number: int) -> None:
        self._unfinished.pop(number).set_result(None)
        self._done[number] = None
        if len(self._done) > _REMEMBERED:
            self._done.popitem(last=False)

    def __len__(self) -> int:
        """How many updates are under way."""
        return len(self._unfinished)

    def oldest_unfinished(self) -> int | None:
        """The update before which everything is recorded; None when nothing is under way."""
        return min(self._unfinished, default=None)

    async def wait_for_progress(self, seconds: float) -> None:
        """Wait until some update is finished, at most so long."""
        if self._unfinished:
            await asyncio.wait(
                list(self._unfinished.values()),
                timeout=seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )

    async def drain(self, seconds: float) -> None:
        """Let what is under way finish, at most so long."""
        if self._workers:
            await asyncio.wait(list(self._workers), timeout=seconds)


class Poller:
    """Fetches updates by long polling and confirms up to the oldest that is unfinished.

    They come as plain data and are read one by one: the library would refuse a whole batch for
    one update that it cannot read, and for ever.
    """

    def __init__(
        self, bot: Bot, request: BaseRequest, inbox: Inbox, wait_seconds: int = 30
    ) -> None:
        self._bot = bot
        self._request = request
        self._inbox = inbox
        self._wait_seconds = wait_seconds
        self._following = 0

    async def run(self) -> None:
        """Go on for ever, through every outage; ends with InvalidToken or when cancelled."""
        pause = 1.0
        while True:
            try:
                await self._fetch()
                pause = 1.0
            except InvalidToken:
                raise
            except TelegramError as error:
                kind = type(error).__name__
                log.warning("no updates: %s; next try in %.0f s", kind, pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 30)

    async def _fetch(self) -> None:
        for raw in await self._ask(self._wait_seconds if not len(self._inbox) else 0):
            self._following = max(self._following, raw["update_id"] + 1)
            update = parse(raw, self._bot)
            if update is not None:
                self._inbox.take(update)
        await self._inbox.wait_for_progress(0.1)

    async def confirm(self) -> None:
        """At a clean stop: tell Telegram what is done, so that it does not come again."""
        try:
            await self._ask(0, _FAREWELL)
        except TelegramError as error:
            log.warning("the last updates were not confirmed: %s", type(error).__name__)

    async def _ask(self, wait_seconds: int, grace_seconds: int = _GRACE) -> list[dict[str, Any]]:
        oldest = self._inbox.oldest_unfinished()
        wanted = {
            "offset": self._following if oldest is None else oldest,
            "timeout": wait_seconds,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        parameters = [RequestParameter.from_input(key, value) for key, value in wanted.items()]
        answer = await self._request.post(
            f"{self._bot.base_url}/getUpdates",
            RequestData(parameters),
            read_timeout=wait_seconds + grace_seconds,
        )
        return answer if isinstance(answer, list) else []


def parse(raw: dict[str, object], bot: Bot) -> Update | None:
    """An update as an object; None, with a log line, for one that cannot be read."""
    try:
        return Update.de_json(raw, bot)
    except Exception as error:  # whatever a malformed update makes the library raise
        log.warning("an update could not be read: %s", type(error).__name__)
        return None
