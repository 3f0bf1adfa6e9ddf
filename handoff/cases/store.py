"""Reading a case for the pure step, its append-only record, and the one update that gives it to somebody."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from handoff.cases import states
from handoff.cases.models import Assignment, Case, CaseEvent, Note, Offer
from handoff.cases.plan import Plan
from handoff.cases.states import CaseView, OfferView
from handoff.channels.sms import pace
from handoff.conversations.models import Conversation
from handoff.rows import changed
from handoff.volunteers import roster
from handoff.volunteers.models import ShiftSlot, Volunteer

CAN_BE_TAKEN = ("new", "offering", "waiting", "transferring")
TRIES = 5  # how often accept looks again when the case changed but stayed free


def record(db: Session, case_id: int, kind: str, now: datetime, actor: str = "system", **data: Any) -> None:
    """Add one event: ids and codes only, never words."""
    db.add(CaseEvent(case_id=case_id, at=now, kind=kind, actor=actor, data=data))


def locked(db: Session, case_id: int) -> Case | None:
    """The case as it is now, held until the end of the transaction (PostgreSQL locks the row, SQLite the file)."""
    db.flush()
    return db.get(Case, case_id, with_for_update=True, populate_existing=True)


def person_id(db: Session, case: Case) -> int | None:
    """Whose case it is."""
    return db.scalar(select(Conversation.person_id).where(Conversation.id == case.conversation_id))


def page_targets(db: Session, now: datetime) -> list[Volunteer]:
    """Who is paged, in order: supervisors with a slot now (without any, all of them), then the coordinators."""
    on_slot = set(
        db.scalars(
            select(ShiftSlot.volunteer_id).where(
                ShiftSlot.role == "supervisor", ShiftSlot.starts_at <= now, ShiftSlot.ends_at > now
            )
        )
    )
    supervisors = roster.with_role(db, "supervisor")
    here = [v for v in supervisors if v.id in on_slot] or supervisors
    others = [v for v in roster.with_role(db, "coordinator") if v not in here]
    return [v for v in [*here, *others] if roster.contacts(db, v.id)]


def view(db: Session, case: Case, now: datetime) -> CaseView:
    """The case as the pure step sees it."""
    offers = tuple(
        OfferView(
            volunteer_id=o.volunteer_id,
            state=o.state,
            ended_at=o.ended_at,
            why_ended=o.why_ended,
            id=o.id,
            queued_at=o.queued_at,
            expires_at=o.expires_at,
            beside_at=o.beside_at,
        )
        for o in db.scalars(select(Offer).where(Offer.case_id == case.id).order_by(Offer.id))
    )
    words = [at for at in (case.person_words_at, case.volunteer_words_at) if at]
    return CaseView(
        id=case.id,
        state=case.state,
        severity=case.severity,
        peak_severity=case.peak_severity,
        plan=Plan.from_json(case.plan),
        opened_at=case.opened_at,
        waiting_since=case.waiting_since,
        language=case.language,
        topics=frozenset(case.topics),
        volunteer_id=case.volunteer_id,
        accepted_at=case.accepted_at,
        supervisor_at=case.supervisor_at,
        external_at=case.external_at,
        coordinator_at=case.coordinator_at,
        told_at=case.told_at,
        told_key=case.told_key,
        told_minutes=case.told_minutes,
        unanswered_since=case.unanswered_since,
        last_words_at=max(words, default=None),
        person_words_at=case.person_words_at,
        nudge=case.nudge,
        asked_back_at=case.asked_back_at,
        has_closing_note=has_closing_note(db, case.id),
        person_away=case.person_away,
        page_targets=len(page_targets(db, now)),
        languages=frozenset(case.languages or ()),
        experience=frozenset(case.experience_wanted or ()),
        same_volunteer_id=case.same_volunteer_id,
        gap_at=case.gap_at,
        gentle_at=case.gentle_at,
        slot_ends_at=_slot_end(db, case),
        slot_said=case.slot_said,
        left_out={int(who): why for who, why in (case.left_out or {}).items()},
        phones=pace.phones(db, now) if case.state in (*states.FREE, "transferring") else "ok",
        offers=offers,
    )


def _slot_end(db: Session, case: Case) -> datetime | None:
    """When the slot in which the holder took the case ends; None for one who had no slot then."""
    if case.volunteer_id is None or case.accepted_at is None:
        return None
    return db.scalar(
        select(func.max(ShiftSlot.ends_at)).where(
            ShiftSlot.volunteer_id == case.volunteer_id,
            ShiftSlot.starts_at <= case.accepted_at,
            ShiftSlot.ends_at > case.accepted_at,
        )
    )


def has_closing_note(db: Session, case_id: int) -> bool:
    return db.scalar(select(Note.id).where(Note.case_id == case_id, Note.kind == "closing").limit(1)) is not None


def accept(db: Session, case_id: int, volunteer_id: int, now: datetime) -> bool:
    """Give the case to this volunteer if it is still free. True for one caller only, whoever else tries at once.

    On False read it again and say why. Runs in the caller's transaction, with the event and texts that follow. The
    case may change without being taken (an offer runs out), so a lost version is looked at again.
    """
    for _ in range(TRIES):
        case = db.get(Case, case_id, populate_existing=True)
        if case is None or case.state not in CAN_BE_TAKEN:
            return False
        won = (
            changed(
                db,
                update(Case)
                .where(Case.id == case_id, Case.version == case.version, Case.state.in_(CAN_BE_TAKEN))
                .values(
                    state="accepted",
                    version=case.version + 1,
                    volunteer_id=volunteer_id,
                    accepted_at=now,
                    first_reply_at=None,
                    nudge=0,
                    unanswered_since=None,
                    asked_back_at=None,
                    next_action_at=now + states.NUDGE_AFTER,
                ),
            )
            == 1
        )
        if won:
            db.refresh(case)
            return True
    return False


def assignment_of(db: Session, case_id: int) -> Assignment | None:
    """The open assignment of a case."""
    return db.scalar(select(Assignment).where(Assignment.case_id == case_id, Assignment.ended_at.is_(None)))


def last_volunteer(db: Session, case_id: int) -> int | None:
    """Who held the case last."""
    return db.scalar(
        select(Assignment.volunteer_id).where(Assignment.case_id == case_id).order_by(Assignment.id.desc()).limit(1)
    )


def poke(db: Session, case: Case, now: datetime) -> None:
    """Have the worker look at this case at once."""
    if case.state != "closed":
        case.next_action_at = now


def poke_free(db: Session, now: datetime) -> None:
    """Somebody became free: every case that nobody has is looked at in the worker's next round."""
    db.execute(
        update(Case)
        .where(Case.state.in_(("offering", "waiting", "transferring")), Case.next_action_at > now)
        .values(next_action_at=now)
        .execution_options(synchronize_session=False)
    )


def due_at_most(case: Case, at: datetime) -> None:
    """Look at the case at `at`, or earlier if that was planned."""
    if case.state != "closed" and (case.next_action_at is None or case.next_action_at > at):
        case.next_action_at = at


def soon(now: datetime, by: timedelta = timedelta(seconds=5)) -> datetime:
    """When a case whose step raised is tried again."""
    return now + by
