"""A group somebody means to go to: asked for, waiting for its hour, and the question of the day after."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from actions.storage import Base, EncryptedText, Utc


class GroupPlan(Base):
    """One reminder. `listing` is the public id of the listing, encrypted: who goes where is nobody's business.

    state  asked, waiting, reminded, went_asked, over
    """

    __tablename__ = "group_plans"
    __table_args__ = (CheckConstraint("state IN ('asked', 'waiting', 'reminded', 'went_asked', 'over')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    listing: Mapped[str] = mapped_column(EncryptedText)
    starts_at: Mapped[datetime] = mapped_column(Utc)
    remind_at: Mapped[datetime] = mapped_column(Utc)
    state: Mapped[str] = mapped_column(String(12))
    answer: Mapped[str | None] = mapped_column(String(12))
    made_at: Mapped[datetime] = mapped_column(Utc)
