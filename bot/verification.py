"""``python -m bot privacy verify``: what can be proved of a live installation, as a table.

It reads and changes nothing. What it cannot look at it says it did not look at.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.arranging import calendar_from, reports_from
from bot.config import Config
from bot.domain.timetable import round_of
from bot.opening import Stores
from bot.service.reports import ReportError
from bot.storage.inspection import (
    chat_ids,
    leftovers,
    reply_tables,
    server_settings,
    small_groups,
    unexpected_columns,
)
from bot.storage.spool import Spool, is_in_memory

_TOKEN = re.compile(rb"\d{6,12}:[A-Za-z0-9_-]{30,}")
_NUMBER = re.compile(rb"(?<![0-9])[0-9]{5,16}(?![0-9])")
_SAMPLE = 300
"""Chat numbers that are looked for byte by byte; as text all of them are."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table; ``holds`` is None for what was not looked at."""

    what: str
    holds: bool | None
    detail: str


@dataclass(frozen=True, slots=True)
class Places:
    """Where else to look: log files, folders of backups."""

    logs: Sequence[Path]
    backups: Sequence[Path]


def verify(config: Config, stores: Stores, places: Places, now: datetime) -> list[Finding]:
    """Every check, in the order of the table."""
    people = chat_ids(stores.deliveries)
    numbers = {str(chat).encode() for chat in people}
    sample = people[:: max(1, len(people) // _SAMPLE)]
    return [
        _schema(stores),
        _in_replies(stores, numbers, sample),
        _k(config, stores),
        *_traces(stores),
        _spool(config, stores, now),
        _reports(config, stores),
        _texts("exported reports", _files([config.storage.reports_dir]), numbers),
        _texts("logs", _files(places.logs), numbers, "name them with --log FILE"),
        *_backups(places.backups, config),
        *_server(stores),
    ]


def table(findings: Iterable[Finding]) -> str:
    """The findings as text, a line each."""
    words = {True: "ok", False: "FAILS", None: "not looked at"}
    return "".join(f"{words[one.holds]:<14} {one.what:<44} {one.detail}\n" for one in findings)


def _finding(what: str, faults: Sequence[str], good: str) -> Finding:
    shown = "; ".join(faults[:5]) + (f" and {len(faults) - 5} more" if len(faults) > 5 else "")
    return Finding(what, not faults, shown or good)


def _schema(stores: Stores) -> Finding:
    faults = unexpected_columns(stores.deliveries, "delivery")
    faults += unexpected_columns(stores.replies, "replies")
    return _finding("tables and columns are the declared ones", faults, "both stores")


def _in_replies(stores: Stores, numbers: set[bytes], sample: Sequence[int]) -> Finding:
    what = "no chat number in the reply store"
    faults = []
    for name, content in reply_tables(stores.replies):
        found = {number for number in _NUMBER.findall(content) if number in numbers}
        faults += [f"{name} holds a chat number as text"] * bool(found)
        raw = any(chat.to_bytes(8, end) in content for chat in sample for end in ("big", "little"))
        faults += [f"{name} holds a chat number as bytes"] * raw
    return _finding(what, faults, f"{len(numbers)} chats looked for")


def _k(config: Config, stores: Stores) -> Finding:
    k = config.privacy.k
    small = small_groups(stores.replies, k)
    faults = [f"{name} {cell} {what}: {n}" for name, cell, what, n in small]
    return _finding(f"every stored group has {k} people or more", faults, "all rounds")


def _traces(stores: Stores) -> Iterator[Finding]:
    for name, store in (("delivery", stores.deliveries), ("reply", stores.replies)):
        faults = leftovers(store, is_open=name == "delivery")
        yield _finding(f"the {name} store keeps nothing that was deleted", faults, "")


def _spool(config: Config, stores: Stores, now: datetime) -> Finding:
    what = "the open round is in memory, for its owner only"
    spool = stores.spool
    open_round = round_of(now, calendar_from(config))
    faults = [f"{name} has not been closed yet" for name in spool.rounds() if name < open_round]
    if not isinstance(spool, Spool):
        return _finding(what, faults, "in a server without persistence")
    if not is_in_memory(spool.folder):
        faults.append(f"{spool.folder} is on a disk: set storage.spool_dir")
    faults += _readable([spool.folder, *spool.folder.iterdir()])
    return _finding(what, faults, str(spool.folder))


def _reports(config: Config, stores: Stores) -> Finding:
    reports = reports_from(config, stores.replies)
    faults = []
    names = reports.names()
    for name in names:
        try:
            reports.find(name)
        except ReportError as error:
            faults.append(str(error))
    return _finding("every report is as it was issued", faults, f"{len(names)} reports")


def _texts(what: str, files: Sequence[Path], numbers: set[bytes], hint: str = "") -> Finding:
    """Whether files are free of chat numbers and tokens."""
    if not files:
        return Finding(f"no chat number and no token in {what}", None, hint or "there are none")
    faults = []
    for path in files:
        content = path.read_bytes()
        if _TOKEN.search(content):
            faults.append(f"{path.name} holds a token")
        if any(number in numbers for number in _NUMBER.findall(content)):
            faults.append(f"{path.name} holds a chat number")
    return _finding(f"no chat number and no token in {what}", faults, f"{len(files)} files")


def _readable(paths: Iterable[Path]) -> list[str]:
    open_to_others = [path for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077]
    return [f"others can read {path}" for path in open_to_others]


def _backups(folders: Sequence[Path], config: Config) -> Iterator[Finding]:
    what = "backups hold no open round and no log of a store"
    files = _files(folders)
    if not files:
        yield Finding(what, None, "name their folder with --backup DIR")
        return
    faults = [
        path.name for path in files if path.suffix in {".spool", ".key"} or "-wal" in path.name
    ]
    faults += [f"others can read {path}" for path in files if path.stat().st_mode & 0o077]
    if config.privacy.backup_recipient:
        faults += [f"{path.name} is not sealed" for path in files if path.suffix == ".sqlite"]
    yield _finding(what, faults, f"{len(files)} files")


def _server(stores: Stores) -> Iterator[Finding]:
    for name, store in (("deliveries", stores.deliveries), ("replies", stores.replies)):
        faults = server_settings(store)
        if faults is not None:
            yield _finding(f"the server of {name} writes no answer and no time down", faults, "")


def _files(places: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for place in places:
        if place.is_dir():
            found += [path for path in sorted(place.rglob("*")) if path.is_file()]
        elif place.exists():
            found.append(place)
    return found
