"""What the tests of the storage share."""

from __future__ import annotations

import random

import pytest

from bot.storage.engine import Store
from storage.databases import (
    OpenStore,
    deliveries,
    open_postgres,
    open_sqlite,
    open_store,
    postgres_stores,
    reopen,
    sqlite_templates,
)

__all__ = [
    "deliveries",
    "open_postgres",
    "open_sqlite",
    "open_store",
    "postgres_stores",
    "reopen",
    "sqlite_templates",
]


@pytest.fixture
def replies_store(open_store: OpenStore) -> Store:
    """The reply store, on each database."""
    return open_store("replies")


@pytest.fixture
def chance() -> random.Random:
    """The same dice in every run."""
    return random.Random(7)  # noqa: S311 - dice, not secrets
