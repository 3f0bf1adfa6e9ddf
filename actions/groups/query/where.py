"""Where: a place, postcode, country, distance, "near me". Names that mean two places are asked about."""

import re
from typing import Any

from actions.groups import places
from actions.groups.query import postcodes, settle, towns
from actions.groups.query.known_places import COUNTRIES, PARTS
from actions.groups.query.sentence import Sentence

country_of = places.country_of_zone


def read(
    said: Sentence, country: str | None, tz: str | None, slots: dict[str, Any], *, going_on: bool = False
) -> dict[str, Any] | None:
    """Fill place, country, near_me, radius_km. Returns the question to ask when a place could be two.

    going_on: something was asked before, so that a town may stand alone
    """
    here = country or country_of(tz)
    if here and "from " in said.rest:
        _origins(said, here)
    _distance(said, slots)
    if said.take(
        r"\b(?:near(?:by|est)?(?: to)? me|nearest|closest|near here|close to (?:me|here|home)|"
        r"around here|close by|nearby|in my area|"
        r"(?:a)?round (?:here|'ere|ere|my way|our way|us|these parts)|in these parts|local to me|where i live|not "
        r"far from me|"
        r"near us|close to us|(?:in|within) walking distance|walkable|around me|local(?:ly)?|near my (?:home|house|"
        r"place|work|office)|in my (?:town|city|village))\b"
    ):
        slots["near_me"] = True
    for other in said.has_all(
        r"\b(?:not|forget|scrap|skip|instead of|rather than|not interested in|not keen on|nothing in|avoid) (?:in |"
        r"near |at )?([a-z]+(?: [a-z]+)?)(?=,| but| - |;)"
    ):
        if places.named(other.group(1)):  # "not leeds, bradford"
            said.blank(*other.span())
    if "place" in slots or postcodes.read(said, here, slots):
        slots.pop("near_me", None)
        return None
    abroad = _country(said) or here
    found = towns.find(said, abroad, alone=not slots.keys() - {"role", "relation"}, going_on=going_on)
    if found is None:
        _country_alone(said, slots)
        return None
    slots["place"] = {"name": found.name}
    slots.pop("near_me", None)
    return settle.settle(said, found, slots["place"], _country(said), here, tz)


def _distance(said: Sentence, slots: dict[str, Any]) -> None:
    if not re.search(r"\d", said.rest):
        return
    said.take_all(
        r"\b(?:live|lives|living|drive|drives|drove|driving|commut\w+|walked|moved|am|i'm|he's|she's|"
        r"they're) (?:about |over |some |nearly )?"
        r"\d{1,3} ?(?:miles?|mi|km|kms|kilomet(?:er|re)s?)\b(?: (?:off|away|apart|from (?:her|him|them|home|there)|"
        r"each way|a day))?(?! (?:max|tops|radius|at most|or less))"
    )
    if not said.has(r"\b(?:within|under|up to|less than|no more than|max) \d{1,3} ?k\b"):
        said.take_all(r"\b\d{1,3} ?k\b(?! (?:radius|away|max|tops|of|from|or less))")  # money
    if found := said.take(
        r"\b(?:within |less than |under |up to |no more than |in |about |max |max of |a )?(\d{1,3})(?: |-)?(miles?|"
        r"mi|km|"
        r"kms|kilomet(?:er|re)s?|k)\b(?: (?:radius|away|max|tops))?"
    ):
        number = float(found.group(1))
        slots["radius_km"] = round(number * 1.609344, 2) if found.group(2).startswith("mi") else number


def _country(said: Sentence) -> str | None:
    """The country that is named, left in the sentence."""
    for code, words in COUNTRIES:
        if said.has(rf"(?<!new )(?<![\w-])(?:{words})(?![\w-])(?! time)"):
            return code
    return None


def _origins(said: Sentence, here: str) -> None:
    """Mark as read where somebody comes from, when it is not where they are: "student from Ghana"."""
    for code, words in COUNTRIES:
        if code != here:
            said.take_all(rf"\b(?:i'm|i am|we're|we are) from (?:{words})(?=.*\b(?:in|near|now in) [a-z])")
            said.take_all(
                r"(?:\b(?:students?|nurse|doctor|worker|refugees?|family|wife|husband|mother|father|parents|friends?|"
                r"people|man|woman|girl|boy|"
                r"comes?|came|coming|moved|over|here|arrived|immigrants?|au pair|back|home|roots|originally|au-pair|"
                r"carer|"
                rf"academic|visitor|born and raised|visiting|far)|"
                rf"(?<=[ |])\|+(?=,? (?:originally )?from))(?: \w+)?,? (?:originally |"
                rf"all the way )?from (?:{words})(?![\w-])"
            )


def _country_alone(said: Sentence, slots: dict[str, Any]) -> None:
    before = r"(?:anywhere in |across |in |from |based in |i'?m in |i live in )?(?<!new )"
    for code, words in COUNTRIES:
        names = f"{words}|{'|'.join(PARTS)}" if code == "GB" else words
        if said.take(rf"\b{before}(?<![\w-])(?:{names})(?![\w-])(?! time)"):
            slots["country"] = code
            return
