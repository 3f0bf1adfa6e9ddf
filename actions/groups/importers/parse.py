"""Small readers of what feeds write: days, clock times, type lists, addresses. They raise Unreadable with one word."""

import json
import re
from dataclasses import dataclass
from typing import Any

_WORDS = {w: i for i, w in enumerate(("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"))}
_CLOCK = re.compile(r"^\s*(\d{1,2})(?::(\d{2}))?(?::\d{2})?\s*([ap])?\.?\s*m?\.?\s*$", re.I)


class Unreadable(ValueError):
    """A field that cannot be read; the message is the reason shown in the report."""


def days(raw: object) -> list[int]:
    """Weekdays (0 = Monday) from an int, a digit, a word or a list with 0 = Sunday; empty when none is given."""
    if raw is None or raw == "" or raw == []:
        return []
    if isinstance(raw, list):
        return sorted({d for part in raw for d in days(part)})
    text = str(raw).strip().lower()
    if re.fullmatch(r"\d+(\.0)?", text) and int(float(text)) <= 6:
        return [(int(float(text)) - 1) % 7]
    if text in _WORDS:
        return [(_WORDS[text] - 1) % 7]
    if re.fullmatch(r"[0-6](\s*,\s*[0-6])+", text):
        return sorted({(int(p) - 1) % 7 for p in text.split(",")})
    raise Unreadable("day")


def clock(raw: object) -> str | None:
    """ "HH:MM" from "19:00", "7:15 PM", "19:00:00", "Noon"; None when nothing is given."""
    if raw is None or str(raw).strip() == "":
        return None
    text = str(raw).strip()
    if text.lower() in ("noon", "midnight"):
        return "12:00" if text.lower() == "noon" else "00:00"
    found = _CLOCK.match(text)
    if not found:
        raise Unreadable("time")
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 24 or minute > 59 or (not half and found[2] is None):
        raise Unreadable("time")
    return f"{hour % 24:02}:{minute:02}"


def length(start: str, end: str | None) -> int:
    """Minutes from start to end, over midnight if need be; an hour when the end is not known."""
    if end is None or end == start:
        return 60
    return (int(end[:2]) * 60 + int(end[3:]) - int(start[:2]) * 60 - int(start[3:])) % 1440


def types(raw: object) -> tuple[list[str], list[str]]:
    """Type codes from a list, a JSON string or a comma list, and warnings about what had to be bent."""
    warnings: list[str] = []
    if isinstance(raw, str) and raw.strip().startswith("["):
        try:
            raw = json.loads(raw)
        except ValueError:
            raw = str(raw).strip("[] ").replace('"', "")
    if isinstance(raw, str):
        raw = raw.split(",")
    codes = []
    for code in raw if isinstance(raw, list) else []:
        if isinstance(code, int | float) and not isinstance(code, bool):
            warnings.append(f"type {code} read as text")
        if code is not None and str(code).strip():
            codes.append(str(code).strip())
    return list(dict.fromkeys(codes)), warnings


def coordinates(row: dict[str, Any]) -> tuple[float | None, float | None]:
    """Latitude and longitude, or (None, None) when missing, unreadable, out of range or zero."""
    try:
        lat, lon = float(row.get("latitude") or 0), float(row.get("longitude") or 0)
    except (TypeError, ValueError):
        return None, None
    if not (lat and lon) or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None, None
    return lat, lon


def address(row: dict[str, Any]) -> str | None:
    """One line of address: the formatted one, or the parts joined when there is a street."""
    if whole := str(row.get("formatted_address") or "").strip():
        return whole
    street = str(row.get("address") or "").strip()
    if not street:
        return None
    city, state, code = (str(row.get(k) or "").strip() for k in ("city", "state", "postal_code"))
    tail = " ".join(filter(None, (state, code)))
    return ", ".join(filter(None, (street, city, tail, str(row.get("country") or "").strip())))


@dataclass(frozen=True)
class Parts:
    """What an address says besides the street."""

    city: str | None = None
    admin1: str | None = None
    postcode: str | None = None
    country: str | None = None


_COUNTRY = {
    "usa": "US",
    "us": "US",
    "united states": "US",
    "canada": "CA",
    "uk": "GB",
    "united kingdom": "GB",
    "ireland": "IE",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "australia": "AU",
    "new zealand": "NZ",
    "india": "IN",
    "south africa": "ZA",
    "mexico": "MX",
}
_US = re.compile(r"^([A-Z]{2})?[,\s]*(\d{5})(?:-\d{4})?$")
_GB = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b")
_CA = re.compile(r"\b([A-Z]\d[A-Z])\s*(\d[A-Z]\d)\b")


def split_address(text: str, row: dict[str, Any] | None = None) -> Parts:
    """City, state, postcode and country of a one-line address, as far as they show."""
    parts = [p.strip() for p in text.split(",") if p.strip()]
    country = _COUNTRY.get(parts[-1].lower()) if parts else None
    rest = parts[:-1] if country else list(parts)
    state = code = None
    if rest and (found := _US.match(rest[-1])):
        state, code, rest = found[1], found[2], rest[:-1]
        country = country or "US"
    elif found := _GB.search(text):
        code, country = f"{found[1]} {found[2]}", country or "GB"
    elif found := _CA.search(text):
        code, country = f"{found[1]} {found[2]}", country or "CA"
        rest = rest[:-1] if rest and _CA.search(rest[-1]) else rest
    if rest and re.fullmatch(r"[A-Z]{2}", rest[-1]):
        state, rest = rest[-1], rest[:-1]
        country = country or "US"
    tail = rest[-1] if len(rest) > 1 else None
    if code is None and tail and (found := re.search(r"^(.*\D)\s(\d{5})$", tail)):
        tail, code, country = found[1].strip(), found[2], country or "US"
    if tail:
        tail = _GB.sub("", tail).strip() or None
    given = str((row or {}).get("city") or "").strip()
    return Parts((given or tail or "")[:120] or None, state, code, country)
