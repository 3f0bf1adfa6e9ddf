"""The normalised shape (`jsonl`): one JSON object a line, day 0 = Sunday, tags already ours."""

from dataclasses import replace
from typing import Any

from actions.groups import taxonomy
from actions.groups.importers import clean, parse, schedules, zones
from actions.groups.importers.listing import Listing, Outcome, Place, each, facets_from_tags, from_payload

_MODES = {
    "in_person": ("in_person",),
    "online": ("online",),
    "hybrid": ("in_person", "online"),
    "phone": ("phone",),
    "text": ("text",),
    "vr": ("vr",),
    "inactive": ("in_person",),
}


def read(rows: list[Any], tz: str | None = None, programme: str | None = None) -> list[Outcome]:
    """One outcome a row, in order."""
    return each(rows, lambda number, row: _row(number, row, tz, programme))


def _row(number: int, row: dict[str, Any], default_tz: str | None, default_programme: str | None) -> Outcome:
    key = str(row.get("uid") or row.get("id") or "").strip()[:300]
    if isinstance(row.get("listing"), dict):
        return _ours(number, key, row["listing"])
    name = clean.name(row.get("name"))
    if not key or not name:
        return Outcome(number, key, rejected="key" if not key else "name")
    modality = str(row.get("modality") or "in_person")
    if modality not in _MODES:
        return Outcome(number, key, rejected="modality")
    try:
        days, start, end = parse.days(row.get("day")), parse.clock(row.get("time")), parse.clock(row.get("end"))
    except parse.Unreadable as error:
        return Outcome(number, key, rejected=str(error))
    programme = str(row.get("programme") or default_programme or "other")
    tags = {str(t) for t in row.get("tags") or []}
    tz = zones.iana(row.get("tz")) or default_tz
    note = clean.notes(row.get("notes"))
    platform = str(row["platform"]) if row.get("platform") else None
    place = _place(row) if modality in ("in_person", "hybrid", "inactive") else None
    listing = Listing(
        key=key,
        name=name,
        programme=programme,
        modality="in_person" if modality == "inactive" else modality,
        modes=_MODES[modality],
        group_key=f"{row.get('src')}:{row.get('id')}"[:300],
        schedules=schedules.weekly(
            days,
            start,
            parse.length(start, end) if start else 60,
            tz,
            note=note.lines,
            country=place.country if place else None,
            admin1=place.admin1 if place else None,
            anytime=bool(row.get("anytime")),
            closed_on_holidays="closed_holidays" in tags,
        ),
        organisation=taxonomy.load().programme(programme).name
        if programme != "other"
        else clean.field(row.get("fellowship")),
        notes=note.text[:2000] or None,
        platforms=(platform,) if platform else (),
        languages=tuple(sorted(str(x) for x in row.get("languages") or [])),
        place=place,
        country=place.country if place else None,
        inactive=modality == "inactive",
        channel_kind={"online": "video", "hybrid": "video"}.get(modality, modality)
        if modality != "in_person"
        else None,
        **facets_from_tags(tags, programme),
    )
    held = "tz" if tz is None and days and start else None
    return Outcome(number, key, listing, review=held, secrets=note.removed)


def _ours(number: int, key: str, row: dict[str, Any]) -> Outcome:
    """A line of our own export: the listing as it was, cleaned again all the same."""
    try:
        listing = from_payload(row)
        name, note = clean.name(listing.name), clean.notes(listing.notes)
    except (KeyError, TypeError, AttributeError):
        return Outcome(number, key, rejected="listing")
    if not name or not key or listing.key != key:
        return Outcome(number, key, rejected="name" if not name else "key")
    cleaned = replace(listing, name=name, notes=note.text[:2000] or None, home_page=clean.link(listing.home_page))
    return Outcome(number, key, cleaned, secrets=note.removed, keep_secret=True)


def _place(row: dict[str, Any]) -> Place | None:
    address, site = clean.field(row.get("address"), 300), clean.field(row.get("location"))
    if not address and not site:
        return None
    lat, lon = parse.coordinates({"latitude": row.get("lat"), "longitude": row.get("lon")})
    parts = parse.split_address(address or "")
    return Place(
        site,
        address,
        parts.city,
        parts.admin1,
        parts.postcode,
        parts.country,
        lat,
        lon,
        "exact" if lat is not None else "city",
    )
