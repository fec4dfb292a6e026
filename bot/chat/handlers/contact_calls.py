"""/verificar_contactos: an administrator calls the contacts one by one, in one message."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from bot.chat.handlers.desk import Desk, Visit
from bot.chat.texts import care as care_texts
from bot.chat.texts import contact_calls as words
from bot.domain.callbacks import Tap
from bot.domain.contact_calls import Stamp, Written, next_to_call, stamp_of
from bot.domain.model import Check, Contact, Message
from bot.service.contact_checks import ContactChecks


@dataclass(frozen=True, slots=True)
class ContactCallHandlers:
    """For administrators; everybody else hears that there is no such command.

    Only "Contestaron" records anything: the contact, its number, the day and a role.
    """

    desk: Desk
    checks: ContactChecks
    written: Mapping[str, Written]
    administrators: frozenset[int]

    async def begin(self, visit: Visit) -> None:
        """/verificar_contactos."""
        if visit.chat_id not in self.administrators:
            await self.desk.send(visit, care_texts.unknown_command(visit.say))
            return
        await self.desk.send(visit, self._card_after(visit, None))

    async def begin_by_key(self, visit: Visit, _tap: Tap) -> None:
        """Verificar ahora, below a reminder."""
        if visit.chat_id not in self.administrators:
            await self._refuse(visit)
            return
        await self.desk.acknowledge(visit)
        await self.desk.send(visit, self._card_after(visit, None))

    async def step(self, visit: Visit, tap: Tap) -> None:
        """What became of one call."""
        contact_id, action, *stamp = tap.args
        contact = self._find(contact_id)
        if visit.chat_id not in self.administrators:
            await self._refuse(visit)
        elif contact is None or self._stamp(visit, contact) != Stamp(*stamp):
            await self.desk.acknowledge(visit, words.outdated(visit.say), alert=True)
            await self.desk.show(visit, self._card_after(visit, None))
        else:
            await self._decide(visit, contact, action)

    async def _decide(self, visit: Visit, contact: Contact, action: str) -> None:
        popup, card = "", None
        stamp = self._stamp(visit, contact)
        if action == "y":
            await self._record(visit, contact)
            popup = words.recorded(visit.say)
        elif action == "n":
            popup = words.silent(visit.say)
        elif action == "w":
            card = words.correction(visit.say, contact, self.written[contact.id], stamp)
        elif action == "v":
            card = words.card(visit.say, contact, stamp, len(self._to_call(visit)))
        elif action == "e":
            card = self._end(visit)
        await self.desk.acknowledge(visit, popup)
        await self.desk.show(visit, card or self._card_after(visit, contact.id))

    async def _record(self, visit: Visit, contact: Contact) -> None:
        today = self.desk.care.today(visit.now)
        check = Check(today, words.checker(visit.say), answered=True, number=contact.number)
        await asyncio.to_thread(self.checks.record, contact.id, check)

    def _card_after(self, visit: Visit, contact_id: str | None) -> Message:
        """The next contact to call, or how the directory stands when there is none."""
        to_call = self._to_call(visit)
        contact = next_to_call(self.desk.care.contacts, to_call, contact_id)
        if contact is None:
            return self._end(visit)
        return words.card(visit.say, contact, self._stamp(visit, contact), len(to_call))

    def _end(self, visit: Visit) -> Message:
        contacts = len(self.desk.care.contacts)
        return words.finished(visit.say, contacts, self._to_call(visit))

    def _to_call(self, visit: Visit) -> tuple[Contact, ...]:
        return self.desk.care.to_call(visit.now)

    def _stamp(self, visit: Visit, contact: Contact) -> Stamp:
        return stamp_of(contact, self.desk.care.today(visit.now))

    def _find(self, contact_id: str) -> Contact | None:
        contacts = self.desk.care.contacts
        return next((contact for contact in contacts if contact.id == contact_id), None)

    async def _refuse(self, visit: Visit) -> None:
        await self.desk.acknowledge(visit, care_texts.stale_button(visit.say), alert=True)
