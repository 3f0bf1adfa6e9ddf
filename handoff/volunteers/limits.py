"""What one volunteer may carry: points, rest, and how many conversations at a time. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

POINTS = {0: 1, 1: 1, 2: 2, 3: 3, 4: 5}
PER_SHIFT = 8
PER_WEEK = 20
COOL_DOWN = {3: timedelta(minutes=45), 4: timedelta(minutes=60)}
SURE_REST = timedelta(minutes=20)  # nobody can shorten this part of a cool-down, not even the volunteer
HEAVY = 3  # severity from which a volunteer holds one conversation at a time


def points(severity: int) -> int:
    """What a case of this severity costs."""
    return POINTS[severity]


def cool_down(severity: int) -> timedelta | None:
    """The rest after a case of this severity; None below 3."""
    return COOL_DOWN.get(severity)


def may_end_rest(cooling_since: datetime, now: datetime) -> bool:
    """True when BACK may end a cool-down that began at `cooling_since`."""
    return now - cooling_since >= SURE_REST


def room(*, severity: int, open_cases: int, holds_heavy: bool, most: int) -> bool:
    """True when one more case of `severity` fits beside `open_cases`, of which one is heavy or not."""
    if open_cases >= most:
        return False
    return not (severity >= HEAVY and holds_heavy)


def fits(*, severity: int, shift_points: int, week_points: int) -> bool:
    """True when the points of this case stay within the limits of the shift and of seven days."""
    cost = points(severity)
    return shift_points + cost <= PER_SHIFT and week_points + cost <= PER_WEEK


def is_quiet(now: datetime, zone: str, start: int | None, end: int | None) -> bool:
    """True within quiet hours: minutes after local midnight, over midnight when the end is not after the start."""
    if start is None or end is None or start == end:
        return False
    local = now.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    return start <= minute < end if start < end else minute >= start or minute < end
