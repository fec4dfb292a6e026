"""Deletions that a restored backup must not undo, and the discreet form of the check-in."""

import sqlalchemy as sa
from alembic import op

revision = "d0003"
down_revision = "d0002"


def upgrade() -> None:
    """Keyed digests whose key is thrown away when the last backup that could need it is."""
    op.add_column(
        "subscriber",
        sa.Column("discreet", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "erasure",
        sa.Column("person", sa.LargeBinary(32), primary_key=True),
        sa.Column("week", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "erasure_key",
        sa.Column("week", sa.Text, primary_key=True),
        sa.Column("secret", sa.LargeBinary(32), nullable=False),
        sqlite_with_rowid=False,
    )
