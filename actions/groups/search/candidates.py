"""One pass of the database for some slots: filters, time, place or name, and the schedules of what came back."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, false, func, or_, select
from sqlalchemy.orm import Session

from actions.groups.models import Grp, ImportRun, Location, Meeting, Schedule, Slot, Source
from actions.groups.search import filters, names, spots, times

LIMIT = 500
_ZONES: dict[tuple[str, int], list[str]] = {}

COLUMNS = (
    Meeting.id,
    Meeting.public_id,
    Meeting.grp_id,
    Meeting.title,
    Meeting.programme,
    Meeting.modality,
    Meeting.modes,
    Meeting.platform,
    Meeting.open_closed,
    Meeting.gender_only,
    Meeting.audience_only,
    Meeting.timed,
    Meeting.notes,
    Meeting.facets,
    Meeting.external_key,
    Meeting.source_id,
    Meeting.status,
    Grp.organisation,
    Grp.home_page,
    Grp.description,
    Grp.kind,
    Grp.moderated,
    Grp.cost,
    Grp.registration,
    Grp.entry,
    Grp.anonymity,
    Grp.camera,
    Grp.faith,
    Grp.min_age,
    Grp.max_age,
    Grp.country,
    Source.key.label("source_key"),
    Source.name.label("source_name"),
    Source.licence,
    Source.last_ok_at,
    Source.stale_after_days,
    Source.kind.label("source_kind"),
    Location.name.label("place_name"),
    Location.city,
    Location.address,
    Location.country.label("place_country"),
    Location.lat,
    Location.lon,
    Location.precision,
)


@dataclass
class Candidate:
    """A listing that passed the filters, with the occurrence that fits and the distance when a place was said."""

    row: Any
    schedules: list[Any] = field(default_factory=list)
    next: tuple[datetime, datetime, str, int] | None = None
    distance_km: float | None = None
    likeness: float | None = None
    relaxed: tuple[dict[str, Any], ...] = ()
    score: float = 0.0


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


def zones(db: Session, engine: Engine) -> list[str]:
    """The zones groups meet in; read again after an import."""
    key = (str(engine.url), db.scalar(select(func.max(ImportRun.id))) or 0)
    if key not in _ZONES:
        _ZONES.clear()
        _ZONES[key] = sorted(db.scalars(select(Slot.tz).distinct()))
    return _ZONES[key]


def find(db: Session, engine: Engine, query: Query, *, untimed: bool = False) -> list[Candidate]:
    """The candidates of one pass, unranked. `untimed`: only listings without a time of their own."""
    wish = None if untimed else times.wish(query.slots, query.now, query.tz)
    where = filters.clauses(query.slots, query.now, care=query.care, confirmed_only=query.confirmed_only)
    if query.shown:
        where.append(Meeting.public_id.not_in(query.shown))
    likeness: dict[int, float] = {}
    if name := query.slots.get("name"):
        likeness = dict(names.find(db, engine, name))
        where.append(Meeting.id.in_(likeness))
    if untimed:
        where.append(Meeting.timed.is_(False))
    if query.spot:
        where.append(_near(query))
    if wish:
        where.append(Meeting.id.in_(_slot_ids(db, engine, wish, query)))
    rows = _rows(db, engine, where, query, soon_first=wish is None and not name and not query.spot and not untimed)
    found = [_candidate(r, query, likeness) for r in rows]
    found = [c for c in found if c.distance_km is None or c.distance_km <= query.radius_km]
    return _timed(db, found, wish, query)


def _rows(
    db: Session, engine: Engine, where: list[ColumnElement[bool]], query: Query, *, soon_first: bool
) -> list[Any]:
    base = (
        select(*COLUMNS)
        .join(Grp, Grp.id == Meeting.grp_id)
        .join(Source, Source.id == Meeting.source_id)
        .outerjoin(Location, Location.meeting_id == Meeting.id)
    )
    if not soon_first:
        return list(db.execute(base.where(*where).order_by(Meeting.public_id).limit(LIMIT)))
    # No time was said: what begins within a day comes first, so that a large directory is not read whole.
    ranges = times.on_now(query.now, zones(db, engine), before=15, ahead=1440)
    soon = select(Slot.meeting_id).where(_in_ranges(ranges), Slot.opening.is_(True))
    rows = list(
        db.execute(
            base.where(*where, Meeting.timed.is_(True), Meeting.id.in_(soon)).order_by(Meeting.public_id).limit(LIMIT)
        )
    )
    if len(rows) < 60:
        have = [r.id for r in rows]
        rows += db.execute(
            base.where(*where, Meeting.timed.is_(True), Meeting.id.not_in(have))
            .order_by(Meeting.public_id)
            .limit(LIMIT)
        )
    return rows + list(
        db.execute(base.where(*where, Meeting.timed.is_(False)).order_by(Meeting.public_id).limit(LIMIT))
    )


def _in_ranges(ranges: list[tuple[int, int, list[str]]]) -> ColumnElement[bool]:
    if not ranges:
        return false()
    return or_(
        *[and_(Slot.tz.in_(names_), Slot.start_minute >= low, Slot.start_minute < high) for low, high, names_ in ranges]
    )


def _slot_ids(db: Session, engine: Engine, wish: times.Wish, query: Query) -> Any:
    """Ids of meetings with a fitting slot: the person's hours from afar, the place's hours where one goes in person."""
    known = zones(db, engine)
    if wish.right_now:
        now_ranges = times.on_now(query.now, known)
        return select(Slot.meeting_id).where(_in_ranges(now_ranges), Slot.opening.is_(True))
    afar = _in_ranges(times.in_zones(wish, known))
    there = _in_ranges(
        times.in_zones(times.Wish(wish.spans, None if not query.slots.get("said_tz") else wish.tz), known)
    )
    in_person = Meeting.modality.in_(("in_person", "hybrid"))
    if not _goes(query.slots):
        clause: ColumnElement[bool] = afar
    elif query.slots.get("modality") == ["in_person"]:
        clause = there
    else:
        clause = or_(and_(in_person, there), and_(Meeting.modality.not_in(("in_person", "hybrid")), afar))
    return select(Slot.meeting_id).join(Meeting, Meeting.id == Slot.meeting_id).where(Slot.opening.is_(True), clause)


def _goes(slots: dict[str, Any]) -> bool:
    """Whether taking part in person is possible for what was asked."""
    wanted = slots.get("modality")
    return "in_person" not in (slots.get("not_modality") or []) and (not wanted or "in_person" in wanted)


def _near(query: Query) -> ColumnElement[bool]:
    assert query.spot
    south, north, west, east = spots.box(query.spot, query.radius_km)
    inside = and_(
        Location.lat.between(south, north),
        Location.lon.between(west, east),
        Meeting.modality.in_(("in_person", "hybrid")),
    )
    remote = filters.mask([m for m in query.slots.get("modality") or [] if m != "in_person"])
    return or_(inside, Meeting.modes.op("&")(remote) != 0) if remote else inside


def _candidate(row: Any, query: Query, likeness: dict[int, float]) -> Candidate:
    made = Candidate(row, likeness=likeness.get(row.id))
    if query.spot and row.lat is not None and row.modality in ("in_person", "hybrid"):
        away = spots.distance(query.spot, row.lat, row.lon)
        remote = filters.mask([m for m in query.slots.get("modality") or [] if m != "in_person"])
        made.distance_km = None if away > query.radius_km and row.modes & remote else round(away, 1)
    return made


def _timed(db: Session, found: list[Candidate], wish: times.Wish | None, query: Query) -> list[Candidate]:
    """Fill schedules and the next fitting occurrence; drop what does not fit after all (a monthly rule)."""
    schedules: dict[int, list[Any]] = defaultdict(list)
    ids = [c.row.id for c in found]
    for at in range(0, len(ids), 500):
        for s in db.execute(
            select(
                Schedule.meeting_id,
                Schedule.kind,
                Schedule.weekday,
                Schedule.start_local,
                Schedule.minutes,
                Schedule.tz,
                Schedule.rrule,
                Schedule.origin,
                Schedule.raw_text,
                Schedule.theme,
                Schedule.holiday_rule,
            )
            .where(Schedule.meeting_id.in_(ids[at : at + 500]))
            .order_by(Schedule.id)
        ):
            schedules[s.meeting_id].append(s)
    kept = []
    for candidate in found:
        candidate.schedules = schedules[candidate.row.id]
        wished = wish
        if (
            wish
            and candidate.row.modality in ("in_person", "hybrid")
            and _goes(query.slots)
            and not query.slots.get("said_tz")
        ):
            wished = times.Wish(wish.spans, None, wish.right_now)
        slots = [
            (
                s.weekday * 1440 + times.minutes(s.start_local),
                s.weekday * 1440 + times.minutes(s.start_local) + (s.minutes or 60),
                s.tz,
                s.rrule,
            )
            for s in candidate.schedules
            if s.weekday is not None and s.start_local and s.tz
        ]
        candidate.next = times.next_meeting(slots, query.now, wished) if slots else None
        if wish and candidate.next is None:
            continue
        if wish and wish.right_now and candidate.next and (candidate.next[0] - query.now).total_seconds() > 1860:
            continue
        if _dated(query.slots) and candidate.next and not _on_dates(candidate, wish):
            continue
        kept.append(candidate)
    return kept


def _dated(slots: dict[str, Any]) -> bool:
    when = slots.get("when")
    return bool(when) and when not in ("now", "soon") and len(str(when)) != 7


def _on_dates(candidate: Candidate, wish: times.Wish | None) -> bool:
    """Said for a certain day: the occurrence must be on it, in the zone the wish is told in."""
    if not wish or not candidate.next:
        return True
    start, _, tz, _ = candidate.next
    last = max(s.on for s in wish.spans) if wish.spans else None
    return (
        last is None
        or start.astimezone(times.zone(tz)).date() <= last
        or start.astimezone(times.zone(wish.tz or tz)).date() <= last
    )
