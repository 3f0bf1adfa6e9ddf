"""Place names beside the gazetteer: countries, states and counties, and words that are no place."""

import re
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

from actions.groups import taxonomy
from actions.groups.folding import fold

COUNTRIES = (
    ("GB", r"the uk|uk|united kingdom|britain|great britain|england|scotland|wales|northern ireland"),
    ("US", r"the us|the usa|usa|u\.s\.a?\.?|united states|the states|america"),
    ("IE", r"ireland|republic of ireland|eire"),
    ("CA", r"canada"),
    ("AU", r"australia|oz"),
    ("NZ", r"new zealand|nz|aotearoa"),
    ("IN", r"india"),
    ("ZA", r"south africa"),
    ("NG", r"nigeria|naija"),
    ("KE", r"kenya"),
    ("GH", r"ghana"),
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
        found |= {short: found[name] for short, name in (row.get("short") or {}).items()}
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

# Towns whose names people bear: behind "my son" or before "drinks" it is a person.
GIVEN_NAMES = _words("given_names.txt")

# Towns whose names are also words: without "in" or "near" before them they are read as the word.
WORDS_TOO = _words("words_too.txt")


@lru_cache(maxsize=1)
def short_counties() -> dict[str, str]:
    """Counties by what they are called in short: "herts"."""
    table = taxonomy.read_yaml(taxonomy.DATA / "regions.yml")
    return {s: name for row in table.values() for s, name in (row.get("short") or {}).items()}


@lru_cache(maxsize=1)
def nations() -> frozenset[str]:
    """Countries by their English names, folded: where somebody comes from, and no town of that name far away.

    The names are those of the Unicode CLDR, by way of babel; those that are states and towns of their own are left out.
    """
    names = {fold(name) for code, name in Locale("en").territories.items() if len(code) == 2 and code.isalpha()}
    also = {"burma", "turkey", "ivory coast", "cape verde", "tibet", "kurdistan", "congo", "macedonia", "persia", "uae"}
    return frozenset(names | also) - _TOWNS_TOO


# States and towns of their own as well.
_TOWNS_TOO = frozenset(
    ["georgia", "jersey", "guernsey", "gibraltar", "singapore", "hong kong", "luxembourg", "monaco", "isle of man"]
)


@lru_cache(maxsize=2)
def behind(*, counties: bool) -> re.Pattern[str]:
    """What matches the name of a state or part of a country, or of a county, set behind a town."""
    names = [n for n, r in regions().items() if (r.lat is not None if counties else r.admin1)]
    names += [] if counties else list(PARTS)
    ordered = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
    return re.compile(rf"\s*,?\s*(?:in )?({ordered})\b")


@lru_cache(maxsize=1)
def capitals() -> dict[tuple[str, str | None], str]:
    """(country, letters of the state) -> its capital's name, folded."""
    table = taxonomy.read_yaml(taxonomy.DATA / "regions.yml")
    return {(c, code): fold(name) for c, row in table.items() for code, name in (row.get("capitals") or {}).items()}


@lru_cache(maxsize=1)
def nicknames() -> dict[str, dict[str, str]]:
    """By country: what towns are called beside their name -> the name."""
    return {str(c): dict(row) for c, row in taxonomy.read_yaml(taxonomy.DATA / "nicknames.yml").items()}
