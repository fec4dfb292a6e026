"""📋: several questions in one message, and contacts at once when they tell of a hard time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass

from bot.chat.handlers.desk import Desk, Visit
from bot.chat.texts import care as care_texts
from bot.chat.texts import checkin as checkin_texts
from bot.chat.texts import survey as words
from bot.domain.callbacks import Tap
from bot.domain.instruments import calls_for_contacts
from bot.domain.model import Message
from bot.domain.surveys import BY_HAND, Survey
from bot.service.checkins import Record
from bot.service.surveys import Surveys


@dataclass(frozen=True, slots=True)
class SurveyHandlers:
    """A sitting is carried by its buttons; the server learns of it with the last one."""

    desk: Desk
    surveys: Surveys

    async def by_hand(self, visit: Visit) -> None:
        """/evaluacion: the well-being index for oneself."""
        survey = self.surveys.surveys[BY_HAND]
        asked_in = self.surveys.open_round(visit.now)
        await self.desk.send(visit, words.opening(visit.say, survey, asked_in))

    async def open_from_lesson(self, visit: Visit, _tap: Tap) -> None:
        """The key of a lesson: the same as /evaluacion, below the lesson."""
        await self.desk.acknowledge(visit)
        await self.by_hand(visit)

    async def step(self, visit: Visit, tap: Tap) -> None:
        """The next question, or the end."""
        week, asked_in, tag, digits = tap.args
        survey = self.surveys.surveys[week]
        if not survey.fits(tag, digits):
            await self.desk.acknowledge(visit, care_texts.stale_button(visit.say), alert=True)
            return
        asked = survey.question(digits)
        if asked is None:
            await self._finish(visit, survey, asked_in, digits)
            return
        await self.desk.acknowledge(visit)
        await self.desk.show(visit, words.question(visit.say, survey, asked_in, digits, asked))

    async def _finish(self, visit: Visit, survey: Survey, asked_in: str, digits: str) -> None:
        """As with a check-in: whoever sends it and however late, contacts when it is high."""
        answered = await asyncio.to_thread(
            self.surveys.finish, visit.chat_id, survey.week, asked_in, digits, visit.now
        )
        is_discreet = visit.officer is not None and visit.officer.discreet
        popup = checkin_texts.popup(visit.say, answered.band, discreet=is_discreet)
        replies: list[Awaitable[object]] = [
            self.desk.acknowledge(visit, popup, alert=is_discreet),
            self.desk.show(visit, self._receipt(visit, answered.record)),
        ]
        if calls_for_contacts(answered.band) and not is_discreet:
            card = care_texts.hard_time(visit.say, self.desk.support_for(visit))
            replies.insert(0, self.desk.send_help(visit, card))
        await asyncio.gather(*replies)  # none waits for another

    @staticmethod
    def _receipt(visit: Visit, record: Record) -> Message:
        if record is Record.KEPT:
            return words.recorded(visit.say)
        if record is Record.ROUND_CLOSED:
            return words.round_closed(visit.say)
        return words.not_kept(visit.say)

    async def skip(self, visit: Visit, _tap: Tap) -> None:
        """Ahora no, or prefiero no responder."""
        await self.desk.acknowledge(visit)
        await self.desk.show(visit, words.skipped(visit.say))
