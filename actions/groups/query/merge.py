"""Putting a turn on top of the turns before it: a new value replaces, "too" adds, exclusions stay until taken back."""

from typing import Any

_KEPT = ("not_programme", "not_modality", "not_platform", "not_days")
_ONCE = ("refine", "choose", "report", "reminder_min", "calendar", "send", "name")  # true of one turn only
_INSTEAD = {
    "days": ("when", "recurrence", "ordinals"),
    "when": ("days", "recurrence", "ordinals"),
    "window": ("time",),
    "time": ("window",),
    "place": ("near_me", "country"),
    "near_me": ("place",),
    "topics": ("relation",),
}
_OPPOSITE = {"programme": "not_programme", "modality": "not_modality", "platform": "not_platform", "days": "not_days"}


def merge(before: dict[str, Any], said: dict[str, Any], *, adds: bool = False) -> dict[str, Any]:
    """The slots after this turn. Lists in `said` are added to when `adds`; `not_*` lists are always added to."""
    after = {k: v for k, v in before.items() if k not in _ONCE}
    for key, value in said.items():
        if key in _KEPT:
            after[key] = _union(after.get(key, []), value)
        elif adds and isinstance(value, list) and isinstance(after.get(key), list):
            after[key] = _union(after[key], value)
        else:
            if not adds:
                for old in _INSTEAD.get(key, ()):
                    if old not in said:
                        after.pop(old, None)
            after[key] = value
    for wanted, unwanted in _OPPOSITE.items():
        _settle(after, said, wanted, unwanted)
    return {k: v for k, v in after.items() if v is not None and v != []}


def _settle(after: dict[str, Any], said: dict[str, Any], wanted: str, unwanted: str) -> None:
    """What was just excluded is no longer wanted; what is wanted now is no longer excluded."""
    if unwanted in said:
        after[wanted] = [v for v in after.get(wanted, []) if v not in said[unwanted]]
    elif wanted in said:
        after[unwanted] = [v for v in after.get(unwanted, []) if v not in said[wanted]]


def _union(one: list[Any], two: list[Any]) -> list[Any]:
    return list(dict.fromkeys([*one, *two]))


def shift(slots: dict[str, Any], direction: str) -> dict[str, Any]:
    """ "earlier" or "later": the window moves by up to three hours to that side."""
    window = slots.get("window")
    if not window and slots.get("time"):
        at = int(slots["time"][:2])
        window = f"{at:02}:00-{min(at + 1, 24):02}:00"
    if not window:
        return slots
    begin, end = (int(t[:2]) * 60 + int(t[3:]) for t in window.split("-"))
    low, high = (max(begin - 180, 0), begin) if direction == "earlier" else (min(end, 1260), min(end + 180, 1440))
    after = {**slots, "window": f"{low // 60:02}:{low % 60:02}-{high // 60:02}:{high % 60:02}"}
    after.pop("time", None)
    return after
