"""The directory"""

import sqlalchemy as sa
from alembic import op

from actions import storage

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("at", storage.Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_key"), ["key"], unique=False)

    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("at", storage.Utc(), nullable=False),
        sa.Column("due_at", storage.Utc(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("once_key", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("once_key", name=op.f("uq_report_once_key")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_public_id"), ["public_id"], unique=False)

    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("licence", sa.String(length=120), nullable=True),
        sa.Column("licence_url", sa.Text(), nullable=True),
        sa.Column("attribution", sa.Text(), nullable=True),
        sa.Column("programme_default", sa.String(length=40), nullable=True),
        sa.Column("tz_default", sa.String(length=64), nullable=True),
        sa.Column("trust", sa.SmallInteger(), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=True),
        sa.Column("last_fetched_at", storage.Utc(), nullable=True),
        sa.Column("last_ok_at", storage.Utc(), nullable=True),
        sa.Column("expected_rows", sa.Integer(), nullable=True),
        sa.Column("stale_after_days", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("key", name=op.f("uq_source_key")),
    )
    op.create_table(
        "verification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("method", sa.String(length=12), nullable=False),
        sa.Column("result", sa.String(length=12), nullable=False),
        sa.Column("at", storage.Utc(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=True),
        sa.Column("evidence_url", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
    )
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verification_public_id"), ["public_id"], unique=False)

    op.create_table(
        "grp",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=True),
        sa.Column("home_page", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("moderated", sa.String(length=20), nullable=False),
        sa.Column("cost", sa.String(length=60), nullable=True),
        sa.Column("registration", sa.String(length=20), nullable=False),
        sa.Column("entry", sa.Text(), nullable=True),
        sa.Column("anonymity", sa.String(length=20), nullable=False),
        sa.Column("camera", sa.String(length=20), nullable=False),
        sa.Column("faith", sa.String(length=20), nullable=True),
        sa.Column("min_age", sa.SmallInteger(), nullable=True),
        sa.Column("max_age", sa.SmallInteger(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_grp_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grp")),
    )
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("started_at", storage.Utc(), nullable=False),
        sa.Column("finished_at", storage.Utc(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("rows_in", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("vanished", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("review", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("report_json", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_import_run_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_run_source_id"), ["source_id"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("grp_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("external_key", sa.String(length=300), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("modality", sa.String(length=12), nullable=False),
        sa.Column("modes", sa.SmallInteger(), nullable=False),
        sa.Column("platform", sa.String(length=30), nullable=True),
        sa.Column("place_closed", sa.Boolean(), nullable=False),
        sa.Column("open_closed", sa.String(length=8), nullable=False),
        sa.Column("gender_only", sa.String(length=8), nullable=True),
        sa.Column("audience_only", sa.String(length=60), nullable=True),
        sa.Column("timed", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("facets", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["grp_id"], ["grp.id"], name=op.f("fk_meeting_grp_id_grp")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_meeting_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("public_id", name=op.f("uq_meeting_public_id")),
        sa.UniqueConstraint("source_id", "external_key", name=op.f("uq_meeting_source_id_external_key")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_grp_id"), ["grp_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_status_programme"), ["status", "programme"], unique=False)

    op.create_table(
        "raw_record",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("external_key", sa.String(length=300), nullable=False),
        sa.Column("payload_json", sa.Text(), nullable=False),
        sa.Column("payload_sha", sa.String(length=64), nullable=False),
        sa.Column("seen_first", storage.Utc(), nullable=False),
        sa.Column("seen_last", storage.Utc(), nullable=False),
        sa.Column("missed", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_raw_record_run_id_import_run")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_raw_record_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raw_record")),
        sa.UniqueConstraint("source_id", "external_key", name=op.f("uq_raw_record_source_id_external_key")),
    )
    op.create_table(
        "channel",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("platform", sa.String(length=30), nullable=True),
        sa.Column("host", sa.String(length=120), nullable=True),
        sa.Column("secret", storage.EncryptedJSON(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("needs_request", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_channel_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
    )
    with op.batch_alter_table("channel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_channel_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "location",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("city", sa.String(length=120), nullable=True),
        sa.Column("admin1", sa.String(length=80), nullable=True),
        sa.Column("postcode", sa.String(length=16), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("precision", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_location_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
    )
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_location_city"), ["city"], unique=False)
        batch_op.create_index(batch_op.f("ix_location_lat_lon"), ["lat", "lon"], unique=False)
        batch_op.create_index(batch_op.f("ix_location_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_location_postcode"), ["postcode"], unique=False)

    op.create_table(
        "meeting_tag",
        sa.Column("scheme", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("polarity", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_tag_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("scheme", "code", "meeting_id", name=op.f("pk_meeting_tag")),
    )
    with op.batch_alter_table("meeting_tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_tag_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "name_word",
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_name_word_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("word", "meeting_id", name=op.f("pk_name_word")),
    )
    with op.batch_alter_table("name_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_name_word_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "schedule",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=True),
        sa.Column("start_local", sa.String(length=5), nullable=True),
        sa.Column("minutes", sa.SmallInteger(), nullable=True),
        sa.Column("tz", sa.String(length=64), nullable=True),
        sa.Column("rrule", sa.String(length=120), nullable=True),
        sa.Column("anchor_date", sa.String(length=10), nullable=True),
        sa.Column("holiday_rule", sa.String(length=30), nullable=True),
        sa.Column("origin", sa.String(length=8), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("raw_text", sa.Text(), nullable=True),
        sa.Column("theme", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_schedule_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
    )
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schedule_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "slot",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("tz", sa.String(length=64), nullable=False),
        sa.Column("start_minute", sa.SmallInteger(), nullable=False),
        sa.Column("end_minute", sa.SmallInteger(), nullable=False),
        sa.Column("opening", sa.Boolean(), nullable=False),
        sa.Column("ordinal_mask", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_slot_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
    )
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_slot_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_slot_tz_end_minute"), ["tz", "end_minute"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_slot_tz_start_minute_meeting_id"), ["tz", "start_minute", "meeting_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_slot_tz_start_minute_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_slot_tz_end_minute"))
        batch_op.drop_index(batch_op.f("ix_slot_meeting_id"))

    op.drop_table("slot")
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_schedule_meeting_id"))

    op.drop_table("schedule")
    with op.batch_alter_table("name_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_name_word_meeting_id"))

    op.drop_table("name_word")
    with op.batch_alter_table("meeting_tag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_tag_meeting_id"))

    op.drop_table("meeting_tag")
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_location_postcode"))
        batch_op.drop_index(batch_op.f("ix_location_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_location_lat_lon"))
        batch_op.drop_index(batch_op.f("ix_location_city"))

    op.drop_table("location")
    with op.batch_alter_table("channel", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_channel_meeting_id"))

    op.drop_table("channel")
    op.drop_table("raw_record")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_status_programme"))
        batch_op.drop_index(batch_op.f("ix_meeting_grp_id"))

    op.drop_table("meeting")
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_run_source_id"))

    op.drop_table("import_run")
    op.drop_table("grp")
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_verification_public_id"))

    op.drop_table("verification")
    op.drop_table("source")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_public_id"))

    op.drop_table("report")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_key"))

    op.drop_table("change")
