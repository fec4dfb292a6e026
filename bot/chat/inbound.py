"""Receiving: an update is confirmed to Telegram only after its effect is recorded.

Different chats run side by side, one chat strictly in order. There is no table of raw updates:
it would tie a person to an answer. After a crash Telegram sends again what was not confirmed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from telegram import Bot, Update
from telegram.error import InvalidToken, TelegramError
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.chat.flood import Flood

log = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

Handle = Callable[[Update], Awaitable[None]]
IsUrgent = Callable[[Update], bool]

_OF_A_TAPPED_MESSAGE = ("message_id", "date", "chat", "animation", "photo")

CAPACITY = 500
"""Updates under way beyond which no more are fetched, and the webhook answers 503."""

_WINDOW = 100  # updates that Telegram shows at once, from the oldest that is not confirmed
_SLOW = 20.0  # seconds after which an update, or the one before it, only waits for Telegram
_MOST_URGENT = 40  # urgent updates beyond a chat's ceiling that may wait, each for its answer
_GRACE = 10  # seconds that an answer may be late
_MARGIN = 5  # seconds beyond that, before polling counts as silent
_FAREWELL = 2  # seconds that a last confirmation may take at a stop, which somebody waits for
_REMEMBERED = 10_000  # update ids that are known to be done, against re-delivery
_BREATH = 0.01  # seconds in which more may finish: one question then confirms them all
_TOLD = 60.0  # seconds between two log lines about updates that are passed over


class Meter(Protocol):
    """Where receiving is counted; it never says who or what."""

    def update(self, what: str) -> None:
        """An update was received, passed over or refused."""

    def polling_restarted(self) -> None:
        """The watchdog opened polling anew."""


class Inbox:
    """Runs updates: each chat's in order, chats side by side, each update once.

    A chat beyond its ceiling is passed over, but for what ``is_urgent`` finds urgent.
    """

    def __init__(self, handle: Handle, is_urgent: IsUrgent, meter: Meter) -> None:
        self._handle = handle
        self._is_urgent = is_urgent
        self._meter = meter
        self._flood = Flood()
        self._waiting: dict[int, deque[Update]] = {}
        self._urgent: set[int] = set()
        self._unfinished: dict[int, asyncio.Future[None]] = {}
        self._taken_at: dict[int, float] = {}
        self._done: OrderedDict[int, None] = OrderedDict()
        self._workers: set[asyncio.Task[None]] = set()
        self._told_at = float("-inf")

    def knows(self, number: int) -> bool:
        """Whether an update was taken before; while one is under way, Telegram repeats many."""
        return number in self._done or number in self._unfinished

    def take(self, update: Update) -> asyncio.Future[None] | None:
        """Queue an update; the future ends when its effect is recorded. None: nothing to do."""
        number = update.update_id
        if number in self._done:
            return None
        if number in self._unfinished:
            return self._unfinished[number]
        self._meter.update("received")
        chat = update.effective_chat
        key = chat.id if chat is not None else 0
        if chat and not self._flood.lets_pass(key):
            if not self._must_be_heard(key, update):
                self._flood.note_drop()
                self._meter.update("passed_over")
                self._remember(number)
                return None
            self._urgent.add(number)
        finished = asyncio.get_running_loop().create_future()
        self._unfinished[number] = finished
        self._taken_at[number] = time.monotonic()
        if key in self._waiting:
            self._waiting[key].append(update)
            return finished
        self._waiting[key] = deque([update])
        worker = asyncio.create_task(self._work(key))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)
        return finished

    def forgo(self, number: int) -> None:
        """Note an update that cannot be read, so that it is not read again and again."""
        self._remember(number)

    def _must_be_heard(self, key: int, update: Update) -> bool:
        line = self._waiting.get(key, ())
        before = sum(waiting.update_id in self._urgent for waiting in line)
        return before < _MOST_URGENT and self._is_urgent(update)

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
        del self._taken_at[number]
        self._urgent.discard(number)
        self._remember(number)

    def _remember(self, number: int) -> None:
        self._done[number] = None
        if len(self._done) > _REMEMBERED:
            self._done.popitem(last=False)

    def __len__(self) -> int:
        """How many updates are under way."""
        return len(self._unfinished)

    @property
    def is_full(self) -> bool:
        """Whether no more can be taken without memory growing."""
        return len(self._unfinished) >= CAPACITY

    def oldest_unfinished(self, following: int) -> int:
        """The update before which everything is recorded; ``following`` when nothing is under way.

        Telegram shows no more than a hundred updates from there on. Where one that has been under
        way for long would hide all that come, it is passed over: its effect was recorded in its
        first moments, and it only waits for Telegram to take the reply. What the same chat has
        sent behind it is passed over too, and a crash in just that time would lose it.
        """
        oldest = min(self._unfinished, default=following)
        if following - oldest < _WINDOW:
            return oldest
        now = time.monotonic()
        quick = (number for number, at in self._taken_at.items() if at > now - _SLOW)
        if (passed := min(quick, default=following)) > oldest and now > self._told_at + _TOLD:
            self._told_at = now
            log.warning("updates under way for more than %.0f s are not waited for", _SLOW)
        return passed

    async def wait_for_progress(self, seconds: float) -> None:
        """Wait until some update is finished, at most so long."""
        if self._unfinished:
            await asyncio.wait(
                list(self._unfinished.values()),
                timeout=seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )

    async def drain(self, seconds: float) -> None:
        """Let what is under way finish, at most so long; the rest is given up, not half done.

        Telegram sends it again, so nothing of it may go on behind a last confirmation.
        """
        if not self._workers:
            return
        _, late = await asyncio.wait(list(self._workers), timeout=seconds)
        for worker in late:
            worker.cancel()
        if late:
            await asyncio.wait(late, timeout=1)


class Poller:
    """Fetches updates by long polling and confirms up to the oldest that is unfinished.

    They come as plain data and are read one by one: the library would refuse a whole batch for
    one update that it cannot read, and for ever.
    """

    def __init__(
        self, bot: Bot, request: BaseRequest, inbox: Inbox, meter: Meter, wait_seconds: int = 30
    ) -> None:
        self._bot = bot
        self._request = request
        self._inbox = inbox
        self._meter = meter
        self._wait_seconds = wait_seconds
        self._following = 0
        self._heard_at = time.monotonic()

    @property
    def patience(self) -> float:
        """Seconds after which polling counts as silent."""
        return self._wait_seconds + _GRACE + _MARGIN

    def silence(self) -> float:
        """Seconds since Telegram last answered."""
        return time.monotonic() - self._heard_at

    async def run(self) -> None:
        """Go on for ever, through every outage; ends with InvalidToken or when cancelled."""
        pause = 1.0
        while True:
            try:
                async with asyncio.timeout(self.patience):
                    await self._fetch()
                pause = 1.0
                continue
            except InvalidToken:
                raise
            except TimeoutError:
                await self._renew()
            except Exception as error:  # an outage, or whatever stands between
                kind = type(error).__name__
                log.warning("no updates: %s; next try in %.0f s", kind, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 30)

    async def _renew(self) -> None:
        """The watchdog: what has been silent for longer than any answer takes is opened anew."""
        log.error("polling was silent for %.0f s: its connection is opened anew", self.silence())
        self._meter.polling_restarted()
        for step in (self._request.shutdown, self._request.initialize):
            with contextlib.suppress(Exception):  # whatever it is, polling goes on
                async with asyncio.timeout(_MARGIN):
                    await step()

    async def _fetch(self) -> None:
        if not self._inbox.is_full:
            for raw in await self._ask(self._wait_seconds if not len(self._inbox) else 0):
                self._take(raw)
        if len(self._inbox):
            await self._inbox.wait_for_progress(0.1)
            await asyncio.sleep(_BREATH)

    def _take(self, raw: object) -> None:
        number = number_of(raw)
        if number is None:
            log.warning("Telegram sent something that is no update")
            return
        self._following = max(self._following, number + 1)
        if self._inbox.knows(number):
            return
        update = parse(raw, self._bot)
        if update is None:
            self._inbox.forgo(number)
        else:
            self._inbox.take(update)

    async def confirm(self) -> None:
        """At a clean stop: tell Telegram what is done, so that it does not come again."""
        try:
            async with asyncio.timeout(_FAREWELL):
                await self._ask(0)
        except (TelegramError, TimeoutError) as error:
            log.warning("the last updates were not confirmed: %s", type(error).__name__)

    async def _ask(self, wait_seconds: int) -> list[Any]:
        wanted = {
            "offset": self._inbox.oldest_unfinished(self._following),
            "timeout": wait_seconds,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        parameters = [RequestParameter.from_input(key, value) for key, value in wanted.items()]
        answer = await self._request.post(
            f"{self._bot.base_url}/getUpdates",
            RequestData(parameters),
            read_timeout=wait_seconds + _GRACE,
        )
        self._heard_at = time.monotonic()
        return answer if isinstance(answer, list) else []


def number_of(raw: object) -> int | None:
    """The number of an update that came as plain data; None when it is no update."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if isinstance(number, int) else None


def parse(raw: Any, bot: Bot) -> Update | None:
    """An update as an object; None, with a log line, for one that cannot be read."""
    try:
        return Update.de_json(_without_words(raw), bot)
    except Exception as error:  # whatever a malformed update makes the library raise
        log.warning("an update could not be read: %s", type(error).__name__)
        return None


def _without_words(raw: Any) -> Any:
    """A tap without the message above its key but what tells where that is; the rest is as it came.

    Nobody reads those words, and to make objects of them takes as long as to serve the tap.
    """
    query = raw.get("callback_query")
    message = query.get("message") if isinstance(query, dict) else None
    if not isinstance(message, dict):
        return raw
    lean = {key: message[key] for key in _OF_A_TAPPED_MESSAGE if key in message}
    return raw | {"callback_query": query | {"message": lean}}
