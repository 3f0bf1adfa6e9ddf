"""A named place or postcode to a point: the gazetteer, else the middle of the directory's own addresses there."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.groups import places
from actions.groups.models import Location
from actions.groups.query.known_places import Region, regions
from actions.groups.search.columns import Rows


@dataclass(frozen=True)
class Spot:
    """A point on the map. `name` is what we call it; nothing of a person's postcode is kept."""

    name: str
    lat: float
    lon: float
    country: str | None = None
    admin1: str | None = None
    tz: str | None = None
    km: float = 25.0  # how far "near" reaches: further for a county


def resolve(db: Session, place: dict[str, Any]) -> Spot | None:
    """The point of a place slot, or None when neither the gazetteer nor the directory knows it."""
    country, admin1 = place.get("country"), place.get("admin1")
    if code := place.get("postcode"):
        return _of_postcode(db, code, country)
    name = str(place.get("name") or "")
    region = regions().get(name.lower())
    if region and region.country == (country or region.country) and region.admin1 == admin1:
        return _of_region(name, region)
    found = [p for p in places.named(name) if p.country == (country or p.country)]
    found = [p for p in found if p.admin1 == admin1] or found
    if found:
        town = max(found, key=lambda p: p.people)
        return Spot(name, town.lat, town.lon, town.country, town.admin1, town.tz)
    return _by(db, func.lower(Location.city) == name.lower(), name, place)


def _of_postcode(db: Session, code: str, country: str | None) -> Spot | None:
    if point := places.postcode(code, country):
        return Spot("that postcode", *point, country, None, places.zone_at(*point, country))
    return _by(db, Location.postcode.like(f"{code}%"), "that postcode", {"country": country})


def _of_region(name: str, region: Region) -> Spot | None:
    if region.lat is not None and region.lon is not None:
        tz = places.zone_at(region.lat, region.lon, region.country)
        return Spot(name, region.lat, region.lon, region.country, None, tz, region.km)
    middle = places.middle_of(region.country, str(region.admin1))
    return Spot(name, middle[0], middle[1], region.country, region.admin1, middle[3], middle[2]) if middle else None


def _by(db: Session, clause: Any, name: str, place: dict[str, Any]) -> Spot | None:
    found = db.execute(
        select(func.avg(Location.lat), func.avg(Location.lon)).where(clause, Location.lat.is_not(None))
    ).one()
    return Spot(name, found[0], found[1], place.get("country")) if found[0] is not None else None


def box(spot: Spot, km: float) -> tuple[float, float, float, float]:
    """Latitudes and longitudes (low, high, low, high) of a box around a point."""
    up = km / 111.0
    side = km / (111.0 * max(math.cos(math.radians(spot.lat)), 0.05))
    return spot.lat - up, spot.lat + up, spot.lon - side, spot.lon + side


def distances(spot: Spot, lat: Rows, lon: Rows) -> Rows:
    """Kilometres over the ground between a spot and many points (degrees)."""
    a, b = math.radians(spot.lat), np.radians(lat)
    half = np.sin((b - a) / 2) ** 2 + math.cos(a) * np.cos(b) * np.sin(np.radians(lon - spot.lon) / 2) ** 2
    found: Rows = 12742.0 * np.arcsin(np.minimum(1.0, np.sqrt(half)))
    return found


def distance(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """Kilometres over the ground between two points."""
    a, b = math.radians(lat), math.radians(to_lat)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(to_lon - lon) / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(half)))
