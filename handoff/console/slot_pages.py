"""Single days of the roster: given to somebody else, off, or extra; what one volunteer carries and takes; who they are
not to meet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, redirect, request
from sqlalchemy.orm import Session

from actions import clock, storage
from handoff.cases import store
from handoff.cases.models import Case
from handoff.console import accounts, shift_pages
from handoff.console.actor import Actor, only
from handoff.console.forms import engine, field, number
from handoff.errors import Problem
from handoff.volunteers import hours, roster, shifts
from handoff.volunteers.models import DoNotPair, ShiftSlot, Volunteer

blueprint = Blueprint("console_slots", __name__)
GONE = Problem(404, "slot.unknown", "There is no such day on the roster.", "Look at it again: somebody changed it.")
LONGEST = timedelta(hours=16)
FARTHEST = timedelta(days=60)


@blueprint.post("/c/team/slots/<int(max=2147483647):slot_id>/<any('swap', 'off'):what>")
@only("coordinator")
def slot(who: Actor, slot_id: int, what: str) -> Any:
    """Give one day to somebody else, or take it off the roster."""
    now = clock.now()
    with storage.writing(engine()) as db:
        row = db.get(ShiftSlot, slot_id)
        if row is None or row.ends_at <= now:
            raise GONE
        mine = row.volunteer_id
        if what == "swap":
            _swap(db, row, now)
        else:
            shifts.day_off(db, row, now)
        accounts.audit(db, who.who, f"slot.{what}", f"slot:{slot_id}", now)
        db.flush()
        hours.warn(db, now)
    return redirect(f"/c/team/{mine}?said={'swapped' if what == 'swap' else 'day_off'}")


def _swap(db: Session, row: ShiftSlot, now: datetime) -> None:
    """One conditional update: two who change the same day at once cannot both win."""
    new, old = db.get(Volunteer, int(number("to", 0, 0, 2**31 - 1))), int(number("from", 0, 0, 2**31 - 1))
    if new is None or new.state != "active" or row.role not in (*new.roles, "volunteer"):
        raise Problem(422, "slot.nobody", "They cannot take this day.", "Choose somebody who is ready.")
    if not shifts.swap(db, row.id, old, new.id, now):
        raise Problem(409, "slot.changed", "Somebody changed this day meanwhile.", "Look at the roster again.")
    store.poke_free(db, now)


@dataclass(frozen=True)
class Kept:
    """A change that was made, as the audit trail has it."""

    what: str
    which: str
    why: str | None = None


Change = Callable[[Session, Actor, Volunteer, datetime], Kept | str]


def _changed(who: Actor, volunteer_id: int, said: str, change: Change) -> Any:
    """Make one change to a volunteer and write it down; words instead of one say what is wrong with the form."""
    now = clock.now()
    with storage.writing(engine()) as db:
        done = change(db, who, _ready(db, volunteer_id), now)
        if isinstance(done, str):
            return shift_pages.shown(db, who, volunteer_id, wrong=done), 422
        accounts.audit(db, who.who, done.what, done.which, now, done.why)
    return redirect(f"/c/team/{volunteer_id}?said={said}")


def _ready(db: Session, volunteer_id: int) -> Volunteer:
    volunteer = db.get(Volunteer, volunteer_id)
    if volunteer is None or volunteer.state == "left":
        raise Problem(404, "volunteer.unknown", "There is no such volunteer.", "Look at the team page.")
    return volunteer


@blueprint.post("/c/team/<int(max=2147483647):volunteer_id>/extra")
@only("coordinator")
def extra(who: Actor, volunteer_id: int) -> Any:
    """One more day, outside any week."""
    return _changed(who, volunteer_id, "extra", _add_day)


def _add_day(db: Session, _who: Actor, volunteer: Volunteer, now: datetime) -> Kept | str:
    stretch = _stretch(volunteer.zone, now)
    if stretch is None:
        return "Choose a day in the next weeks and two times."
    role = "supervisor" if field("role") == "supervisor" and "supervisor" in volunteer.roles else "volunteer"
    made = shifts.add_slot(db, volunteer.id, *stretch, role=role)
    hours.warn(db, now)
    store.poke_free(db, now)
    return Kept("slot.extra", f"slot:{made.id}")


def _stretch(zone: str, now: datetime) -> tuple[datetime, datetime] | None:
    try:
        day = date.fromisoformat(field("day"))
        time.fromisoformat(field("starts")), time.fromisoformat(field("ends"))
        starts_at, ends_at = shifts.stretch(day, field("starts"), field("ends"), zone)
    except (ValueError, OverflowError):
        return None
    fits = ends_at > now and starts_at < now + FARTHEST and timedelta(0) < ends_at - starts_at <= LONGEST
    return (starts_at, ends_at) if fits else None


@blueprint.post("/c/team/<int(max=2147483647):volunteer_id>/limits")
@only("coordinator")
def limits(who: Actor, volunteer_id: int) -> Any:
    """What they carry and take: conversations at a time, languages, topics, words by text or link, open calls."""
    return _changed(who, volunteer_id, "limits", _set_limits)


def _set_limits(db: Session, _who: Actor, volunteer: Volunteer, now: datetime) -> Kept | str:
    spoken = [part.strip().lower() for part in field("languages", 60).replace(";", ",").split(",") if part.strip()]
    if not spoken or any(not (2 <= len(s) <= 8 and s.replace("-", "").isalpha() and s.isascii()) for s in spoken):
        return "Write languages as short codes, like en, es."
    volunteer.languages = list(dict.fromkeys(spoken))
    volunteer.max_cases = int(number("max_cases", 1, 1, 2))
    volunteer.words_by = "link" if field("words_by") == "link" else "sms"
    volunteer.open_call = bool(field("open_call"))
    volunteer.exclusions = [lane for lane in shift_pages.lanes() if lane in request.form.getlist("exclusions")]
    db.flush()
    hours.warn(db, now)
    return Kept("team.limits", f"volunteer:{volunteer.id}")


@blueprint.post("/c/team/<int(max=2147483647):volunteer_id>/apart")
@only("coordinator")
def apart(who: Actor, volunteer_id: int) -> Any:
    """Not to meet whoever an open conversation belongs to: the coordinator knows its number, never who it is."""
    return _changed(who, volunteer_id, "apart", _keep_apart)


def _keep_apart(db: Session, who: Actor, volunteer: Volunteer, now: datetime) -> Kept | str:
    case = db.get(Case, int(number("case", 0, 0, 2**31 - 1)))
    person_id = store.person_id(db, case) if case is not None else None
    if case is None or person_id is None:
        return "There is no conversation with that number."
    roster.keep_apart(db, volunteer.id, person_id, by=who.account_id, now=now, reason=field("why") or None)
    store.poke(db, case, now)
    return Kept("team.apart", f"volunteer:{volunteer.id}", f"case:{case.id}")


@blueprint.post("/c/team/apart/<int(max=2147483647):pair_id>/end")
@only("coordinator")
def together(who: Actor, pair_id: int) -> Any:
    """They may meet again."""
    now = clock.now()
    with storage.writing(engine()) as db:
        row = db.get(DoNotPair, pair_id)
        if row is None:
            raise Problem(404, "pair.unknown", "There is no such pair.", "Look at the page again.")
        volunteer_id = row.volunteer_id
        db.delete(row)
        accounts.audit(db, who.who, "team.together", f"volunteer:{volunteer_id}", now)
    return redirect(f"/c/team/{volunteer_id}?said=together")
