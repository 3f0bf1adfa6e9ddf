"""Which zone a row's time is in: evidence in the order row, attended place, title, the source's default."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

_NY, _CH, _DE, _LA = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"
US_STATES = {
    **dict.fromkeys(
        [
            "CT",
            "DE",
            "DC",
            "FL",
            "GA",
            "ME",
            "MD",
            "MA",
            "NH",
            "NJ",
            "NY",
            "NC",
            "OH",
            "PA",
            "RI",
            "SC",
            "VT",
            "VA",
            "WV",
        ],
        _NY,
    ),
    "MI": "America/Detroit",
    "KY": _NY,
    "IN": "America/Indiana/Indianapolis",
    **dict.fromkeys(
        ["AL", "AR", "IL", "IA", "KS", "LA", "MN", "MS", "MO", "NE", "ND", "OK", "SD", "TN", "TX", "WI"], _CH
    ),
    **dict.fromkeys(["CO", "MT", "NM", "UT", "WY"], _DE),
    "ID": "America/Boise",
    "AZ": "America/Phoenix",
    **dict.fromkeys(["CA", "NV", "OR", "WA"], _LA),
    "AK": "America/Anchorage",
    "HI": "Pacific/Honolulu",
}
_PROVINCES = {
    "Alberta": "America/Edmonton",
    "AB": "America/Edmonton",
    "British Columbia": "America/Vancouver",
    "BC": "America/Vancouver",
    "Ontario": "America/Toronto",
    "ON": "America/Toronto",
    "Quebec": "America/Toronto",
    "QC": "America/Toronto",
    "Manitoba": "America/Winnipeg",
    "MB": "America/Winnipeg",
    "Saskatchewan": "America/Regina",
    "SK": "America/Regina",
    "Nova Scotia": "America/Halifax",
    "NS": "America/Halifax",
    "New Brunswick": "America/Halifax",
    "NB": "America/Halifax",
}
_COUNTRIES = {
    "UK": "Europe/London",
    "United Kingdom": "Europe/London",
    "Ireland": "Europe/Dublin",
    "England": "Europe/London",
    "Scotland": "Europe/London",
    "Wales": "Europe/London",
    "New Zealand": "Pacific/Auckland",
    "South Africa": "Africa/Johannesburg",
    "India": "Asia/Kolkata",
}
ONE_ZONE = {
    "GB": "Europe/London",
    "IE": "Europe/Dublin",
    "NZ": "Pacific/Auckland",
    "ZA": "Africa/Johannesburg",
    "IN": "Asia/Kolkata",
}
_LETTERS = {
    "est": _NY,
    "edt": _NY,
    "et": _NY,
    "eastern": _NY,
    "cst": _CH,
    "cdt": _CH,
    "ct": _CH,
    "central": _CH,
    "mst": _DE,
    "mdt": _DE,
    "mt": _DE,
    "mountain": _DE,
    "pst": _LA,
    "pdt": _LA,
    "pt": _LA,
    "pacific": _LA,
    "gmt": "Europe/London",
    "bst": "Europe/London",
    "uk": "Europe/London",
}
_TITLE = re.compile(
    r"\b(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s*(?P<half>[ap])\.?m\.?\s*(?P<zone>eastern|central|mountain|pacific|"
    r"[ecmp][sd]?t|gmt|bst|uk)\b",
    re.I,
)
_STATE = re.compile(r"\b([A-Z]{2})[,\s]+\d{5}(?:-\d{4})?\b|,\s*([A-Z]{2})(?=,?\s*(?:USA|US|United States)?\s*$)")


@dataclass(frozen=True)
class Zone:
    """The zone found (or guessed, with `doubt` saying why it must be looked at) and what it rests on."""

    tz: str | None
    basis: str
    doubt: bool = False


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


def iana(text: object) -> str | None:
    """The IANA zone a text names (spaces forgiven), or None. Letters such as EST are no place and give None."""
    zone = str(text or "").strip().replace(" ", "_")
    return zone if "/" in zone and zone in _known() else None


@lru_cache(maxsize=4096)
def of_address(address: str, lon: float | None = None) -> str | None:
    """The zone of an address in one of the countries above; None when it does not show."""
    if found := _STATE.search(address):
        state = found.group(1) or found.group(2)
        if state == "TX" and lon is not None and lon < -105:
            return _DE
        if state in US_STATES and "Canada" not in address:
            return US_STATES[state]
    tail = address.split(",")
    for part in reversed([p.strip() for p in tail]):
        if part in _COUNTRIES:
            return _COUNTRIES[part]
        if "Canada" in address and part.split(" ")[0] in _PROVINCES:
            return _PROVINCES[part.split(" ")[0]]
        if "Canada" in address and part in _PROVINCES:
            return _PROVINCES[part]
    return None


def hours_off(tz: str, at: datetime) -> float:
    """The zone's offset from UTC in hours at a moment."""
    offset = ZoneInfo(tz).utcoffset(at.astimezone(ZoneInfo(tz)))
    return offset.total_seconds() / 3600 if offset else 0.0


_WINTER = datetime(2026, 1, 15, 12, tzinfo=UTC)


def contradicts(tz: str, lon: float) -> bool:
    """Whether a longitude cannot be in a zone (more than three hours of sun away)."""
    gap = abs(hours_off(tz, _WINTER) - lon / 15)
    return min(gap, 24 - gap) > 3


def _from_title(title: str, start: str | None) -> Zone | None:
    found = _TITLE.search(title)
    if not found or not start:
        return None
    said = _LETTERS[found["zone"].lower()]
    hour = int(found["hour"]) % 12 + (12 if found["half"].lower() == "p" else 0)
    minute = int(found["minute"] or 0)
    have = int(start[:2]) * 60 + int(start[3:])
    gap = (have - hour * 60 - minute) % 1440
    if gap == 0:
        return Zone(said, "title")
    for other in (_NY, _CH, _DE, _LA):
        if gap == ((hours_off(other, _WINTER) - hours_off(said, _WINTER)) * 60) % 1440:
            return Zone(other, "title", doubt=True)
    return Zone(said, "title", doubt=True)


def find(
    *, row: object, title: str, start: str | None, address: str, attended: bool, lon: float | None, default: str | None
) -> Zone:
    """The zone of a row. `attended`: people really go to the address; `lon` is that of the address or None."""
    place = of_address(address, lon)
    if row and (exact := iana(row)):
        if lon is not None and attended and contradicts(exact, lon):
            return Zone(place or exact, "coordinates", doubt=True)
        return Zone(exact, "row")
    if row and str(row).strip():
        return Zone(_LETTERS.get(str(row).strip().lower(), place), "row", doubt=True)
    if attended and place:
        return Zone(place, "coordinates")
    if titled := _from_title(title, start):
        return titled
    if default:
        return Zone(default, "source")
    return Zone(place, "none", doubt=True)
