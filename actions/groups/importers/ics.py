"""iCalendar feeds: VEVENT with RRULE, EXDATE, RDATE, RECURRENCE-ID, CONFERENCE, STATUS:CANCELLED."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from actions.groups.importers import events
from actions.groups.importers.events import Context, Event
from actions.groups.importers.fetch import BadFeed
from actions.groups.importers.listing import Outcome

PRIVATE = ("PRIVATE", "CONFIDENTIAL")


def read(content: bytes, context: Context) -> list[Outcome]:
    """One outcome an event (with its changed dates). Raises BadFeed when it is not a calendar."""
    try:
        calendars = Calendar.from_ical(content, multiple=True)
    except (ValueError, IndexError, KeyError) as error:
        raise BadFeed("The feed is not a calendar.", "Give the address of the .ics file itself.") from error
    found: dict[str, list[Any]] = defaultdict(list)
    default = context.tz
    for calendar in calendars:
        default = default or _text(calendar, "X-WR-TIMEZONE") or None
        for number, event in enumerate(calendar.walk("VEVENT")):
            found[_text(event, "UID") or f"no uid {number}"].append(event)
    if not found:
        raise BadFeed("The calendar holds no events.", "Check that the publisher's feed is on; nothing was changed.")
    context = Context(context.today, context.programme, default)
    return events.all_of([_event(uid, parts, default) for uid, parts in found.items()], context)


def _text(part: Any, name: str) -> str:
    value = part.get(name)
    if isinstance(value, list):
        value = value[0]
    return str(value).strip() if value is not None else ""


def _event(uid: str, parts: list[Any], default: str | None) -> Event:
    master = next((p for p in parts if p.get("RECURRENCE-ID") is None), None)
    if master is None:
        return Event(uid, "", None, refused="changed dates without their event")
    start, tz = _moment(master.get("DTSTART"), default)
    refused = _refused(master, start)
    if refused or start is None:
        return Event(uid, _text(master, "SUMMARY"), None, refused=refused)
    end, _ = _moment(master.get("DTEND"), default)
    if end is None and master.get("DURATION") is not None:
        end = start + master.get("DURATION").dt
    moved, cancelled = _changes(parts, tz, default)
    geo = master.get("GEO")
    return Event(
        uid,
        _text(master, "SUMMARY"),
        start,
        end,
        tz,
        _rule(master),
        without=tuple(_listed(master, "EXDATE", tz)) + cancelled,
        also=tuple(_times(master, "RDATE")),
        moved=moved,
        text=_text(master, "DESCRIPTION"),
        page=_text(master, "URL") or None,
        join=_text(master, "CONFERENCE") or _text(master, "X-GOOGLE-CONFERENCE") or None,
        address=_text(master, "LOCATION") or None,
        lat=geo.latitude if geo is not None else None,
        lon=geo.longitude if geo is not None else None,
        categories=tuple(_categories(master)),
    )


def _refused(master: Any, start: datetime | None) -> str | None:
    if _text(master, "STATUS").upper() == "CANCELLED":
        return "cancelled"
    if _text(master, "CLASS").upper() in PRIVATE:
        return "private"
    if isinstance(master.get("RRULE"), list):
        return "rrule"
    return "no time" if start is None else None


def _rule(master: Any) -> str | None:
    rule = master.get("RRULE")
    return rule.to_ical().decode() if rule is not None else None


def _moment(value: Any, default: str | None) -> tuple[datetime | None, str | None]:
    """Start as the feed has it, and the zone it names: a whole day has no time; UTC moves into the default zone."""
    at = getattr(value, "dt", None)
    if not isinstance(at, datetime):
        return None, None
    if at.tzinfo is None:
        return at, None
    name = getattr(at.tzinfo, "key", None) or str(value.params.get("TZID") or "")
    if name in ("UTC", "Etc/UTC", "", "Z"):
        return (at.astimezone(ZoneInfo(default)), None) if default else (at, None)
    return at, name


def _changes(
    parts: list[Any], tz: str | None, default: str | None
) -> tuple[tuple[tuple[date, datetime], ...], tuple[date, ...]]:
    moved, cancelled = [], []
    for part in parts:
        if part.get("RECURRENCE-ID") is None:
            continue
        on = _local(part.get("RECURRENCE-ID").dt, tz)
        at, _ = _moment(part.get("DTSTART"), default)
        if _text(part, "STATUS").upper() == "CANCELLED" or at is None:
            cancelled.append(on)
        else:
            moved.append((on, at))
    return tuple(moved), tuple(cancelled)


def _local(at: date | datetime, tz: str | None) -> date:
    if not isinstance(at, datetime):
        return at
    return (at.astimezone(ZoneInfo(tz)) if tz and at.tzinfo else at).date()


def _lists(master: Any, name: str) -> list[Any]:
    value = master.get(name)
    return value if isinstance(value, list) else [value] if value is not None else []


def _listed(master: Any, name: str, tz: str | None) -> list[date]:
    return [_local(one.dt, tz) for part in _lists(master, name) for one in part.dts]


def _times(master: Any, name: str) -> list[datetime]:
    found = []
    for part in _lists(master, name):
        for one in part.dts:
            at = one.dt[0] if isinstance(one.dt, tuple) else one.dt
            if isinstance(at, datetime):
                found.append(at)
    return found


def _categories(master: Any) -> list[str]:
    return [str(c) for part in _lists(master, "CATEGORIES") for c in getattr(part, "cats", [])]
