"""Follow-ups after an episode at risk, and counts for the safety page."""

import sqlalchemy as sa
from alembic import op

from actions.storage import Utc

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=True),
        sa.Column("asked_at", Utc(timezone=True), nullable=False),
        sa.Column("sent_at", Utc(timezone=True), nullable=True),
        sa.Column("ended_at", Utc(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('day', 'week')", name=op.f("ck_follow_ups_kind")),
        sa.CheckConstraint(
            "state IN ('asked', 'waiting', 'sent', 'answered', 'over')", name=op.f("ck_follow_ups_state")
        ),
        sa.CheckConstraint("level BETWEEN 2 AND 4", name=op.f("ck_follow_ups_level")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_follow_ups_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_follow_ups_case_id_cases"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
    )
    op.create_index(op.f("ix_follow_ups_person_id"), "follow_ups", ["person_id"])
    op.create_table(
        "safety_counts",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("what", sa.String(length=24), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "what", name=op.f("pk_safety_counts")),
    )


def downgrade() -> None:
    op.drop_table("safety_counts")
    op.drop_index(op.f("ix_follow_ups_person_id"), table_name="follow_ups")
    op.drop_table("follow_ups")
