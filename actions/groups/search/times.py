"""Minutes of the week and the zones between the person and the group."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEK = 7 * 1440
DAY = 1440
LATE = 15
RUNNING = 90  # a near miss of "now": begun longer ago, and not over yet


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
    late: int = LATE  # minutes since the start within which "now" still means it


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
    if when in ("now", "running"):
        return Wish(tz=here, right_now=True, late=RUNNING if when == "running" else LATE)
    if not (days or window or clock or not_days or (when and when != "soon" and len(str(when)) != 7)):
        return None
    dates = _dates(when, days, not_days, local.date())
    low, high = _window(window, clock)
    spans = []
    earliest = local.hour * 60 + local.minute - 15
    before = CODES[(local.date() - timedelta(days=1)).weekday()]
    if when is None and high - DAY > earliest and before in (days or CODES) and before not in not_days:
        spans.append(Span(local.date(), 0, high - DAY))  # the night that began yesterday is not over
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


def moment(on: date, minute: int, tz: str) -> datetime:
    day, rest = divmod(minute, DAY)
    return datetime.combine(on + timedelta(days=day), time(rest // 60, rest % 60), zone(tz)).astimezone(UTC)


def in_spans(start: datetime, tz: str, wish_: Wish, *, dated: bool) -> bool:
    """Whether a start lies in a wish told in `tz`: on its dates, or (not `dated`) on those days of any week."""
    local = start.astimezone(zone(tz))
    minute = local.hour * 60 + local.minute
    return any(
        (local.date() == s.on if dated else local.weekday() == s.on.weekday()) and s.start <= minute < s.to
        for s in wish_.spans
    )
