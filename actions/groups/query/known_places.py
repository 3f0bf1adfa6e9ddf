"""Place names beside the gazetteer: countries, states and counties, and words that are no place."""

from dataclasses import dataclass
from functools import lru_cache

from actions.groups import taxonomy

COUNTRIES = (
    ("GB", r"the uk|uk|united kingdom|britain|great britain|england|scotland|wales|northern ireland"),
    ("US", r"the us|the usa|usa|u\.s\.a?\.?|united states|the states|america"),
    ("IE", r"ireland|republic of ireland|eire"),
    ("CA", r"canada"),
    ("AU", r"australia|oz"),
    ("NZ", r"new zealand|nz|aotearoa"),
    ("IN", r"india"),
    ("ZA", r"south africa"),
)
PARTS = {"england": "England", "scotland": "Scotland", "wales": "Wales", "northern ireland": "Northern Ireland"}


@dataclass(frozen=True)
class Region:
    """A state or county. `lat`, `lon`, `km` only for counties: the rough middle, and how far its edge is."""

    country: str
    admin1: str | None = None
    lat: float | None = None
    lon: float | None = None
    km: float = 150.0


def _words(name: str) -> frozenset[str]:
    return frozenset((taxonomy.DATA / name).read_text(encoding="utf-8").split())


@lru_cache(maxsize=1)
def regions() -> dict[str, Region]:
    """States and counties by lower-case name."""
    found: dict[str, Region] = {}
    for country, row in taxonomy.read_yaml(taxonomy.DATA / "regions.yml").items():
        found |= {name: Region(country, code) for name, code in row["states"].items()}
        for name, (lat, lon, km) in (row.get("counties") or {}).items():
            found[name] = Region(country, None, lat, lon, km)
            found.setdefault(f"county {name}", found[name])
            found.setdefault(f"co {name}", found[name])
    return found


US_STATES = frozenset(r.admin1 for r in regions().values() if r.country == "US" and r.admin1) | {"DC"}
# Two letters that are also words: read as a state only in capitals or after a comma.
WORDY = frozenset(["al", "co", "de", "hi", "id", "in", "la", "ma", "me", "mi", "ms", "oh", "ok", "or", "pa"])
OTHER_STATES = {  # short forms of states elsewhere -> country, name in the gazetteer
    "on": ("CA", "Ontario"),
    "bc": ("CA", "British Columbia"),
    "ab": ("CA", "Alberta"),
    "ns": ("CA", "Nova Scotia"),
    "qc": ("CA", "Quebec"),
    "nsw": ("AU", "NSW"),
    "vic": ("AU", "Victoria"),
    "qld": ("AU", "Queensland"),
    "tas": ("AU", "Tasmania"),
}

# Where a place name ends.
STOP = (
    r"(?:on|at|in|near|this|every|tonight|tomorrow|today|please|for|with|or|and|that|but|who|where|online|now|mon\w*|"
    r"tue\w*|wed\w*|thu\w*|fri\w*|"
    r"sat\w*|sun\w*|evening\w*|morning\w*|afternoon\w*|weekend\w*|not|no|just|only|within|after|before|any|is|if|me|"
    r"my|i|\d)"
)

# After "in" or "near" these are no place.
NOT_PLACE = _words("not_places.txt")

# Places that every town has: "near the center", "close to the station".
GENERIC = _words("generic_places.txt")

# Towns whose names are also words: without "in" or "near" before them they are read as the word.
WORDS_TOO = _words("words_too.txt")
