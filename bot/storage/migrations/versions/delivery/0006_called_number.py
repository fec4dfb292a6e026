"""Which number was called: a call says nothing of another one."""

import sqlalchemy as sa
from alembic import op

revision = "d0006"
down_revision = "d0005"


def upgrade() -> None:
    """One column; calls from before it count no more, because nobody knows their number."""
    number = sa.Column("number", sa.Text, nullable=False, server_default="")
    op.add_column("contact_check", number)
