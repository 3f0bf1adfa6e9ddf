"""Minutes of the week and the zones between the person and the group."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEK = 7 * 1440
DAY = 1440


@dataclass(frozen=True)
class Span:
    """A stretch of one date in which a start is wanted: minutes since its midnight, `to` exclusive."""

    on: date
    start: int
    to: int


@dataclass(frozen=True)
class Wish:
    """When somebody wants to go: spans of dates in `tz` (None: whatever the group's zone is), or right now."""

    spans: tuple[Span, ...] = ()
    tz: str | None = None
    right_now: bool = False
    days_only: bool = False


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """The zone, kept."""
    return ZoneInfo(name)


def minutes(text: str) -> int:
    """ "HH:MM" in minutes."""
    return int(text[:2]) * 60 + int(text[3:])


def wish(slots: dict[str, Any], now: datetime, tz: str | None) -> Wish | None:
    """The wish that slots stand for; None when nothing was said about time."""
    when, days, window, clock = (slots.get(k) for k in ("when", "days", "window", "time"))
    not_days = slots.get("not_days") or []
    here = slots.get("said_tz") or tz
    local = now.astimezone(zone(here)) if here else now
    if when == "now":
        return Wish(tz=here, right_now=True)
    if not (days or window or clock or not_days or (when and when != "soon" and len(str(when)) != 7)):
        return None
    dates = _dates(when, days, not_days, local.date())
    low, high = _window(window, clock)
    spans = []
    earliest = local.hour * 60 + local.minute - 15
    for on in dates:
        begin = max(low, earliest) if on == local.date() and when in ("today", "tonight", "this_week") else low
        if on == local.date() and high <= earliest and when not in ("today", "tonight") and not _is_date(when):
            on += timedelta(days=7)
        if high > DAY:
            spans += [Span(on, begin, DAY), Span(on + timedelta(days=1), 0, high - DAY)]
        elif begin < high:
            spans.append(Span(on, begin, high))
    return Wish(tuple(spans), here, days_only=not (window or clock))


def _window(window: str | None, clock: str | None) -> tuple[int, int]:
    if clock:
        return max(minutes(clock) - 30, 0), minutes(clock) + 31
    if window:
        low, high = (minutes(t) for t in window.split("-"))
        return low, high if high > low else high + DAY
    return 0, DAY


def _is_date(when: object) -> bool:
    return isinstance(when, str) and when[:4].isdigit()


def _dates(when: Any, days: list[str] | None, not_days: list[str], today: date) -> list[date]:
    week = [today + timedelta(days=i) for i in range(7)]
    if when in ("today", "tonight"):
        found = [today]
    elif when == "tomorrow":
        found = [today + timedelta(days=1)]
    elif when == "this_week":
        found = week[: 7 - today.weekday()]
    elif when == "next_week":
        found = [today + timedelta(days=7 - today.weekday() + i) for i in range(7)]
    elif _is_date(when) and "/" in when:
        first, last = (date.fromisoformat(d) for d in when.split("/"))
        found = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    elif _is_date(when) and len(when) == 10:
        found = [date.fromisoformat(when)]
    else:
        found = week
    if days and not (_is_date(when) and len(str(when)) == 10):
        found = [d for d in found if CODES[d.weekday()] in days] or [d for d in week if CODES[d.weekday()] in days]
    return [d for d in found if CODES[d.weekday()] not in not_days]


def in_zones(wish_: Wish, zones: Iterable[str]) -> list[tuple[int, int, list[str]]]:
    """Minute-of-week ranges [from, to) of a wish in the groups' zones, with the zones each holds for."""
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for name in zones:
        for span in wish_.spans:
            begin = _moment(span.on, span.start, wish_.tz or name).astimezone(zone(name))
            low = begin.weekday() * DAY + begin.hour * 60 + begin.minute
            high = low + span.to - span.start
            found[(low, min(high, WEEK))].append(name)
            if high > WEEK:
                found[(0, high - WEEK)].append(name)
    return [(low, high, names) for (low, high), names in found.items()]


def on_now(
    now: datetime, zones: Iterable[str], *, before: int = 15, ahead: int = 30
) -> list[tuple[int, int, list[str]]]:
    """Ranges of starts at most `before` minutes ago or within `ahead` minutes, a zone at a time."""
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for name in zones:
        local = now.astimezone(zone(name))
        at = local.weekday() * DAY + local.hour * 60 + local.minute
        low, high = at - before, at + ahead + 1
        for a, b in (
            (max(low, 0), min(high, WEEK)),
            (low + WEEK, WEEK) if low < 0 else (0, 0),
            (0, high - WEEK) if high > WEEK else (0, 0),
        ):
            if a < b:
                found[(a, b)].append(name)
    return [(low, high, names) for (low, high), names in found.items()]


def _moment(on: date, minute: int, tz: str) -> datetime:
    day, rest = divmod(minute, DAY)
    return datetime.combine(on + timedelta(days=day), time(rest // 60, rest % 60), zone(tz)).astimezone(UTC)


def occurrence(
    minute_of_week: int, tz: str, now: datetime, length: int, *, after: date | None = None
) -> tuple[datetime, datetime]:
    """Start and end (UTC) of the next weekly occurrence that began at most 15 minutes ago; wall time kept."""
    local = now.astimezone(zone(tz))
    first = local.date() if after is None else max(after, local.date())
    on = first + timedelta(days=(minute_of_week // DAY - first.weekday()) % 7)
    start = _moment(on, minute_of_week % DAY, tz)
    if start < now - timedelta(minutes=15):
        start = _moment(on + timedelta(days=7), minute_of_week % DAY, tz)
    return start, start + timedelta(minutes=length)


def ordinal_ok(rrule: str | None, start: datetime, tz: str) -> bool:
    """Whether a monthly rule meets on the date of this occurrence (a weekly one always does)."""
    if not rrule or "FREQ=MONTHLY" not in rrule:
        return True
    on = start.astimezone(zone(tz)).date()
    nth = (on.day - 1) // 7 + 1
    last = (on + timedelta(days=7)).month != on.month
    wanted = {part[:-2] for part in rrule.split("BYDAY=")[1].split(",")}
    return str(nth) in wanted or (last and "-1" in wanted)


def next_meeting(
    slots: Sequence[tuple[int, int, str, str | None]], now: datetime, spans_: Wish | None
) -> tuple[datetime, datetime, str, int] | None:
    """The soonest occurrence (start, end, tz, minute of week) among (start, end, tz, rrule) rows; within the
    wish's spans when one is given and can be kept."""
    best: tuple[datetime, datetime, str, int] | None = None
    for begin, end, tz, rrule in slots:
        start, stop = occurrence(begin, tz, now, end - begin)
        for _ in range(6):
            if ordinal_ok(rrule, start, tz):
                break
            start, stop = occurrence(begin, tz, start + timedelta(days=1), end - begin)
        fits = spans_ is None or not spans_.spans or _in_spans(start, tz, spans_)
        if fits and (best is None or start < best[0]):
            best = (start, stop, tz, begin)
    return best


def _in_spans(start: datetime, tz: str, wish_: Wish) -> bool:
    local = start.astimezone(zone(wish_.tz or tz))
    minute = local.hour * 60 + local.minute
    return any(local.weekday() == s.on.weekday() and s.start <= minute < s.to for s in wish_.spans)
