"""The table of contents: every kind of update and the method that serves it, in order."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from telegram import Chat, ChatMember, Update
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.chat.handlers.breathing import BreathingHandlers
from bot.chat.handlers.care import CareHandlers
from bot.chat.handlers.checkins import CheckinHandlers
from bot.chat.handlers.contact_calls import ContactCallHandlers
from bot.chat.handlers.counselling import CounsellingHandlers
from bot.chat.handlers.desk import Desk, Visit
from bot.chat.handlers.directory import DirectoryHandlers
from bot.chat.handlers.duties import DutyHandlers
from bot.chat.handlers.enrolment import EnrolmentHandlers
from bot.chat.handlers.events import EventHandlers
from bot.chat.handlers.exercises import ExerciseHandlers
from bot.chat.handlers.lessons import LessonHandlers
from bot.chat.handlers.on_call import OnCallHandlers
from bot.chat.handlers.personal import PersonalHandlers
from bot.chat.handlers.practices import PracticeHandlers
from bot.chat.handlers.replies import ReplyHandlers
from bot.chat.handlers.reports import ReportHandlers
from bot.chat.handlers.rhythm import RhythmHandlers
from bot.chat.handlers.surveys import SurveyHandlers
from bot.chat.texts.wording import breathe_key, checkin_key, help_key, lesson_key
from bot.domain.callbacks import Tap, Verb, decode

log = logging.getLogger(__name__)

Anybody = Application[Any, Any, Any, Any, Any, Any]
Context = CallbackContext[Any, Any, Any, Any]
Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]
Serve = Callable[[Visit], Awaitable[None]]
ServeTap = Callable[[Visit, Tap], Awaitable[None]]

_PRIVATE = filters.ChatType.PRIVATE
_NEW = filters.UpdateType.MESSAGE & _PRIVATE


@dataclass(frozen=True, slots=True)
class House:
    """All handlers, each built with what it needs."""

    desk: Desk
    enrolment: EnrolmentHandlers
    lessons: LessonHandlers
    practices: PracticeHandlers
    checkins: CheckinHandlers
    breathing: BreathingHandlers
    exercises: ExerciseHandlers
    care: CareHandlers
    directory: DirectoryHandlers
    replies: ReplyHandlers
    contact_calls: ContactCallHandlers
    counselling: CounsellingHandlers
    on_call: OnCallHandlers
    personal: PersonalHandlers
    reports: ReportHandlers
    surveys: SurveyHandlers
    rhythm: RhythmHandlers
    duties: DutyHandlers
    events: EventHandlers


def register(application: Anybody, house: House) -> None:
    """Give every handler its place; screening for danger stands before them all."""
    commands: dict[str, Serve] = {
        "start": house.enrolment.start,
        "leccion": house.lessons.today,
        "respirar": house.breathing.choose,
        "ejercicios": house.exercises.choose,
        "como_estoy": house.checkins.ask,
        "evaluacion": house.surveys.by_hand,
        "horario": house.enrolment.schedule,
        "turno": house.duties.begin,
        "pausa": house.personal.pause,
        "privacidad": house.personal.privacy,
        "misdatos": house.personal.show,
        "borrar": house.personal.erase,
        "idioma": house.personal.language,
        "discreto": house.personal.discretion,
        "informe": house.reports.show,
        "verificar_contactos": house.contact_calls.begin,
        "acompanar": house.events.choose,
        "guardia": house.on_call.duty,
    }
    keys: dict[Callable[[Any], str], Serve] = {
        breathe_key: house.breathing.choose,
        lesson_key: house.lessons.today,
        checkin_key: house.checkins.ask,
    }
    taps: dict[Verb, ServeTap] = {
        Verb.CONSENT_CARD: house.enrolment.show_card,
        Verb.CONSENT_TEXT: house.enrolment.show_text,
        Verb.CONSENT_GIVE: house.enrolment.consent,
        Verb.REGION: house.enrolment.region,
        Verb.REGIONS: house.enrolment.regions,
        Verb.UNIT: house.enrolment.unit,
        Verb.DAYS: house.enrolment.days,
        Verb.HOUR: house.enrolment.hour,
        Verb.CHANGE: house.enrolment.change,
        Verb.CARD: house.lessons.card,
        Verb.VOTE: house.lessons.vote,
        Verb.LATER: house.lessons.later,
        Verb.NOW: house.lessons.now,
        Verb.PRACTICE: house.practices.step,
        Verb.CHECKIN: house.checkins.ask_from_lesson,
        Verb.STRESS: house.checkins.answer,
        Verb.SKIP: house.checkins.skip,
        Verb.TRIGGER: house.checkins.trigger,
        Verb.FINISH: house.checkins.finish,
        Verb.SURVEY: house.surveys.step,
        Verb.SURVEY_SKIP: house.surveys.skip,
        Verb.SURVEY_OPEN: house.surveys.open_from_lesson,
        Verb.BREATHE: house.breathing.menu,
        Verb.PROTOCOL: house.breathing.protocol,
        Verb.START: house.breathing.start,
        Verb.FINISHED: house.breathing.finished,
        Verb.BEFORE: house.breathing.before,
        Verb.AFTER: house.breathing.after,
        Verb.DONE: house.breathing.done,
        Verb.EXERCISES: house.exercises.menu,
        Verb.CONTACT_CALLS: house.contact_calls.begin_by_key,
        Verb.CONTACT_CALL: house.contact_calls.step,
        Verb.SHIFT: house.duties.shift,
        Verb.ZONE: house.duties.zone,
        Verb.HOLIDAYS: house.duties.holidays,
        Verb.LEADS: house.duties.leads,
        Verb.DUTY: house.duties.begin_by_key,
        Verb.EVENT_LESSON: house.events.confirm,
        Verb.EVENT_SEND: house.events.send,
        Verb.EVENT_LEAVE: house.events.leave,
        Verb.ON_CALL: house.on_call.change,
        Verb.RHYTHM: house.rhythm.choose,
        Verb.PAUSE: house.personal.pause_for,
        Verb.ERASE: house.personal.confirm_erasing,
        Verb.LANGUAGE: house.personal.choose_language,
    }
    steady: dict[Verb, ServeTap] = {
        Verb.CONTACTS: house.directory.contacts,
        Verb.DISMISS: house.care.dismiss,
        Verb.ASKED: house.replies.answer,
        Verb.TRUSTED: house.replies.trusted,
        Verb.SAFE: house.replies.safe,
        Verb.RESCUE: house.breathing.rescue,
        Verb.EXERCISE: house.exercises.begin,
        Verb.EXERCISE_STEP: house.exercises.step,
        Verb.HELP: house.directory.back,
        Verb.DEPARTMENTS: house.directory.departments,
        Verb.DEPARTMENT: house.directory.department,
        Verb.COLLEAGUE: house.directory.colleague,
        Verb.SAFETY_PLAN: house.directory.plan,
        Verb.CALL_ME: house.counselling.offer,
        Verb.CALL_PHONE: house.counselling.by_phone,
        Verb.CALL_TEXT: house.counselling.by_text,
        Verb.CALL_SEND: house.counselling.send,
        Verb.CALL_CHANGE: house.counselling.change,
        Verb.CALL_PLACE: house.counselling.place,
        Verb.CALL_STOP: house.counselling.stop,
        Verb.TAKEN: house.on_call.taken,
    }
    served = Served(house)
    application.add_handler(MessageHandler(_PRIVATE, served.screening), group=-1)
    for_help = served.by(house.directory.help, steadily=True)
    application.add_handler(CommandHandler("ayuda", for_help, filters=_NEW))
    for name, serve in commands.items():
        application.add_handler(CommandHandler(name, served.by(serve), filters=_NEW))
    every_key = {key: served.by(serve) for key, serve in keys.items()} | {help_key: for_help}
    for key, callback in every_key.items():
        labels = sorted({key(say) for say in house.desk.catalogues.values()})
        application.add_handler(MessageHandler(_NEW & filters.Text(labels), callback))
    application.add_handler(CallbackQueryHandler(served.by_tap(taps, steady)))
    application.add_handler(ChatMemberHandler(served.membership, ChatMemberHandler.MY_CHAT_MEMBER))
    unknown = served.by(house.care.unknown_command)
    application.add_handler(MessageHandler(_NEW & filters.COMMAND, unknown))
    application.add_handler(
        MessageHandler(_NEW & filters.TEXT, served.by(house.counselling.written, steadily=True))
    )
    application.add_handler(
        MessageHandler(_NEW & filters.CONTACT, served.by(house.counselling.shared, steadily=True))
    )
    application.add_handler(
        MessageHandler(
            _NEW & ~filters.StatusUpdate.ALL, served.by(house.care.unheard, steadily=True)
        )
    )
    application.add_error_handler(served.failure)


@dataclass(frozen=True, slots=True)
class Served:
    """The passage from the library's updates to visits."""

    house: House

    async def screening(self, update: Update, _context: Context) -> None:
        """Words that sound like danger are answered before any other handler sees them."""
        try:
            answered = await self.house.replies.screen(update)
            if answered is not None:
                await self.house.counselling.heed(update, answered)
            is_answered = answered is not None
        except Exception as error:  # else the other handlers would come, with a lesson or a menu
            self._tell(error)
            await self.house.care.apologise(update)
            is_answered = True
        if is_answered:
            raise ApplicationHandlerStop

    def by(self, serve: Serve, *, steadily: bool = False) -> Callback:
        """A handler that serves a message; ``steadily`` also one of whom nobody can look up."""
        desk = self.house.desk
        receive = desk.receive_anyhow if steadily else desk.receive

        async def handle(update: Update, _context: Context) -> None:
            await serve(await receive(update))

        return handle

    def by_tap(self, taps: Mapping[Verb, ServeTap], steady: Mapping[Verb, ServeTap]) -> Callback:
        """The handler that serves every tap: decoded, refused, or passed on.

        ``steady`` ones are served though nobody can be looked up.
        """
        desk = self.house.desk

        async def handle(update: Update, _context: Context) -> None:
            query, chat = update.callback_query, update.effective_chat
            if query is None or chat is None or chat.type != Chat.PRIVATE:
                return
            tap = decode(query.data or "")
            if tap is None:
                await self.house.care.stale(await desk.receive_anyhow(update))
            elif tap.verb in steady:
                await steady[tap.verb](await desk.receive_anyhow(update), tap)
            else:
                await taps[tap.verb](await desk.receive(update), tap)

        return handle

    async def membership(self, update: Update, _context: Context) -> None:
        """Blocked, or back again."""
        change = update.my_chat_member
        if change is None or change.chat.type != Chat.PRIVATE:
            return
        visit = await self.house.desk.receive(update)
        is_gone = change.new_chat_member.status in {ChatMember.BANNED, ChatMember.LEFT}
        await (self.house.enrolment.left if is_gone else self.house.enrolment.joined)(visit)

    async def failure(self, update: object, context: Context) -> None:
        """A bug or an outage: its kind and place are logged, never what was said."""
        error = context.error
        if error is None:
            return
        self._tell(error)
        if not isinstance(update, Update) or update.my_chat_member is not None:
            return
        if update.effective_chat is not None and update.effective_chat.type == Chat.PRIVATE:
            await self.house.care.apologise(update)

    @staticmethod
    def _tell(error: Exception) -> None:
        """Log what failed and where."""
        frames = traceback.extract_tb(error.__traceback__)
        place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "nowhere"
        log.error("an update failed: %s at %s", type(error).__name__, place)
