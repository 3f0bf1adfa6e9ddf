"""Counts of the directory: no text, no names of groups."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, select

from actions.groups import freshness
from actions.groups.models import Meeting, Report, Source
from actions.storage import reading


def of(engine: Engine, now: datetime) -> dict[str, Any]:
    """Totals by programme, modality and status, open reports, and each source with its last good run."""
    with reading(engine) as db:
        doc: dict[str, Any] = {"v": 1}
        for name, column in (
            ("programme", Meeting.programme),
            ("modality", Meeting.modality),
            ("status", Meeting.status),
        ):
            doc[f"by_{name}"] = {
                str(k): n for k, n in db.execute(select(column, func.count()).group_by(column).order_by(column))
            }
        doc["open_reports"] = db.scalar(select(func.count()).where(Report.state == "open"))
        doc["sources"] = [
            {
                "key": s.key,
                "kind": s.kind,
                "last_ok_at": s.last_ok_at.isoformat() if s.last_ok_at else None,
                "rows": s.expected_rows,
                "stale": freshness.stale(s.last_ok_at, s.stale_after_days, now),
            }
            for s in db.scalars(select(Source).order_by(Source.key))
        ]
    doc["total"] = sum(doc["by_status"].values())
    return doc
