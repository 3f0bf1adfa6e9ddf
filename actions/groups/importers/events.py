"""What calendar feeds have in common (iCalendar, schema.org, The Events Calendar): an event, and what becomes of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from actions.groups import taxonomy
from actions.groups.importers import clean, guess, parse, rrules, zones
from actions.groups.importers.listing import Listing, Outcome, Place
from actions.groups.importers.rrules import Times

_LINK = re.compile(r"https?://[^\s<>\"')]+", re.I)
_JOIN_HOSTS = re.compile(
    r"zoom\.us|zoomgov|meet\.google|teams\.|webex|gotomeet|goto\.com|jitsi|jit\.si|whereby|skype|discord|whatsapp|"
    r"bluejeans|ringcentral|freeconferencecall|chat\.|t\.me",
    re.I,
)


@dataclass(frozen=True)
class Context:
    """What is known of the source, and the day of reading (events that are over are left out)."""

    today: date
    programme: str | None = None
    tz: str | None = None


@dataclass(frozen=True)
class Event:
    """One event of a feed, its words as they came. `start`, `end` are wall time when `tz` is given, else aware."""

    key: str
    name: str
    start: datetime | None
    end: datetime | None = None
    tz: str | None = None
    rrule: str | None = None
    without: tuple[date, ...] = ()
    also: tuple[datetime, ...] = ()
    moved: tuple[tuple[date, datetime], ...] = ()
    until: date | None = None
    text: str = ""
    page: str | None = None
    join: str | None = None
    phone: str | None = None
    place_name: str | None = None
    address: str | None = None
    lat: object = None
    lon: object = None
    online: bool | None = None
    in_person: bool | None = None
    categories: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    free: bool | None = None
    min_age: int | None = None
    max_age: int | None = None
    refused: str | None = None
    warnings: tuple[str, ...] = field(default=())


def outcome(number: int, event: Event, context: Context) -> Outcome:
    """A listing, or why not: no key, name or time; cancelled; over; no way in; a rule that cannot be kept."""
    name = clean.name(event.name)
    reason = event.refused or (None if event.key else "key") or (None if name else "name")
    if reason or event.start is None:
        return Outcome(number, event.key, rejected=reason or "no time")
    way = _way(event)
    if not way.modes:
        return Outcome(number, event.key, rejected="no way in")
    zone, warnings, doubt = _zone(event, name, way, context)
    try:
        scheds = rrules.schedules_of(_times(event, zone))
    except parse.Unreadable as error:
        return Outcome(number, event.key, rejected=str(error))
    if not scheds or rrules.over(scheds, context.today):
        return Outcome(number, event.key, rejected="over")
    listing, removed = _listing(event, name, way, scheds, context)
    return Outcome(
        number,
        event.key,
        listing,
        review="tz" if doubt or not zone else None,
        guess=zone if doubt else None,
        warnings=(*event.warnings, *warnings),
        secrets=removed + len(listing.secret),
    )


@dataclass(frozen=True)
class _Way:
    modes: tuple[str, ...]
    modality: str
    place: Place | None
    join: str | None


def _way(event: Event) -> _Way:
    join = clean.link(event.join) or _link_in(event.text) or _link_in(event.address or "")
    address = event.address if event.address and not _LINK.search(event.address) else None
    place = _place(event, address) if event.in_person is not False else None
    remote = bool(join or event.online)
    modes = (("in_person",) if place else ()) + (("online",) if remote else ()) + (("phone",) if event.phone else ())
    if not modes and clean.link(event.page) and event.in_person is not True:
        modes = ("online",)  # only its page says how: the page is the way in
    modality = "hybrid" if {"in_person", "online"} <= set(modes) else modes[0] if modes else "in_person"
    return _Way(modes, modality, place, join)


def _link_in(text: str) -> str | None:
    return next((u.rstrip(".,;") for u in _LINK.findall(text) if _JOIN_HOSTS.search(u)), None)


def _place(event: Event, address: str | None) -> Place | None:
    line, site = clean.field(address, 300), clean.field(event.place_name)
    words = f"{line or ''} {site or ''}".lower()
    if not words.strip() or re.search(r"\b(?:online|virtual|zoom|webinar|telephone|by phone)\b", words):
        return None
    lat, lon = parse.coordinates({"latitude": event.lat, "longitude": event.lon})
    parts = parse.split_address(line or "")
    return Place(
        site, line, parts.city, parts.admin1, parts.postcode, parts.country, lat, lon, "exact" if lat else "city"
    )


def _zone(event: Event, name: str, way: _Way, context: Context) -> tuple[str | None, tuple[str, ...], bool]:
    assert event.start is not None
    found = zones.find(
        row=event.tz,
        title=name,
        start=event.start.strftime("%H:%M"),
        attended=way.place is not None,
        address=(way.place.address if way.place else None) or "",
        lon=way.place.lon if way.place else None,
        default=context.tz,
    )
    taken = ("zone taken from the source",) if found.basis == "source" else ()
    return found.tz, taken, found.doubt


def _times(event: Event, zone: str | None) -> Times:
    assert event.start is not None

    def wall(at: datetime) -> datetime:
        if at.tzinfo is None or zone is None:
            return at.replace(tzinfo=None)
        return at.astimezone(zones.ZoneInfo(zone)).replace(tzinfo=None)

    start, end = wall(event.start), wall(event.end) if event.end else None
    return Times(
        start,
        rrules.length_of(start, end),
        zone,
        event.rrule,
        event.until,
        event.without,
        tuple(wall(a) for a in event.also),
        tuple((on, wall(at)) for on, at in event.moved),
    )


def _listing(event: Event, name: str, way: _Way, scheds: tuple[Any, ...], context: Context) -> tuple[Listing, int]:
    about = guess.of(" ".join((name, *event.categories)), context.programme)
    note = clean.notes(event.text)
    secret = {"url": way.join or "", "phone": (event.phone or "")[:200], "notes": note.joining}
    page = clean.link(event.page)
    platform = clean.platform(way.join) if way.join else None
    programme = taxonomy.load().programme(about.programme)
    listing = Listing(
        key=event.key[:300],
        name=name,
        programme=about.programme,
        modality=way.modality,
        modes=way.modes,
        schedules=scheds,
        group_key=event.key[:300],
        organisation=programme.name if about.programme != "other" else None,
        notes=note.text[:2000] or None,
        platforms=(platform,) if platform else (),
        topics=about.topics,
        roles=about.roles,
        relations=programme.relations,
        gender_only=about.gender_only,
        tags=about.tags,
        faith=programme.faith,
        anonymity=programme.anonymity,
        languages=event.languages,
        min_age=event.min_age,
        max_age=event.max_age,
        cost="free" if event.free else None,
        home_page=None if page and _JOIN_HOSTS.search(page) else page,
        place=way.place,
        country=way.place.country if way.place else None,
        channel_kind="video" if "online" in way.modes else "phone" if "phone" in way.modes else None,
        host=clean.host(way.join) if way.join else None,
        needs_request=way.join is None and "online" in way.modes,
        secret={k: v for k, v in secret.items() if v},
    )
    return listing, note.removed


def all_of(events: Sequence[Event], context: Context) -> list[Outcome]:
    """One outcome an event, in order; a key that came before is a duplicate."""
    seen: set[str] = set()
    made = []
    for number, event in enumerate(events, start=1):
        one = outcome(number, event, context)
        if one.key and one.key in seen:
            one = Outcome(number, one.key, rejected="duplicate key")
        seen.add(one.key)
        made.append(one)
    return made
