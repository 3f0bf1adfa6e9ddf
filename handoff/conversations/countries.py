"""Which country a person is in: from the browser's zone and language, or in their own words. Pure once loaded.

Only the crisis lines hang on it, so a guess is never better than none: what does not say a country says None.
"""

import functools
import re
from importlib import resources

from handoff.safety import crisis_lines
from handoff.safety.words import plain

_ZONE_FILES = resources.files("tzdata") / "zoneinfo"
# How people say where they are, as a whole message. Anything longer is talk, and may be about somebody else.
_HERE = re.compile(
    r"(?:(?:hi|hello|ok|okay|no|yes|sorry|actually|well)[, ]+)?"
    r"(?:(?:i am|i'm|im|i live|i'm living|we live|we are|we're|i stay|i am now|i'm now|i moved)\s+(?:here\s+|now\s+)?"
    r"(?:in|to)\s+|(?:i am|i'm|im)\s+(?:located|based|living|staying)\s+in\s+|"
    r"(?:my country is|country|my country)[: ]\s*)(?P<where>[\w .'&-]{2,40}?)(?:\s+(?:now|actually|not the us|btw))?"
)
_TWO_PLACES = frozenset({"georgia"})  # a country and a state: neither is taken for the other
_ALSO_NAMES = frozenset({"chad", "jordan"})  # alone they may be somebody's name


@functools.cache
def _zones() -> dict[str, str]:
    """Zone -> country, from the zone database itself; old names of a zone have its country."""
    rows = (line.split("\t") for line in (_ZONE_FILES / "zone.tab").read_text("utf-8").splitlines())
    known = {row[2]: row[0] for row in rows if len(row) > 2 and not row[0].startswith("#")}
    for line in (_ZONE_FILES / "tzdata.zi").read_text("utf-8").splitlines():
        if line.startswith("L "):
            _, target, alias = line.split()[:3]
            if target in known and "/" in alias and not alias.startswith("Etc/"):
                known.setdefault(alias, known[target])
    return known


@functools.cache
def _names() -> dict[str, str]:
    """What people call a country -> its code: ISO's English names, and those of the files of crisis lines."""
    rows = (line.split("\t") for line in (_ZONE_FILES / "iso3166.tab").read_text("utf-8").splitlines())
    known = {plain(row[1]): row[0] for row in rows if len(row) > 1 and not row[0].startswith("#")}
    for code, lines in crisis_lines.every().items():
        if code != crisis_lines.ANYWHERE:
            known |= {plain(name): code for name in (lines.name, *lines.known_as)}
    return known


def from_browser(zone: str | None, language: str, said: str | None) -> str | None:
    """The country that the page, the zone or the language says; None when they do not."""
    if said and len(said) == 2 and said.isalpha():
        return said.upper()
    if zone:
        return _zones().get(zone)  # UTC and its like say nothing: a browser that hides its place sends them
    parts = language.replace("_", "-").split("-")
    return parts[1].upper() if len(parts) == 2 and len(parts[1]) == 2 and parts[1].isalpha() else None


def named(text: str, *, asked: bool = False) -> str | None:
    """The country that a whole message names: "I am in Ireland", or after the question the name alone.

    asked  the country was asked for a short while ago, so its bare name is the answer
    """
    words = plain(text)
    if len(words) > 80:
        return None
    if found := _HERE.fullmatch(words):
        return _known(found["where"])
    return _known(words) if asked and words not in _ALSO_NAMES else None


def _known(where: str) -> str | None:
    where = where.strip(" .'-")
    if where in _TWO_PLACES:
        return None
    return _names().get(where) or _names().get(where.removeprefix("the "))


def called(code: str) -> str:
    """A country's name as it is shown; the code itself where none is known."""
    lines = crisis_lines.every().get(code)
    if lines is not None:
        return lines.name
    return next((name.title() for name, known in _names().items() if known == code), code)
