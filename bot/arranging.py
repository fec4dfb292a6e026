"""What the configuration says, as the services want to hear it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from bot.chat.texts.consent import Programme
from bot.config import Config
from bot.content.instruments import load_instruments
from bot.domain.model import PromptKind
from bot.domain.surveys import Survey, make_surveys
from bot.domain.timetable import Calendar
from bot.opening import Stores
from bot.service.backups import Backups
from bot.service.enrolment import Enrolment
from bot.service.reports import Reports
from bot.storage.engine import Store
from bot.storage.keys import load_or_make_key
from bot.storage.spool import memory_folder

ROOT = Path(__file__).parent.parent


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
