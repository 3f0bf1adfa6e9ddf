"""Places and postcodes, offline: names to points, and which of several is meant. See places_build for the data."""

import fcntl
import os
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from actions.groups import places_build
from actions.groups.places_build import key_of
from actions.settings import ROOT

EDITION = 2  # raised when what is compiled changes
LARGE = 50_000
_LOCAL = threading.local()
_OLD_ZONES = {
    "Europe/Belfast": "GB",
    "America/Montreal": "CA",
    "US/Eastern": "US",
    "US/Central": "US",
    "US/Pacific": "US",
}


@dataclass(frozen=True)
class Place:
    """A town. `admin1` is the state's two letters in the US, else its name or None; `people` its population."""

    name: str
    country: str
    admin1: str | None
    lat: float
    lon: float
    people: int
    tz: str


def _path() -> Path:
    """Where the compiled gazetteer lies: beside the other data, else (read-only install) in the temporary folder."""
    wanted = ROOT / "var"
    try:
        wanted.mkdir(exist_ok=True)
        usable = os.access(wanted, os.W_OK) or (wanted / f"places-{EDITION}.db").exists()
    except OSError:
        usable = False
    return (wanted if usable else Path(tempfile.gettempdir())) / f"places-{EDITION}.db"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with open(path.with_suffix(".lock"), "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@lru_cache(maxsize=1)
def _ready() -> Path:
    """The compiled file, made when it is missing; another process that makes it is waited for."""
    path = _path()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path):
            if not path.exists():
                places_build.compile_into(path)
    return path


def _db() -> sqlite3.Connection:
    found = getattr(_LOCAL, "db", None)
    if found is None:
        found = sqlite3.connect(f"file:{_ready()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        _LOCAL.db = found
    return found


@lru_cache(maxsize=8192)
def named(name: str) -> tuple[Place, ...]:
    """Every place of that name, largest first; names of their own before other names."""
    rows = _db().execute(
        "SELECT name, country, admin1, lat, lon, people, tz FROM place WHERE key = ? ORDER BY main DESC, people DESC,"
        " country, coalesce(admin1, ''), lat",
        (key_of(name),),
    )
    return tuple(Place(*row) for row in rows)


@lru_cache(maxsize=16)
def _towns_of(country: str, least: int) -> list[str]:
    found = _db().execute("SELECT DISTINCT key FROM place WHERE country = ? AND people >= ?", (country, least))
    return sorted(k for (k,) in found if len(k) >= 5)


@lru_cache(maxsize=2048)
def mended(name: str, country: str) -> str | None:
    """The name of a town of 20,000 people or more in a country that a misspelt name means, or None."""
    key = key_of(name)
    if len(key) < 6:
        return None
    most = 1 if len(key) < 9 else 2
    near = process.extractOne(
        key, [k for k in _towns_of(country, 20_000) if k[0] == key[0]], scorer=OSA.distance, score_cutoff=most
    )
    return str(near[0]) if near else None


@lru_cache(maxsize=4096)
def postcode(code: str, country: str | None) -> tuple[float, float] | None:
    """The middle of a postcode; a full British, Irish or Canadian one by its first part. None when it is not known."""
    plain = code.replace(" ", "").upper()
    shorter = {"GB": plain[:-3], "CA": plain[:3], "IE": plain[:3]}.get(country or "", "")
    for one in (plain, shorter):
        row = _db().execute(
            "SELECT lat, lon FROM postcode WHERE code = ? AND country = coalesce(?, country) LIMIT 1", (one, country)
        )
        if found := row.fetchone():
            return float(found[0]), float(found[1])
    return None


def zone_at(lat: float, lon: float, country: str | None) -> str | None:
    """The zone of the nearest town of a country."""
    row = _db().execute(
        "SELECT tz FROM place WHERE country = coalesce(?, country) AND lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?"
        " ORDER BY abs(lat - ?) + abs(lon - ?) LIMIT 1",
        (country, lat - 0.5, lat + 0.5, lon - 0.7, lon + 0.7, lat, lon),
    )
    found = row.fetchone()
    return str(found[0]) if found else None


@lru_cache(maxsize=256)
def middle_of(country: str, admin1: str) -> tuple[float, float, float, str] | None:
    """(lat, lon, km, zone) of a state: where its people live, and about how far its towns reach."""
    row = _db().execute(
        "SELECT sum(lat * people) / sum(people), sum(lon * people) / sum(people), (max(lat) - min(lat)) * 40, max(tz)"
        " FROM place WHERE country = ? AND admin1 = ? AND main = 1",
        (country, admin1),
    )
    found = row.fetchone()
    return (found[0], found[1], min(max(found[2], 80.0), 300.0), found[3]) if found and found[0] is not None else None


@lru_cache(maxsize=512)
def country_of_zone(tz: str | None) -> str | None:
    """The one country that a zone belongs to, or None."""
    if not tz:
        return None
    rows = _db().execute("SELECT country, sum(people) FROM place WHERE tz = ? AND main = 1 GROUP BY country", (tz,))
    found = sorted(rows.fetchall(), key=lambda row: -row[1])
    return str(found[0][0]) if len(found) == 1 else _OLD_ZONES.get(tz)


def sure(found: tuple[Place, ...]) -> Place | None:
    """The one that is meant when a name is said without more: the only large one, or by far the largest."""
    if not found:
        return None
    first, *rest = sorted(found, key=lambda p: -p.people)
    second = next((p for p in rest if not _beside(first, p)), None)
    if second is None or second.people * 10 <= first.people or (second.people < LARGE and first.people >= LARGE):
        return first
    return first if second.people * 4 <= first.people and second.people < LARGE else None


def _beside(one: Place, two: Place) -> bool:
    """The same town over a border, or one of its parts."""
    return abs(one.lat - two.lat) < 0.4 and abs(one.lon - two.lon) < 0.6
