"""Where everybody starts: a volunteer's shift and offers; the queue for supervisors and coordinators, without words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from actions import clock, storage
from handoff.cases import refs
from handoff.cases import service as cases
from handoff.console import accounts, case_page, lines, words
from handoff.console.actor import ROLES, Actor, only
from handoff.console.forms import engine, is_refresh, number
from handoff.errors import Problem
from handoff.volunteers import limits, shifts, texts
from handoff.volunteers import service as volunteers
from handoff.volunteers.models import LoadEntry, Task, Volunteer

blueprint = Blueprint("console_home", __name__)
LONGEST_BREAK = 12 * 60
TONIGHT = timedelta(hours=12)


@dataclass(frozen=True)
class OwnShift:
    """How a volunteer's own shift stands. `points` is what they took on since it began."""

    asked: bool
    until: datetime | None
    break_until: datetime | None
    rest_until: datetime | None
    points: int
    next_at: datetime | None


@blueprint.get("/c/")
@only(*ROLES)
def home(who: Actor) -> Any:
    """What is there for me now."""
    if who.role == "operator":
        return redirect("/c/operate")
    now = clock.now()
    with storage.writing(engine()) as db:
        if who.volunteer_id:
            volunteers.seen_in_console(db, who.volunteer_id, now)
        if not is_refresh():
            accounts.audit(db, who.who, "viewed", "queue", now)
        mine, others = _rows(db, who)
        return render_template(
            "home.html",
            who=who,
            now=now,
            zone=case_page.zone_of(db, who),
            mine=mine,
            others=others,
            shift=own_shift(db, who.volunteer_id, now) if who.volunteer_id else None,
            on_shift=volunteers.on_shift(db, now),
            next_shift=volunteers.cover(db, now).next_shift,
            most=limits.PER_SHIFT,
            lines_off=lines.off(db) if who.role != "volunteer" else [],
            tasks=_open_tasks(db) if who.role != "volunteer" else 0,
            lanes=list(words.load()["lane"].items()),
            **_tonight(db, who.volunteer_id, now),
            said=words.said(request.args.get("said", "")),
            language=texts.language_name,
        )


def _rows(db: Session, who: Actor) -> tuple[list[Any], list[Any]]:
    """(what I have or am asked for, with my ref; what else is open, for those who look after all)."""
    mine, others = [], []
    for row in cases.queue(db):
        own = who.volunteer_id is not None and (
            row.volunteer_id == who.volunteer_id or who.volunteer_id in row.live_offers
        )
        if own:
            mine.append((row, refs.known_ref(db, row.case_id, who.volunteer_id or 0)))
        elif who.role in ("supervisor", "coordinator"):
            others.append(row)
    return mine, others


def own_shift(db: Session, volunteer_id: int, now: datetime) -> OwnShift:
    """The volunteer's own slot, break, rest and load."""
    volunteer, slot = db.get_one(Volunteer, volunteer_id), shifts.current(db, volunteer_id, now)
    since = slot.starts_at if slot else now - timedelta(hours=12)
    points = (
        db.scalar(
            select(func.coalesce(func.sum(LoadEntry.points), 0)).where(
                LoadEntry.volunteer_id == volunteer_id, LoadEntry.at >= since
            )
        )
        or 0
    )
    break_until = volunteer.break_until if volunteer.break_until and volunteer.break_until > now else None
    rest = volunteer.cooling_until if volunteer.cooling_until and volunteer.cooling_until > now else None
    return OwnShift(
        slot is not None and not break_until and not rest,
        slot.ends_at if slot else None,
        break_until,
        rest,
        int(points),
        shifts.next_slot(db, volunteer_id, now),
    )


def _tonight(db: Session, volunteer_id: int | None, now: datetime) -> dict[str, Any]:
    """The topics this volunteer leaves to others for now, and until when a choice made now would hold."""
    volunteer = db.get(Volunteer, volunteer_id) if volunteer_id else None
    kept = volunteer is not None and volunteer.tonight_until is not None and volunteer.tonight_until > now
    return {
        "tonight": (volunteer.tonight or ()) if volunteer and kept else (),
        "tonight_until": _tonight_ends(db, volunteer_id, now),
    }


def _tonight_ends(db: Session, volunteer_id: int | None, now: datetime) -> datetime:
    slot = shifts.current(db, volunteer_id, now) if volunteer_id else None
    return slot.ends_at if slot else now + TONIGHT


def _open_tasks(db: Session) -> int:
    return db.scalar(select(func.count()).select_from(Task).where(Task.done_at.is_(None))) or 0


@blueprint.post("/c/me/<any('break', 'back', 'tonight', 'talk'):what>")
@only(*ROLES)
def own(who: Actor, what: str) -> BaseResponse:
    """What I say for myself: BREAK and BACK of the SMS words, topics I leave to others, a wish to talk."""
    now = clock.now()
    if who.volunteer_id is None:
        raise Problem(403, "volunteer.needed", "Only a volunteer can do that.", "Log in with a volunteer's account.")
    with storage.writing(engine()) as db:
        accounts.audit(db, who.who, f"own.{what}", f"volunteer:{who.volunteer_id}", now)
        said = OWN[what](db, who.volunteer_id, now)
    return redirect(f"/c/?said={said}")


def _break(db: Session, volunteer_id: int, now: datetime) -> str:
    volunteers.pause(db, volunteer_id, int(number("minutes", 30, 5, LONGEST_BREAK)), now)
    return "break"


def _back(db: Session, volunteer_id: int, now: datetime) -> str:
    result = volunteers.back(db, volunteer_id, now)[0]
    return {"resting": "rest"}.get(result, result)


def _leave_tonight(db: Session, volunteer_id: int, now: datetime) -> str:
    """Topics I do not take until my shift ends."""
    volunteer, known = db.get_one(Volunteer, volunteer_id), words.load()["lane"]
    volunteer.tonight = [lane for lane in known if lane in request.form.getlist("lanes")]
    volunteer.tonight_until = _tonight_ends(db, volunteer_id, now)
    return "tonight"


def _talk(db: Session, volunteer_id: int, now: datetime) -> str:
    """Somebody of the team should talk with me."""
    cases.ask_supervisor(db, None, volunteer_id, None, now)
    return "talk"


OWN: Mapping[str, Callable[[Session, int, datetime], str]] = {
    "break": _break,
    "back": _back,
    "tonight": _leave_tonight,
    "talk": _talk,
}
