"""Whose turn it is to speak: one process per delivery store, the others stand by."""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from bot.storage.engine import Store, is_sqlite

_NUMBER = 0x7265_7370  # "resp", against other programs' locks in the same database
_LOCK = sa.text("SELECT pg_try_advisory_lock(:number, hashtext(current_schema()))")
_UNLOCK = sa.text("SELECT pg_advisory_unlock(:number, hashtext(current_schema()))")
_NOTICE_A_DEAD_HOST = (
    "SET tcp_keepalives_idle = 3",
    "SET tcp_keepalives_interval = 2",
    "SET tcp_keepalives_count = 2",
)


class Turn(Protocol):
    """The right to speak. It ends with the process, however that ends."""

    def hold(self) -> bool:
        """Take the turn if nobody has it, or see that it is still ours."""

    def give_up(self) -> None:
        """Let the next one speak."""


def turn_of(store: Store) -> Turn:
    """The turn at a delivery store: a lock file beside SQLite's, an advisory lock of PostgreSQL."""
    if is_sqlite(store):
        return FileTurn(Path(f"{store.url.database}.speaker"))
    return AdvisoryTurn(store)


class FileTurn:
    """A lock on a file, which the system takes back when its process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def hold(self) -> bool:
        """Take the turn if nobody has it, or see that it is still ours."""
        if self._file is not None:
            return True
        file = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def give_up(self) -> None:
        """Let the next one speak."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


class AdvisoryTurn:
    """A session's advisory lock, one for each schema; the server frees it with the session."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._session: sa.Connection | None = None

    def hold(self) -> bool:
        """Take the turn if nobody has it, or see that it is still ours."""
        if self._session is not None:
            try:
                self._session.execute(sa.text("SELECT 1"))
            except sa.exc.DBAPIError:
                _drop(self._session)
                self._session = None
            else:
                return True
        try:
            session = self._store.connect().execution_options(isolation_level="AUTOCOMMIT")
        except sa.exc.DBAPIError:
            return False
        try:
            for setting in _NOTICE_A_DEAD_HOST:
                session.execute(sa.text(setting))
            mine = session.scalar(
                _LOCK,
                {"number": _NUMBER},
            )
        except sa.exc.DBAPIError:
            mine = False
        if mine:
            self._session = session
        else:
            _drop(session)
        return bool(mine)

    def give_up(self) -> None:
        """Let the next one speak, at once: the server notices the end of a session later."""
        if self._session is not None:
            with contextlib.suppress(sa.exc.DBAPIError):
                self._session.execute(_UNLOCK, {"number": _NUMBER})
            _drop(self._session)
            self._session = None


def _drop(session: sa.Connection) -> None:
    """End a session for good: back in the pool it would keep its lock and its settings."""
    with contextlib.suppress(sa.exc.DBAPIError):
        session.invalidate()
        session.close()
