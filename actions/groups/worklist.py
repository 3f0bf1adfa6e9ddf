"""What waits for an editor: reports with deadlines, rows held for review, merges, and how fresh the directory is."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, func, or_, select

from actions.groups import freshness, merging
from actions.groups.models import Grp, ImportRun, Meeting, Report, Schedule, Source, Verification
from actions.groups.rule_words import SURE
from actions.storage import reading


def queue(engine: Engine, now: datetime, limit: int = 100) -> dict[str, Any]:
    """Everything that waits, the most pressing first: {"reports", "review", "merges", "rules", "counts"}."""
    with reading(engine) as db:
        counts = {
            "reports": db.scalar(select(func.count()).where(Report.state == "open")),
            "overdue": db.scalar(select(func.count()).where(Report.state == "open", Report.due_at < now)),
            "review": db.scalar(select(func.count()).where(Meeting.status == "pending")),
            "rules": db.scalar(select(func.count()).where(Schedule.origin == "note", Schedule.confidence < SURE)),
        }
        doc = {"reports": _reports(db, now, limit), "review": _review(db, limit), "rules": _rules(db, limit)}
    doc["merges"] = merging.waiting(engine, limit)
    return {"v": 1, "counts": {**counts, "merges": len(doc["merges"])}, **doc}


def _reports(db: Any, now: datetime, limit: int) -> list[dict[str, Any]]:
    rows = db.execute(
        select(Report, Meeting.title, Meeting.status)
        .outerjoin(Meeting, Meeting.public_id == Report.public_id)
        .where(Report.state == "open")
        .order_by(Report.kind != "unsafe", Report.due_at, Report.id)
        .limit(limit)
    )
    return [
        {
            "id": r.public_id,
            "name": title,
            "kind": r.kind,
            "note": r.note,
            "at": r.at.isoformat(),
            "due_at": r.due_at.isoformat(),
            "overdue": r.due_at < now,
            "status": status,
        }
        for r, title, status in rows
    ]


def _review(db: Any, limit: int) -> list[dict[str, Any]]:
    rows = db.execute(
        select(Meeting.public_id, Meeting.title, Meeting.review, Source.name)
        .join(Source, Source.id == Meeting.source_id)
        .where(Meeting.status == "pending")
        .order_by(Meeting.id)
        .limit(limit)
    )
    return [{"id": i, "name": name, "reason": why or "new", "source": source} for i, name, why, source in rows]


def _rules(db: Any, limit: int) -> list[dict[str, Any]]:
    """Rules read from notes with doubt: shown as "ask first" until somebody has looked."""
    rows = db.execute(
        select(Meeting.public_id, Meeting.title, Schedule.raw_text, Schedule.rrule)
        .join(Schedule, Schedule.meeting_id == Meeting.id)
        .where(Schedule.origin == "note", Schedule.confidence < SURE, Meeting.status == "published")
        .order_by(Meeting.id)
        .limit(limit)
    )
    return [{"id": i, "name": name, "note": note, "rrule": rrule} for i, name, note, rrule in rows]


def fresh(engine: Engine, now: datetime) -> dict[str, Any]:
    """The freshness report: each source with when it was read, whether it is stale, what its last run did, and how
    many of its listings are offered; listings never confirmed by a person; confirmations about to end."""
    with reading(engine) as db:
        offered = dict(
            db.execute(
                select(Meeting.source_id, func.count()).where(Meeting.status == "published").group_by(Meeting.source_id)
            )
            .tuples()
            .all()
        )
        runs = {r.source_id: r for r in db.scalars(select(ImportRun).order_by(ImportRun.id))}
        checked = select(Verification.public_id).where(
            Verification.result == "ok",
            or_(
                Verification.expires_at > now,
                Verification.expires_at.is_(None) & (Verification.at > now - timedelta(days=30)),  # a visitor's
            ),
        )
        sources = [
            _source(s, runs.get(s.id), offered.get(s.id, 0), now)
            for s in db.scalars(select(Source).order_by(Source.key))
        ]
        by_person = db.scalar(select(func.count()).where(Meeting.status == "published", Meeting.public_id.in_(checked)))
        built_in = db.scalar(
            select(func.count())
            .select_from(Meeting)
            .join(Grp, Grp.id == Meeting.grp_id)
            .join(Source, Source.id == Meeting.source_id)
            .where(Source.kind == "manual", Meeting.status == "published", Meeting.public_id.not_in(checked))
        )
    return {
        "v": 1,
        "sources": sources,
        "stale_sources": sum(s["stale"] for s in sources),
        "stale_listings": sum(s["offered"] for s in sources if s["stale"] and s["kind"] != "manual"),
        "confirmed_by_people": by_person,
        "built_in_unconfirmed": built_in,
    }


def _source(s: Source, run: ImportRun | None, offered: int, now: datetime) -> dict[str, Any]:
    return {
        "key": s.key,
        "name": s.name,
        "kind": s.kind,
        "licence": s.licence,
        "offered": offered,
        "last_ok_at": s.last_ok_at.isoformat() if s.last_ok_at else None,
        "age_days": freshness.age_days(s.last_ok_at, now),
        "stale": s.kind != "manual" and freshness.stale(s.last_ok_at, s.stale_after_days, now),
        "last_run": {"status": run.status, "added": run.added, "changed": run.changed, "vanished": run.vanished,
                     "rejected": run.rejected, "review": run.review} if run else None,
        "refresh_minutes": s.refresh_minutes,
        "error": s.last_error,
    }  # fmt: skip


def find(engine: Engine, words: str, limit: int = 30) -> list[dict[str, Any]]:
    """Listings by id or by part of the name, in every status: for editors."""
    like = "%" + words.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    with reading(engine) as db:
        rows = db.execute(
            select(Meeting.public_id, Meeting.title, Meeting.status, Meeting.programme, Source.name)
            .join(Source, Source.id == Meeting.source_id)
            .where(or_(Meeting.public_id == words.strip().lower(), Meeting.title.ilike(like, escape="\\")))
            .order_by(Meeting.title, Meeting.id)
            .limit(limit)
        )
        return [
            {"id": i, "name": name, "status": status, "programme": programme, "source": source}
            for i, name, status, programme, source in rows
        ]
