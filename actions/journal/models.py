"""Tables of the journal (people database). `person_id` is `people.id`, without a constraint: the table belongs to the
door, which this package does not import; `service.erase` is called when a person goes."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from actions.storage import Base, EncryptedJSON, EncryptedText, Utc


class ExerciseRun(Base):
    """One time through an exercise. `answers` is the runner's whole state, the person's words in it."""

    __tablename__ = "exercise_runs"
    __table_args__ = (
        UniqueConstraint("person_id", "started_by"),
        CheckConstraint("state IN ('running', 'paused', 'suspended', 'ended')", name="state"),
        Index("ix_exercise_runs_person", "person_id", "updated_at"),
        Index("ix_exercise_runs_last_message", "person_id", "last_message_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int]
    exercise: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    step: Mapped[str] = mapped_column(String(64))
    answers: Mapped[Any] = mapped_column(EncryptedJSON)
    state: Mapped[str] = mapped_column(String(12))
    menu_only: Mapped[bool] = mapped_column(default=False, server_default=false())  # kept, but only MENU offers it
    mentioned_at: Mapped[datetime | None] = mapped_column(Utc)  # the one reminder, never a second
    started_by: Mapped[str] = mapped_column(String(64))  # the message that began it
    last_message_id: Mapped[str] = mapped_column(String(64))
    last_output: Mapped[Any] = mapped_column(EncryptedJSON)
    started_at: Mapped[datetime] = mapped_column(Utc)
    updated_at: Mapped[datetime] = mapped_column(Utc)


class CheckIn(Base):
    """One mood check-in: mood 1 (very low) to 5 (very good), one word, what the person chose to do."""

    __tablename__ = "check_ins"
    __table_args__ = (
        CheckConstraint("mood BETWEEN 1 AND 5", name="mood"),
        Index("ix_check_ins_person", "person_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int]
    run_id: Mapped[int] = mapped_column(unique=True)
    mood: Mapped[int]
    word: Mapped[str | None] = mapped_column(EncryptedText)
    choice: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Utc)


class SavedLine(Base):
    """A sentence of their own that a person asked to keep."""

    __tablename__ = "saved_lines"
    __table_args__ = (Index("ix_saved_lines_person", "person_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int]
    run_id: Mapped[int | None] = mapped_column(unique=True)
    exercise: Mapped[str] = mapped_column(String(64))
    line: Mapped[str] = mapped_column(EncryptedText)
    at: Mapped[datetime] = mapped_column(Utc)


class Plan(Base):
    """A person's safety plan, one a person: the parts filled in so far, in their own words."""

    __tablename__ = "plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(unique=True)
    version: Mapped[int]
    parts: Mapped[Any] = mapped_column(EncryptedJSON)
    updated_at: Mapped[datetime] = mapped_column(Utc)
