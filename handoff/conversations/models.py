"""Tables of people and their conversations (people database)."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from actions.storage import Base, EncryptedJSON, EncryptedText, Utc


class Person(Base):
    """Somebody who writes to us. `ladder` is the risk ladder's whole state; nothing here tells who they are."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)  # random; fixes the order of text variants
    name: Mapped[str | None] = mapped_column(EncryptedText)
    language: Mapped[str] = mapped_column(String(12), default="en")
    country: Mapped[str | None] = mapped_column(String(2))
    zone: Mapped[str | None] = mapped_column(String(64))
    ladder: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)
    created_at: Mapped[datetime] = mapped_column(Utc)
    last_in_at: Mapped[datetime | None] = mapped_column(Utc)


class Address(Base):
    """Where a person can be reached: the hash of a browser session's token, or a phone number."""

    __tablename__ = "addresses"
    __table_args__ = (
        UniqueConstraint("kind", "address_hash"),
        CheckConstraint("kind IN ('web', 'sms')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    address: Mapped[str | None] = mapped_column(EncryptedText)  # None for web: the token itself is never kept
    address_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    unreachable_at: Mapped[datetime | None] = mapped_column(Utc)


class Conversation(Base):
    """The one conversation of a person. `handling_until` is the lease of whoever handles its messages now."""

    __tablename__ = "conversations"
    __table_args__ = (
        CheckConstraint("channel IN ('web', 'sms')", name="channel"),
        CheckConstraint("(handling_by IS NULL) = (handling_until IS NULL)", name="lease"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)  # what Rasa knows it by
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), unique=True)
    channel: Mapped[str] = mapped_column(String(8))  # where the person wrote last, and where answers go
    reply_to: Mapped[int | None] = mapped_column(ForeignKey("addresses.id", ondelete="SET NULL"))
    last_seq: Mapped[int] = mapped_column(default=0)
    handling_by: Mapped[str | None] = mapped_column(String(32))
    handling_until: Mapped[datetime | None] = mapped_column(Utc)
    disclosed_at: Mapped[datetime | None] = mapped_column(Utc)  # when it last said that it is a program
    left_at: Mapped[datetime | None] = mapped_column(Utc)
    greet_due: Mapped[bool] = mapped_column(default=True)  # the first words of ours are still to be said
    turns: Mapped[int] = mapped_column(default=0)  # inbound messages handled
    forget_asked_at: Mapped[datetime | None] = mapped_column(Utc)  # words go when the open case is closed
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class Message(Base):
    """One message, either way. An inbound one is answered when `handled_at` is set."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "client_id"),
        CheckConstraint("direction IN ('in', 'out')", name="direction"),
        CheckConstraint("speaker IN ('person', 'assistant', 'volunteer', 'notice')", name="speaker"),
        CheckConstraint("(direction = 'in') = (speaker = 'person')", name="who"),
        Index(
            "ix_messages_unhandled",
            "received_at",
            sqlite_where=text("handled_at IS NULL"),
            postgresql_where=text("handled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    seq: Mapped[int]
    direction: Mapped[str] = mapped_column(String(3))
    channel: Mapped[str] = mapped_column(String(8))
    speaker: Mapped[str] = mapped_column(String(12))
    speaker_name: Mapped[str | None] = mapped_column(EncryptedText)
    kind: Mapped[str] = mapped_column(String(12), default="text")  # text notice card disclosure join
    body: Mapped[str] = mapped_column(EncryptedText)
    choices: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)  # [{"title", "value"}]; values stay here
    chosen: Mapped[str | None] = mapped_column(EncryptedText)  # inbound: the value of the button that was pressed
    client_id: Mapped[str | None] = mapped_column(String(64))  # the browser's UUID or Twilio's MessageSid
    assessment: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)
    level: Mapped[int | None]
    case_id: Mapped[int | None] = mapped_column(index=True)
    assignment_id: Mapped[int | None]  # in which assignment it passed between person and volunteer
    text_id: Mapped[int | None] = mapped_column(index=True)  # the SMS to the volunteer that carries it, with others
    cause_id: Mapped[int | None]  # the inbound message this answers
    utterance: Mapped[str | None] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(Utc)
    handled_at: Mapped[datetime | None] = mapped_column(Utc)
    failures: Mapped[int] = mapped_column(default=0)  # handlings that raised
    sent_at: Mapped[datetime | None] = mapped_column(Utc)  # inbound that reached us late: when it was sent


class Seen(Base):
    """Which variant of which safety text a person has read, so that none is said twice in the same words."""

    __tablename__ = "seen"
    __table_args__ = (Index("ix_seen_person", "person_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    utterance: Mapped[str] = mapped_column(String(64))
    variant: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Utc)


class Disclosure(Base):
    """When a person was told that they talk to a program, and who may read along, in which version of the words."""

    __tablename__ = "disclosures"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    what: Mapped[str] = mapped_column(String(32))
    wording_version: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Utc)


class Consent(Base):
    """What a person agreed to, in which version of the words."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    what: Mapped[str] = mapped_column(String(32))
    answer: Mapped[str] = mapped_column(String(32))
    wording_version: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Utc)


class FollowUp(Base):
    """One of the two texts after an episode at R2 or above: asked for first, then waiting for its hour.

    level  the episode's highest, 2 to 4;  kind  day or week
    state  asked, waiting, sent, answered, over;  answer  okay, not_okay, off, no, or why it is over
    """

    __tablename__ = "follow_ups"
    __table_args__ = (
        CheckConstraint("kind IN ('day', 'week')", name="kind"),
        CheckConstraint("state IN ('asked', 'waiting', 'sent', 'answered', 'over')", name="state"),
        CheckConstraint("level BETWEEN 2 AND 4", name="level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id", ondelete="SET NULL"))
    level: Mapped[int]
    kind: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(12))
    answer: Mapped[str | None] = mapped_column(String(12))
    asked_at: Mapped[datetime] = mapped_column(Utc)
    sent_at: Mapped[datetime | None] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)


class SafetyCount(Base):
    """How often something of the protocol happened in a month: a number, and nobody's name with it."""

    __tablename__ = "safety_counts"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)  # 2026-11
    what: Mapped[str] = mapped_column(String(24), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)


class ExportLink(Base):
    """A link to a person's own copy, or to the page of their plan: hash only, 24 hours, once."""

    __tablename__ = "export_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime] = mapped_column(Utc)
    used_at: Mapped[datetime | None] = mapped_column(Utc)
