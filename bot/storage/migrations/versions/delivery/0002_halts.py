"""What holds prompts back outlives a restart; waiting prompts are found by when they may leave."""

import sqlalchemy as sa
from alembic import op

revision = "d0002"
down_revision = "d0001"


def upgrade() -> None:
    """The switch, the pause that Telegram asked for, and the index that fits the sender."""
    op.create_table(
        "halt",
        sa.Column("what", sa.Text, primary_key=True),
        sa.Column("until", sa.BigInteger),
        sqlite_with_rowid=False,
    )
    op.drop_index("ix_delivery_waiting", "delivery")
    op.create_index("ix_delivery_waiting", "delivery", ["state", "priority", "not_before"])
