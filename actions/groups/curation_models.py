"""What people decided about listings, and the helplines. Kept by `public_id`, so that a rebuild loses none of it."""

from datetime import datetime

from sqlalchemy import Float, ForeignKey, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from actions.groups.base import Base
from actions.storage import Utc


class Verification(Base):
    """Somebody or something found out whether a listing is real. `by` is a staff account key, never a person served."""

    __tablename__ = "verification"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), index=True)
    method: Mapped[str] = mapped_column(String(12))
    result: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(Utc)
    by: Mapped[str | None] = mapped_column(String(60))
    evidence_url: Mapped[str | None] = mapped_column(Text)
    expires_at: Mapped[datetime | None] = mapped_column(Utc)


class Report(Base):
    """Somebody said that a listing is wrong. It is hidden until a human has looked."""

    __tablename__ = "report"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(Utc)
    due_at: Mapped[datetime] = mapped_column(Utc)
    state: Mapped[str] = mapped_column(String(12), default="open")
    once_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    note: Mapped[str | None] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(Utc)
    closed_by: Mapped[str | None] = mapped_column(String(60))


class Change(Base):
    """Who changed what of a listing."""

    __tablename__ = "change"
    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(32), index=True)
    field: Mapped[str] = mapped_column(String(40))
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(Utc)
    approved_by: Mapped[str | None] = mapped_column(String(60))


class Provenance(Base):
    """A field of a listing whose value has another origin than its feed: an editor's.

    It holds until the feed changes that field: `feed_sha` is over the feed's value when the edit was made.
    """

    __tablename__ = "provenance"
    __table_args__ = (UniqueConstraint("public_id", "field"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), index=True)
    field: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(Text)
    feed_sha: Mapped[str] = mapped_column(String(64))
    actor: Mapped[str] = mapped_column(String(60))
    observed_at: Mapped[datetime] = mapped_column(Utc)


class MergeProposal(Base):
    """Two listings that look like one meeting. People decide; `state`: open, merged, different."""

    __tablename__ = "merge_proposal"
    __table_args__ = (UniqueConstraint("kept", "other"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kept: Mapped[str] = mapped_column(String(16))
    other: Mapped[str] = mapped_column(String(16), index=True)
    why: Mapped[str] = mapped_column(String(40))
    likeness: Mapped[float] = mapped_column(Float)
    state: Mapped[str] = mapped_column(String(12), default="open")
    at: Mapped[datetime] = mapped_column(Utc)
    decided_by: Mapped[str | None] = mapped_column(String(60))
    decided_at: Mapped[datetime | None] = mapped_column(Utc)


class Helpline(Base):
    """A service to call, text or chat with. `from_door`: a copy of a line of the ladder, never edited here."""

    __tablename__ = "helpline"
    __table_args__ = (UniqueConstraint("key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(3), index=True)
    region: Mapped[str | None] = mapped_column(String(80))
    category: Mapped[str] = mapped_column(String(40))
    audience: Mapped[str | None] = mapped_column(String(60))
    min_age: Mapped[int | None] = mapped_column(SmallInteger)
    max_age: Mapped[int | None] = mapped_column(SmallInteger)
    languages: Mapped[str] = mapped_column(String(120))
    hours: Mapped[str | None] = mapped_column(String(200))
    tz: Mapped[str | None] = mapped_column(String(64))
    cost: Mapped[str | None] = mapped_column(String(40))
    about: Mapped[str | None] = mapped_column(Text)
    first_party_url: Mapped[str] = mapped_column(Text)
    written_on: Mapped[str] = mapped_column(String(10))
    checked_at: Mapped[str | None] = mapped_column(String(10))
    checked_by: Mapped[str | None] = mapped_column(String(60))
    from_door: Mapped[bool] = mapped_column(default=False)


class HelplineContact(Base):
    """A way to reach a helpline: kind e164, national, short_voice, short_text, text_keyword, chat_url."""

    __tablename__ = "helpline_contact"
    id: Mapped[int] = mapped_column(primary_key=True)
    helpline_id: Mapped[int] = mapped_column(ForeignKey("helpline.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(14))
    value: Mapped[str] = mapped_column(String(200))
    keyword: Mapped[str | None] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(String(120))
