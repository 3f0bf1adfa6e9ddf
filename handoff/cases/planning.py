"""The plans that coordinators keep: every version stays, a running case keeps its copy."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.cases import plan as plans
from handoff.cases.models import CasePlan
from handoff.cases.plan import Plan

HIGH = 3  # from this severity on a weaker plan needs a second name


class Refused(ValueError):
    """A plan that may not be set: the message says why."""


def current(db: Session, severity: int) -> tuple[int, Plan]:
    """(version, plan) of a severity: the newest a coordinator set, else the default as version 1."""
    row = db.scalar(select(CasePlan).where(CasePlan.severity == severity).order_by(CasePlan.version.desc()).limit(1))
    return (row.version, Plan.from_json(row.plan)) if row else (plans.VERSION, plans.plan_for(severity))


def set_plan(db: Session, severity: int, new: Plan, by: str, now: datetime, *, second: str | None = None) -> CasePlan:
    """Add a version. Cases that are open keep theirs. Raises Refused for a plan that makes no sense, and for a weaker
    plan of severity 3 or 4 without a second name."""
    if wrong := plans.wrong(new):
        raise Refused(wrong)
    version, old = current(db, severity)
    if severity >= HIGH and plans.weaker(new, old) and (not second or second == by):
        raise Refused("a weaker plan of severity 3 or 4 needs a second name")
    row = CasePlan(severity=severity, version=version + 1, plan=new.to_json(), made_by=by, second_by=second, at=now)
    db.add(row)
    db.flush()
    return row
