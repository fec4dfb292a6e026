"""From the first /start to a subscriber with appointments, and every later change of them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from bot.domain.cadence import first_of_cadence
from bot.domain.consent import CONSENT_VERSION
from bot.domain.invitations import Invitation, issue, read
from bot.domain.model import Consent, PromptKind, Step, Subscriber, Unit
from bot.domain.silence import silent_until
from bot.domain.timetable import Calendar, appointments_for
from bot.storage import appointments, delivery
from bot.storage.engine import Connection, Store, reading

_SCHEDULED_BY = (
    "consent",
    "step",
    "days",
    "hour",
    "active",
    "zone",
    "shift",
    "shift_from",
    "holidays",
)
_BEGINS_WITH = ("consent", "step", "active")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Who takes part, where, and when; it never knows a name."""

    store: Store
    calendar: Calendar
    units: Mapping[str, Unit]
    needs_invitation: bool
    invitation_keys: Mapping[int, bytes]
    invitation_uses: int
    default_days: tuple[int, ...]
    default_hour: time
    default_language: str

    def find(self, chat_id: int) -> Subscriber | None:
        """The subscriber of a chat, if there is one."""
        with reading(self.store) as connection:
            return delivery.find_subscriber(connection, chat_id)

    def invite(self, unit: str, expires_at: datetime) -> str:
        """A signed token for a unit's link."""
        kid = max(self.invitation_keys)
        nonce = secrets.token_bytes(8)
        return issue(unit, expires_at, nonce, self.invitation_keys[kid], kid)

    def revoke(self, token: str, now: datetime) -> bool:
        """Call an invitation back; False when it is none of ours or has expired."""
        found = self._read(token, now)
        if found is None:
            return False
        with self.store.begin() as connection:
            delivery.revoke_invitation(connection, found.digest)
        return True

    def invited_unit(self, token: str, now: datetime) -> str | None:
        """The unit that a valid invitation names; the same None for every other token."""
        found = self._read(token, now)
        if found is None:
            return None
        with reading(self.store) as connection:
            return None if delivery.is_revoked(connection, found.digest) else found.unit

    def agree(
        self, chat_id: int, consent: Consent, language: str, token: str, now: datetime
    ) -> Subscriber | None:
        """Take an officer in, or change what an enrolled one agreed to.

        None when an invitation is needed and this is no valid one. A doubled tap changes nothing.
        """
        invitation = self._read(token, now)
        with self.store.begin() as connection:
            known = delivery.find_subscriber(connection, chat_id, to_change=True)
            if known is not None:
                changed = replace(
                    known, consent=consent, consent_version=CONSENT_VERSION, active=True
                )
                self._write(connection, known, changed, now)
                return changed
            if invitation is not None and not delivery.use_invitation(
                connection, invitation.digest, self.invitation_uses
            ):
                invitation = None
            if invitation is None and self.needs_invitation:
                return None
            new = self._newcomer(chat_id, consent, language, invitation)
            delivery.add_subscriber(connection, new)
            return new

    def _newcomer(
        self, chat_id: int, consent: Consent, language: str, invitation: Invitation | None
    ) -> Subscriber:
        return Subscriber(
            chat_id=chat_id,
            consent=consent,
            consent_version=CONSENT_VERSION,
            step=Step.REGION if invitation is None else Step.DAYS,
            language=language,
            unit=None if invitation is None else invitation.unit,
            days=self.default_days,
            hour=self.default_hour,
            next_lesson=1,
            paused_until=None,
            active=True,
            caution_shown=False,
        )

    def choose_unit(self, chat_id: int, unit: str | None, now: datetime) -> Subscriber | None:
        """Note the unit, or that the officer prefers not to say."""
        return self._change(chat_id, now, Step.DAYS, unit=unit)

    def choose_days(self, chat_id: int, days: tuple[int, ...], now: datetime) -> Subscriber | None:
        """Note the lesson days; ISO week days."""
        return self._change(chat_id, now, Step.HOUR, days=days)

    def choose_shift(
        self, chat_id: int, choice: tuple[str, date | None], now: datetime
    ) -> Subscriber | None:
        """Note the pattern of duties and the day it began; "" goes back to week days."""
        shift, begun = choice
        return self._change(chat_id, now, Step.HOUR, shift=shift, shift_from=begun)

    def choose_zone(self, chat_id: int, zone: str | None, now: datetime) -> Subscriber | None:
        """Note the zone of every hour, an IANA name; None is the programme's."""
        return self._change(chat_id, now, None, zone=zone)

    def choose_holidays(self, chat_id: int, holidays: bool, now: datetime) -> Subscriber | None:
        """Note whether lessons come on holidays too."""
        return self._change(chat_id, now, None, holidays=holidays)

    def choose_leads(self, chat_id: int, leads: bool, now: datetime) -> Subscriber | None:
        """Note whether people are in the officer's charge."""
        return self._change(chat_id, now, None, leads=leads)

    def choose_hour(self, chat_id: int, hour: time, now: datetime) -> Subscriber | None:
        """Note the lesson hour, local; it is the last step of an enrolment."""
        return self._change(chat_id, now, Step.DONE, hour=hour)

    def choose_language(self, chat_id: int, language: str, now: datetime) -> Subscriber | None:
        """Note the language of every sentence."""
        return self._change(chat_id, now, None, language=language)

    def pause(
        self, chat_id: int, days: int, now: datetime, *, shortens: bool = True
    ) -> Subscriber | None:
        """No prompts for so many times 24 hours; 0 ends a pause.

        Unless it ``shortens``, a pause that stands and lasts longer stays as it is.
        """
        with self.store.begin() as connection:
            known = delivery.find_subscriber(connection, chat_id, to_change=True)
            if known is None or (known.step is not Step.DONE and not shortens):
                return None
            until = silent_until(known, now, days, self.calendar) if days else None
            if not shortens and until and known.paused_until and known.paused_until >= until:
                return known
            changed = replace(known, paused_until=until)
            self._write(connection, known, changed, now)
            return changed

    def pause_until(self, chat_id: int, until: date | None, now: datetime) -> Subscriber | None:
        """No prompts before a day; None ends a pause."""
        return self._change(chat_id, now, None, paused_until=until)

    def wake(self, chat_id: int, now: datetime) -> Subscriber | None:
        """Somebody who had blocked the bot is back: prompts go on."""
        return self._change(chat_id, now, None, active=True)

    def choose_discretion(
        self, chat_id: int, now: datetime, *, discreet: bool
    ) -> Subscriber | None:
        """Note whether help after a check-in comes as a card or as a pop-up only."""
        return self._change(chat_id, now, None, discreet=discreet)

    def note_caution(self, chat_id: int, now: datetime) -> None:
        """The caution on breathing exercises has been shown once."""
        self._change(chat_id, now, None, caution_shown=True)

    def leave(self, chat_id: int) -> None:
        """The officer blocked the bot: no more prompts, nothing else is deleted."""
        with self.store.begin() as connection:
            delivery.deactivate(connection, chat_id)

    def _change(
        self, chat_id: int, now: datetime, step: Step | None, **changes: object
    ) -> Subscriber | None:
        """Change a subscriber and what is due to him; an enrolment under way goes one step on."""
        with self.store.begin() as connection:
            known = delivery.find_subscriber(connection, chat_id, to_change=True)
            if known is None:
                return None
            if step is not None and known.step is not Step.DONE:
                changes["step"] = step
            changed = replace(known, **changes)  # type: ignore[arg-type]  # fields by name
            self._write(connection, known, changed, now)
            return changed

    def _write(
        self, connection: Connection, known: Subscriber, changed: Subscriber, now: datetime
    ) -> None:
        """Appointments are renewed only with what they follow from: one may be due just now."""
        delivery.change_subscriber(connection, changed)
        if any(getattr(known, name) != getattr(changed, name) for name in _SCHEDULED_BY):
            standing = appointments_for(changed, now, self.calendar)
            appointments.replace_appointments(connection, changed.chat_id, standing)
        if any(getattr(known, name) != getattr(changed, name) for name in _BEGINS_WITH):
            self._begin_cadence(connection, changed, now)

    def _begin_cadence(self, connection: Connection, officer: Subscriber, now: datetime) -> None:
        """The programme's own rhythm begins with an enrolment and goes on through every change."""
        if not officer.active or officer.step is not Step.DONE:
            return
        if officer.consent is not Consent.ALL:
            appointments.drop_appointment(connection, officer.chat_id, PromptKind.SURVEY)
        standing = {one.kind for one in appointments.appointments_of(connection, officer.chat_id)}
        for first in first_of_cadence(officer, now, self.calendar):
            if first.kind not in standing:
                appointments.add_appointment(connection, first)

    def _read(self, token: str, now: datetime) -> Invitation | None:
        return read(token, self.units, self.invitation_keys, now) if token else None
