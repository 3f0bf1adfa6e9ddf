"""What gives way when too little fits: radius, window, way, day, in this order. Nothing else ever does."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from actions.groups.search import candidates, times

MOST_KM = 100.0


def steps(query: candidates.Query) -> Iterator[tuple[dict[str, Any], candidates.Query]]:
    """What gives way, step by step, each on top of the last: radius, window, modality, day. Nothing else ever does."""
    if query.spot:
        first = query.radius_km
        for times_ in (2, 4):
            wider = min(first * times_, MOST_KM)
            if wider > query.radius_km:
                query = replace(query, radius_km=wider)
                yield {"facet": "radius", "from": first, "to": wider}, query
    slots = query.slots
    if slots.get("when") == "now":
        running = {**slots, "when": "running"}
        yield {"facet": "window", "from": "now", "to": "already running"}, replace(query, slots=running)
        return
    if slots.get("time") or slots.get("window"):
        before = slots.get("window") or slots["time"]
        wider_window = _wider(slots)
        slots = {k: v for k, v in slots.items() if k not in ("time", "window")} | {"window": wider_window}
        query = replace(query, slots=slots)
        yield {"facet": "window", "from": before, "to": wider_window}, query
        slots = {k: v for k, v in slots.items() if k != "window"}
        query = replace(query, slots=slots)
        yield {"facet": "window", "from": before, "to": "any"}, query
    yield from _other_ways(query)


def _other_ways(query: candidates.Query) -> Iterator[tuple[dict[str, Any], candidates.Query]]:
    slots = query.slots
    wanted = slots.get("modality") or (["in_person"] if query.spot else [])
    if (
        wanted
        and "online" not in wanted
        and "online" not in (slots.get("not_modality") or [])
        and not slots.get("platform")
    ):
        # Only a place was said: any way from afar is better than none. A way was said: video is the one step further.
        more = ["online"] if slots.get("modality") else ["online", "phone", "text"]
        slots = {**slots, "modality": [*wanted, *(m for m in more if m not in (slots.get("not_modality") or []))]}
        query = replace(query, slots=slots)
        yield {"facet": "modality", "from": wanted, "to": slots["modality"]}, query
    if slots.get("days") or slots.get("when") not in (None, "soon"):
        before = slots.get("days") or slots.get("when")
        slots = {k: v for k, v in slots.items() if k not in ("days", "when", "ordinals", "recurrence")}
        yield {"facet": "day", "from": before, "to": "any"}, replace(query, slots=slots)


def _wider(slots: dict[str, Any]) -> str:
    if window := slots.get("window"):
        low, high = (times.minutes(t) for t in window.split("-"))
        if high <= low:
            return str(window)
    else:
        low = times.minutes(slots["time"])
        high = low
    low, high = max(low - 120, 0), min(high + 120, 1440)
    return f"{low // 60:02}:{low % 60:02}-{high // 60:02}:{high % 60:02}"
