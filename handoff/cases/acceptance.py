"""Taking a case, passing on it, finishing it: what a volunteer does, by SMS or in the console alike."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.cases import handover, moves, outcomes, refs, states, store, telling
from handoff.cases.models import Assignment, Case, Note, Offer
from handoff.cases.routing import LIVE, MINOR, Candidate
from handoff.conversations.models import Conversation, Message
from handoff.volunteers import limits, relay, roster
from handoff.volunteers.models import Volunteer

EARLIER_SHOWN = 10  # messages a volunteer reads at severity 3 and above, as agreed at first contact


def take(db: Session, case_id: int, volunteer_id: int, now: datetime) -> str:
    """Take a case, if it is still free and the volunteer still fits. Two at once: one has it, the other reads "gone".

    Returns taken, yours (already), gone (somebody has it), closed, not_yours (never offered), off_shift, resting, full,
    not_cleared.
    """
    case = db.get(Case, case_id)
    if case is None or refs.known_ref(db, case_id, volunteer_id) is None:
        return "not_yours"
    if case.volunteer_id == volunteer_id and case.state in states.HELD:
        return "yours"
    if case.state == "closed":
        return "closed"
    if case.state not in store.CAN_BE_TAKEN:
        return "gone"
    refusal = cannot_take(db, case, volunteer_id, now)
    if refusal:
        return refusal
    before = case.volunteer_id
    if not store.accept(db, case_id, volunteer_id, now):
        db.refresh(case)
        return "yours" if case.volunteer_id == volunteer_id and case.state in states.HELD else "gone"
    _after_taking(db, case, volunteer_id, before, now)
    return "taken"


def cannot_take(db: Session, case: Case, volunteer_id: int, now: datetime) -> str | None:
    """Why this volunteer may not take it now: not_cleared (for a person below 18), off_shift, resting or full.
    Supervisors and coordinators always may."""
    volunteer = db.get(Volunteer, volunteer_id)
    if volunteer is None or volunteer.state != "active":
        return "not_yours"
    if {"supervisor", "coordinator"} & set(volunteer.roles):
        return None
    me: Candidate = roster.candidates(db, now, case_id=case.id, only=volunteer_id)[0]
    if MINOR in case.topics and not me.minors:
        return "not_cleared"
    if me.cooling_until is not None and me.cooling_until > now:
        return "resting"
    live = db.scalar(
        select(Offer.id).where(Offer.case_id == case.id, Offer.volunteer_id == volunteer_id, Offer.state.in_(LIVE))
    )
    if me.slot_at(now) is None and live is None:
        return "off_shift"
    fits = limits.room(severity=case.severity, open_cases=me.open_cases, holds_heavy=me.holds_heavy, most=me.most_cases)
    return None if fits else "full"


def _after_taking(db: Session, case: Case, volunteer_id: int, before: int | None, now: datetime) -> None:
    volunteer = db.get(Volunteer, volunteer_id)
    assert volunteer is not None
    if volunteer.break_until is not None and volunteer.break_until > now:
        volunteer.break_until = None
    assignment = moves.start_assignment(db, case, volunteer_id, now)
    case.slot_said, case.gentle_at = 0, None
    offer = db.scalar(
        select(Offer)
        .where(Offer.case_id == case.id, Offer.volunteer_id == volunteer_id)
        .order_by(Offer.id.desc())
        .limit(1)
    )
    if offer is not None:
        offer.state, offer.accepted_at, offer.ended_at, offer.why_ended = "accepted", now, None, None
        db.flush()
    moves.withdraw_others(db, case, volunteer_id, now)
    store.record(db, case.id, "accepted", now, f"volunteer:{volunteer_id}", assignment=assignment.id)
    if before is not None:
        outcomes.tell_one(db, case, before, "handed_to", now)
    _announce(db, case, volunteer, assignment, now)
    handover.pass_note(db, case, assignment, now)
    db.flush()


def _announce(db: Session, case: Case, volunteer: Volunteer, assignment: Assignment, now: datetime) -> None:
    """Tell the person who is here, and ask (or say) what this volunteer reads of what came before."""
    values = {"volunteer": volunteer.display_name}
    if case.severity >= 3 or case.peak_severity >= 3:
        case.read_consent = "announced"
        case.read_from_seq = _seq_of_last(db, case, EARLIER_SHOWN)
        telling.tell(db, case, "accepted_high", values, now)
        if volunteer.words_by == "sms":
            relay.earlier(db, case, assignment, now)
    else:
        case.read_consent, case.read_from_seq = "asked", _last_seq(db, case) + 1
        telling.tell(db, case, "accepted", values, now)


def _last_seq(db: Session, case: Case) -> int:
    return db.scalar(select(Conversation.last_seq).where(Conversation.id == case.conversation_id)) or 0


def _seq_of_last(db: Session, case: Case, count: int) -> int:
    """The number of the message from which `count` messages are left."""
    seqs = db.scalars(
        select(Message.seq)
        .where(Message.conversation_id == case.conversation_id, Message.kind == "text")
        .order_by(Message.seq.desc())
        .limit(count)
    ).all()
    return min(seqs, default=1)


def pass_(db: Session, case_id: int, volunteer_id: int, now: datetime) -> str:
    """Pass on an offer: the next volunteer is asked at once. Returns passed, nothing (no offer) or yours."""
    case = store.locked(db, case_id)
    if case is None:
        return "nothing"
    if case.volunteer_id == volunteer_id and case.state in states.HELD:
        return "yours"
    offer = db.scalar(
        select(Offer).where(Offer.case_id == case_id, Offer.volunteer_id == volunteer_id, Offer.state.in_(LIVE))
    )
    if offer is None:
        return "nothing"
    moves.close_offer(db, offer, "declined", "passed", now)
    if case.state in (*states.FREE, "transferring"):
        moves.advance(db, case, now)
    return "passed"


def done(db: Session, case_id: int, volunteer_id: int, note: str | None, now: datetime) -> str:
    """Finish: the person hears that the volunteer left and what they can do. Returns done, note_wanted or not_yours."""
    case = store.locked(db, case_id)
    if case is None or case.volunteer_id != volunteer_id or case.state not in states.HELD:
        return "not_yours"
    if case.peak_severity >= 3 and not (note or store.has_closing_note(db, case_id)):
        return "note_wanted"
    if note:
        db.add(Note(case_id=case_id, author_id=volunteer_id, kind="closing", body=note, at=now))
        store.record(db, case_id, "note", now, f"volunteer:{volunteer_id}", note="closing")
    if case.state == "accepted":  # finished before a word was written: somebody else is asked
        moves.free(db, case, "offering", "finished_unspoken", now)
        moves.advance(db, case, now)
        return "done"
    volunteer = db.get(Volunteer, volunteer_id)
    moves.end_assignment(db, case, "done", now)
    moves.withdraw_others(db, case, volunteer_id, now, "over")
    states.check_move(case.state, "returning")
    case.state, case.asked_back_at, case.nudge, case.unanswered_since = "returning", now, 0, None
    case.volunteer_id = case.accepted_at = None
    case.next_action_at = now + states.BACK_WAITS
    store.record(db, case_id, "returning", now, f"volunteer:{volunteer_id}")
    values = {"volunteer": volunteer.display_name if volunteer else ""}
    telling.tell(db, case, "left", values, now)
    noted = handover.newest(db, case, agreed=False) is not None
    telling.tell(db, case, "returning_note" if noted else "returning", values, now)
    return "done"
