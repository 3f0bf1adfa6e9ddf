"""Tables of the consoles: accounts, one-time logins, the audit trail."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from actions.storage import Base, EncryptedText, Utc


class Account(Base):
    """Somebody who may log in. Roles are those of the volunteer; an operator need not be one."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("volunteers.id"), unique=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    role: Mapped[str] = mapped_column(String(16))  # volunteer, supervisor, coordinator, operator
    password_hash: Mapped[str | None] = mapped_column(String(200))  # argon2; None until one is chosen
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText)  # second factor; None until one was set up
    totp_step: Mapped[int] = mapped_column(default=0, server_default="0")  # time step of the newest code that was used
    created_at: Mapped[datetime] = mapped_column(Utc)
    last_seen_at: Mapped[datetime | None] = mapped_column(Utc)
    closed_at: Mapped[datetime | None] = mapped_column(Utc)


class LoginLink(Base):
    """A one-time login: hash only, one hour, one use."""

    __tablename__ = "logins"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(Utc)
    used_at: Mapped[datetime | None] = mapped_column(Utc)


class AuditEntry(Base):
    """Who looked at or changed what, when, why. Each row holds the hash of the one before, so a gap shows."""

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Utc)
    who: Mapped[str] = mapped_column(String(40))  # account:<id>, volunteer:<id>, system
    what: Mapped[str] = mapped_column(String(40))
    which: Mapped[str] = mapped_column(String(60))  # case:<id>, volunteer:<id>, ...
    why: Mapped[str | None] = mapped_column(String(200))
    previous_hash: Mapped[str] = mapped_column(String(64))
