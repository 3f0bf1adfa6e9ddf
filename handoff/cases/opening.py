"""Opening a case, raising it, and doing what is due without ever losing it."""

from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.cases import moves, outcomes, planning, states, store
from handoff.cases.models import Case
from handoff.conversations.models import Conversation
from handoff.safety.ladder import RiskState

log = structlog.get_logger()


def open_case(db: Session, conversation: Conversation, *, severity: int, now: datetime, why: str) -> Case:
    """Open the conversation's case, or raise the open one. The first offers are queued in the same transaction. What
    the person hears in this turn is the ladder's; the texts of the wait after it are ours.

    severity  0 to 4: the ladder's level
    why       a short code: risk, asked
    """
    known = open_case_of(db, conversation.id)
    if known is not None:
        note_topics(conversation, known)
        raise_severity(db, known, severity, now)
        return known
    last = db.scalar(select(Case.id).where(Case.conversation_id == conversation.id).order_by(Case.id.desc()).limit(1))
    version, plan = planning.current(db, severity)
    case = Case(
        conversation_id=conversation.id,
        previous_case_id=last,
        state="new",
        severity=severity,
        peak_severity=severity,
        why=why[:40],
        language=conversation.person.language[:8],
        topics=_topics(conversation),
        plan=plan.to_json(),
        plan_version=version,
        opened_at=now,
        waiting_since=now,
        next_action_at=now,
        person_words_at=now,
    )
    db.add(case)
    db.flush()
    store.record(db, case.id, "opened", now, "person", severity=severity, why=why)
    advance_safely(db, case, now, said=True)
    return case


def note_topics(conversation: Conversation, case: Case) -> None:
    """Keep up with what the person has told since the case was opened: it decides who may be asked."""
    if set(found := _topics(conversation)) - set(case.topics):
        case.topics = sorted({*case.topics, *found})


def _topics(conversation: Conversation) -> list[str]:
    """The lanes of this episode: a volunteer who does not take one of them is not asked. Who said an age below 18 is
    `minor` in any lane, and without one."""
    state = RiskState.from_json(conversation.person.ladder)
    return sorted({*state.lanes, *(["minor"] if state.young else [])})


def advance_safely(db: Session, case: Case, now: datetime, *, said: bool = False) -> None:
    """Do what is due; a fault here must not lose the case, so it is undone and left to the worker."""
    db.flush()
    try:
        with db.begin_nested():
            moves.advance(db, case, now, said=said)
    except Exception as fault:  # whatever it is, the case stays and the worker tries again
        log.error("case.step_failed", case=case.id, kind=type(fault).__name__, exc_info=True)
        db.refresh(case)
        case.next_action_at = now


def open_case_of(db: Session, conversation_id: int) -> Case | None:
    """The open case of a conversation."""
    return db.scalar(select(Case).where(Case.conversation_id == conversation_id, Case.state != "closed"))


def raise_severity(db: Session, case: Case, severity: int, now: datetime) -> None:
    """The person's level rose: the higher plan replaces the copy, the volunteer is warned, a supervisor is paged; each
    step of the new plan whose time has passed is done at once. A lower or equal severity changes nothing."""
    locked = store.locked(db, case.id)
    if locked is None or severity <= locked.severity or locked.state == "closed":
        return
    locked.severity, locked.peak_severity = severity, max(severity, locked.peak_severity)
    swap_plan(db, locked)
    store.record(db, locked.id, "severity", now, "person", severity=severity)
    if locked.state in states.HELD:
        outcomes.tell_holder(db, locked, "care", now)
        moves.apply(db, locked, [states.Page("severity")], now)
    elif locked.state == "returning":
        offer_again(db, locked, "severity", now)
    else:
        advance_safely(db, locked, now, said=True)


def swap_plan(db: Session, case: Case) -> None:
    """Copy the newest plan of the case's severity onto it."""
    version, plan = planning.current(db, case.severity)
    case.plan, case.plan_version = plan.to_json(), version


def offer_again(db: Session, case: Case, why: str, now: datetime) -> None:
    """Nobody has it any more: look for the next volunteer in the same breath."""
    moves.apply(db, case, [states.Move("offering", why), states.Due(now)], now)
    advance_safely(db, case, now)
