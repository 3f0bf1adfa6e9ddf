"""What a plan would have done to the waits of the last month. Pure, but for reading them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from handoff.cases.models import Case, CaseEvent
from handoff.cases.plan import QUIET_AFTER_MIN, Plan

MONTH = timedelta(days=28)


@dataclass(frozen=True)
class Wait:
    """One wait from opening until somebody took the case, or until it ended untaken."""

    opened_at: datetime
    minutes: float
    taken: bool


@dataclass(frozen=True)
class Played:
    """How many waits would have come to each step, and the waiting texts of all together."""

    supervisor: int
    outside: int
    texts: int


@dataclass(frozen=True)
class Hour:
    """The waits that began in one hour of the day: how many, half of them taken within `minutes`, how many never."""

    hour: int
    count: int
    minutes: float | None
    untaken: int


def play(plan: Plan, waits: Iterable[Wait]) -> Played:
    """The same waits under a plan. How many are asked at once changes the waits themselves, so that is not shown."""
    known = list(waits)
    return Played(
        sum(w.minutes >= plan.supervisor_min for w in known),
        sum(w.minutes >= plan.external_min for w in known),
        sum(texts(plan, w.minutes) for w in known),
    )


def texts(plan: Plan, minutes: float) -> int:
    """How many waiting texts somebody read who waited so long."""
    first = sum(m <= minutes for m in plan.wait_min)
    later = min(minutes, QUIET_AFTER_MIN) - plan.wait_min[-1]
    return first + max(0, int(later // plan.then_every)) if first == len(plan.wait_min) else first


def by_hour(waits: Sequence[Wait], zone: str) -> list[Hour]:
    """The waits by the local hour in which they began; hours without any are left out."""
    found = []
    for hour in range(24):
        here = [w for w in waits if w.opened_at.astimezone(ZoneInfo(zone)).hour == hour]
        taken = [w.minutes for w in here if w.taken]
        if here:
            found.append(Hour(hour, len(here), median(taken) if taken else None, len(here) - len(taken)))
    return found


def waits(db: Session, now: datetime, severity: int | None = None) -> list[Wait]:
    """The waits of the last four weeks, of one severity (the highest a case had) or of all."""
    taken = select(CaseEvent.case_id, func.min(CaseEvent.at).label("at")).where(CaseEvent.kind == "accepted")
    first = taken.group_by(CaseEvent.case_id).subquery()
    wanted = select(Case.opened_at, Case.closed_at, first.c.at).outerjoin(first, first.c.case_id == Case.id)
    wanted = wanted.where(Case.opened_at > now - MONTH)
    if severity is not None:
        wanted = wanted.where(Case.peak_severity == severity)
    return [
        Wait(opened, ((at or closed or now) - opened) / timedelta(minutes=1), at is not None)
        for opened, closed, at in db.execute(wanted.order_by(Case.id))
    ]
