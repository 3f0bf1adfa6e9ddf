"""A case as a volunteer sees it, and what they can do with it: the same functions as the SMS words."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, session
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from actions import clock, storage
from handoff.cases import refs, store
from handoff.cases import service as cases
from handoff.cases.models import Case
from handoff.cases.states import HELD
from handoff.console import accounts, case_page, words
from handoff.console.actor import Actor, only
from handoff.console.forms import engine, field, is_refresh, reason
from handoff.errors import Problem
from handoff.volunteers import service as volunteers

blueprint = Blueprint("console_cases", __name__)
MOST_WORDS = 8000
KEEP_WORDS = {"held": 422, "too_long": 422, "not_sent": 409, "note_wanted": 422}  # what was typed stays on screen
UNKNOWN = Problem(404, "case.unknown", "There is no such conversation for you.", "It may have been taken or closed.")


@blueprint.get("/c/cases/<int(max=2147483647):case_id>")
@only("volunteer", "supervisor", link=True)
def case(who: Actor, case_id: int) -> Any:
    """The conversation, how serious it is and why, what was asked, what is not known, and what to do next."""
    now = clock.now()
    with storage.writing(engine()) as db:
        if who.volunteer_id:
            volunteers.seen_in_console(db, who.volunteer_id, now)
        page = case_page.shown(db, who, case_id, now)
        if page is None:
            return _not_shown(db, who, case_id)
        if page["reads"] or not is_refresh():
            accounts.audit(
                db, who.who, "watched" if page["reads"] and not page["view"].mine else "viewed", f"case:{case_id}", now
            )
        return render_template(
            "case.html", who=who, now=now, said=words.said(request.args.get("said", "")), typed="", changed=[], **page
        )


def _not_shown(db: Session, who: Actor, case_id: int) -> str:
    """A supervisor outside their slot is asked for a reason; everybody else hears what a stranger would hear."""
    if who.role == "supervisor" and who.case_id is None and db.get(Case, case_id) is not None:
        return render_template("look.html", who=who, case_id=case_id)
    raise UNKNOWN


@blueprint.post("/c/cases/<int(max=2147483647):case_id>/look")
@only("supervisor")
def look(who: Actor, case_id: int) -> BaseResponse:
    """A supervisor says why they read a case; the next one sees it in the audit trail."""
    why = reason("Say why you look.")
    with storage.writing(engine()) as db:
        if db.get(Case, case_id) is None:
            raise UNKNOWN
        accounts.audit(db, who.who, "case.look", f"case:{case_id}", clock.now(), why)
    session[case_page.LOOKED_AT] = [*session.get(case_page.LOOKED_AT, ()), case_id][-20:]
    return redirect(f"/c/cases/{case_id}")


@blueprint.post("/c/cases/<int(max=2147483647):case_id>/reply")
@only("volunteer", "supervisor", link=True)
def reply(who: Actor, case_id: int) -> Any:
    """A reviewed reply goes into the box, after what was typed already. Nothing is sent: that is for `write`."""
    now, typed, wanted = clock.now(), field("text", MOST_WORDS), field("reply", 40)
    with storage.writing(engine()) as db:
        page = case_page.shown(db, who, case_id, now)
        if page is None or not page["view"].mine:
            raise UNKNOWN
        accounts.audit(db, who.who, "viewed", f"case:{case_id}", now)
        picked = next((one["text"] for _, rows in page["replies"] for one in rows if one["id"] == wanted), "")
        typed = "\n".join(part for part in (typed, picked) if part)
        said = words.said("picked" if picked else "not_picked")
        return render_template("case.html", who=who, now=now, said=said, typed=typed, changed=[], **page)


@blueprint.post("/c/cases/<int(max=2147483647):case_id>/<what>")
@only("volunteer", "supervisor", link=True)
def act(who: Actor, case_id: int, what: str) -> Any:
    """take, pass, write, done, sup, handover. A form older than the case shows what changed instead of acting."""
    now, volunteer_id = clock.now(), who.volunteer_id
    if what not in ACTIONS:
        raise Problem(404)
    if volunteer_id is None:
        raise Problem(403, "volunteer.needed", "Only a volunteer can do that.", "Log in with a volunteer's account.")
    text = field("text", MOST_WORDS)
    with storage.writing(engine()) as db:
        found = store.locked(db, case_id)
        if found is None or not _theirs(db, who, found, now):
            raise UNKNOWN
        changed = _changed(db, found, what)
        said = None if changed else ACTIONS[what](db, found, volunteer_id, text, now)
        accounts.audit(db, who.who, f"case.{what}", f"case:{case_id}", now, said or "stale")
        db.flush()
        kept = _kept(db, who, case_id, now, said, text, changed)
        conversation_id = found.conversation_id
    current_app.extensions["peerline"].hub.wake(conversation_id)
    if kept is not None:
        return kept
    gone = said in ("passed", "gone", "done", "closed", "not_yours", "nothing")
    if gone and who.case_id is None:
        return redirect(f"/c/?said={said}")
    return (
        render_template("over.html", who=who, said=words.said(said or ""), typed="")
        if gone
        else redirect(f"/c/cases/{case_id}?said={said}")
    )


def _theirs(db: Session, who: Actor, case: Case, now: datetime) -> bool:
    """They were asked about it, have it, or look on as a supervisor: nobody learns of other cases by trying numbers."""
    return refs.known_ref(db, case.id, who.volunteer_id or 0) is not None or case_page.may_watch(db, who, case.id, now)


def _changed(db: Session, case: Case, what: str) -> list[str]:
    """What is different since the form was made, as far as it matters for this action. Words are held up by nothing
    but a rise of severity; a pass by nothing."""
    said = words.load()["changed"]
    before = field("seen").split(":")
    if field("version") in ("", str(case.version)) or len(before) != 3 or what in ("pass", "sup"):
        return []
    found = []
    if before[1] != str(case.severity) and what in ("take", "write", "done", "handover"):
        found.append(said["severity"] if before[1] < str(case.severity) else said["lower"])
    if what == "done" and _new_words(db, case):
        found.append(said["words"])
    if before[0] != case.state and what in ("handover", "done") and case.state not in ("accepted", "active"):
        found.append(f"{said['state']} {words.word('state', case.state)}.")
    return found


def _new_words(db: Session, case: Case) -> bool:
    seq = field("seq")
    newest = max((m.seq for m in case_page.newest_words(db, case)), default=0)
    return seq.isascii() and seq.isdigit() and newest > int(seq)


def _kept(db: Session, who: Actor, case_id: int, now: datetime, said: str | None, text: str, changed: list[str]) -> Any:
    """The page again with the typed words still in it; None when there is nothing to keep."""
    if not changed and said not in KEEP_WORDS:
        return None
    page, status = case_page.shown(db, who, case_id, now), KEEP_WORDS.get(said or "", 409)
    if page is None:
        return render_template("over.html", who=who, said=words.said(said or ""), typed=text), status
    return render_template(
        "case.html", who=who, now=now, said=words.said(said or ""), typed=text, changed=changed, **page
    ), status


def _take(db: Session, case: Case, volunteer_id: int, _text: str, now: datetime) -> str:
    if case.state in store.CAN_BE_TAKEN:
        refs.ref_for(db, case.id, volunteer_id, now)  # a supervisor may take what was not offered to them
    return cases.take(db, case.id, volunteer_id, now)


def _pass(db: Session, case: Case, volunteer_id: int, _text: str, now: datetime) -> str:
    return cases.pass_(db, case.id, volunteer_id, now)


def _write(db: Session, case: Case, volunteer_id: int, text: str, now: datetime) -> str:
    if not text:
        raise Problem(
            422,
            "words.missing",
            "There were no words to send.",
            "Write something first.",
            fields={"text": "some words"},
        )
    said = cases.volunteer_writes(db, case, volunteer_id, text, now)
    return "not_sent" if said in ("closed", "not_yours") else said


def _done(db: Session, case: Case, volunteer_id: int, text: str, now: datetime) -> str:
    return cases.done(db, case.id, volunteer_id, text or None, now)


def _supervisor(db: Session, case: Case, volunteer_id: int, text: str, now: datetime) -> str:
    if case.volunteer_id != volunteer_id or case.state not in HELD:
        return "not_yours"
    cases.ask_supervisor(db, case.id, volunteer_id, text or None, now)
    return "asked"


def _hand_over(db: Session, case: Case, volunteer_id: int, _text: str, now: datetime) -> str:
    return "handing" if cases.transfer(db, case.id, volunteer_id, now) else "not_handed"


ACTIONS: Mapping[str, Callable[[Session, Case, int, str, datetime], str]] = {
    "take": _take,
    "pass": _pass,
    "write": _write,
    "done": _done,
    "sup": _supervisor,
    "handover": _hand_over,
}
