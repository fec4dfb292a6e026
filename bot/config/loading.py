"""config.toml, the environment and the secret files, made into one frozen Config.

The later layer wins: the defaults, the file, the environment. Without a file of its own the bot
runs on config.example.toml, so that the environment alone can be enough.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr, ValidationError

from bot.config.checks import (
    check_contacts,
    check_counsellors,
    check_dates,
    check_nights,
    check_sections,
    check_shifts,
    check_units,
)
from bot.config.problems import ConfigError, mask, tell
from bot.config.secret_files import SECRETS, UnusableSecretError, check_secret, read_secret
from bot.config.section import Section
from bot.config.settings import SECTIONS, Config, ProgrammeSection, ScheduleSection, StorageSection
from bot.config.sources import Draft, find_file, help_with, read_draft, written_rows
from bot.config.tables import (
    ContactSection,
    CounsellorSection,
    OverrideSection,
    ShiftSection,
    UnitSection,
)
from bot.domain.contacts import confirmed, is_verified
from bot.domain.model import Check, Contact

__all__ = ["Config", "ConfigError", "load_config", "require_live", "unverified_contacts"]

S = TypeVar("S", bound=Section)
Checks = Callable[[], Mapping[str, Check]]
"""The calls to contacts that were recorded, by the contact's id."""

_SQLITE = "sqlite:///"
_TELEGRAM = "https://api.telegram.org"


def load_config(path: Path | None, environ: Mapping[str, str]) -> Config:
    """Read and check the whole configuration; raise ConfigError with everything that is wrong.

    ``path`` None means the file named by RESPIRO_CONFIG, else config.toml in the current folder,
    else config.example.toml. A relative path in the configuration starts at its file's folder.
    """
    draft = read_draft(find_file(path, environ), environ)
    _read_secrets(draft)
    sections = _read_sections(draft)
    units = _read_rows(draft, "unit", UnitSection)
    contacts = _read_rows(draft, "contact", ContactSection)
    counsellors = _read_rows(draft, "counsellor", CounsellorSection)
    shifts = _read_rows(draft, "shift", ShiftSection)
    overrides = _read_rows(draft, "override", OverrideSection)
    draft.problems += check_sections(sections, draft.place)
    draft.problems += check_shifts(shifts, draft.row_labels["shift"])
    draft.problems += check_dates([one.date for one in overrides], draft.row_labels["override"])
    schedule = sections.get("schedule")
    if isinstance(schedule, ScheduleSection):
        draft.problems += check_nights(shifts, schedule, draft.row_labels["shift"])
    draft.problems += check_units(units, draft.row_labels["unit"])
    draft.problems += check_contacts(contacts, units, draft.row_labels["contact"])
    programme = sections.get("programme")
    managers = programme.administrators if isinstance(programme, ProgrammeSection) else ()
    draft.problems += check_counsellors(
        counsellors, units, managers, draft.row_labels["counsellor"]
    )
    if not draft.rows["unit"]:
        draft.problems.append(f"{draft.row_labels['unit']}: there is no unit: write one [[unit]].")
    if draft.problems:
        raise ConfigError(draft.problems)
    return Config.model_validate(
        {
            **sections,
            "units": tuple(unit.to_unit() for unit in units),
            "contacts": tuple(contact.to_contact() for contact in contacts),
            "written_contacts": {
                contact.id: written
                for contact, written in zip(contacts, written_rows(draft, "contact"), strict=True)
            },
            "counsellors": tuple(counsellor.to_counsellor() for counsellor in counsellors),
            "shifts": tuple(shift.to_shift() for shift in shifts),
            "overrides": {one.date: one.to_override() for one in overrides},
        }
    )


