"""Which listings start when somebody wants to go, over all slots at once; zones and rhythms are kept exactly."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from actions.groups.recurrence import EPOCH_MONDAY
from actions.groups.search import times
from actions.groups.search.columns import UNKNOWN, WEEK, Columns, Rows
from actions.groups.search.times import LATE

_DAY = 1440


def fitting(cols: Columns, wish: times.Wish, now: datetime, *, goes: bool, afar: bool, dated: bool) -> Rows:
    """Which slots start within a wish: the person's hours from afar, the place's hours where one goes in person.

    goes, afar  whether taking part in person, and from afar, is possible for what was asked
    dated       the wish names dates, so that a monthly or fortnightly one must meet on them
    """
    if wish.right_now:
        return _in_ranges(cols, _now_ranges(cols, now, wish.late), dated=True)
    theirs = _in_ranges(cols, _ranges(cols, wish), dated=dated)
    if not goes:
        return theirs
    there = theirs if wish.tz is None else _in_ranges(cols, _ranges(cols, times.Wish(wish.spans, None)), dated=dated)
    if not afar:
        return there
    found: Rows = np.where(cols.slots.going, there, theirs)
    return found


_Range = tuple[int, int, int, date]  # zone, from and to (minutes of the week), the date there


def _ranges(cols: Columns, wish: times.Wish) -> list[_Range]:
    """The wish in each zone. A span that goes over midnight there becomes two, each with its date."""
    found = []
    moments = [(times.moment(s.on, s.start, wish.tz), times.moment(s.on, s.to, wish.tz)) for s in wish.spans if wish.tz]
    for number, name in enumerate(cols.zones):
        here = moments or [(times.moment(s.on, s.start, name), times.moment(s.on, s.to, name)) for s in wish.spans]
        steady = _steady(here, name)
        for first, last in here:
            if steady is not None:
                begin = (first + steady).replace(tzinfo=None)
                length = int((last - first).total_seconds()) // 60
            else:
                begin = _wall(first, name)
                end = _end(last, name)
                length = int((end - begin).total_seconds()) // 60  # on the wall clock there, which jumps meanwhile
            found += _split(number, begin.date(), begin.hour * 60 + begin.minute, length)
    return found


def _end(at: datetime, name: str) -> datetime:
    """The wall time before which a meeting must begin to begin before a moment.

    Of an hour that comes twice a meeting is held in the first: in the second all of the hour is over.
    """
    there = at.astimezone(times.zone(name))
    while there.fold and there.utcoffset() != there.replace(fold=0).utcoffset():
        there = (there + timedelta(minutes=1)).replace(fold=1)
    return there.replace(tzinfo=None, fold=0)


def _steady(moments: list[tuple[datetime, datetime]], name: str) -> timedelta | None:
    """What a zone is ahead of UTC; None when its clocks change within two hours before some moments, or among them."""
    if not moments:
        return None
    zone = times.zone(name)
    first = min(begin for begin, _ in moments) - timedelta(hours=2)
    last = max(end for _, end in moments)
    before, after = first.astimezone(zone).utcoffset(), last.astimezone(zone).utcoffset()
    # The clocks change twice a year, months apart: the same on both sides of a few weeks is the same between.
    return before if before == after and last - first < timedelta(days=40) else None


def _now_ranges(cols: Columns, now: datetime, late: int, ahead: int = 30) -> list[_Range]:
    found = []
    for number, name in enumerate(cols.zones):
        local = _wall(now - timedelta(minutes=late), name)
        length = late + ahead + 1
        if skipped := _skipped(now - timedelta(minutes=late), name):
            length += int(skipped.total_seconds()) // 60
        found += _split(number, local.date(), local.hour * 60 + local.minute, length)
    return found


def _skipped(at: datetime, name: str) -> timedelta:
    """What the clocks of a zone jumped over in the two hours before a moment: a meeting at such a time is held later,
    so that it must be looked for at the time it has on paper."""
    zone = times.zone(name)
    now, before = at.astimezone(zone).utcoffset(), (at - timedelta(hours=2)).astimezone(zone).utcoffset()
    return max((now or timedelta()) - (before or timedelta()), timedelta())


def _wall(at: datetime, name: str) -> datetime:
    """The wall time of a moment, from which slots are looked for."""
    return at.astimezone(times.zone(name)).replace(tzinfo=None) - _skipped(at, name)


def _split(zone: int, on: date, begin: int, length: int) -> list[_Range]:
    base = on.weekday() * _DAY
    today = min(length, _DAY - begin)
    found = [(zone, base + begin, base + begin + today, on)]
    if length > today:
        after = on + timedelta(days=1)
        found.append((zone, after.weekday() * _DAY, after.weekday() * _DAY + length - today, after))
    return found


def _in_ranges(cols: Columns, ranges: list[_Range], *, dated: bool) -> Rows:
    slots = cols.slots
    found: Rows = np.zeros(len(slots.key), dtype=bool)
    if not ranges:
        return found
    lows = np.searchsorted(slots.key, [z * WEEK + low for z, low, _, _ in ranges])
    highs = np.searchsorted(slots.key, [z * WEEK + high for z, _, high, _ in ranges])
    for (_, _, _, on), low, high in zip(ranges, lows, highs, strict=True):
        if low < high:
            found[low:high] |= _meets_on(slots, slice(low, high), on) if dated else True
    return found


def _meets_on(slots: Any, part: slice, on: date) -> Rows:
    """Which slots of a stretch meet on a date, by their ordinal in the month and the parity of their weeks."""
    bits = 1 << ((on.day - 1) // 7 + 1)
    if (on + timedelta(days=7)).month != on.month:
        bits |= 1
    parity = (on - EPOCH_MONDAY).days // 7 % 2
    mask, mine = slots.mask[part], slots.parity[part]
    found: Rows = ((mask == 0) | ((mask & bits) != 0)) & ((mine == UNKNOWN) | (mine == parity))
    return found


def soonest(cols: Columns, now: datetime, rows: Rows, among: Rows | None = None, *, late: int = LATE) -> Rows:
    """Minutes until the next start (of the slots `among`) of each of `rows`, -`late` at least; WEEK without one."""
    slots = cols.slots
    wait = np.full(cols.count, WEEK, dtype=np.int32)
    mine: Rows = np.zeros(cols.count, dtype=bool)
    mine[rows] = True
    mine = mine[slots.row]
    at = np.flatnonzero(mine if among is None else mine & among)
    here = []
    for name in cols.zones:
        local = now.astimezone(times.zone(name))
        here.append(local.weekday() * _DAY + local.hour * 60 + local.minute)
    begins = np.array(here, dtype=np.int32)[slots.zone[at]]
    np.minimum.at(wait, slots.row[at], (slots.start[at] - begins + late) % WEEK - late)
    found: Rows = wait[rows]
    return found


def rows_of(cols: Columns, among: Rows) -> Rows:
    """Rows that have one of the slots `among`."""
    found: Rows = np.zeros(cols.count, dtype=bool)
    found[cols.slots.row[among]] = True
    return found
