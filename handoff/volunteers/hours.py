"""The hours that the operator promises, and the warnings where the roster falls short of them."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from handoff import settings
from handoff.cases import links
from handoff.volunteers import coverage, roster, shifts, texts
from handoff.volunteers.coverage import SUPERVISOR, Gap, Here, Promise
from handoff.volunteers.models import CoverageWarning, ServiceHours, ShiftSlot, Volunteer


def promise(
    db: Session,
    *,
    language: str,
    rule: str,
    zone: str,
    first_day: date,
    starts: str,
    ends: str,
    minimum: int = 1,
    supervisor: bool = False,
) -> ServiceHours:
    """Promise hours in a language. Raises ValueError for a rule, a time or a zone that cannot be read."""
    try:
        ZoneInfo(zone)
        time.fromisoformat(starts), time.fromisoformat(ends)
        next(shifts.days(rule, first_day, first_day, first_day + timedelta(days=400)), None)
    except (KeyError, OSError) as unknown:
        raise ValueError(f"no such time zone: {zone}") from unknown
    row = ServiceHours(
        language=language,
        rrule=rule,
        zone=zone,
        first_day=first_day,
        starts=starts,
        ends=ends,
        minimum=minimum,
        supervisor=supervisor,
    )
    db.add(row)
    db.flush()
    return row


def promised(db: Session, now: datetime, days: int = 2) -> list[Promise]:
    """What is promised from now on: 36 hours ahead, or so many days."""
    found: list[Promise] = []
    for row in db.scalars(
        select(ServiceHours).where(or_(ServiceHours.ended_at.is_(None), ServiceHours.ended_at > now))
    ):
        today = now.astimezone(ZoneInfo(row.zone)).date()
        for day in shifts.days(row.rrule, row.first_day, today - timedelta(days=1), today + timedelta(days=days)):
            starts_at, ends_at = shifts.stretch(day, row.starts, row.ends, row.zone)
            found.append(Promise(row.language, starts_at, ends_at, row.minimum))
            if row.supervisor:
                found.append(Promise(SUPERVISOR, starts_at, ends_at))
    return found


def open_now(db: Session, language: str, now: datetime) -> bool:
    """True when somebody is promised to be here now, in this language."""
    return any(p.what == language and p.starts_at <= now < p.ends_at for p in promised(db, now))


def here(db: Session, now: datetime, days: int = 0) -> list[Here]:
    """Who is on shift from a day ago to 36 hours ahead (or so many days) and can be reached."""
    until = now + max(coverage.AHEAD + timedelta(days=1), timedelta(days=days))
    rows = db.execute(
        select(ShiftSlot, Volunteer)
        .join(Volunteer, Volunteer.id == ShiftSlot.volunteer_id)
        .where(
            Volunteer.state == "active",
            ShiftSlot.ends_at > now - timedelta(days=1),
            ShiftSlot.starts_at < until,
        )
    ).all()
    reached = {v.id for _, v in rows if roster.contacts(db, v.id)}
    return [
        Here(
            v.id,
            frozenset({SUPERVISOR}) if slot.role == "supervisor" else frozenset(v.languages),
            slot.starts_at,
            slot.ends_at,
        )
        for slot, v in rows
        if v.id in reached
    ]


def warn(db: Session, now: datetime) -> int:
    """Warn the coordinators of every gap whose warning is due; close those that were filled. Returns how many."""
    found = coverage.gaps(promised(db, now), here(db, now), now)
    _filled(db, found, now)
    return sum(_warn(db, gap, now) for gap in found)


def _filled(db: Session, found: Sequence[Gap], now: datetime) -> None:
    keys = {gap.key for gap in found}
    known = select(CoverageWarning).where(CoverageWarning.filled_at.is_(None), CoverageWarning.ends_at > now)
    for row in db.scalars(known).all():
        if row.gap not in keys:  # one that opens again is a new gap, and is warned of anew
            row.gap, row.filled_at = f"{row.gap[:40]}#{row.id}", now
    db.flush()


def _warn(db: Session, gap: Gap, now: datetime) -> int:
    due = coverage.level(gap, now)
    if due is None or _said(db, gap, due):
        return 0
    row = CoverageWarning(gap=gap.key, level=due, starts_at=gap.starts_at, ends_at=gap.ends_at, at=now)
    db.add(row)
    db.flush()
    for who in roster.with_role(db, "coordinator"):
        values = {"when": _when(gap, now), "url": f"{links.host()}/c/team"}
        key, cause = "gap_supervisor" if gap.what == SUPERVISOR else "gap", f"gap:{row.id}:{who.id}"
        if gap.what != SUPERVISOR:
            values["language"] = texts.language_name(gap.what)
        texts.to_volunteer(db, who.id, key, now, kind="text.notice", cause=cause, **values)  # type: ignore[arg-type]
    return 1


def _said(db: Session, gap: Gap, due: int) -> bool:
    """This warning, or a nearer one, was given."""
    said = select(CoverageWarning.id).where(CoverageWarning.gap == gap.key, CoverageWarning.level <= due)
    return db.scalar(said.limit(1)) is not None


def _when(gap: Gap, now: datetime) -> str:
    """ "Tue 18:00-20:00", in the zone of the service."""
    zone = ZoneInfo(settings.value("COVERAGE_ZONE"))
    begins, ends = max(gap.starts_at, now).astimezone(zone), gap.ends_at.astimezone(zone)
    return f"{begins:%a %H:%M}-{ends:%H:%M}"
