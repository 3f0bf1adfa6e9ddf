"""Where: a place, a postcode, a country, a distance, "near me". Ambiguous names are asked about unless the country settles it."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from actions.groups import taxonomy
from actions.groups.query.sentence import Sentence

AMBIGUOUS = {
    "halifax": (("Halifax, England", "GB", "England"), ("Halifax, Nova Scotia", "CA", "Nova Scotia")),
    "london": (("London, England", "GB", "England"), ("London, Ontario", "CA", "Ontario")),
    "birmingham": (("Birmingham, England", "GB", "England"), ("Birmingham, Alabama", "US", "AL")),
    "cambridge": (("Cambridge, England", "GB", "England"), ("Cambridge, Massachusetts", "US", "MA")),
    "boston": (("Boston, Massachusetts", "US", "MA"), ("Boston, England", "GB", "England")),
    "manchester": (("Manchester, England", "GB", "England"), ("Manchester, New Hampshire", "US", "NH")),
    "newcastle": (("Newcastle upon Tyne, England", "GB", "England"), ("Newcastle, New South Wales", "AU", "NSW")),
    "perth": (("Perth, Western Australia", "AU", "WA"), ("Perth, Scotland", "GB", "Scotland")),
    "hamilton": (
        ("Hamilton, Ontario", "CA", "Ontario"),
        ("Hamilton, New Zealand", "NZ", "Waikato"),
        ("Hamilton, Scotland", "GB", "Scotland"),
    ),
    "richmond": (("Richmond, Virginia", "US", "VA"), ("Richmond, London", "GB", "England")),
    "portland": (("Portland, Oregon", "US", "OR"), ("Portland, Maine", "US", "ME")),
    "springfield": (
        ("Springfield, Illinois", "US", "IL"),
        ("Springfield, Massachusetts", "US", "MA"),
        ("Springfield, Missouri", "US", "MO"),
    ),
    "wellington": (("Wellington, New Zealand", "NZ", "Wellington"), ("Wellington, England", "GB", "England")),
    "dublin": (("Dublin, Ireland", "IE", "Leinster"), ("Dublin, Ohio", "US", "OH")),
    "york": (("York, England", "GB", "England"), ("York, Pennsylvania", "US", "PA")),
    "durham": (("Durham, England", "GB", "England"), ("Durham, North Carolina", "US", "NC")),
}
_COUNTRIES = (
    ("GB", r"the uk|uk|united kingdom|britain|great britain|england|scotland|wales"),
    ("US", r"the us|the usa|usa|united states|the states|america"),
    ("IE", r"ireland"),
    ("CA", r"canada"),
    ("AU", r"australia"),
    ("NZ", r"new zealand"),
    ("IN", r"india"),
    ("ZA", r"south africa"),
)


@lru_cache(maxsize=1)
def towns() -> dict[str, tuple[str, str, float, float, str]]:
    """Towns by lower-case name: country, state or region, latitude, longitude, zone."""
    path = Path(__file__).parent.parent / "data" / "places.yml"
    return {str(name): tuple(row) for name, row in taxonomy.read_yaml(path).items()}


_ZONE_COUNTRY = {
    "Europe/London": "GB",
    "Europe/Belfast": "GB",
    "Europe/Dublin": "IE",
    "Pacific/Auckland": "NZ",
    "Asia/Kolkata": "IN",
    "Africa/Johannesburg": "ZA",
    "America/Toronto": "CA",
    "America/Vancouver": "CA",
    "America/Edmonton": "CA",
    "America/Halifax": "CA",
    "America/Winnipeg": "CA",
    "America/Regina": "CA",
    "America/St_Johns": "CA",
    "America/Montreal": "CA",
    **dict.fromkeys(
        (
            "America/New_York",
            "America/Chicago",
            "America/Denver",
            "America/Los_Angeles",
            "America/Phoenix",
            "America/Detroit",
            "America/Anchorage",
            "Pacific/Honolulu",
            "America/Boise",
            "America/Indiana/Indianapolis",
        ),
        "US",
    ),
    "America/Mexico_City": "MX",
}
_US_STATES = [
    "AL",
    "AK",
    "AZ",
    "AR",
    "CA",
    "CO",
    "CT",
    "DE",
    "FL",
    "GA",
    "HI",
    "ID",
    "IL",
    "IN",
    "IA",
    "KS",
    "KY",
    "LA",
    "ME",
    "MD",
    "MA",
    "MI",
    "MN",
    "MS",
    "MO",
    "MT",
    "NE",
    "NV",
    "NH",
    "NJ",
    "NM",
    "NY",
    "NC",
    "ND",
    "OH",
    "OK",
    "OR",
    "PA",
    "RI",
    "SC",
    "SD",
    "TN",
    "TX",
    "UT",
    "VT",
    "VA",
    "WA",
    "WV",
    "WI",
    "WY",
    "DC",
]
_REGIONS = {
    **dict.fromkeys(
        [
            "texas",
            "california",
            "florida",
            "ohio",
            "pennsylvania",
            "illinois",
            "michigan",
            "arizona",
            "colorado",
            "massachusetts",
            "virginia",
            "delaware",
            "oregon",
            "minnesota",
            "wisconsin",
            "tennessee",
            "missouri",
            "maryland",
            "indiana",
            "kansas",
            "nevada",
            "utah",
            "georgia",
            "alabama",
            "kentucky",
            "louisiana",
        ],
        "US",
    ),
    **dict.fromkeys(["ontario", "quebec", "alberta", "manitoba", "saskatchewan"], "CA"),
    **dict.fromkeys(
        [
            "yorkshire",
            "kent",
            "essex",
            "surrey",
            "devon",
            "cornwall",
            "cumbria",
            "norfolk",
            "suffolk",
            "lancashire",
            "sussex",
        ],
        "GB",
    ),
    **dict.fromkeys(["queensland", "tasmania", "victoria"], "AU"),
}
_STOP = (
    r"(?:on|at|in|near|this|every|tonight|tomorrow|today|please|for|with|or|and|that|but|who|where|online|now|mon\w*|"
    r"tue\w*|wed\w*|thu\w*|fri\w*|"
    r"sat\w*|sun\w*|evening\w*|morning\w*|afternoon\w*|weekend\w*|not|no|just|only|within|after|before|any|is|if|me|"
    r"my|i|\d)"
)
_NOT_PLACE = frozenset(
    [
        "person",
        "english",
        "spanish",
        "french",
        "recovery",
        "general",
        "particular",
        "pain",
        "need",
        "trouble",
        "real",
        "life",
        "crisis",
        "secret",
        "private",
        "touch",
        "love",
        "a",
        "an",
        "the",
        "my",
        "me",
        "here",
        "there",
        "somewhere",
        "anywhere",
        "house",
        "home",
        "town",
        "work",
        "bed",
        "school",
        "hospital",
        "prison",
        "jail",
        "law",
        "danger",
        "future",
        "future's",
        "morning",
        "evening",
        "afternoon",
        "night",
        "early",
        "late",
        "sobriety",
        "grief",
        "it",
        "this",
        "that",
        "them",
        "him",
        "her",
        "us",
        "you",
        "anything",
        "something",
        "text",
        "writing",
        "linea",
    ]
)


def country_of(tz: str | None) -> str | None:
    """The one country a zone belongs to, or None."""
    if tz and tz.startswith("Australia/"):
        return "AU"
    return _ZONE_COUNTRY.get(tz or "")


def read(said: Sentence, country: str | None, tz: str | None, slots: dict[str, Any]) -> dict[str, Any] | None:
    """Fill place, country, near_me, radius_km. Returns the question to ask when a place could be two."""
    here = country or country_of(tz)
    if found := said.take(
        r"\b(?:within |less than |under |up to |no more than |in )?(\d{1,3})(?: |-)?(miles?|mi|km|kms|kilomet(?:er|"
        r"re)s?|k)\b(?: (?:radius|away))?(?: of| from)?"
    ):
        number = float(found.group(1))
        slots["radius_km"] = round(number * 1.609344, 2) if found.group(2).startswith("mi") else number
    if said.take(
        r"\b(?:near(?:by|est)?(?: to)? me|near here|close to (?:me|here|home)|around here|close by|nearby|in my area|"
        r"round here|local(?:ly)?|near my (?:home|house|place))\b"
    ):
        slots["near_me"] = True
    if _postcode(said, here, slots):
        return None
    asked = _named(said, here, slots)
    for code, words in _COUNTRIES:
        if found := said.take(rf"\b(?:in |from |based in |i'?m in |i live in )?(?:{words})\b(?! time)"):
            if "place" in slots:
                slots["place"].update(country=code)
                return None
            slots["country"] = code
            break
    return asked


def _postcode(said: Sentence, here: str | None, slots: dict[str, Any]) -> bool:
    near = r"(?:(?:near|in|around|of|from|at|by|to|zip(?: ?code)?|postcode) )"
    if found := said.take(r"\b([a-z]{1,2}\d[a-z\d]?)\s+(\d[a-z]{2})\b"):
        slots["place"] = {"postcode": f"{found.group(1)} {found.group(2)}".upper(), "country": "GB"}
    elif found := said.take(r"\b([a-z]\d[a-z])\s?(\d[a-z]\d)\b"):
        slots["place"] = {"postcode": f"{found.group(1)} {found.group(2)}".upper(), "country": "CA"}
    elif found := said.take(rf"{near}(\d{{5}})\b") or said.take(r"\b(\d{5})\b"):
        slots["place"] = {"postcode": found.group(1), "country": "US"}
    elif here in ("AU", "NZ", "ZA") and (found := said.take(rf"{near}(\d{{4}})\b")):
        slots["place"] = {"postcode": found.group(1), "country": here}
    elif found := said.take(rf"\b{near}([a-z]{{1,2}}\d{{1,2}}[a-z]?)\b"):
        slots["place"] = {"postcode": found.group(1).upper(), "country": "GB"}
    return "place" in slots


def _named(said: Sentence, here: str | None, slots: dict[str, Any]) -> dict[str, Any] | None:
    cities = "|".join(sorted(towns(), key=len, reverse=True))
    found = said.take(
        rf"\b(?:near(?: to)?|in|around|close to|outside|within reach of|from|of|at|by)?(?: "
        rf"the)?\s*\b({cities})\b(?:,? ({'|'.join(_US_STATES).lower()})\b(?! {_STOP}))?(?! time\b)"
    )
    name = found.group(1) if found else None
    state = (found.group(2) or "").upper() if found else ""
    if name is None:
        pattern = (
            rf"\b(near(?: to)?|in|around|close to|live "
            rf"in)\s+((?!{_STOP}\b)[a-z][a-z'.-]+(?:\s+(?!{_STOP}\b)[a-z][a-z'.-]+){{0,2}})(?:,\s*([a-z]{{2}})\b)?"
        )
        found = said.has(pattern)
        if not found or found.group(2).split()[0] in _NOT_PLACE or "|" in found.group(0):
            return None
        said.take(pattern)
        name, state = found.group(2).strip(" .'-"), (found.group(3) or "").upper()
    place: dict[str, Any] = {"name": name.removeprefix("the ").title()}
    slots["place"] = place
    if state in _US_STATES:
        place.update(admin1=state, country="US")
        return None
    options = AMBIGUOUS.get(name)
    said_country = next((code for code, words in _COUNTRIES if re.search(rf"\b(?:{words})\b", said.rest)), None)
    home = said_country or here
    if not options:
        known = towns().get(name)
        if known and known[0] != said_country:
            place.update(country=known[0], admin1=known[1])
        elif home and not known and name not in _REGIONS:
            place["country"] = home
        if name in _REGIONS:
            place["country"] = _REGIONS[name]
        return None
    fitting = [o for o in options if o[1] == home]
    if home and len(fitting) == 1:
        place.update(country=home, admin1=fitting[0][2])
        return None
    return {
        "slot": "place",
        "question": f"Which {place['name']} do you mean?",
        "options": [{"label": o[0], "value": o[0]} for o in (fitting or options)],
    }
