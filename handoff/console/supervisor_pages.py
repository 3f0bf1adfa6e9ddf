"""What a supervisor does about one case: whisper, take over, give it to somebody, lower it, close it, decide about held
words, keep two apart, and, at severity 4 with a reason, read the person's number for emergency services."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, redirect, render_template
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import clock, storage
from handoff.cases import service as cases
from handoff.cases import store
from handoff.cases.models import Case, Note, Offer
from handoff.console import accounts, case_page, words
from handoff.console.actor import Actor, only
from handoff.console.forms import SHORTEST_REASON, engine, field, number
from handoff.console.models import Account, AuditEntry
from handoff.conversations.models import Address, Conversation
from handoff.errors import Problem
from handoff.volunteers import roster
from handoff.volunteers.models import Volunteer

blueprint = Blueprint("console_supervisors", __name__)
UNKNOWN = Problem(404, "case.unknown", "There is no such conversation for you.", "It may have been closed.")
REVEALS_AT = 4
LOOKS = ("case.look", "case.reveal", "case.take-over")  # with their reasons, for the next supervisor
GONE = ("closed",)  # after these there is nothing more to see of the case


def panel(db: Session, who: Actor, case: Case, now: datetime) -> dict[str, Any]:
    """What the page of a case shows to a supervisor beside the conversation."""
    names = {v.id: v.display_name for v in db.scalars(select(Volunteer).where(Volunteer.state == "active"))}
    people = roster.candidates(db, now, case_id=case.id, person_id=store.person_id(db, case))
    here = [(c.id, names[c.id]) for c in people if c.has_contact and c.id in names and c.id != case.volunteer_id]
    return {
        "offers": [
            (names.get(o.volunteer_id, "?"), o)
            for o in db.scalars(select(Offer).where(Offer.case_id == case.id).order_by(Offer.id.desc()).limit(20))
        ],
        "left_out": sorted(
            (names[int(id)], words.word("left_out", why)) for id, why in case.left_out.items() if int(id) in names
        ),
        "plan": case.plan,
        "next_at": case.next_action_at,
        "supervisor_at": case.supervisor_at,
        "external_at": case.external_at,
        "held": [(note, _author(names, note)) for note in cases.held_words(db, case.id)],
        "here": sorted(here, key=lambda pair: pair[1]),
        "everybody": sorted(names.items(), key=lambda pair: pair[1]),
        "lower": [(n, words.word("severity", n)) for n in range(case.severity)],
        "reasons": words.load()["close"],
        "holder": names.get(case.volunteer_id or 0),
        "may_reveal": case.severity >= REVEALS_AT and case_page.may_watch(db, who, case.id, now),
        "looks": _looks(db, case.id),
    }


def _author(names: Mapping[int, str], note: Note) -> str:
    return names.get(note.author_id or 0, "") if note.kind == "held" else ""


def _looks(db: Session, case_id: int) -> list[tuple[AuditEntry, str]]:
    """Who gave a reason to read or reveal, newest first."""
    rows = db.scalars(
        select(AuditEntry)
        .where(AuditEntry.which == f"case:{case_id}", AuditEntry.what.in_(LOOKS))
        .order_by(AuditEntry.id.desc())
        .limit(5)
    )
    return [(row, _name(db, row.who)) for row in rows]


def _name(db: Session, who: str) -> str:
    kind, _, id = who.partition(":")
    found = db.get(Account, int(id)) if kind == "account" and id.isdigit() else None
    return found.name if found else who


@blueprint.post("/c/cases/<int(max=2147483647):case_id>/supervise/<what>")
@only("supervisor")
def supervise(who: Actor, case_id: int, what: str) -> Any:
    """whisper, take-over, reassign, lower, close, release, refuse, apart."""
    now, by = clock.now(), who.volunteer_id
    if what not in ACTIONS:
        raise Problem(404)
    if by is None:
        raise Problem(
            403, "volunteer.needed", "Only a supervisor of the team can do that.", "Log in with their account."
        )
    with storage.writing(engine()) as db:
        case = store.locked(db, case_id)
        if case is None or not _looks_after(db, who, case, now):
            raise UNKNOWN
        said = ACTIONS[what](db, case, by, now)
        accounts.audit(db, who.who, f"case.{what}", f"case:{case_id}", now, said)
        conversation_id = case.conversation_id
    current_app.extensions["peerline"].hub.wake(conversation_id)
    if said in GONE:
        return redirect(f"/c/?said={said}")
    return redirect(f"/c/cases/{case_id}?said={said}")


def _looks_after(db: Session, who: Actor, case: Case, now: datetime) -> bool:
    """In their slot, with a reason they gave, or with the case themselves."""
    return case_page.reads_words(db, who, case, now)


def _whisper(db: Session, case: Case, by: int, now: datetime) -> str:
    said = cases.whisper(db, case.id, by, field("text", 600), now)
    return {"sent": "whispered", "nobody": "whisper_nobody", "too_long": "whisper_long"}.get(said, said)


def _take_over(db: Session, case: Case, by: int, now: datetime) -> str:
    return cases.take_over(db, case.id, by, now)


def _reassign(db: Session, case: Case, by: int, now: datetime) -> str:
    said = cases.reassign(db, case.id, int(number("volunteer", 0, 0, 2**31 - 1)), by, now)
    return {"asked": "reassigned", "closed": "closed", "not_allowed": "not_allowed"}.get(said, "cannot_ask")


def _lower(db: Session, case: Case, by: int, now: datetime) -> str:
    return cases.lower(db, case.id, int(number("severity", 9, 0, 9)), by, now)


def _close(db: Session, case: Case, by: int, now: datetime) -> str:
    return cases.close(db, case.id, field("reason", 20), field("text", 500), by, now)


def _note(case: Case, db: Session) -> Note:
    note = db.get(Note, int(number("note", 0, 0, 2**31 - 1)))
    if note is None or note.case_id != case.id:
        raise UNKNOWN
    return note


def _release(db: Session, case: Case, by: int, now: datetime) -> str:
    said = cases.release(db, _note(case, db).id, by, now)
    return {"over": "release_over", "decided": "was_decided"}.get(said, said)


def _refuse(db: Session, case: Case, by: int, now: datetime) -> str:
    return {"decided": "was_decided"}.get(said := cases.refuse(db, _note(case, db).id, by, now), said)


def _apart(db: Session, case: Case, by: int, now: datetime) -> str:
    """These two never meet again; a case that is with that volunteer now stays until it is handed over."""
    volunteer_id, person_id = int(number("volunteer", 0, 0, 2**31 - 1)), store.person_id(db, case)
    if db.get(Volunteer, volunteer_id) is None or person_id is None:
        raise Problem(422, fields={"volunteer": "somebody of the team"})
    roster.keep_apart(db, volunteer_id, person_id, by=by, now=now, reason=field("why") or None)
    store.poke(db, case, now)
    return "apart"


ACTIONS: Mapping[str, Callable[[Session, Case, int, datetime], str]] = {
    "whisper": _whisper,
    "take-over": _take_over,
    "reassign": _reassign,
    "lower": _lower,
    "close": _close,
    "release": _release,
    "refuse": _refuse,
    "apart": _apart,
}


@blueprint.post("/c/cases/<int(max=2147483647):case_id>/reveal")
@only("supervisor")
def reveal(who: Actor, case_id: int) -> Any:
    """The person's number, once, on a page that is not kept: at severity 4, with a reason, for emergency services."""
    why, now = field("why"), clock.now()
    with storage.writing(engine()) as db:
        case = db.get(Case, case_id)
        if case is None or not _looks_after(db, who, case, now):
            raise UNKNOWN
        if case.severity < REVEALS_AT or case.state == "closed":
            raise Problem(403, "reveal.not_now", "The number is shown only in imminent danger.", "Ask them first.")
        if len(why) < SHORTEST_REASON:
            raise Problem(422, "reason.missing", "A reason in a few words is needed.", "Say whom you call and why.")
        accounts.audit(db, who.who, "case.reveal", f"case:{case_id}", now, why)
        store.record(db, case_id, "revealed", now, who.who)
        found = db.scalar(
            select(Address.address)
            .join(Conversation, Conversation.person_id == Address.person_id)
            .where(Conversation.id == case.conversation_id, Address.kind == "sms")
            .limit(1)
        )
        contacts = current_app.extensions["peerline"].contacts(
            db.get_one(Conversation, case.conversation_id).person.country
        )
    return render_template("reveal.html", who=who, case_id=case_id, found=found, contacts=contacts)
