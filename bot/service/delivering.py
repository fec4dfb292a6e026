"""Prompts: due → claimed → in flight → settled. Nothing twice, nothing lost without a count."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.course import next_for
from bot.domain.model import (
    Appointment,
    Consent,
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
from bot.domain.timetable import (
    Calendar,
    Verdict,
    calendar_of,
    coming_again,
    is_paused,
    is_quiet,
    judge,
    place_in_window,
    quiet_ends,
)
from bot.service.progress import Progress
from bot.storage import appointments, delivery, ledger
from bot.storage.engine import Connection, Store, reading
from bot.storage.halts import halts, set_halt

log = logging.getLogger(__name__)

_QUESTIONS = {PromptKind.CHECKIN, PromptKind.SURVEY}
_LESSONS = {PromptKind.LESSON, PromptKind.EVENT}
_BATCH = 500
_AT_ONCE = 60.0  # seconds' worth of prompts that leave without being spread

_JUDGED_BY = (
    "days",
    "hour",
    "active",
    "paused_until",
    "zone",
    "shift",
    "shift_from",
    "holidays",
)

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

    ``course`` has all lessons by number, those for supervisors and after events too.

    ``window`` is the time over which a slot is spread that is too large to leave within a minute
    at ``per_second``.
    """

    store: Store
    calendar: Calendar
    course: Mapping[int, Lesson]
    window: timedelta = timedelta(0)
    per_second: float = 25

    @property
    def progress(self) -> Progress:
        """What a lesson that has left moves."""
        return Progress(self.calendar, self.course)

    def recover(self, now: datetime) -> int:
        """At the beginning of a turn: what is in flight is unknown and never sent again."""
        with self.store.begin() as connection:
            lost = ledger.orphan(connection)
            self.progress.move_on(connection, lost, now)
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
                dues = appointments.due(connection, now, _BATCH)
                if spread is None:
                    is_full = len(dues) == _BATCH
                    spread = self._spread(appointments.count_due(connection, now) if is_full else 0)
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
            item = self._item(appointment, officer)
            late = self._late(appointment.kind, item)
            alike = (
                appointment.kind,
                appointment.due_at,
                appointment.item,
                late,
                *(getattr(officer, name) for name in _JUDGED_BY),
            )
            verdict = verdicts.get(alike)
            if verdict is None:
                verdict = verdicts[alike] = judge(appointment, officer, now, self.calendar, late)
            advanced.append((appointment, verdict.next_due, verdict.next_item))
            if verdict.send and self._has_words(appointment, item):
                prompt = Delivery(
                    officer.chat_id, appointment.kind, verdict.slot, item, appointment.due_at
                )
                prompts.append((prompt, self._not_before(prompt, now, spread)))
        appointments.advance(connection, advanced)
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
        longest = 0.9 * self._late(prompt.kind, prompt.item).total_seconds()
        place = place_in_window(prompt.chat_id, prompt.slot)
        return now + timedelta(seconds=place * min(spread, longest))

    def _item(self, appointment: Appointment, officer: Subscriber) -> int | None:
        """What a prompt is about: for a lesson, the officer's next one."""
        if appointment.kind is PromptKind.LESSON:
            return next_for(officer, self.course)
        return None if appointment.kind is PromptKind.CHECKIN else appointment.item

    def _late(self, kind: PromptKind, item: int | None) -> timedelta:
        """How late a prompt may still leave: its kind's hours; a lesson may allow itself others."""
        lesson = self.course.get(item or 0) if kind in _LESSONS else None
        if lesson is None or lesson.late_hours is None:
            return self.calendar.late[kind]
        return timedelta(hours=lesson.late_hours)

    def _has_words(self, appointment: Appointment, item: int | None) -> bool:
        """Whether there is anything to send: no lesson is left, or one was taken out since."""
        if appointment.kind is PromptKind.BOOSTER:
            lesson = self.course.get(appointment.item // 100)
            return lesson is not None and bool(lesson.boosters)
        if appointment.kind in {PromptKind.LESSON, PromptKind.REMINDER, PromptKind.EVENT}:
            return item in self.course
        return True

    def exchange(
        self, ended: Iterable[Ended], now: datetime, limit: int
    ) -> list[tuple[Delivery, Subscriber]]:
        """Write down how prompts ended, and mark the next few in flight, in one transaction.

        Nothing is taken while prompts are held or paused; what is for somebody whose hours are
        quiet waits for their end. What has waited longer than its kind may be late, or is for
        somebody who wants silence now, is settled as failed; a lesson comes again on its next day,
        a survey on the next survey day.
        A lesson that was sent, or may have been, moves the course on.
        """
        with self.store.begin() as connection:
            self._settle(connection, ended, now)
            if not limit or self._halt(connection, now):
                return []
            while True:
                taken = ledger.take(connection, now, limit)
                kept = self._sift(connection, taken, now)
                if kept or not taken:
                    return kept

    def _sift(
        self, connection: Connection, taken: list[tuple[Delivery, Subscriber]], now: datetime
    ) -> list[tuple[Delivery, Subscriber]]:
        """Part what may leave now from what waits for the morning and what came to nothing."""
        kept, waiting, dropped = [], [], []
        for prompt, officer in taken:
            here = calendar_of(officer, self.calendar)
            if not self._is_wanted(prompt, officer, now):
                dropped.append((prompt, officer))
            elif is_quiet(now, here):
                waiting.append((prompt, quiet_ends(now, here)))
            else:
                kept.append((prompt, officer))
        ledger.settle(connection, [prompt for prompt, _ in dropped], DeliveryState.FAILED)
        ledger.put_back(connection, waiting)
        for prompt, officer in dropped:
            again = coming_again(prompt, officer, now, self.calendar)
            if again is not None:
                appointments.set_appointment(connection, again)
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
        self.progress.move_on(connection, left, now)

    def _is_wanted(self, prompt: Delivery, officer: Subscriber, now: datetime) -> bool:
        if prompt.kind in _QUESTIONS and officer.consent is not Consent.ALL:
            return False
        is_stale = now - prompt.due_at > self._late(prompt.kind, prompt.item)
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
