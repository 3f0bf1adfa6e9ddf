"""One pass over the columns for some slots, and the listings it gives, read from the database and checked."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from actions.groups import recurrence
from actions.groups.models import Grp, Location, Meeting, Schedule, ScheduleException, Source
from actions.groups.search import filters, hours, spots, times
from actions.groups.search.columns import WEEK, Columns, Rows

_M, _G, _S, _L, _T = (t.__table__.c for t in (Meeting, Grp, Source, Location, Schedule))
_IDS: Any = bindparam("ids", expanding=True)
# The status is looked at in Python: with it SQLite takes the index of all published rows instead of the few ids.
_SHOWN = (
    select(
        *(_M[n] for n in ("id", "public_id", "grp_id", "title", "programme", "modality", "modes", "platform")),
        *(_M[n] for n in ("open_closed", "gender_only", "notes", "facets", "status")),
        *(_G[n] for n in ("organisation", "home_page", "description", "kind", "moderated", "cost", "registration")),
        *(_G[n] for n in ("anonymity", "camera", "faith", "min_age", "max_age", "country")),
        *(_S[n] for n in ("licence", "last_ok_at", "stale_after_days")),
        _S.name.label("source_name"),
        _S.kind.label("source_kind"),
        *(_L[n] for n in ("city", "address", "lat", "lon", "precision")),
        _L.name.label("place_name"),
        _L.country.label("place_country"),
    )
    .select_from(Meeting.__table__)
    .join(Grp.__table__, _G.id == _M.grp_id)
    .join(Source.__table__, _S.id == _M.source_id)
    .outerjoin(Location.__table__, _L.meeting_id == _M.id)
    .where(_M.id.in_(_IDS))
)
_TIMES = select(Schedule.__table__).where(_T.meeting_id.in_(_IDS))


@dataclass(frozen=True)
class Query:
    """What one pass needs: slots (maybe relaxed), the clock, the person's zone, the spot, care and what was shown."""

    slots: dict[str, Any]
    now: datetime
    tz: str | None
    spot: spots.Spot | None = None
    radius_km: float = 25.0
    care: str | None = None
    shown: tuple[str, ...] = ()
    confirmed_only: bool = False
    here: str | None = None  # the person's country
    text: Rows | None = None  # how well words fit, a score for each row (0 to 1)
    named: dict[int, float] = field(default_factory=dict)  # likeness of names, by row (0 to 100)


@dataclass(frozen=True)
class Pass:
    """The rows that fit, ascending, with minutes to the start that fits and the distance (NaN without one)."""

    rows: Rows
    wait: Rows
    away: Rows


@dataclass
class Next:
    """The occurrence that is shown. `rule` and `row` are the schedule it comes from."""

    start: datetime
    end: datetime
    sure: bool
    theme: str | None
    rule: recurrence.Rule
    row: Any


@dataclass
class Candidate:
    """A listing that is shown: its row, all its schedules, the occurrence that fits, distance and rank."""

    row: Any
    schedules: list[Any] = field(default_factory=list)
    next: Next | None = None
    distance_km: float | None = None
    relaxed: tuple[dict[str, Any], ...] = ()
    score: float = 0.0
    checked: datetime | None = None


def base(cols: Columns, query: Query) -> Rows:
    """The rows that fit in every pass of a search: everything but time, place and way."""
    found = filters.passing(
        cols, query.slots, query.now, care=query.care, confirmed_only=query.confirmed_only, here=query.here
    )
    if query.shown:
        found = np.setdiff1d(found, [row for row in map(cols.at, query.shown) if row is not None], assume_unique=True)
    if query.slots.get("name"):
        text: Any = np.flatnonzero(query.text) if query.text is not None else []
        found = np.intersect1d(found, list(query.named) or text, assume_unique=True).astype(np.int64)
    return found


def run(cols: Columns, fitting: Rows, query: Query, *, untimed: bool = False) -> Pass:
    """One pass over the rows of `base`. untimed: only listings without a time of their own."""
    rows = fitting[filters.ways(cols, query.slots, fitting)]
    away = None
    if untimed:
        rows = rows[~cols.timed[rows]]
    elif query.spot:
        away = _near(cols, query, rows)
        remote = filters.mask([m for m in query.slots.get("modality") or [] if m != "in_person"])
        inside = ~np.isnan(away) | ((cols.modes[rows] & np.uint8(remote)) != 0)
        rows, away = rows[inside], away[inside]
    wish = None if untimed else times.wish(query.slots, query.now, query.tz)
    among = None
    if wish:
        goes, afar = ways_open(query.slots)
        among = hours.fitting(cols, wish, query.now, goes=goes, afar=afar, dated=_dated(query.slots))
        met = hours.rows_of(cols, among)[rows]
        rows, away = rows[met], away[met] if away is not None else None
    wait = hours.soonest(cols, query.now, rows, among, late=wish.late if wish else times.LATE)
    return Pass(rows, wait, away if away is not None else np.full(len(rows), np.nan, dtype=np.float32))


