"""Exact totals without a place, tallies, the terms a round was closed under, and its report."""

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"


def upgrade() -> None:
    """Votes, triggers and breathing leave the replies: they are kept as tallies from now on."""
    key = sa.LargeBinary(16).with_variant(sa.Uuid(), "postgresql")
    op.create_table(
        "total",
        sa.Column("id", key, primary_key=True),
        sa.Column("round", sa.Text, nullable=False),
        sa.Column("instrument", sa.Text, nullable=False),
        sa.Column("score", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tally",
        sa.Column("round", sa.Text, primary_key=True),
        sa.Column("cell", sa.Text, primary_key=True),
        sa.Column("question", sa.Text, primary_key=True),
        sa.Column("answer", sa.Text, primary_key=True),
        sa.Column("n", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "report",
        sa.Column("round", sa.Text, primary_key=True),
        sa.Column("document", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.add_column("closed_round", sa.Column("kept_through", sa.Text))
    op.execute(
        "INSERT INTO tally SELECT round, cell, instrument, band, count(*) FROM reply "
        "WHERE instrument <> 'nrs' GROUP BY round, cell, instrument, band"
    )
    op.execute("DELETE FROM reply WHERE instrument <> 'nrs'")
