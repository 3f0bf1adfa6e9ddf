"""Postcodes as people type them, by the country's form."""

import re
from typing import Any

from actions.groups.query.sentence import Sentence

_NEAR = r"(?:(?:near|nr|in|around|of|from|at|by|to|zip(?: ?code)?|post ?code|eircode|pin(?: ?code)?|within|live) )"
# Forms that no other word has; (country, pattern of the parts).
_SURE = (
    ("GB", r"\b([a-z]{1,2}\d[a-z\d]?)\s+(\d[abd-hjlnp-uw-z]{2})\b"),
    ("GB", r"\b([a-z]{1,2}\d{1,2}[a-z]?)(\d[abd-hjlnp-uw-z]{2})\b"),
    ("CA", r"\b([abceghj-nprstvxy]\d[abceghj-nprstv-z])\s?-?(\d[abceghj-nprstv-z]\d)\b"),
    ("IE", r"\b([ac-fhknprtv-y]\d{2}|d6w)\s?([0-9ac-fhknprtv-y]{4})\b"),
)


# Districts of inner London that end in a letter: "EC2A" is no two in the morning.
_LONDON = r"\b(ec[1-4][amnrvy]|wc[12][abehnrvx]|sw1[aehpvwxy]|se1p|w1[abcdfghjkstuw]|e1w|n1[cp]|nw1w)\b"


def whole(said: Sentence, here: str | None, slots: dict[str, Any]) -> bool:
    """Fill `place` from a postcode whose form nothing else has. Before clock times are read: K1A is no time."""
    for country, pattern in _SURE:
        if (country != "IE" or here in ("IE", None)) and (found := said.take(rf"(?:{_NEAR})?{pattern}")):
            slots["place"] = {"postcode": f"{found.group(1)} {found.group(2)}".upper(), "country": country}
            return True
    if here in ("GB", None) and (found := said.take(rf"(?:{_NEAR})?{_LONDON}")):
        slots["place"] = {"postcode": found.group(1).upper(), "country": "GB"}
        return True
    return False


def read(said: Sentence, here: str | None, slots: dict[str, Any]) -> bool:
    """Fill `place` from the forms that need the person's country, or a word before them."""
    return _short(said, here, slots) or _digits(said, here, slots)


def _short(said: Sentence, here: str | None, slots: dict[str, Any]) -> bool:
    """The first part alone: SE15, D08, K1A."""
    if here == "IE" and (found := said.take(rf"(?:{_NEAR})?\b([ac-fhknprtv-y]\d{{2}}|d6w)\b")):
        code, country = found.group(1), "IE"
    elif here == "CA" and (found := said.take(rf"(?:{_NEAR})?\b([abceghj-nprstvxy]\d[abceghj-nprstv-z])\b")):
        code, country = found.group(1), "CA"
    elif here in ("GB", None) and (
        found := said.take(rf"\b{_NEAR}([a-z]{{1,2}}\d{{1,2}}[a-z]?)\b")
        or said.take(r"\b([a-z]{2}\d{1,2}[a-z]?)\b(?!\s*(?:am|pm))")
        or _in_capitals(said, r"\b([begmnlsw]\d{1,2}[a-z]?)\b(?!\s*(?:am|pm))")
    ):
        code, country = found.group(1), "GB"
    elif here in ("GB", None) and (found := _in_capitals(said, r"\b([acdfhkprtvxy]\d{2}|d6w)\b")):
        code, country = found.group(1), "IE"  # no British area has such a letter alone
    else:
        return False
    slots["place"] = {"postcode": code.upper(), "country": country}
    return True


def _in_capitals(said: Sentence, pattern: str) -> re.Match[str] | None:
    """A match that was typed in capitals, as a code is."""
    found = said.has(pattern)
    return said.take(pattern) if found and re.search(rf"\b{found.group(1).upper()}\b", said.typed) else None


def _digits(said: Sentence, here: str | None, slots: dict[str, Any]) -> bool:
    if here == "IN":
        found = said.take(rf"(?:{_NEAR})?\b(\d{{6}}|\d{{3}} \d{{3}})\b")
    elif here in ("AU", "NZ", "ZA"):
        found = said.take(rf"{_NEAR}(\d{{4}})\b") or said.take(r"(?<![\d:/])\b(?!20[23]\d)(\d{4})\b(?![:/])")
    elif here in ("US", None):
        found = said.take(rf"(?:{_NEAR})?\b(\d{{5}})(?:-\d{{4}})?\b")
    else:
        found = said.take(rf"{_NEAR}(\d{{5}})(?:-\d{{4}})?\b") if here in ("GB", "CA", "IE") else None
        here = "US"  # five digits are nobody else's of these
    if not found:
        return False
    slots["place"] = {"postcode": re.sub(r"\s", "", found.group(1)), "country": here or "US"}
    return True
