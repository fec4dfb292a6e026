"""Bringing a request to a counsellor, and telling the officer how it went."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from gettext import NullTranslations

from bot.chat.handlers.desk import Desk
from bot.chat.texts import counselling as words
from bot.chat.texts import on_call as duty_words
from bot.domain.counselling import OnDuty
from bot.domain.hand_over import (
    REMEMBERED_FOR,
    TRIED_EVERY,
    Asker,
    News,
    Refusal,
    Request,
    What,
)
from bot.domain.model import Later, Message, Outcome, Sent, Unknown
from bot.domain.wall import calendar_in, local
from bot.service.counselling import Counselling, news_of


@dataclass(frozen=True, slots=True)
class HandingOver:
    """The way of a request; it logs nothing, because each line would tell of one."""

    desk: Desk
    counselling: Counselling

    async def begin(self, request: Request, now: datetime) -> Refusal | None:
        """Bring a request to the first counsellor who can be reached; None: the officer is told."""
        if not self.counselling.recipients(request, now):
            return Refusal.NOBODY
        leased = replace(request, next_try=now + TRIED_EVERY)
        if not await asyncio.to_thread(self.counselling.keep, leased, now):
            return Refusal.FULL
        if not await self._try(leased, now):
            await self.announce(news_of(request.asker, What.TRYING, moment=request.until))
        return None

    async def sweep(self) -> None:
        """Go on with everything that waits, and tell what has to be told."""
        now = self.desk.clock()
        over = await asyncio.to_thread(self.counselling.drafts_at_end, now)
        news = [news_of(draft.asker, What.EXPIRED) for draft in over]
        news += await asyncio.to_thread(self.counselling.take_news)
        requests = await asyncio.to_thread(self.counselling.requests)
        await asyncio.gather(
            *(self.announce(one) for one in news), *(self._go_on(one, now) for one in requests)
        )

    async def farewell(self) -> None:
        """Before the memory goes: tell those whose requests are still on their way."""
        for request in await asyncio.to_thread(self.counselling.requests):
            if not request.is_handed:
                await self._give_up(request)

    async def announce(self, news: News) -> Outcome:
        """Tell an officer; what Telegram does not take now waits for the next round."""
        outcome = await self.desk.sender.send(news.asker.chat_id, self._worded(news))
        if isinstance(outcome, Later | Unknown):
            await asyncio.to_thread(self.counselling.keep_news, news)
        return outcome

    async def _go_on(self, request: Request, now: datetime) -> None:
        if request.is_handed:
            await self._remind(request, now)
        elif request.until <= now:
            await self._give_up(request)
        elif request.next_try <= now:
            claimed = await asyncio.to_thread(self.counselling.take, request.id)
            if claimed is not None:
                leased = replace(claimed, next_try=now + TRIED_EVERY)
                await asyncio.to_thread(self.counselling.keep, leased, now)
                await self._try(leased, now)

    async def _try(self, request: Request, now: datetime) -> bool:
        """Bring a request to somebody, or find that nobody can have it; False: it goes on."""
        for one in self.counselling.recipients(request, now):
            here = self.counselling.calendar
            answer_by = words.when(self._home, local(one.answer_by, here), local(now, here))
            message = duty_words.request(self._home, request, answer_by)
            outcome = await self.desk.sender.send(one.counsellor.chat_id, message)
            if isinstance(outcome, Sent):
                await self._settle(request, one, now)
                return True
            if isinstance(outcome, Later | Unknown):
                await self._wait(request, one, outcome, now)
                return False
            # Gone, or refused: the next one on duty
        await self._give_up(request)
        return True

    async def _settle(self, request: Request, one: OnDuty, now: datetime) -> None:
        """A counsellor has it: what was sent is forgotten, unless it has been taken meanwhile."""
        if await asyncio.to_thread(self.counselling.take, request.id) is None:
            return
        name = one.counsellor.name
        handed = request.handed(name, one.answer_by)
        await asyncio.to_thread(self.counselling.keep, handed, now)
        await self.announce(news_of(request.asker, What.SENT, name, one.answer_by))

    async def _wait(
        self, request: Request, one: OnDuty, outcome: Later | Unknown, now: datetime
    ) -> None:
        """Try again later; what may have arrived twice already is tried no more."""
        if isinstance(outcome, Unknown) and request.may_be_with:
            await self._give_up(request)
            return
        if await asyncio.to_thread(self.counselling.take, request.id) is None:
            return  # it has arrived, and has been taken
        name = one.counsellor.name
        pause = timedelta(seconds=outcome.seconds) if isinstance(outcome, Later) else TRIED_EVERY
        may_be_with = name if isinstance(outcome, Unknown) else request.may_be_with
        again = replace(request, next_try=now + max(pause, TRIED_EVERY), may_be_with=may_be_with)
        await asyncio.to_thread(self.counselling.keep, again, now)

    async def _give_up(self, request: Request) -> None:
        """It was not handed over: it is forgotten, and the officer is told."""
        if await asyncio.to_thread(self.counselling.take, request.id) is None:
            return
        name, now = request.may_be_with, self.desk.clock()
        if name:
            handed = replace(request.handed(name, now), is_overdue=True)
            await asyncio.to_thread(self.counselling.keep, handed, now)
        await self.announce(news_of(request.asker, What.UNSURE if name else What.FAILED, name))

    async def _remind(self, request: Request, now: datetime) -> None:
        """Tell the officer once that nobody has taken it; after some hours it is forgotten."""
        if request.until + REMEMBERED_FOR <= now:
            await asyncio.to_thread(self.counselling.take, request.id)
        elif request.until <= now and not request.is_overdue:
            if await asyncio.to_thread(self.counselling.take, request.id) is None:
                return
            told = replace(request, is_overdue=True)
            await asyncio.to_thread(self.counselling.keep, told, now)
            await self.announce(news_of(request.asker, What.OVERDUE, request.to[0]))

    def _worded(self, news: News) -> Message:
        say, now, name = self.words_for(news.asker), self.desk.clock(), news.name
        moment = "" if news.moment is None else self.when(news.moment, now, news.asker)
        support = self.desk.care.support_for(news.asker.unit, now)
        told: dict[What, Callable[[], Message]] = {
            What.SENT: lambda: words.sent(say, name, moment),
            What.TRYING: lambda: words.still_trying(say, moment),
            What.FAILED: lambda: words.failed(say, support),
            What.UNSURE: lambda: words.unsure(say, name, support),
            What.TAKEN: lambda: words.taken(say, name),
            What.OVERDUE: lambda: words.overdue(say, name, support),
            What.EXPIRED: lambda: words.expired(say),
        }
        return told[news.what]()

    def words_for(self, asker: Asker) -> NullTranslations:
        """The catalogue of an officer who is known by a request alone."""
        return self.desk.catalogues.get(asker.language) or self._home

    def when(self, moment: datetime, now: datetime, asker: Asker) -> str:
        """A moment to come on the officer's own clock, in words."""
        calendar = calendar_in(asker.zone, self.counselling.calendar)
        say = self.words_for(asker)
        return words.when(say, local(moment, calendar), local(now, calendar))

    @property
    def _home(self) -> NullTranslations:
        """The programme's own words, in which counsellors are written to."""
        return self.desk.words_for(None)
