"""Meeting Guide JSON (12 Step Meeting List, TSML-UI): a list of meetings, of which only name and slug are sure."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from actions.groups import taxonomy
from actions.groups.importers import clean, parse, schedules, zones
from actions.groups.importers.listing import Listing, Outcome, Place, Sched, each, facets_from_tags

_BUSINESS = re.compile(
    r"\bbusiness meeting\b|\bintergroup meeting\b|\bgroup conscience\b|\bservice committee\b|\bGSR meeting\b|"
    r"\bassembly\b|\bnot a meeting\b",
    re.I,
)
_TEST = re.compile(
    r"^\W*\d*\W*(?:testing\b|test (?:meeting|row|group|only|entry)|test$)|\btesting meeting\b|\bdo not use\b", re.I
)
_STAGING = re.compile(r"//(?:[\w.-]*[.-])?(?:staging|stage|sandbox|localhost|dev)\d*[.-]", re.I)
_HOSTS = (
    ("alanon", "al_anon"),
    ("al-anon", "al_anon"),
    ("eatingdisordersanonymous", "eda"),
    ("naranon", "nar_anon"),
    ("nar-anon", "nar_anon"),
    ("adultchildren", "aca"),
    ("coda", "coda"),
    ("oa.org", "oa"),
    ("aa", "aa"),
)


ROLES = frozenset({"self", "loved_one", "bereaved", "carer", "professional"})


@dataclass(frozen=True)
class Context:
    """What is known of the source: programme, zone (may be inferred), whether the whole feed is on staging."""

    programme: str | None = None
    tz: str | None = None
    staging_feed: bool = False


def read(rows: list[Any], context: Context) -> list[Outcome]:
    """One outcome a row, in order; a key that came before is rejected as a duplicate."""
    context = _learn(rows, context)
    return each(rows, lambda number, row: _row(number, row, context))


def _learn(rows: list[Any], context: Context) -> Context:
    """Fill in from the whole feed what the caller did not say: programme by the hosts, zone by the places attended."""
    urls = " ".join(str(r.get("url") or r.get("edit_url") or "") for r in rows[:400] if isinstance(r, dict))
    hosts = " ".join(re.findall(r"//([^/\s]+)", urls)).lower()
    programme = context.programme or next((code for part, code in _HOSTS if part in hosts), None)
    staged = sum(1 for r in rows if isinstance(r, dict) and _STAGING.search(str(r.get("url") or "")))
    tz = context.tz
    if tz is None:
        found = Counter(z for r in rows if isinstance(r, dict) and (z := _place_zone(r)))
        most = found.most_common(1)
        if most and most[0][1] >= 20 and most[0][1] >= 0.95 * sum(found.values()):
            tz = most[0][0]
    return Context(programme, tz, staged > 0.8 * len(rows))


def _place_zone(row: dict[str, Any]) -> str | None:
    address = parse.address(row)
    if not address or str(row.get("approximate") or "").lower() == "yes":
        return None
    return zones.of_address(address, parse.coordinates(row)[1])


def _row(number: int, row: dict[str, Any], context: Context) -> Outcome:
    key = str(row.get("slug") if row.get("slug") is not None else row.get("id") or "").strip()[:300]
    if not key:
        return Outcome(number, "", rejected="key")
    name = clean.name(row.get("name"))
    if not name:
        return Outcome(number, key, rejected="name")
    try:
        days, start, end = parse.days(row.get("day")), parse.clock(row.get("time")), parse.clock(row.get("end_time"))
    except parse.Unreadable as error:
        return Outcome(number, key, rejected=str(error))
    programme = str(row.get("programme") or context.programme or "other")
    tags, flags, languages, warnings = _types(row.get("types"), programme)
    way = _way(row, flags, warnings)
    if way.rejected:
        return Outcome(number, key, rejected=way.rejected)
    zone = _zone(row, start, way, context, warnings)
    note = clean.notes(row.get("notes"))
    if note.bad_link:
        warnings.append("link with another scheme than http dropped")
    times = schedules.weekly(
        days,
        start,
        parse.length(start, end) if start else 60,
        zone.tz,
        note=note.lines,
        country=way.place.country if way.place else None,
        admin1=way.place.admin1 if way.place else None,
    )
    listing = _listing(
        row,
        key=key,
        name=name,
        programme=programme,
        tags=tags,
        languages=languages,
        way=way,
        note=note,
        times=times,
    )
    return _hold(
        Outcome(number, key, listing, warnings=tuple(warnings), secrets=note.removed + len(way.secret)),
        row,
        zone,
        context,
    )


def _listing(
    row: dict[str, Any],
    *,
    key: str,
    name: str,
    programme: str,
    tags: set[str],
    languages: set[str],
    way: "Way",
    note: clean.Cleaned,
    times: tuple[Sched, ...],
) -> Listing:
    if way.modality not in ("in_person", "hybrid"):
        tags = tags - {"wheelchair", "wheelchair_bathroom"}
    secret = dict(way.secret)
    if note.joining and way.modality != "in_person":
        secret["notes"] = "\n".join(filter(None, [secret.get("notes"), note.joining]))
    return Listing(
        key=key,
        name=name,
        programme=programme,
        modality=way.modality,
        modes=way.modes,
        schedules=times,
        group_key=key,
        notes=note.text[:2000] or None,
        platforms=way.platforms,
        languages=tuple(sorted(languages)),
        place=way.place,
        place_closed=way.closed,
        channel_kind=way.channel,
        host=way.host,
        inactive=way.inactive,
        organisation=taxonomy.load().programme(programme).name if programme != "other" else None,
        country=way.place.country if way.place else None,
        secret=secret,
        **facets_from_tags(tags, programme) | _own(row),
    )


def _own(row: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Topics and roles that a row of a mapped table names itself, as far as we know them."""
    if "topics" not in row and "roles" not in row:
        return {}
    known = {"topics": frozenset(taxonomy.load().topics), "roles": ROLES}
    said = {k: [w.strip() for w in str(row.get(k) or "").split(",")] for k in known}
    return {k: found for k in known if (found := tuple(w for w in said[k] if w in known[k]))}


