"""What a volunteer calls a case: a letter and two or three digits, free again for them 30 days after closing."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from handoff.cases.models import CaseRef
from handoff.volunteers.commands import LETTERS

FREE_AFTER = timedelta(days=30)


def random_ref(used: set[str]) -> str:
    """A ref that is not in `used`: two digits while there are plenty of those, else three."""
    for _ in range(400):
        digits = secrets.randbelow(90) + 10 if len(used) < 900 else secrets.randbelow(900) + 100
        ref = f"{secrets.choice(LETTERS)}{digits}"
        if ref not in used:
            return ref
    raise RuntimeError("no ref is free for this volunteer")


def ref_for(db: Session, case_id: int, volunteer_id: int, now: datetime) -> str:
    """This volunteer's ref for this case, made when they have none."""
    known = db.scalar(select(CaseRef.ref).where(CaseRef.case_id == case_id, CaseRef.volunteer_id == volunteer_id))
    if known:
        return known
    db.execute(delete(CaseRef).where(CaseRef.volunteer_id == volunteer_id, CaseRef.free_after <= now))
    used = set(db.scalars(select(CaseRef.ref).where(CaseRef.volunteer_id == volunteer_id)))
    ref = random_ref(used)
    db.add(CaseRef(case_id=case_id, volunteer_id=volunteer_id, ref=ref))
    db.flush()
    return ref


def known_ref(db: Session, case_id: int, volunteer_id: int) -> str | None:
    """The ref, if this volunteer has ever been asked about this case."""
    return db.scalar(select(CaseRef.ref).where(CaseRef.case_id == case_id, CaseRef.volunteer_id == volunteer_id))


def case_of(db: Session, volunteer_id: int, ref: str) -> int | None:
    """The case that this volunteer means by a ref; another volunteer's ref means nothing here."""
    return db.scalar(select(CaseRef.case_id).where(CaseRef.volunteer_id == volunteer_id, CaseRef.ref == ref))


def all_refs(db: Session, volunteer_id: int) -> set[str]:
    """Every ref of a volunteer that still means something."""
    return set(db.scalars(select(CaseRef.ref).where(CaseRef.volunteer_id == volunteer_id)))


def release(db: Session, case_id: int, now: datetime) -> None:
    """The case is closed: its refs are free in 30 days."""
    db.execute(update(CaseRef).where(CaseRef.case_id == case_id).values(free_after=now + FREE_AFTER))
