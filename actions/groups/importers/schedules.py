"""Weekly times of a row, with what its note says about which weeks: shared by every importer of meeting lists."""

from collections.abc import Sequence
from dataclasses import replace

from actions.groups import public_holidays
from actions.groups.importers import notes
from actions.groups.importers.listing import Sched


def weekly(
    days: Sequence[int],
    start: str | None,
    minutes: int,
    tz: str | None,
    *,
    note: str = "",
    country: str | None = None,
    admin1: str | None = None,
    anytime: bool = False,
    closed_on_holidays: bool = False,
) -> tuple[Sched, ...]:
    """One schedule a weekday (0 = Monday); "always" or "by appointment" when there is no time.

    note     text without secrets, a line a piece: rules in it limit the weeks, or name a theme
    country  where public holidays are looked up when the note or a code says that it does not meet on them
    """
    if anytime:
        return (Sched("always"),)
    if not days or start is None:
        return (Sched("by_appointment"),)
    region = public_holidays.region_of(country, tz, admin1)
    return tuple(_one(day, start, minutes, tz, note, region, closed_on_holidays) for day in days)


def _one(
    day: int, start: str, minutes: int, tz: str | None, note: str, region: str | None, closed_on_holidays: bool
) -> Sched:
    plain = Sched("recurring", day, start, minutes, tz, f"FREQ=WEEKLY;BYDAY={notes.DAYS[day]}")
    rule = notes.lift(note, day)
    holiday = f"skip_public:{region}" if region and (rule.holiday or closed_on_holidays) else None
    if rule.rrule is None:
        return replace(plain, holiday_rule=holiday, theme=rule.theme)
    return replace(
        plain,
        rrule=rule.rrule,
        holiday_rule=holiday,
        origin="note",
        confidence=rule.confidence,
        raw_text=rule.said[:500] if rule.said else None,
        theme=rule.theme,
    )
