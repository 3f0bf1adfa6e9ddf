"""A case as a volunteer sees it, and what they can do with it; the queue for coordinators and supervisors."""

import json
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from actions import clock, storage
from handoff.cases import service as cases
from handoff.cases.models import Case
from handoff.console import accounts
from handoff.console.actor import Actor, only
from handoff.conversations.models import Conversation
from handoff.errors import Problem
from handoff.volunteers import service as volunteers

blueprint = Blueprint("console_cases", __name__)
TRIES = RateLimitItemPerMinute(10)
_tries = MovingWindowRateLimiter(MemoryStorage())
STALE = timedelta(seconds=20)

# What happened, as the volunteer reads it.
RESULTS = {
    "taken": "It is yours. What you write goes to them.", "yours": "It is yours already.",
    "gone": "It was taken by someone else. Nothing for you to do. Thank you.",
    "not_yours": "This one is not yours.", "resting": "You are resting now. Thank you.",
    "off_shift": "You are off shift. BACK to be asked again.", "full": "Finish or hand over your other one first.",
    "passed": "Passed on. Thank you.", "nothing": "Nothing is waiting for you.", "done": "Thank you. They were told.",
    "note_wanted": "Please add a short note: it is needed to close this one.", "sent": "",
    "held": "Not sent: it has a phone number, address or link in it. Write it again without.",
    "too_long": "Not sent: that is too long for one message.", "closed": "It is closed. Your text was not sent.",
    "asked": "A supervisor is asked. It stays yours.",
}


def login_limit(address: str) -> bool:
    """Ten tries a minute from one address."""
    return bool(_tries.hit(TRIES, address))


def engine() -> Any:
    return current_app.extensions["peerline"].engine


@blueprint.get("/c/")
@only("volunteer", "supervisor", "coordinator", "operator")
def home(who: Actor) -> str | BaseResponse:
    """Where everybody starts: a volunteer sees shift and offers, a coordinator the queue and the team."""
    now = clock.now()
    with storage.writing(engine()) as db:
        if who.volunteer_id:
            volunteers.seen_in_console(db, who.volunteer_id, now)
        rows = _queue(db, who)
        on_shift = volunteers.on_shift(db, now)
        return render_template("home.html", who=who, rows=rows, now=now, on_shift=on_shift,
                               mine=any(v.id == who.volunteer_id for v in on_shift), said=request.args.get("said", ""),
                               results=RESULTS)


def _queue(db: Session, who: Actor) -> list[Any]:
    rows = cases.queue(db)
    if who.role == "volunteer":
        return [r for r in rows if r.volunteer_id == who.volunteer_id or who.volunteer_id in r.live_offers]
    return rows


@blueprint.get("/c/cases/<int:case_id>")
@only("volunteer", "supervisor")
def case(who: Actor, case_id: int) -> str:
    """The conversation, the level in words, what was asked already, and the one thing to do next."""
    now = clock.now()
    with storage.writing(engine()) as db:
        view = _view(db, who, case_id)
        accounts.audit(db, who.who, "viewed", f"case:{case_id}", now)
        if who.volunteer_id:
            volunteers.seen_in_console(db, who.volunteer_id, now)
        conversation = db.get_one(Conversation, db.get_one(Case, case_id).conversation_id)
        contacts = current_app.extensions["peerline"].contacts(conversation.person.country)
        return render_template("case.html", who=who, view=view, now=now, contacts=contacts,
                               said=RESULTS.get(request.args.get("said", ""), ""))


def _view(db: Session, who: Actor, case_id: int) -> Any:
    view = cases.case_view(db, case_id, who.volunteer_id or 0, clock.now())
    if view is None:
        raise Problem(404, "case.unknown", "There is no such case for you.", "It may have been taken or closed.")
    return view


@blueprint.get("/c/cases/<int:case_id>/messages")
@only("volunteer", "supervisor")
def case_messages(who: Actor, case_id: int) -> Response:
    """What was said after a number, for the page's live view."""
    after = request.args.get("after", "0")
    with storage.writing(engine()) as db:
        if who.volunteer_id:
            volunteers.seen_in_console(db, who.volunteer_id, clock.now())
        view = _view(db, who, case_id)
        rows = [{"seq": m.seq, "from": m.speaker, "name": m.speaker_name, "text": m.body,
                 "at": m.received_at.isoformat()} for m in view.messages if m.seq > int(after if after.isdigit() else 0)]
        body = {"state": view.state, "level": view.level, "mine": view.mine, "messages": rows}
    return Response(json.dumps(body), mimetype="application/json")


@blueprint.post("/c/cases/<int:case_id>/<what>")
@only("volunteer", "supervisor")
def act(who: Actor, case_id: int, what: str) -> BaseResponse:
    """Take, pass, write, done, sup: the same functions as the SMS words."""
    now, volunteer_id = clock.now(), who.volunteer_id
    if volunteer_id is None:
        raise Problem(403, "volunteer.needed", "Only a volunteer can do that.", "Log in with a volunteer's account.")
    with storage.writing(engine()) as db:
        found = db.get(Case, case_id)
        if found is None:
            raise Problem(404)
        said = _do(db, found, volunteer_id, what, now)
        accounts.audit(db, who.who, what[:20], f"case:{case_id}", now)
    current_app.extensions["peerline"].hub.wake(found.conversation_id)
    back = "/c/" if said in ("passed", "gone") and who.case_id is None else f"/c/cases/{case_id}"
    return redirect(f"{back}?said={said}")


def _do(db: Session, case: Case, volunteer_id: int, what: str, now: Any) -> str:
    words = request.form.get("text", "").strip()
    if what == "take":
        return cases.take(db, case.id, volunteer_id, now)
    if what == "pass":
        return cases.pass_(db, case.id, volunteer_id, now)
    if what == "done":
        return cases.done(db, case.id, volunteer_id, words or None, now)
    if what == "sup":
        cases.ask_supervisor(db, case.id, volunteer_id, words or None, now)
        return "asked"
    if what == "write" and words:
        return cases.volunteer_writes(db, case, volunteer_id, words, now)
    raise Problem(422, fields={"what": "take, pass, write, done or sup"})
