"""The command line; ``python -m bot --help`` lists the commands."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import scheduler
from bot import contacts, logs, screening
from bot.arranging import ROOT, backups_of, build_enrolment, calendar_from
from bot.config import Config, ConfigError, load_config
from bot.content.problems import ContentError
from bot.content.translations import load_catalogues
from bot.opening import deliveries_of, open_stores
from bot.rehearsal import command as rehearsal
from bot.running import StartJobs, open_live, run_to_the_end, run_until_stopped
from bot.service.backups import BackupError
from bot.service.holding import hold, resume
from bot.service.reports import ReportError
from bot.spreadsheet import command as spreadsheet
from bot.storage.spool import SpoolError
from bot.storage.turn import turn_of

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

UNUSABLE = (
    ConfigError,
    ContentError,
    SpoolError,
    ReportError,
    BackupError,
    rehearsal.RehearsalError,
    contacts.ContactsError,
    spreadsheet.SpreadsheetError,
)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 2 when something the user can mend is wrong, told in a sentence each."""
    chosen = _parser().parse_args(arguments)
    try:
        command: Callable[[argparse.Namespace], int] = chosen.command
        return command(chosen)
    except UNUSABLE as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="the live bot")
    run.add_argument("--config", type=Path, help="default: config.toml")
    run.set_defaults(command=_run)

    demo = commands.add_parser("demo", help="the whole bot against a phone in your browser")
    demo.add_argument("--script", action="store_true", help="an officer's week as a transcript")
    demo.add_argument("--port", type=int, default=8000, help="of the page; default: 8000")
    demo.set_defaults(command=_demo)

    invite = commands.add_parser("invite", help="the link, and the poster, of a unit")
    invite.add_argument("unit", metavar="UNIT", help="a unit's id from the configuration")
    invite.add_argument("--days", type=int, default=14, help="how long it is good; default: 14")
    invite.add_argument("--poster", type=Path, metavar="FILE", help=".svg, .png or .pdf")
    invite.add_argument("--config", type=Path, help="default: config.toml")
    invite.set_defaults(command=_invite)

    revoke = commands.add_parser("revoke", help="call an invitation back")
    revoke.add_argument("link", metavar="LINK", help="the link, or the token at its end")
    revoke.add_argument("--config", type=Path, help="default: config.toml")
    revoke.set_defaults(command=_revoke)

    check = commands.add_parser("check", help="lessons, instruments, sentences, contacts")
    check.add_argument("--format", choices=["text", "json"], default="text")
    check.add_argument("--config", type=Path, help="default: config.toml, else the example")
    check.set_defaults(command=_check)

    _add_preview(commands)
    rehearsal.add_command(commands)
    contacts.add_command(commands)
    screening.add_command(commands)
    spreadsheet.add_command(commands)

    report = commands.add_parser("report", help="the report of a round, as files")
    report.add_argument("round", metavar="ROUND", nargs="?", help="like 2026-W48; default: newest")
    report.add_argument("--config", type=Path, help="default: config.toml")
    report.set_defaults(command=_report)

    backup = commands.add_parser("backup", help="copies of both stores, never of the open round")
    backup.add_argument("folder", metavar="DIR", type=Path, help="a new folder is made in it")
    backup.add_argument("--config", type=Path, help="default: config.toml")
    backup.set_defaults(command=_backup)

    restore = commands.add_parser("restore", help="put a backup back, deletions since included")
    restore.add_argument("folder", metavar="DIR", type=Path, help="the folder of one backup")
    restore.add_argument("--identity", metavar="FILE", type=Path, help="the key that opens it")
    restore.add_argument("--config", type=Path, help="default: config.toml")
    restore.set_defaults(command=_restore)

    privacy = commands.add_parser("privacy", help="verify: prove what can be proved here")
    privacy.add_argument("action", choices=["verify"])
    privacy.add_argument("--log", metavar="FILE", type=Path, action="append", default=[])
    privacy.add_argument("--backup", metavar="DIR", type=Path, action="append", default=[])
    privacy.add_argument("--config", type=Path, help="default: config.toml")
    privacy.set_defaults(command=_verify)

    for name, command, purpose in (
        ("hold", _hold, "hold all lessons and check-ins back, also after a restart"),
        ("resume", _resume, "let them go on"),
    ):
        switch = commands.add_parser(name, help=purpose)
        switch.add_argument("--config", type=Path, help="default: config.toml")
        switch.set_defaults(command=command)
    return parser


def _add_preview(commands: Commands) -> None:
    preview = commands.add_parser("preview", help="a lesson, card by card")
    preview.add_argument("lesson", metavar="LESSON", help="its number or its file")
    preview.add_argument("--page", action="store_true", help="in the browser, as it is saved")
    preview.add_argument("--port", type=int, default=8000, help="of the page; default: 8000")
    preview.set_defaults(command=_preview)


def _run(chosen: argparse.Namespace) -> int:
    logs.set_up()
    config, respiro = open_live(chosen.config, os.environ, scheduler.now)
    jobs = start_jobs_of(config) if config.programme.speaker else None
    return run_to_the_end(run_until_stopped(respiro, config, jobs))


