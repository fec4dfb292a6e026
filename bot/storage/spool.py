"""The spool: the open round, outside both databases, in memory-backed files.

One small SQLite file a round on tmpfs, mode 0600, never backed up; one row for each
HMAC(k_round, chat), where k_round lies in the same file and nowhere else. An answer is there to
stay once ``put`` has returned: it survives ``kill -9`` and a restart, and a power loss takes it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import sqlite3
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from bot.domain.model import Entry

_SUFFIX = ".spool"
_ROUND = re.compile(r"20[0-9]{2}-W[0-5][0-9]")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS k_round (secret BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS entry (
  person BLOB PRIMARY KEY, unit TEXT, answers TEXT NOT NULL
) WITHOUT ROWID;
"""


class SpoolError(Exception):
    """The spool's folder cannot be trusted or used; the message says what to do."""


def choose_folder(configured: str, installation: str) -> Path:
    """The configured folder, or one of this installation's own in memory-backed storage."""
    if configured:
        return Path(configured)
    name = "respiro-" + hashlib.sha256(installation.encode()).hexdigest()[:12]
    return memory_folder() / name


def memory_folder() -> Path:
    """A folder in memory-backed storage, or the temporary one where there is none."""
    for parent in (os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm"):  # noqa: S108 - on purpose
        if parent and os.access(parent, os.W_OK):
            return Path(parent)
    return Path(tempfile.gettempdir())


def is_in_memory(folder: Path) -> bool:
    """Whether a folder lies on tmpfs, as far as the system tells."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    kinds = {line.split()[1]: line.split()[2] for line in mounts}
    home = next(str(p) for p in (folder.resolve(), *folder.resolve().parents) if str(p) in kinds)
    return kinds[home] in {"tmpfs", "ramfs"}


def is_round(name: str) -> bool:
    """Whether this is the name of a round."""
    return _ROUND.fullmatch(name) is not None


class OpenRounds(Protocol):
    """Where answers wait until their round closes: a file in memory, or a server's memory."""

    def put(self, name: str, chat_id: int, unit: str | None, instrument: str, value: str) -> None:
        """Keep an answer of the open round, in place of the person's last one."""

    def put_all(
        self, name: str, chat_id: int, unit: str | None, answers: Mapping[str, str]
    ) -> None:
        """Keep several answers, all or none."""

    def answer(self, name: str, chat_id: int, instrument: str) -> str | None:
        """What a person last answered in the open round, if anything."""

    def has_entry(self, name: str, chat_id: int) -> bool:
        """Whether the open round holds anything of a chat."""

    def forget(self, chat_id: int) -> None:
        """Take a chat's answers out of every round that is not closed yet."""

    def rounds(self) -> list[str]:
        """The rounds that have answers, oldest first."""

    def entries(self, name: str) -> list[Entry]:
        """All answers of a round, in no telling order; SpoolError when they cannot be read."""

    def remove(self, name: str) -> None:
        """Delete a round and the secret that named its people."""


class Spool:
    """The open round's answers, keyed so that a copy without its secret names nobody."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise SpoolError(f"{folder} cannot be made: set storage.spool_dir") from error
        status = folder.stat()
        if status.st_uid != os.getuid():
            raise SpoolError(f"{folder} belongs to somebody else: set storage.spool_dir")
        if stat.S_IMODE(status.st_mode) & 0o077:
            raise SpoolError(f"others can read {folder}: run chmod 700 {folder}")
        self.folder = folder

    def put(self, name: str, chat_id: int, unit: str | None, instrument: str, value: str) -> None:
        """Keep an answer of the open round, in place of the person's last one."""
        self.put_all(name, chat_id, unit, {instrument: value})

    def put_all(
        self, name: str, chat_id: int, unit: str | None, answers: Mapping[str, str]
    ) -> None:
        """Keep several answers, all or none."""
        with self._open(name) as file:
            person = self._person(file, chat_id)
            told = self._answers(file, person) | dict(answers)
            file.execute(
                "INSERT INTO entry VALUES (?, ?, ?) ON CONFLICT (person) "
                "DO UPDATE SET unit = excluded.unit, answers = excluded.answers",
                (person, unit, json.dumps(told, sort_keys=True)),
            )

    def answer(self, name: str, chat_id: int, instrument: str) -> str | None:
        """What a person last answered in the open round, if anything."""
        if not self._path(name).exists():
            return None
        with self._open(name) as file:
            return self._answers(file, self._person(file, chat_id)).get(instrument)

    @staticmethod
    def _answers(file: sqlite3.Connection, person: bytes) -> dict[str, str]:
        row = file.execute("SELECT answers FROM entry WHERE person = ?", (person,)).fetchone()
        return dict(json.loads(row[0])) if row else {}

    def has_entry(self, name: str, chat_id: int) -> bool:
        """Whether the open round holds anything of a chat."""
        if not self._path(name).exists():
            return False
        with self._open(name) as file:
            person = self._person(file, chat_id)
            found = file.execute("SELECT 1 FROM entry WHERE person = ?", (person,))
            return found.fetchone() is not None

    def forget(self, chat_id: int) -> None:
        """Take a chat's answers out of every round that is not closed yet."""
        for name in self.rounds():
            with self._open(name) as file:
                person = self._person(file, chat_id)
                file.execute("DELETE FROM entry WHERE person = ?", (person,))

    def rounds(self) -> list[str]:
        """The rounds that have a file, oldest first."""
        names = (path.stem for path in self.folder.glob("*" + _SUFFIX))
        return sorted(name for name in names if is_round(name))

    def entries(self, name: str) -> list[Entry]:
        """All answers of a round, in no telling order."""
        with self._open(name) as file:
            rows = file.execute("SELECT unit, answers FROM entry ORDER BY person").fetchall()
        return [Entry(unit, json.loads(answers)) for unit, answers in rows]

    def remove(self, name: str) -> None:
        """Delete a round's file and with it the secret that named its people."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.folder / (name + _SUFFIX)

    @contextmanager
    def _open(self, name: str) -> Iterator[sqlite3.Connection]:
        """One transaction on a round's file, which is made with its secret when it is missing."""
        path = self._path(name)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        try:
            with closing(sqlite3.connect(path, timeout=5, isolation_level=None)) as file:
                file.execute("PRAGMA secure_delete=ON")
                file.execute("PRAGMA synchronous=OFF")  # memory knows no power loss
                file.execute("BEGIN IMMEDIATE")
                for statement in _SCHEMA.split(";"):
                    file.execute(statement)
                yield file  # an exception in between closes the file, and that rolls back
                file.execute("COMMIT")
        except sqlite3.ProgrammingError:
            raise  # a bug of ours, not a fault of the file
        except sqlite3.DatabaseError as error:
            raise SpoolError(f"{path.name} cannot be used: {error}") from error

    @staticmethod
    def _person(file: sqlite3.Connection, chat_id: int) -> bytes:
        """HMAC(k_round, chat); the first call in a round draws k_round."""
        row = file.execute("SELECT secret FROM k_round").fetchone()
        secret: bytes = row[0] if row else secrets.token_bytes(32)
        if row is None:
            file.execute("INSERT INTO k_round VALUES (?)", (secret,))
        return hmac.digest(secret, str(chat_id).encode(), "sha256")
