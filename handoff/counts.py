"""What the protocol did, counted by month without anybody's name, and how long a human took to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from handoff.cases.models import Case
from handoff.conversations.models import SafetyCount
from handoff.rows import changed
from handoff.safety.ladder import Outcome, RiskState
from handoff.safety.model import Level

WHAT = ("line_shown", "barrier_asked", "line_chosen", "human_offered", "human_came")
SMALL = 5  # a smaller count could be somebody
LOOKED_BACK = timedelta(days=90)
MONTHS = 12
_CHOSEN = {("try", "text"), ("try", "call"), ("near", "can_call"), ("near", "texting")}


@dataclass(frozen=True)
class Times:
    """Seconds from opening a case at R3 or R4 to a volunteer's first words: the middle, and nineteen of twenty."""

    p50: float
    p95: float
    cases: str


def of_turn(db: Session, before: RiskState, outcome: Outcome, now: datetime) -> None:
    """Count what one turn did."""
    for what in happened(before, outcome):
        add(db, what, now)


def happened(before: RiskState, outcome: Outcome) -> list[str]:
    """The codes of what one turn did, each once. Pure."""
    state, found = outcome.state, []
    if outcome.says and state.level >= Level.R2 and state.cue_turn == state.turn:
        found.append("line_shown")
    if any(say.utterance.startswith("ask_barrier") for say in outcome.says):
        found.append("barrier_asked")
    if any(state.answer(q) == a and before.answer(q) != a for q, a in _CHOSEN):
        found.append("line_chosen")
    done = {directive.do for directive in outcome.directives}
    found += [what for do, what in (("open_case", "human_offered"), ("log_misreading", "misread")) if do in done]
    return found


def add(db: Session, what: str, now: datetime) -> None:
    """One more in this month."""
    month = f"{now:%Y-%m}"
    more = (
        update(SafetyCount)
        .where(SafetyCount.month == month, SafetyCount.what == what)
        .values(count=SafetyCount.count + 1)
    )
    if changed(db, more):
        return
    try:
        with db.begin_nested():
            db.add(SafetyCount(month=month, what=what, count=1))
    except IntegrityError:  # another process was first
        changed(db, more)


def table(db: Session, now: datetime) -> list[dict[str, str]]:
    """The last months, newest first: {month, and each of WHAT in rounded words}; months without anything are left out.
    Who came is counted from the cases themselves."""
    since = f"{now - timedelta(days=31 * MONTHS):%Y-%m}"
    by_month: dict[str, dict[str, int]] = {}
    for row in db.scalars(select(SafetyCount).where(SafetyCount.month >= since)):
        by_month.setdefault(row.month, {})[row.what] = row.count
    for at in db.scalars(select(Case.accepted_at).where(Case.accepted_at >= now - timedelta(days=31 * MONTHS))):
        if at is not None:
            counts = by_month.setdefault(f"{at:%Y-%m}", {})
            counts["human_came"] = counts.get("human_came", 0) + 1
    return [
        {"month": month, **{what: rounded(by_month[month].get(what, 0)) for what in WHAT}}
        for month in sorted(by_month, reverse=True)[:MONTHS]
    ]


def rounded(count: int) -> str:
    """A count that names nobody: small ones in words, larger ones to the nearest five."""
    if count == 0:
        return "0"
    return f"fewer than {SMALL}" if count < SMALL else f"about {5 * round(count / 5)}"


def times(db: Session, now: datetime) -> Times | None:
    """How long the first words of a human took at R3 and R4 in the last three months; None for fewer than five."""
    rows = db.execute(
        select(Case.opened_at, Case.first_reply_at).where(
            Case.peak_severity >= Level.R3, Case.first_reply_at.is_not(None), Case.opened_at >= now - LOOKED_BACK
        )
    ).all()
    waited = sorted((replied - opened).total_seconds() for opened, replied in rows if replied is not None)
    if len(waited) < SMALL:
        return None
    return Times(_share(waited, 0.5), _share(waited, 0.95), rounded(len(waited)))


def unanswered(db: Session, now: datetime) -> str:
    """How many cases at R3 and R4 of the last three months got no words of a human, rounded."""
    count = db.scalar(
        select(func.count())
        .select_from(Case)
        .where(Case.peak_severity >= Level.R3, Case.first_reply_at.is_(None), Case.opened_at >= now - LOOKED_BACK)
    )
    return rounded(count or 0)


def _share(waited: Sequence[float], share: float) -> float:
    """The value that this share of the sorted values does not exceed."""
    return waited[min(len(waited) - 1, int(share * len(waited)))]
