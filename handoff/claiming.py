"""Claiming due work within the pace of the lines: at most two seconds of a line's capacity, the most urgent first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from handoff import work
from handoff.channels.sms import pace
from handoff.channels.sms.models import Text
from handoff.channels.sms.pace import Room
from handoff.work import DueWork

A_MOMENT = 0.001  # seconds of room that are none: sums of fractions do not end at zero
LOOK_AT = 4  # rows looked at for each that may be claimed: some belong to a line that has no more room


@dataclass(frozen=True)
class Claimed:
    """A row that is ours while its lease runs. `sender`: which of the line's senders takes it; None for no text."""

    row: DueWork
    sender: str | None


def claim(db: Session, who: str, now: datetime, limit: int = 16, kinds: Sequence[str] | None = None) -> list[Claimed]:
    """Take up to `limit` due rows that their lines have room for. In the caller's transaction, committed before use."""
    rooms = pace.rooms(db, now)
    wanted = (
        select(DueWork, Text.line, Text.segments)
        .outerjoin(Text, Text.id == DueWork.text_id)
        .where(*work.claimable(now), or_(Text.id.is_(None), Text.line.in_(list(rooms))))
        .order_by(DueWork.priority, DueWork.due_at, DueWork.id)
        .limit(limit * LOOK_AT)
        .with_for_update(skip_locked=True, of=DueWork)
    )
    if kinds is not None:
        wanted = wanted.where(DueWork.kind.in_(kinds))
    taken: list[Claimed] = []
    budget = _Budget(rooms)
    for row, line, segments in db.execute(wanted).all():
        if len(taken) == limit:
            break
        if line is not None and not budget.takes(line):
            continue
        if not work.take(db, row, who, now):
            continue
        taken.append(Claimed(row, rooms[line].sender if line is not None else None))
        if line is not None:
            budget.took(line, segments)
            pace.took(db, line, rooms[line], segments, now)
    return taken


class _Budget:
    """What is left of each line's room in this claim. A line that had none for one text gets none for a later one."""

    def __init__(self, rooms: Mapping[str, Room]) -> None:
        self._seconds = {line: room.seconds for line, room in rooms.items()}
        self._texts = {line: room.texts for line, room in rooms.items()}

    def takes(self, line: str) -> bool:
        """Whether the line has room for one more; the last one may go over it, however long it is."""
        seconds, texts = self._seconds[line], self._texts[line]
        return (seconds is None or seconds > A_MOMENT) and (texts is None or texts > 0)

    def took(self, line: str, segments: int) -> None:
        seconds, texts, speed = self._seconds[line], self._texts[line], pace.rate(line)
        if seconds is not None and speed is not None:
            self._seconds[line] = seconds - segments / speed
        if texts is not None:
            self._texts[line] = texts - 1
