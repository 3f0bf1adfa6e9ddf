"""The operator's page: the lines, what the auditor finds, due work, texts and codes, models and their figures, groups.
What can be done from it stands in `line_pages`."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, render_template, request
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from actions import clock, storage
from actions import settings as base_settings
from actions.groups.models import Grp, ImportRun, Meeting, Source
from handoff import auditor, settings, watch_log
from handoff.channels.sms.models import Text
from handoff.console import accounts, lines, words
from handoff.console.actor import Actor, only
from handoff.console.forms import engine, is_refresh
from handoff.work import DueWork

blueprint = Blueprint("console_operator", __name__)
A_DAY = timedelta(days=1)
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Model:
    """One trained model: its key, when it began to serve, and what its report says; None where there is no figure."""

    key: str
    at: str | None
    examples: int | None
    accuracy: float | None
    macro_f1: float | None
    safety: str | None
    behaviour: str | None
    p95_ms: float | None


def models(var: Path) -> dict[str, Model | None]:
    """The serving and the previous model of `var`/models; nothing there is no error."""
    known = _json(var / "models" / "registry.json")
    return {name: _model(var / "models", known, known.get(name)) for name in ("current", "previous")}


def _model(folder: Path, known: dict[str, Any], key: str | None) -> Model | None:
    if not key:
        return None
    report, card = _json(folder / key / "report.json"), _json(folder / key / "card.json")
    row: dict[str, Any] = next((r for r in reversed(known.get("rows", [])) if r.get("key") == key), {})
    held, safety, behaviour = report.get("held_out") or {}, report.get("safety"), report.get("behaviour")
    return Model(
        key,
        row.get("at"),
        card.get("examples"),
        held.get("accuracy"),
        held.get("macro_f1"),
        _noticed(safety),
        f"{behaviour['held']} of {behaviour['count']}" if behaviour else None,
        (report.get("latency_ms") or {}).get("p95"),
    )


def _noticed(safety: dict[str, Any] | None) -> str | None:
    """How many rows of the safety set are noticed as they must be."""
    if not safety or not safety.get("read"):
        return None
    rows = safety["read"]
    return f"{sum(row['level'] >= row['least'] for row in rows)} of {len(rows)}"


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def groups(groups_engine: Engine) -> list[dict[str, Any]] | None:
    """Each source with its groups, meetings and last import; None when the directory cannot be read."""
    try:
        with storage.reading(groups_engine) as db:
            counts = {
                name: dict(db.execute(select(model.source_id, func.count()).group_by(model.source_id)).tuples().all())
                for name, model in (("groups", Grp), ("meetings", Meeting))
            }
            rejected = dict(
                db.execute(select(ImportRun.source_id, ImportRun.rejected).order_by(ImportRun.id)).tuples().all()
            )
            return [
                {
                    "name": s.name,
                    "kind": s.kind,
                    "last_ok_at": s.last_ok_at,
                    "active": s.active,
                    "groups": counts["groups"].get(s.id, 0),
                    "meetings": counts["meetings"].get(s.id, 0),
                    "rejected": rejected.get(s.id, 0),
                }
                for s in db.scalars(select(Source).order_by(Source.name))
            ]
    except SQLAlchemyError:
        return None


def due_work(db: Session, now: datetime) -> list[tuple[str, int, timedelta]]:
    """(kind, how many are due, age of the oldest) of all work that should be done by now, the oldest first."""
    rows = db.execute(
        select(DueWork.kind, func.count(), func.min(DueWork.due_at))
        .where(DueWork.state.in_(("due", "claimed")), DueWork.due_at <= now)
        .group_by(DueWork.kind)
    ).all()
    return sorted(((kind, count, now - oldest) for kind, count, oldest in rows), key=lambda row: row[2], reverse=True)


def _texts(db: Session, now: datetime) -> list[tuple[str, int]]:
    """What became of the texts of the last day."""
    counted = select(Text.status, func.count()).where(Text.created_at > now - A_DAY).group_by(Text.status)
    return sorted((status or "waiting", count) for status, count in db.execute(counted))


@dataclass(frozen=True)
class Watch:
    """The auditor as its own rows show it. None: never."""

    looked_at: datetime | None
    beat_at: datetime | None
    has_address: bool
    last: list[watch_log.FindingRow]

    def is_silent(self, now: datetime) -> bool:
        """It has not looked for a minute, four times as long as it should take."""
        return self.looked_at is None or now - self.looked_at > A_MINUTE


def watch(db: Session, now: datetime) -> Watch:
    """When the auditor looked, when a heartbeat last arrived, and what was found in the last seven days."""
    return Watch(
        watch_log.seen(db, auditor.NAME),
        watch_log.seen(db, watch_log.HEARTBEAT),
        bool(settings.value("HEARTBEAT_URL")),
        watch_log.last(db, now),
    )


def _facts(db: Session, who: Actor, now: datetime) -> dict[str, Any]:
    """What the page shows from the people database."""
    phone = lines.own_phone(db, who)
    return {
        "work": due_work(db, now),
        "texts": _texts(db, now),
        "broken": len(accounts.broken_links(db, newest=1000)),
        "senders": lines.senders(db, now),
        "codes": lines.codes(db, now),
        "tests": lines.tests(db, who),
        "phone_ends": phone[-2:] if phone else None,
        "watch": watch(db, now),
    }


@blueprint.get("/c/operate")
@only("operator", "coordinator")
def operate(who: Actor) -> str:
    """How the machine does. No words, no number in full, nobody's name."""
    now, parts = clock.now(), current_app.extensions["peerline"]
    if not is_refresh():
        with storage.writing(engine()) as db:
            accounts.audit(db, who.who, "viewed", "operate", now)
    with storage.reading(engine()) as db:  # it is looked at every few seconds: no writer waits for it
        facts = _facts(db, who, now)
    return render_template(
        "operate.html",
        who=who,
        now=now,
        said=words.said(request.args.get("said", "")),
        findings=auditor.findings(parts.engine, now),
        account=lines.account(),
        **facts,
        models=models(base_settings.ROOT / "var"),
        sources=groups(parts.groups_engine),
        zone=settings.value("COVERAGE_ZONE"),
        simulated=settings.simulated(),
    )
