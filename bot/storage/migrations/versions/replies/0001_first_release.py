"""The reply store of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None


def upgrade() -> None:
    """Replies under random keys, and the rounds that are closed."""
    key = sa.LargeBinary(16).with_variant(sa.Uuid(), "postgresql")
    op.create_table(
        "reply",
        sa.Column("id", key, primary_key=True),
        sa.Column("round", sa.Text, nullable=False),
        sa.Column("cell", sa.Text, nullable=False),
        sa.Column("instrument", sa.Text, nullable=False),
        sa.Column("band", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "closed_round",
        sa.Column("round", sa.Text, primary_key=True),
        sqlite_with_rowid=False,
    )
