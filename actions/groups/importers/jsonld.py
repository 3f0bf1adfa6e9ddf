"""schema.org Event, EventSeries and Schedule as JSON-LD, in a file of its own or inside a web page."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from dateutil import parser as dates

from actions.groups.importers import events
from actions.groups.importers.events import Context, Event
from actions.groups.importers.fetch import BadFeed
from actions.groups.importers.listing import Outcome
from actions.groups.recurrence import DAYS

_SCRIPT = re.compile(r"<script[^>]*application/ld\+json[^>]*>(.*?)</script>", re.I | re.S)
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read(text: str, context: Context) -> list[Outcome]:
    """One outcome an event. Raises BadFeed when there is no JSON-LD, or no event in it."""
    found = [e for block in _blocks(text) for e in _events(block)]
    if not found:
        raise BadFeed("The page holds no schema.org events.", "Give the address of the page that lists the groups.")
    return events.all_of([_event(e) for e in found], context)


def _blocks(text: str) -> Iterator[Any]:
    parts = _SCRIPT.findall(text) if text.lstrip()[:1] == "<" else [text]
    for part in parts:
        try:
            yield json.loads(part)
        except (ValueError, RecursionError):
            continue


def _events(node: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Events at any depth. What a series holds are dates of one meeting, so it is not looked into."""
    if depth > 12:
        return
    if isinstance(node, list):
        for part in node:
            yield from _events(part, depth + 1)
    elif isinstance(node, dict):
        if any(t.endswith("Event") or t == "EventSeries" for t in _types(node)):
            yield node
            return
        for part in node.values():
            if isinstance(part, list | dict):
                yield from _events(part, depth + 1)


