"""Prompts: due → claimed → in flight → settled. Nothing twice, nothing lost without a count."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.course import next_in_course
from bot.domain.model import (
    Appointment,
    Delivery,
    DeliveryState,
    Gone,
    Halt,
    Later,
    Lesson,
    Outcome,
    PromptKind,
    Rejected,
    Sent,
    Subscriber,
    Unknown,
)
from bot.domain.timetable import Calendar, Verdict, is_paused, is_quiet, judge, place_in_window
from bot.storage import delivery, ledger
from bot.storage.engine import Connection, Store, reading
from bot.storage.halts import halts, set_halt

log = logging.getLogger(__name__)

_BATCH = 500
_AT_ONCE = 60.0  # seconds' worth of prompts that leave without being spread

_SETTLED_AS = {
    Sent: DeliveryState.SENT,
    Unknown: DeliveryState.UNKNOWN,
    Gone: DeliveryState.FAILED,
    Rejected: DeliveryState.FAILED,
}

Ended = tuple[Delivery, Outcome]


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Delivering:
    """The ledger's verbs, in the order in which the speaker calls them.

    ``window`` is the time over which a slot is spread that is too large to leave within a minute
    at ``per_second``.
    """

    store: Store
    calendar: Calendar
    course: Mapping[int, Lesson]
    window: timedelta = timedelta(0)
    per_second: float = 25

    def recover(self) -> int:
        """At the beginning of a turn: what is in flight is unknown and never sent again."""
        with self.store.begin() as connection:
            lost = ledger.orphan(connection)
            ledger.move_on(connection, lost)
        if lost:
            log.warning("%d prompts were in flight at the last stop: unknown", len(lost))
        return len(lost)

    def tick(self, now: datetime, goes_on: Callable[[], bool] = _always) -> int:
        """Turn what is due into deliveries, advancing each appointment; how many there are.

        Between two full batches it leaves the store to others for as long as it took.
        """
        entered, spread = 0, None
        while goes_on():
            begun = time.monotonic()
            with self.store.begin() as connection:
                if Halt.HOLD in halts(connection):
                    break
                dues = ledger.due(connection, now, _BATCH)
                if spread is None:
                    is_full = len(dues) == _BATCH
                    spread = self._spread(ledger.count_due(connection, now) if is_full else 0)
                entered += self._claim(connection, dues, now, spread)
            if len(dues) < _BATCH or not goes_on():
                break
            time.sleep(time.monotonic() - begun)
        return entered

    def _claim(
        self,
        connection: Connection,
        dues: list[tuple[Appointment, Subscriber]],
        now: datetime,
        spread: float,
    ) -> int:
        verdicts: dict[object, Verdict] = {}  # officers of one hour are judged alike
        advanced, prompts = [], []
        for appointment, officer in dues:
            alike = (
                appointment.kind,
                appointment.due_at,
                officer.days,
                officer.hour,
                officer.active,
                officer.paused_until,
            )
            verdict = verdicts.get(alike)
            if verdict is None:
                verdict = verdicts[alike] = judge(appointment, officer, now, self.calendar)
            advanced.append((appointment, verdict.next_due))
            prompt = self._prompt(appointment, officer, verdict.slot) if verdict.send else None
            if prompt is not None:
                prompts.append((prompt, self._not_before(prompt, now, spread)))
        ledger.advance(connection, advanced)
        return ledger.enter_all(connection, prompts)

    def _spread(self, total: int) -> float:
        """Seconds over which so many prompts are spread."""
        needed = total / self.per_second
        if needed <= _AT_ONCE:
            return 0
        longest = self.calendar.late[PromptKind.LESSON].total_seconds()
        if needed > longest:
            log.warning(
                "%d prompts at once take %.1f hours at this rate: lessons later than "
                "schedule.lesson_late_hours move to the next day",
                total,
                needed / 3600,
            )
        return max(self.window.total_seconds(), needed)

    def _not_before(self, prompt: Delivery, now: datetime, spread: float) -> datetime:
        """An officer's hour is the earliest time; in a large slot the place is another each day."""
        if not spread:
            return prompt.due_at
        longest = 0.9 * self.calendar.late[prompt.kind].total_seconds()
        place = place_in_window(prompt.chat_id, prompt.slot)
        return now + timedelta(seconds=place * min(spread, longest))

    def _prompt(self, appointment: Appointment, officer: Subscriber, slot: str) -> Delivery | None:
        """The delivery of an appointment; None for a lesson when the course is through."""
        item: int | None = appointment.item
        if appointment.kind is PromptKind.CHECKIN:
            item = None
        elif appointment.kind is PromptKind.LESSON:
            item = next_in_course(officer.next_lesson, self.course)
            if item is None:
                return None
        return Delivery(officer.chat_id, appointment.kind, slot, item, appointment.due_at)

    def exchange(
        self, ended: Iterable[Ended], now: datetime, limit: int
    ) -> list[tuple[Delivery, Subscriber]]:
        """Write down how prompts ended, and mark the next few in flight, in one transaction.

        Nothing is taken in the quiet hours or while prompts are held or paused. What has waited
        longer than its kind may be late, or is for somebody who wants silence now, is settled as
        failed; a lesson comes again on its next day. A lesson that was sent, or may have been,
        moves the course on.
        """
        with self.store.begin() as connection:
            self._settle(connection, ended, now)
            if not limit or is_quiet(now, self.calendar) or self._halt(connection, now):
                return []
            while True:
                taken = ledger.take(connection, now, limit)
                kept = [one for one in taken if self._may_leave(*one, now)]
                if len(kept) < len(taken):
                    leaving = {prompt for prompt, _ in kept}
                    dropped = [prompt for prompt, _ in taken if prompt not in leaving]
                    ledger.settle(connection, dropped, DeliveryState.FAILED)
                if kept or not taken:
                    return kept

    def _settle(self, connection: Connection, ended: Iterable[Ended], now: datetime) -> None:
        states: dict[DeliveryState, list[Delivery]] = {}
        put_off, left = [], []
        for prompt, outcome in ended:
            if isinstance(outcome, Later):
                put_off.append((prompt, now + timedelta(seconds=outcome.seconds)))
                continue
            states.setdefault(_SETTLED_AS[type(outcome)], []).append(prompt)
            if isinstance(outcome, Sent | Unknown):
                left.append(prompt)
            elif isinstance(outcome, Gone):
                delivery.deactivate(connection, prompt.chat_id)
        for state, prompts in states.items():
            ledger.settle(connection, prompts, state)
        ledger.put_back(connection, put_off)
        ledger.move_on(connection, left)

    def _may_leave(self, prompt: Delivery, officer: Subscriber, now: datetime) -> bool:
        is_stale = now - prompt.due_at > self.calendar.late[prompt.kind]
        return officer.active and not is_stale and not is_paused(officer, now, self.calendar)

    def restore(self, mine: Collection[Delivery], now: datetime) -> int:
        """After a transaction whose end nobody knows: lease what was taken and is not at hand.

        ``mine`` is all that the speaker is sending or has not settled yet. Only the speaker whose
        turn it is may call this: nothing else that is in flight can have left then.
        """
        known = set(mine)
        with self.store.begin() as connection:
            astray = [one for one in ledger.inflight(connection) if one not in known]
            before = now - timedelta(seconds=1)  # it is written down to the next full second
            return ledger.put_back(connection, [(prompt, before) for prompt in astray])

    def pause(self, until: datetime) -> None:
        """Telegram wants silence: nothing is taken before a moment, also after a restart."""
        with self.store.begin() as connection:
            known = halts(connection).get(Halt.PAUSE)
            if known is None or known < until:
                set_halt(connection, Halt.PAUSE, until)

    def halt(self, now: datetime) -> Halt | None:
        """What holds prompts back, if anything does."""
        with reading(self.store) as connection:
            return self._halt(connection, now)

    @staticmethod
    def _halt(connection: Connection, now: datetime) -> Halt | None:
        known = halts(connection)
        if Halt.HOLD in known:
            return Halt.HOLD
        until = known.get(Halt.PAUSE)
        return Halt.PAUSE if until is not None and until > now else None
