"""Tables: Meeting Guide CSV, a published sheet, any CSV with a column mapping. All become Meeting Guide rows."""

import csv
import io
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from actions.groups import taxonomy
from actions.groups.importers.fetch import BadFeed

# What the list plugin and its sheets call their columns, as the JSON feed calls them.
USUAL = {
    "time": "time", "start time": "time", "end time": "end_time", "day": "day", "name": "name", "meeting name": "name",
    "location": "location", "address": "address", "formatted address": "formatted_address", "city": "city",
    "state": "state", "province": "state", "postal code": "postal_code", "zip": "postal_code", "country": "country",
    "region": "region", "sub region": "sub_region", "types": "types", "notes": "notes",
    "location notes": "location_notes", "group": "group", "conference url": "conference_url",
    "conference url notes": "conference_url_notes", "conference phone": "conference_phone",
    "conference phone notes": "conference_phone_notes", "slug": "slug", "id": "slug", "updated": "updated",
    "timezone": "timezone", "time zone": "timezone", "latitude": "latitude", "longitude": "longitude",
    "approximate": "approximate", "attendance option": "attendance_option", "url": "url", "programme": "programme",
    "topics": "topics", "roles": "roles", "coordinates": "coordinates",
}  # fmt: skip
TARGETS = frozenset(USUAL.values()) | {"website", "key"}


def table(text: str) -> list[dict[str, str]]:
    """The rows of a CSV (comma, semicolon or tab), column name -> value. Raises BadFeed when there is no table."""
    sample = text[:20000]
    head = sample.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    if head.count(delimiter) == 0:
        raise BadFeed("The file is not a table.", "The first line must name the columns, separated by commas.")
    csv.field_size_limit(1_000_000)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = [{str(k).strip(): str(v or "") for k, v in row.items() if k} for row in reader]
    except csv.Error as error:
        raise BadFeed(f"The table cannot be read ({error}).", "Export it again as CSV.") from error
    if not rows:
        raise BadFeed("The table has no rows.", "Check that the publisher's sheet is filled; nothing was changed.")
    return rows


def sheet(data: Any) -> list[dict[str, str]] | None:
    """The rows of a published sheet ({"values": [[names...], [row...]]}), or None when it is not one."""
    values = data.get("values") if isinstance(data, dict) else None
    if not isinstance(values, list) or len(values) < 2 or not all(isinstance(r, list) for r in values):
        return None
    head = [str(n).strip() for n in values[0]]
    return [dict(zip(head, [str(v) for v in row] + [""] * len(head), strict=False)) for row in values[1:]]


def mapping(path: Path) -> dict[str, Any]:
    """A mapping file: `columns: {their column: our name}`, `always: {our name: value}`, `types: {their word: tag}`.

    Raises BadFeed for a name that we do not have.
    """
    if not path.is_file():
        raise BadFeed(f"{path}: no such file.", "Write the mapping as YAML: columns, always, types.")
    data = taxonomy.read_yaml(path)
    if not isinstance(data, dict) or not isinstance(data.get("columns"), dict):
        raise BadFeed("The mapping has no columns.", "columns: {Group name: name, Weekday: day, Starts: time}")
    for name in (*data["columns"].values(), *(data.get("always") or {})):
        if name not in TARGETS:
            raise BadFeed(f"The mapping names {name}, which is none of ours.", f"One of {', '.join(sorted(TARGETS))}.")
    return data


def rows(table_rows: list[dict[str, str]], how: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Table rows as Meeting Guide rows. Without a mapping the usual column names are read. Type names become codes or
    tags; a row without a slug gets one from its name, day and time."""
    columns = {k.lower(): v for k, v in how["columns"].items()} if how else USUAL
    words = {str(k).lower(): str(v) for k, v in ((how or {}).get("types") or {}).items()}
    made = []
    for source in table_rows:
        row: dict[str, Any] = dict((how or {}).get("always") or {})
        for name, value in source.items():
            key = columns.get(re.sub(r"[\s_]+", " ", name.strip().lower())) or columns.get(name.strip().lower())
            if key and value.strip():
                row["slug" if key == "key" else key] = value.strip()
        _types(row, words)
        if found := re.fullmatch(r"\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*", str(row.pop("coordinates", ""))):
            row["latitude"], row["longitude"] = found[1], found[2]
        if "slug" not in row and row.get("name"):
            row["slug"] = _slug(row)
        made.append(row)
    return made


def _types(row: dict[str, Any], words: dict[str, str]) -> None:
    known = type_names()
    types = []
    for one in re.split(r"[,;|]", str(row.get("types") or "")):
        name = re.sub(r"\s+", " ", one.strip())
        if name:
            types.append(words.get(name.lower()) or known.get(name.lower()) or name)
    if types:
        row["types"] = types


@lru_cache(maxsize=1)
def type_names() -> dict[str, str]:
    """Names of meeting types and languages as tables write them, lower case -> "tag:" and ours."""
    return {str(k).lower(): f"tag:{v}" for k, v in taxonomy.read_yaml(taxonomy.DATA / "type_names.yml").items()}


def _slug(row: dict[str, Any]) -> str:
    text = " ".join(str(row.get(n) or "") for n in ("name", "day", "time", "city", "location"))
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:200]
