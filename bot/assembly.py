"""Everything is built here, what can fail first; each object gets only what it uses."""

from __future__ import annotations

import os
import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from telegram.ext import Application, ApplicationBuilder

from bot.arranging import (
    ROOT,
    build_enrolment,
    calendar_from,
    programme_from,
    reports_from,
    surveys_from,
)
from bot.chat.files import Shelf
from bot.chat.handlers.breathing import BreathingHandlers
from bot.chat.handlers.care import CareHandlers
from bot.chat.handlers.checkins import CheckinHandlers
from bot.chat.handlers.contact_calls import ContactCallHandlers
from bot.chat.handlers.counselling import CounsellingHandlers
from bot.chat.handlers.desk import Desk
from bot.chat.handlers.directory import DirectoryHandlers
from bot.chat.handlers.duties import DutyHandlers
from bot.chat.handlers.enrolment import EnrolmentHandlers
from bot.chat.handlers.events import EventHandlers
from bot.chat.handlers.exercises import ExerciseHandlers
from bot.chat.handlers.handing_over import HandingOver
from bot.chat.handlers.lessons import LessonHandlers
from bot.chat.handlers.on_call import OnCallHandlers
from bot.chat.handlers.personal import PersonalHandlers
from bot.chat.handlers.practices import PracticeHandlers
from bot.chat.handlers.register import House, register
from bot.chat.handlers.replies import ReplyHandlers
from bot.chat.handlers.reports import ReportHandlers
from bot.chat.handlers.rhythm import RhythmHandlers
from bot.chat.handlers.surveys import SurveyHandlers
from bot.chat.pacer import Pacer
from bot.chat.prompts import Prompts
from bot.chat.reminding import ContactReminder
from bot.chat.sender import Sender
from bot.chat.speaker import Speaker
from bot.chat.transport import AiohttpRequest
from bot.config import Config, ConfigError
from bot.content.exercises import load_exercises
from bot.content.lessons import load_lessons
from bot.content.screening import load_screener
from bot.content.translations import load_catalogues
from bot.domain.anonymising import Anonymiser
from bot.domain.asking import Asking
from bot.domain.course import GRIEF_LESSON
from bot.domain.instruments import Thresholds
from bot.domain.model import Lesson
from bot.domain.reporting import Document
from bot.domain.timetable import Calendar
from bot.metrics import Metrics
from bot.opening import Stores, open_waiting_room
from bot.service.care import Care
from bot.service.checkins import Checkins
from bot.service.contact_checks import ContactChecks
from bot.service.counselling import Counselling
from bot.service.delivering import Delivering
from bot.service.duties import Duties
from bot.service.enrolment import Enrolment
from bot.service.events import EventLessons
from bot.service.lessons import Lessons
from bot.service.on_call import OnCall
from bot.service.personal_data import PersonalData
from bot.service.rounds import Rounds
from bot.service.surveys import Surveys
from bot.service.uploads import StoredUploads
from bot.storage.turn import turn_of

_CONNECTIONS = 128  # of each pool: what is sent at once and answered in 50 ms is 2,500 a second

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Respiro:
    """The whole bot, built and not yet started."""

    stores: Stores
    calendar: Calendar
    enrolment: Enrolment
    delivering: Delivering
    rounds: Rounds
    speaker: Speaker
    desk: Desk
    checks: ContactChecks
    reminder: ContactReminder
    counselling: Counselling
    handing_over: HandingOver
    application: Application[Any, Any, Any, Any, Any, Any]
    polling: AiohttpRequest
    bulk: AiohttpRequest
    metrics: Metrics
    replies: ReplyHandlers


def _draw(say: NullTranslations, document: Document) -> bytes:
    """The picture of a report; what draws it is loaded when somebody asks."""
    from bot.reports.picture import draw  # noqa: PLC0415

    return draw(say, document)


