"""Lines that an operator pauses; what the auditor found, kept for the operator's page."""

import sqlalchemy as sa
from alembic import op

from actions.storage import Utc

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("lines", sa.Column("paused_at", Utc(timezone=True), nullable=True))
    op.create_table(
        "findings",
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("worst_s", sa.Float(), nullable=False),
        sa.Column("since", Utc(timezone=True), nullable=False),
        sa.Column("last_at", Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_findings")),
    )


def downgrade() -> None:
    op.drop_table("findings")
    op.drop_column("lines", "paused_at")
