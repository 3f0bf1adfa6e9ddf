"""Tables of cases: the case, its append-only events, offers, assignments, refs, notes and the links in alerts."""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column

from actions.storage import Base, EncryptedText, Utc

STATES = ("new", "offering", "waiting", "accepted", "active", "transferring", "returning", "closed")
OFFER_STATES = ("queued", "live", "accepted", "declined", "expired", "failed", "withdrawn", "ended")
CLOSE_REASONS = ("done", "person_withdrew", "person_left", "other_service", "duplicate", "abuse", "erased")


def _among(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(v) for v in values)})"


class Case(Base):
    """One conversation's need for a human. `next_action_at` is never empty while it is open; times are UTC."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(_among("state", STATES), name="state"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_at"),
        CheckConstraint("(state = 'closed') = (close_reason IS NOT NULL)", name="close_reason"),
        CheckConstraint("(state = 'closed') = (next_action_at IS NULL)", name="next_action"),
        CheckConstraint("state NOT IN ('accepted', 'active', 'transferring') OR volunteer_id IS NOT NULL", name="held"),
        CheckConstraint("state NOT IN ('new', 'offering', 'waiting') OR volunteer_id IS NULL", name="free"),
        CheckConstraint("(volunteer_id IS NULL) = (accepted_at IS NULL)", name="accepted_at"),
        CheckConstraint("state NOT IN ('active', 'transferring') OR first_reply_at IS NOT NULL", name="first_reply"),
        CheckConstraint(
            "severity BETWEEN 0 AND 4 AND peak_severity >= severity AND peak_severity <= 4", name="severity"
        ),
        CheckConstraint("state <> 'closed' OR peak_severity < 3 OR closed_by IS NOT NULL", name="closed_by"),
        Index(
            "uq_cases_open_conversation",
            "conversation_id",
            unique=True,
            sqlite_where=text("state <> 'closed'"),
            postgresql_where=text("state <> 'closed'"),
        ),
        Index(
            "ix_cases_due",
            "next_action_at",
            sqlite_where=text("state <> 'closed'"),
            postgresql_where=text("state <> 'closed'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    previous_case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    state: Mapped[str] = mapped_column(String(16), default="new")
    severity: Mapped[int]
    peak_severity: Mapped[int]
    why: Mapped[str] = mapped_column(String(40))  # a code: risk, asked, plan_line ... never words
    language: Mapped[str] = mapped_column(String(8), default="en")
    topics: Mapped[list[str]] = mapped_column(JSON, default=list)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")  # others the person accepts
    experience_wanted: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")  # tags asked for
    same_volunteer_id: Mapped[int | None]  # the person asked for who was there last time
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)  # copied when the case opens: an edit changes no running case
    plan_version: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("volunteers.id"))
    opened_at: Mapped[datetime] = mapped_column(Utc)
    waiting_since: Mapped[datetime] = mapped_column(Utc)  # start of this wait: opening, or the last re-offer
    accepted_at: Mapped[datetime | None] = mapped_column(Utc)
    first_reply_at: Mapped[datetime | None] = mapped_column(Utc)
    next_action_at: Mapped[datetime | None] = mapped_column(Utc)
    closed_at: Mapped[datetime | None] = mapped_column(Utc)
    close_reason: Mapped[str | None] = mapped_column(String(20))
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("volunteers.id"))
    supervisor_at: Mapped[datetime | None] = mapped_column(Utc)  # last time a supervisor was paged in this wait
    external_at: Mapped[datetime | None] = mapped_column(Utc)  # the outside line was stated as the thing to do now
    coordinator_at: Mapped[datetime | None] = mapped_column(Utc)  # told that nobody is on shift
    told_at: Mapped[datetime | None] = mapped_column(Utc)  # last waiting text
    told_key: Mapped[str | None] = mapped_column(String(32))
    told_minutes: Mapped[float | None]  # the plan's minute that text belonged to
    unanswered_since: Mapped[datetime | None] = mapped_column(Utc)  # the person's oldest words without an answer
    person_words_at: Mapped[datetime | None] = mapped_column(Utc)
    volunteer_words_at: Mapped[datetime | None] = mapped_column(Utc)
    nudge: Mapped[int] = mapped_column(default=0)  # held: 1 nudged, 2 supervisor paged; free: pages so far
    asked_back_at: Mapped[datetime | None] = mapped_column(Utc)  # DONE: "back to the assistant, or another person"
    read_consent: Mapped[str | None] = mapped_column(String(12))  # asked, all, new, announced
    note_consent: Mapped[str | None] = mapped_column(String(8))  # may the next one read the note: asked, yes, no
    slot_said: Mapped[int] = mapped_column(default=0, server_default="0")  # 1 their slot ends, 2 supervisor knows
    gap_at: Mapped[datetime | None] = mapped_column(Utc)  # the person heard that nobody here has their language
    gentle_at: Mapped[datetime | None] = mapped_column(Utc)  # one line to somebody who waits in silence
    left_out: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")  # who was not asked, why
    read_from_seq: Mapped[int | None]  # the volunteer reads messages with seq >= this
    person_away: Mapped[str | None] = mapped_column(String(16))  # left, stopped, withdrew, unreachable
    failures: Mapped[int] = mapped_column(default=0)  # steps that raised, in a row

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - every change counts it up; a stale one is refused


class CaseEvent(Base):
    """Who did what to a case, when. Append-only by trigger; ids and codes, never words."""

    __tablename__ = "case_events"
    __table_args__ = (Index("ix_case_events_case_id_id", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(Utc)
    kind: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str] = mapped_column(String(32))  # system, person, volunteer:<id>
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Offer(Base):
    """One volunteer asked for one case, once."""

    __tablename__ = "offers"
    __table_args__ = (
        CheckConstraint(_among("state", OFFER_STATES), name="state"),
        CheckConstraint("state <> 'live' OR (handed_at IS NOT NULL AND expires_at IS NOT NULL)", name="live"),
        Index(
            "uq_offers_accepted",
            "case_id",
            unique=True,
            sqlite_where=text("state = 'accepted'"),
            postgresql_where=text("state = 'accepted'"),
        ),
        Index(
            "uq_offers_live",
            "case_id",
            "volunteer_id",
            unique=True,
            sqlite_where=text("state IN ('queued', 'live')"),
            postgresql_where=text("state IN ('queued', 'live')"),
        ),
        Index("ix_offers_volunteer", "volunteer_id", "state"),
        Index("ix_offers_case", "case_id", "state"),
        Index(
            "ix_offers_queued",
            "queued_at",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"))
    round: Mapped[int] = mapped_column(default=1)
    channel: Mapped[str] = mapped_column(String(8))  # sms, console, both
    state: Mapped[str] = mapped_column(String(12), default="queued")
    queued_at: Mapped[datetime] = mapped_column(Utc)
    handed_at: Mapped[datetime | None] = mapped_column(Utc)
    expires_at: Mapped[datetime | None] = mapped_column(Utc)
    accepted_at: Mapped[datetime | None] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    why_ended: Mapped[str | None] = mapped_column(String(32))
    beside_at: Mapped[datetime | None] = mapped_column(Utc)  # from then on one more is asked beside it: no receipt


class Assignment(Base):
    """The time in which one volunteer holds one case. Relayed texts carry its id."""

    __tablename__ = "assignments"
    __table_args__ = (
        Index(
            "uq_assignments_open",
            "case_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    why_ended: Mapped[str | None] = mapped_column(String(32))


class CaseRef(Base):
    """What one volunteer calls one case: a letter and digits, meaningless from any other phone."""

    __tablename__ = "case_refs"
    __table_args__ = (UniqueConstraint("volunteer_id", "ref"), UniqueConstraint("volunteer_id", "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"))
    ref: Mapped[str] = mapped_column(String(4))
    free_after: Mapped[datetime | None] = mapped_column(Utc)  # set when the case closes: 30 days later


class Note(Base):
    """Words about a case for the next human: hand-over, closing, whisper, held text."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("volunteers.id"))
    kind: Mapped[str] = mapped_column(String(12))  # handover, closing, whisper, held, kept_back, supervisor
    body: Mapped[str] = mapped_column(EncryptedText)
    person_agreed: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(Utc)
    message_id: Mapped[int | None]  # kept back: the person's message that holds it whole
    assignment_id: Mapped[int | None]  # held: in which assignment it was written
    decision: Mapped[str | None] = mapped_column(String(10))  # released, refused; None while nobody has decided
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None] = mapped_column(Utc)


