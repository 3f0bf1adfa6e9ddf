"""What the tests of the pure moves share: one evening, one shift, and a look at a case."""

from datetime import UTC, datetime, timedelta
from typing import Any

from handoff.cases import states
from handoff.cases.changes import CaseView, Change, OfferView
from handoff.cases.routing import Candidate, Slot

NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
SLOT = Slot(NOW - timedelta(hours=1), NOW + timedelta(hours=3))
ON = Candidate(1, slots=(SLOT,))


def ago(**parts: float) -> datetime:
    return NOW - timedelta(**parts)


def ahead(**parts: float) -> datetime:
    return NOW + timedelta(**parts)


def look(case: CaseView, *roster: Candidate) -> list[Change]:
    """Everything that is due for this case now."""
    return states.step(case, roster, NOW)


def of(kind: type, changes: list[Change]) -> list[Change]:
    return [c for c in changes if isinstance(c, kind)]


def queued(who: int, number: int = 1, **since: float) -> OfferView:
    """An offer whose text waits for so long."""
    return OfferView(who, "queued", None, None, number, ago(**since), None)


def live(who: int, expires: datetime, number: int = 1, **values: Any) -> OfferView:
    return OfferView(who, "live", None, None, number, ago(minutes=1), expires, **values)
