"""Cases: languages, experience, hand-over notes, held words, plans. Volunteers: hours promised, coverage, tasks."""

import sqlalchemy as sa
from alembic import op

from actions.storage import Utc

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _columns() -> dict[str, tuple[sa.Column, ...]]:
    """Columns by table, added one by one: rebuilding `cases` on SQLite would trip over the triggers that read it."""
    return {
        "cases": (
            sa.Column("languages", sa.JSON(), nullable=False, server_default="[]"),
            sa.Column("experience_wanted", sa.JSON(), nullable=False, server_default="[]"),
            sa.Column("same_volunteer_id", sa.Integer(), nullable=True),
            sa.Column("note_consent", sa.String(length=8), nullable=True),
            sa.Column("slot_said", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("gap_at", Utc(timezone=True), nullable=True),
            sa.Column("gentle_at", Utc(timezone=True), nullable=True),
            sa.Column("left_out", sa.JSON(), nullable=False, server_default="{}"),
        ),
        "notes": (
            sa.Column("message_id", sa.Integer(), nullable=True),
            sa.Column("assignment_id", sa.Integer(), nullable=True),
            sa.Column("decision", sa.String(length=10), nullable=True),
            sa.Column("decided_by", sa.Integer(), nullable=True),
            sa.Column("decided_at", Utc(timezone=True), nullable=True),
        ),
        "messages": (
            sa.Column("assignment_id", sa.Integer(), nullable=True),
            sa.Column("text_id", sa.Integer(), nullable=True),
        ),
        "volunteers": (sa.Column("tags_named", sa.Boolean(), nullable=False, server_default=sa.false()),),
        "contact_methods": (sa.Column("reverify_at", Utc(timezone=True), nullable=True),),
        "do_not_pair": (
            sa.Column("by", sa.Integer(), nullable=True),
            sa.Column("at", Utc(timezone=True), nullable=True),
        ),
        "shift_slots": (sa.Column("asked_at", Utc(timezone=True), nullable=True),),
        "tasks": (
            sa.Column("owner", sa.Integer(), nullable=True),
            sa.Column("overdue_at", Utc(timezone=True), nullable=True),
        ),
    }


def upgrade() -> None:
    for table, columns in _columns().items():
        for column in columns:
            op.add_column(table, column)
    op.create_index("ix_messages_text_id", "messages", ["text_id"])
    op.create_table(
        "case_plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("second_by", sa.String(length=40), nullable=True),
        sa.Column("at", Utc(timezone=True), nullable=False),
        sa.CheckConstraint("severity BETWEEN 0 AND 4", name=op.f("ck_case_plans_severity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_plans")),
        sa.UniqueConstraint("severity", "version", name=op.f("uq_case_plans_severity_version")),
    )
    op.create_table(
        "service_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("rrule", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("starts", sa.String(length=5), nullable=False),
        sa.Column("ends", sa.String(length=5), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("supervisor", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("ended_at", Utc(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_hours")),
    )
    op.create_table(
        "coverage_warnings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gap", sa.String(length=60), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("starts_at", Utc(timezone=True), nullable=False),
        sa.Column("ends_at", Utc(timezone=True), nullable=False),
        sa.Column("at", Utc(timezone=True), nullable=False),
        sa.Column("filled_at", Utc(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_warnings")),
        sa.UniqueConstraint("gap", "level", name=op.f("uq_coverage_warnings_gap_level")),
    )


def downgrade() -> None:
    for table in ("coverage_warnings", "service_hours", "case_plans"):
        op.drop_table(table)
    op.drop_index("ix_messages_text_id", "messages")
    for table, columns in _columns().items():
        for column in columns:
            op.drop_column(table, column.name)
