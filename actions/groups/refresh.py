"""Scheduled refresh: sources with an address are read again when their time has come, never more than once an hour."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import SQLAlchemyError

from actions.groups import editing
from actions.groups.importers import run
from actions.groups.importers.fetch import BadFeed
from actions.groups.models import Source
from actions.storage import reading, writing

log = structlog.get_logger()
AT_MOST_EVERY = timedelta(hours=1)
USUAL_MINUTES = 24 * 60


def due(
    engine: Engine, now: datetime, *, everything: bool = False, http: Callable[..., Any] | None = None
) -> list[dict[str, Any]]:
    """Refresh what is due (with `everything`, all that were not read within the hour), and let reports that nobody
    resolved run out. One document a source: {"source", "status", "added", "changed", "vanished", "error"}."""
    editing.abandoned(engine, now)
    with reading(engine) as db:
        sources = [
            s for s in db.scalars(select(Source).where(Source.active, Source.url.is_not(None)).order_by(Source.id))
        ]
    return [_one(engine, s, now, http) for s in sources if _is_due(s, now, everything)]


def _is_due(source: Source, now: datetime, everything: bool) -> bool:
    if source.last_fetched_at is None:
        return True
    waited = now - source.last_fetched_at
    usual = timedelta(minutes=source.refresh_minutes or USUAL_MINUTES)
    return waited >= (AT_MOST_EVERY if everything else max(usual, AT_MOST_EVERY))


def _one(engine: Engine, source: Source, now: datetime, http: Callable[..., Any] | None) -> dict[str, Any]:
    order = run.Order(
        str(source.url),
        source.kind,
        source.key,
        source.programme_default,
        source.tz_default,
        extras=json.loads(source.options or "{}"),
    )
    try:
        report = run.run(engine, order, now=now, http=http)
    except (BadFeed, SQLAlchemyError) as error:
        says = error.says if isinstance(error, BadFeed) else type(error).__name__
        _note(engine, source.id, says, now)
        log.warning("feed.refresh_failed", id=source.id, kind=type(error).__name__)
        return {"source": source.key, "status": "failed", "error": says}
    if report.status == "refused":
        _note(engine, source.id, report.refused_because or "refused", now)
    log.info("feed.refreshed", id=source.id, status=report.status, count=report.added + report.changed)
    return {
        "source": source.key,
        "status": report.status,
        "added": report.added,
        "changed": report.changed,
        "same": report.same,
        "vanished": report.vanished,
        "error": report.refused_because,
    }


def _note(engine: Engine, source_id: int, says: str, now: datetime) -> None:
    with writing(engine) as db:
        db.execute(update(Source).where(Source.id == source_id).values(last_error=says[:200], last_fetched_at=now))
