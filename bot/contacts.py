"""``python -m bot contacts``: the contacts as they stand, and a call recorded.

``list`` ends with 0 when every contact is verified, and with 1 when one wants a call; a wrong
configuration, id or name ends either with 2.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot import logs
from bot.config import Config, load_config
from bot.config.problems import nearest
from bot.domain.contacts import VERIFIED_FOR, confirmed, is_verified
from bot.domain.model import Check, Contact
from bot.opening import deliveries_of, recorded_checks
from bot.service.contact_checks import record

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_LONGEST_NAME = 60


class ContactsError(Exception):
    """A call cannot be recorded; the message says what to do."""


def add_command(commands: Commands) -> None:
    """Add ``contacts`` to the command line."""
    parser = commands.add_parser("contacts", help="list: who is verified; verify: record a call")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    shown = actions.add_parser(
        "list", help="every contact and when it was last called; 1 if one wants a call"
    )
    shown.set_defaults(command=_list)
    verify = actions.add_parser("verify", help="you called it today and it answered")
    verify.add_argument("contact", metavar="ID", help="a contact's id from the configuration")
    verify.add_argument("--by", required=True, metavar="NAME", help="who called")
    verify.set_defaults(command=_verify)
    for action in (shown, verify):
        action.add_argument("--config", type=Path, help="default: config.toml")


def listed(checked: tuple[Contact, ...], today: date) -> str:
    """A line for each contact, those that want a call first."""
    order = sorted(checked, key=lambda contact: is_verified(contact, today))
    width = max((len(contact.id) for contact in order), default=0)
    lines = [
        f"{contact.id:<{width}}  {_standing(contact, today)} · {contact.name} · {contact.number}"
        f" · {contact.hours or 'hours unknown'}"
        for contact in order
    ]
    return "".join(f"{line}\n" for line in lines) or "There is no contact: write one [[contact]].\n"


def check_of(config: Config, contact_id: str, by: str, today: date) -> Check:
    """A call that answered; ContactsError when there is no such contact or no name."""
    numbers = {contact.id: contact.number for contact in config.contacts}
    if contact_id not in numbers:
        guess = nearest(contact_id, numbers)
        remedy = f'did you mean "{guess}"?' if guess else "python -m bot contacts list names them."
        raise ContactsError(f'There is no contact "{contact_id}": {remedy}')
    name = " ".join(by.split())
    if not 0 < len(name) <= _LONGEST_NAME:
        raise ContactsError('--by is who called: write --by "Ana Quispe".')
    return Check(today, name, answered=True, number=numbers[contact_id])


def _standing(contact: Contact, today: date) -> str:
    if contact.verified_on is None:
        return "never verified"
    told = f"{contact.verified_on} by {contact.verified_by or 'nobody named'}"
    if is_verified(contact, today):
        return f"verified {told}, holds until {contact.verified_on + VERIFIED_FOR}"
    return f"to be called again: last verified {told}"


def _list(chosen: argparse.Namespace) -> int:
    logs.set_up(logging.WARNING)
    config = load_config(chosen.config, os.environ)
    checked, today = confirmed(config.contacts, recorded_checks(config)), _today(config)
    sys.stdout.write(listed(checked, today))
    is_complete = bool(checked) and all(is_verified(contact, today) for contact in checked)
    return 0 if is_complete else 1


def _verify(chosen: argparse.Namespace) -> int:
    logs.set_up(logging.WARNING)
    config = load_config(chosen.config, os.environ)
    check = check_of(config, chosen.contact, chosen.by, _today(config))
    with deliveries_of(config) as store:
        record(store, chosen.contact, check)
    holds = check.on + VERIFIED_FOR
    sys.stdout.write(
        f"{chosen.contact} is verified until {holds}; a running bot knows within a minute.\n"
    )
    return 0


def _today(config: Config) -> date:
    """The day at the programme's place."""
    return datetime.now(UTC).astimezone(config.programme.zone).date()
