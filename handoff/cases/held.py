"""Words that were held because a number, an address or a link is in them: a supervisor releases or refuses them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.cases import outcomes, person, states, store, supervising
from handoff.cases.models import Assignment, Case, Note
from handoff.volunteers import relay

KINDS = ("held", "kept_back")  # a volunteer's, a person's


def held_words(db: Session, case_id: int | None = None) -> Sequence[Note]:
    """What waits for a supervisor, oldest first: of one case, or of all."""
    wanted = select(Note).where(Note.kind.in_(KINDS), Note.decision.is_(None)).order_by(Note.id)
    return db.scalars(wanted if case_id is None else wanted.where(Note.case_id == case_id)).all()


def release(db: Session, note_id: int, by: int, now: datetime) -> str:
    """Pass held words on as they are: a volunteer's to the person if that volunteer still has the case, a person's to
    whoever has it now. Returns released, over (nobody to give them to), decided or not_allowed."""
    note, case = _open(db, note_id, by)
    if note is None or case is None:
        return "not_allowed"
    if note.decision is not None:
        return "decided"
    current = store.assignment_of(db, case.id)
    if current is None or case.state not in states.HELD or (note.kind == "held" and note.assignment_id != current.id):
        return "over"
    _decide(db, note, "released", by, now)
    if note.kind == "held":
        relay.say(db, case, current, note.body, now)
        person.words_passed(db, case, current.volunteer_id, now)
        outcomes.tell_holder(db, case, "released", now)
    else:
        relay.released(db, case, current, note.body, f"released:{note.id}:{current.id}", now)
    return "released"


def refuse(db: Session, note_id: int, by: int, now: datetime) -> str:
    """Held words stay held; the volunteer who wrote them hears it. Returns refused, decided or not_allowed."""
    note, case = _open(db, note_id, by)
    if note is None or case is None:
        return "not_allowed"
    if note.decision is not None:
        return "decided"
    _decide(db, note, "refused", by, now)
    written = db.get(Assignment, note.assignment_id) if note.assignment_id else None
    if written is not None and written.ended_at is None:
        outcomes.tell_holder(db, case, "refused", now)
    return "refused"


def _open(db: Session, note_id: int, by: int) -> tuple[Note | None, Case | None]:
    note = db.get(Note, note_id, with_for_update=True, populate_existing=True)
    if note is None or note.kind not in KINDS or not supervising.is_supervisor(db, by):
        return None, None
    return note, store.locked(db, note.case_id)


def _decide(db: Session, note: Note, decision: str, by: int, now: datetime) -> None:
    note.decision, note.decided_by, note.decided_at = decision, by, now
    store.record(db, note.case_id, decision, now, f"volunteer:{by}", note=note.id)
    db.flush()
