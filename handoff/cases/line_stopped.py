"""A paused line with nothing to stand in: whoever waits for a text that cannot come has a supervisor."""

from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from handoff.cases import moves, store
from handoff.cases.models import Case
from handoff.channels.sms import pace
from handoff.channels.sms.models import Text
from handoff.work import DueWork

PATIENCE = timedelta(seconds=30)


def page(db: Session, now: datetime) -> int:
    """Page a supervisor, once for each wait, for every open case whose texts to the person stand still. Returns how
    many: the same as follows from a line that is down (`outcomes.line_failed`)."""
    if not pace.stopped(db, "public"):
        return 0
    stands = exists().where(
        Text.line == "public",
        or_(Text.case_id == Case.id, Text.conversation_id == Case.conversation_id),
        DueWork.text_id == Text.id,
        DueWork.state == "due",
        DueWork.due_at <= now - PATIENCE,
    )
    waits = select(Case.id).where(Case.state != "closed", Case.supervisor_at.is_(None), stands).order_by(Case.id)
    paged = 0
    for case_id in db.scalars(waits).all():
        case = store.locked(db, case_id)
        if case is not None and case.state != "closed" and case.supervisor_at is None:
            moves.apply(db, case, [moves.states.Page("line_down")], now)
            paged += 1
    return paged
