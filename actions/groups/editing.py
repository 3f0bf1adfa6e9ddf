"""What editors do with a listing: verify, hide, publish, edit. Each leaves a change row with actor, before and after.

`actor` is a key of a staff account ("account:3", "cli"), never of a person served.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from actions.groups.importers import clean
from actions.groups.models import Change, Grp, Meeting, Report, Source, Verification
from actions.storage import reading, writing

METHODS = ("feed", "link_check", "call", "organiser", "visitor")
RESULTS = ("ok", "gone", "unsure")
# How long a confirmation holds, in days.
HOLDS = {"feed": 14, "link_check": 90, "call": 180, "organiser": 180, "visitor": 30}
# A mistake here costs most: a second person must agree before such a listing is shown.
DELICATE_TOPICS = frozenset(
    [
        "domestic_abuse",
        "sexual_violence",
        "childhood_abuse",
        "suicidal_thoughts",
        "suicide_attempt_survivor",
        "self_harm",
    ]
)
HIDDEN = ("pending", "hidden_reported", "suspended", "inactive", "draft")


class Refused(ValueError):
    """An edit that a rule does not allow; the message says why, `hint` what to do."""

    def __init__(self, says: str, hint: str = "") -> None:
        super().__init__(says)
        self.hint = hint


@dataclass(frozen=True)
class Done:
    """What came of it: the status after, and whether a second person must still agree."""

    public_id: str
    status: str
    needs_second: bool = False


def verify(
    engine: Engine,
    public_id: str,
    method: str,
    result: str,
    *,
    actor: str,
    now: datetime,
    evidence: str | None = None,
) -> Done:
    """Record that somebody checked. "ok" brings a hidden listing back (an unsafe or delicate one when two people have
    said so), "gone" takes it off the list, "unsure" changes nothing. Raises Refused for what is not known."""
    if method not in METHODS or result not in RESULTS:
        raise Refused(f"method is one of {', '.join(METHODS)}; result one of {', '.join(RESULTS)}.")
    if evidence and not clean.link(evidence):
        raise Refused("The evidence is not an http(s) address.")
    with writing(engine) as db:
        meeting = listing(db, public_id)
        row = Verification(public_id=public_id, method=method, result=result, at=now, by=actor, evidence_url=evidence)
        row.expires_at = now + timedelta(days=HOLDS[method]) if result == "ok" else None
        db.add(row)
        db.flush()
        if result == "gone":
            _status(db, meeting, "inactive", actor, now)
            _close(db, public_id, "confirmed", actor, now)
        if result != "ok" or meeting.status not in HIDDEN:
            if result == "ok":
                _close(db, public_id, "checked", actor, now)
            return Done(public_id, meeting.status)
        return _publish(db, meeting, actor, now)


def publish(engine: Engine, public_id: str, *, actor: str, now: datetime) -> Done:
    """Let a held or hidden listing be offered. A delicate one needs two people."""
    with writing(engine) as db:
        meeting = listing(db, public_id)
        if meeting.status == "published":
            return Done(public_id, "published")
        return _publish(db, meeting, actor, now)


def _publish(db: Session, meeting: Meeting, actor: str, now: datetime) -> Done:
    """Publish, or note the first of two agreements. The reports end with it."""
    if meeting.merged_into:
        raise Refused(f"It was merged into {meeting.merged_into}.", "Look at that listing instead.")
    first = None
    if needs_two(db, meeting):
        first = _first_agreement(db, meeting)
        if first is None or first == actor:
            if first is None:
                change(db, meeting.public_id, "agreed", None, "first of two", actor, now)
            return Done(meeting.public_id, meeting.status, needs_second=True)
    _status(db, meeting, "published", actor, now, approved_by=first)
    _close(db, meeting.public_id, "checked", actor, now)
    return Done(meeting.public_id, "published")


def needs_two(db: Session, meeting: Meeting) -> bool:
    """Whether a second person must agree: an unsafe report, a topic where a mistake costs most, or minors."""
    group = select(Meeting.public_id).where(Meeting.grp_id == meeting.grp_id)
    unsafe = db.scalar(
        select(Report.id).where(Report.public_id.in_(group), Report.kind == "unsafe", Report.state == "open").limit(1)
    )
    min_age = db.scalar(select(Grp.min_age).where(Grp.id == meeting.grp_id))
    topics = set(json.loads(meeting.facets).get("topics", ()))
    return bool(unsafe) or bool(topics & DELICATE_TOPICS) or (min_age is not None and min_age < 18)


def _first_agreement(db: Session, meeting: Meeting) -> str | None:
    """Who agreed since the listing was last hidden; None when nobody has."""
    hidden = db.scalar(
        select(Change.id)
        .where(Change.key == meeting.public_id, Change.field == "status")
        .order_by(Change.id.desc())
        .limit(1)
    )
    return db.scalar(
        select(Change.actor)
        .where(Change.key == meeting.public_id, Change.field == "agreed", Change.id > (hidden or 0))
        .order_by(Change.id)
        .limit(1)
    )


def hide(engine: Engine, public_id: str, *, actor: str, now: datetime, reason: str = "") -> Done:
    """Take a listing out of every search until somebody publishes it again."""
    with writing(engine) as db:
        meeting = listing(db, public_id)
        _status(db, meeting, "suspended", actor, now)
        if reason := clean.notes(reason).text[:200]:
            change(db, public_id, "reason", None, reason, actor, now)
        return Done(public_id, meeting.status)


def abandoned(engine: Engine, now: datetime) -> int:
    """Listings whose report nobody resolved for 90 days become inactive. Returns how many."""
    with writing(engine) as db:
        old = select(Report.public_id).where(Report.state == "open", Report.at < now - timedelta(days=90))
        meetings = db.scalars(
            select(Meeting).where(Meeting.public_id.in_(old), Meeting.status.in_(("hidden_reported", "suspended")))
        ).all()
        for meeting in meetings:
            _status(db, meeting, "inactive", "clock", now)
        return len(meetings)


def listing(db: Session, public_id: str) -> Meeting:
    """The listing. Raises Refused when there is none."""
    found = db.scalar(select(Meeting).where(Meeting.public_id == public_id))
    if found is None:
        raise Refused(f"There is no listing {public_id[:16]}.", "Take the id from a search.")
    return found


def _status(
    db: Session, meeting: Meeting, status: str, actor: str, now: datetime, approved_by: str | None = None
) -> None:
    if meeting.status != status:
        change(db, meeting.public_id, "status", meeting.status, status, actor, now, approved_by)
        meeting.status = status


def _close(db: Session, public_id: str, state: str, actor: str, now: datetime) -> None:
    db.execute(
        update(Report)
        .where(Report.public_id == public_id, Report.state == "open")
        .values(state=state, closed_at=now, closed_by=actor)
    )


def change(
    db: Session,
    public_id: str,
    field: str,
    before: str | None,
    after: str | None,
    actor: str,
    now: datetime,
    approved_by: str | None = None,
) -> None:
    """Write down who changed what."""
    db.add(
        Change(
            entity="meeting",
            key=public_id,
            field=field,
            before=before,
            after=after,
            actor=actor,
            at=now,
            approved_by=approved_by,
        )
    )
    db.flush()


def history(engine: Engine, public_id: str) -> list[dict[str, Any]]:
    """Every change and check of a listing, newest first."""
    with reading(engine) as db:
        changes = [
            {"at": c.at, "what": c.field, "before": c.before, "after": c.after, "by": c.actor, "second": c.approved_by}
            for c in db.scalars(select(Change).where(Change.key == public_id).order_by(Change.id.desc()))
        ]
        checks = [
            {"at": v.at, "what": f"checked: {v.method}", "before": None, "after": v.result, "by": v.by, "second": None}
            for v in db.scalars(
                select(Verification).where(Verification.public_id == public_id).order_by(Verification.id.desc())
            )
        ]
    return sorted([*changes, *checks], key=lambda c: c["at"], reverse=True)


def of_source(engine: Engine, key: str) -> list[str]:
    """Public ids of a source's offered listings."""
    with reading(engine) as db:
        return list(
            db.scalars(
                select(Meeting.public_id)
                .join(Source, Source.id == Meeting.source_id)
                .where(Source.key == key, Meeting.status == "published")
                .order_by(Meeting.id)
            )
        )