def assemble(
    config: Config,
    stores: Stores,
    token: str,
    clock: Clock,
    library: tuple[Lesson, ...] | None = None,
    locales: Path = ROOT / "locales",
) -> Respiro:
    """Build the bot; ContentError and ConfigError tell what is wrong. Nothing is sent yet.

    ``library`` is read from ``lessons/`` when none is given; every folder of ``locales`` with a
    catalogue is a language.
    """
    library = library or load_lessons(ROOT / "lessons" / "es")
    course = {lesson.number: lesson for lesson in library}
    exercises = load_exercises(ROOT / "lessons" / "exercises")
    screener = load_screener(ROOT / "lessons" / "screening")
    catalogues = load_catalogues(locales)
    if config.programme.language not in catalogues:
        raise ConfigError(
            [
                f"programme.language is {config.programme.language}, which has no catalogue: "
                f"write one of {', '.join(catalogues)}."
            ]
        )
    calendar = calendar_from(config)
    enrolment = build_enrolment(config, stores, calendar)
    polling = AiohttpRequest(1)
    application = build_application(token, config.telegram.base_url, polling)
    assets = ROOT / "assets"
    shelf = Shelf(StoredUploads(stores.deliveries), assets / "breathing", assets / "drawings")
    replying, bulk = application.bot.request, AiohttpRequest(_CONNECTIONS)
    sender = Sender(application.bot, replying, shelf)
    checks = ContactChecks(stores.deliveries)
    checks.look()
    on_call = OnCall(stores.deliveries)
    on_call.look()
    counselling = Counselling(
        config.counsellors, on_call, open_waiting_room(config), enrolment.units, calendar
    )
    care = Care(config.contacts, enrolment.units, calendar, checks.known, counselling.serves)
    desk = Desk(
        sender, enrolment, care, programme_from(config, tuple(catalogues)), catalogues, clock
    )
    thresholds = Thresholds(config.care.yellow_from, config.care.orange_from, config.care.red_from)
    checkins = Checkins(stores.deliveries, stores.spool, calendar, thresholds)
    surveys = Surveys(stores.deliveries, stores.spool, calendar, surveys_from(config))
    reports = reports_from(config, stores.replies)
    lessons = LessonHandlers(desk, Lessons(stores.deliveries, stores.spool, calendar, course))
    enrolling = EnrolmentHandlers(desk, lessons)
    grief = GRIEF_LESSON if GRIEF_LESSON in course else None
    asking = Asking(secrets.token_bytes(32))
    replies = ReplyHandlers(desk, screener, asking, grief)
    administrators = frozenset(config.programme.administrators)
    care_handlers = CareHandlers(desk, asking)
    handing_over = HandingOver(desk, counselling)
    register(
        application,
        House(
            desk=desk,
            enrolment=enrolling,
            duties=DutyHandlers(enrolling, Duties(stores.deliveries, calendar)),
            lessons=lessons,
            practices=PracticeHandlers(desk, course),
            checkins=CheckinHandlers(desk, checkins),
            breathing=BreathingHandlers(desk, checkins),
            exercises=ExerciseHandlers(desk, exercises),
            care=care_handlers,
            counselling=CounsellingHandlers(desk, care_handlers, counselling, handing_over),
            on_call=OnCallHandlers(desk, counselling, handing_over),
            directory=DirectoryHandlers(desk),
            replies=replies,
            contact_calls=ContactCallHandlers(
                desk, checks, config.written_contacts, administrators
            ),
            personal=PersonalHandlers(
                desk, PersonalData(stores.deliveries, stores.spool, calendar), counselling
            ),
            reports=ReportHandlers(desk, reports, administrators, _draw),
            surveys=SurveyHandlers(desk, surveys),
            rhythm=RhythmHandlers(desk),
            events=EventHandlers(
                desk,
                EventLessons(
                    stores.deliveries, calendar, course, enrolment.units, config.privacy.k
                ),
                administrators,
            ),
        ),
    )
    metrics = Metrics()
    per_second = config.telegram.prompts_per_second
    window = timedelta(minutes=config.schedule.window_minutes)
    delivering = Delivering(stores.deliveries, calendar, course, window, per_second)
    is_paid = config.telegram.paid_broadcast
    options = {"allow_paid_broadcast": True} if is_paid else {}
    return Respiro(
        stores=stores,
        calendar=calendar,
        enrolment=enrolment,
        delivering=delivering,
        rounds=Rounds(
            deliveries=stores.deliveries,
            replies=stores.replies,
            spool=stores.spool,
            calendar=calendar,
            anonymiser=Anonymiser(
                {unit.id: unit.region for unit in config.units}, config.privacy.k, thresholds
            ),
            reports=reports,
            reply_months=config.privacy.reply_months,
            backup_weeks=config.privacy.backup_weeks,
            chance=random.SystemRandom(),
        ),
        speaker=Speaker(
            delivering=delivering,
            turn=turn_of(stores.deliveries),
            sender=replace(sender, request=bulk, options=options),
            pacer=Pacer(per_second),
            prompts=Prompts(calendar, course, surveys.surveys, catalogues, desk.programme),
            clock=clock,
            meter=metrics,
        ),
        desk=desk,
        checks=checks,
        reminder=ContactReminder(
            care=care,
            checks=checks,
            sender=replace(sender, request=bulk),
            administrators=config.programme.administrators,
            hour=config.schedule.lesson_hour,
            words_for=lambda chat_id: desk.words_for(enrolment.find(chat_id)),
        ),
        counselling=counselling,
        handing_over=handing_over,
        application=application,
        polling=polling,
        bulk=bulk,
        metrics=metrics,
        replies=replies,
    )


def build_application(
    token: str, base_url: str, polling: AiohttpRequest
) -> Application[Any, Any, Any, Any, Any, Any]:
    """python-telegram-bot's Application over our transport; receiving is our own (inbound)."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # without it every 429 brings a warning
    return (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{base_url.rstrip('/')}/bot")
        .base_file_url(f"{base_url.rstrip('/')}/file/bot")
        .request(AiohttpRequest(_CONNECTIONS))
        .get_updates_request(polling)
        .updater(None)
        .job_queue(None)
        .build()
    )
