"""The Events Calendar (WordPress) REST feed: each date is an event; the dates of one series are one listing."""

import re
from collections import defaultdict
from datetime import datetime
from typing import Any

from actions.groups.importers import clean, events
from actions.groups.importers.events import Context, Event
from actions.groups.importers.listing import Outcome

_DATE_END = re.compile(r"/\d{4}-\d{2}-\d{2}(?:/\d+)?/?$|-\d+/?$")


def read(rows: list[Any], context: Context) -> list[Outcome]:
    """One outcome a series (or single event), in order of appearance."""
    series: dict[str, list[dict[str, Any]]] = defaultdict(list)
    odd = 0
    for row in rows:
        if isinstance(row, dict):
            series[_key(row)].append(row)
        else:
            odd += 1
    made = [_event(key, found) for key, found in series.items()]
    made += [Event("", "", None, refused="not an object")] * odd
    return events.all_of(made, context)


def _key(row: dict[str, Any]) -> str:
    """What the dates of one series share: the address without its date, and the hour."""
    page = str(row.get("url") or row.get("slug") or row.get("id") or "")
    return f"{_DATE_END.sub('', page)}@{str(row.get('start_date') or '')[11:16]}"[:300]


def _event(key: str, rows: list[dict[str, Any]]) -> Event:
    row = rows[0]
    name = clean.unmark(str(row.get("title") or "")).strip()
    if str(row.get("status") or "publish") not in ("publish", "") or row.get("hide_from_listings"):
        return Event(key, name, None, refused="unpublished")
    if row.get("all_day"):
        return Event(key, name, None, refused="no time")
    try:
        starts = sorted({_moment(r["start_date"]) for r in rows})
        end = _moment(row["end_date"]) if row.get("end_date") else None
    except (KeyError, ValueError, TypeError):
        return Event(key, name, None, refused="time")
    venue = row.get("venue") if isinstance(row.get("venue"), dict) else {}
    assert isinstance(venue, dict)
    tz = str(row.get("timezone") or "")
    length = end - _moment(row["start_date"]) if end else None
    return Event(
        key,
        name,
        starts[0],
        starts[0] + length if length else None,
        tz if "/" in tz else None,
        also=tuple(starts[1:]),
        text=str(row.get("description") or ""),
        page=str(row.get("url") or "") or None,
        join=str(row.get("virtual_url") or "") or None,
        place_name=str(venue.get("venue") or "") or None,
        address=_address(venue),
        lat=venue.get("geo_lat"),
        lon=venue.get("geo_lng"),
        online=True if row.get("is_virtual") else None,
        in_person=False if row.get("is_virtual") and row.get("virtual_event_type") == "virtual" else None,
        categories=tuple(str(c.get("name")) for c in row.get("categories") or [] if isinstance(c, dict)),
        free=True if str(row.get("cost") or "").strip().lower() in ("free", "0", "$0") else None,
    )


def _moment(text: Any) -> datetime:
    return datetime.strptime(str(text), "%Y-%m-%d %H:%M:%S")


def _address(venue: dict[str, Any]) -> str | None:
    state = venue.get("state") or venue.get("province") or venue.get("stateprovince")
    tail = " ".join(str(p) for p in (state, venue.get("zip")) if p)
    parts = (venue.get("address"), venue.get("city"), tail, venue.get("country"))
    return ", ".join(str(p).strip() for p in parts if p) or None
