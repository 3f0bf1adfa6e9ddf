"""BMLT semantic JSON (GetSearchResults): Narcotics Anonymous and others. Weekday 1 = Sunday; formats are keys of that
root server and language, explained by its GetFormats."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from actions.groups import taxonomy
from actions.groups.importers import clean, parse, schedules, zones
from actions.groups.importers.listing import Listing, Outcome, Place, each, facets_from_tags

_TEST = re.compile(r"^\W*test\b|\bdo not use\b|\btest meeting\b", re.I)


@dataclass(frozen=True)
class Context:
    """What is known of the server. `world`: format key -> world code, from its GetFormats (empty: the usual keys);
    `closed`: ids of service bodies that are archived."""

    programme: str = "na"
    tz: str | None = None
    world: Mapping[str, str] | None = None
    sunday_is_zero: bool = False
    closed: frozenset[str] = frozenset()


def formats(rows: list[Any], language: str = "en") -> dict[str, str]:
    """Format key -> world code (or its name in small letters, when it has none) of a GetFormats answer."""
    found: dict[str, str] = {}
    for row in rows:
        if not isinstance(row, dict):
            continue
        key = str(row.get("key") or row.get("key_string") or "")
        world = str(row.get("world") or row.get("world_id") or "").strip()
        if key and (str(row.get("lang") or language) == language or key not in found):
            found[key] = world if world not in ("", "None", "NULL") else ""
    return found


def read(rows: list[Any], context: Context) -> list[Outcome]:
    """One outcome a row, in order."""
    zero = any(isinstance(r, dict) and str(r.get("weekday_tinyint")) == "0" for r in rows)
    context = Context(context.programme, context.tz, context.world, zero, context.closed)
    return each(rows, lambda number, row: _row(number, row, context))


def _row(number: int, row: dict[str, Any], context: Context) -> Outcome:
    key = str(row.get("id_bigint") or row.get("id") or "").strip()[:300]
    name = clean.name(row.get("meeting_name"))
    if not key or not name:
        return Outcome(number, key, rejected="key" if not key else "name")
    if str(row.get("published", 1)) == "0" or str(row.get("service_body_bigint")) in context.closed:
        return Outcome(number, key, rejected="unpublished")
    try:
        day, start, minutes = _time(row, context)
    except parse.Unreadable as error:
        return Outcome(number, key, rejected=str(error))
    tags, flags, languages, warnings = _formats(str(row.get("formats") or ""), context)
    place, secret = _place(row, warnings), _secret(row)
    modality, modes = _way(row, flags, place, secret)
    if not modes:
        return Outcome(number, key, rejected="no way in")
    zone = zones.find(
        row=row.get("time_zone"),
        title=name,
        start=start,
        address=(place.address if place else None) or "",
        attended="in_person" in modes,
        lon=place.lon if place else None,
        default=context.tz,
    )
    note = clean.notes(" \n".join(str(row.get(n) or "") for n in ("comments", "format_comments")))
    if note.joining and modality != "in_person":
        secret["notes"] = "\n".join(filter(None, (secret.get("notes"), note.joining)))
    listing = _listing(key, name, context, _Parts(day, start, minutes, tags, flags, languages, place, secret,
                                                  modality, modes, zone.tz, note))  # fmt: skip
    held = "staging or test row" if _TEST.search(name) else "tz" if zone.doubt or not zone.tz else None
    return Outcome(
        number,
        key,
        listing,
        review=held,
        guess=zone.tz if held == "tz" else None,
        warnings=tuple(warnings),
        secrets=note.removed + len(secret) + sum(1 for k, v in row.items() if v and "contact" in k),
    )


@dataclass(frozen=True)
class _Parts:
    """What was read of a row."""

    day: int
    start: str | None
    minutes: int
    tags: set[str]
    flags: set[str]
    languages: set[str]
    place: Place | None
    secret: dict[str, str]
    modality: str
    modes: tuple[str, ...]
    tz: str | None
    note: clean.Cleaned


def _listing(key: str, name: str, context: Context, of: _Parts) -> Listing:
    url, place = of.secret.get("url"), of.place
    platform = clean.platform(url) if url else "phone" if "phone" in of.modes else None
    return Listing(
        key=key,
        name=name,
        programme=context.programme,
        modality=of.modality,
        modes=of.modes,
        schedules=schedules.weekly(
            [of.day],
            of.start,
            of.minutes,
            of.tz,
            note=of.note.lines,
            country=place.country if place else None,
            admin1=place.admin1 if place else None,
            closed_on_holidays="closed_holidays" in of.tags,
        ),
        group_key=key,
        organisation=taxonomy.load().programme(context.programme).name,
        notes=of.note.text[:2000] or None,
        platforms=(platform,) if platform else (),
        languages=tuple(sorted(of.languages)),
        place=place,
        place_closed="place_closed" in of.flags,
        channel_kind="video" if url else "phone" if "phone" in of.modes else None,
        host=clean.host(url) if url else None,
        country=place.country if place else None,
        secret=of.secret,
        **facets_from_tags(of.tags, context.programme),
    )


def _time(row: dict[str, Any], context: Context) -> tuple[int, str | None, int]:
    try:
        number = int(row["weekday_tinyint"])
    except (KeyError, TypeError, ValueError) as error:
        raise parse.Unreadable("day") from error
    if not context.sunday_is_zero:
        number -= 1
    if not 0 <= number <= 6:
        raise parse.Unreadable("day")
    start = parse.clock(row.get("start_time"))
    found = re.fullmatch(r"(\d{1,2}):(\d\d)(?::\d\d)?", str(row.get("duration_time") or ""))
    minutes = int(timedelta(hours=int(found[1]), minutes=int(found[2])).total_seconds() // 60) if found else 60
    return (number - 1) % 7, start, minutes if 0 < minutes <= 1440 else 60


def _formats(text: str, context: Context) -> tuple[set[str], set[str], set[str], list[str]]:
    """Tags, flags (virtual, hybrid, place_closed), languages and warnings from the format keys."""
    known, own = taxonomy.load(), taxonomy.load().codes["bmlt"]
    table = known.codes_of(context.programme)
    tags: set[str] = set()
    flags: set[str] = set()
    languages: set[str] = set()
    warnings: list[str] = []
    for key in filter(None, (k.strip() for k in text.split(","))):
        world = (context.world or {}).get(key) or ""
        meaning = own.get(world) or table.get(world) if world else None
        if meaning is None and world in ("", "LANG"):
            meaning = own.get(key)
        if meaning is None:
            warnings.append(f"type {key[:20]} unknown")
        elif meaning.startswith("lang:"):
            languages.add(meaning[5:])
        elif meaning in ("virtual", "hybrid", "place_closed"):
            flags.add(meaning)
        elif meaning != "ignore":
            tags.add(meaning)
    return tags, flags, languages, warnings


def _place(row: dict[str, Any], warnings: list[str]) -> Place | None:
    town = next((str(row[n]) for n in ("location_city_subsection", "location_municipality") if row.get(n)), "")
    parts = {
        "address": row.get("location_street"),
        "city": row.get("location_municipality") or town,
        "state": row.get("location_province"),
        "postal_code": row.get("location_postal_code_1"),
        "country": row.get("location_nation"),
    }
    line, site = clean.field(parse.address(parts), 300), clean.field(row.get("location_text"))
    if not line and not site:
        return None
    lat, lon = parse.coordinates(row)
    if lat is None and row.get("latitude") in (0, "0", 0.0):
        warnings.append("coordinates are zero")
    found = parse.split_address(line or "", {"city": town})
    return Place(
        site, line, found.city, found.admin1, found.postcode, found.country, lat, lon, "exact" if lat else "city"
    )


def _secret(row: dict[str, Any]) -> dict[str, str]:
    made = {
        "url": clean.link(row.get("virtual_meeting_link")) or "",
        "phone": str(row.get("phone_meeting_number") or "").strip()[:200],
        "notes": clean.joining(row.get("virtual_meeting_additional_info")),
    }
    return {k: v for k, v in made.items() if v}


def _way(
    row: dict[str, Any], flags: set[str], place: Place | None, secret: dict[str, str]
) -> tuple[str, tuple[str, ...]]:
    """Modality and modes. `venue_type` 1 in person, 2 virtual, 3 both; formats say it where the field is missing."""
    venue = str(row.get("venue_type") or "")
    afar = "url" in secret or "phone" in secret
    goes = (
        place is not None and venue != "2" and "place_closed" not in flags and not (venue == "" and "virtual" in flags)
    )
    remote = ("online",) if "url" in secret else ("phone",) if "phone" in secret else ()
    if goes and afar and venue != "1":
        return "hybrid", ("in_person", *remote)
    if goes:
        return "in_person", ("in_person",)
    return (remote[0], remote) if remote else ("in_person", ())
