"""When a group really meets: wall time, IANA zone and RRULE to moments. Pure; expands only near what is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from actions.groups import public_holidays

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LATE = timedelta(minutes=15)
EPOCH_MONDAY = date(1970, 1, 5)


@dataclass(frozen=True)
class Different:
    """One date on which it is different. `new_start` is "HH:MM", or "YYYY-MM-DDTHH:MM" for another day."""

    on: date
    action: str
    new_start: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Rule:
    """One schedule. `start` "HH:MM" in `tz`; `rrule` without DTSTART, COUNT and UNTIL (those are `valid_*`).

    `kind` recurring, once or cohort; `anchor` is a date on which it met, needed for every second week.
    """

    start: str
    minutes: int
    tz: str
    rrule: str
    kind: str = "recurring"
    anchor: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    join_until: date | None = None
    holiday_rule: str | None = None
    origin: str = "feed"
    confidence: float = 1.0
    exceptions: tuple[Different, ...] = ()


@dataclass(frozen=True)
class Occurrence:
    """One time it meets, in UTC. `sure` is False when only the rhythm is known, not which weeks."""

    start: datetime
    end: datetime
    theme: str | None = None
    sure: bool = True


def rule_of(row: Any, exceptions: Iterable[Any] = ()) -> Rule | None:
    """The rule of a schedule row (or anything with its attributes); None for one without a time.

    exceptions  rows of `schedule_exception` that belong to it
    """
    if row.start_local is None or row.tz is None or (row.weekday is None and not row.rrule):
        return None
    return Rule(
        row.start_local,
        row.minutes or 60,
        row.tz,
        row.rrule or f"FREQ=WEEKLY;BYDAY={DAYS[row.weekday]}",
        row.kind,
        _date(getattr(row, "anchor_date", None)),
        _date(getattr(row, "valid_from", None)),
        _date(getattr(row, "valid_to", None)),
        _date(getattr(row, "join_until", None)),
        row.holiday_rule,
        row.origin,
        getattr(row, "confidence", 1.0),
        tuple(Different(date.fromisoformat(e.date_local), e.action, e.new_start, e.note) for e in exceptions),
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@lru_cache(maxsize=128)
def zone(name: str) -> ZoneInfo:
    """The zone, kept."""
    return ZoneInfo(name)


def moment(on: date, clock: str, tz: str) -> datetime:
    """UTC of a wall time. One that the clocks jump over is taken an hour later; one that comes twice, the first."""
    wall = datetime.combine(on, time(int(clock[:2]), int(clock[3:5])), zone(tz))
    return wall.astimezone(UTC)


@lru_cache(maxsize=4096)
def parts(rrule: str) -> dict[str, str]:
    """An RRULE's parts by name."""
    return dict(part.split("=", 1) for part in rrule.removeprefix("RRULE:").split(";") if "=" in part)


def interval(rrule: str) -> int:
    """Every how many periods it comes."""
    return int(parts(rrule).get("INTERVAL", "1"))


def unanchored(rule: Rule) -> bool:
    """Whether only the rhythm is known: every second week, but not which."""
    return interval(rule.rrule) > 1 and rule.anchor is None


