"""Lines to the provider: their pace, whether they are down; texts sent again or blanked; offers in doubt."""

import sqlalchemy as sa
from alembic import op

from actions.storage import Utc

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UNBLANKED = sa.text("blanked_at IS NULL AND provider_sid IS NOT NULL AND ended_at IS NOT NULL")
UNKNOWN = sa.text("provider_sid IS NULL AND ended_at IS NULL")
QUEUED = sa.text("state = 'queued'")
UNBLANKED_IN = sa.text("blanked_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "lines",
        sa.Column("name", sa.String(length=8), nullable=False),
        sa.Column("busy_until", Utc(timezone=True), nullable=True),
        sa.Column("down_at", Utc(timezone=True), nullable=True),
        sa.Column("try_at", Utc(timezone=True), nullable=True),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lines")),
    )
    op.add_column("texts", sa.Column("again", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("texts", sa.Column("doubted_at", Utc(timezone=True), nullable=True))
    op.add_column("texts", sa.Column("blanked_at", Utc(timezone=True), nullable=True))
    op.create_index("ix_texts_unblanked", "texts", ["ended_at"], sqlite_where=UNBLANKED, postgresql_where=UNBLANKED)
    op.create_index("ix_texts_unknown", "texts", ["tried_at"], sqlite_where=UNKNOWN, postgresql_where=UNKNOWN)
    op.create_index("ix_offers_queued", "offers", ["queued_at"], sqlite_where=QUEUED, postgresql_where=QUEUED)
    op.create_index("ix_texts_handed_at", "texts", ["handed_at"])
    op.create_index("ix_text_statuses_received_at", "text_statuses", ["received_at"])
    op.add_column("inbound_raw", sa.Column("words_hash", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_inbound_raw_words_hash"), "inbound_raw", ["words_hash"])
    op.add_column("inbound_raw", sa.Column("twin_of", sa.Integer(), nullable=True))
    op.add_column("inbound_raw", sa.Column("blanked_at", Utc(timezone=True), nullable=True))
    op.create_index(
        "ix_inbound_raw_unblanked", "inbound_raw", ["id"], sqlite_where=UNBLANKED_IN, postgresql_where=UNBLANKED_IN
    )
    op.add_column("offers", sa.Column("beside_at", Utc(timezone=True), nullable=True))
    op.add_column("messages", sa.Column("sent_at", Utc(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("messages", "sent_at")
    op.drop_column("offers", "beside_at")
    op.drop_index("ix_inbound_raw_unblanked", table_name="inbound_raw")
    op.drop_column("inbound_raw", "blanked_at")
    op.drop_column("inbound_raw", "twin_of")
    op.drop_index(op.f("ix_inbound_raw_words_hash"), table_name="inbound_raw")
    op.drop_column("inbound_raw", "words_hash")
    op.drop_index("ix_text_statuses_received_at", table_name="text_statuses")
    op.drop_index("ix_texts_handed_at", table_name="texts")
    op.drop_index("ix_offers_queued", table_name="offers")
    op.drop_index("ix_texts_unknown", table_name="texts")
    op.drop_index("ix_texts_unblanked", table_name="texts")
    op.drop_column("texts", "blanked_at")
    op.drop_column("texts", "doubted_at")
    op.drop_column("texts", "again")
    op.drop_table("lines")
