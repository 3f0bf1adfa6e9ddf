"""One .ics of a listing for others: UTF-8, with its VTIMEZONE. Neutral when asked: no name, no topic."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vRecur

from actions.groups.export import Shown
from actions.groups.importers.listing import Sched
from actions.groups.recurrence import Rule, interval, next_occurrence, parts


def of(one: Shown, now: datetime, *, neutral: bool = False) -> bytes | None:
    """The calendar of a listing's times; None when it has none that can be said."""
    calendar = Calendar()
    calendar.add("prodid", "-//Peerline//groups//EN")
    calendar.add("version", "2.0")
    zones: set[str] = set()
    for number, s in enumerate(one.listing.schedules):
        if event := _event(one, s, number, now, neutral):
            calendar.add_component(event)
            zones.add(str(s.tz))
    if not zones:
        return None
    for name in sorted(zones):
        calendar.add_component(
            Timezone.from_tzinfo(ZoneInfo(name), first_date=date(2026, 1, 1), last_date=date(2031, 1, 1))
        )
    return bytes(calendar.to_ical())


def _event(one: Shown, s: Sched, number: int, now: datetime, neutral: bool) -> Event | None:
    if not (s.start and s.tz and s.rrule) or (interval(s.rrule) > 1 and not s.anchor):
        return None
    rule = Rule(
        s.start,
        s.minutes or 60,
        s.tz,
        s.rrule,
        s.kind,
        date.fromisoformat(s.anchor) if s.anchor else None,
        date.fromisoformat(s.valid_from) if s.valid_from else None,
        date.fromisoformat(s.valid_to) if s.valid_to else None,
    )
    first = next_occurrence(rule, now)
    if first is None:
        return None
    event = Event()
    event.add("uid", f"{one.id}-{number}@peerline")
    event.add("dtstamp", now)
    event.add("summary", "Meeting" if neutral else one.listing.name)
    event.add("dtstart", first.start.astimezone(ZoneInfo(s.tz)))
    event.add("duration", timedelta(minutes=rule.minutes))
    if s.kind != "once":
        known: dict[str, object] = {k: v.split(",") if k.startswith("BY") else v for k, v in parts(s.rrule).items()}
        if s.valid_to:
            until = datetime.fromisoformat(f"{s.valid_to}T23:59:59").replace(tzinfo=ZoneInfo(s.tz))
            known["UNTIL"] = until.astimezone(ZoneInfo("UTC"))
        event.add("rrule", vRecur(known))
    place = one.listing.place
    if not neutral and place and place.address and one.listing.modality in ("in_person", "hybrid"):
        event.add("location", place.address)
    if not neutral and one.listing.home_page:
        event.add("url", one.listing.home_page)
    skipped = [e.on for e in s.exceptions if e.action == "skip"]
    for on in skipped:
        event.add("exdate", datetime.fromisoformat(f"{on}T{s.start}").replace(tzinfo=ZoneInfo(s.tz)))
    return event
