"""The search: read slots, pass the filters, relax in a stated order, at most three results."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from actions.groups.places import country_of_zone
from actions.groups.query import Reading
from actions.groups.search import (
    candidates,
    columns,
    columns_read,
    document,
    names,
    rank,
    relaxing,
    spots,
    times,
    words,
)
from actions.storage import reading as read_session

_MOST_READS = 12  # of a few listings each, when many are not on after all
_GUARDS = (
    "gender_only",
    "audience_only",
    "access",
    "faith",
    "camera",
    "anonymity",
    "languages",
    "not_days",
    "not_platform",
    "not_modality",
    "not_programme",
    "attr",
    "open_closed",
    "kind",
    "age",
)


class Unavailable(Exception):
    """The directory cannot be reached."""


@dataclass(frozen=True)
class _Person:
    """What is known of who asks: zone and country, or None."""

    tz: str | None = None
    country: str | None = None


@dataclass
class Found:
    """What a search gives: `results` are result objects (see document), `more` how many beyond them."""

    status: str
    results: list[dict[str, Any]] = field(default_factory=list)
    ask: dict[str, Any] | None = None
    care: str | None = None
    blocked_by: list[str] = field(default_factory=list)
    more: int = 0
    resolved: dict[str, Any] | None = None
    place_unknown: bool = False
    took_ms: float = 0.0
    rooms: list[str] = field(default_factory=list)  # "women", "men": with one of these said, something would fit


def find(
    engine: Engine,
    reading: Reading,
    *,
    now: datetime,
    tz: str | None = None,
    country: str | None = None,
    limit: int = 3,
    shown: Sequence[str] = (),
) -> Found:
    """Search for a reading. Raises Unavailable when the database cannot be read."""
    began = time.perf_counter()
    if reading.care in ("hold", "check"):
        found = Found("hold", care=reading.care)
    elif reading.ask:
        found = Found("ask", ask=reading.ask, care=reading.care)
    elif reading.intent not in ("search", "refine") or not reading.slots.keys() - {"refine"}:
        found = Found("other", care=reading.care)
    else:
        found = _guarded(engine, reading, now, _Person(tz, country), limit, shown)
    found.took_ms = round((time.perf_counter() - began) * 1000, 1)
    return found


def _guarded(
    engine: Engine, reading: Reading, now: datetime, person: _Person, limit: int, shown: Sequence[str]
) -> Found:
    try:
        with read_session(engine) as db:
            return _search(db, engine, reading, now, person, limit, shown)
    except SQLAlchemyError as error:
        raise Unavailable(type(error).__name__) from error


def _search(
    db: Session, engine: Engine, reading: Reading, now: datetime, person: _Person, limit: int, shown: Sequence[str]
) -> Found:
    cols = columns_read.of(db, engine)
    query, place_unknown = _query(db, cols, reading, now, person, shown)
    fitting = candidates.base(cols, query)
    kept, total = _gather(db, cols, fitting, query, limit)
    found = Found(
        "ok" if kept else "empty",
        care=reading.care,
        more=max(total - len(kept), 0),
        place_unknown=place_unknown,
    )
    viewer = query.slots.get("said_tz") or person.tz
    found.results = [document.of(c, query.slots, now=now, tz=viewer, care=reading.care) for c in kept]
    found.resolved = _resolved(query, query.spot)
    if not kept:
        found.blocked_by = _blocked(cols, query)
        found.rooms = _rooms_for(cols, query)
        if found.rooms and not found.blocked_by:
            found.blocked_by = ["gender_only"]
    return found


def _query(
    db: Session, cols: columns.Columns, reading: Reading, now: datetime, person: _Person, shown: Sequence[str]
) -> tuple[candidates.Query, bool]:
    """What the passes need, and whether the place that was said is in no list."""
    slots = {k: v for k, v in reading.slots.items() if k != "refine"}
    place = slots.get("place")
    spot = spots.resolve(db, place) if place else None
    radius = float(slots.get("radius_km") or (spot.km if spot else 25.0))
    if reading.slots.get("refine") == "closer" and not slots.get("radius_km"):
        radius = 10.0
    if place and not spot:
        slots["modality"] = slots.get("modality") or ["online", "phone", "text", "vr"]
    named = names.likenesses(cols, slots["name"]) if slots.get("name") else {}
    unread = slots["name"].split() if slots.get("name") and not named else reading.unread
    text = words.likenesses(db, cols, unread, every=bool(slots.get("name"))) if unread and not named else None
    query = candidates.Query(
        slots,
        now,
        person.tz or (spot.tz if spot else None),
        spot,
        radius,
        reading.care,
        tuple(shown),
        os.environ.get("GROUPS_REQUIRE_CONFIRMED") == "1",
        slots.get("country") or (place or {}).get("country") or person.country or country_of_zone(person.tz),
        text,
        named,
    )
    return query, bool(place and not spot)


def _gather(
    db: Session, cols: columns.Columns, fitting: columns.Rows, query: candidates.Query, limit: int
) -> tuple[list[candidates.Candidate], int]:
    """The best listings, near misses after what fits; and about how many there are."""
    wish = times.wish(query.slots, query.now, query.tz)
    seen = rank.Seen()
    kept, total = _take(db, cols, candidates.run(cols, fitting, query), query, limit, seen)
    relaxed: tuple[dict[str, Any], ...] = ()
    for facet, looser in relaxing.steps(query):
        if len(kept) >= limit or query.slots.get("name"):
            break
        relaxed = (*[r for r in relaxed if r["facet"] != facet["facet"]], facet)
        near = candidates.run(cols, fitting, looser)
        if wish:  # without a time: only at the end
            near = candidates.only(near, near.wait < columns.WEEK)
        more, others = _take(db, cols, near, looser, limit - len(kept), seen)
        kept, total = kept + [replace(c, relaxed=relaxed) for c in more], total + others
    if len(kept) < limit and wish and not query.slots.get("name"):
        loose = candidates.run(cols, fitting, replace(query, spot=None), untimed=True)
        if wish.right_now:
            loose = candidates.only(loose, cols.always[loose.rows])
        more, others = _take(db, cols, loose, replace(query, spot=None), limit - len(kept), seen)
        kept, total = kept + more, total + others
    return kept, total


def _take(
    db: Session,
    cols: columns.Columns,
    found: candidates.Pass,
    query: candidates.Query,
    limit: int,
    seen: rank.Seen,
) -> tuple[list[candidates.Candidate], int]:
    """The first `limit` listings of a pass that are not `seen`, and how many groups it holds."""
    if not len(found.rows) or limit < 1:
        return [], 0
    total = rank.groups_left(cols, found.rows, seen)
    at, scores = rank.order(cols, found, query)
    kept: list[candidates.Candidate] = []
    places = rank.thin(cols, found.rows[at], query.slots, seen)
    for _ in range(_MOST_READS):
        chunk = list(islice(places, limit - len(kept) + 2))
        if not chunk or len(kept) >= limit:
            break
        score_of = {int(cols.ids[found.rows[at[i]]]): float(scores[i]) for i in chunk}
        made = candidates.listings(db, cols, found, [int(at[i]) for i in chunk], query)
        total -= len(chunk) - len(made)
        for one in made[: limit - len(kept)]:
            one.score = score_of[one.row.id]
            seen.add(cols, cols.row_of[one.row.id])
            kept.append(one)
    return kept, max(total, len(kept))


def _untimed_slots(slots: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in slots.items() if k not in ("time", "window", "days", "when", "ordinals", "recurrence")}


def _any(cols: columns.Columns, query: candidates.Query) -> bool:
    """Whether anything at all fits these slots."""
    return len(candidates.run(cols, candidates.base(cols, query), query).rows) > 0


def _rooms_for(cols: columns.Columns, query: candidates.Query) -> list[str]:
    """Whether what is asked for is there only for women or only for men, when neither was said."""
    if "gender_only" in query.slots or "name" in query.slots:
        return []
    return [g for g in ("women", "men") if _any(cols, replace(query, slots={**query.slots, "gender_only": g}))]


def _blocked(cols: columns.Columns, query: candidates.Query) -> list[str]:
    """Which protected wish stands in the way when nothing is left: each is lifted alone, to see."""
    base = _untimed_slots(query.slots)
    present = [g for g in _GUARDS if g in query.slots and not (g == "age" and query.care == "age_gate")]
    alone = []
    for guard in present:
        loose = replace(query, spot=None, slots={k: v for k, v in base.items() if k != guard})
        if _any(cols, loose):
            alone.append(guard)
    return alone or present


def _resolved(query: candidates.Query, spot: spots.Spot | None) -> dict[str, Any] | None:
    wish = times.wish(query.slots, query.now, query.tz)
    doc: dict[str, Any] = {}
    if wish and wish.spans:
        doc = {"from": wish.spans[0].on.isoformat(), "to": wish.spans[-1].on.isoformat()}
    if spot:
        doc["place"] = {
            "name": spot.name,
            "admin1": spot.admin1,
            "country": spot.country,
            "lat": round(spot.lat, 2),
            "lon": round(spot.lon, 2),
            "tz": spot.tz,
        }
    return doc or None


Find = Callable[..., Found]
