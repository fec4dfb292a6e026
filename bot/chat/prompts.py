"""The words of everything that the bot sends by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from gettext import NullTranslations

from bot.chat.texts import checkin, consent, lesson, rhythm, survey
from bot.domain.consent import is_outdated
from bot.domain.model import Delivery, Lesson, Message, PromptKind, Subscriber
from bot.domain.surveys import Survey
from bot.domain.timetable import Calendar, round_of

_QUESTIONS = {PromptKind.CHECKIN, PromptKind.SURVEY}

Campaign = tuple[PromptKind, int | None, str, bool]
"""Prompts with the same text: kind, lesson, language, and whether consent is asked for again."""


def campaign_of(prompt: Delivery, officer: Subscriber) -> Campaign:
    """With which others a prompt has its text in common."""
    asks_again = prompt.kind in _QUESTIONS and is_outdated(officer)
    return (prompt.kind, prompt.item, officer.language, asks_again)


@dataclass(frozen=True, slots=True)
class Prompts:
    """Lessons, questions and offers, in every language; ``course`` has all lessons by number."""

    calendar: Calendar
    course: Mapping[int, Lesson]
    surveys: Mapping[str, Survey]
    catalogues: Mapping[str, NullTranslations]
    programme: consent.Programme

    def word(self, campaign: Campaign, now: datetime) -> Message:
        """What a campaign says; LookupError for a language, lesson or survey that is not there."""
        kind, item, language, asks_again = campaign
        say = self.catalogues[language]
        if asks_again:
            return consent.changed_card(say, self.programme)
        asked_in = round_of(now, self.calendar)
        if kind is PromptKind.CHECKIN:
            return checkin.question(say, asked_in, keeps=True)
        if kind is PromptKind.RHYTHM:
            return rhythm.offer(say)
        if item is None:
            raise LookupError("a lesson prompt without its number")
        if kind is PromptKind.SURVEY:
            return survey.opening(say, self.surveys[f"{item:02}"], asked_in)
        if kind is PromptKind.BOOSTER:
            number, days = divmod(item, 100)
            return lesson.booster(say, self.course[number], days)
        return lesson.card(say, self.course[item], 1, is_prompt=True)
