"""Tables of the SMS channel: texts going out, what became of them, opt-outs, and webhooks as they came in."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from actions.storage import Base, EncryptedJSON, EncryptedText, Utc

# What Twilio says about a text, ranked: a lower rank never overwrites a higher one, 9 is final.
RANK = {
    "scheduled": 0,
    "accepted": 0,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "delivered": 9,
    "undelivered": 9,
    "failed": 9,
    "canceled": 9,
    "partially_delivered": 9,
    "received": 9,
    "read": 9,
    "dropped": 9,
}
TERMINAL = 9
_UNKNOWN = text("provider_sid IS NULL AND ended_at IS NULL")
_UNBLANKED = text("blanked_at IS NULL AND provider_sid IS NOT NULL AND ended_at IS NOT NULL")


class Text(Base):
    """One SMS of ours. Its row in `due_work` (same key) says when it is sent; this says what and what became of it."""

    __tablename__ = "texts"
    __table_args__ = (
        CheckConstraint("line IN ('public', 'staff')", name="line"),
        CheckConstraint("status_rank = 0 OR provider_sid IS NOT NULL OR error_code IS NOT NULL", name="proof"),
        Index(
            "uq_texts_provider_sid",
            "provider_sid",
            unique=True,
            sqlite_where=text("provider_sid IS NOT NULL"),
            postgresql_where=text("provider_sid IS NOT NULL"),
        ),
        Index("ix_texts_case", "case_id"),
        Index("ix_texts_handed_at", "handed_at"),
        Index("ix_texts_unknown", "tried_at", sqlite_where=_UNKNOWN, postgresql_where=_UNKNOWN),
        Index("ix_texts_unblanked", "ended_at", sqlite_where=_UNBLANKED, postgresql_where=_UNBLANKED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)  # the cause; the same cause never makes two texts
    kind: Mapped[str] = mapped_column(String(20))
    line: Mapped[str] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(EncryptedText)
    address_hash: Mapped[str] = mapped_column(String(64), index=True)
    body: Mapped[str | None] = mapped_column(EncryptedText)
    body_hash: Mapped[str] = mapped_column(String(64))
    segments: Mapped[int] = mapped_column(default=1)
    conversation_id: Mapped[int | None] = mapped_column(index=True)
    message_id: Mapped[int | None]
    case_id: Mapped[int | None]
    assignment_id: Mapped[int | None]
    offer_id: Mapped[int | None] = mapped_column(index=True)
    volunteer_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(Utc)
    tried_at: Mapped[datetime | None] = mapped_column(Utc)  # a call to the provider was begun: it may have been sent
    handed_at: Mapped[datetime | None] = mapped_column(Utc)  # the provider has it
    ended_at: Mapped[datetime | None] = mapped_column(Utc)  # terminal, dropped or given up
    provider_sid: Mapped[str | None] = mapped_column(String(40))
    status: Mapped[str | None] = mapped_column(String(20))
    status_rank: Mapped[int] = mapped_column(default=0)
    error_code: Mapped[int | None]
    again: Mapped[int] = mapped_column(default=0, server_default="0")  # how often these words went out before, in vain
    doubted_at: Mapped[datetime | None] = mapped_column(Utc)  # sent again though the first may have arrived
    blanked_at: Mapped[datetime | None] = mapped_column(Utc)  # its words are gone at the provider


class TextStatus(Base):
    """Every status callback, kept. `handled_at` is set by the worker when it has acted on it."""

    __tablename__ = "text_statuses"
    __table_args__ = (
        Index(
            "ix_text_statuses_unhandled",
            "id",
            sqlite_where=text("handled_at IS NULL"),
            postgresql_where=text("handled_at IS NULL"),
        ),
        Index("ix_text_statuses_received_at", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("texts.id", ondelete="CASCADE"), index=True)
    status: Mapped[str] = mapped_column(String(20))
    error_code: Mapped[int | None]
    provider_sid: Mapped[str | None] = mapped_column(String(40))
    received_at: Mapped[datetime] = mapped_column(Utc)
    handled_at: Mapped[datetime | None] = mapped_column(Utc)


class OptOut(Base):
    """This number wants no texts from this line. `back_at` is set when it comes back (START)."""

    __tablename__ = "opt_outs"
    __table_args__ = (UniqueConstraint("line", "address_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line: Mapped[str] = mapped_column(String(8))
    address_hash: Mapped[str] = mapped_column(String(64))
    word: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Utc)
    back_at: Mapped[datetime | None] = mapped_column(Utc)


class InboundRaw(Base):
    """A webhook of an inbound text, as it came. Kept before anything is done with it; one row a provider's SID."""

    __tablename__ = "inbound_raw"
    __table_args__ = (
        Index(
            "ix_inbound_raw_unhandled",
            "line",
            "id",
            sqlite_where=text("handled_at IS NULL"),
            postgresql_where=text("handled_at IS NULL"),
        ),
        Index(
            "ix_inbound_raw_unblanked",
            "id",
            sqlite_where=text("blanked_at IS NULL"),
            postgresql_where=text("blanked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_sid: Mapped[str] = mapped_column(String(40), unique=True)
    line: Mapped[str] = mapped_column(String(8))
    params: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON)
    via: Mapped[str] = mapped_column(String(8), default="webhook")  # webhook, sweep
    received_at: Mapped[datetime] = mapped_column(Utc)
    handled_at: Mapped[datetime | None] = mapped_column(Utc)
    failures: Mapped[int] = mapped_column(default=0)
    words_hash: Mapped[str | None] = mapped_column(String(64), index=True)  # keyed, of line, sender and words
    twin_of: Mapped[int | None]  # the same words from the same phone within moments, under another SID: kept, marked
    blanked_at: Mapped[datetime | None] = mapped_column(Utc)  # its words and pictures are gone at the provider


class LineState(Base):
    """How a line of ours does. A row is made when there is something to say."""

    __tablename__ = "lines"

    name: Mapped[str] = mapped_column(String(8), primary_key=True)  # public, staff; public2, staff2: their stand-ins
    busy_until: Mapped[datetime | None] = mapped_column(Utc)  # when the provider will have sent what it was handed
    down_at: Mapped[datetime | None] = mapped_column(Utc)  # since when no text of this line gets out
    try_at: Mapped[datetime | None] = mapped_column(Utc)  # when one text may try again
    code: Mapped[int | None]  # the provider's reason
    paused_at: Mapped[datetime | None] = mapped_column(Utc)  # since when an operator lets it send nothing
