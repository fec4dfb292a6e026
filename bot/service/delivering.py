"""Prompts: due → claimed → in flight → settled. Nothing twice, nothing lost without a count."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.course import next_in_course
from bot.domain.model import (
    Appointment,
    Delivery,
    DeliveryState,
    Gone,
    Later,
    Lesson,
    Outcome,
    PromptKind,
    Rejected,
    Sent,
    Subscriber,
    Unknown,
)
from bot.domain.timetable import Calendar, is_quiet, judge
from bot.storage import delivery, ledger
from bot.storage.engine import Store

log = logging.getLogger(__name__)

_BATCH = 500

_SETTLED_AS = {
    Sent: DeliveryState.SENT,
    Unknown: DeliveryState.UNKNOWN,
    Gone: DeliveryState.FAILED,
    Rejected: DeliveryState.FAILED,
}


@dataclass(frozen=True, slots=True)
class Delivering:
    """The ledger's verbs, in the order in which the speaker calls them."""

    store: Store
    calendar: Calendar
    course: Mapping[int, Lesson]

    def recover(self) -> int:
        """After a start: what was in flight at a crash is unknown and never sent again."""
        with self.store.begin() as connection:
            lost = ledger.orphan(connection)
            ledger.move_on(connection, lost)
        if lost:
            log.warning("%d prompts were in flight at the last stop: unknown", len(lost))
        return len(lost)

    def tick(self, now: datetime) -> int:
        """Turn what is due into deliveries, advancing each appointment; how many there are."""
        claimed = 0
        while True:
            with self.store.begin() as connection:
                dues = ledger.due(connection, now, _BATCH)
                for appointment, officer in dues:
                    verdict = judge(appointment, officer, now, self.calendar)
                    if not ledger.advance(connection, appointment, verdict.next_due):
                        continue
                    prompt = self._prompt(appointment, officer, verdict.slot)
                    if verdict.send and prompt is not None:
                        claimed += ledger.enter(connection, prompt)
            if len(dues) < _BATCH:
                return claimed

    def _prompt(self, appointment: Appointment, officer: Subscriber, slot: str) -> Delivery | None:
        """The delivery of an appointment; None for a lesson when the course is through."""
        item = appointment.item
        if appointment.kind is PromptKind.LESSON:
            item = next_in_course(officer.next_lesson, self.course)
            if item is None:
                return None
        return Delivery(officer.chat_id, appointment.kind, slot, item, appointment.due_at)

    def take(self, now: datetime, limit: int) -> list[tuple[Delivery, Subscriber]]:
        """The next few to send, marked in flight; nothing in the quiet hours.

        What has waited longer than its kind may be late is dropped here: settled as failed, and a
        lesson comes again on its next day.
        """
        if is_quiet(now, self.calendar):
            return []
        while True:
            with self.store.begin() as connection:
                taken = ledger.take(connection, now, limit)
                stale = [prompt for prompt, _ in taken if self._is_stale(prompt, now)]
                for prompt in stale:
                    ledger.settle(connection, prompt, DeliveryState.FAILED)
            if not taken or len(stale) < len(taken):
                return [(prompt, officer) for prompt, officer in taken if prompt not in stale]

    def _is_stale(self, prompt: Delivery, now: datetime) -> bool:
        return now - prompt.due_at > self.calendar.late[prompt.kind]

    def settle(self, outcomes: Iterable[tuple[Delivery, Outcome]], now: datetime) -> None:
        """Write down how a group ended, in one transaction.

        A lesson that was sent, or may have been, moves the course on; one that failed does not.
        """
        counts: Counter[str] = Counter()
        with self.store.begin() as connection:
            for prompt, outcome in outcomes:
                counts[type(outcome).__name__.lower()] += 1
                if isinstance(outcome, Later):
                    again = now + timedelta(seconds=outcome.seconds)
                    ledger.put_back(connection, prompt, again)
                    continue
                ledger.settle(connection, prompt, _SETTLED_AS[type(outcome)])
                if isinstance(outcome, Gone):
                    delivery.deactivate(connection, prompt.chat_id)
                elif isinstance(outcome, Sent | Unknown):
                    ledger.move_on(connection, [prompt])
        if counts:
            log.info("prompts: %s", ", ".join(f"{n} {what}" for what, n in sorted(counts.items())))