def not_for_support(name: str, notes: str) -> str | None:
    """Why a row is held that is no support meeting (a business meeting, a test); None for the others."""
    if _BUSINESS.search(name) or "not a meeting" in notes.lower():
        return "not a support meeting"
    return "staging or test row" if _TEST.search(clean.name(name)) else None


def _hold(outcome: Outcome, row: dict[str, Any], zone: zones.Zone, context: Context) -> Outcome:
    """The outcome, held for review when the row should not be offered before a human has looked."""
    listing = outcome.listing
    if reason := not_for_support(str(row.get("name")), str(row.get("notes") or "")):
        return replace(outcome, review=reason)
    if not context.staging_feed and _STAGING.search(str(row.get("url") or "")):
        return replace(outcome, review="staging or test row")
    if listing and any(s.start for s in listing.schedules) and (zone.doubt or not zone.tz):
        return replace(outcome, review="tz", guess=zone.tz)
    return outcome


def _types(raw: object, programme: str) -> tuple[set[str], set[str], set[str], list[str]]:
    """Tags, software flags (online, place_closed), languages and warnings from the type codes."""
    table = taxonomy.load().codes_of(programme)
    tags: set[str] = set()
    flags: set[str] = set()
    languages: set[str] = set()
    codes, warnings = parse.types(raw)
    for code in codes:
        meaning = code[4:] if code.startswith("tag:") else table.get(code) or table.get(code.upper())
        if meaning is None:
            warnings.append(f"type {code[:20]} unknown")
        elif meaning.startswith("lang:"):
            languages.add(meaning[5:])
        elif meaning == "mode:online":
            flags.add("online")
        elif meaning == "place_closed":
            flags.add("place_closed")
        elif meaning != "ignore":
            tags.add(meaning)
    return tags, flags, languages, warnings


@dataclass(frozen=True)
class Way:
    """How one takes part."""

    modality: str = "in_person"
    modes: tuple[str, ...] = ("in_person",)
    platforms: tuple[str, ...] = ()
    channel: str | None = None
    host: str | None = None
    place: Place | None = None
    closed: bool = False
    attended: bool = True
    inactive: bool = False
    rejected: str | None = None
    secret: tuple[tuple[str, str], ...] = ()


def _way(row: dict[str, Any], flags: set[str], warnings: list[str]) -> Way:
    raw_url, phone = row.get("conference_url"), str(row.get("conference_phone") or "").strip()
    url = clean.link(raw_url)
    if raw_url and str(raw_url).strip() and not url:
        warnings.append("link with another scheme than http dropped")
    place = _place(row, warnings)
    option = str(row.get("attendance_option") or "").lower()
    approximate = str(row.get("approximate") or "").lower() == "yes"
    closed = "place_closed" in flags or option == "online" or (approximate and bool(url or phone))
    afar = bool(url or phone)
    if not afar and not place:
        return Way(rejected="no way in")
    inactive = option == "inactive" or (not afar and ("place_closed" in flags or option == "online"))
    platform = clean.platform(url) if url else "phone" if phone else None
    remote = "text" if platform in clean.TEXT_PLATFORMS else "online" if url else "phone"
    modality = "in_person" if not afar else remote if closed or not place else "hybrid"
    modes = ("in_person", remote) if modality == "hybrid" else (modality,)
    if url and phone and remote == "online":
        modes = (*modes, "phone")
    secret = {
        "url": url or "",
        "phone": phone[:200],
        "notes": "\n".join(filter(None, (clean.joining(row.get(f"conference_{k}_notes")) for k in ("url", "phone")))),
    }
    return Way(
        modality,
        modes,
        (platform,) if platform else (),
        {"online": "video"}.get(remote, remote) if afar else None,
        clean.host(url) if url else None,
        place,
        closed,
        not closed and place is not None,
        inactive,
        secret=tuple((k, v) for k, v in secret.items() if v),
    )


def _place(row: dict[str, Any], warnings: list[str]) -> Place | None:
    address, site = clean.field(parse.address(row), 300), clean.field(row.get("location"))
    if not address and not site:
        return None
    lat, lon = parse.coordinates(row)
    if lat is None and str(row.get("latitude")) in ("0", "0.0") and str(row.get("longitude")) in ("0", "0.0"):
        warnings.append("coordinates are zero")
    if not address and site and site.lower() in ("online", "virtual", "zoom", "phone"):
        return None
    approximate = str(row.get("approximate") or "").lower() == "yes"
    parts = parse.split_address(address or "", row)
    return Place(
        site,
        address,
        parts.city,
        parts.admin1,
        parts.postcode,
        parts.country,
        lat,
        lon,
        "city" if approximate or lat is None else "exact",
    )


def _zone(row: dict[str, Any], start: str | None, way: Way, context: Context, warnings: list[str]) -> zones.Zone:
    _, lon = parse.coordinates(row)
    zone = zones.find(
        row=row.get("timezone"),
        title=str(row.get("name") or ""),
        start=start,
        attended=way.attended,
        address=parse.address(row) or "",
        lon=lon,
        default=context.tz,
    )
    if zone.basis == "source":
        warnings.append("zone taken from the source")
    return zone
