"""What a volunteer's words do: they go to the person the ref or the only conversation names, else to nobody."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.cases import refs, service, store
from handoff.cases.models import Assignment, Case, CaseRef
from handoff.cases.states import HELD
from handoff.safety import crisis_lines
from handoff.settings import countries
from handoff.volunteers import risk
from handoff.volunteers.commands import Words
from handoff.volunteers.replying import LATELY, Heard, asked, held, listed, reply


def words(db: Session, heard: Heard, said: Words) -> None:
    if said.ref is not None:
        return _words_with_ref(db, heard, said.ref, said.text)
    mine, offered = held(db, heard), asked(db, heard)
    if len(mine) == 1:
        return _send(db, heard, *mine[0], said.text)
    if mine:
        return reply(db, heard, "which_case", refs=listed(mine), ref=mine[0][1])
    if offered:
        return reply(db, heard, "to_take_words", ref=offered[0][1])
    return _words_to_nobody(db, heard)


def _words_with_ref(db: Session, heard: Heard, ref: str, text: str) -> None:
    case_id = refs.case_of(db, heard.volunteer.id, ref)
    if case_id is None:
        return reply(db, heard, "unknown_ref", ref=ref)
    if any(pair[0] == case_id for pair in held(db, heard)):
        return _send(db, heard, case_id, ref, text, named=True) if text else reply(db, heard, "yours", ref=ref)
    case = db.get_one(Case, case_id)
    if case.state in store.CAN_BE_TAKEN:
        return reply(db, heard, "to_take_words" if text else "to_take", ref=ref)
    return reply(db, heard, "gone" if case.state in HELD else "not_sent_closed", ref=ref)


def _send(db: Session, heard: Heard, case_id: int, ref: str, text: str, *, named: bool = False) -> None:
    """Pass words on, unless they were written before this conversation was theirs, or (no ref) while another was."""
    mine = store.assignment_of(db, case_id)
    if mine is not None and heard.received_at < mine.started_at:
        return reply(db, heard, "not_sent_early", ref=ref)
    if mine is not None and not named and _had_another(db, heard, mine.id):
        return reply(db, heard, "lone_word", ref=ref)
    result = service.volunteer_writes(db, db.get_one(Case, case_id), heard.volunteer.id, text, heard.now)
    if result != "sent":
        key = {"held": "held", "too_long": "too_long"}.get(result, "not_sent_closed")
        reply(db, heard, key, ref=ref)
    return None


def _had_another(db: Session, heard: Heard, assignment_id: int) -> bool:
    """True when they had one more conversation as they wrote, which has ended since: the words may be meant for it."""
    other = select(Assignment.id).where(
        Assignment.volunteer_id == heard.volunteer.id,
        Assignment.id != assignment_id,
        Assignment.started_at <= heard.received_at,
        Assignment.ended_at > heard.received_at,
    )
    return db.scalar(other.limit(1)) is not None


def _words_to_nobody(db: Session, heard: Heard) -> None:
    """Words without a conversation reach no person. In distress a volunteer hears of help; else a short pointer."""
    if risk.level_of(heard.text) >= 2:
        service.ask_supervisor(db, None, heard.volunteer.id, None, heard.now)
        lines = crisis_lines.lines_for(next(iter(countries()), None)).values()
        return reply(db, heard, "distress", crisis_short=lines["crisis_short"], emergency=lines["emergency"])
    last = db.execute(
        select(CaseRef.ref)
        .join(Assignment, Assignment.case_id == CaseRef.case_id)
        .where(
            CaseRef.volunteer_id == heard.volunteer.id,
            Assignment.volunteer_id == heard.volunteer.id,
            Assignment.ended_at > heard.now - LATELY,
        )
        .order_by(Assignment.id.desc())
        .limit(1)
    ).scalar()
    if last is not None:
        return reply(db, heard, "not_sent_closed", passive=True, ref=last)
    return reply(db, heard, "help", passive=True)
