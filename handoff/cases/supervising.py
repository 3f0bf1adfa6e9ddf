"""What supervisors do about a case: take it over, give it to somebody, whisper, lower it, close it, decide about words
that were held. The person is always told who speaks; a whisper never reaches them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.cases import acceptance, handover, moves, opening, outcomes, refs, routing, states, store
from handoff.cases.models import Case, Note, Offer
from handoff.channels.sms import segments
from handoff.volunteers import roster, texts
from handoff.volunteers.models import Volunteer

WHISPER_SEGMENTS = 3
CLOSING = ("done", "other_service", "duplicate", "abuse")


def is_supervisor(db: Session, volunteer_id: int) -> bool:
    """An active volunteer with the role."""
    volunteer = db.get(Volunteer, volunteer_id)
    return volunteer is not None and volunteer.state == "active" and "supervisor" in volunteer.roles


def page_supervisor(db: Session, case: Case, now: datetime) -> None:
    """Page the next supervisor about a case, unless one was paged in the last minute."""
    locked = store.locked(db, case.id)
    if locked is None or locked.state == "closed":
        return
    if locked.supervisor_at is None or now - locked.supervisor_at >= states.PAGE_AGAIN:
        moves.apply(db, locked, [states.Page("ladder")], now)


def ask_supervisor(db: Session, case_id: int | None, volunteer_id: int, note: str | None, now: datetime) -> None:
    """SUP: page a supervisor about this case, or (None) about the volunteer themselves, who then has a debrief due."""
    if case_id is None:
        _ask_for_oneself(db, volunteer_id, now)
        return
    case = store.locked(db, case_id)
    if case is None or case.state == "closed":
        return
    if note:
        db.add(Note(case_id=case_id, author_id=volunteer_id, kind="supervisor", body=note, at=now))
    moves.apply(db, case, [states.Page("asked")], now)


def _ask_for_oneself(db: Session, volunteer_id: int, now: datetime) -> None:
    targets = [v for v in store.page_targets(db, now) if v.id != volunteer_id]
    name = moves.name_of(db, volunteer_id)
    for who in targets[:1]:
        cause = f"sup:{volunteer_id}:{who.id}:{now.timestamp():.0f}"
        texts.to_volunteer(db, who.id, "page_volunteer", now, kind="text.page", cause=cause, name=name)
    if not targets:
        moves.page_operator(db, "no_supervisor", now)
    moves.debrief(db, None, volunteer_id, now)


def take_over(db: Session, case_id: int, by: int, now: datetime) -> str:
    """A supervisor takes a case from whoever has it. Returns taken, yours, gone, closed or not_allowed."""
    case = store.locked(db, case_id)
    if case is None or not is_supervisor(db, by):
        return "not_allowed"
    if case.state in ("accepted", "active") and case.volunteer_id != by:
        first = case.volunteer_id
        if case.state == "active":
            moves.apply(db, case, [states.Move("transferring")], now)
        else:
            moves.free(db, case, "offering", "takeover", now)
        store.record(db, case.id, "takeover", now, f"volunteer:{by}", volunteer=first)
        db.flush()
        if case.state == "offering" and first is not None:
            outcomes.tell_one(db, case, first, "taken_over", now)
    refs.ref_for(db, case_id, by, now)
    return acceptance.take(db, case_id, by, now)


def reassign(db: Session, case_id: int, to: int, by: int, now: datetime) -> str:
    """Ask one volunteer, whatever the order. Whoever has the case talks on until they take it.

    Returns asked, closed, not_allowed, or why this volunteer may not be asked (a code of routing).
    """
    case = store.locked(db, case_id)
    if case is None or not is_supervisor(db, by):
        return "not_allowed"
    if case.state in ("closed", "returning"):
        return "closed"
    people = roster.candidates(db, now, case_id=case.id, person_id=store.person_id(db, case), only=to)
    why = routing.never(store.view(db, case, now).wanted(), people[0], now) if people else "no_contact"
    if why:
        return why
    if case.state == "accepted":
        moves.free(db, case, "offering", "reassigned", now)
    elif case.state == "active":
        handover.begin(db, case, f"volunteer:{by}", now)
    live = select(Offer.id).where(Offer.case_id == case.id, Offer.volunteer_id == to, Offer.state.in_(routing.LIVE))
    if db.scalar(live) is None:
        channel = routing.channel(case.severity, people[0], now)
        moves.apply(db, case, [states.MakeOffer(to, channel, first=False)], now)
    if case.state in states.FREE and case.state != "offering":
        moves.apply(db, case, [states.Move("offering")], now)
    store.record(db, case.id, "reassigned", now, f"volunteer:{by}", volunteer=to)
    opening.advance_safely(db, case, now)
    return "asked"


def whisper(db: Session, case_id: int, by: int, words: str, now: datetime) -> str:
    """A supervisor's words to the volunteer who has the case, and to nobody else. Returns sent, nobody, too_long or
    not_allowed."""
    case = store.locked(db, case_id)
    if case is None or not is_supervisor(db, by):
        return "not_allowed"
    if case.state not in states.HELD or case.volunteer_id in (None, by):
        return "nobody"
    words = segments.gsm7(" ".join(words.split()))
    if not words or not segments.fits(f"K4772 supervisor: {words}", WHISPER_SEGMENTS):
        return "too_long"
    note = Note(case_id=case.id, author_id=by, kind="whisper", body=words, at=now)
    db.add(note)
    db.flush()
    store.record(db, case.id, "whisper", now, f"volunteer:{by}", note=note.id)
    outcomes.tell_holder(db, case, "whisper", now, words=words)
    return "sent"


def lower(db: Session, case_id: int, severity: int, by: int, now: datetime) -> str:
    """Lower a case and its plan: only a supervisor may. Returns lowered, not_lower, closed or not_allowed."""
    case = store.locked(db, case_id)
    if case is None or not is_supervisor(db, by):
        return "not_allowed"
    if case.state == "closed":
        return "closed"
    if not 0 <= severity < case.severity:
        return "not_lower"
    case.severity = severity
    opening.swap_plan(db, case)
    store.record(db, case.id, "severity", now, f"volunteer:{by}", severity=severity)
    store.poke(db, case, now)
    return "lowered"


def close(db: Session, case_id: int, reason: str, note: str, by: int, now: datetime) -> str:
    """A supervisor closes a case with a note. Returns closed, note_wanted, not_allowed or unknown_reason."""
    case = store.locked(db, case_id)
    if case is None or not is_supervisor(db, by):
        return "not_allowed"
    if case.state == "closed":
        return "closed"
    if reason not in CLOSING:
        return "unknown_reason"
    if not note.strip():
        return "note_wanted"
    db.add(Note(case_id=case.id, author_id=by, kind="closing", body=note.strip(), at=now))
    store.record(db, case.id, "note", now, f"volunteer:{by}", note="closing")
    outcomes.tell_holder(db, case, "closed", now)
    moves.close(db, case, reason, now, by=by)
    return "closed"
