"""The audit trail: who looked at or changed what, when and why, and whether the chain of its rows is whole."""

import re

from flask import Blueprint, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import clock, storage
from handoff import settings
from handoff.console import accounts
from handoff.console.actor import Actor, only
from handoff.console.forms import engine
from handoff.console.models import Account, AuditEntry
from handoff.volunteers.models import Volunteer

blueprint = Blueprint("console_audit", __name__)
SHOWN, CHECKED = 100, 1000
WHICH = re.compile(r"[a-z_]+(?::\d{1,9})?")


@blueprint.get("/c/audit")
@only("coordinator", "supervisor")
def trail(who: Actor) -> str:
    """The newest rows, of one case or of all; older ones page by page."""
    now, which, before = clock.now(), request.args.get("which", ""), request.args.get("before", "")
    which = which if WHICH.fullmatch(which) else ""
    last = int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None
    with storage.writing(engine()) as db:
        accounts.audit(db, who.who, "viewed", "audit", now)
        wanted = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(SHOWN + 1)
        if which:
            wanted = wanted.where(AuditEntry.which == which)
        if last is not None:
            wanted = wanted.where(AuditEntry.id < last)
        rows = list(db.scalars(wanted))
        return render_template(
            "audit.html",
            who=who,
            now=now,
            zone=settings.value("COVERAGE_ZONE"),
            rows=[(row, name_of(db, row.who)) for row in rows[:SHOWN]],
            older=rows[SHOWN - 1].id if len(rows) > SHOWN else None,
            which=which,
            broken=accounts.broken_links(db, newest=CHECKED),
        )


def name_of(db: Session, who: str) -> str:
    """The name behind `account:3` or `volunteer:7`."""
    kind, _, id = who.partition(":")
    if not id.isdigit():
        return who
    account = db.get(Account, int(id)) if kind == "account" else None
    volunteer = db.get(Volunteer, int(id)) if kind == "volunteer" else None
    return account.name if account else volunteer.display_name if volunteer else who
