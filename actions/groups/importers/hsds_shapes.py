"""The shapes of HSDS: a CSV package (1.1, 2.0; a folder or a zip), JSON of 3.0, Open Referral UK pages, our lines.

All become one plain service: id, name, organisation, description, url, status, terms [(code, name)], events, hours,
address {street, city, state, postcode, country}, lat, lon, languages, access, ages, cost, apply, assured, contacts.
"""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

from actions.groups.importers import parse
from actions.groups.importers.fetch import BadFeed
from actions.groups.recurrence import DAYS

Row = dict[str, Any]
_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_MEETING_MIN = 240


def package(files: dict[str, bytes]) -> list[Row]:
    """The services of a CSV package: file name -> content. Raises BadFeed when there is no services.csv."""
    tables = {Path(n).stem: _table(content) for n, content in files.items() if n.lower().endswith(".csv")}
    if "services" not in tables:
        raise BadFeed("The package holds no services.csv.", "Give the folder or zip of an HSDS package.")
    organisations = {r["id"]: r for r in tables.get("organizations", [])}
    at_locations = _any(tables, "services_at_location", "service_at_location", "service_at_locations")
    of_location = {r["service_id"]: r["location_id"] for r in at_locations}
    locations = {r["id"]: r for r in tables.get("locations", [])}
    addresses = _first(_any(tables, "physical_addresses", "addresses"), "location_id")
    names = {r["id"]: r.get("name", "") for r in _any(tables, "taxonomy", "taxonomies", "taxonomy_terms")}
    made = []
    for service in tables["services"]:
        key = service["id"]
        at = of_location.get(key, "")
        place, address = locations.get(at, {}), addresses.get(at, {})
        terms = [r for r in _any(tables, "services_taxonomy", "service_taxonomy") if r["service_id"] == key]
        made.append(
            _plain(service)
            | {
                "organisation": organisations.get(service.get("organization_id", ""), {}).get("name"),
                "terms": [(_code(t["taxonomy_id"]), names.get(t["taxonomy_id"], "")) for t in terms],
                "languages": [r["language"] for r in tables.get("languages", []) if r["service_id"] == key],
                "access": " ".join(
                    r.get("accessibility", "")
                    for r in _any(tables, "accessibility_for_disabilities", "accessibility")
                    if r["location_id"] == at
                ),
                "site": None,
                "lat": place.get("latitude"),
                "lon": place.get("longitude"),
                "address": _address(address),
                "contacts": sum(r.get("service_id") == key for r in tables.get("contacts", [])),
                **_times([r for r in _any(tables, "regular_schedules", "schedules") if r.get("service_id") == key]),
            }
        )
    return made


def _table(content: bytes) -> list[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return [dict(r) for r in csv.DictReader(io.StringIO(text, newline=""))]


def _any(tables: dict[str, list[Row]], *names: str) -> list[Row]:
    return next((tables[n] for n in names if n in tables), [])


def _first(rows: list[Row], column: str) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row.get(column, ""), row)
    return found


def _code(text: object) -> str:
    return str(text or "").split(":")[-1].strip()


def _plain(s: Row) -> Row:
    return {
        "id": s.get("id"),
        "name": s.get("name"),
        "description": s.get("description"),
        "url": s.get("url"),
        "status": s.get("status"),
        "cost": s.get("fees") or s.get("fees_description"),
        "apply": s.get("application_process"),
        "min_age": _number(s.get("minimum_age")),
        "max_age": _number(s.get("maximum_age")),
        "assured": s.get("assured_date"),
    }


def _number(value: object) -> int | None:
    try:
        return int(float(str(value))) if value not in (None, "") else None
    except ValueError:
        return None


def _address(a: Row) -> Row:
    return {
        "street": a.get("address_1"),
        "city": a.get("city"),
        "state": a.get("state_province"),
        "postcode": a.get("postal_code"),
        "country": a.get("country"),
    }


def _times(rows: list[Row]) -> Row:
    """Meetings and office hours apart: hours are several days a week, or longer than a meeting lasts."""
    events: list[Row] = []
    hours: list[Row] = []
    days = {str(r.get("weekday") or r.get("byday") or "").lower() for r in rows}
    office = len(days) >= 4
    for row in rows:
        event = _event(row)
        (hours if event is None or (office and not row.get("dtstart")) or _long(event) else events).append(event or row)
    return {"events": events, "hours": hours}


def _event(row: Row) -> Row | None:
    start = row.get("opens_at") or str(row.get("dtstart") or "")[11:16]
    freq = str(row.get("freq") or "").upper()
    weekday = str(row.get("weekday") or "").strip().lower()
    if not start:
        return None
    day = DAYS[_DAY_NAMES.index(weekday)] if weekday in _DAY_NAMES else None
    if not freq and not day and not row.get("dtstart"):
        return None
    parts = [f"FREQ={freq or 'WEEKLY'}"] if freq or day else []
    for name in ("interval", "byday", "bymonthday"):
        if row.get(name):
            parts.append(f"{name.upper()}={row[name]}".replace(" ", ""))
    if day and not row.get("byday"):
        parts.append(f"BYDAY={day}")
    if row.get("count"):
        parts.append(f"COUNT={row['count']}")
    return {
        "start": start,
        "end": row.get("closes_at"),
        "first": str(row.get("dtstart") or row.get("valid_from") or "")[:10] or None,
        "until": str(row.get("until") or row.get("valid_to") or "")[:10] or None,
        "rrule": ";".join(parts) or None,
        "tz": row.get("timezone"),
    }


