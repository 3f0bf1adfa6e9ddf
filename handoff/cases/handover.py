"""Warm transfer: the first volunteer talks until the next one takes over, with a note of three lines that the person
allowed, so that nothing has to be told twice."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.cases import moves, opening, outcomes, states, store, telling
from handoff.cases.models import Assignment, Case, Note
from handoff.volunteers import relay

NOTE_LINES, NOTE_CHARS = 3, 320
KINDS = ("handover", "closing")


def short(note: str) -> str:
    """A note as it is kept: at most three lines and 320 characters."""
    lines = [" ".join(line.split()) for line in note.splitlines() if line.strip()]
    return "\n".join(lines[:NOTE_LINES])[:NOTE_CHARS].strip()


def transfer(db: Session, case_id: int, volunteer_id: int, now: datetime, note: str | None = None) -> bool:
    """Ask for another volunteer; this one keeps talking until the next accepts. The person hears it, and is asked
    whether the note may be passed on. False when the case is not theirs."""
    case = store.locked(db, case_id)
    if case is None or case.state != "active" or case.volunteer_id != volunteer_id:
        return False
    if note:
        add_note(db, case, volunteer_id, note, now)
    begin(db, case, f"volunteer:{volunteer_id}", now)
    values = {"volunteer": moves.name_of(db, volunteer_id)}
    case.note_consent = "asked"
    telling.tell(db, case, "handed_over", values, now)
    opening.advance_safely(db, case, now)
    return True


def begin(db: Session, case: Case, who: str, now: datetime) -> None:
    """From active to transferring: a new wait begins, while the person is in good hands."""
    moves.apply(db, case, [states.Move("transferring")], now)
    case.waiting_since, case.supervisor_at, case.external_at, case.told_key = now, None, None, None
    case.told_minutes, case.nudge = 0.0, 0
    store.record(db, case.id, "transfer_asked", now, who)


def withdraw(db: Session, case_id: int, volunteer_id: int, now: datetime) -> bool:
    """They stay after all. False when the case is not theirs or nobody is being asked."""
    case = store.locked(db, case_id)
    if case is None or case.state != "transferring" or case.volunteer_id != volunteer_id:
        return False
    moves.withdraw_others(db, case, volunteer_id, now, "over")
    moves.apply(db, case, [states.Move("active"), states.Due(now)], now)
    store.record(db, case.id, "transfer_withdrawn", now, f"volunteer:{volunteer_id}")
    telling.tell(db, case, "stays", {"volunteer": moves.name_of(db, volunteer_id)}, now)
    return True


def add_note(db: Session, case: Case, author_id: int, note: str, now: datetime) -> None:
    """Keep a note for whoever comes next; they read it once the person has allowed it."""
    agreed = case.note_consent == "yes"
    db.add(Note(case_id=case.id, author_id=author_id, kind="handover", body=short(note), person_agreed=agreed, at=now))
    store.record(db, case.id, "note", now, f"volunteer:{author_id}", note="handover")
    db.flush()


def ask_about_note(db: Session, case: Case, now: datetime) -> None:
    """Another person was asked for: may the next one read the note, if there is one and it was not asked yet?"""
    if newest(db, case, agreed=False) is not None and case.note_consent is None:
        case.note_consent = "asked"
        telling.tell(db, case, "note_next", {}, now)


def note_answered(db: Session, case: Case, may: bool, now: datetime) -> None:
    """The person's answer, kept with the version of the words; a yes reaches whoever has the case by now."""
    from handoff.cases.person import agreed

    if case.note_consent != "asked":
        return
    case.note_consent = "yes" if may else "no"
    agreed(db, case, "note", case.note_consent, now)
    store.record(db, case.id, "consent", now, "person", answer=f"note_{case.note_consent}")
    _mark(db, case, may)
    current = store.assignment_of(db, case.id)
    if may and current is not None and case.state != "transferring":
        pass_note(db, case, current, now)
    elif may and case.state == "transferring":
        outcomes.tell_holder(db, case, "note_allowed", now)


def keep(db: Session, case: Case, now: datetime) -> None:
    """Back to the assistant, and the note kept: whoever is there next time reads it."""
    from handoff.cases.person import agreed

    case.note_consent = "yes"
    agreed(db, case, "note_kept", "yes", now)
    store.record(db, case.id, "consent", now, "person", answer="note_kept")
    _mark(db, case, True)


def _mark(db: Session, case: Case, may: bool) -> None:
    for note in db.scalars(select(Note).where(Note.case_id == case.id, Note.kind.in_(KINDS))):
        note.person_agreed = may
    db.flush()


def newest(db: Session, case: Case, *, agreed: bool) -> Note | None:
    """The newest note of a volunteer in this case, or in the one before it where the person let it be kept."""
    wanted = select(Note).where(Note.kind.in_(KINDS)).order_by(Note.id.desc()).limit(1)
    if agreed:
        wanted = wanted.where(Note.person_agreed)
    found = db.scalar(wanted.where(Note.case_id == case.id))
    if found is None and case.previous_case_id is not None:
        found = db.scalar(wanted.where(Note.case_id == case.previous_case_id, Note.person_agreed))
    return found


def pass_note(db: Session, case: Case, assignment: Assignment, now: datetime) -> None:
    """The agreed note to whoever has the case now; never back to its author."""
    note = newest(db, case, agreed=True)
    if note is None or note.author_id == assignment.volunteer_id:
        return
    relay.note(db, case, assignment, short(note.body), f"note:{note.id}:{assignment.id}", now)
