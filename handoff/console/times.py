"""Times as somebody at the console reads them: in their own zone, in words, never counting down. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def local(at: datetime, zone: str) -> datetime:
    """A moment on the wall clock of a zone; UTC where the zone is not known."""
    try:
        return at.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError):
        return at


def clock_time(at: datetime, zone: str) -> str:
    """18:30"""
    return local(at, zone).strftime("%H:%M")


def day(at: datetime, zone: str) -> str:
    """Tuesday 24 November"""
    there = local(at, zone)
    return f"{DAYS[there.weekday()]} {there.day} {MONTHS[there.month - 1]}"


def when(at: datetime, zone: str, now: datetime) -> str:
    """18:30 today, 06:00 tomorrow, 18:30 on Friday 27 November"""
    ahead = (local(at, zone).date() - local(now, zone).date()).days
    name = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(ahead) or f"on {day(at, zone)}"
    return f"{clock_time(at, zone)} {name}"


def since(at: datetime, now: datetime) -> str:
    """How long ago, in words: "less than a minute", "4 minutes", "2 hours", "3 days"."""
    return lasting(max(now - at, timedelta(0)))


def lasting(length: timedelta) -> str:
    """A length of time in its largest unit."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return "less than a minute"
    for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)):
        if minutes >= size:
            count = minutes // size
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return ""
