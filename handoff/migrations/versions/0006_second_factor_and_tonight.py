"""A second factor for accounts, and what a volunteer does not take tonight."""

import sqlalchemy as sa
from alembic import op

from actions.storage import EncryptedJSON, EncryptedText, Utc

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("accounts") as table:
        table.add_column(sa.Column("totp_secret", EncryptedText(), nullable=True))
        table.add_column(sa.Column("totp_step", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("volunteers") as table:
        table.add_column(sa.Column("tonight", EncryptedJSON(), nullable=True))
        table.add_column(sa.Column("tonight_until", Utc(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("volunteers") as table:
        table.drop_column("tonight_until")
        table.drop_column("tonight")
    with op.batch_alter_table("accounts") as table:
        table.drop_column("totp_step")
        table.drop_column("totp_secret")