def require_live(config: Config, today: date, checks: Checks = dict) -> None:
    """Raise ConfigError when something is missing without which no officer may be reached.

    A contact that was verified more than 90 days before ``today`` counts as unverified. The calls
    that were recorded, ``checks``, are only asked for when nothing else is missing.
    """
    problems = [*_find_missing_telegram(config)]
    if not config.programme.organisation.strip():
        problems.append(
            "programme.organisation is empty, and officers must read who asks them: "
            'write organisation = "…" in [programme], or set RESPIRO_PROGRAMME__ORGANISATION.'
        )
    if not config.privacy.responsible.strip():
        problems.append(
            "privacy.responsible is empty, and the consent text must name who answers for the "
            'data: write responsible = "…" in [privacy], or set RESPIRO_PRIVACY__RESPONSIBLE.'
        )
    known = {} if problems else checks()
    if len(unverified_contacts(config, today, known)) == len(config.contacts):
        contact = config.contacts[0].id if config.contacts else "ID"
        problems.append(
            "no contact has been verified in the last 90 days: call one, then run "
            f'python -m bot contacts verify {contact} --by "your name".'
        )
    if problems:
        raise ConfigError(problems)


def unverified_contacts(
    config: Config, today: date | None = None, checks: Mapping[str, Check] | None = None
) -> tuple[Contact, ...]:
    """The contacts nobody has called; with ``today``, also those called too long before it."""
    return tuple(
        contact
        for contact in confirmed(config.contacts, checks or {})
        if (contact.verified_on is None if today is None else not is_verified(contact, today))
    )


def _find_missing_telegram(config: Config) -> Iterator[str]:
    telegram = config.telegram
    if telegram.token is None:
        yield f"telegram.token is missing; ask @BotFather for one: {SECRETS['token'].cure}."
    if telegram.mode != "webhook":
        return
    is_telegram = telegram.base_url == _TELEGRAM
    if not telegram.webhook_url.startswith("https://" if is_telegram else "http"):
        yield (
            "telegram.webhook_url is missing or not https, and Telegram calls nothing else: "
            'write webhook_url = "https://…", or mode = "polling".'
        )
    if telegram.webhook_secret is None:
        yield (
            "telegram.webhook_secret is missing, and without it anybody can pose as Telegram: "
            f"{SECRETS['webhook_secret'].cure}."
        )


def _read_secrets(draft: Draft) -> None:
    telegram = draft.sections["telegram"]
    for key, secret in SECRETS.items():
        given, named = telegram.get(key), telegram.get(secret.file_key)
        place = draft.place("telegram", key).name
        try:
            if isinstance(given, SecretStr):
                check_secret(secret, given)
            elif isinstance(named, str) and named:
                place = f"{draft.place('telegram', secret.file_key).name} names a file that"
                telegram[key] = read_secret(secret, draft.folder / named)
        except UnusableSecretError as error:
            draft.problems.append(mask(f"{place} {error}."))


def _read_sections(draft: Draft) -> dict[str, Section]:
    sections: dict[str, Section] = {}
    for name, model in SECTIONS.items():
        try:
            section = model.model_validate(draft.sections[name])
        except ValidationError as error:
            draft.problems += tell(
                error,
                model,
                partial(draft.place, name),
                partial(help_with, name),
            )
        else:
            sections[name] = _resolve(section, draft.folder)
    return sections


def _read_rows(draft: Draft, table: str, model: type[S]) -> list[S]:
    rows: list[S] = []
    for number, row in enumerate(draft.rows[table], start=1):
        try:
            rows.append(model.model_validate(row))
        except ValidationError as error:
            draft.problems += tell(
                error,
                model,
                partial(draft.row_place, table, number),
                partial(help_with, table),
            )
    return rows


def _resolve(section: Section, folder: Path) -> Section:
    match section:
        case ProgrammeSection(invitation_key_file=file):
            return section.model_copy(update={"invitation_key_file": folder / file})
        case StorageSection():
            update = {
                "delivery_url": _resolve_database(section.delivery_url, folder),
                "replies_url": _resolve_database(section.replies_url, folder),
                "reports_dir": folder / section.reports_dir,
                "spool_dir": section.spool_dir and str(folder / section.spool_dir),
            }
            return section.model_copy(update=update)
        case _:
            return section


def _resolve_database(url: str, folder: Path) -> str:
    if not url.startswith(_SQLITE):
        return url
    file, mark, query = url.removeprefix(_SQLITE).partition("?")
    return f"{_SQLITE}{os.path.normpath(folder / file)}{mark}{query}"
