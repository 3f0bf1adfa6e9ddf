"""Due work: rows that say what must be done when. A claim is one conditional UPDATE with a lease of twenty seconds."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ColumnElement, Index, String, and_, exists, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from actions.storage import Base, Utc
from handoff.rows import changed

LEASE = timedelta(seconds=20)
LEAST_URGENT = 4


class DueWork(Base):
    """One thing to do. `key` names its cause, so that the same cause never makes two rows."""

    __tablename__ = "due_work"
    __table_args__ = (
        CheckConstraint("state IN ('due', 'claimed', 'done', 'dead')", name="state"),
        CheckConstraint("(state = 'claimed') = (lease_until IS NOT NULL)", name="lease"),
        Index("ix_due_work_next", "state", "priority", "due_at"),
        Index(
            "ix_due_work_lane",
            "lane",
            "id",
            sqlite_where=text("state IN ('due', 'claimed')"),
            postgresql_where=text("state IN ('due', 'claimed')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80), unique=True)
    lane: Mapped[str | None] = mapped_column(String(96))  # rows of one lane are done one after another, oldest first
    priority: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(Utc)
    state: Mapped[str] = mapped_column(String(8), default="due")
    lease_until: Mapped[datetime | None] = mapped_column(Utc)
    claimed_by: Mapped[str | None] = mapped_column(String(40))
    attempts: Mapped[int] = mapped_column(default=0)
    text_id: Mapped[int | None] = mapped_column(index=True)
    case_id: Mapped[int | None]
    last_code: Mapped[str | None] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(Utc)
    done_at: Mapped[datetime | None] = mapped_column(Utc)


class Pulse(Base):
    """When a process was last seen working; the auditor reads it."""

    __tablename__ = "pulses"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(Utc)


def add(
    db: Session,
    *,
    kind: str,
    key: str,
    priority: int,
    due_at: datetime,
    now: datetime,
    lane: str | None = None,
    text_id: int | None = None,
    case_id: int | None = None,
    urgency: int = LEAST_URGENT,
) -> DueWork:
    """Add a row, or return the one that the same key already made. `urgency` orders rows of one priority, 0 first."""
    known = db.scalar(select(DueWork).where(DueWork.key == key))
    if known:
        return known
    row = DueWork(
        kind=kind,
        key=key,
        lane=lane,
        priority=10 * priority + urgency,
        due_at=due_at,
        made_at=now,
        text_id=text_id,
        case_id=case_id,
    )
    db.add(row)
    db.flush()
    return row


def hurry(db: Session, lane: str, now: datetime) -> None:
    """Rows of a lane that nobody has tried yet are due at once."""
    waits = (DueWork.lane == lane, DueWork.state == "due", DueWork.attempts == 0, DueWork.due_at > now)
    db.execute(update(DueWork).where(*waits).values(due_at=now))


def claimable(now: datetime) -> list[ColumnElement[bool]]:
    earlier = aliased(DueWork)
    return [
        or_(
            and_(DueWork.state == "due", DueWork.due_at <= now),
            and_(DueWork.state == "claimed", DueWork.lease_until <= now),
        ),
        or_(
            DueWork.lane.is_(None),
            ~exists().where(
                earlier.lane == DueWork.lane, earlier.id < DueWork.id, earlier.state.in_(("due", "claimed"))
            ),
        ),
    ]


def claim(db: Session, who: str, now: datetime, limit: int = 16, kinds: Sequence[str] | None = None) -> list[DueWork]:
    """Take up to `limit` due rows for `who`, most urgent first. Two callers never get one row while its lease runs.

    Runs in the caller's transaction, which must be committed before anything is done with the rows. The pace of lines
    is not asked: texts are claimed through `handoff/claiming.py`.
    """
    wanted = select(DueWork).where(*claimable(now))
    if kinds is not None:
        wanted = wanted.where(DueWork.kind.in_(kinds))
    wanted = wanted.order_by(DueWork.priority, DueWork.due_at, DueWork.id).limit(limit)
    rows = db.scalars(wanted.with_for_update(skip_locked=True, of=DueWork)).all()
    return [row for row in rows if take(db, row, who, now)]


def take(db: Session, row: DueWork, who: str, now: datetime) -> bool:
    """The claim of one row: true for one caller, whoever else read it as it was."""
    same_lease = DueWork.lease_until.is_(None) if row.lease_until is None else DueWork.lease_until == row.lease_until
    won = (
        changed(
            db,
            update(DueWork)
            .where(DueWork.id == row.id, DueWork.state == row.state, same_lease)
            .values(state="claimed", lease_until=now + LEASE, claimed_by=who, attempts=DueWork.attempts + 1),
        )
        == 1
    )
    if won:
        db.refresh(row)
    return won


def _mine(row: DueWork) -> list[ColumnElement[bool]]:
    """Only whoever holds the lease may write the row's end: a worker that woke up late must not undo another's."""
    return [
        DueWork.id == row.id,
        DueWork.state == "claimed",
        DueWork.claimed_by == row.claimed_by,
        DueWork.attempts == row.attempts,
    ]


def mark_done(db: Session, row: DueWork, now: datetime, code: str | None = None, dead: bool = False) -> bool:
    """End a claimed row. False when the lease was lost meanwhile."""
    done = (
        changed(
            db,
            update(DueWork)
            .where(*_mine(row))
            .values(state="dead" if dead else "done", lease_until=None, done_at=now, last_code=code),
        )
        == 1
    )
    if row in db:  # the row may come from the claiming transaction, detached by now
        db.expire(row)
    return done


def put_off(db: Session, row: DueWork, until: datetime, code: str | None = None) -> bool:
    """Give a claimed row back, due at `until`. False when the lease was lost meanwhile."""
    done = (
        changed(
            db, update(DueWork).where(*_mine(row)).values(state="due", lease_until=None, due_at=until, last_code=code)
        )
        == 1
    )
    if row in db:  # the row may come from the claiming transaction, detached by now
        db.expire(row)
    return done


def cancel(db: Session, text_id: int, now: datetime, code: str) -> bool:
    """End the row of a text that nobody has claimed. False when it is being sent or was ended before."""
    return (
        changed(
            db,
            update(DueWork)
            .where(DueWork.text_id == text_id, DueWork.state == "due")
            .values(state="dead", done_at=now, last_code=code),
        )
        == 1
    )


def pulse(db: Session, kind: str, name: str, now: datetime) -> None:
    """Say that this process is alive."""
    row = db.get(Pulse, name)
    if row is None:
        db.add(Pulse(name=name, kind=kind, at=now))
    else:
        row.at = now
