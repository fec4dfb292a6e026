"""Everything is built here, what can fail first; each object gets only what it uses."""

from __future__ import annotations

import os
import random
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from telegram.ext import Application, ApplicationBuilder

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
from bot.chat.texts.consent import Programme
from bot.chat.transport import AiohttpRequest
from bot.config import Config, ConfigError
from bot.content.exercises import load_exercises
from bot.content.instruments import load_instruments
from bot.content.lessons import load_lessons
from bot.content.screening import load_screener
from bot.content.translations import load_catalogues
from bot.domain.anonymising import Anonymiser
from bot.domain.asking import Asking
from bot.domain.course import GRIEF_LESSON
from bot.domain.instruments import Thresholds
from bot.domain.model import Check, Lesson, PromptKind
from bot.domain.reporting import Document
from bot.domain.surveys import Survey, make_surveys
from bot.domain.timetable import Calendar
from bot.metrics import Metrics
from bot.service.backups import Backups
from bot.service.care import Care
from bot.service.checkins import Checkins
from bot.service.contact_checks import ContactChecks, checks_in
from bot.service.counselling import Counselling
from bot.service.delivering import Delivering
from bot.service.duties import Duties
from bot.service.enrolment import Enrolment
from bot.service.events import EventLessons
from bot.service.lessons import Lessons
from bot.service.on_call import OnCall
from bot.service.personal_data import PersonalData
from bot.service.reports import Reports
from bot.service.rounds import Rounds
from bot.service.surveys import Surveys
from bot.service.uploads import StoredUploads
from bot.storage.engine import Store, open_engine
from bot.storage.keys import load_or_make_key
from bot.storage.schema import migrate
from bot.storage.spool import OpenRounds, Spool, choose_folder, memory_folder
from bot.storage.turn import turn_of
from bot.storage.waiting_room import OwnWaitingRoom, WaitingRoom

ROOT = Path(__file__).parent.parent
_CONNECTIONS = 128  # of each pool: what is sent at once and answered in 50 ms is 2,500 a second

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Stores:
    """The two databases and the spool, open and migrated."""

    deliveries: Store
    replies: Store
    spool: OpenRounds

    def __enter__(self) -> Stores:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of every connection."""
        self.deliveries.dispose()
        self.replies.dispose()


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


def open_stores(config: Config) -> Stores:
    """Open what is kept; SpoolError and the databases' errors tell what is wrong with a place."""
    spool = open_spool(config)
    deliveries = open_engine(config.storage.delivery_url)
    migrate(deliveries, "delivery")
    replies = open_engine(config.storage.replies_url)
    migrate(replies, "replies")
    return Stores(deliveries, replies, spool)


def open_spool(config: Config) -> OpenRounds:
    """The open round: in the memory of a server if one is named, else in a file in memory."""
    storage = config.storage
    if storage.spool_url:
        from bot.storage.shared_spool import SharedSpool  # noqa: PLC0415 - only with several workers

        return SharedSpool(storage.spool_url, storage.replies_url)
    return Spool(choose_folder(storage.spool_dir, storage.replies_url))


def open_waiting_room(config: Config) -> WaitingRoom:
    """Where requests to counsellors wait: with the open round, in memory and nowhere else."""
    storage = config.storage
    if storage.spool_url:
        from bot.storage.shared_waiting_room import SharedWaitingRoom  # noqa: PLC0415 - as above

        return SharedWaitingRoom(storage.spool_url, storage.replies_url)
    return OwnWaitingRoom()


@contextmanager
def deliveries_of(config: Config) -> Iterator[Store]:
    """The delivery store alone, open and migrated, for a command that needs no more."""
    store = open_engine(config.storage.delivery_url)
    try:
        migrate(store, "delivery")
        yield store
    finally:
        store.dispose()


def recorded_checks(config: Config) -> Mapping[str, Check]:
    """The calls to contacts that were recorded; none where there is no store yet."""
    url = config.storage.delivery_url
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return {}
    with deliveries_of(config) as store:
        return checks_in(store)


