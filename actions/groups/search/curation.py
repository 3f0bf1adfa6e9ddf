"""Reports and the way in: what happens after a listing was shown."""

from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from actions.groups import freshness, taxonomy
from actions.groups.importers import clean
from actions.groups.models import Change, Channel, Grp, Location, Meeting, Report, Source
from actions.groups.search import columns_read, names
from actions.groups.search.find import Unavailable
from actions.storage import reading, writing

KINDS = ("not_meeting", "wrong_time", "bad_link", "unsafe", "other")
_DUE = timedelta(days=3)


def report(
    engine: Engine, public_id: str, kind: str, *, now: datetime, once_key: str | None = None, note: str | None = None
) -> bool:
    """Hide a listing at once and queue it for a human. True when there is one; one `once_key` counts once. A `note` is
    kept without contacts, links and codes.

    Raises ValueError for an unknown kind and Unavailable when the directory cannot be written.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}")
    try:
        with writing(engine) as db:
            meeting = db.scalar(select(Meeting).where(Meeting.public_id == public_id))
            if meeting is None:
                return False
            if once_key and db.scalar(select(Report.id).where(Report.once_key == once_key)):
                return True
            kept = clean.notes(note).text[:500] or None if note else None
            db.add(Report(public_id=public_id, kind=kind, at=now, due_at=_due(now), once_key=once_key, note=kept))
            wanted = "suspended" if kind == "unsafe" else "hidden_reported"
            if meeting.status == "published" or (kind == "unsafe" and meeting.status != "suspended"):
                db.add(
                    Change(
                        entity="meeting",
                        key=public_id,
                        field="status",
                        before=meeting.status,
                        after=wanted,
                        actor="report",
                        at=now,
                    )
                )
                meeting.status = wanted
            if kind == "unsafe":
                _suspend_group(db, meeting.grp_id, now)
            return True
    except SQLAlchemyError as error:
        raise Unavailable(type(error).__name__) from error


def _suspend_group(db: Any, grp_id: int, now: datetime) -> None:
    for other in db.scalars(select(Meeting).where(Meeting.grp_id == grp_id, Meeting.status == "published")):
        change = {"entity": "meeting", "key": other.public_id, "field": "status", "before": other.status}
        db.add(Change(**change, after="suspended", actor="report", at=now))
        other.status = "suspended"


def _due(now: datetime) -> datetime:
    """Three working days from now."""
    due, left = now, _DUE.days
    while left:
        due += timedelta(days=1)
        left -= due.weekday() < 5
    return due


@lru_cache(maxsize=1)
def _first_texts() -> dict[str, str]:
    path = Path(__file__).parent.parent / "data" / "first_meetings.yml"
    return dict(taxonomy.read_yaml(path)["texts"])


def first_meeting(programme: str, kind: str, modality: str) -> str:
    """What a first meeting is like: one reviewed text a programme, then one for places to write, for courses."""
    texts = _first_texts()
    if kind == "community" and modality != "text":  # a community that meets by video or in person
        kind = "default"
    return texts.get(programme) or texts.get(kind) or texts["default"]


def join_details(engine: Engine, public_id: str) -> str:
    """How to take part in a chosen listing, in lines: link, phone, codes, address or page, and a first meeting.

    For the door only: never store, log or send it through Rasa. Raises Unavailable when the directory cannot be read.
    """
    try:
        with reading(engine) as db:
            row = db.execute(
                select(
                    Meeting.id,
                    Meeting.title,
                    Meeting.programme,
                    Meeting.modality,
                    Meeting.place_closed,
                    Meeting.status,
                    Grp.home_page,
                    Grp.kind,
                    Grp.entry,
                    Source.kind.label("source_kind"),
                )
                .join(Grp, Grp.id == Meeting.grp_id)
                .join(Source, Source.id == Meeting.source_id)
                .where(Meeting.public_id == public_id)
            ).first()
            if row is None or row.status != "published":
                return "This group is no longer in the list. MENU brings you back to the search."
            channel = db.scalar(select(Channel).where(Channel.meeting_id == row.id))
            place = db.scalar(select(Location).where(Location.meeting_id == row.id))
            secret = dict(channel.secret or {}) if channel else {}
    except SQLAlchemyError as error:
        raise Unavailable(type(error).__name__) from error
    lines = [row.title]
    if secret.get("url"):
        lines.append(f"Join: {secret['url']}")
    if secret.get("phone"):
        lines.append(f"By phone: {secret['phone']}")
    lines += [secret["notes"]] if secret.get("notes") else []
    if place and row.modality in ("in_person", "hybrid") and not row.place_closed and place.precision != "withheld":
        lines.append("Where: " + ", ".join(dict.fromkeys(filter(None, (place.name, place.address)))))
    lines += [row.entry] if row.entry else []
    lines += [f"Page: {row.home_page}"] if row.home_page else []
    if len(lines) == 1:
        lines.append("The list gives no way in for this one. A volunteer can help you find it: PERSON.")
    return "\n".join([*lines, first_meeting(row.programme, row.kind, row.modality)])


def listing_about(engine: Engine, name: str, *, now: datetime, most: int = 2) -> list[dict[str, Any]]:
    """The listings nearest to a name with their last confirmation, best first: for "is it still running?".

    Raises Unavailable when the directory cannot be read.
    """
    try:
        with reading(engine) as db:
            cols = columns_read.of(db, engine)
            best = [
                (int(cols.ids[row]), score)
                for row, score in names.likenesses(cols, name, limit=most, least=75.0).items()
            ]
            rows = {
                r.id: r
                for r in db.execute(
                    select(
                        Meeting.id,
                        Meeting.public_id,
                        Meeting.title,
                        Meeting.status,
                        Meeting.programme,
                        Source.name.label("source"),
                        Source.kind,
                        Source.last_ok_at,
                        Source.stale_after_days,
                    )
                    .join(Source, Source.id == Meeting.source_id)
                    .where(Meeting.id.in_([i for i, _ in best]))
                )
            }
    except SQLAlchemyError as error:
        raise Unavailable(type(error).__name__) from error
    return [_about(rows[i], score, now) for i, score in best]


def _about(row: Any, score: float, now: datetime) -> dict[str, Any]:
    manual = row.kind == "manual"
    at = None if manual else row.last_ok_at
    verified = {
        "at": at.isoformat() if at else None,
        "method": "manual" if manual else "feed",
        "age_days": freshness.age_days(at, now),
        "source": "built-in list" if manual else row.source,
        "stale": not manual and freshness.stale(at, row.stale_after_days, now),
    }
    return {
        "id": row.public_id,
        "name": row.title,
        "programme": row.programme,
        "likeness": round(score, 1),
        "offered": row.status == "published",
        "verified": verified,
        "said": freshness.said(verified),
    }
