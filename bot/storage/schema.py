"""Bringing a store's tables up to date with Alembic, at every start."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config as AlembicConfig

from bot.storage import delivery, replies

STORES = {"delivery": delivery.metadata, "replies": replies.metadata}

_MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(engine: sa.Engine, store: str, to: str = "head") -> None:
    """Run what is missing of the migrations of ``delivery`` or ``replies``, up to a revision."""
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(_MIGRATIONS))
    settings.set_main_option("version_locations", str(_MIGRATIONS / "versions" / store))
    settings.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        settings.attributes.update(connection=connection, metadata=STORES[store])
        command.upgrade(settings, to)
