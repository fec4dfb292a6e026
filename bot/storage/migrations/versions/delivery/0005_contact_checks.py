"""Calls to contacts, and when administrators were last told of stale ones."""

import sqlalchemy as sa
from alembic import op

revision = "d0005"
down_revision = "d0004"


def upgrade() -> None:
    """Two tables that hold nothing about any officer."""
    op.create_table(
        "contact_check",
        sa.Column("contact", sa.Text, primary_key=True),
        sa.Column("called_on", sa.Text, nullable=False),
        sa.Column("called_by", sa.Text, nullable=False),
        sa.Column("answered", sa.Boolean, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "notice",
        sa.Column("what", sa.Text, primary_key=True),
        sa.Column("told_on", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
