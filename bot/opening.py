"""What is kept, opened from the configuration: two databases, the open round, who waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.config import Config
from bot.domain.model import Check
from bot.service.contact_checks import checks_in
from bot.storage.engine import Store, open_engine
from bot.storage.schema import migrate
from bot.storage.spool import OpenRounds, Spool, choose_folder
from bot.storage.waiting_room import OwnWaitingRoom, WaitingRoom


@dataclass(frozen=True, slots=True)
class Stores:
    """The two databases and the spool, open and migrated."""

    deliveries: Store
    replies: Store
    spool: OpenRounds

    def __enter__(self) -> Stores:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of every connection."""
        self.deliveries.dispose()
        self.replies.dispose()


def open_stores(config: Config) -> Stores:
    """Open what is kept; SpoolError and the databases' errors tell what is wrong with a place."""
    spool = open_spool(config)
    deliveries = open_engine(config.storage.delivery_url)
    migrate(deliveries, "delivery")
    replies = open_engine(config.storage.replies_url)
    migrate(replies, "replies")
    return Stores(deliveries, replies, spool)


def open_spool(config: Config) -> OpenRounds:
    """The open round: in the memory of a server if one is named, else in a file in memory."""
    storage = config.storage
    if storage.spool_url:
        from bot.storage.shared_spool import SharedSpool  # noqa: PLC0415 - only with several workers

        return SharedSpool(storage.spool_url, storage.replies_url)
    return Spool(choose_folder(storage.spool_dir, storage.replies_url))


def open_waiting_room(config: Config) -> WaitingRoom:
    """Where requests to counsellors wait: with the open round, in memory and nowhere else."""
    storage = config.storage
    if storage.spool_url:
        from bot.storage.shared_waiting_room import SharedWaitingRoom  # noqa: PLC0415 - as above

        return SharedWaitingRoom(storage.spool_url, storage.replies_url)
    return OwnWaitingRoom()


@contextmanager
def deliveries_of(config: Config) -> Iterator[Store]:
    """The delivery store alone, open and migrated, for a command that needs no more."""
    store = open_engine(config.storage.delivery_url)
    try:
        migrate(store, "delivery")
        yield store
    finally:
        store.dispose()


def recorded_checks(config: Config) -> Mapping[str, Check]:
    """The calls to contacts that were recorded; none where there is no store yet."""
    url = config.storage.delivery_url
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return {}
    with deliveries_of(config) as store:
        return checks_in(store)
