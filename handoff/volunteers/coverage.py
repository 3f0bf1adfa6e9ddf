"""Where the roster falls short of the promised hours. Pure; `upkeep` looks every quarter of an hour and warns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

AHEAD = timedelta(hours=36)
SHORTEST = timedelta(minutes=15)
EVERY = timedelta(minutes=15)
LEVELS = (24, 4, 1)  # hours before a gap at which it is warned of, once each
SUPERVISOR = "supervisor"


@dataclass(frozen=True)
class Promise:
    """A stretch in which `minimum` people are promised. `what`: a language, or "supervisor"."""

    what: str
    starts_at: datetime
    ends_at: datetime
    minimum: int = 1


@dataclass(frozen=True)
class Here:
    """Somebody on shift who can be reached. `gives`: their languages, or "supervisor"."""

    volunteer_id: int
    gives: frozenset[str]
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Gap:
    """Promised time with too few people. Its key stays the same while time passes over it."""

    what: str
    starts_at: datetime
    ends_at: datetime

    @property
    def key(self) -> str:
        return f"{self.what}:{self.starts_at:%Y%m%dT%H%M}"


def gaps(promises: Iterable[Promise], here: Sequence[Here], now: datetime) -> list[Gap]:
    """Every gap of a quarter of an hour or more that has not ended and begins within 36 hours, soonest first."""
    found = {
        gap.key: gap
        for promise in promises
        for gap in _of(promise, here)
        if gap.ends_at > now and gap.starts_at <= now + AHEAD and gap.ends_at - gap.starts_at >= SHORTEST
    }
    return sorted(found.values(), key=lambda g: (g.starts_at, g.what))


def _of(promise: Promise, here: Sequence[Here]) -> list[Gap]:
    mine = [h for h in here if promise.what in h.gives]
    inside = [at for h in mine for at in (h.starts_at, h.ends_at) if promise.starts_at < at < promise.ends_at]
    edges = sorted({promise.starts_at, promise.ends_at, *inside})
    found: list[Gap] = []
    for begins, ends in pairwise(edges):
        people = {h.volunteer_id for h in mine if h.starts_at <= begins and h.ends_at >= ends}
        if len(people) >= promise.minimum:
            continue
        if found and found[-1].ends_at == begins:
            found[-1] = Gap(promise.what, found[-1].starts_at, ends)
        else:
            found.append(Gap(promise.what, begins, ends))
    return found


def level(gap: Gap, now: datetime) -> int | None:
    """Which warning is due: 24, 4 or 1; None while the gap is farther away. One that arises late is warned of at
    once, by the nearest level; a look every quarter of an hour must not make a warning late."""
    due = [hours for hours in LEVELS if gap.starts_at - now <= timedelta(hours=hours) + EVERY]
    return min(due, default=None)
