"""What the operator promises, and the week against it as a map."""

from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from flask import Blueprint, redirect, render_template, request
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from actions import clock, storage
from handoff import settings
from handoff.console import accounts, shift_pages, times, week_map, words
from handoff.console.actor import Actor, only
from handoff.console.forms import engine, field, number
from handoff.errors import Problem
from handoff.volunteers import coverage, hours, texts
from handoff.volunteers.models import ServiceHours

blueprint = Blueprint("console_hours", __name__)
AHEAD = week_map.DAYS + 1
LANGUAGE = 8


@blueprint.get("/c/hours")
@only("coordinator", "supervisor")
def page(who: Actor) -> str:
    """The promised hours, and for each language who is there in each hour of the week."""
    with storage.writing(engine()) as db:
        accounts.audit(db, who.who, "viewed", "hours", clock.now())
        return _page(db, who, words.said(request.args.get("said", "")))


def _page(db: Session, who: Actor, said: str = "", wrong: str = "") -> str:
    now, zone = clock.now(), settings.value("COVERAGE_ZONE")
    rows = list(
        db.scalars(
            select(ServiceHours)
            .where(or_(ServiceHours.ended_at.is_(None), ServiceHours.ended_at > now))
            .order_by(ServiceHours.id)
        )
    )
    promises, here = hours.promised(db, now, AHEAD), hours.here(db, now, AHEAD)
    kinds = sorted({p.what for p in promises} | {lang for h in here for lang in h.gives})
    return render_template(
        "hours.html",
        who=who,
        now=now,
        zone=zone,
        said=said,
        wrong=wrong,
        rows=[(r, shift_pages.in_words(r.rrule)) for r in rows],
        maps=[(_name(k), week_map.week(k, promises, here, now, zone)) for k in kinds],
        days=list(zip(shift_pages.CODES, times.DAYS, strict=True)),
        zones=sorted({*shift_pages.OFTEN, zone}),
        language=texts.language_name,
    )


def _name(what: str) -> str:
    return "Supervisors" if what == coverage.SUPERVISOR else texts.language_name(what)


@blueprint.post("/c/hours")
@only("coordinator")
def promise(who: Actor) -> Any:
    """Promise hours."""
    now = clock.now()
    with storage.writing(engine()) as db:
        wrong = shift_pages.wrong_times() or _wrong()
        if wrong:
            return _page(db, who, wrong=wrong), 422
        zone, chosen = field("zone"), [c for c in shift_pages.CODES if c in request.form.getlist("days")]
        made = hours.promise(
            db,
            language=field("language", LANGUAGE).lower(),
            rule=f"FREQ=WEEKLY;BYDAY={','.join(chosen)}",
            zone=zone,
            first_day=times.local(now, zone).date(),
            starts=field("starts"),
            ends=field("ends"),
            minimum=int(number("minimum", 1, 1, 20)),
            supervisor=bool(field("supervisor")),
        )
        accounts.audit(db, who.who, "hours.promised", f"hours:{made.id}", now)
        hours.warn(db, now)
    return redirect("/c/hours?said=hours")


def _wrong() -> str:
    language = field("language", 40)
    if not (2 <= len(language) <= LANGUAGE and language.replace("-", "").isalpha() and language.isascii()):
        return "Write the language as its short code, like en."
    return "" if field("zone") in available_timezones() else "Choose a time zone from the list."


@blueprint.post("/c/hours/<int(max=2147483647):hours_id>/end")
@only("coordinator")
def end(who: Actor, hours_id: int) -> Any:
    """Promise these hours no longer."""
    now = clock.now()
    with storage.writing(engine()) as db:
        row = db.get(ServiceHours, hours_id)
        if row is None:
            raise Problem(404, "hours.unknown", "There are no such hours.", "Look at the list.")
        row.ended_at = row.ended_at or now
        accounts.audit(db, who.who, "hours.ended", f"hours:{hours_id}", now)
        _close_warnings(db, now)
    return redirect("/c/hours?said=hours_ended")


def _close_warnings(db: Session, now: datetime) -> None:
    """A gap in hours that nobody promises any more is none."""
    db.flush()
    hours.warn(db, now)
