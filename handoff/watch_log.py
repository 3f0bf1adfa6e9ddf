"""What the auditor found and when it called the heartbeat, kept so that the operator's page can show it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from actions.storage import Base, Utc
from handoff import work
from handoff.work import Pulse

HEARTBEAT = "heartbeat"  # the pulse of the last heartbeat that arrived
APART = timedelta(minutes=2)  # found again after so long without it, a fault is a new one
SHOWN = timedelta(days=7)


class Seen(Protocol):
    """A finding as the auditor makes it."""

    @property
    def what(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def worst_s(self) -> float: ...


class FindingRow(Base):
    """A broken promise as it was last found; one row a code. `since`: when this spell of it began."""

    __tablename__ = "findings"

    what: Mapped[str] = mapped_column(String(40), primary_key=True)
    count: Mapped[int]
    worst_s: Mapped[float]
    since: Mapped[datetime] = mapped_column(Utc)
    last_at: Mapped[datetime] = mapped_column(Utc)


def keep(db: Session, found: Sequence[Seen], now: datetime) -> None:
    """Note what one round found. Rows of what is mended stay as they were."""
    known = {row.what: row for row in db.scalars(select(FindingRow))}
    for one in found:
        row = known.get(one.what)
        if row is None:
            db.add(FindingRow(what=one.what, count=one.count, worst_s=one.worst_s, since=now, last_at=now))
            continue
        fresh = now - row.last_at > APART
        row.worst_s = one.worst_s if fresh else max(row.worst_s, one.worst_s)
        row.since = now if fresh else row.since
        row.count, row.last_at = one.count, now


def beat(db: Session, now: datetime) -> None:
    """The outside watcher has answered a heartbeat."""
    work.pulse(db, HEARTBEAT, HEARTBEAT, now)


def last(db: Session, now: datetime) -> list[FindingRow]:
    """What was found in the last seven days, the newest first."""
    lately = select(FindingRow).where(FindingRow.last_at > now - SHOWN)
    return list(db.scalars(lately.order_by(FindingRow.last_at.desc(), FindingRow.what)))


def seen(db: Session, name: str) -> datetime | None:
    """When the auditor last looked ("auditor"), or a heartbeat last arrived ("heartbeat"); None when never."""
    row = db.get(Pulse, name)
    return row.at if row is not None else None
