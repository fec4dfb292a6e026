"""What every handler does with a visit: find out who it is, answer, change, send."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from gettext import NullTranslations

from telegram import Message as TelegramMessage
from telegram import Update

from bot.chat.sender import Sender
from bot.chat.texts import care as care_texts
from bot.chat.texts import consent as consent_texts
from bot.chat.texts import enrolment as words
from bot.domain.care import Support
from bot.domain.model import (
    Gone,
    Later,
    Message,
    Outcome,
    Sent,
    Step,
    Subscriber,
    Unit,
    Unknown,
)
from bot.domain.timetable import pause_of
from bot.service.care import Care
from bot.service.enrolment import Enrolment

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

_PAUSES = (1, 1, 1, 1)  # seconds between two tries, where Telegram names none
_PAUSES_OF_HELP = (*_PAUSES, 2, 5, 10, 20, 40, 60)
_STORE_SECONDS = 3  # that somebody who needs help waits to be looked up
_LONGEST_WAIT = 10.0  # seconds; somebody is waiting, and the chat's next tap behind it


@dataclass(frozen=True, slots=True)
class Visit:
    """One update as the handlers see it; ``message_id`` is that of the tapped message."""

    chat_id: int
    now: datetime
    officer: Subscriber | None
    say: NullTranslations
    text: str = ""
    query_id: str | None = None
    message_id: int | None = None
    is_media: bool = False
    phone: str | None = None
    """The telephone that the visitor shared as their own, "" somebody else's; None: none."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The counter at which officers are served."""

    sender: Sender
    enrolment: Enrolment
    care: Care
    programme: consent_texts.Programme
    catalogues: Mapping[str, NullTranslations]
    clock: Clock

    async def receive(self, update: Update) -> Visit:
        """Look up who this is; one thread hop."""
        chat = update.effective_chat
        if chat is None:
            raise ValueError("an update without a chat")
        officer = await asyncio.to_thread(self.enrolment.find, chat.id)
        return self.introduce(update, officer)

    async def receive_anyhow(self, update: Update) -> Visit:
        """The visit, even when nobody can be looked up; then it is that of a stranger."""
        try:
            async with asyncio.timeout(_STORE_SECONDS):
                return await self.receive(update)
        except Exception as error:  # whatever the storage raises, help is given
            log.error("the store does not answer: %s", type(error).__name__)
            return self.introduce(update, None)

    def introduce(self, update: Update, officer: Subscriber | None) -> Visit:
        """The visit of somebody who has been looked up, or could not be."""
        chat, query = update.effective_chat, update.callback_query
        if chat is None:
            raise ValueError("an update without a chat")
        message = query.message if query is not None else update.effective_message
        seen = message if isinstance(message, TelegramMessage) else None
        return Visit(
            chat_id=chat.id,
            now=self.clock(),
            officer=officer,
            say=self.words_for(officer),
            text="" if seen is None or query is not None else seen.text or seen.caption or "",
            query_id=None if query is None else query.id,
            message_id=None if query is None or message is None else message.message_id,
            is_media=seen is not None and bool(seen.animation or seen.photo),
            phone=None if seen is None or query is not None else _own_phone(seen),
        )

    def words_for(self, officer: Subscriber | None) -> NullTranslations:
        """The catalogue of an officer's language, or of the programme's."""
        return self.catalogues[self.language_of(officer)]

    def language_of(self, officer: Subscriber | None) -> str:
        """The language that an officer is spoken to in."""
        if officer is not None and officer.language in self.catalogues:
            return officer.language
        return self.enrolment.default_language

    def unit_of(self, officer: Subscriber | None) -> Unit | None:
        """Where an officer works, if he told."""
        return None if officer is None else self.enrolment.units.get(officer.unit or "")

    def support_for(self, visit: Visit) -> Support:
        """Who is there for the officer of a visit, known or not."""
        unit = None if visit.officer is None else visit.officer.unit
        return self.care.support_for(unit, visit.now)

    async def acknowledge(self, visit: Visit, popup: str = "", *, alert: bool = False) -> None:
        """Stop the spinner of a tap."""
        if visit.query_id is not None:
            await self.sender.answer(visit.query_id, popup, alert=alert)

    async def send(self, visit: Visit, *messages: Message) -> None:
        """Send new messages, in order; what Telegram puts off is tried again a few times."""
        for message in messages:
            await self._insist(visit, message, (Later,), _PAUSES)

    async def send_help(self, visit: Visit, message: Message) -> None:
        """Send a card of contacts, again also when nobody knows whether it has arrived.

        Twice is harmless, never is not: it is tried for minutes.
        """
        await self._insist(visit, message, (Later, Unknown), _PAUSES_OF_HELP)

    async def _insist(
        self,
        visit: Visit,
        message: Message,
        unsettled: tuple[type[Outcome], ...],
        pauses: tuple[int, ...],
    ) -> None:
        outcome = await self.sender.send(visit.chat_id, message)
        for pause in pauses:
            if not isinstance(outcome, unsettled):
                break
            wanted = outcome.seconds if isinstance(outcome, Later) else pause
            await asyncio.sleep(min(wanted, max(pause, _LONGEST_WAIT)))
            outcome = await self.sender.send(visit.chat_id, message)
        if not isinstance(outcome, Sent | Gone):
            log.error("a reply did not leave: %s", type(outcome).__name__)

    async def show(self, visit: Visit, message: Message) -> None:
        """Change the tapped message, or send a new one where there is none to change."""
        if visit.message_id is not None and await self.sender.edit(
            visit.chat_id, visit.message_id, message, media=visit.is_media
        ):
            return
        await self.send(visit, message)

    async def take_away(self, visit: Visit) -> None:
        """Delete the tapped message; one too old for that loses its words."""
        if visit.message_id is None:
            return
        if not await self.sender.delete(visit.chat_id, visit.message_id):
            await self.show(visit, care_texts.dismissed(visit.say))

    async def admit(self, visit: Visit) -> Subscriber | None:
        """The officer, if enrolled to the end; everybody else is told what is missing."""
        if visit.officer is not None and visit.officer.step is Step.DONE:
            return visit.officer
        if visit.officer is not None:
            await self.send(visit, self.next_question(visit, visit.officer))
        elif self.enrolment.needs_invitation:
            await self.send(visit, consent_texts.needs_invitation(visit.say))
        else:
            await self.send(visit, consent_texts.not_enrolled(visit.say))
        return None

    def next_question(self, visit: Visit, officer: Subscriber) -> Message:
        """What an enrolment under way asks next; the settings when it is through."""
        if officer.step is Step.REGION:
            return words.regions_menu(visit.say, self.regions())
        if officer.step is Step.DAYS:
            return words.days_menu(visit.say, has_shift=bool(officer.shift), enrols=True)
        if officer.step is Step.HOUR:
            return self.hour_menu(visit, officer)
        until = pause_of(officer, visit.now, self.enrolment.calendar)
        unit = self.unit_of(officer)
        shift = self.enrolment.calendar.shifts.get(officer.shift)
        return words.settings(visit.say, self.programme, officer, unit, until, shift)

    def hour_menu(self, visit: Visit, officer: Subscriber) -> Message:
        """At which hour lessons come, on whose clock."""
        zone = officer.zone or self.enrolment.calendar.zone.key
        return words.hour_menu(visit.say, self.programme.lesson_hours, zone)

    def regions(self) -> tuple[str, ...]:
        """The regions in the order of the configuration."""
        return tuple(dict.fromkeys(unit.region for unit in self.enrolment.units.values()))


def _own_phone(message: TelegramMessage) -> str | None:
    """The telephone in a message if it is the sender's own, as digits with a plus before them."""
    contact, sender = message.contact, message.from_user
    if contact is None:
        return None
    digits = "".join(sign for sign in contact.phone_number if sign.isascii() and sign.isdigit())
    is_own = sender is not None and contact.user_id == sender.id
    return f"+{digits}" if is_own and 5 <= len(digits) <= 15 else ""
