"""A named place or postcode to a point: known towns, else the middle of the directory's own addresses there."""

import math
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.groups.models import Location
from actions.groups.query.known_places import towns


@dataclass(frozen=True)
class Spot:
    """A point on the map. `name` is what we call it; nothing of a person's postcode is kept."""

    name: str
    lat: float
    lon: float
    country: str | None = None
    admin1: str | None = None
    tz: str | None = None


def resolve(db: Session, place: dict[str, Any]) -> Spot | None:
    """The point of a place slot, or None when neither we nor the directory know it."""
    if code := place.get("postcode"):
        return _by(db, Location.postcode.like(f"{code}%"), "that postcode", place)
    name = str(place.get("name") or "")
    town = towns().get(name.lower())
    if town and place.get("country") in (None, town[0]):
        return Spot(name, town[2], town[3], town[0], town[1], town[4])
    return _by(db, func.lower(Location.city) == name.lower(), name, place)


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


def distance(spot: Spot, lat: float, lon: float) -> float:
    """Kilometres over the ground between a spot and a point."""
    a, b = math.radians(spot.lat), math.radians(lat)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon - spot.lon) / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(half)))