def start_jobs_of(config: Config) -> StartJobs:
    """The jobs of the speaker, for a listening process that speaks as well."""
    return lambda respiro: scheduler.start_jobs(config, respiro, respiro.desk.clock)


def _demo(chosen: argparse.Namespace) -> int:
    # Only this command needs the stand-in for Telegram.
    from bot.demo import page, script  # noqa: PLC0415

    logs.set_up(logging.ERROR)
    if chosen.script:
        return asyncio.run(script.run_script(start_jobs_of))
    return asyncio.run(page.run_page(start_jobs_of, chosen.port))


def _invite(chosen: argparse.Namespace) -> int:
    from bot.invitations import InvitationError, hand_out  # noqa: PLC0415 - it loads the drawing

    logs.set_up(logging.WARNING)
    config = load_config(chosen.config, os.environ)
    stores = open_stores(config)
    enrolment = build_enrolment(config, stores, calendar_from(config))
    ends = scheduler.now() + timedelta(days=chosen.days)
    try:
        link = asyncio.run(hand_out(config, enrolment, chosen.unit, ends, chosen.poster))
    except InvitationError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    finally:
        stores.close()
    sys.stdout.write(f"{link}\n")
    return 0


def _revoke(chosen: argparse.Namespace) -> int:
    logs.set_up(logging.WARNING)
    config = load_config(chosen.config, os.environ)
    stores = open_stores(config)
    enrolment = build_enrolment(config, stores, calendar_from(config))
    is_ours = enrolment.revoke(chosen.link.rpartition("start=")[2].strip(), scheduler.now())
    stores.close()
    if not is_ours:
        sys.stderr.write("That is no invitation of this bot, or it has expired already.\n")
        return 2
    sys.stdout.write("The invitation is called back.\n")
    return 0


def _hold(chosen: argparse.Namespace) -> int:
    logs.set_up(logging.WARNING)
    with deliveries_of(load_config(chosen.config, os.environ)) as store:
        hold(store)
    sys.stdout.write("Lessons and check-ins are held until: python -m bot resume\n")
    return 0


def _resume(chosen: argparse.Namespace) -> int:
    logs.set_up(logging.WARNING)
    with deliveries_of(load_config(chosen.config, os.environ)) as store:
        was_held = resume(store)
    sys.stdout.write(
        "Lessons and check-ins go on; what is too late by now moves to its next day.\n"
        if was_held
        else "Nothing was held.\n"
    )
    return 0


def _check(chosen: argparse.Namespace) -> int:
    from bot.checking import as_json, as_text, check  # noqa: PLC0415 - only this command

    config = chosen.config or Path("config.toml")
    if chosen.config is None and not config.exists():
        config = ROOT / "config.example.toml"
    found = check(ROOT, config, os.environ, scheduler.now().date())
    sys.stdout.write(as_json(found) if chosen.format == "json" else as_text(found))
    return 1 if any(one.severity == "error" for one in found) else 0


def _preview(chosen: argparse.Namespace) -> int:
    from bot.previewing import PreviewError, preview  # noqa: PLC0415 - only this command

    say = load_catalogues(ROOT / "locales")["es"]
    try:
        if chosen.page:
            from bot.demo.lesson_page import run_lesson_page  # noqa: PLC0415 - needs the phone

            logs.set_up(logging.ERROR)
            return asyncio.run(run_lesson_page(start_jobs_of, chosen.lesson, chosen.port))
        told = preview(ROOT / "lessons" / "es", chosen.lesson, say)
    except PreviewError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(told)
    return 0


def _report(chosen: argparse.Namespace) -> int:
    from bot.exports import export_report  # noqa: PLC0415 - it loads the drawing

    logs.set_up(logging.WARNING)
    config = load_config(chosen.config, os.environ)
    with open_stores(config) as stores:
        told = export_report(config, stores.replies, chosen.round)
    sys.stdout.write(told)
    return 0


def _backup(chosen: argparse.Namespace) -> int:
    logs.set_up(logging.WARNING)
    config = load_config(chosen.config, os.environ)
    with open_stores(config) as stores, backups_of(config, stores) as backups:
        made = backups.make(chosen.folder, scheduler.now())
    sys.stdout.write(f"{made}\n")
    return 0


def _restore(chosen: argparse.Namespace) -> int:
    logs.set_up(logging.WARNING)
    config = load_config(chosen.config, os.environ)
    with open_stores(config) as stores, backups_of(config, stores) as backups:
        turn = turn_of(stores.deliveries)
        back = backups.put_back(chosen.folder, chosen.identity, turn, scheduler.now())
    sys.stdout.write(
        f"{back.people} people and {back.rounds} rounds are back; "
        f"{back.deleted_again} who had asked to be deleted since were deleted again.\n"
    )
    return 0


def _verify(chosen: argparse.Namespace) -> int:
    from bot.verification import Places, table, verify  # noqa: PLC0415 - only this command

    logs.set_up(logging.WARNING)
    config = load_config(chosen.config, os.environ)
    with open_stores(config) as stores:
        places = Places(chosen.log, chosen.backup)
        findings = verify(config, stores, places, scheduler.now())
    sys.stdout.write(table(findings))
    return 1 if any(one.holds is False for one in findings) else 0


if __name__ == "__main__":
    sys.exit(main())
