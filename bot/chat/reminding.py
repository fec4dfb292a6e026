"""Once a week administrators are told which contacts want a call."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from gettext import NullTranslations

from bot.chat.sender import Sender
from bot.chat.texts.contact_calls import reminder
from bot.domain.model import Contact, Gone, Later, Message, Outcome
from bot.domain.wall import at_wall, is_free, is_quiet
from bot.service.care import Care
from bot.service.contact_checks import ContactChecks

log = logging.getLogger(__name__)

_LATE = timedelta(hours=1)  # a reminder that misses its hour comes on the next day
_TRIES = 5
_LONGEST_WAIT = 10.0  # seconds


@dataclass(slots=True)
class ContactReminder:
    """Speaks at the programme's hour, outside the quiet hours and holidays, when something is due.

    ``hour`` is on the programme's clock; ``words_for`` gives the catalogue of a chat's language.
    """

    care: Care
    checks: ContactChecks
    sender: Sender
    administrators: tuple[int, ...]
    hour: time
    words_for: Callable[[int], NullTranslations]
    _asked_on: date | None = None

    async def beat(self, now: datetime) -> int:
        """Tell every administrator if it is time; how many messages left.

        Only for the process that has the turn to speak. A crash in between loses one reminder.
        """
        today = self.care.today(now)
        if self._asked_on == today or not self._is_time(today, now):
            return 0
        to_call = self.care.to_call(now)
        if not to_call:
            return 0
        if not await asyncio.to_thread(self.checks.claim_notice, today):
            self._asked_on = today
            return 0
        self._asked_on = today
        log.warning("contacts nobody has called for 90 days: %s", _ids(to_call))
        outcomes = [await self._tell(chat_id, to_call) for chat_id in self.administrators]
        if any(isinstance(outcome, Gone) for outcome in outcomes):
            log.warning("an administrator has no chat with the bot: let them write /start to it")
        return len(outcomes)

    def _is_time(self, today: date, now: datetime) -> bool:
        calendar = self.care.calendar
        due = at_wall(today, self.hour, calendar)
        is_due = due <= now < due + _LATE and not is_quiet(now, calendar)
        return is_due and is_free(today, None, calendar)

    async def _tell(self, chat_id: int, to_call: tuple[Contact, ...]) -> Outcome:
        say = await asyncio.to_thread(self.words_for, chat_id)
        outcome = await self._insist(chat_id, reminder(say, len(self.care.contacts), to_call))
        if not isinstance(outcome, Gone):
            log.info("a reminder for an administrator: %s", type(outcome).__name__.lower())
        return outcome

    async def _insist(self, chat_id: int, message: Message) -> Outcome:
        """Send, again where Telegram puts it off; never where nobody knows whether it was sent."""
        for _ in range(_TRIES):
            outcome = await self.sender.send(chat_id, message)
            if not isinstance(outcome, Later):
                break
            await asyncio.sleep(min(outcome.seconds, _LONGEST_WAIT))
        return outcome


def _ids(contacts: tuple[Contact, ...]) -> str:
    return ", ".join(contact.id for contact in contacts)
