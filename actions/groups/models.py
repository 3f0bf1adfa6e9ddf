"""Tables of the groups database, rebuildable from its sources except reports, verifications and changes."""

from datetime import datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, Index, Integer, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from actions.groups.base import Base as Base
from actions.groups.curation_models import Change as Change
from actions.groups.curation_models import Helpline as Helpline
from actions.groups.curation_models import HelplineContact as HelplineContact
from actions.groups.curation_models import MergeProposal as MergeProposal
from actions.groups.curation_models import Provenance as Provenance
from actions.groups.curation_models import Report as Report
from actions.groups.curation_models import Verification as Verification
from actions.storage import EncryptedJSON, Utc

STATUSES = ("draft", "pending", "published", "hidden_reported", "suspended", "inactive", "removed")

# One bit a way of taking part; a hybrid meeting has two.
MODES = {"in_person": 1, "online": 2, "phone": 4, "text": 8, "vr": 16}


class Source(Base):
    """Where listings come from."""

    __tablename__ = "source"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    url: Mapped[str | None] = mapped_column(Text)
    licence: Mapped[str | None] = mapped_column(String(120))
    licence_url: Mapped[str | None] = mapped_column(Text)
    attribution: Mapped[str | None] = mapped_column(Text)
    programme_default: Mapped[str | None] = mapped_column(String(40))
    tz_default: Mapped[str | None] = mapped_column(String(64))
    trust: Mapped[int] = mapped_column(SmallInteger, default=1)
    etag: Mapped[str | None] = mapped_column(String(200))
    last_modified: Mapped[str | None] = mapped_column(String(80))
    refresh_minutes: Mapped[int | None] = mapped_column(Integer)
    options: Mapped[str | None] = mapped_column(Text)
    last_error: Mapped[str | None] = mapped_column(String(200))
    last_fetched_at: Mapped[datetime | None] = mapped_column(Utc)
    last_ok_at: Mapped[datetime | None] = mapped_column(Utc)
    expected_rows: Mapped[int | None] = mapped_column(Integer)
    stale_after_days: Mapped[int] = mapped_column(Integer, default=180)
    active: Mapped[bool] = mapped_column(default=True)


class ImportRun(Base):
    """One reading of a source, applied or refused."""

    __tablename__ = "import_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(Utc)
    finished_at: Mapped[datetime | None] = mapped_column(Utc)
    status: Mapped[str] = mapped_column(String(20))
    rows_in: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    same: Mapped[int] = mapped_column(default=0)
    vanished: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    review: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str | None] = mapped_column(String(64))
    report_json: Mapped[str | None] = mapped_column(Text)


class RawRecord(Base):
    """A row of a source as understood, without secrets and contacts. `payload_sha` also covers secrets."""

    __tablename__ = "raw_record"
    __table_args__ = (UniqueConstraint("source_id", "external_key"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    external_key: Mapped[str] = mapped_column(String(300))
    payload_json: Mapped[str] = mapped_column(Text)
    payload_sha: Mapped[str] = mapped_column(String(64))
    seen_first: Mapped[datetime] = mapped_column(Utc)
    seen_last: Mapped[datetime] = mapped_column(Utc)
    missed: Mapped[int] = mapped_column(SmallInteger, default=0)


class Grp(Base):
    """A group or a community: what it is and whom it is for."""

    __tablename__ = "grp"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    key: Mapped[str] = mapped_column(String(300))
    name: Mapped[str] = mapped_column(String(300))
    organisation: Mapped[str | None] = mapped_column(String(200))
    home_page: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20))
    moderated: Mapped[str] = mapped_column(String(20), default="unknown")
    cost: Mapped[str | None] = mapped_column(String(60))
    registration: Mapped[str] = mapped_column(String(20), default="unknown")
    entry: Mapped[str | None] = mapped_column(Text)
    anonymity: Mapped[str] = mapped_column(String(20), default="unknown")
    camera: Mapped[str] = mapped_column(String(20), default="unknown")
    faith: Mapped[str | None] = mapped_column(String(20))
    min_age: Mapped[int | None] = mapped_column(SmallInteger)
    max_age: Mapped[int | None] = mapped_column(SmallInteger)
    country: Mapped[str | None] = mapped_column(String(2))


