"""Cases for the door and the consoles. Each function runs in the caller's transaction and calls no network."""

from datetime import datetime
from typing import Literal

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.cases import acceptance, moves, outcomes, plan, refs, states, store, telling
from handoff.cases.acceptance import cannot_take, done, pass_, take
from handoff.cases.links import link_for, open_link
from handoff.cases.models import Case, Note
from handoff.cases.reading import CaseView, QueueRow, case_view, queue
from handoff.conversations.models import Consent, Conversation, Message
from handoff.safety import wording
from handoff.volunteers import relay, texts
from handoff.volunteers.models import Volunteer

log = structlog.get_logger()

__all__ = [
    "CaseView",
    "QueueRow",
    "acceptance",
    "ask_supervisor",
    "cannot_take",
    "case_view",
    "done",
    "link_for",
    "open_case",
    "open_case_of",
    "open_link",
    "page_supervisor",
    "pass_",
    "person_back",
    "person_chose",
    "person_leaves",
    "person_opted_out",
    "person_said",
    "person_withdraws",
    "queue",
    "raise_severity",
    "speaker",
    "take",
    "transfer",
    "volunteer_writes",
]


def open_case(db: Session, conversation: Conversation, *, severity: int, now: datetime, why: str) -> Case:
    """Open the conversation's case, or raise the open one. The first offers are queued in the same transaction. What
    the person hears in this turn is the ladder's; the texts of the wait after it are ours.

    severity  0 to 4: the ladder's level
    why       a short code: risk, asked
    """
    known = open_case_of(db, conversation.id)
    if known is not None:
        raise_severity(db, known, severity, now)
        return known
    last = db.scalar(select(Case.id).where(Case.conversation_id == conversation.id).order_by(Case.id.desc()).limit(1))
    case = Case(
        conversation_id=conversation.id,
        previous_case_id=last,
        state="new",
        severity=severity,
        peak_severity=severity,
        why=why[:40],
        language=conversation.person.language[:8],
        topics=[],
        plan=plan.plan_for(severity).to_json(),
        plan_version=plan.VERSION,
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


def speaker(db: Session, conversation_id: int) -> Literal["assistant", "waiting", "volunteer"]:
    """Who answers the person now. `waiting`: the ladder and waiting texts only."""
    case = open_case_of(db, conversation_id)
    if case is None or case.state == "returning":
        return "assistant"
    return "volunteer" if case.state in states.HELD else "waiting"


def raise_severity(db: Session, case: Case, severity: int, now: datetime) -> None:
    """The person's level rose: the higher plan replaces the copy, the volunteer is warned, a supervisor is paged; each
    step of the new plan whose time has passed is done at once. A lower or equal severity changes nothing."""
    locked = store.locked(db, case.id)
    if locked is None or severity <= locked.severity or locked.state == "closed":
        return
    locked.severity, locked.peak_severity = severity, max(severity, locked.peak_severity)
    locked.plan, locked.plan_version = plan.plan_for(severity).to_json(), plan.VERSION
    store.record(db, locked.id, "severity", now, "person", severity=severity)
    if locked.state in states.HELD:
        outcomes.tell_holder(db, locked, "care", now)
        moves.apply(db, locked, [states.Page("severity")], now)
    elif locked.state == "returning":
        _offer_again(db, locked, "severity", now)
    else:
        advance_safely(db, locked, now, said=True)


def _offer_again(db: Session, case: Case, why: str, now: datetime) -> None:
    moves.apply(db, case, [states.Move("offering", why), states.Due(now)], now)
    advance_safely(db, case, now)


def person_said(db: Session, case: Case, message: Message, now: datetime) -> None:
    """The person wrote: remembered for the timers, and relayed to whoever holds the case now."""
    locked = store.locked(db, case.id)
    if locked is None or locked.state == "closed":
        return
    locked.person_words_at = now
    if locked.person_away in ("left", "withdrew"):
        locked.person_away = None
    message.case_id = locked.id
    assignment = store.assignment_of(db, locked.id)
    if assignment is None or locked.state not in states.HELD:
        return
    if locked.unanswered_since is None and locked.state != "accepted":
        locked.unanswered_since, locked.nudge = now, 0
        store.due_at_most(locked, now + states.UNANSWERED[0])
    relay.to_volunteer(db, locked, message, assignment, now)


def volunteer_writes(db: Session, case: Case, volunteer_id: int, text: str, now: datetime) -> str:
    """Relay a volunteer's words to the person. Returns sent, held, too_long, closed or not_yours."""
    locked = store.locked(db, case.id)
    if locked is None or locked.state in ("closed", "returning"):
        return "closed"
    assignment = store.assignment_of(db, locked.id)
    if assignment is None or assignment.volunteer_id != volunteer_id or locked.state not in states.HELD:
        return "not_yours"
    result = relay.to_person(db, locked, assignment, text, now)
    if result != "sent":
        return result
    locked.volunteer_words_at, locked.unanswered_since, locked.nudge = now, None, 0
    if locked.state == "accepted":
        locked.state, locked.first_reply_at = "active", now
        store.record(db, locked.id, "first_reply", now, f"volunteer:{volunteer_id}")
    locked.next_action_at = now + states.BOTH_SILENT[0]
    return "sent"


def person_chose(db: Session, case: Case, what: str, now: datetime) -> None:
    """A `case:` choice of the person: read_all, read_new, not_now, back, another. Anything else changes nothing."""
    locked = store.locked(db, case.id)
    if locked is None or locked.state == "closed":
        return
    act = {"read_all": _read, "read_new": _read, "not_now": _not_now, "back": _back, "another": _another}.get(what)
    if act is not None:
        act(db, locked, what, now)


def _read(db: Session, case: Case, what: str, now: datetime) -> None:
    assignment = store.assignment_of(db, case.id)
    if case.read_consent != "asked" or assignment is None:
        return
    case.read_consent = what.removeprefix("read_")
    if what == "read_all":
        case.read_from_seq = 1
    store.record(db, case.id, "consent", now, "person", answer=what)
    person = telling.conversation(db, case).person
    db.add(
        Consent(
            person_id=person.id,
            what="volunteer_reads",
            answer=case.read_consent,
            at=now,
            wording_version=wording.load(person.language).version,
        )
    )
    url = telling.links.address(link_for(db, case.id, assignment.volunteer_id, now))
    ref = refs.ref_for(db, case.id, assignment.volunteer_id, now)
    texts.to_volunteer(
        db,
        assignment.volunteer_id,
        what,
        now,
        kind="text.answer",
        cause=f"{what}:{assignment.id}",
        case_id=case.id,
        ref=ref,
        url=url,
    )
    volunteer = db.get(Volunteer, assignment.volunteer_id)
    if what == "read_all" and volunteer is not None and volunteer.words_by == "sms":
        relay.earlier(db, case, assignment, now)


def _not_now(db: Session, case: Case, _what: str, now: datetime) -> None:
    person_withdraws(db, case, now)


def _back(db: Session, case: Case, _what: str, now: datetime) -> None:
    if case.state == "returning":
        person_back(db, case, now)


def person_back(db: Session, case: Case, now: datetime) -> None:
    """Back to the assistant: closed by the volunteer who finished the case; at severity 4 a supervisor decides."""
    if case.severity >= 4 or (case.peak_severity >= 3 and not store.has_closing_note(db, case.id)):
        moves.apply(db, case, [states.Page("closing"), states.Due(now + states.PAGE_ROUND)], now)
        return
    moves.close(db, case, "done", now, by=store.last_volunteer(db, case.id))


def _another(db: Session, case: Case, _what: str, now: datetime) -> None:
    if case.state == "returning":
        _offer_again(db, case, "another", now)


def person_withdraws(db: Session, case: Case, now: datetime) -> None:
    """The person wants nobody any more. Closes below severity 3; above it the case stays and a supervisor decides."""
    locked = store.locked(db, case.id)
    if locked is None or locked.state == "closed":
        return
    if locked.peak_severity < 3:
        outcomes.tell_holder(db, locked, "person_back", now)
        moves.close(db, locked, "person_withdrew", now, by=None)
        return
    away(db, locked, "withdrew", "person_withdrew", now, page=True)


def person_leaves(db: Session, conversation: Conversation, now: datetime) -> None:
    """Leave on the web: the case stays; whoever has it is told."""
    case = open_case_of(db, conversation.id)
    if case is not None and (locked := store.locked(db, case.id)) is not None:
        away(db, locked, "left", "person_left", now, page=False)


def person_opted_out(db: Session, conversation: Conversation, now: datetime) -> None:
    """STOP by SMS with an open case: a safety event. The case stays open; volunteer and supervisor are told."""
    case = open_case_of(db, conversation.id)
    if case is not None and (locked := store.locked(db, case.id)) is not None:
        store.record(db, locked.id, "opted_out", now, "person")
        away(db, locked, "stopped", "person_stopped", now, page=True)


def away(db: Session, case: Case, how: str, key: str, now: datetime, *, page: bool) -> None:
    """The person is not here for now; a case changes by it in what is sent, never in whether it is open."""
    if case.person_away == how:
        return
    case.person_away = how
    outcomes.tell_holder(db, case, key, now)
    if page:
        moves.apply(db, case, [states.Page(f"person_{how}")], now)


def page_supervisor(db: Session, case: Case, now: datetime) -> None:
    """Page the next supervisor about a case, unless one was paged in the last minute."""
    locked = store.locked(db, case.id)
    if locked is None or locked.state == "closed":
        return
    if locked.supervisor_at is None or now - locked.supervisor_at >= states.PAGE_AGAIN:
        moves.apply(db, locked, [states.Page("ladder")], now)


def ask_supervisor(db: Session, case_id: int | None, volunteer_id: int, note: str | None, now: datetime) -> None:
    """SUP: page a supervisor about this case, or (None) about the volunteer themselves."""
    if case_id is None:
        targets = [v for v in store.page_targets(db, now) if v.id != volunteer_id]
        name = moves.name_of(db, volunteer_id)
        for who in targets[:1]:
            texts.to_volunteer(
                db,
                who.id,
                "page_volunteer",
                now,
                kind="text.page",
                name=name,
                cause=f"sup:{volunteer_id}:{who.id}:{now.timestamp():.0f}",
            )
        if not targets:
            moves.page_operator(db, "no_supervisor", now)
        return
    case = store.locked(db, case_id)
    if case is None or case.state == "closed":
        return
    if note:
        db.add(Note(case_id=case_id, author_id=volunteer_id, kind="supervisor", body=note, at=now))
    moves.apply(db, case, [states.Page("asked")], now)


def transfer(db: Session, case_id: int, volunteer_id: int, now: datetime) -> bool:
    """Ask for another volunteer; this one keeps talking until the next accepts. False when the case is not theirs."""
    case = store.locked(db, case_id)
    if case is None or case.state != "active" or case.volunteer_id != volunteer_id:
        return False
    moves.apply(db, case, [states.Move("transferring")], now)
    case.waiting_since, case.supervisor_at, case.external_at, case.told_key = now, None, None, None
    case.told_minutes = 0.0  # the person is in good hands meanwhile
    store.record(db, case_id, "transfer_asked", now, f"volunteer:{volunteer_id}")
    advance_safely(db, case, now)
    return True
