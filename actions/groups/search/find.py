"""The search: read slots, pass the filters, relax in a stated order, at most three results."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from actions.groups.query import Reading
from actions.groups.search import candidates, document, rank, spots, times
from actions.storage import reading as read_session

MOST_KM = 100.0
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
        found = _guarded(engine, reading, now, tz, limit, shown)
    found.took_ms = round((time.perf_counter() - began) * 1000, 1)
    return found


def _guarded(
    engine: Engine, reading: Reading, now: datetime, tz: str | None, limit: int, shown: Sequence[str]
) -> Found:
    try:
        with read_session(engine) as db:
            return _search(db, engine, reading, now, tz, limit, shown)
    except SQLAlchemyError as error:
        raise Unavailable(type(error).__name__) from error


def _search(
    db: Session, engine: Engine, reading: Reading, now: datetime, tz: str | None, limit: int, shown: Sequence[str]
) -> Found:
    slots = {k: v for k, v in reading.slots.items() if k != "refine"}
    place = slots.get("place")
    spot = spots.resolve(db, place) if place else None
    query = candidates.Query(
        slots,
        now,
        tz,
        spot,
        float(slots.get("radius_km") or 25.0),
        reading.care,
        tuple(shown),
        os.environ.get("GROUPS_REQUIRE_CONFIRMED") == "1",
    )
    if reading.slots.get("refine") == "closer" and not slots.get("radius_km"):
        query = replace(query, radius_km=10.0)
    if place and not spot:
        query = replace(query, slots={**slots, "modality": slots.get("modality") or ["online", "phone", "text", "vr"]})
    kept, total = _gather(db, engine, query, limit)
    found = Found(
        "ok" if kept else "empty",
        care=reading.care,
        more=max(total - len(kept), 0),
        place_unknown=bool(place and not spot),
    )
    found.results = [document.of(c, slots, now=now, tz=slots.get("said_tz") or tz, care=reading.care) for c in kept]
    found.resolved = _resolved(query, spot)
    if not kept and (asked := _whose_room(db, engine, query)):
        found.status, found.ask = "ask", asked
    elif not kept:
        found.blocked_by = _blocked(db, engine, query)
    return found


def _gather(db: Session, engine: Engine, query: candidates.Query, limit: int) -> tuple[list[candidates.Candidate], int]:
    wish = times.wish(query.slots, query.now, query.tz)
    best = rank.thin(rank.order(candidates.find(db, engine, query), query.slots, query.now), query.slots)
    kept, total = best[:limit], len(best)
    relaxed: tuple[dict[str, Any], ...] = ()
    for facet, looser in relaxations(query):
        if len(kept) >= limit or query.slots.get("name"):
            break
        relaxed = (*[r for r in relaxed if r["facet"] != facet["facet"]], facet)
        near = [c for c in candidates.find(db, engine, looser) if c.next or not wish]  # without a time: only at the end
        more = rank.thin(rank.order(near, query.slots, query.now), query.slots)
        kept, total = _add(kept, more, limit, relaxed, total)
    if len(kept) < limit and wish and not query.slots.get("name"):
        loose = replace(query, spot=None)
        more = rank.order(candidates.find(db, engine, loose, untimed=True), query.slots, query.now)
        if wish.right_now:
            more = [c for c in more if any(s.kind == "always" for s in c.schedules)]
        kept, total = _add(kept, rank.thin(more, query.slots), limit, (), total)
    return kept, total


def _add(
    kept: list[candidates.Candidate],
    more: list[candidates.Candidate],
    limit: int,
    relaxed: tuple[dict[str, Any], ...],
    total: int,
) -> tuple[list[candidates.Candidate], int]:
    """Put near misses behind what fits, without a second listing of a group."""
    have = {c.row.grp_id for c in kept}
    names = {(c.row.programme, c.row.title.lower()) for c in kept}
    for candidate in more:
        if candidate.row.grp_id in have or (candidate.row.programme, candidate.row.title.lower()) in names:
            continue
        total += 1
        if len(kept) < limit:
            candidate.relaxed = relaxed
            have.add(candidate.row.grp_id)
            kept = [*kept, candidate]
    return kept, total


def relaxations(query: candidates.Query) -> Iterator[tuple[dict[str, Any], candidates.Query]]:
    """What gives way, step by step, each on top of the last: radius, window, modality, day. Nothing else ever does."""
    if query.spot:
        first = query.radius_km
        for times_ in (2, 4):
            wider = min(first * times_, MOST_KM)
            if wider > query.radius_km:
                query = replace(query, radius_km=wider)
                yield {"facet": "radius", "from": first, "to": wider}, query
    slots = query.slots
    if slots.get("when") == "now":
        return
    if slots.get("time") or slots.get("window"):
        before = slots.get("window") or slots["time"]
        wider_window = _wider(slots)
        slots = {k: v for k, v in slots.items() if k not in ("time", "window")} | {"window": wider_window}
        query = replace(query, slots=slots)
        yield {"facet": "window", "from": before, "to": wider_window}, query
        slots = {k: v for k, v in slots.items() if k != "window"}
        query = replace(query, slots=slots)
        yield {"facet": "window", "from": before, "to": "any"}, query
    yield from _other_ways(query)


def _other_ways(query: candidates.Query) -> Iterator[tuple[dict[str, Any], candidates.Query]]:
    slots = query.slots
    wanted = slots.get("modality") or (["in_person"] if query.spot else [])
    if (
        wanted
        and "online" not in wanted
        and "online" not in (slots.get("not_modality") or [])
        and not slots.get("platform")
    ):
        # Only a place was said: any way from afar is better than none. A way was said: video is the one step further.
        more = ["online"] if slots.get("modality") else ["online", "phone", "text"]
        slots = {**slots, "modality": [*wanted, *(m for m in more if m not in (slots.get("not_modality") or []))]}
        query = replace(query, slots=slots)
        yield {"facet": "modality", "from": wanted, "to": slots["modality"]}, query
    if slots.get("days") or slots.get("when") not in (None, "soon"):
        before = slots.get("days") or slots.get("when")
        slots = {k: v for k, v in slots.items() if k not in ("days", "when", "ordinals", "recurrence")}
        yield {"facet": "day", "from": before, "to": "any"}, replace(query, slots=slots)


def _wider(slots: dict[str, Any]) -> str:
    if window := slots.get("window"):
        low, high = (times.minutes(t) for t in window.split("-"))
        if high <= low:
            return str(window)
    else:
        low = times.minutes(slots["time"])
        high = low
    low, high = max(low - 120, 0), min(high + 120, 1440)
    return f"{low // 60:02}:{low % 60:02}-{high // 60:02}:{high % 60:02}"


def _untimed_slots(slots: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in slots.items() if k not in ("time", "window", "days", "when", "ordinals", "recurrence")}


def _whose_room(db: Session, engine: Engine, query: candidates.Query) -> dict[str, Any] | None:
    """Only groups for women or for men are left, and nothing was said: that answer changes the list, so it is asked."""
    if "gender_only" in query.slots or "name" in query.slots:
        return None
    base = _untimed_slots(query.slots)
    fitting = [
        g
        for g in ("women", "men")
        if candidates.find(db, engine, replace(query, spot=None, slots={**base, "gender_only": g}))
    ]
    if not fitting:
        return None
    return {
        "slot": "gender_only",
        "question": "What is left is only for women or only for men. Is one of these right for you?",
        "options": [{"label": f"A group for {g}", "value": g} for g in fitting] + [{"label": "Neither", "value": ""}],
    }


def _blocked(db: Session, engine: Engine, query: candidates.Query) -> list[str]:
    """Which protected wish stands in the way when nothing is left: each is lifted alone, to see."""
    base = _untimed_slots(query.slots)
    present = [g for g in _GUARDS if g in query.slots and not (g == "age" and query.care == "age_gate")]
    alone = []
    for guard in present:
        loose = replace(query, spot=None, slots={k: v for k, v in base.items() if k != guard})
        if candidates.find(db, engine, loose):
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