def dates(rule: Rule, first: date, last: date) -> list[date]:
    """The local dates of the bare rule from `first` to `last`, without holidays and exceptions."""
    first = max(first, rule.valid_from) if rule.valid_from else first
    last = min(last, rule.valid_to) if rule.valid_to else last
    if last < first:
        return []
    if found := _plain_weekly(rule.rrule):
        day = first + timedelta(days=(DAYS.index(found) - first.weekday()) % 7)
        return [day + timedelta(days=7 * i) for i in range((last - day).days // 7 + 1)]
    begin = _near(rule, first)
    text = rule.rrule if not unanchored(rule) else _every_period(rule.rrule)
    made = rrulestr(text, dtstart=datetime.combine(begin, time()))
    return [at.date() for at in made.between(datetime.combine(first, time()), datetime.combine(last, time()), inc=True)]


@lru_cache(maxsize=256)
def _plain_weekly(rrule: str) -> str | None:
    known = parts(rrule)
    day = known.get("BYDAY", "")
    return day if set(known) == {"FREQ", "BYDAY"} and known["FREQ"] == "WEEKLY" and day in DAYS else None


def _every_period(rrule: str) -> str:
    return ";".join(p for p in rrule.split(";") if not p.startswith("INTERVAL="))


def _near(rule: Rule, first: date) -> date:
    """A start close before `first`, whole periods from the anchor: 0.03 ms to expand, 2.7 ms from 2010."""
    known = parts(rule.rrule)
    every = 1 if unanchored(rule) else interval(rule.rrule)
    anchor = rule.anchor or EPOCH_MONDAY
    if known.get("FREQ") == "WEEKLY":
        monday = anchor - timedelta(days=anchor.weekday())
        periods = ((first - monday).days // 7) // every - 1
        return monday + timedelta(days=7 * every * periods)
    if known.get("FREQ") == "MONTHLY":
        months = (first.year - anchor.year) * 12 + first.month - anchor.month
        months = (months // every - 1) * every + anchor.year * 12 + anchor.month - 1
        return date(months // 12, months % 12 + 1, 1)
    if known.get("FREQ") == "DAILY":
        return anchor + timedelta(days=((first - anchor).days // every - 1) * every)
    return date(anchor.year + ((first.year - anchor.year) // every - 1) * every, 1, 1)


def occurrences(rule: Rule, begin: datetime, end: datetime) -> list[Occurrence]:
    """All times it meets with a start from `begin` to before `end` (aware), in order."""
    first = begin.astimezone(zone(rule.tz)).date() - timedelta(days=1)
    last = end.astimezone(zone(rule.tz)).date() + timedelta(days=1)
    changed = {d.on: d for d in rule.exceptions if d.action != "add"}
    met = []
    for on in dates(rule, first, last):
        if not public_holidays.meets(rule.holiday_rule, on) and on not in changed:
            continue
        if made := _on(rule, on, changed.get(on)):
            met.append(made)
    met += [_at(rule, d.on, d.new_start, d.note) for d in rule.exceptions if d.action == "add"]
    moved_here = [d for d in changed.values() if d.action == "move" and not first <= d.on <= last]
    met += [_at(rule, d.on, d.new_start, d.note) for d in moved_here]
    return sorted({o for o in met if begin <= o.start < end}, key=lambda o: o.start)


def _on(rule: Rule, on: date, different: Different | None) -> Occurrence | None:
    if different is None:
        return _at(rule, on)
    if different.action == "skip":
        return None
    return _at(rule, on, different.new_start if different.action == "move" else None, different.note)


def _at(rule: Rule, on: date, new_start: str | None = None, note: str | None = None) -> Occurrence:
    clock = new_start or rule.start
    if "T" in clock:
        on, clock = date.fromisoformat(clock[:10]), clock[11:16]
    start = moment(on, clock, rule.tz)
    return Occurrence(start, start + timedelta(minutes=rule.minutes), note, not unanchored(rule))


def next_occurrence(rule: Rule, now: datetime, late: timedelta = LATE) -> Occurrence | None:
    """The next time it meets, one that began at most `late` ago included; None when it is over, or for a course that
    takes nobody any more."""
    if not open_for_new(rule, now):
        return None
    begin = now - late
    for days in (8, 70, 800):
        if found := occurrences(rule, begin, begin + timedelta(days=days)):
            return found[0]
    return None


def open_for_new(rule: Rule, now: datetime) -> bool:
    """Whether somebody new can still come: a course takes nobody after its last joining date."""
    today = now.astimezone(zone(rule.tz)).date()
    return not (rule.kind == "cohort" and rule.join_until and today > rule.join_until)


def week_parity(rule: Rule) -> int | None:
    """0 or 1 for a rule that meets every second week from a known date (weeks since 5 January 1970); else None."""
    if rule.anchor is None or interval(rule.rrule) != 2 or parts(rule.rrule).get("FREQ") != "WEEKLY":
        return None
    return (rule.anchor - EPOCH_MONDAY).days // 7 % 2


def both_zones(at: datetime, tz: str, viewer: str | None) -> tuple[datetime, datetime | None]:
    """A moment as wall time in the group's zone and, when it is known, the person's: computed for this very moment,
    so that weeks in which only one side has changed its clocks are right."""
    return at.astimezone(zone(tz)), at.astimezone(zone(viewer)) if viewer else None