class Meeting(Base):
    """What is offered. `facets` (JSON) repeats the tags for display, so that a result costs no further query."""

    __tablename__ = "meeting"
    __table_args__ = (UniqueConstraint("source_id", "external_key"), Index(None, "status", "programme"))
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    grp_id: Mapped[int] = mapped_column(ForeignKey("grp.id"), index=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    external_key: Mapped[str] = mapped_column(String(300))
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    programme: Mapped[str] = mapped_column(String(40))
    modality: Mapped[str] = mapped_column(String(12))
    modes: Mapped[int] = mapped_column(SmallInteger)
    platform: Mapped[str | None] = mapped_column(String(30))
    place_closed: Mapped[bool] = mapped_column(default=False)
    open_closed: Mapped[str] = mapped_column(String(8), default="unknown")
    gender_only: Mapped[str | None] = mapped_column(String(8))
    audience_only: Mapped[str | None] = mapped_column(String(60))
    timed: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str | None] = mapped_column(Text)
    facets: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16))
    review: Mapped[str | None] = mapped_column(String(80))
    merged_into: Mapped[str | None] = mapped_column(String(16))


class Schedule(Base):
    """When it meets: wall time and IANA zone. Times are "HH:MM", dates ISO; `weekday` 0 = Monday.

    `rrule` says in which weeks of that weekday; `join_until` is the last day on which a cohort takes new people.
    """

    __tablename__ = "schedule"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    weekday: Mapped[int | None] = mapped_column(SmallInteger)
    start_local: Mapped[str | None] = mapped_column(String(5))
    minutes: Mapped[int | None] = mapped_column(SmallInteger)
    tz: Mapped[str | None] = mapped_column(String(64))
    rrule: Mapped[str | None] = mapped_column(String(250))
    anchor_date: Mapped[str | None] = mapped_column(String(10))
    valid_from: Mapped[str | None] = mapped_column(String(10))
    valid_to: Mapped[str | None] = mapped_column(String(10))
    join_until: Mapped[str | None] = mapped_column(String(10))
    holiday_rule: Mapped[str | None] = mapped_column(String(30))
    origin: Mapped[str] = mapped_column(String(8), default="feed")
    confidence: Mapped[float] = mapped_column(Float, default=1.0)
    raw_text: Mapped[str | None] = mapped_column(Text)
    theme: Mapped[str | None] = mapped_column(String(120))


class ScheduleException(Base):
    """One date on which a schedule is different. `action`: skip, move (to `new_start`), add, theme."""

    __tablename__ = "schedule_exception"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedule.id"))
    date_local: Mapped[str] = mapped_column(String(10))
    action: Mapped[str] = mapped_column(String(8))
    new_start: Mapped[str | None] = mapped_column(String(16))
    note: Mapped[str | None] = mapped_column(String(120))


class Slot(Base):
    """Derived from schedules for search: minutes since Monday 00:00 in `tz`, split at the week's end.

    `week_parity`: 0 or 1 when it meets every second week from a known date (weeks counted from 5 January 1970).
    """

    __tablename__ = "slot"
    __table_args__ = (Index(None, "tz", "start_minute", "meeting_id"), Index(None, "tz", "end_minute"))
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    tz: Mapped[str] = mapped_column(String(64))
    start_minute: Mapped[int] = mapped_column(SmallInteger)
    end_minute: Mapped[int] = mapped_column(SmallInteger)
    opening: Mapped[bool] = mapped_column(default=True)
    ordinal_mask: Mapped[int] = mapped_column(SmallInteger, default=0)
    week_parity: Mapped[int | None] = mapped_column(SmallInteger)


class Location(Base):
    """Where it meets. `lat`/`lon` null when unknown, approximate or withheld."""

    __tablename__ = "location"
    __table_args__ = (Index(None, "lat", "lon"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    name: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    city: Mapped[str | None] = mapped_column(String(120), index=True)
    admin1: Mapped[str | None] = mapped_column(String(80))
    postcode: Mapped[str | None] = mapped_column(String(16), index=True)
    country: Mapped[str | None] = mapped_column(String(2))
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    precision: Mapped[str] = mapped_column(String(10), default="city")


class Channel(Base):
    """The way in from afar. `secret` (encrypted: link, phone, ids, PINs) is the only place for it."""

    __tablename__ = "channel"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    platform: Mapped[str | None] = mapped_column(String(30))
    host: Mapped[str | None] = mapped_column(String(120))
    secret: Mapped[Any | None] = mapped_column(EncryptedJSON)
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    needs_request: Mapped[bool] = mapped_column(default=False)


class MeetingTag(Base):
    """A facet of a meeting: scheme topic, role, relation, audience, access, attr, format, tag, language, platform."""

    __tablename__ = "meeting_tag"
    scheme: Mapped[str] = mapped_column(String(12), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True, index=True)
    polarity: Mapped[str] = mapped_column(String(8), default="for")


class NameWord(Base):
    """The words of a listing's name, for finding misspelt names on any database."""

    __tablename__ = "name_word"
    word: Mapped[str] = mapped_column(String(40), primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True, index=True)
