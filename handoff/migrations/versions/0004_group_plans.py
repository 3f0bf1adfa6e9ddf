"""Reminders before a group."""

import sqlalchemy as sa
from alembic import op

from actions.storage import EncryptedText, Utc

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "group_plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("listing", EncryptedText(), nullable=False),
        sa.Column("starts_at", Utc(timezone=True), nullable=False),
        sa.Column("remind_at", Utc(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=True),
        sa.Column("made_at", Utc(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('asked', 'waiting', 'reminded', 'went_asked', 'over')", name=op.f("ck_group_plans_state")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_group_plans_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_plans")),
    )
    op.create_index(op.f("ix_group_plans_person_id"), "group_plans", ["person_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_group_plans_person_id"), table_name="group_plans")
    op.drop_table("group_plans")
