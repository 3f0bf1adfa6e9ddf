"""How long it usually takes until a human answers: an honest figure from the last 28 days, or none."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from handoff.cases.models import Case, CaseEvent

DAYS = timedelta(days=28)
BAND_H = 4
FEWEST = 20
SHARE = 0.8
CLASSES = ((0, 1), (2, 2), (3, 4))


def usual(waits: list[float | None]) -> float | None:
    """The 80th percentile of waits in seconds, None among them for a case nobody took (endless). Pure.

    None for fewer than twenty cases, and when the percentile itself is endless.
    """
    if len(waits) < FEWEST:
        return None
    ordered = sorted(float("inf") if w is None else w for w in waits)
    value = ordered[min(len(ordered) - 1, int(SHARE * len(ordered)))]
    return None if value == float("inf") else value


def usual_wait(db: Session, severity: int, now: datetime) -> timedelta | None:
    """How long a case like this one, at this time of the day, took until the volunteer's first words."""
    low, high = next(c for c in CLASSES if c[0] <= severity <= c[1])
    first = (
        select(func.min(CaseEvent.at))
        .where(CaseEvent.case_id == Case.id, CaseEvent.kind == "first_reply")
        .correlate(Case)
        .scalar_subquery()
    )
    rows = db.execute(
        select(Case.opened_at, first).where(
            Case.opened_at >= now - DAYS, Case.opened_at < now - timedelta(hours=1), Case.severity.between(low, high)
        )
    )
    band = now.hour // BAND_H
    waits = [(at - opened).total_seconds() if at else None for opened, at in rows if opened.hour // BAND_H == band]
    value = usual(waits)
    return None if value is None else timedelta(seconds=value)


def in_words(wait: timedelta) -> str:
    """A duration as it stands in a sentence: "about 3 minutes"."""
    minutes = max(1, round(wait.total_seconds() / 60))
    return "about a minute" if minutes == 1 else f"about {minutes} minutes"
