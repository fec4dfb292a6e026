"""Officers whose lesson is due, entered straight into the store."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from bot.domain.consent import CONSENT_VERSION
from bot.domain.model import Appointment, Consent, PromptKind, Step, Subscriber
from bot.storage import appointments, delivery
from bot.storage.engine import Store


def enter_due(
    store: Store,
    chat_ids: Iterable[int],
    due_at: datetime,
    language: str = "es",
    consent: Consent = Consent.LESSONS,
) -> None:
    """Subscribers through with their enrolment, each with a lesson due at a moment."""
    with store.begin() as connection:
        for chat_id in chat_ids:
            officer = Subscriber(
                chat_id=chat_id,
                consent=consent,
                consent_version=CONSENT_VERSION,
                step=Step.DONE,
                language=language,
                unit=None,
                days=(1, 2, 3, 4, 5, 6, 7),
                hour=time(9),
                next_lesson=2,  # a text: the first is a photo
                paused_until=None,
                active=True,
                caution_shown=False,
            )
            delivery.add_subscriber(connection, officer)
            standing = Appointment(chat_id, PromptKind.LESSON, due_at)
            appointments.set_appointment(connection, standing)