class CasePlan(Base):
    """One version of the plan of one severity. The newest is copied onto a case when it opens; none is ever changed."""

    __tablename__ = "case_plans"
    __table_args__ = (
        UniqueConstraint("severity", "version"),
        CheckConstraint("severity BETWEEN 0 AND 4", name="severity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    severity: Mapped[int]
    version: Mapped[int]
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by: Mapped[str] = mapped_column(String(40))
    second_by: Mapped[str | None] = mapped_column(String(40))  # needed where the plan of severity 3 or 4 gets weaker
    at: Mapped[datetime] = mapped_column(Utc)


class MagicLink(Base):
    """The link in an alert: one volunteer, one case, fifteen minutes, one use. Only the token's hash is kept."""

    __tablename__ = "magic_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime] = mapped_column(Utc)
    used_at: Mapped[datetime | None] = mapped_column(Utc)


_ERASED = "(SELECT close_reason FROM cases WHERE id = OLD.case_id)"

# Written once, used by `create_all` (below) and by the migration.
TRIGGERS: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "CREATE TRIGGER case_events_no_update BEFORE UPDATE ON case_events BEGIN "
        "SELECT RAISE(ABORT, 'case_events is append-only'); END",
        f"CREATE TRIGGER case_events_no_delete BEFORE DELETE ON case_events WHEN COALESCE({_ERASED}, '') <> 'erased' "
        "BEGIN SELECT RAISE(ABORT, 'case_events is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION case_events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' AND COALESCE({_ERASED}, '') = 'erased' THEN RETURN OLD; END IF; "
        "RAISE EXCEPTION 'case_events is append-only'; END $$",
        "CREATE TRIGGER case_events_no_change BEFORE UPDATE OR DELETE ON case_events "
        "FOR EACH ROW EXECUTE FUNCTION case_events_append_only()",
    ),
}
DROP_TRIGGERS: dict[str, tuple[str, ...]] = {
    "sqlite": ("DROP TRIGGER IF EXISTS case_events_no_update", "DROP TRIGGER IF EXISTS case_events_no_delete"),
    "postgresql": (
        "DROP TRIGGER IF EXISTS case_events_no_change ON case_events",
        "DROP FUNCTION IF EXISTS case_events_append_only()",
    ),
}

for _dialect, _statements in TRIGGERS.items():
    for _statement in _statements:
        event.listen(CaseEvent.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect))
event.listen(
    CaseEvent.__table__,
    "after_drop",
    DDL("DROP FUNCTION IF EXISTS case_events_append_only()").execute_if(dialect="postgresql"),
)
