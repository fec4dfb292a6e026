"""The stores on which the attacks are run."""

from __future__ import annotations

from storage.databases import (
    deliveries,
    open_postgres,
    open_sqlite,
    open_store,
    postgres_stores,
    sqlite_templates,
)

__all__ = [
    "deliveries",
    "open_postgres",
    "open_sqlite",
    "open_store",
    "postgres_stores",
    "sqlite_templates",
]
