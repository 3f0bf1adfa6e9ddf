"""Time zones as people say them: "7pm Eastern", "8 o'clock UK time"."""

from datetime import datetime
from typing import Any

from actions.groups.query.sentence import Sentence

ZONES = {
    "eastern": "America/New_York",
    "est": "America/New_York",
    "edt": "America/New_York",
    "et": "America/New_York",
    "central": "America/Chicago",
    "cst": "America/Chicago",
    "cdt": "America/Chicago",
    "ct": "America/Chicago",
    "mountain": "America/Denver",
    "mst": "America/Denver",
    "mdt": "America/Denver",
    "pacific": "America/Los_Angeles",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "pt": "America/Los_Angeles",
    "uk": "Europe/London",
    "gmt": "Europe/London",
    "bst": "Europe/London",
    "british": "Europe/London",
    "irish": "Europe/Dublin",
    "ist": "Asia/Kolkata",
    "indian": "Asia/Kolkata",
    "cet": "Europe/Paris",
    "aest": "Australia/Sydney",
    "nz": "Pacific/Auckland",
    "awst": "Australia/Perth",
    "acst": "Australia/Adelaide",
    "aedt": "Australia/Sydney",
    "nzst": "Pacific/Auckland",
    "nzdt": "Pacific/Auckland",
    "atlantic": "America/Halifax",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "sast": "Africa/Johannesburg",
    "south african": "Africa/Johannesburg",
    "nigerian": "Africa/Lagos",
    "kenyan": "Africa/Nairobi",
    "utc": "Etc/UTC",
    "east coast": "America/New_York",
    "west coast": "America/Los_Angeles",
}


# Towns and countries name a zone only with the word "time" behind them.
_PLACE_ZONES = {
    "wat": "Africa/Lagos",
    "eat": "Africa/Nairobi",
    "lagos": "Africa/Lagos",
    "nigeria": "Africa/Lagos",
    "nairobi": "Africa/Nairobi",
    "kenya": "Africa/Nairobi",
    "south africa": "Africa/Johannesburg",
    "cape town": "Africa/Johannesburg",
    "joburg": "Africa/Johannesburg",
    "vancouver": "America/Vancouver",
    "calgary": "America/Edmonton",
    "halifax": "America/Halifax",
    "denver": "America/Denver",
    "phoenix": "America/Phoenix",
    "arizona": "America/Phoenix",
    "texas": "America/Chicago",
    "boston": "America/New_York",
    "brisbane": "Australia/Brisbane",
    "queensland": "Australia/Brisbane",
    "adelaide": "Australia/Adelaide",
    "new zealand": "Pacific/Auckland",
    "kiwi": "Pacific/Auckland",
    "singapore": "Asia/Singapore",
    "dubai": "Asia/Dubai",
    "mumbai": "Asia/Kolkata",
    "delhi": "Asia/Kolkata",
    "new york": "America/New_York",
    "chicago": "America/Chicago",
    "la": "America/Los_Angeles",
    "california": "America/Los_Angeles",
    "toronto": "America/Toronto",
    "london": "Europe/London",
    "dublin": "Europe/Dublin",
    "ireland": "Europe/Dublin",
    "india": "Asia/Kolkata",
    "sydney": "Australia/Sydney",
    "melbourne": "Australia/Sydney",
    "perth": "Australia/Perth",
    "auckland": "Pacific/Auckland",
    "paris": "Europe/Paris",
    "berlin": "Europe/Berlin",
}
_TOWN = "(?:" + "|".join(sorted(_PLACE_ZONES, key=len, reverse=True)) + ")"
ZONE = "(?:" + "|".join(sorted(ZONES, key=len, reverse=True)) + ")"


def zone_alone(said: Sentence, now: datetime, country: str | None, slots: dict[str, Any], notes: list[str]) -> None:
    """ "evenings, pacific time": the zone said away from a clock time."""
    if "said_tz" not in slots and (
        found := said.take(
            rf"\b({ZONE}|{_TOWN}) (?:standard |daylight |summer )?time(?:zone| zone)?\b|\bin "
            rf"(est|edt|cst|pst|pdt|gmt|bst|aest|cet)\b"
        )
    ):
        slots["said_tz"] = (ZONES | _PLACE_ZONES)[next(g for g in found.groups() if g)]


def said_zone(said: Sentence, slots: dict[str, Any]) -> None:
    """The zone said right behind a clock time."""
    if found := said.take(
        rf"\b({ZONE})(?: time| standard time)?(?=\W|$)|\b({_TOWN}) time\b|(?<=[|] )\b(wat|eat)\b(?=\W|$)"
    ):
        slots["said_tz"] = (ZONES | _PLACE_ZONES)[next(g for g in found.groups() if g)]
