"""One text of a volunteer, what they hold and are asked just then, and how it is answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.storage import keyed_hash
from handoff import outbox
from handoff.cases.models import Case, CaseRef, Offer
from handoff.cases.routing import LIVE
from handoff.cases.states import FREE, HELD
from handoff.channels.sms import segments
from handoff.channels.sms.models import Text
from handoff.volunteers import wording
from handoff.volunteers.models import Volunteer

PASSIVE_A_DAY = 5
LATE_GO = timedelta(minutes=30)
LATELY = timedelta(hours=24)


@dataclass(frozen=True)
class Heard:
    """One text of a volunteer. `received_at`: when it came, which may be a while before `now`."""

    volunteer: Volunteer
    number: str
    text: str
    sid: str
    now: datetime
    refs: set[str]
    received_at: datetime


def reply(db: Session, heard: Heard, key: str, *, passive: bool = False, **values: Any) -> None:
    """Queue one answer. A passive one (to words we can do nothing with) is given five times a day to a number."""
    prefix = "passive" if passive else "answer"
    if passive:
        given = (
            db.scalar(
                select(func.count())
                .select_from(Text)
                .where(
                    Text.address_hash == keyed_hash(heard.number),
                    Text.key.like("passive:%"),
                    Text.created_at > heard.now - LATELY,
                )
            )
            or 0
        )
        if given >= PASSIVE_A_DAY:
            return
    body = segments.gsm7(wording.text(key, **values))
    outbox.queue(
        db,
        kind="text.answer",
        line="staff",
        to=heard.number,
        body=body,
        now=heard.now,
        key=f"{prefix}:{heard.sid}:{key}",
        volunteer_id=heard.volunteer.id,
    )


def held(db: Session, heard: Heard) -> list[tuple[int, str]]:
    """(case, ref) of the conversations this volunteer has."""
    rows = db.execute(
        select(Case.id, CaseRef.ref)
        .join(CaseRef, CaseRef.case_id == Case.id)
        .where(
            Case.volunteer_id == heard.volunteer.id, CaseRef.volunteer_id == heard.volunteer.id, Case.state.in_(HELD)
        )
        .order_by(Case.accepted_at)
    )
    return [(case_id, ref) for case_id, ref in rows]


def asked(db: Session, heard: Heard) -> list[tuple[int, str]]:
    """(case, ref) of what this volunteer is being asked to take now."""
    rows = db.execute(
        select(Offer.case_id, CaseRef.ref)
        .join(CaseRef, CaseRef.case_id == Offer.case_id)
        .where(
            Offer.volunteer_id == heard.volunteer.id, CaseRef.volunteer_id == heard.volunteer.id, Offer.state.in_(LIVE)
        )
        .order_by(Offer.id)
    )
    return [(case_id, ref) for case_id, ref in rows]


def late(db: Session, heard: Heard) -> list[tuple[int, str]]:
    """What this volunteer was asked lately and nobody has taken."""
    rows = db.execute(
        select(Case.id, CaseRef.ref)
        .join(Offer, Offer.case_id == Case.id)
        .join(CaseRef, CaseRef.case_id == Case.id)
        .where(
            Offer.volunteer_id == heard.volunteer.id,
            CaseRef.volunteer_id == heard.volunteer.id,
            Offer.state == "expired",
            Offer.ended_at > heard.now - LATE_GO,
            Case.state.in_(FREE),
        )
        .distinct()
    )
    return [(case_id, ref) for case_id, ref in rows]


def listed(pairs: list[tuple[int, str]]) -> str:
    names = [ref for _, ref in pairs]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def clock_time(heard: Heard, at: datetime) -> str:
    return at.astimezone(ZoneInfo(heard.volunteer.zone)).strftime("%H:%M")
