"""Where: a place, postcode, country, distance, "near me". Names that mean two places are asked about."""

import re
from typing import Any

from actions.groups.query.known_places import (
    AMBIGUOUS,
    COUNTRIES,
    NOT_PLACE,
    REGIONS,
    STOP,
    US_STATES,
    ZONE_COUNTRY,
    towns,
)
from actions.groups.query.sentence import Sentence


def country_of(tz: str | None) -> str | None:
    """The one country a zone belongs to, or None."""
    if tz and tz.startswith("Australia/"):
        return "AU"
    return ZONE_COUNTRY.get(tz or "")


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
    for code, words in COUNTRIES:
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
        rf"the)?\s*\b({cities})\b(?:,? ({'|'.join(US_STATES).lower()})\b(?! {STOP}))?(?! time\b)"
    )
    name = found.group(1) if found else None
    state = (found.group(2) or "").upper() if found else ""
    if name is None:
        pattern = (
            rf"\b(near(?: to)?|in|around|close to|live "
            rf"in)\s+((?!{STOP}\b)[a-z][a-z'.-]+(?:\s+(?!{STOP}\b)[a-z][a-z'.-]+){{0,2}})(?:,\s*([a-z]{{2}})\b)?"
        )
        found = said.has(pattern)
        if not found or found.group(2).split()[0] in NOT_PLACE or "|" in found.group(0):
            return None
        said.take(pattern)
        name, state = found.group(2).strip(" .'-"), (found.group(3) or "").upper()
    place: dict[str, Any] = {"name": name.removeprefix("the ").title()}
    slots["place"] = place
    if state in US_STATES:
        place.update(admin1=state, country="US")
        return None
    return _settle(said, here, name, place)


def _settle(said: Sentence, here: str | None, name: str, place: dict[str, Any]) -> dict[str, Any] | None:
    """Country of a place, when it is sure; the question to ask when the name means two."""
    options = AMBIGUOUS.get(name)
    said_country = next((code for code, words in COUNTRIES if re.search(rf"\b(?:{words})\b", said.rest)), None)
    home = said_country or here
    if not options:
        known = towns().get(name)
        if known and known[0] != said_country:
            place.update(country=known[0], admin1=known[1])
        elif home and not known and name not in REGIONS:
            place["country"] = home
        if name in REGIONS:
            place["country"] = REGIONS[name]
        return None
    named = [o for o in options if o[2].lower() in said.whole]
    fitting = named or [o for o in options if o[1] == home]
    if len(fitting) == 1:
        place.update(country=fitting[0][1], admin1=fitting[0][2])
        return None
    return {
        "slot": "place",
        "question": f"Which {place['name']} do you mean?",
        "options": [{"label": o[0], "value": o[0]} for o in (fitting or options)],
    }
