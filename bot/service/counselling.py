"""Handing an officer over to a counsellor: who is there, and what waits in memory meanwhile.

Nothing in here touches a store but what counsellors say of their own duty.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain import counselling as domain
from bot.domain.counselling import Counsellor, OnDuty
from bot.domain.hand_over import (
    DRAFT_LASTS,
    MOST_OPEN,
    REMEMBERED_FOR,
    TRIED_FOR,
    Asker,
    Draft,
    News,
    Refusal,
    Request,
    What,
)
from bot.domain.model import Unit
from bot.domain.wall import Calendar
from bot.service.on_call import OnCall
from bot.storage.waiting_room import WaitingRoom, WaitingRoomError

_DRAFT, _REQUEST, _NEWS = "draft", "request", "news"
_MARGIN = timedelta(minutes=10)  # the memory's own bound lies behind the moment that is told


@dataclass(frozen=True, slots=True)
class Counselling:
    """The counsellors of this installation, and what waits for them."""

    counsellors: tuple[Counsellor, ...]
    on_call: OnCall
    room: WaitingRoom
    units: Mapping[str, Unit]
    calendar: Calendar

    def serves(self, unit: str | None) -> bool:
        """Whether anybody serves a unit's department, on duty or not."""
        department = self.department_of(unit)
        return any(domain.covers(one, department) for one in self.counsellors)

    def department_of(self, unit: str | None) -> str | None:
        """The department of a unit, if it is known."""
        known = self.units.get(unit or "")
        return None if known is None else known.department

    def on_duty(self, asker: Asker, now: datetime) -> tuple[OnDuty, ...]:
        """Those who would get a request of this officer now, the first one first."""
        department, said = self.department_of(asker.unit), self.on_call.known()
        others = [one for one in self.counsellors if one.chat_id != asker.chat_id]
        return domain.on_duty(others, department, said, now, self.calendar)

    def next_duty(self, asker: Asker, now: datetime) -> datetime | None:
        """When somebody will be on duty for this officer; None when nobody knows."""
        department, said = self.department_of(asker.unit), self.on_call.known()
        others = [one for one in self.counsellors if one.chat_id != asker.chat_id]
        return domain.next_duty(others, department, said, now, self.calendar)

    def counsellor(self, chat_id: int) -> Counsellor | None:
        """The counsellor of a chat."""
        return next((one for one in self.counsellors if one.chat_id == chat_id), None)

    # before it is sent

    def begin(self, asker: Asker, now: datetime, *, by_phone: bool) -> Draft | Refusal:
        """Wait for a telephone or a text, in place of what the officer had not sent yet."""
        to = tuple(one.counsellor.name for one in self.on_duty(asker, now))
        if not to:
            return Refusal.NOBODY
        if len(self._open_of(asker.chat_id)) >= MOST_OPEN:
            return Refusal.ENOUGH
        draft = Draft(secrets.token_hex(8), asker, to, now + DRAFT_LASTS, by_phone)
        return draft if self._keep_draft(draft, now) else Refusal.FULL

    def draft_of(self, chat_id: int, now: datetime) -> Draft | None:
        """What an officer has not sent yet; nothing where a shared memory does not answer."""
        try:
            draft = _draft(self.room.get(_DRAFT, str(chat_id)))
        except WaitingRoomError:
            return None
        return draft if draft is not None and draft.until > now else None

    def fill(self, draft: Draft, now: datetime, *, phone: str = "", text: str = "") -> Draft:
        """What is to be sent; its key is new, so that no older preview can send it."""
        filled = replace(
            draft,
            id=secrets.token_hex(8),
            phone=phone,
            text=text,
            asks_phone=False,
            until=now + DRAFT_LASTS,
        )
        self._keep_draft(filled, now)
        return filled

    def tell_department(self, draft: Draft, now: datetime, *, tells: bool) -> Draft:
        """Whether the counsellor is told the officer's department; as a draft with a new key."""
        changed = replace(draft, id=secrets.token_hex(8), tells_department=tells)
        self._keep_draft(changed, now)
        return changed

    def drop_draft(self, chat_id: int) -> Draft | None:
        """Forget what was not sent; what it was, if there was anything."""
        return _draft(self.room.take(_DRAFT, str(chat_id)))

    def submit(self, draft: Draft, now: datetime) -> Request | None:
        """Make a request of a draft; None when it has been sent, changed or forgotten meanwhile."""
        taken = self.drop_draft(draft.asker.chat_id)
        if taken is None or taken.id != draft.id or not taken.is_written:
            return None
        place = self.department_of(taken.asker.unit) if taken.tells_department else None
        return Request(
            id=secrets.token_hex(8),
            asker=taken.asker,
            to=taken.to,
            until=now + TRIED_FOR,
            next_try=now,
            phone=taken.phone,
            text=taken.text,
            department=place or "",
        )

    # once it is sent

    def recipients(self, request: Request, now: datetime) -> tuple[OnDuty, ...]:
        """Of those who may get a request, the ones who are still on duty."""
        there = {one.counsellor.name: one for one in self.on_duty(request.asker, now)}
        return tuple(there[name] for name in request.to if name in there)

    def keep(self, request: Request, now: datetime) -> bool:
        """Let a request wait; False when there are too many."""
        lasts = REMEMBERED_FOR if request.is_handed else _MARGIN
        seconds = (request.until - now + lasts).total_seconds()
        return self.room.put(_REQUEST, request.id, _text(request), max(seconds, 1))

    def take(self, request_id: str) -> Request | None:
        """Take a request out; of several who try at once, one gets it."""
        return _request(self.room.take(_REQUEST, request_id))

    def taken_by(self, request_id: str, counsellor: Counsellor, now: datetime) -> Request | None:
        """The request that a counsellor takes; None when it is unknown, or not theirs."""
        request = self.take(request_id)
        if request is not None and counsellor.name not in request.to:
            self.keep(request, now)
            return None
        return request

    def drafts_at_end(self, now: datetime) -> list[Draft]:
        """Take out the drafts whose time is over."""
        drafts = [_draft(text) for text in self.room.all(_DRAFT).values()]
        over = [one for one in drafts if one is not None and one.until <= now]
        gone = (self.drop_draft(one.asker.chat_id) for one in over)
        return [one for one in gone if one is not None]

    def requests(self) -> list[Request]:
        """Every request that waits."""
        found = (_request(text) for text in self.room.all(_REQUEST).values())
        return [one for one in found if one is not None]

    def keep_news(self, news: News) -> None:
        """Let news wait until the officer can be told, for some hours."""
        self.room.put(_NEWS, news.id, _text(news), REMEMBERED_FOR.total_seconds())

    def take_news(self) -> list[News]:
        """Take out all news that wait."""
        texts = (self.room.take(_NEWS, key) for key in self.room.all(_NEWS))
        found = [_values(text) for text in texts if text is not None]
        return [News(**(values | {"what": What(values["what"])})) for values in found]

    def waiting_of(self, chat_id: int, now: datetime) -> tuple[Draft | None, list[Request]]:
        """What an officer prepares, and what of theirs waits for a counsellor."""
        return self.draft_of(chat_id, now), self._open_of(chat_id)

    def forget(self, chat_id: int) -> None:
        """Forget everything of an officer; what a counsellor has in their chat stays there."""
        self.drop_draft(chat_id)
        for request in self._open_of(chat_id):
            self.take(request.id)
        for news in self.take_news():
            if news.asker.chat_id != chat_id:
                self.keep_news(news)

    def _open_of(self, chat_id: int) -> list[Request]:
        return [one for one in self.requests() if one.asker.chat_id == chat_id]

    def _keep_draft(self, draft: Draft, now: datetime) -> bool:
        seconds = (draft.until - now + _MARGIN).total_seconds()
        return self.room.put(_DRAFT, str(draft.asker.chat_id), _text(draft), seconds)


def news_of(asker: Asker, what: What, name: str = "", moment: datetime | None = None) -> News:
    """News under a key of its own."""
    return News(secrets.token_hex(8), asker, what, name, moment)


def _text(kept: Draft | Request | News) -> str:
    return json.dumps(asdict(kept), default=datetime.isoformat)


def _draft(text: str | None) -> Draft | None:
    return None if text is None else Draft(**_values(text))


def _request(text: str | None) -> Request | None:
    return None if text is None else Request(**_values(text))


def _values(text: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(text)
    values["asker"] = Asker(**values["asker"])
    if "to" in values:
        values["to"] = tuple(values["to"])
    for key in ("until", "next_try", "moment"):
        if values.get(key):
            values[key] = datetime.fromisoformat(values[key])
    return values
