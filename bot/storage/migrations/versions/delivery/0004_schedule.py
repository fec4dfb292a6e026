"""Zones, duties and people in charge; several appointments of one kind side by side."""

import sqlalchemy as sa
from alembic import op

revision = "d0004"
down_revision = "d0003"


def upgrade() -> None:
    """How an officer works, and what of the course is kept for those who lead others."""
    for column in (
        sa.Column("zone", sa.Text),
        sa.Column("shift", sa.Text, nullable=False, server_default=""),
        sa.Column("shift_from", sa.Text),
        sa.Column("holidays", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("leads", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("next_track", sa.Integer, nullable=False, server_default="65"),
    ):
        op.add_column("subscriber", column)
    _give_appointments_a_wider_key()
    op.create_table(
        "event_lesson",
        sa.Column("day", sa.Text, primary_key=True),
        sa.Column("place", sa.Text, primary_key=True),
        sa.Column("item", sa.Integer, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )


def _give_appointments_a_wider_key() -> None:
    # SQLite cannot change the key of a table, so its rows move to a new one everywhere.
    op.drop_index("ix_appointment_due_at", "appointment")
    op.create_table(
        "appointment_by_item",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("item", sa.Integer, primary_key=True, autoincrement=False, server_default="0"),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO appointment_by_item (chat_id, kind, due_at, item) "
        "SELECT chat_id, kind, due_at, COALESCE(item, 0) FROM appointment"
    )
    op.drop_table("appointment")
    op.rename_table("appointment_by_item", "appointment")
    op.create_index("ix_appointment_due_at", "appointment", ["due_at"])
