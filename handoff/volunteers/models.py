"""Tables of volunteers: who, how to reach them and with what consent, when they are on shift, what they carry."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from actions.storage import Base, EncryptedJSON, EncryptedText, Utc

STATES = ("invited", "verifying", "active", "paused", "left")


class Volunteer(Base):
    """One trained human. A supervisor or a coordinator is a volunteer with that role."""

    __tablename__ = "volunteers"
    __table_args__ = (CheckConstraint("state IN ('invited', 'verifying', 'active', 'paused', 'left')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    display_name: Mapped[str] = mapped_column(String(30))  # the first name a person reads
    legal_name: Mapped[str | None] = mapped_column(EncryptedText)
    state: Mapped[str] = mapped_column(String(12), default="invited")
    roles: Mapped[list[str]] = mapped_column(JSON, default=lambda: ["volunteer"])  # volunteer, supervisor, coordinator
    languages: Mapped[list[str]] = mapped_column(JSON, default=lambda: ["en"])
    tags: Mapped[Any] = mapped_column(EncryptedJSON, default=list)
    exclusions: Mapped[Any] = mapped_column(EncryptedJSON, default=list)
    tonight: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)  # topics not taken until `tonight_until`
    tonight_until: Mapped[datetime | None] = mapped_column(Utc)
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    max_cases: Mapped[int] = mapped_column(default=1)
    words_by: Mapped[str] = mapped_column(String(8), default="sms")  # sms, or link: only the ref and a link by text
    tags_named: Mapped[bool] = mapped_column(default=False, server_default=false())  # may a person hear of the tags
    open_call: Mapped[bool] = mapped_column(default=False)  # agreed to be asked off shift at severity 3 and above
    break_until: Mapped[datetime | None] = mapped_column(Utc)
    cooling_since: Mapped[datetime | None] = mapped_column(Utc)
    cooling_until: Mapped[datetime | None] = mapped_column(Utc)
    console_seen_at: Mapped[datetime | None] = mapped_column(Utc)
    last_offer_at: Mapped[datetime | None] = mapped_column(Utc)
    created_at: Mapped[datetime] = mapped_column(Utc)
    left_at: Mapped[datetime | None] = mapped_column(Utc)


class ContactMethod(Base):
    """A telephone of a volunteer, with the proof of consent. Nothing but a code goes to it before `verified_at`."""

    __tablename__ = "contact_methods"
    __table_args__ = (
        CheckConstraint(
            "verified_at IS NULL OR (consent_at IS NOT NULL AND consent_version IS NOT NULL "
            "AND consent_sha256 IS NOT NULL)",
            name="consent",
        ),
        Index(
            "uq_contact_methods_verified",
            "address_hash",
            unique=True,
            sqlite_where=text("verified_at IS NOT NULL"),
            postgresql_where=text("verified_at IS NOT NULL"),
        ),
        Index("ix_contact_methods_volunteer", "volunteer_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"))
    address: Mapped[str] = mapped_column(EncryptedText)
    address_hash: Mapped[str] = mapped_column(String(64), index=True)
    position: Mapped[int] = mapped_column(default=1)
    language: Mapped[str] = mapped_column(String(8), default="en")
    verified_at: Mapped[datetime | None] = mapped_column(Utc)
    consent_at: Mapped[datetime | None] = mapped_column(Utc)
    consent_version: Mapped[str | None] = mapped_column(String(20))
    consent_sha256: Mapped[str | None] = mapped_column(String(64))
    source: Mapped[str | None] = mapped_column(String(20))  # invite, console
    quiet_from: Mapped[int | None]  # minutes after local midnight
    quiet_to: Mapped[int | None]
    off_at: Mapped[datetime | None] = mapped_column(Utc)  # opted out or dead
    fails: Mapped[int] = mapped_column(default=0)  # undelivered in a row
    reverify_at: Mapped[datetime | None] = mapped_column(Utc)  # when they were asked to confirm the number again


class Verification(Base):
    """One code sent to one number. Six digits, kept as a keyed hash, five tries, ten minutes."""

    __tablename__ = "verifications"
    __table_args__ = (Index("ix_verifications_address", "address_hash", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact_methods.id", ondelete="CASCADE"), index=True)
    address_hash: Mapped[str] = mapped_column(String(64))
    asked_from: Mapped[str | None] = mapped_column(String(64))  # keyed hash of the network address that asked
    code_hash: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(Utc)
    expires_at: Mapped[datetime] = mapped_column(Utc)
    used_at: Mapped[datetime | None] = mapped_column(Utc)


class Invite(Base):
    """The link by which a volunteer enters their own number. Hash only; fourteen days; used by the right code."""

    __tablename__ = "invites"

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(Utc)
    used_at: Mapped[datetime | None] = mapped_column(Utc)


class DoNotPair(Base):
    """This volunteer and this person never meet."""

    __tablename__ = "do_not_pair"
    __table_args__ = (UniqueConstraint("volunteer_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    reason: Mapped[str | None] = mapped_column(EncryptedText)
    by: Mapped[int | None]
    at: Mapped[datetime | None] = mapped_column(Utc)


class LoadEntry(Base):
    """Severity points a volunteer took on, for the limits of a shift and of seven days."""

    __tablename__ = "load_ledger"
    __table_args__ = (Index("ix_load_ledger_volunteer", "volunteer_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"))
    case_id: Mapped[int | None]
    points: Mapped[int]
    at: Mapped[datetime] = mapped_column(Utc)


class Shift(Base):
    """A rule: which days (`rrule`, local), from and to which wall time in `zone`. To <= from means the next day."""

    __tablename__ = "shifts"

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"), index=True)
    role: Mapped[str] = mapped_column(String(12), default="volunteer")
    rrule: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(64))
    first_day: Mapped[date]
    starts: Mapped[str] = mapped_column(String(5))  # "22:00"
    ends: Mapped[str] = mapped_column(String(5))
    ended_at: Mapped[datetime | None] = mapped_column(Utc)


class ShiftException(Base):
    """One day of a shift that is off or taken by another volunteer."""

    __tablename__ = "shift_exceptions"
    __table_args__ = (UniqueConstraint("shift_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shifts.id", ondelete="CASCADE"))
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(8))  # off, swap
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("volunteers.id"))


class ShiftSlot(Base):
    """Somebody is on shift from one UTC moment to another."""

    __tablename__ = "shift_slots"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="order"),
        UniqueConstraint("shift_id", "day"),
        Index("ix_shift_slots_time", "starts_at", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"), index=True)
    role: Mapped[str] = mapped_column(String(12), default="volunteer")
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("shifts.id", ondelete="SET NULL"))
    day: Mapped[date | None]
    starts_at: Mapped[datetime] = mapped_column(Utc)
    ends_at: Mapped[datetime] = mapped_column(Utc)
    confirmed_at: Mapped[datetime | None] = mapped_column(Utc)
    source: Mapped[str] = mapped_column(String(8), default="rule")  # rule, extra, back, swap
    asked_at: Mapped[datetime | None] = mapped_column(Utc)  # told that it starts, and asked whether they are in


class Task(Base):
    """Something a coordinator or supervisor has to do about people: debrief, contact, safety event, follow-up."""

    __tablename__ = "tasks"
    __table_args__ = (
        Index(
            "ix_tasks_open", "due_at", sqlite_where=text("done_at IS NULL"), postgresql_where=text("done_at IS NULL")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))  # debrief, contact, safety, hours, slot
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id", ondelete="SET NULL"))
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("volunteers.id"))
    made_at: Mapped[datetime] = mapped_column(Utc)
    due_at: Mapped[datetime] = mapped_column(Utc)
    owner: Mapped[int | None]  # whose task it is, once somebody took it on
    overdue_at: Mapped[datetime | None] = mapped_column(Utc)  # when the supervisors heard that it is overdue
    done_at: Mapped[datetime | None] = mapped_column(Utc)
    outcome: Mapped[str | None] = mapped_column(String(40))


class ServiceHours(Base):
    """What the operator promises: on which days, from and to which wall time, somebody is here, in a language."""

    __tablename__ = "service_hours"

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(8), default="en")
    rrule: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(64))
    first_day: Mapped[date]
    starts: Mapped[str] = mapped_column(String(5))
    ends: Mapped[str] = mapped_column(String(5))
    minimum: Mapped[int] = mapped_column(default=1)
    supervisor: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # a supervisor's slot is promised too
    ended_at: Mapped[datetime | None] = mapped_column(Utc)


class CoverageWarning(Base):
    """One warning about one gap: 24, 4 and 1 h before it, or 0 for one that arose later than that. Once each."""

    __tablename__ = "coverage_warnings"
    __table_args__ = (UniqueConstraint("gap", "level"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    gap: Mapped[str] = mapped_column(String(60))  # language or "supervisor", and the start of the promised stretch
    level: Mapped[int]
    starts_at: Mapped[datetime] = mapped_column(Utc)
    ends_at: Mapped[datetime] = mapped_column(Utc)
    at: Mapped[datetime] = mapped_column(Utc)
    filled_at: Mapped[datetime | None] = mapped_column(Utc)
