"""The week as a map: for each hour of the next seven days who is here, against what was promised. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handoff.console import times
from handoff.volunteers.coverage import Here, Promise

DAYS = 7


@dataclass(frozen=True)
class Cell:
    """One hour: how many are here, how many were promised. `state`: closed, ok, short, extra (here, not promised)."""

    hour: int
    here: int
    promised: int

    @property
    def state(self) -> str:
        if not self.promised:
            return "extra" if self.here else "closed"
        return "ok" if self.here >= self.promised else "short"


@dataclass(frozen=True)
class Row:
    day: str
    cells: tuple[Cell, ...]


def week(what: str, promises: Sequence[Promise], here: Sequence[Here], now: datetime, zone: str) -> list[Row]:
    """The map of one language (or of supervisors). An hour counts the fewest who are here in any quarter of it."""
    start = times.local(now, zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    rows = []
    for n in range(DAYS):
        day = start + timedelta(days=n)
        cells = tuple(_cell(what, promises, here, day.replace(hour=h), now) for h in range(24))
        rows.append(Row(times.day(day.astimezone(now.tzinfo), zone), cells))
    return rows


def _cell(what: str, promises: Sequence[Promise], here: Sequence[Here], at: datetime, now: datetime) -> Cell:
    quarters = [at.astimezone(now.tzinfo) + timedelta(minutes=15 * q) for q in range(4)]
    ahead = [q for q in quarters if q + timedelta(minutes=15) > now] or quarters[-1:]
    promised = max(
        (p.minimum for p in promises if p.what == what and any(p.starts_at <= q < p.ends_at for q in ahead)), default=0
    )
    counted = [q for q in ahead if _promised(what, promises, q)] or ahead
    people = [len({h.volunteer_id for h in here if what in h.gives and h.starts_at <= q < h.ends_at}) for q in counted]
    return Cell(at.hour, min(people), promised)


def _promised(what: str, promises: Sequence[Promise], at: datetime) -> bool:
    return any(p.what == what and p.starts_at <= at < p.ends_at for p in promises)
