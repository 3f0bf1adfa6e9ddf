"""One volunteer's weekly shifts: days of the week, from and to, and the zone they are meant in."""

from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from flask import Blueprint, redirect, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import clock, storage
from handoff import settings
from handoff.console import accounts, times, words
from handoff.console.actor import Actor, only
from handoff.console.forms import engine, field
from handoff.errors import Problem
from handoff.volunteers import shifts
from handoff.volunteers.models import ContactMethod, DoNotPair, Shift, ShiftSlot, Volunteer

blueprint = Blueprint("console_shifts", __name__)
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
OFTEN = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Berlin",
    "Africa/Johannesburg",
    "Asia/Kolkata",
    "Australia/Sydney",
    "Pacific/Auckland",
    "UTC",
)
MOST_SHOWN = 14


@blueprint.get("/c/team/<int(max=2147483647):volunteer_id>")
@only("coordinator")
def shifts_of(who: Actor, volunteer_id: int) -> str:
    """A volunteer's weekly shifts and the days that come of them."""
    with storage.reading(engine()) as db:
        return shown(db, who, volunteer_id, words.said(request.args.get("said", "")))


def lanes() -> list[str]:
    """The topics a volunteer may leave to others, by code."""
    return list(words.load()["lane"])


def shown(db: Session, who: Actor, volunteer_id: int, said: str = "", wrong: str = "") -> str:
    """The page of one volunteer."""
    now, volunteer = clock.now(), _volunteer(db, volunteer_id)
    rules = db.scalars(
        select(Shift).where(Shift.volunteer_id == volunteer_id, Shift.ended_at.is_(None)).order_by(Shift.id)
    ).all()
    slots = db.scalars(
        select(ShiftSlot)
        .where(ShiftSlot.volunteer_id == volunteer_id, ShiftSlot.ends_at > now)
        .order_by(ShiftSlot.starts_at)
        .limit(MOST_SHOWN)
    ).all()
    zones = sorted({*OFTEN, settings.value("COVERAGE_ZONE"), volunteer.zone})
    return render_template(
        "shifts.html",
        who=who,
        now=now,
        volunteer=volunteer,
        slots=slots,
        zones=zones,
        said=said,
        wrong=wrong,
        rules=[(r, in_words(r.rrule)) for r in rules],
        zone=volunteer.zone,
        days=list(zip(CODES, times.DAYS, strict=True)),
        others=_others(db, volunteer_id),
        contacts=db.scalars(select(ContactMethod).where(ContactMethod.volunteer_id == volunteer_id)).all(),
        apart=db.scalars(select(DoNotPair).where(DoNotPair.volunteer_id == volunteer_id)).all(),
        lanes=[(code, words.word("lane", code)) for code in lanes()],
    )


def _others(db: Session, volunteer_id: int) -> list[Volunteer]:
    ready = select(Volunteer).where(Volunteer.state == "active", Volunteer.id != volunteer_id)
    return list(db.scalars(ready.order_by(Volunteer.display_name)))


def _volunteer(db: Session, volunteer_id: int) -> Volunteer:
    found = db.get(Volunteer, volunteer_id)
    if found is None or found.state == "left":
        raise Problem(404, "volunteer.unknown", "There is no such volunteer.", "Look at the team page.")
    return found


def in_words(rule: str) -> str:
    """FREQ=WEEKLY;BYDAY=MO,WE -> Monday and Wednesday. A rule of another kind reads as it is."""
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    codes = [c for c in parts.get("BYDAY", "").split(",") if c in CODES]
    if parts.get("FREQ") == "DAILY" or len(codes) == len(CODES):
        return "every day"
    if parts.get("FREQ") != "WEEKLY" or not codes:
        return rule
    names = [times.DAYS[CODES.index(c)] for c in codes]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


@blueprint.post("/c/team/<int(max=2147483647):volunteer_id>/shifts")
@only("coordinator")
def add(who: Actor, volunteer_id: int) -> Any:
    """Add a weekly shift. What is missing is said beside the form."""
    now = clock.now()
    with storage.writing(engine()) as db:
        volunteer = _volunteer(db, volunteer_id)
        wrong = wrong_times()
        if wrong:
            return shown(db, who, volunteer_id, wrong=wrong), 422
        role = "supervisor" if field("role") == "supervisor" and "supervisor" in volunteer.roles else "volunteer"
        made = _add(db, volunteer_id, role, now)
        accounts.audit(db, who.who, "shift.added", f"shift:{made.id}", now)
    return redirect(f"/c/team/{volunteer_id}?said=shift")


def _add(db: Session, volunteer_id: int, role: str, now: datetime) -> Shift:
    zone, chosen = field("zone"), [c for c in CODES if c in request.form.getlist("days")]
    return shifts.add_shift(
        db,
        volunteer_id,
        rule=f"FREQ=WEEKLY;BYDAY={','.join(chosen)}",
        zone=zone,
        now=now,
        role=role,
        first_day=times.local(now, zone).date(),
        starts=field("starts"),
        ends=field("ends"),
    )


def wrong_times() -> str:
    """What is missing in the form, in words; empty when it is whole."""
    if not set(request.form.getlist("days")) & set(CODES):
        return "Choose one or more days."
    if not _is_time(field("starts")) or not _is_time(field("ends")):
        return "Write both times like 18:00."
    if field("starts") == field("ends"):
        return "The shift starts and ends at the same time. Choose another end."
    if field("zone") not in available_timezones():
        return "Choose a time zone from the list."
    return ""


def _is_time(text: str) -> bool:
    try:
        return len(text) == 5 and bool(datetime.strptime(text, "%H:%M"))
    except ValueError:
        return False


@blueprint.post("/c/team/shifts/<int(max=2147483647):shift_id>/end")
@only("coordinator")
def end(who: Actor, shift_id: int) -> Any:
    """End a weekly shift: days that have not begun leave the roster, the one that runs goes on."""
    now = clock.now()
    with storage.writing(engine()) as db:
        shift = db.get(Shift, shift_id)
        if shift is None:
            raise Problem(404, "shift.unknown", "There is no such shift.", "Look at the team page.")
        shifts.end_shift(db, shift, now)
        accounts.audit(db, who.who, "shift.ended", f"shift:{shift_id}", now)
        volunteer_id = shift.volunteer_id
    return redirect(f"/c/team/{volunteer_id}?said=ended")