def _types(node: dict[str, Any]) -> list[str]:
    return [str(t).rsplit("/", 1)[-1] for t in _list(node.get("@type"))]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _str(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name") or value.get("@id") or value.get("@value")
    return str(value).strip() if value is not None else ""


def _event(node: dict[str, Any]) -> Event:
    key = (
        _str(node.get("@id") or node.get("identifier") or node.get("url"))
        or f"{_str(node.get('name'))}:{_str(node.get('startDate'))}"
    )
    name = _str(node.get("name"))
    if "cancelled" in _str(node.get("eventStatus")).lower() or "postponed" in _str(node.get("eventStatus")).lower():
        return Event(key, name, None, refused="cancelled")
    try:
        when = _when(node)
    except (ValueError, OverflowError, TypeError):
        return Event(key, name, None, refused="time")
    mode = _str(node.get("eventAttendanceMode")).lower()
    place, join = _where(node)
    ages = re.findall(r"\d+", _str(node.get("typicalAgeRange")))
    return Event(
        key,
        name,
        when.pop("start"),
        text=_str(node.get("description")),
        page=_str(node.get("url")) or None,
        join=join,
        place_name=_str(place.get("name")) or None,
        address=_address(place.get("address")),
        lat=(place.get("geo") or {}).get("latitude") if isinstance(place.get("geo"), dict) else None,
        lon=(place.get("geo") or {}).get("longitude") if isinstance(place.get("geo"), dict) else None,
        online=True if "online" in mode or "mixed" in mode else None,
        in_person=False if mode.endswith("onlineeventattendancemode") else None,
        categories=tuple(_str(k) for k in _list(node.get("keywords")) + _list(node.get("about"))),
        languages=tuple(x for x in (_str(v) for v in _list(node.get("inLanguage"))) if re.fullmatch(r"[a-z]{2}", x)),
        free=node.get("isAccessibleForFree") if isinstance(node.get("isAccessibleForFree"), bool) else None,
        min_age=int(ages[0]) if ages else None,
        max_age=int(ages[1]) if len(ages) > 1 else None,
        **when,
    )


def _when(node: dict[str, Any]) -> dict[str, Any]:
    """Start, end, zone and rule; of the schedule when there is one, else of the event and the dates of its series."""
    schedules = [s for s in _list(node.get("eventSchedule")) if isinstance(s, dict)]
    if schedules:
        return _schedule(schedules[0], node)
    parts = [p for p in _list(node.get("subEvent")) if isinstance(p, dict) and p.get("startDate")]
    starts = sorted(_moment(p["startDate"]) for p in parts)
    start = _moment(node.get("startDate")) if node.get("startDate") else (starts[0] if starts else None)
    if start is None or not _has_time(node.get("startDate") or parts[0]["startDate"]):
        return {"start": None}
    end = _moment(node["endDate"]) if node.get("endDate") and _has_time(node["endDate"]) else None
    end = start + _duration(_str(node.get("duration"))) if node.get("duration") and not end else end
    return {"start": start, "end": end, "also": tuple(s for s in starts if s != start)}


def _schedule(s: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    first = _str(s.get("startDate") or node.get("startDate"))[:10]
    clock = _str(s.get("startTime")) or _str(node.get("startDate"))[11:16]
    if not first or not clock:
        return {"start": None}
    start = datetime.fromisoformat(f"{first}T{clock[:5]}")
    end = datetime.fromisoformat(f"{first}T{_str(s['endTime'])[:5]}") if s.get("endTime") else None
    if end and end <= start:
        end += timedelta(days=1)
    if s.get("duration") and not end:
        end = start + _duration(_str(s["duration"]))
    rule = _rule(s)
    until = _str(s.get("endDate"))[:10]
    without = tuple(date.fromisoformat(_str(d)[:10]) for d in _list(s.get("exceptDate")))
    return {
        "start": start,
        "end": end,
        "tz": _str(s.get("scheduleTimezone")) or None,
        "rrule": rule + (f";COUNT={int(s['repeatCount'])}" if s.get("repeatCount") else ""),
        "until": date.fromisoformat(until) if until else None,
        "without": without,
    }


def _rule(s: dict[str, Any]) -> str:
    """The RRULE of a Schedule. Raises ValueError when how often it repeats cannot be read."""
    often = _str(s.get("repeatFrequency")).lower()
    days = [_day(d) for d in _list(s.get("byDay"))]
    if found := re.fullmatch(r"p(\d+)([dwmy])", often):
        freq = {"d": "DAILY", "w": "WEEKLY", "m": "MONTHLY", "y": "YEARLY"}[found[2]]
        every = int(found[1])
    else:
        freq = {"daily": "DAILY", "weekly": "WEEKLY", "monthly": "MONTHLY", "yearly": "YEARLY"}[often]
        every = 1
    weeks = [int(w) for w in _list(s.get("byMonthWeek"))]
    if weeks and days:
        days = [f"{w}{d[-2:]}" for d in days for w in weeks]
        freq = "MONTHLY"
    parts = [f"FREQ={freq}", f"INTERVAL={every}"] + ([f"BYDAY={','.join(days)}"] if days else [])
    for name in ("byMonth", "byMonthDay"):
        if s.get(name):
            parts.append(f"{name.upper()}={','.join(str(int(m)) for m in _list(s[name]))}")
    return ";".join(parts)


def _day(value: Any) -> str:
    text = _str(value).rsplit("/", 1)[-1].lower()
    return DAYS[_NAMES.index(text)] if text in _NAMES else text.upper()


def _moment(value: Any) -> datetime:
    return dates.isoparse(_str(value))


def _has_time(value: Any) -> bool:
    return len(_str(value)) > 10


def _duration(text: str) -> timedelta:
    found = re.fullmatch(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?", text.upper())
    if not found:
        return timedelta(hours=1)
    days, hours, minutes = (int(p or 0) for p in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def _where(node: dict[str, Any]) -> tuple[dict[str, Any], str | None]:
    """The place one goes to, and the link of a virtual one."""
    place: dict[str, Any] = {}
    join = None
    for one in _list(node.get("location")):
        if isinstance(one, dict) and "VirtualLocation" in _types(one):
            join = join or _str(one.get("url")) or None
        elif isinstance(one, dict):
            place = place or one
        elif isinstance(one, str):
            place = place or {"name": one}
    return place, join


def _address(value: Any) -> str | None:
    if isinstance(value, dict):
        names = ("streetAddress", "addressLocality", "addressRegion", "postalCode", "addressCountry")
        street, town, region, code, country = (_str(value.get(n)) for n in names)
        return ", ".join(filter(None, (street, town, " ".join(filter(None, (region, code))), country))) or None
    return _str(value) or None
