"""``python -m bot screen``: what the word lists say of messages, one a line, to try a change."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.arranging import ROOT
from bot.content.screening import load_screener
from bot.domain.screening import Screener

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

LISTS = ROOT / "lessons" / "screening"


def add_command(commands: Commands) -> None:
    """Add ``screen`` to the command line."""
    parser = commands.add_parser("screen", help="what the word lists say of each message of a file")
    parser.add_argument("file", type=Path, nargs="?", help="default: standard input")
    parser.add_argument("--lists", type=Path, default=LISTS, metavar="DIR", help="other lists")
    parser.set_defaults(command=_screen)


def screened(screener: Screener, messages: Iterable[str]) -> Iterator[str]:
    """A line for each message: its class and the rule, a tab, the message as it came."""
    for line in messages:
        message = line.rstrip("\r\n")
        finding = screener.screen(message)
        yield f"{finding.risk.value} {finding.rule}\t{message}\n"


def _screen(chosen: argparse.Namespace) -> int:
    try:
        screener = load_screener(chosen.lists)
        if chosen.file is None:
            sys.stdout.writelines(screened(screener, sys.stdin))
            return 0
        # newline="\n": other characters that end a line elsewhere belong to the message.
        with chosen.file.open(encoding="utf-8", errors="replace", newline="\n") as messages:
            sys.stdout.writelines(screened(screener, messages))
    except OSError as error:
        sys.stderr.write(f"{error.filename} cannot be read: {error.strerror}\n")
        return 2
    return 0
