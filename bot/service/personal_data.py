"""/misdatos and /borrar: what is kept of a chat, and its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.model import Kept
from bot.domain.timetable import Calendar, round_of
from bot.storage import appointments, delivery, ledger
from bot.storage.engine import Store, reading, sweep
from bot.storage.erasures import note_erasure
from bot.storage.spool import OpenRounds


@dataclass(frozen=True, slots=True)
class PersonalData:
    """The officer's rights over his own data (Bolivian constitution, article 130)."""

    store: Store
    spool: OpenRounds
    calendar: Calendar

    def show(self, chat_id: int, now: datetime) -> Kept | None:
        """All that is kept; None when there is nothing."""
        with reading(self.store) as connection:
            known = delivery.find_subscriber(connection, chat_id)
            if known is None:
                return None
            standing = appointments.appointments_of(connection, chat_id)
            deliveries = ledger.deliveries_of(connection, chat_id)
        open_round = round_of(now, self.calendar)
        rounds = [name for name in self.spool.rounds() if name <= open_round]  # some not closed yet
        has_answers = any(self.spool.has_entry(name, chat_id) for name in rounds)
        return Kept(known, standing, deliveries, has_answers)

    def erase(self, chat_id: int, now: datetime) -> bool:
        """Delete the subscriber, appointments, deliveries and open answers, down to the bytes.

        False when there was no subscriber. Closed rounds hold nothing that could be found. A
        digest of the week stays until no backup can bring the chat back.
        """
        self.spool.forget(chat_id)
        with self.store.begin() as connection:
            was_there = delivery.erase(connection, chat_id)
            if was_there:
                note_erasure(connection, chat_id, round_of(now, self.calendar))
        sweep(self.store)
        return was_there
