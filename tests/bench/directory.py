"""A directory of any size from invented rows: the same number and seed always give the same rows. No real data."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from actions.groups.importers import corpus, store

# name, latitude, longitude, zone, state or country, a postcode, how many people live there (for the spread of rows)
TOWNS: tuple[tuple[str, float, float, str, str, str, int], ...] = (
    ("New York", 40.713, -74.006, "America/New_York", "NY", "10001", 90),
    ("Philadelphia", 39.953, -75.165, "America/New_York", "PA", "19103", 40),
    ("Boston", 42.360, -71.058, "America/New_York", "MA", "02108", 30),
    ("Atlanta", 33.749, -84.388, "America/New_York", "GA", "30303", 25),
    ("Chicago", 41.878, -87.630, "America/Chicago", "IL", "60601", 50),
    ("Houston", 29.760, -95.369, "America/Chicago", "TX", "77002", 35),
    ("Kansas City", 39.100, -94.578, "America/Chicago", "MO", "64105", 12),
    ("Denver", 39.739, -104.990, "America/Denver", "CO", "80202", 20),
    ("Phoenix", 33.448, -112.074, "America/Phoenix", "AZ", "85004", 25),
    ("Los Angeles", 34.052, -118.244, "America/Los_Angeles", "CA", "90012", 80),
    ("San Francisco", 37.775, -122.419, "America/Los_Angeles", "CA", "94103", 35),
    ("Seattle", 47.606, -122.332, "America/Los_Angeles", "WA", "98101", 25),
    ("Toronto", 43.653, -79.383, "America/Toronto", "ON", "M5H 2N2", 35),
    ("Edmonton", 53.546, -113.494, "America/Edmonton", "AB", "T5J 0K1", 10),
    ("Vancouver", 49.283, -123.121, "America/Vancouver", "BC", "V6B 1A1", 18),
    ("London", 51.507, -0.128, "Europe/London", "UK", "WC2N 5DU", 80),
    ("Leeds", 53.801, -1.549, "Europe/London", "UK", "LS1 1AA", 12),
    ("Manchester", 53.481, -2.242, "Europe/London", "UK", "M1 1AE", 18),
    ("Glasgow", 55.864, -4.252, "Europe/London", "UK", "G1 1AA", 12),
    ("Dublin", 53.350, -6.260, "Europe/Dublin", "Ireland", "D02 AF30", 14),
    ("Cork", 51.898, -8.475, "Europe/Dublin", "Ireland", "T12 AB12", 5),
    ("Sydney", -33.869, 151.209, "Australia/Sydney", "Australia", "2000", 30),
    ("Melbourne", -37.814, 144.963, "Australia/Melbourne", "Australia", "3000", 28),
    ("Perth", -31.953, 115.857, "Australia/Perth", "Australia", "6000", 10),
    ("Auckland", -36.849, 174.763, "Pacific/Auckland", "New Zealand", "1010", 10),
    ("Cape Town", -33.925, 18.424, "Africa/Johannesburg", "South Africa", "8001", 10),
    ("Mumbai", 19.076, 72.878, "Asia/Kolkata", "India", "400001", 14),
    ("Delhi", 28.614, 77.209, "Asia/Kolkata", "India", "110001", 12),
)
PROGRAMMES = (("aa", 50), ("na", 16), ("al_anon", 14), ("oa", 4), ("aca", 4), ("coda", 3), ("ga", 3), ("ca", 2),
              ("slaa", 2), ("nar_anon", 2), ("eda", 1), ("recovery_dharma", 1), ("smart", 3))  # fmt: skip
FIRST = ("Quiet", "Open Door", "Second", "Harbour", "Early", "Late", "Lantern", "Bridge", "Willow", "Riverside",
         "Steady", "New Leaf", "Corner", "Upstairs", "Market", "Copper", "Garden", "Station", "Northern", "Common",
         "Plain", "Kitchen Table", "Sunrise", "Candle", "Anchor", "Compass", "Granite", "Meadow")  # fmt: skip
SECOND = ("Hope", "Steps", "Circle", "Beginners", "Serenity", "Families", "Courage", "Fellowship", "Table", "Turning",
          "Breath", "Path", "Friends", "Gratitude", "Morning", "Evening", "Hour", "Room", "Promise", "Company",
          "Change", "Shelter", "Voices", "Welcome")  # fmt: skip
NOTES = (None, None, None, None, None, "Ring the bell at the side door.", "Tea and coffee from a quarter of an hour "
         "before.", "Meets 1st and 3rd {day} only.", "Every other {day}.", "Last {day} is a speaker meeting.",
         "Step-free entrance from the car park.", "No meeting on public holidays.",
         "We read from the literature, then share.", "Newcomers are greeted at the door.")  # fmt: skip
TAGS = ("open", "closed", "women", "men", "lgbtq", "young_people", "beginners", "speaker", "discussion", "step",
        "book_study", "meditation", "wheelchair", "asl", "secular", "child_care", "bipoc")  # fmt: skip
DAY_NAMES = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
LANGUAGES = (["en"], ["en"], ["en"], [], [], ["es"], ["fr"], ["en", "es"])


@dataclass(frozen=True)
class Filled:
    """What filling a directory took: rows and seconds, new and unchanged."""

    rows: int
    new_s: float
    same_s: float


def rows(count: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """`count` rows of the normalised shape (`--kind jsonl`), spread over towns, programmes, days and ways."""
    chance = random.Random(seed)
    weights = [t[6] for t in TOWNS]
    for number in range(count):
        town = chance.choices(TOWNS, weights)[0]
        programme = chance.choices([p for p, _ in PROGRAMMES], [w for _, w in PROGRAMMES])[0]
        yield _row(chance, number, town, programme)


def _row(
    chance: random.Random, number: int, town: tuple[str, float, float, str, str, str, int], programme: str
) -> dict[str, Any]:
    day, hour = chance.randrange(7), chance.choice((6, 7, 8, 9, 10, 12, 12, 17, 18, 18, 19, 19, 19, 20, 20, 21, 23))
    modality = chance.choices(("in_person", "online", "hybrid", "phone", "text"), (60, 27, 8, 3, 2))[0]
    note = chance.choice(NOTES)
    made: dict[str, Any] = {
        "uid": f"invented:{number}",
        "src": "invented",
        "id": str(number // 2),
        "name": " ".join((chance.choice(FIRST), chance.choice(SECOND), chance.choice(("", town[0], DAY_NAMES[day])))),
        "programme": programme,
        "day": day,
        "time": f"{hour:02}:{chance.choice((0, 0, 0, 15, 30, 30, 45)):02}",
        "end": None,
        "tz": town[3],
        "modality": modality,
        "tags": sorted(set(chance.choices(TAGS, k=chance.randrange(4)))),
        "languages": chance.choice(LANGUAGES),
        "notes": note.format(day=DAY_NAMES[day]) if note else None,
    }
    if modality in ("online", "hybrid", "text"):
        made["platform"] = chance.choice(("zoom", "zoom", "zoom", "google_meet")) if modality != "text" else "discord"
    if modality in ("in_person", "hybrid"):
        far = chance.gauss(0, 0.12)
        made |= {
            "lat": round(town[1] + far, 5),
            "lon": round(town[2] + chance.gauss(0, 0.15), 5),
            "location": f"{chance.choice(FIRST)} Hall",
            "address": _address(chance.randrange(1, 400), town),
        }
    return made


def _address(number: int, town: tuple[str, float, float, str, str, str, int]) -> str:
    tail = f"{town[4]} {town[5]}, USA" if len(town[4]) == 2 and town[4] != "UK" else f"{town[5]}, {town[4]}"
    return f"{number} Example Road, {town[0]}, {tail}"


def fill(engine: Engine, count: int, now: datetime, *, seed: int = 7, twice: bool = True) -> Filled:
    """Import `count` rows into a migrated directory, and (with `twice`) once more unchanged. Reading and cleaning a row
    is part of the time, as it is of an import."""
    took = []
    into = store.Into("invented", "jsonl", licence="invented", stale_after_days=180)
    for _ in range(2 if twice else 1):
        given = list(rows(count, seed))
        began = time.perf_counter()
        report = store.run(engine, into, corpus.read(given), now=now)
        took.append(time.perf_counter() - began)
        assert report.status == "applied" and not report.rejected, report.to_json()["rejected"][:3]
    return Filled(count, took[0], took[-1])
