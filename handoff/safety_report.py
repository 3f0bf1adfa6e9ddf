"""The safety report of one year: counts without anybody's name, and how long a human took. Read from what is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from handoff import counts
from handoff.cases.models import Case
from handoff.conversations.models import SafetyCount
from handoff.safety import wording
from handoff.safety.model import Level

LONG_WAIT_S = 300  # a wait over five minutes (care.md 6.2)


@dataclass(frozen=True)
class Report:
    """Counts are words ("0", "fewer than 5", "about 40"); seconds are None where fewer than five cases would speak.

    misread  people who said that they were read wrong: what is known of false alarms
    """

    year: int
    protocol_version: str
    line_shown: str
    barrier_asked: str
    line_chosen: str
    human_offered: str
    human_came: str
    misread: str
    cases_high_or_imminent: str
    cases_without_a_humans_words: str
    waits_over_five_minutes: str
    seconds_to_a_human_p50: float | None
    seconds_to_a_human_p95: float | None


def of_year(db: Session, year: int) -> Report:
    """The report of a calendar year, UTC."""
    begin, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    rows = db.execute(
        select(SafetyCount.what, func.sum(SafetyCount.count))
        .where(SafetyCount.month.like(f"{year}-%"))
        .group_by(SafetyCount.what)
    )
    summed = {what: int(count) for what, count in rows}
    came = select(func.count()).select_from(Case).where(Case.accepted_at >= begin, Case.accepted_at < end)
    heavy = db.execute(
        select(Case.opened_at, Case.first_reply_at).where(
            Case.peak_severity >= Level.R3, Case.opened_at >= begin, Case.opened_at < end
        )
    ).all()
    waited = sorted((reply - opened).total_seconds() for opened, reply in heavy if reply is not None)
    silent = len(heavy) - len(waited)
    return Report(
        year=year,
        protocol_version=wording.load("en").version,
        human_came=counts.rounded(db.scalar(came) or 0),
        cases_high_or_imminent=counts.rounded(len(heavy)),
        cases_without_a_humans_words=counts.rounded(silent),
        waits_over_five_minutes=counts.rounded(silent + sum(seconds > LONG_WAIT_S for seconds in waited)),
        seconds_to_a_human_p50=_share(waited, 0.5),
        seconds_to_a_human_p95=_share(waited, 0.95),
        **{
            what: counts.rounded(summed.get(what, 0))
            for what in ("line_shown", "barrier_asked", "line_chosen", "human_offered", "misread")
        },
    )


def _share(waited: Sequence[float], share: float) -> float | None:
    """The seconds that this share of the waits does not exceed; None where so few could be somebody."""
    if len(waited) < counts.SMALL:
        return None
    return waited[min(len(waited) - 1, int(share * len(waited)))]
