"""The delivery store of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "d0001"
down_revision = None


def upgrade() -> None:
    """Subscribers, appointments, the ledger, uploads and invitations."""
    op.create_table(
        "subscriber",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("consent", sa.Text, nullable=False),
        sa.Column("consent_version", sa.Integer, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("unit", sa.Text),
        sa.Column("days", sa.Text, nullable=False),
        sa.Column("hour", sa.Text, nullable=False),
        sa.Column("next_lesson", sa.Integer, nullable=False),
        sa.Column("paused_until", sa.Text),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("caution_shown", sa.Boolean, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "appointment",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("item", sa.Integer),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_appointment_due_at", "appointment", ["due_at"])
    op.create_table(
        "delivery",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("slot", sa.Text, primary_key=True),
        sa.Column("item", sa.Integer),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("not_before", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_delivery_waiting", "delivery", ["state", "priority", "due_at"])
    op.create_table(
        "media",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("file_id", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "invitation",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("uses", sa.Integer, nullable=False),
        sa.Column("revoked", sa.Boolean, nullable=False),
        sqlite_with_rowid=False,
    )
