"""Calendar rules (RFC 5545) to our schedules: one a weekday, COUNT and UNTIL as dates. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from dateutil.rrule import rrulestr

from actions.groups.importers.listing import OneDate, Sched
from actions.groups.importers.parse import Unreadable
from actions.groups.recurrence import DAYS, parts

MOST_COUNTED = 1500


@dataclass(frozen=True)
class Times:
    """When an event is, in local wall time of `tz`: the first start, its length, the rule and the dates beside it."""

    start: datetime
    minutes: int
    tz: str | None
    rrule: str | None = None
    until: date | None = None
    without: tuple[date, ...] = ()
    also: tuple[datetime, ...] = ()
    moved: tuple[tuple[date, datetime], ...] = ()
    kind: str = "recurring"
    join_until: date | None = None


def schedules_of(times: Times) -> tuple[Sched, ...]:
    """One schedule a weekday. Raises Unreadable("rrule") for a rule that cannot be kept exactly."""
    clock = times.start.strftime("%H:%M")
    base = Sched("recurring", None, clock, times.minutes, times.tz)
    if not times.rrule:
        return _dates(base, times)
    try:
        rule = parts(times.rrule.upper().replace("RRULE:", ""))
        last = _last(times, rule)
        made = _by_weekday(rule, times.start.date(), int(rule.get("INTERVAL", "1")))
    except (ValueError, KeyError, IndexError) as error:
        raise Unreadable("rrule") from error
    bounds = {
        "kind": times.kind,
        "valid_from": times.start.date().isoformat(),
        "valid_to": last.isoformat() if last else None,
        "join_until": times.join_until.isoformat() if times.join_until else None,
    }
    every = int(rule.get("INTERVAL", "1"))
    anchor = times.start.date().isoformat() if every > 1 else None
    scheds = [
        replace(base, weekday=day, rrule=text, anchor=anchor, **bounds)  # type: ignore[arg-type]
        for day, text in sorted(made.items())
    ]
    return _with_changes(scheds, times)


def over(scheds: Sequence[Sched], today: date) -> bool:
    """Whether every date lies in the past."""
    lasts = [max([s.valid_to or "9999", *(_day_of(e) for e in s.exceptions if e.action != "skip")]) for s in scheds]
    return bool(lasts) and max(lasts) < today.isoformat()


def _day_of(e: OneDate) -> str:
    return e.new_start[:10] if e.new_start and "T" in e.new_start else e.on


def _dates(base: Sched, times: Times) -> tuple[Sched, ...]:
    """Single dates, grouped by weekday and hour: the first is the schedule, the others are added to it."""
    groups: dict[tuple[int, str], list[date]] = defaultdict(list)
    for at in (times.start, *times.also):
        if at.date() not in times.without:
            groups[(at.weekday(), at.strftime("%H:%M"))].append(at.date())
    made = []
    for (day, clock), dates in sorted(groups.items()):
        first, *more = sorted(set(dates))
        made.append(
            replace(
                base,
                kind="once",
                weekday=day,
                start=clock,
                rrule=f"FREQ=WEEKLY;BYDAY={DAYS[day]}",
                valid_from=first.isoformat(),
                valid_to=first.isoformat(),
                exceptions=tuple(OneDate(d.isoformat(), "add") for d in more),
            )
        )
    return tuple(made)


def _last(times: Times, rule: dict[str, str]) -> date | None:
    if until := rule.get("UNTIL"):
        return datetime.strptime(until[:8], "%Y%m%d").date()
    if count := rule.get("COUNT"):
        text = ";".join(f"{k}={v}" for k, v in rule.items())
        if int(count) > MOST_COUNTED:
            raise ValueError("too many")
        dates = list(islice(rrulestr(text, dtstart=times.start.replace(tzinfo=None)), MOST_COUNTED))
        return dates[-1].date() if dates else times.start.date()
    return times.until


def _by_weekday(rule: dict[str, str], first: date, every: int) -> dict[int, str]:
    """Weekday -> the rule as it holds for that weekday."""
    freq = rule["FREQ"]
    months = f";BYMONTH={rule['BYMONTH']}" if "BYMONTH" in rule else ""
    step = f";INTERVAL={every}" if every > 1 else ""
    if set(rule) & {"BYWEEKNO", "BYYEARDAY", "BYHOUR", "BYMINUTE"} or freq not in (
        "DAILY",
        "WEEKLY",
        "MONTHLY",
        "YEARLY",
    ):
        raise ValueError("cannot be kept")
    if freq == "YEARLY":
        if every > 1:
            raise ValueError("cannot be kept")
        months = months or f";BYMONTH={first.month}"
        freq = "MONTHLY"
    if freq == "DAILY":
        days = _plain_days(rule.get("BYDAY")) or list(range(7))
        head = "FREQ=WEEKLY" if every == 1 else f"FREQ=DAILY{step}"
        return {d: f"{head};BYDAY={DAYS[d]}{months}" for d in days}
    if freq == "WEEKLY":
        days = _plain_days(rule.get("BYDAY")) or [first.weekday()]
        return {d: f"FREQ=WEEKLY{step};BYDAY={DAYS[d]}{months}" for d in days}
    return _monthly(rule, first, f"FREQ=MONTHLY{step}", months)


def _monthly(rule: dict[str, str], first: date, head: str, months: str) -> dict[int, str]:
    if "BYDAY" not in rule:
        on = rule.get("BYMONTHDAY", str(first.day))
        return {d: f"{head};BYMONTHDAY={on};BYDAY={DAYS[d]}{months}" for d in range(7)}
    named = rule["BYDAY"].split(",")
    if at := rule.get("BYSETPOS"):
        if len(named) != 1 or named[0] not in DAYS:
            raise ValueError("cannot be kept")
        named = [f"{int(n)}{named[0]}" for n in at.split(",")]
    grouped: dict[int, list[str]] = defaultdict(list)
    for part in named:
        grouped[DAYS.index(part[-2:])].append(part.lstrip("+"))
    within = f";BYMONTHDAY={rule['BYMONTHDAY']}" if "BYMONTHDAY" in rule else ""
    return {d: f"{head};BYDAY={','.join(p)}{within}{months}" for d, p in grouped.items()}


def _plain_days(text: str | None) -> list[int]:
    return [DAYS.index(p[-2:]) for p in text.split(",")] if text else []


def _with_changes(scheds: list[Sched], times: Times) -> tuple[Sched, ...]:
    by_day = {s.weekday: i for i, s in enumerate(scheds)}
    changes: dict[int, list[OneDate]] = defaultdict(list)
    for on in sorted(set(times.without)):
        if (at := by_day.get(on.weekday())) is not None:
            changes[at].append(OneDate(on.isoformat(), "skip"))
    for on, new in sorted(times.moved):
        if (at := by_day.get(on.weekday())) is not None:
            changes[at].append(OneDate(on.isoformat(), "move", new.strftime("%Y-%m-%dT%H:%M")))
    for new in sorted(times.also):
        at = by_day.get(new.weekday(), 0)
        changes[at].append(OneDate(new.date().isoformat(), "add", new.strftime("%H:%M")))
    return tuple(replace(s, exceptions=tuple(changes[i])) if i in changes else s for i, s in enumerate(scheds))


def length_of(start: datetime, end: datetime | None) -> int:
    """Minutes of an event; an hour when the end is not known or makes no sense."""
    minutes = int((end - start) / timedelta(minutes=1)) if end else 60
    return minutes if 0 < minutes <= 24 * 60 else 60