def calendar_from(config: Config) -> Calendar:
    """The programme's clockwork from the configuration."""
    schedule, privacy = config.schedule, config.privacy
    return Calendar(
        zone=config.programme.zone,
        holidays=frozenset(schedule.holidays),
        quiet_start=schedule.quiet_start,
        quiet_end=schedule.quiet_end,
        checkin_day=schedule.checkin_day,
        checkin_hour=schedule.checkin_hour,
        survey_day=schedule.survey_day,
        booster_hour=schedule.booster_hour,
        overrides=config.overrides,
        shifts={shift.id: shift for shift in config.shifts},
        close_day=privacy.close_day,
        close_hour=privacy.close_hour,
        late={
            PromptKind.LESSON: timedelta(hours=schedule.lesson_late_hours),
            PromptKind.CHECKIN: timedelta(hours=schedule.checkin_late_hours),
            PromptKind.REMINDER: timedelta(hours=schedule.reminder_late_hours),
            PromptKind.BOOSTER: timedelta(hours=schedule.booster_late_hours),
            PromptKind.SURVEY: timedelta(hours=schedule.survey_late_hours),
            PromptKind.RHYTHM: timedelta(hours=schedule.rhythm_late_hours),
            PromptKind.EVENT: timedelta(hours=schedule.event_late_hours),
        },
    )


def build_enrolment(config: Config, stores: Stores, calendar: Calendar) -> Enrolment:
    """Who takes part; the command line's invitations need no more than this."""
    return Enrolment(
        store=stores.deliveries,
        calendar=calendar,
        units={unit.id: unit for unit in config.units},
        needs_invitation=config.programme.enrolment == "invite",
        invitation_keys={1: load_or_make_key(Path(config.programme.invitation_key_file))},
        invitation_uses=config.programme.invitation_uses,
        default_days=tuple(config.schedule.lesson_days),
        default_hour=config.schedule.lesson_hour,
        default_language=config.programme.language,
    )


@contextmanager
def backups_of(config: Config, stores: Stores) -> Iterator[Backups]:
    """Backups of the stores; what is plain on the way lies where the open round does."""
    with tempfile.TemporaryDirectory(dir=memory_folder()) as memory:
        yield Backups(
            deliveries=stores.deliveries,
            replies=stores.replies,
            calendar=calendar_from(config),
            recipient=config.privacy.backup_recipient,
            memory=Path(memory),
        )


def programme_from(config: Config, languages: tuple[str, ...]) -> Programme:
    """What officers are told of this installation."""
    return Programme(
        name=config.programme.name,
        organisation=config.programme.organisation,
        responsible=config.privacy.responsible,
        contact=config.privacy.contact,
        k=config.privacy.k,
        reply_months=config.privacy.reply_months,
        backup_weeks=config.privacy.backup_weeks,
        source_url=config.programme.source_url,
        languages=languages,
        checkin_day=config.schedule.checkin_day,
        checkin_hour=config.schedule.checkin_hour,
        close_day=config.privacy.close_day,
        close_hour=config.privacy.close_hour,
        lesson_hours=tuple(config.schedule.lesson_hours),
        has_counsellors=bool(config.counsellors),
    )


def reports_from(config: Config, store: Store) -> Reports:
    """The reports of this installation."""
    units = {unit.id: unit for unit in config.units}
    return Reports(store, config.programme.name, config.programme.organisation, units)


def surveys_from(config: Config) -> dict[str, Survey]:
    """The survey of each week; ContentError tells what is wrong with an instrument."""
    licensed = frozenset({"pss4"}) if config.care.pss4_licence else frozenset[str]()
    return make_surveys(load_instruments(ROOT / "lessons" / "instruments"), licensed)


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
    replies = ReplyHandlers(desk, screener, Asking(secrets.token_bytes(32)), grief)
    administrators = frozenset(config.programme.administrators)
    care_handlers = CareHandlers(desk)
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
