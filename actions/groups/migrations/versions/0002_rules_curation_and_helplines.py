"""Rules of recurrence, what editors decide, and helplines"""

import sqlalchemy as sa
from alembic import op

from actions import storage

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "helpline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("region", sa.String(length=80), nullable=True),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.String(length=60), nullable=True),
        sa.Column("min_age", sa.SmallInteger(), nullable=True),
        sa.Column("max_age", sa.SmallInteger(), nullable=True),
        sa.Column("languages", sa.String(length=120), nullable=False),
        sa.Column("hours", sa.String(length=200), nullable=True),
        sa.Column("tz", sa.String(length=64), nullable=True),
        sa.Column("cost", sa.String(length=40), nullable=True),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("first_party_url", sa.Text(), nullable=False),
        sa.Column("written_on", sa.String(length=10), nullable=False),
        sa.Column("checked_at", sa.String(length=10), nullable=True),
        sa.Column("checked_by", sa.String(length=60), nullable=True),
        sa.Column("from_door", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helpline")),
        sa.UniqueConstraint("key", name=op.f("uq_helpline_key")),
    )
    with op.batch_alter_table("helpline", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_helpline_country"), ["country"], unique=False)
    op.create_table(
        "merge_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept", sa.String(length=16), nullable=False),
        sa.Column("other", sa.String(length=16), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("likeness", sa.Float(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("at", storage.Utc(), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=True),
        sa.Column("decided_at", storage.Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge_proposal")),
        sa.UniqueConstraint("kept", "other", name=op.f("uq_merge_proposal_kept_other")),
    )
    with op.batch_alter_table("merge_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merge_proposal_other"), ["other"], unique=False)
    op.create_table(
        "provenance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("feed_sha", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("observed_at", storage.Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provenance")),
        sa.UniqueConstraint("public_id", "field", name=op.f("uq_provenance_public_id_field")),
    )
    with op.batch_alter_table("provenance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provenance_public_id"), ["public_id"], unique=False)
    op.create_table(
        "helpline_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("helpline_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=14), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("keyword", sa.String(length=20), nullable=True),
        sa.Column("note", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["helpline_id"], ["helpline.id"], name=op.f("fk_helpline_contact_helpline_id_helpline"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helpline_contact")),
    )
    with op.batch_alter_table("helpline_contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_helpline_contact_helpline_id"), ["helpline_id"], unique=False)
    op.create_table(
        "schedule_exception",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("date_local", sa.String(length=10), nullable=False),
        sa.Column("action", sa.String(length=8), nullable=False),
        sa.Column("new_start", sa.String(length=16), nullable=True),
        sa.Column("note", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_schedule_exception_meeting_id_meeting")),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["schedule.id"], name=op.f("fk_schedule_exception_schedule_id_schedule")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_exception")),
    )
    with op.batch_alter_table("schedule_exception", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schedule_exception_meeting_id"), ["meeting_id"], unique=False)
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.add_column(sa.Column("approved_by", sa.String(length=60), nullable=True))
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("review", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("merged_into", sa.String(length=16), nullable=True))
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("note", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("closed_at", storage.Utc(), nullable=True))
        batch_op.add_column(sa.Column("closed_by", sa.String(length=60), nullable=True))
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("valid_from", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("valid_to", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("join_until", sa.String(length=10), nullable=True))
        batch_op.alter_column(
            "rrule", existing_type=sa.VARCHAR(length=120), type_=sa.String(length=250), existing_nullable=True
        )
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.add_column(sa.Column("week_parity", sa.SmallInteger(), nullable=True))
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last_modified", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("refresh_minutes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("options", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("last_error", sa.String(length=200), nullable=True))
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.add_column(sa.Column("expires_at", storage.Utc(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.drop_column("expires_at")
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_column("last_error")
        batch_op.drop_column("options")
        batch_op.drop_column("refresh_minutes")
        batch_op.drop_column("last_modified")
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.drop_column("week_parity")
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.alter_column(
            "rrule", existing_type=sa.String(length=250), type_=sa.VARCHAR(length=120), existing_nullable=True
        )
        batch_op.drop_column("join_until")
        batch_op.drop_column("valid_to")
        batch_op.drop_column("valid_from")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_column("closed_by")
        batch_op.drop_column("closed_at")
        batch_op.drop_column("note")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_column("merged_into")
        batch_op.drop_column("review")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_column("approved_by")
    with op.batch_alter_table("schedule_exception", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_schedule_exception_meeting_id"))
    op.drop_table("schedule_exception")
    with op.batch_alter_table("helpline_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_helpline_contact_helpline_id"))
    op.drop_table("helpline_contact")
    with op.batch_alter_table("provenance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_provenance_public_id"))
    op.drop_table("provenance")
    with op.batch_alter_table("merge_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_merge_proposal_other"))
    op.drop_table("merge_proposal")
    with op.batch_alter_table("helpline", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_helpline_country"))
    op.drop_table("helpline")
