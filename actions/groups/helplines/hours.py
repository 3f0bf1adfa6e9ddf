"""Opening hours in the everyday part of OpenStreetMap's syntax: "24/7", "Mo-Fr 09:00-17:00; Sa 10:00-14:00; PH off".

Pure. What cannot be read is unknown (None), never open.
"""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from actions.groups import public_holidays

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_RULE = re.compile(
    r"^(?P<days>(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)(?:[-,](?:Mo|Tu|We|Th|Fr|Sa|Su|PH))*)?\s*"
    r"(?P<times>off|closed|\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*)$"
)
Spans = list[tuple[int, int]]


def read(text: str) -> dict[str, Spans] | None:
    """Minutes from midnight by day ("Mo".."Su", "PH"); an end over 1440 is the next morning. None: cannot be read."""
    if text.strip() == "24/7":
        return {day: [(0, 1440)] for day in _DAYS}
    made: dict[str, Spans] = {}
    for part in filter(None, (p.strip() for p in text.split(";"))):
        found = _RULE.match(part)
        if not found:
            return None
        for day in _days(found["days"]):
            made[day] = _spans(found["times"])
    return made or None


def _days(text: str | None) -> list[str]:
    if text is None:
        return list(_DAYS)
    found: list[str] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        if not last or "PH" in part:
            found.append(first)
            continue
        at, to = _DAYS.index(first), _DAYS.index(last)
        found += [_DAYS[(at + i) % 7] for i in range((to - at) % 7 + 1)]
    return found


def _spans(text: str) -> Spans:
    if text in ("off", "closed"):
        return []
    spans = []
    for span in text.split(","):
        low, high = (int(t[:2]) * 60 + int(t[3:]) for t in span.split("-"))
        spans.append((low, high if high > low else high + 1440))
    return spans


def is_open(text: str | None, tz: str | None, at: datetime, holidays_of: str | None = None) -> bool | None:
    """Whether a line with these hours is open at `at` (aware); None when the hours or the zone are not known.

    holidays_of  where public holidays are looked up, such as "GB-ENG"
    """
    known = read(text) if text else None
    if known is None:
        return None
    if text and text.strip() == "24/7":
        return True
    if tz is None:
        return None
    local = at.astimezone(ZoneInfo(tz))
    minute = local.hour * 60 + local.minute
    today, before = (_on(known, local.date() - timedelta(days=back), holidays_of) for back in (0, 1))
    return any(a <= minute < b for a, b in today) or any(minute + 1440 < b for _, b in before)


def next_opening(text: str | None, tz: str | None, at: datetime, holidays_of: str | None = None) -> datetime | None:
    """When a closed line opens next, within eight days; None when not known."""
    known = read(text) if text else None
    if known is None or tz is None:
        return None
    local = at.astimezone(ZoneInfo(tz))
    for ahead in range(9):
        on = local.date() + timedelta(days=ahead)
        for low, _ in sorted(_on(known, on, holidays_of)):
            opens = datetime(on.year, on.month, on.day, low // 60, low % 60, tzinfo=ZoneInfo(tz))
            if opens > at:
                return opens
    return None


def _on(known: dict[str, Spans], on: date, holidays_of: str | None) -> Spans:
    if "PH" in known and holidays_of and public_holidays.is_public(holidays_of, on):
        return known["PH"]
    return known.get(_DAYS[on.weekday()], [])
