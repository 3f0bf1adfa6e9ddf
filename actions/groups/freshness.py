"""How sure we are that a listing still exists: a factor for rank, and the words for it."""

from datetime import datetime
from typing import Any


def age_days(at: datetime | None, now: datetime) -> int | None:
    """Whole days since a moment; None when it never was, 0 when it is ahead of `now`."""
    return None if at is None else max((now - at).days, 0)


def factor(at: datetime | None, limit_days: int, now: datetime, *, manual: bool = False) -> float:
    """1.0 up to half the limit, falling to 0.6 at it, 0.3 past it; 0.6 for a built-in entry nobody has confirmed."""
    return of_age(age_days(at, now), limit_days, manual=manual)


def of_age(age: int | None, limit_days: int, *, manual: bool = False) -> float:
    """The same for an age in days; None when it was never confirmed."""
    if manual:
        return 0.6
    if age is None or age > limit_days:
        return 0.3
    half = limit_days / 2
    return 1.0 if age <= half else 1.0 - 0.4 * (age - half) / half


def stale(at: datetime | None, limit_days: int, now: datetime) -> bool:
    """Whether the limit has passed."""
    age = age_days(at, now)
    return age is None or age > limit_days


def said(verified: dict[str, Any]) -> str:
    """The sentence for a result's `verified` part."""
    source = str(verified["source"])
    if not verified["at"]:
        return f"not yet confirmed ({source})"
    day = datetime.fromisoformat(verified["at"]).strftime("%-d %b %Y")
    if verified["stale"]:
        return f"not confirmed since {day} ({source})"
    return f"last confirmed {day} ({source})"
