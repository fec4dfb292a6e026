"""``python -m bot content``: the course out as a spreadsheet, and back in."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.arranging import ROOT
from bot.content.translations import load_catalogues
from bot.spreadsheet.problems import SpreadsheetError

if TYPE_CHECKING:
    from bot.spreadsheet.importing import Imported

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

__all__ = ["SpreadsheetError", "add_command", "told"]


def add_command(commands: Commands) -> None:
    """Add ``content export`` and ``content import`` to the command line."""
    content = commands.add_parser("content", help="the course as a spreadsheet, and back")
    actions = content.add_subparsers(required=True, metavar="ACTION")
    for name, command, purpose in (
        ("export", _export, "write every lesson, exercise and instrument into a new workbook"),
        ("import", _import, "put what reviewers changed in a workbook into the files"),
    ):
        action = actions.add_parser(name, help=purpose)
        action.add_argument("file", metavar="FILE.xlsx", type=Path)
        action.add_argument("--root", type=Path, default=ROOT, help="default: this project")
        action.set_defaults(command=command)


def told(done: Imported) -> str:
    """A line for each cell, and a line of sums."""
    sums = (
        f"{len(done.written)} textos cambiados en {done.files} archivos, "
        f"{len(done.conflicts)} conflictos, {len(done.refused)} rechazos"
    )
    lines = [*done.notes, *done.written, *done.conflicts, *done.refused, *done.kept_back, sums]
    return "\n".join(lines) + "\n"


def _export(chosen: argparse.Namespace) -> int:
    from bot.spreadsheet.course import read_course  # noqa: PLC0415 - only this command
    from bot.spreadsheet.layout import sheets_of  # noqa: PLC0415
    from bot.spreadsheet.writing import write_workbook  # noqa: PLC0415

    write_workbook(sheets_of(read_course(chosen.root)), chosen.file)
    sys.stdout.write(f"{chosen.file}: listo para revisar\n")
    return 0


def _import(chosen: argparse.Namespace) -> int:
    from bot.spreadsheet.importing import import_workbook  # noqa: PLC0415 - only this command

    say = load_catalogues(ROOT / "locales")["es"]
    done = import_workbook(chosen.root, chosen.file, say)
    sys.stdout.write(told(done))
    return 0 if done.is_whole else 1