def only(found: Pass, which: Rows) -> Pass:
    """The part of a pass for which `which` is true."""
    return Pass(found.rows[which], found.wait[which], found.away[which])


def ways_open(slots: dict[str, Any]) -> tuple[bool, bool]:
    """Whether taking part in person, and from afar, is possible for what was asked."""
    wanted, unwanted = slots.get("modality"), slots.get("not_modality") or []
    goes = "in_person" not in unwanted and (not wanted or "in_person" in wanted)
    return goes, not wanted or wanted != ["in_person"]


def _near(cols: Columns, query: Query, rows: Rows) -> Rows:
    """Kilometres to each row where one goes in person, NaN for one outside the circle or without a point."""
    assert query.spot
    south, north, west, east = spots.box(query.spot, query.radius_km)
    lat, lon = cols.lat[rows], cols.lon[rows]
    boxed = (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east) & ((cols.modes[rows] & np.uint8(1)) != 0)
    at = np.flatnonzero(boxed)
    km = spots.distances(query.spot, lat[at], lon[at])
    away: Rows = np.full(len(rows), np.nan, dtype=np.float32)
    away[at[km <= query.radius_km]] = km[km <= query.radius_km]
    return away


def _dated(slots: dict[str, Any]) -> bool:
    when = slots.get("when")
    return bool(when) and when not in ("now", "running", "soon") and len(str(when)) != 7


def listings(db: Session, cols: Columns, found: Pass, at: Iterable[int], query: Query) -> list[Candidate]:
    """The listings at these places of a pass, in that order: read, and dropped when hidden meanwhile or not on then."""
    places = list(at)
    ids = [int(cols.ids[found.rows[i]]) for i in places]
    rows = {r.id: r for r in db.execute(_SHOWN, {"ids": ids}) if r.status == "published"}
    schedules: dict[int, list[Any]] = defaultdict(list)
    for s in sorted(db.execute(_TIMES, {"ids": ids}), key=lambda s: s.id):
        schedules[s.meeting_id].append(s)
    different = _exceptions(db, cols, ids)
    wish = times.wish(query.slots, query.now, query.tz)
    made = []
    for i, meeting in zip(places, ids, strict=True):
        if meeting not in rows:
            continue
        one = Candidate(rows[meeting], schedules[meeting])
        if not np.isnan(found.away[i]):
            one.distance_km = round(float(found.away[i]), 1)
        one.checked = cols.checked_at(int(found.rows[i]))
        if _on(one, different, wish if found.wait[i] < WEEK else None, query):
            made.append(one)
    return made


def _exceptions(db: Session, cols: Columns, ids: list[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    wanted = [i for i in ids if i in cols.excepted]
    if wanted:
        for e in db.execute(select(ScheduleException).where(ScheduleException.meeting_id.in_(wanted))).scalars():
            found[e.schedule_id].append(e)
    return found


def _on(one: Candidate, different: dict[int, list[Any]], wish: times.Wish | None, query: Query) -> bool:
    """Fill the next occurrence that fits. False when it has times and none fits: over, skipped, or another week."""
    ruled = [(recurrence.rule_of(s, different.get(s.id, ())), s) for s in one.schedules]
    ruled = [(rule, s) for rule, s in ruled if rule]
    if not ruled:
        return not (wish and wish.right_now) or any(s.kind == "always" for s in one.schedules)
    if wish and one.row.modality in ("in_person", "hybrid") and ways_open(query.slots)[0]:
        wish = times.Wish(wish.spans, query.slots.get("said_tz"), wish.right_now)
    dated = _dated(query.slots)
    for rule, row in ruled:
        assert rule
        met = _fits(rule, wish, query.now, dated=dated)
        if met and (one.next is None or met.start < one.next.start):
            one.next = Next(met.start, met.end, met.sure, met.theme, rule, row)
    return one.next is not None


def _fits(
    rule: recurrence.Rule, wish: times.Wish | None, now: datetime, *, dated: bool
) -> recurrence.Occurrence | None:
    """The soonest occurrence of one rule that a wish asks for."""
    if wish is None or not recurrence.open_for_new(rule, now):
        return recurrence.next_occurrence(rule, now) if wish is None else None
    begin = now - timedelta(minutes=wish.late)
    if wish.right_now:
        met = next(iter(recurrence.occurrences(rule, begin, now + timedelta(minutes=31))), None)
        return met if met is None or wish.late == times.LATE or met.end > now else None
    last = max((s.on for s in wish.spans), default=now.date())
    ahead = max((last - now.date()).days + 2, 9)
    for days in (ahead,) if dated else (ahead, 63):
        for met in recurrence.occurrences(rule, begin, begin + timedelta(days=days)):
            if times.in_spans(met.start, wish.tz or rule.tz, wish, dated=dated):
                return met
    return None
