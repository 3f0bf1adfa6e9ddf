"""Writing what the pure step decided: offers, alerts, pages, nudges, texts to the person, states, the next look."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff import follow_ups
from handoff.cases import offering, paging, refs, states, store, telling
from handoff.cases.models import Assignment, Case, Offer
from handoff.conversations.models import Conversation
from handoff.safety import ladder
from handoff.volunteers import limits, roster, texts
from handoff.volunteers.models import LoadEntry, Task, Volunteer

DEBRIEF_DUE = states.MINUTE * 60 * 24
DEBRIEF_AFTER = states.MINUTE * 60  # a talk of an hour is a lot, whatever its severity
NEWS = ("language_gap",)  # what the ladder cannot have said in this turn


def advance(db: Session, case: Case, now: datetime, *, said: bool = False) -> None:
    """Do everything that is due for this case now, in the caller's transaction. The case must be locked.

    said  True where the ladder has told the person how it stands in this very turn: nothing is said twice
    """
    if case.state == "closed":
        return
    people = roster.candidates(db, now, case_id=case.id, person_id=store.person_id(db, case))
    changes = states.step(store.view(db, case, now), people, now)
    for change in changes:
        if said and isinstance(change, states.Tell) and change.key not in NEWS:
            _told(case, change, now)
        else:
            apply(db, case, [change], now)
    case.failures = 0
    db.flush()


def apply(db: Session, case: Case, changes: Sequence[states.Change], now: datetime) -> None:
    """Write the changes in order. Raises IllegalMove for one that the table of states does not have."""
    for change in changes:
        _WRITE[type(change)](db, case, change, now)
        db.flush()


def _move(db: Session, case: Case, change: states.Move, now: datetime) -> None:
    states.check_move(case.state, change.state)
    if case.state in (*states.HELD, "returning") and change.state in states.FREE:
        free(db, case, change.state, change.why, now)
    case.state = change.state


def free(db: Session, case: Case, new: str, why: str, now: datetime) -> None:
    """Nobody has the case any more; a new wait begins in the state `new`."""
    holder, state = case.volunteer_id, case.state
    end_assignment(db, case, why, now)
    case.state = new
    case.volunteer_id = case.accepted_at = case.first_reply_at = None
    case.waiting_since, case.nudge = now, 0
    case.supervisor_at = case.external_at = case.told_key = case.told_minutes = None
    case.asked_back_at = case.unanswered_since = case.read_consent = case.read_from_seq = None
    case.slot_said, case.gentle_at = 0, None
    if holder is not None and state != "returning" and why in ("silent", "unanswered"):
        texts.to_volunteer(
            db,
            holder,
            "lost_silent",
            now,
            kind="text.answer",
            case_id=case.id,
            cause=f"lost:{case.id}:{holder}:{now.timestamp():.0f}",
            ref=refs.ref_for(db, case.id, holder, now),
        )


def end_assignment(db: Session, case: Case, why: str, now: datetime) -> None:
    """End the open assignment and its offer; start the rest and the debrief that a heavy case asks for."""
    assignment = store.assignment_of(db, case.id)
    if assignment is None:
        return
    assignment.ended_at, assignment.why_ended = now, why
    for offer in db.scalars(select(Offer).where(Offer.case_id == case.id, Offer.state == "accepted")):
        offer.state, offer.ended_at, offer.why_ended = "ended", now, why
    store.record(db, case.id, "offer_ended", now, volunteer=assignment.volunteer_id, why=why)
    volunteer = db.get(Volunteer, assignment.volunteer_id)
    rest = limits.cool_down(case.peak_severity)
    spoke = case.first_reply_at is not None or why == "handed_over"
    if volunteer is None or not spoke:
        return
    if rest is not None:
        volunteer.cooling_since, volunteer.cooling_until = now, now + rest
    if rest is not None or why == "abuse" or now - assignment.started_at >= DEBRIEF_AFTER:
        debrief(db, case.id, volunteer.id, now)


def debrief(db: Session, case_id: int | None, volunteer_id: int, now: datetime) -> None:
    """A task for the coordinator: talk with this volunteer by tomorrow. One at a time."""
    open_one = select(Task.id).where(Task.kind == "debrief", Task.volunteer_id == volunteer_id, Task.done_at.is_(None))
    if db.scalar(open_one.limit(1)) is None:
        db.add(Task(kind="debrief", case_id=case_id, volunteer_id=volunteer_id, made_at=now, due_at=now + DEBRIEF_DUE))
        db.flush()


def start_assignment(db: Session, case: Case, volunteer_id: int, now: datetime) -> Assignment:
    """The volunteer who won the case holds it from now on; their load counts it."""
    end_assignment(db, case, "handed_over", now)
    assignment = Assignment(case_id=case.id, volunteer_id=volunteer_id, started_at=now)
    db.add(assignment)
    db.add(LoadEntry(volunteer_id=volunteer_id, case_id=case.id, points=limits.points(case.severity), at=now))
    db.flush()
    return assignment


def _tell(db: Session, case: Case, change: states.Tell, now: datetime) -> None:
    telling.tell(db, case, change.key, change.values, now)
    _told(case, change, now)


def _told(case: Case, change: states.Tell, now: datetime) -> None:
    if change.key == "gentle":
        case.gentle_at = now
        return
    if change.key == "language_gap":
        case.gap_at = now
    case.told_at, case.told_key = now, change.key
    if change.minute is not None:
        case.told_minutes = change.minute


def _slot_said(_db: Session, case: Case, change: states.SlotSaid, _now: datetime) -> None:
    case.slot_said = change.level


def _left_out(_db: Session, case: Case, change: states.LeftOut, _now: datetime) -> None:
    case.left_out = {str(who): why for who, why in change.why.items()}


CLOSED_BY_A_HUMAN = ("done", "other_service")


def _close(db: Session, case: Case, change: states.Close, now: datetime) -> None:
    close(db, case, change.reason, now, by=store.last_volunteer(db, case.id))


def close(db: Session, case: Case, reason: str, now: datetime, *, by: int | None) -> None:
    """End the case. `by` is the human who closes; from peak severity 3 on the database refuses a case without one."""
    states.check_move(case.state, "closed")
    end_assignment(db, case, reason, now)
    offering.withdraw_others(db, case, None, now, "over")
    case.state, case.closed_at, case.close_reason, case.closed_by = "closed", now, reason, by
    case.next_action_at = None
    refs.release(db, case.id, now)
    if by is not None and reason in CLOSED_BY_A_HUMAN:
        conversation = db.get_one(Conversation, case.conversation_id)
        person = conversation.person
        state = ladder.human_closed(ladder.RiskState.from_json(person.ladder), now)
        person.ladder = state.to_json()  # only a human leaves R3 and R4 (care.md 3.5)
        follow_ups.ask(db, conversation, case.peak_severity, now, case_id=case.id)
    store.record(db, case.id, "closed", now, f"volunteer:{by}" if by else "system", why=reason)


def _due(_db: Session, case: Case, change: states.Due, _now: datetime) -> None:
    case.next_action_at = change.at


close_offer, withdraw_others, alert = offering.close_offer, offering.withdraw_others, offering.alert
name_of, page_operator = paging.name_of, paging.page_operator

_WRITE: dict[type, Callable[[Session, Case, Any, datetime], None]] = {
    states.Move: _move,
    states.EndOffer: offering.end_offer,
    states.MakeOffer: offering.make_offer,
    states.Tell: _tell,
    states.Page: paging.page_next,
    states.StateExternal: paging.external,
    states.AlertCoordinator: paging.coordinator,
    states.Nudge: paging.nudge,
    states.SlotSaid: _slot_said,
    states.LeftOut: _left_out,
    states.Close: _close,
    states.Due: _due,
}
