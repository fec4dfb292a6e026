"""The speaking edge: takes prompts from the ledger, words them, sends them, settles them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.chat.pacer import Pacer
from bot.chat.prompts import Campaign, Prompts, campaign_of
from bot.chat.refusals import Refusals
from bot.chat.sender import Prepared, Sender
from bot.domain.model import Delivery, Halt, Later, Outcome, Rejected, Subscriber, Unknown
from bot.domain.timetable import calendar_of, is_quiet
from bot.service.delivering import Delivering, Ended

log = logging.getLogger(__name__)

_GROUP = 48  # prompts that are settled, and others taken for them, in one transaction
_GATHERING = 0.2  # seconds that the first of a group waits for the others
_LOOK_AGAIN = 5.0  # seconds between two looks at what has come due, and at whose turn it is
_LONGEST_WAIT = 5.0  # seconds that a prompt in flight waits for its chat
_LAST_WORDS = 4.0  # seconds that a stop leaves to prompts in flight
_FARE_WELL = 6.5  # seconds that a stop waits for all of it
_KEPT_BACK = 600.0  # seconds

Clock = Callable[[], datetime]


class Turn(Protocol):
    """The right to speak, which one process has at a time."""

    def hold(self) -> bool:
        """Take the turn if nobody has it, or see that it is still ours."""

    def give_up(self) -> None:
        """Let the next one speak."""


class Meter(Protocol):
    """Where the speaker counts; it never says who."""

    def prompts(self, outcome: str, count: int) -> None:
        """So many prompts ended so."""

    def speaker(self, *, active: bool, held: bool, paused: bool) -> None:
        """How the speaker stands."""


@dataclass(slots=True)
class Speaker:
    """Sends what is due when it is this process's turn to speak."""

    delivering: Delivering
    turn: Turn
    sender: Sender
    pacer: Pacer
    prompts: Prompts
    clock: Clock
    meter: Meter
    _has_turn: bool = False
    _halted_by: Halt | None = None
    _is_stopping: bool = False
    _is_in_doubt: bool = False
    _speaking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _flying: dict[asyncio.Task[None], Delivery] = field(default_factory=dict)
    _ended: list[Ended] = field(default_factory=list)
    _prepared: dict[Campaign, Prepared] = field(default_factory=dict)
    _refusals: Refusals = field(default_factory=Refusals)
    _counts: Counter[str] = field(default_factory=Counter)
    _left: int = 0

    @property
    def has_turn(self) -> bool:
        """Whether this process speaks, and does what only one process should."""
        return self._has_turn

    @property
    def may_speak(self) -> bool:
        """Whether this process speaks, and nobody holds or pauses what it sends."""
        return self._has_turn and self._halted_by is None and not self.pacer.is_paused

    async def beat(self) -> int:
        """Claim what is due and send it until nothing is left; how many prompts ended.

        It may last for hours, and reads its clock all the while. Nothing happens when another
        process has the turn, or prompts are held or paused.
        """
        async with self._speaking:
            if self._is_stopping or not await self._may_speak():
                return 0
            self._prepared.clear()
            self._left = 0
            try:
                await self._send_all()
            finally:
                self._report()
            return self._left

    async def rest(self) -> None:
        """Before a stop: settle what is in flight and take nothing more; the turn is free then."""
        self._is_stopping = True
        self._wake.set()
        try:
            async with asyncio.timeout(_FARE_WELL), self._speaking:
                self.turn.give_up()
        except TimeoutError:
            log.error("prompts in flight could not be settled: the next start counts them")

    async def _may_speak(self) -> bool:
        if not await self._hold_turn():
            return False
        halt = await asyncio.to_thread(self.delivering.halt, self.clock())
        if halt is not self._halted_by:
            log.warning("prompts are on hold" if halt is Halt.HOLD else f"prompts: {halt or 'on'}")
            self._halted_by = halt
        self._show()
        return halt is None and not self.pacer.is_paused

    async def _hold_turn(self) -> bool:
        """Take or keep the turn; whoever takes it finds out first what the last one left."""
        has_turn = await asyncio.to_thread(self.turn.hold)
        if has_turn and not self._has_turn:
            await asyncio.to_thread(self.delivering.recover, self.clock())
            log.info("this process speaks")
        if self._has_turn and not has_turn:
            log.warning("another process may speak now")
        self._has_turn = has_turn
        self._show()
        return has_turn

    def _show(self) -> None:
        self.meter.speaker(
            active=self._has_turn,
            held=self._halted_by is Halt.HOLD,
            paused=self._halted_by is Halt.PAUSE or self.pacer.is_paused,
        )

    def _claim(self) -> asyncio.Task[int]:
        """Turn what is due into deliveries, beside the sending."""
        return asyncio.create_task(
            asyncio.to_thread(self.delivering.tick, self.clock(), self._goes_on)
        )

    def _goes_on(self) -> bool:
        return self._has_turn and not self._is_stopping

    async def _send_all(self) -> None:
        looked_at = time.monotonic()
        claiming = self._claim()
        while True:
            all_claimed = claiming.done()
            room = self.pacer.room(len(self._flying)) if self._goes_on() else 0
            taken = await self._exchange(min(room, _GROUP))
            for prompt, officer in taken:
                self._launch(prompt, officer)
            is_idle = not self._flying and not self._ended and not self._is_in_doubt
            is_shut = not self._goes_on() or self.pacer.is_paused
            if is_idle and (is_shut or (all_claimed and room)):
                break
            if self._is_stopping:
                await self._say_last_words()
                continue
            if len(taken) < _GROUP:  # else there may be room for more
                await self._gather(claiming)
            if time.monotonic() - looked_at > _LOOK_AGAIN and claiming.done():
                looked_at = time.monotonic()
                self._report()
                if await self._hold_turn():
                    claiming = self._claim()
        await claiming

    async def _exchange(self, room: int) -> list[tuple[Delivery, Subscriber]]:
        """Settle what has ended and take as many more; a store that fails is asked again."""
        now = self.clock()
        ended, self._ended = self._ended, []
        if not ended and not room and not self._is_in_doubt:
            return []
        try:
            if self._is_in_doubt:
                mine = [*self._flying.values(), *(prompt for prompt, _ in ended)]
                await asyncio.to_thread(self.delivering.restore, mine, now)
                self._is_in_doubt = False
            taken = await asyncio.to_thread(self.delivering.exchange, ended, now, room)
        except Exception as error:  # locked, full, gone: whatever it is, nothing may be forgotten
            self._ended = ended + self._ended
            self._is_in_doubt = True
            log.error("the delivery store fails (%s): prompts wait", type(error).__name__)
            await asyncio.sleep(1)
            return []
        for _, outcome in ended:
            self._counts[type(outcome).__name__.lower()] += 1
        self._left += len(ended)
        return taken

    def _launch(self, prompt: Delivery, officer: Subscriber) -> None:
        flight = asyncio.create_task(self._send(prompt, officer))
        self._flying[flight] = prompt
        flight.add_done_callback(self._land)

    def _land(self, flight: asyncio.Task[None]) -> None:
        prompt = self._flying.pop(flight)
        if flight.cancelled():
            self._ended.append((prompt, Unknown()))
        if len(self._ended) >= _GROUP or not self._flying:
            self._wake.set()

    async def _gather(self, claiming: asyncio.Task[int]) -> None:
        """Wait for a group to end, for something to send, or a little."""
        self._wake.clear()
        if not self._flying and not self._ended:
            claiming.add_done_callback(lambda _: self._wake.set())
        elif not self._flying or len(self._ended) >= _GROUP:
            return
        try:
            async with asyncio.timeout(_GATHERING):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _say_last_words(self) -> None:
        """At a stop: what is in flight may end, not for ever; then nobody knows."""
        flying = list(self._flying)
        if not flying:
            return
        await asyncio.wait(flying, timeout=_LAST_WORDS)
        for flight in flying:
            flight.cancel()
        await asyncio.gather(*flying, return_exceptions=True)

    async def _send(self, prompt: Delivery, officer: Subscriber) -> None:
        outcome = await self._outcome(prompt, officer)
        self._ended.append((prompt, outcome))

    async def _keep_pause(self, seconds: float) -> None:
        log.warning("Telegram wants no prompts for %.0f s", seconds)
        until = self.clock() + timedelta(seconds=seconds)
        try:
            await asyncio.to_thread(self.delivering.pause, until)
        except Exception as error:  # this process keeps the pause in any case
            log.error("a pause could not be written down: %s", type(error).__name__)

    async def _outcome(self, prompt: Delivery, officer: Subscriber) -> Outcome:
        """Send one prompt; one that cannot be worded or is refused does not stop the others."""
        campaign = campaign_of(prompt, officer)
        if self._refusals.keep_back(campaign):
            return Later(_KEPT_BACK)
        try:
            prepared = self._prepare(campaign)
        except Exception as error:  # a bug of ours in one prompt
            log.error("a %s could not be worded: %s", prompt.kind, type(error).__name__)
            return self._refusals.note(campaign, type(error).__name__)
        wait = self.pacer.delay(prompt.chat_id)
        if wait > _LONGEST_WAIT:
            return Later(wait)
        if wait > 0:
            await asyncio.sleep(wait)
        is_quiet_now = is_quiet(self.clock(), calendar_of(officer, self.prompts.calendar))
        if self._is_stopping or self.pacer.is_paused or is_quiet_now:
            return Later(0)  # what was taken before the quiet hours comes at their end
        try:
            outcome = await self.sender.send_prepared(prompt.chat_id, prepared)
        except Exception as error:  # perhaps after the request has left
            log.error("nobody knows whether a %s was sent: %s", prompt.kind, type(error).__name__)
            outcome = Unknown()
        pause = self.pacer.heed(prompt.chat_id, outcome)
        if pause is not None:
            await self._keep_pause(pause)
        if isinstance(outcome, Rejected):
            log.error("Telegram refuses a %s: %s", prompt.kind, outcome.reason)
            return self._refusals.note(campaign, outcome.reason)
        return outcome

    def _prepare(self, campaign: Campaign) -> Prepared:
        known = self._prepared.get(campaign)
        if known is None:
            known = self._prepared[campaign] = self.sender.prepare(
                self.prompts.word(campaign, self.clock())
            )
        return known

    def _report(self) -> None:
        for outcome, count in self._counts.items():
            self.meter.prompts(outcome, count)
        if self._counts:
            told = ", ".join(
                f"{count} {outcome}" for outcome, count in sorted(self._counts.items())
            )
            log.info("prompts: %s", told)
        self._counts.clear()
