"""Console pages for the groups: what waits for a check, finding a listing, and what an editor may do with one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from actions import clock, storage
from actions.groups import editing, field_edits, merging, recurrence, rule_words, worklist
from actions.groups.editing import Done, Refused
from actions.groups.importers import edits
from actions.groups.models import Grp, Location, Meeting, Report, Schedule, Source
from handoff import settings
from handoff.console import accounts, words
from handoff.console.actor import Actor, only
from handoff.console.forms import engine as people
from handoff.console.forms import field
from handoff.errors import Problem

blueprint = Blueprint("console_groups", __name__)
MOST_SHOWN = 25
EDITABLE = (
    *(
        "name",
        "notes",
        "home_page",
        "entry",
        "open_closed",
        "gender_only",
        "start",
        "tz",
        "rrule",
        "anchor",
        "valid_to",
    ),
    *("holiday_rule", "camera", "anonymity", "registration", "moderated", "cost", "min_age", "max_age"),
)


def _groups() -> Engine:
    found: Engine = current_app.extensions["peerline"].groups_engine
    return found


def _away() -> Problem:
    return Problem(503, "groups.away", "The list of groups is not there now.", "Try again in a minute.")


@blueprint.get("/c/groups")
@only("coordinator", "operator")
def groups(who: Actor) -> str:
    """What waits, the most pressing first; a search over every status; how fresh each source is."""
    now, asked = clock.now(), request.args.get("q", "")[:100].strip()
    with storage.writing(people()) as db:
        accounts.audit(db, who.who, "viewed", "groups", now)
    try:
        waiting = worklist.queue(_groups(), now, MOST_SHOWN)
        found = worklist.find(_groups(), asked, MOST_SHOWN) if asked else []
        fresh = worklist.fresh(_groups(), now)
    except SQLAlchemyError:
        raise _away() from None
    return render_template(
        "groups.html",
        who=who,
        now=now,
        waiting=waiting,
        asked=asked,
        found=found,
        fresh=fresh,
        said=words.said(request.args.get("said", "")),
    )


@blueprint.get("/c/groups/<listing>")
@only("coordinator", "operator")
def group(who: Actor, listing: str) -> str:
    """One listing: what it says, where it comes from, what was done with it, and what can be done."""
    now = clock.now()
    with storage.writing(people()) as db:
        accounts.audit(db, who.who, "viewed", f"listing:{listing[:16]}", now)
    try:
        shown = _shown(_groups(), listing, now)
        history = editing.history(_groups(), listing)
    except SQLAlchemyError:
        raise _away() from None
    if shown is None:
        raise Problem(404, "listing.unknown", "There is no such listing here.", "Take the id from the list.")
    return render_template(
        "group.html",
        who=who,
        now=now,
        zone=settings.value("COVERAGE_ZONE"),
        history=history,
        editable=EDITABLE,
        choices=edits.CHOICES,
        methods=editing.METHODS,
        said=words.said(request.args.get("said", "")),
        **shown,
    )


def _shown(engine: Engine, listing: str, now: datetime) -> dict[str, Any] | None:
    with storage.reading(engine) as db:
        row = db.execute(
            select(Meeting, Grp, Source)
            .join(Grp, Grp.id == Meeting.grp_id)
            .join(Source, Source.id == Meeting.source_id)
            .where(Meeting.public_id == listing)
        ).first()
        if row is None:
            return None
        schedules = db.scalars(select(Schedule).where(Schedule.meeting_id == row.Meeting.id).order_by(Schedule.id))
        times = [(_said(s, now), s.raw_text) for s in schedules]
        return {
            "meeting": row.Meeting,
            "grp": row.Grp,
            "source": row.Source,
            "times": times,
            "place": db.scalar(select(Location).where(Location.meeting_id == row.Meeting.id)),
            "reports": list(db.scalars(select(Report).where(Report.public_id == listing, Report.state == "open"))),
            "two": editing.needs_two(db, row.Meeting),
        }


def _said(schedule: Schedule, now: datetime) -> str:
    rule = recurrence.rule_of(schedule)
    if rule is None:
        return "always open" if schedule.kind == "always" else "no time given"
    return f"{rule_words.said(rule, now.date())}, {rule.start} ({rule.tz})"


@blueprint.post("/c/groups/<listing>/<what>")
@only("coordinator", "operator")
def act(who: Actor, listing: str, what: str) -> Response:
    """Do one thing with a listing. Whoever does it stands in its history and in the audit trail."""
    doings = _doings(listing)
    if what not in doings:
        raise Problem(404, "page.unknown", "There is nothing at this address.", "Go back to the list.")
    now = clock.now()
    try:
        done = doings[what](who.who, now)
    except Refused as error:
        raise Problem(422, "edit.refused", str(error), error.hint or "Look at what the field takes.") from None
    except SQLAlchemyError:
        raise _away() from None
    with storage.writing(people()) as db:
        accounts.audit(db, who.who, f"group.{what}", f"listing:{listing[:16]}", now)
    said = "second" if done and done.needs_second else "group"
    return redirect(f"/c/groups/{listing}?said={said}")


def _doings(listing: str) -> dict[str, Callable[[str, datetime], Done | None]]:
    """What can be done with a listing, by the name it has in the address; each takes who does it, and when."""
    on = _groups()
    return {
        "verify": lambda by, now: editing.verify(
            on,
            listing,
            field("method", 20),
            field("result", 20),
            actor=by,
            now=now,
            evidence=field("evidence", 500) or None,
        ),
        "publish": lambda by, now: editing.publish(on, listing, actor=by, now=now),
        "hide": lambda by, now: editing.hide(on, listing, actor=by, now=now, reason=field("reason", 200)),
        "edit": lambda by, now: field_edits.edit(
            on, listing, field("field", 30), field("value", 2000), actor=by, now=now
        ),
        "merge": lambda by, now: merging.merge(on, listing, field("other", 16), actor=by, now=now),
        "different": lambda by, now: merging.different(on, listing, field("other", 16), actor=by, now=now),
        "undo": lambda by, now: merging.undo(on, listing, actor=by, now=now),
    }