def _long(event: Row) -> bool:
    try:
        start, end = parse.clock(event["start"]), parse.clock(event.get("end"))
    except parse.Unreadable:
        return True
    return bool(start and end and parse.length(start, end) > LONGEST_MEETING_MIN)


def objects(data: Any) -> list[Row]:
    """The services of HSDS 3 JSON or an Open Referral UK page: a list, a page of them, or organisations with theirs."""
    if isinstance(data, dict):
        inner = next(
            (data[k] for k in ("services", "contents", "content", "data") if isinstance(data.get(k), list)), None
        )
        data = [data] if inner is None else inner
    made: list[Row] = []
    for one in data if isinstance(data, list) else []:
        if isinstance(one, dict) and isinstance(one.get("services"), list):
            made += [_object({**s, "organization": s.get("organization") or one}) for s in one["services"]]
        else:
            made.append(_object(one) if isinstance(one, dict) else one)
    if not any(isinstance(m, dict) for m in made):
        raise BadFeed("The feed holds no services.", "Give the services of an HSDS or Open Referral API, or a package.")
    return made


def _object(s: Row) -> Row:
    if "taxonomy" in s and isinstance(s["taxonomy"], list):
        return _line(s)
    at = next((x for x in _list(s, "service_at_locations") if isinstance(x, dict)), {})
    place = at.get("location") if isinstance(at.get("location"), dict) else next(iter(_list(s, "locations")), {})
    assert isinstance(place, dict)
    address = next(iter(_list(place, "addresses") or _list(place, "physical_addresses")), {})
    schedules = [x for n in ("schedules", "regular_schedules", "events") for x in (*_list(s, n), *_list(at, n))]
    organisation = s.get("organization")
    ages = next(iter(_list(s, "eligibilitys")), {})
    limits = {n: s.get(n) or ages.get(n) for n in ("minimum_age", "maximum_age")}
    reach = _list(place, "accessibility") + _list(place, "accessibility_for_disabilities")
    return _plain({**s, **limits}) | {
        "organisation": organisation.get("name") if isinstance(organisation, dict) else None,
        "terms": _terms(s),
        "languages": [x.get("code") or x.get("name") or x.get("language") for x in _list(s, "languages")],
        "access": " ".join(str(x.get("description") or x.get("accessibility")) for x in reach),
        "site": None,
        "lat": place.get("latitude"),
        "lon": place.get("longitude"),
        "address": _address(address),
        "attending": str(next((x["attending_type"] for x in schedules if x.get("attending_type")), "")).lower(),
        "contacts": len(_list(s, "contacts")) + len(_list(s, "phones")),
        **_times(schedules),
    }


def _list(row: Row, name: str) -> list[Row]:
    value = row.get(name)
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _terms(s: Row) -> list[tuple[str, str]]:
    found = []
    for one in _list(s, "attributes") + _list(s, "service_taxonomys") + _list(s, "taxonomy_terms"):
        term = next((one[k] for k in ("taxonomy_term", "taxonomy") if isinstance(one.get(k), dict)), one)
        found.append((_code(term.get("code") or term.get("id")), str(term.get("name") or "")))
    return found


def _line(s: Row) -> Row:
    """One service of a JSON-lines file with its parts already joined."""
    a = s.get("address") or {}
    rows = [{"weekday": d, "opens_at": o, "closes_at": c} for d, o, c, *_ in s.get("schedule") or []]
    return _plain({**s, "fees": s.get("fees"), "application_process": s.get("apply")}) | {
        "organisation": s.get("organisation") or s.get("organization"),
        "terms": [(_code(c), str(n)) for c, n in (*s["taxonomy"], *(s.get("other_taxonomy") or []))],
        "languages": s.get("languages") or [],
        "access": s.get("accessibility"),
        "site": None,
        "lat": s.get("lat"),
        "lon": s.get("lon"),
        "address": _address(a),
        "contacts": 0,
        **_times(rows),
    }


def files_of(where: Path | bytes) -> dict[str, bytes]:
    """The CSV files of a folder or a zip. Raises BadFeed for a damaged or oversized one."""
    if isinstance(where, Path):
        return {p.name: p.read_bytes() for p in sorted(where.glob("*.csv"))}
    try:
        with zipfile.ZipFile(io.BytesIO(where)) as packed:
            infos = [i for i in packed.infolist() if i.filename.lower().endswith(".csv")]
            if sum(i.file_size for i in infos) > 200 * 1024 * 1024:
                raise BadFeed("The package unpacks to over 200 MB.", "Ask the publisher for a smaller one.")
            return {Path(i.filename).name: packed.read(i) for i in infos}
    except (zipfile.BadZipFile, RuntimeError, OSError) as error:
        raise BadFeed("The zip file is damaged.", "Download it again.") from error
