"""The same meeting from two sources: proposed by likeness, decided by people."""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import Engine, select

from actions.groups import editing
from actions.groups.editing import Refused
from actions.groups.models import Channel, Location, Meeting, MergeProposal, Schedule
from actions.storage import reading, writing

NEAR_M, LIKE, APART_MIN = 100, 92.0, 15
MOST_IN_A_BUCKET = 400


@dataclass(frozen=True)
class One:
    """What is compared of a listing at one of its times."""

    public_id: str
    source_id: int
    name: str
    minute: int
    fingerprint: str | None
    lat: float | None
    lon: float | None


def propose(engine: Engine, now: datetime) -> int:
    """Find pairs of different sources that look like one meeting: same programme and weekday, starts within a quarter
    of an hour, and the same way in, or within 100 m, or names alike. Returns how many proposals are new."""
    with writing(engine) as db:
        known = {frozenset(pair) for pair in db.execute(select(MergeProposal.kept, MergeProposal.other)).tuples()}
        new = 0
        for a, b, why, likeness in _pairs(_buckets(db)):
            if frozenset((a.public_id, b.public_id)) not in known:
                known.add(frozenset((a.public_id, b.public_id)))
                db.add(MergeProposal(kept=a.public_id, other=b.public_id, why=why, likeness=likeness, at=now))
                new += 1
        return new


def _buckets(db: Any) -> dict[tuple[str, int], list[One]]:
    found: dict[tuple[str, int], list[One]] = defaultdict(list)
    query = (
        select(
            Meeting.public_id, Meeting.source_id, Meeting.title, Meeting.programme, Schedule.weekday,
            Schedule.start_local, Channel.fingerprint, Location.lat, Location.lon,
        )
        .join(Schedule, Schedule.meeting_id == Meeting.id)
        .outerjoin(Channel, Channel.meeting_id == Meeting.id)
        .outerjoin(Location, Location.meeting_id == Meeting.id)
        .where(Meeting.status == "published", Schedule.weekday.is_not(None), Schedule.start_local.is_not(None))
        .order_by(Meeting.id)
    )  # fmt: skip
    for r in db.execute(query):
        minute = int(r.start_local[:2]) * 60 + int(r.start_local[3:5])
        one = One(r.public_id, r.source_id, r.title, minute, r.fingerprint, r.lat, r.lon)
        found[(r.programme, r.weekday)].append(one)
    return found


def _pairs(buckets: dict[tuple[str, int], list[One]]) -> Iterator[tuple[One, One, str, float]]:
    for rows in buckets.values():
        rows.sort(key=lambda o: o.minute)
        for group in _near_in_time(rows):
            for a, b in combinations(group, 2):
                if a.source_id != b.source_id and abs(a.minute - b.minute) <= APART_MIN and (how := _alike(a, b)):
                    first, second = sorted((a, b), key=lambda o: (o.source_id, o.public_id))
                    yield first, second, *how


def _near_in_time(rows: list[One]) -> Iterator[list[One]]:
    """Rows that share a way in, a spot or a word of the name within a quarter of an hour, in groups of bounded size."""
    groups: dict[tuple[Any, ...], list[One]] = defaultdict(list)
    for one in rows:
        for slot in {one.minute // (APART_MIN + 1), one.minute // (APART_MIN + 1) + 1}:
            if one.fingerprint:
                groups[(slot, "way", one.fingerprint)].append(one)
            if one.lat is not None and one.lon is not None:
                groups[(slot, "spot", round(one.lat, 2), round(one.lon, 2))].append(one)
            groups[(slot, "name", one.name.lower()[:4])].append(one)
    yield from (g for g in groups.values() if 1 < len(g) <= MOST_IN_A_BUCKET)


def _alike(a: One, b: One) -> tuple[str, float] | None:
    if a.fingerprint and a.fingerprint == b.fingerprint:
        return "the same way in", 1.0
    likeness = fuzz.token_sort_ratio(a.name.lower(), b.name.lower())
    near = a.lat is not None and b.lat is not None and _metres(a, b) <= NEAR_M
    if near:
        return "the same place", round(likeness / 100, 3)
    far = a.lat is not None and b.lat is not None and _metres(a, b) > 2000
    return ("alike in name", round(likeness / 100, 3)) if likeness >= LIKE and not far else None


def _metres(a: One, b: One) -> float:
    assert a.lat is not None and a.lon is not None and b.lat is not None and b.lon is not None
    across = (a.lon - b.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return 111_195 * math.hypot(a.lat - b.lat, across)


def merge(engine: Engine, kept: str, other: str, *, actor: str, now: datetime) -> None:
    """`other` is the same meeting as `kept` and is no longer offered. Raises Refused for what cannot be merged."""
    if kept == other:
        raise Refused("A listing cannot be merged with itself.")
    with writing(engine) as db:
        into, gone = editing.listing(db, kept), editing.listing(db, other)
        if into.merged_into or into.status == "removed":
            raise Refused(f"{kept} is itself no longer offered.", "Choose the one that stays.")
        if gone.merged_into == kept:
            return
        editing.change(db, other, "merged_into", gone.merged_into, kept, actor, now)
        editing.change(db, other, "status", gone.status, "removed", actor, now)
        gone.merged_into, gone.status = kept, "removed"
        _decide(db, kept, other, "merged", actor, now)


def different(engine: Engine, kept: str, other: str, *, actor: str, now: datetime) -> None:
    """They are two meetings: not proposed again."""
    with writing(engine) as db:
        editing.listing(db, kept), editing.listing(db, other)
        _decide(db, kept, other, "different", actor, now)


def undo(engine: Engine, other: str, *, actor: str, now: datetime) -> None:
    """Take a merge back. The listing is offered again."""
    with writing(engine) as db:
        gone = editing.listing(db, other)
        if not gone.merged_into:
            raise Refused("It was not merged.")
        editing.change(db, other, "merged_into", gone.merged_into, None, actor, now)
        editing.change(db, other, "status", gone.status, "published", actor, now)
        gone.merged_into, gone.status = None, "published"


def _decide(db: Any, kept: str, other: str, state: str, actor: str, now: datetime) -> None:
    for row in db.scalars(
        select(MergeProposal).where(
            MergeProposal.kept.in_((kept, other)), MergeProposal.other.in_((kept, other)), MergeProposal.state == "open"
        )
    ):
        row.state, row.decided_by, row.decided_at = state, actor, now


def waiting(engine: Engine, limit: int = 50) -> list[dict[str, Any]]:
    """Open proposals, the likeliest first, with both names."""
    with reading(engine) as db:
        found = list(
            db.scalars(
                select(MergeProposal)
                .where(MergeProposal.state == "open")
                .order_by(MergeProposal.likeness.desc(), MergeProposal.id)
                .limit(limit)
            )
        )
        ids = {i for p in found for i in (p.kept, p.other)}
        names = dict(
            db.execute(select(Meeting.public_id, Meeting.title).where(Meeting.public_id.in_(ids))).tuples().all()
        )
    return [
        {
            "kept": p.kept,
            "other": p.other,
            "names": [names.get(p.kept), names.get(p.other)],
            "why": p.why,
            "likeness": p.likeness,
        }
        for p in found
    ]
