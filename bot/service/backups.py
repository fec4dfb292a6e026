"""Backups: both stores, never the open round; and a restoration that does not undo a deletion."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyrage

from bot.domain.timetable import Calendar, following
from bot.storage import appointments
from bot.storage.copies import (
    CopyError,
    copy_out,
    opened_copy,
    restore_deliveries,
    restore_replies,
)
from bot.storage.engine import Store
from bot.storage.turn import Turn

NAMES = ("delivery", "replies")
_SEALED = ".age"
_SOME = 500


class BackupError(Exception):
    """A backup cannot be made or put back; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: people, people deleted again, rounds that were missing."""

    people: int
    deleted_again: int
    rounds: int


@dataclass(frozen=True, slots=True)
class Backups:
    """Copies of both stores; ``memory`` is a folder that never reaches a disk."""

    deliveries: Store
    replies: Store
    calendar: Calendar
    recipient: str
    memory: Path

    def make(self, folder: Path, now: datetime) -> Path:
        """A new folder inside ``folder`` with a copy of each store, sealed to the recipient if any.

        It has its name only once it is whole.
        """
        final = folder / f"respiro-{now:%Y%m%dT%H%M%SZ}"
        if final.exists():
            raise BackupError(f"{final} is there already: wait a second and try again")
        draft = folder / f".{final.name}"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.mkdir(mode=0o700)
            for name, store in zip(NAMES, (self.deliveries, self.replies), strict=True):
                self._copy(store, name, draft)
            draft.rename(final)
        except OSError as error:
            raise BackupError(f"{folder} cannot be written to: {error.strerror}") from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return final

    def _copy(self, store: Store, name: str, folder: Path) -> None:
        if not self.recipient:
            copy_out(store, name, folder / f"{name}.sqlite")
            return
        recipient = pyrage.x25519.Recipient.from_str(self.recipient)
        with tempfile.TemporaryDirectory(dir=self.memory) as plain:
            copy = Path(plain) / f"{name}.sqlite"
            copy_out(store, name, copy)
            sealed = folder / f"{name}.sqlite{_SEALED}"
            pyrage.encrypt_file(str(copy), str(sealed), [recipient])
            sealed.chmod(0o600)

    def put_back(self, folder: Path, identity: Path | None, turn: Turn, now: datetime) -> Restored:
        """Put a backup in the place of what is there; the bot must not be speaking meanwhile.

        Nothing is changed before both copies have been read and found whole.
        """
        if not turn.hold():
            raise BackupError("The bot is running: stop it first, then restore.")
        try:
            with self._opened(folder, identity) as (deliveries, replies):
                rounds = restore_replies(self.replies, replies)
                people, again = restore_deliveries(self.deliveries, deliveries)
            self._begin_anew(now)
        except CopyError as error:
            raise BackupError(f"{error}.") from error
        finally:
            turn.give_up()
        return Restored(people, again, rounds)

    @contextmanager
    def _opened(self, folder: Path, identity: Path | None) -> Iterator[tuple[Store, Store]]:
        """Both copies, in memory, so that the backup itself stays as it is."""
        with tempfile.TemporaryDirectory(dir=self.memory) as plain:
            paths = [self._plain(folder, name, Path(plain), identity) for name in NAMES]
            with opened_copy(paths[0], NAMES[0]) as one, opened_copy(paths[1], NAMES[1]) as other:
                yield one, other

    def _plain(self, folder: Path, name: str, memory: Path, identity: Path | None) -> Path:
        plain, sealed = folder / f"{name}.sqlite", folder / f"{name}.sqlite{_SEALED}"
        copy = memory / plain.name
        if plain.exists():
            shutil.copyfile(plain, copy)
            return copy
        if not sealed.exists():
            raise CopyError(f"{folder} holds no backup: name one like respiro-20261124T030000Z")
        if identity is None:
            raise CopyError("This backup is sealed: name the file of its key with --identity")
        try:
            keys = [
                pyrage.x25519.Identity.from_str(line.strip())
                for line in identity.read_text(encoding="ascii").splitlines()
                if line.startswith("AGE-SECRET-KEY-")
            ]
            pyrage.decrypt_file(str(sealed), str(copy), keys)
        except (OSError, ValueError, pyrage.DecryptError, pyrage.IdentityError) as error:
            raise CopyError(f"{identity} does not open this backup: name the right key") from error
        return copy

    def _begin_anew(self, now: datetime) -> None:
        """Every appointment that is past by now may have been kept already: its next one counts."""
        while True:
            with self.deliveries.begin() as connection:
                some = appointments.due(connection, now, _SOME)
                if not some:
                    return
                after = [
                    (one, following(one, officer, now, self.calendar, sent=True))
                    for one, officer in some
                ]
                appointments.advance(
                    connection,
                    [
                        (
                            one,
                            None if then is None else then.due_at,
                            0 if then is None else then.item,
                        )
                        for one, then in after
                    ],
                )
