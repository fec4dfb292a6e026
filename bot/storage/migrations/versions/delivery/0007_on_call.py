"""What counsellors have said of their duty."""

import sqlalchemy as sa
from alembic import op

revision = "d0007"
down_revision = "d0006"


def upgrade() -> None:
    """A table that holds nothing about any officer."""
    op.create_table(
        "on_call",
        sa.Column("counsellor", sa.Text, primary_key=True),
        sa.Column("is_on", sa.Boolean, nullable=False),
        sa.Column("ends_at", sa.BigInteger),
        sqlite_with_rowid=False,
    )
