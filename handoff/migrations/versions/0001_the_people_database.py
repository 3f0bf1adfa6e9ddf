"""The people database"""

import sqlalchemy as sa
from alembic import op

import actions.storage
from handoff.cases.models import DROP_TRIGGERS, TRIGGERS

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("which", sa.String(length=60), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_table(
        "check_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("mood", sa.Integer(), nullable=False),
        sa.Column("word", actions.storage.EncryptedText(), nullable=True),
        sa.Column("choice", sa.String(length=64), nullable=True),
        sa.Column("at", actions.storage.Utc(timezone=True), nullable=False),
        sa.CheckConstraint("mood BETWEEN 1 AND 5", name=op.f("ck_check_ins_mood")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
        sa.UniqueConstraint("run_id", name=op.f("uq_check_ins_run_id")),
    )
    with op.batch_alter_table("check_ins", schema=None) as batch_op:
        batch_op.create_index("ix_check_ins_person", ["person_id", "at"], unique=False)

    op.create_table(
        "due_work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("lane", sa.String(length=96), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("due_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("lease_until", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.String(length=40), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("last_code", sa.String(length=40), nullable=True),
        sa.Column("made_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("done_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'claimed') = (lease_until IS NOT NULL)", name=op.f("ck_due_work_lease")),
        sa.CheckConstraint("state IN ('due', 'claimed', 'done', 'dead')", name=op.f("ck_due_work_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_work")),
        sa.UniqueConstraint("key", name=op.f("uq_due_work_key")),
    )
    with op.batch_alter_table("due_work", schema=None) as batch_op:
        batch_op.create_index(
            "ix_due_work_lane",
            ["lane", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('due', 'claimed')"),
            postgresql_where=sa.text("state IN ('due', 'claimed')"),
        )
        batch_op.create_index("ix_due_work_next", ["state", "priority", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_due_work_text_id"), ["text_id"], unique=False)

    op.create_table(
        "exercise_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("exercise", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=64), nullable=False),
        sa.Column("answers", actions.storage.EncryptedJSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("menu_only", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("mentioned_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("started_by", sa.String(length=64), nullable=False),
        sa.Column("last_message_id", sa.String(length=64), nullable=False),
        sa.Column("last_output", actions.storage.EncryptedJSON(), nullable=False),
        sa.Column("started_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("updated_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('running', 'paused', 'suspended', 'ended')", name=op.f("ck_exercise_runs_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise_runs")),
        sa.UniqueConstraint("person_id", "started_by", name=op.f("uq_exercise_runs_person_id_started_by")),
    )
    with op.batch_alter_table("exercise_runs", schema=None) as batch_op:
        batch_op.create_index("ix_exercise_runs_last_message", ["person_id", "last_message_id"], unique=False)
        batch_op.create_index("ix_exercise_runs_person", ["person_id", "updated_at"], unique=False)

    op.create_table(
        "inbound_raw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_sid", sa.String(length=40), nullable=False),
        sa.Column("line", sa.String(length=8), nullable=False),
        sa.Column("params", actions.storage.EncryptedJSON(), nullable=False),
        sa.Column("via", sa.String(length=8), nullable=False),
        sa.Column("received_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("handled_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_raw")),
        sa.UniqueConstraint("message_sid", name=op.f("uq_inbound_raw_message_sid")),
    )
    with op.batch_alter_table("inbound_raw", schema=None) as batch_op:
        batch_op.create_index(
            "ix_inbound_raw_unhandled",
            ["line", "id"],
            unique=False,
            sqlite_where=sa.text("handled_at IS NULL"),
            postgresql_where=sa.text("handled_at IS NULL"),
        )

    op.create_table(
        "opt_outs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(length=8), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("word", sa.String(length=20), nullable=False),
        sa.Column("at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("back_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_outs")),
        sa.UniqueConstraint("line", "address_hash", name=op.f("uq_opt_outs_line_address_hash")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("name", actions.storage.EncryptedText(), nullable=True),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("ladder", actions.storage.EncryptedJSON(), nullable=True),
        sa.Column("created_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("last_in_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("key", name=op.f("uq_people_key")),
    )
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("parts", actions.storage.EncryptedJSON(), nullable=False),
        sa.Column("updated_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("person_id", name=op.f("uq_plans_person_id")),
    )
    op.create_table(
        "pulses",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("at", actions.storage.Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pulses")),
    )
    op.create_table(
        "saved_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("exercise", sa.String(length=64), nullable=False),
        sa.Column("line", actions.storage.EncryptedText(), nullable=False),
        sa.Column("at", actions.storage.Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_lines")),
        sa.UniqueConstraint("run_id", name=op.f("uq_saved_lines_run_id")),
    )
    with op.batch_alter_table("saved_lines", schema=None) as batch_op:
        batch_op.create_index("ix_saved_lines_person", ["person_id", "at"], unique=False)

    op.create_table(
        "texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("line", sa.String(length=8), nullable=False),
        sa.Column("address", actions.storage.EncryptedText(), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("body", actions.storage.EncryptedText(), nullable=True),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.Column("volunteer_id", sa.Integer(), nullable=True),
        sa.Column("created_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("tried_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("handed_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("ended_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("provider_sid", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("status_rank", sa.Integer(), nullable=False),
        sa.Column("error_code", sa.Integer(), nullable=True),
        sa.CheckConstraint("line IN ('public', 'staff')", name=op.f("ck_texts_line")),
        sa.CheckConstraint(
            "status_rank = 0 OR provider_sid IS NOT NULL OR error_code IS NOT NULL", name=op.f("ck_texts_proof")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_texts")),
        sa.UniqueConstraint("key", name=op.f("uq_texts_key")),
    )
    with op.batch_alter_table("texts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_texts_address_hash"), ["address_hash"], unique=False)
        batch_op.create_index("ix_texts_case", ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_texts_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_texts_offer_id"), ["offer_id"], unique=False)
        batch_op.create_index(
            "uq_texts_provider_sid",
            ["provider_sid"],
            unique=True,
            sqlite_where=sa.text("provider_sid IS NOT NULL"),
            postgresql_where=sa.text("provider_sid IS NOT NULL"),
        )

    op.create_table(
        "volunteers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("display_name", sa.String(length=30), nullable=False),
        sa.Column("legal_name", actions.storage.EncryptedText(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("tags", actions.storage.EncryptedJSON(), nullable=False),
        sa.Column("exclusions", actions.storage.EncryptedJSON(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("max_cases", sa.Integer(), nullable=False),
        sa.Column("words_by", sa.String(length=8), nullable=False),
        sa.Column("open_call", sa.Boolean(), nullable=False),
        sa.Column("break_until", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("cooling_since", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("cooling_until", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("console_seen_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("last_offer_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("created_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("left_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('invited', 'verifying', 'active', 'paused', 'left')", name=op.f("ck_volunteers_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteers")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("created_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("last_seen_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("closed_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteers.id"], name=op.f("fk_accounts_volunteer_id_volunteers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("name", name=op.f("uq_accounts_name")),
        sa.UniqueConstraint("volunteer_id", name=op.f("uq_accounts_volunteer_id")),
    )
    op.create_table(
        "addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("address", actions.storage.EncryptedText(), nullable=True),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("ended_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("unreachable_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('web', 'sms')", name=op.f("ck_addresses_kind")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_addresses_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addresses")),
        sa.UniqueConstraint("kind", "address_hash", name=op.f("uq_addresses_kind_address_hash")),
    )
    with op.batch_alter_table("addresses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_addresses_person_id"), ["person_id"], unique=False)

    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.String(length=32), nullable=False),
        sa.Column("wording_version", sa.String(length=64), nullable=False),
        sa.Column("at", actions.storage.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_consents_person_id_people"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consents_person_id"), ["person_id"], unique=False)

    op.create_table(
        "contact_methods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("address", actions.storage.EncryptedText(), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("verified_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("consent_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("consent_version", sa.String(length=20), nullable=True),
        sa.Column("consent_sha256", sa.String(length=64), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_to", sa.Integer(), nullable=True),
        sa.Column("off_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("fails", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "verified_at IS NULL OR (consent_at IS NOT NULL AND consent_version IS NOT NULL "
            "AND consent_sha256 IS NOT NULL)",
            name=op.f("ck_contact_methods_consent"),
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteers.id"], name=op.f("fk_contact_methods_volunteer_id_volunteers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_methods")),
    )
    with op.batch_alter_table("contact_methods", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_methods_address_hash"), ["address_hash"], unique=False)
        batch_op.create_index("ix_contact_methods_volunteer", ["volunteer_id", "position"], unique=False)
        batch_op.create_index(
            "uq_contact_methods_verified",
            ["address_hash"],
            unique=True,
            sqlite_where=sa.text("verified_at IS NOT NULL"),
            postgresql_where=sa.text("verified_at IS NOT NULL"),
        )

    op.create_table(
        "disclosures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("wording_version", sa.String(length=64), nullable=False),
        sa.Column("at", actions.storage.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_disclosures_person_id_people"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosures")),
    )
    with op.batch_alter_table("disclosures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disclosures_person_id"), ["person_id"], unique=False)

    op.create_table(
        "do_not_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", actions.storage.EncryptedText(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_do_not_pair_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteers.id"], name=op.f("fk_do_not_pair_volunteer_id_volunteers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_do_not_pair")),
        sa.UniqueConstraint("volunteer_id", "person_id", name=op.f("uq_do_not_pair_volunteer_id_person_id")),
    )
    op.create_table(
        "export_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("used_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_export_links_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_export_links_token_hash")),
    )
    op.create_table(
        "invites",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("used_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteers.id"], name=op.f("fk_invites_volunteer_id_volunteers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invites")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invites_token_hash")),
    )
    with op.batch_alter_table("invites", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invites_volunteer_id"), ["volunteer_id"], unique=False)

    op.create_table(
        "load_ledger",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("at", actions.storage.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteers.id"], name=op.f("fk_load_ledger_volunteer_id_volunteers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_load_ledger")),
    )
    with op.batch_alter_table("load_ledger", schema=None) as batch_op:
        batch_op.create_index("ix_load_ledger_volunteer", ["volunteer_id", "at"], unique=False)

    op.create_table(
        "seen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("utterance", sa.String(length=64), nullable=False),
        sa.Column("variant", sa.String(length=40), nullable=False),
        sa.Column("at", actions.storage.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_seen_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seen")),
    )
    with op.batch_alter_table("seen", schema=None) as batch_op:
        batch_op.create_index("ix_seen_person", ["person_id", "at"], unique=False)

    op.create_table(
        "shifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("rrule", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("starts", sa.String(length=5), nullable=False),
        sa.Column("ends", sa.String(length=5), nullable=False),
        sa.Column("ended_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteers.id"], name=op.f("fk_shifts_volunteer_id_volunteers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
    )
    with op.batch_alter_table("shifts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shifts_volunteer_id"), ["volunteer_id"], unique=False)

    op.create_table(
        "text_statuses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("error_code", sa.Integer(), nullable=True),
        sa.Column("provider_sid", sa.String(length=40), nullable=True),
        sa.Column("received_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("handled_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["text_id"], ["texts.id"], name=op.f("fk_text_statuses_text_id_texts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_statuses")),
    )
    with op.batch_alter_table("text_statuses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_text_statuses_text_id"), ["text_id"], unique=False)
        batch_op.create_index(
            "ix_text_statuses_unhandled",
            ["id"],
            unique=False,
            sqlite_where=sa.text("handled_at IS NULL"),
            postgresql_where=sa.text("handled_at IS NULL"),
        )

    op.create_table(
        "conversations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("reply_to", sa.Integer(), nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("handling_by", sa.String(length=32), nullable=True),
        sa.Column("handling_until", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("disclosed_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("left_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("greet_due", sa.Boolean(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("forget_asked_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.CheckConstraint("channel IN ('web', 'sms')", name=op.f("ck_conversations_channel")),
        sa.CheckConstraint("(handling_by IS NULL) = (handling_until IS NULL)", name=op.f("ck_conversations_lease")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_conversations_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reply_to"], ["addresses.id"], name=op.f("fk_conversations_reply_to_addresses"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("key", name=op.f("uq_conversations_key")),
        sa.UniqueConstraint("person_id", name=op.f("uq_conversations_person_id")),
    )
    op.create_table(
        "logins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("used_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_logins_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logins")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_logins_token_hash")),
    )
    op.create_table(
        "shift_exceptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["shifts.id"], name=op.f("fk_shift_exceptions_shift_id_shifts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteers.id"], name=op.f("fk_shift_exceptions_volunteer_id_volunteers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_exceptions")),
        sa.UniqueConstraint("shift_id", "day", name=op.f("uq_shift_exceptions_shift_id_day")),
    )
    op.create_table(
        "shift_slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("starts_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("ends_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("confirmed_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_shift_slots_order")),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["shifts.id"], name=op.f("fk_shift_slots_shift_id_shifts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteers.id"], name=op.f("fk_shift_slots_volunteer_id_volunteers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_slots")),
        sa.UniqueConstraint("shift_id", "day", name=op.f("uq_shift_slots_shift_id_day")),
    )
    with op.batch_alter_table("shift_slots", schema=None) as batch_op:
        batch_op.create_index("ix_shift_slots_time", ["starts_at", "ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_shift_slots_volunteer_id"), ["volunteer_id"], unique=False)

    op.create_table(
        "verifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_from", sa.String(length=64), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("expires_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("used_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact_methods.id"],
            name=op.f("fk_verifications_contact_id_contact_methods"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verifications")),
    )
    with op.batch_alter_table("verifications", schema=None) as batch_op:
        batch_op.create_index("ix_verifications_address", ["address_hash", "made_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_verifications_contact_id"), ["contact_id"], unique=False)

    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("previous_case_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("peak_severity", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("waiting_since", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("accepted_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("first_reply_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("next_action_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("closed_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("close_reason", sa.String(length=20), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("supervisor_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("external_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("coordinator_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("told_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("told_key", sa.String(length=32), nullable=True),
        sa.Column("told_minutes", sa.Float(), nullable=True),
        sa.Column("unanswered_since", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("person_words_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("volunteer_words_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("nudge", sa.Integer(), nullable=False),
        sa.Column("asked_back_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("read_consent", sa.String(length=12), nullable=True),
        sa.Column("read_from_seq", sa.Integer(), nullable=True),
        sa.Column("person_away", sa.String(length=16), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (close_reason IS NOT NULL)", name=op.f("ck_cases_close_reason")),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_cases_closed_at")),
        sa.CheckConstraint("(state = 'closed') = (next_action_at IS NULL)", name=op.f("ck_cases_next_action")),
        sa.CheckConstraint(
            "state <> 'closed' OR peak_severity < 3 OR closed_by IS NOT NULL", name=op.f("ck_cases_closed_by")
        ),
        sa.CheckConstraint(
            "state IN ('new', 'offering', 'waiting', 'accepted', 'active', 'transferring', 'returning', 'closed')",
            name=op.f("ck_cases_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('accepted', 'active', 'transferring') OR volunteer_id IS NOT NULL",
            name=op.f("ck_cases_held"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('active', 'transferring') OR first_reply_at IS NOT NULL", name=op.f("ck_cases_first_reply")
        ),
        sa.CheckConstraint(
            "state NOT IN ('new', 'offering', 'waiting') OR volunteer_id IS NULL", name=op.f("ck_cases_free")
        ),
        sa.CheckConstraint("(volunteer_id IS NULL) = (accepted_at IS NULL)", name=op.f("ck_cases_accepted_at")),
        sa.CheckConstraint(
            "severity BETWEEN 0 AND 4 AND peak_severity >= severity AND peak_severity <= 4",
            name=op.f("ck_cases_severity"),
        ),
        sa.ForeignKeyConstraint(["closed_by"], ["volunteers.id"], name=op.f("fk_cases_closed_by_volunteers")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_cases_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["previous_case_id"], ["cases.id"], name=op.f("fk_cases_previous_case_id_cases")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteers.id"], name=op.f("fk_cases_volunteer_id_volunteers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cases_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(
            "ix_cases_due",
            ["next_action_at"],
            unique=False,
            sqlite_where=sa.text("state <> 'closed'"),
            postgresql_where=sa.text("state <> 'closed'"),
        )
        batch_op.create_index(
            "uq_cases_open_conversation",
            ["conversation_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'closed'"),
            postgresql_where=sa.text("state <> 'closed'"),
        )

    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("speaker", sa.String(length=12), nullable=False),
        sa.Column("speaker_name", actions.storage.EncryptedText(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("body", actions.storage.EncryptedText(), nullable=False),
        sa.Column("choices", actions.storage.EncryptedJSON(), nullable=True),
        sa.Column("chosen", actions.storage.EncryptedText(), nullable=True),
        sa.Column("client_id", sa.String(length=64), nullable=True),
        sa.Column("assessment", actions.storage.EncryptedJSON(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("cause_id", sa.Integer(), nullable=True),
        sa.Column("utterance", sa.String(length=64), nullable=True),
        sa.Column("received_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("handled_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.CheckConstraint("(direction = 'in') = (speaker = 'person')", name=op.f("ck_messages_who")),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_messages_direction")),
        sa.CheckConstraint(
            "speaker IN ('person', 'assistant', 'volunteer', 'notice')", name=op.f("ck_messages_speaker")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_messages_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("conversation_id", "client_id", name=op.f("uq_messages_conversation_id_client_id")),
        sa.UniqueConstraint("conversation_id", "seq", name=op.f("uq_messages_conversation_id_seq")),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_messages_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "ix_messages_unhandled",
            ["received_at"],
            unique=False,
            sqlite_where=sa.text("handled_at IS NULL"),
            postgresql_where=sa.text("handled_at IS NULL"),
        )

    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("started_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("ended_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("why_ended", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_assignments_case_id_cases"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteers.id"], name=op.f("fk_assignments_volunteer_id_volunteers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignments_volunteer_id"), ["volunteer_id"], unique=False)
        batch_op.create_index(
            "uq_assignments_open",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "case_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_events_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_events")),
    )
    with op.batch_alter_table("case_events", schema=None) as batch_op:
        batch_op.create_index("ix_case_events_case_id_id", ["case_id", "id"], unique=False)

    op.create_table(
        "case_refs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=4), nullable=False),
        sa.Column("free_after", actions.storage.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_refs_case_id_cases"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteers.id"], name=op.f("fk_case_refs_volunteer_id_volunteers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_refs")),
        sa.UniqueConstraint("volunteer_id", "case_id", name=op.f("uq_case_refs_volunteer_id_case_id")),
        sa.UniqueConstraint("volunteer_id", "ref", name=op.f("uq_case_refs_volunteer_id_ref")),
    )
    op.create_table(
        "magic_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("used_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_magic_links_case_id_cases"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteers.id"], name=op.f("fk_magic_links_volunteer_id_volunteers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_magic_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_magic_links_token_hash")),
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("body", actions.storage.EncryptedText(), nullable=False),
        sa.Column("person_agreed", sa.Boolean(), nullable=False),
        sa.Column("at", actions.storage.Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["volunteers.id"], name=op.f("fk_notes_author_id_volunteers")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_notes_case_id_cases"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    with op.batch_alter_table("notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notes_case_id"), ["case_id"], unique=False)

    op.create_table(
        "offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("queued_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("handed_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("expires_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("accepted_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("ended_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("why_ended", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "state <> 'live' OR (handed_at IS NOT NULL AND expires_at IS NOT NULL)", name=op.f("ck_offers_live")
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'live', 'accepted', 'declined', 'expired', 'failed', 'withdrawn', 'ended')",
            name=op.f("ck_offers_state"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_offers_case_id_cases"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteers.id"], name=op.f("fk_offers_volunteer_id_volunteers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.create_index("ix_offers_case", ["case_id", "state"], unique=False)
        batch_op.create_index("ix_offers_volunteer", ["volunteer_id", "state"], unique=False)
        batch_op.create_index(
            "uq_offers_accepted",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("state = 'accepted'"),
            postgresql_where=sa.text("state = 'accepted'"),
        )
        batch_op.create_index(
            "uq_offers_live",
            ["case_id", "volunteer_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('queued', 'live')"),
            postgresql_where=sa.text("state IN ('queued', 'live')"),
        )

    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("volunteer_id", sa.Integer(), nullable=True),
        sa.Column("made_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("due_at", actions.storage.Utc(timezone=True), nullable=False),
        sa.Column("done_at", actions.storage.Utc(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_tasks_case_id_cases"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteers.id"], name=op.f("fk_tasks_volunteer_id_volunteers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index(
            "ix_tasks_open",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP_TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)

    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_tasks_open", sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL")
        )

    op.drop_table("tasks")
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_offers_live",
            sqlite_where=sa.text("state IN ('queued', 'live')"),
            postgresql_where=sa.text("state IN ('queued', 'live')"),
        )
        batch_op.drop_index(
            "uq_offers_accepted",
            sqlite_where=sa.text("state = 'accepted'"),
            postgresql_where=sa.text("state = 'accepted'"),
        )
        batch_op.drop_index("ix_offers_volunteer")
        batch_op.drop_index("ix_offers_case")

    op.drop_table("offers")
    with op.batch_alter_table("notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notes_case_id"))

    op.drop_table("notes")
    op.drop_table("magic_links")
    op.drop_table("case_refs")
    with op.batch_alter_table("case_events", schema=None) as batch_op:
        batch_op.drop_index("ix_case_events_case_id_id")

    op.drop_table("case_events")
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_assignments_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_assignments_volunteer_id"))

    op.drop_table("assignments")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_messages_unhandled",
            sqlite_where=sa.text("handled_at IS NULL"),
            postgresql_where=sa.text("handled_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_messages_case_id"))

    op.drop_table("messages")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_cases_open_conversation",
            sqlite_where=sa.text("state <> 'closed'"),
            postgresql_where=sa.text("state <> 'closed'"),
        )
        batch_op.drop_index(
            "ix_cases_due", sqlite_where=sa.text("state <> 'closed'"), postgresql_where=sa.text("state <> 'closed'")
        )
        batch_op.drop_index(batch_op.f("ix_cases_conversation_id"))

    op.drop_table("cases")
    with op.batch_alter_table("verifications", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_verifications_contact_id"))
        batch_op.drop_index("ix_verifications_address")

    op.drop_table("verifications")
    with op.batch_alter_table("shift_slots", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shift_slots_volunteer_id"))
        batch_op.drop_index("ix_shift_slots_time")

    op.drop_table("shift_slots")
    op.drop_table("shift_exceptions")
    op.drop_table("logins")
    op.drop_table("conversations")
    with op.batch_alter_table("text_statuses", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_text_statuses_unhandled",
            sqlite_where=sa.text("handled_at IS NULL"),
            postgresql_where=sa.text("handled_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_text_statuses_text_id"))

    op.drop_table("text_statuses")
    with op.batch_alter_table("shifts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shifts_volunteer_id"))

    op.drop_table("shifts")
    with op.batch_alter_table("seen", schema=None) as batch_op:
        batch_op.drop_index("ix_seen_person")

    op.drop_table("seen")
    with op.batch_alter_table("load_ledger", schema=None) as batch_op:
        batch_op.drop_index("ix_load_ledger_volunteer")

    op.drop_table("load_ledger")
    with op.batch_alter_table("invites", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invites_volunteer_id"))

    op.drop_table("invites")
    op.drop_table("export_links")
    op.drop_table("do_not_pair")
    with op.batch_alter_table("disclosures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disclosures_person_id"))

    op.drop_table("disclosures")
    with op.batch_alter_table("contact_methods", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_contact_methods_verified",
            sqlite_where=sa.text("verified_at IS NOT NULL"),
            postgresql_where=sa.text("verified_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_contact_methods_volunteer")
        batch_op.drop_index(batch_op.f("ix_contact_methods_address_hash"))

    op.drop_table("contact_methods")
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consents_person_id"))

    op.drop_table("consents")
    with op.batch_alter_table("addresses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_addresses_person_id"))

    op.drop_table("addresses")
    op.drop_table("accounts")
    op.drop_table("volunteers")
    with op.batch_alter_table("texts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_texts_provider_sid",
            sqlite_where=sa.text("provider_sid IS NOT NULL"),
            postgresql_where=sa.text("provider_sid IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_texts_offer_id"))
        batch_op.drop_index(batch_op.f("ix_texts_conversation_id"))
        batch_op.drop_index("ix_texts_case")
        batch_op.drop_index(batch_op.f("ix_texts_address_hash"))

    op.drop_table("texts")
    with op.batch_alter_table("saved_lines", schema=None) as batch_op:
        batch_op.drop_index("ix_saved_lines_person")

    op.drop_table("saved_lines")
    op.drop_table("pulses")
    op.drop_table("plans")
    op.drop_table("people")
    op.drop_table("opt_outs")
    with op.batch_alter_table("inbound_raw", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_inbound_raw_unhandled",
            sqlite_where=sa.text("handled_at IS NULL"),
            postgresql_where=sa.text("handled_at IS NULL"),
        )

    op.drop_table("inbound_raw")
    with op.batch_alter_table("exercise_runs", schema=None) as batch_op:
        batch_op.drop_index("ix_exercise_runs_person")
        batch_op.drop_index("ix_exercise_runs_last_message")

    op.drop_table("exercise_runs")
    with op.batch_alter_table("due_work", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_due_work_text_id"))
        batch_op.drop_index("ix_due_work_next")
        batch_op.drop_index(
            "ix_due_work_lane",
            sqlite_where=sa.text("state IN ('due', 'claimed')"),
            postgresql_where=sa.text("state IN ('due', 'claimed')"),
        )

    op.drop_table("due_work")
    with op.batch_alter_table("check_ins", schema=None) as batch_op:
        batch_op.drop_index("ix_check_ins_person")

    op.drop_table("check_ins")
    op.drop_table("audit_log")
