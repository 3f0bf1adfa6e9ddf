"""Town names in a sentence, against the offline gazetteer; which one is meant, or the question that settles it."""

import math
import re
from dataclasses import dataclass

from actions.groups import places, taxonomy
from actions.groups.folding import fold
from actions.groups.places_build import HOME
from actions.groups.query import place_context
from actions.groups.query.known_places import (
    COUNTRIES,
    GENERIC,
    NOT_PLACE,
    OTHER_STATES,
    PARTS,
    STOP,
    US_STATES,
    WORDS_TOO,
    WORDY,
    Region,
    behind,
    nations,
    nicknames,
    regions,
)
from actions.groups.query.sentence import Sentence
from actions.groups.query.tidy import is_english

_BEFORE = (
    r"\b(?:near(?: to)?|nr|in|around|round|close(?:r)? to|nearer(?: to)?|outside|live in|"
    r"living in|based in|by|from|of|at|to)(?: the)?"
    r"(?: (?:(?:north|south|east|west)(?:ern)? (?:end|side|part|suburbs|bit) of|central|downtown|midtown|uptown|"
    r"greater|inner|outer|city cent(?:re|er)(?: of)?))?\s+"
)
_WORD = r"[a-z][a-z'.-]*[a-z.]|[a-z]"
_COUNTRY = re.compile("|".join(words for _, words in COUNTRIES))
_QUIET = frozenset((taxonomy.DATA / "noise.txt").read_text(encoding="utf-8").split())
FAMOUS = 150_000  # people; known abroad without a word before it
TOWN = 20_000  # people


@dataclass(frozen=True)
class Found:
    """A place name as typed (tidied), with what it may be."""

    name: str
    towns: tuple[places.Place, ...] = ()
    region: Region | None = None
    state: tuple[str, str] | None = None  # country, state that was named beside it


def find(said: Sentence, here: str | None, *, alone: bool, going_on: bool = False) -> Found | None:
    """The place a sentence names, which is then read. `alone`: nothing else was understood, so be strict, unless a
    search is going on."""
    said.rest = whole = place_context.without_roads(said.rest)
    said.rest = place_context.without_bygone(whole)
    if said.rest != whole and (found := _find(said, here, alone=alone, going_on=going_on)):
        return found
    said.rest = whole
    return _find(said, here, alone=alone, going_on=going_on)


def _find(said: Sentence, here: str | None, *, alone: bool, going_on: bool) -> Found | None:
    whole = said.rest
    found = _after_word(said, here, near=True)
    if found and found.region and not found.region.admin1:  # "in the Highlands, Inverness say": the town counts
        after = said.rest
        if nearer := _bare(said, here, alone=False, going_on=True):
            return nearer if nearer.towns else found
        said.rest = after
    if found:
        return found
    said.rest = whole
    return (
        _bare(said, here, alone=alone, going_on=going_on) or _after_word(said, here, near=False) or _unknown(said, here)
    )


def _grams(text: str, start: int) -> list[tuple[int, str]]:
    """(end, words) of one to four words from `start`, longest first."""
    found: list[tuple[int, str]] = []
    at = start
    for _ in range(4):
        word = re.compile(rf"\s*({_WORD})(?![\w])").match(text, at)
        if not word:
            break
        at = word.end()
        found.append((at, text[start:at].strip().rstrip(".'-")))
        if text[at : at + 1] in ",;.?!" and text[at : at + 1]:
            break
    return found[::-1]


def _after_word(said: Sentence, here: str | None, *, near: bool) -> Found | None:
    """A place behind "in", "near", "from". near: only one at home, or known everywhere by that name."""
    wholes = sorted(
        re.finditer(_BEFORE, said.rest), key=lambda m: not re.match(r"(?:near|nr|close|outside)", m.group(0))
    )
    for before in wholes:
        for end, words in _grams(said.rest, before.end()):
            if (words.split()[0] in NOT_PLACE and words not in regions()) or (
                words in _QUIET and not _capital(said, words)
            ):
                continue
            common = words in GENERIC or (words in WORDS_TOO and before.group(0).rstrip().endswith(" the"))
            if common and not _capital(said, words):
                continue
            weak = re.match(r"(?:of|at|to|by|from)\b", before.group(0)) is not None
            if found := _known(words, here, least=5_000 if weak else 0, said=said, end=end):
                if (weak and words in WORDS_TOO and not _capital(said, words)) or _a_word(said, found, words, here):
                    continue
                if _abroad(found, words, here) and (near or (weak and not _known_by_name(found, words))):
                    continue
                return _taken(said, found, before.start(), end)
    return None


def _known_by_name(found: Found, words: str) -> bool:
    """A large town of that very name, known everywhere."""
    own = places.key_of(found.towns[0].name) == places.key_of(words)
    return own and found.towns[0].people >= FAMOUS


def _abroad(found: Found, words: str, here: str | None) -> bool:
    """A town that is not at home, where home is known."""
    return here is not None and bool(found.towns) and all(t.country != here for t in found.towns)


def _a_word(said: Sentence, found: Found, words: str, here: str | None) -> bool:
    """ "in the same boat": an English word typed small, which is also a village far away."""
    if not found.towns or not is_english(words) or _capital(said, words):
        return False
    return _abroad(found, words, here) and not _known_by_name(found, words)


def _capital(said: Sentence, words: str) -> bool:
    """Whether it was typed with a capital inside a sentence that is not all capitals."""
    typed, name = said.typed, re.escape(words.title())
    inside = rf"(?:(?<=[\w,] )|(?<=,)){name}\b"
    set_apart = rf"(?:^|(?<=[.!?;:-] )){name}(?=[,.;:!]|$)"
    return not typed.isupper() and re.search(rf"{inside}|{set_apart}", typed) is not None


def _bare(said: Sentence, here: str | None, *, alone: bool, going_on: bool) -> Found | None:
    for start in re.finditer(rf"(?<![\w'-])(?={_WORD})", said.rest):
        for end, words in _grams(said.rest, start.start()):
            if _not_a_place(said, start.start(), end, words):
                continue
            alone_turn = going_on and said.rest.strip(" |.,!?") == words
            least = 500 if alone_turn else _least(said, words, here)
            found = _known(words, here, least=least, said=said, end=end, home=True)
            if found is None and (going_on or not alone):  # a large town abroad, known everywhere by that name
                found = _known(words, here, least=FAMOUS, said=said, end=end)
                found = found if found and found.towns and found.towns[0].country in HOME[:6] else None
            sure = going_on or re.match(r" (?:way|area|region|direction)\b", said.rest[end:]) is not None
            sure = sure or place_context.set_apart(said, start.start(), end)
            if found and not (alone and not sure and _others_left(said, start.start(), end)):
                return _taken(said, found, start.start(), end)
    return None


def _not_a_place(said: Sentence, start: int, end: int, words: str) -> bool:
    if words.split()[0] in NOT_PLACE or all(w in _QUIET for w in words.split()):
        return True
    short = len(words) < 4 and not any(words in row for row in nicknames().values())
    if short and not (len(words) == 3 and _capital(said, words) and place_context.set_apart(said, start, end)):
        return True
    only = said.rest.strip(" |.,!?") == words  # the whole turn
    if words in WORDS_TOO and not (only or _capital(said, words) or place_context.as_a_town(said.rest, start, end)):
        return True
    if place_context.a_person(said, start, end, words):
        return True
    return re.search(r"\b(?:my|friend|called|named|is|am)\s*$", said.rest[:start]) is not None


def _least(said: Sentence, words: str, here: str | None) -> int:
    """How many people a town must have to be meant without "in" or "near" before it."""
    if not here:
        return 15_000 if _capital(said, words) else 100_000
    if " " in words or "-" in words or re.search(rf"\b{re.escape(words)} (?:way|area|region|direction)\b", said.rest):
        return 0
    if len(words) > 3 and _capital(said, words):
        return 1_000 if len(words) > 4 else 5_000
    return 3_000 if len(words) > 5 and not is_english(words) else 15_000


def _others_left(said: Sentence, start: int, end: int) -> bool:
    """More words than the place and noise: the sentence may be a listing's name."""
    rest = said.rest[:start] + " " + said.rest[end:]
    return any(w not in _QUIET for w in re.findall(r"[a-z][a-z'-]+", rest))


def _known(words: str, here: str | None, *, least: int, said: Sentence, end: int, home: bool = False) -> Found | None:
    """What a name may mean; None when the gazetteer has nothing of that size (at home when `home`)."""
    name = place_context.formal(words.strip(" .'-"), here)
    if _COUNTRY.fullmatch(name) or (name in nations() and all(p.country != here for p in places.named(name))):
        return None
    region = regions().get(name)
    if region and (here in (None, region.country) or not places.named(name)):
        return Found(name.title(), region=region)
    every = places.named(name)
    if not every:
        return None
    found = tuple(p for p in every if p.people >= least)
    if found and not here:  # whoever is meant, the smaller towns of that name count as well
        found = tuple(p for p in every if p.people >= min(least, TOWN))
    state = _state(said, end)
    if county := _county(said, end):
        found = tuple(p for p in found if _within(p, county)) or found
    if state:
        found = tuple(p for p in found if (p.country, p.admin1) == state) or found
    at_home = tuple(p for p in found if p.country == here)
    if not found or (home and here and not at_home and not state):
        return None
    return Found(_spelling(said, name, (at_home or found)[0]), found, state=state)


def _spelling(said: Sentence, name: str, town: places.Place) -> str:
    """As typed, but a misspelling gets the town's own name."""
    key, own = places.key_of(name), places.key_of(town.name)
    if key != own and 0 < places.OSA.distance(key, own) <= 2 and len(key) > 5:
        return town.name
    if town.country not in HOME[:6] and (
        typed := next((w for w in re.findall(r"[^\W\d_]+", said.typed) if not w.isascii() and fold(w) == name), None)
    ):
        return typed.title()  # abroad as it is called there; at home without accents
    return "-".join(p[:1].upper() + p[1:] for p in name.title().split("-")) if "-" in name else name.title()


def _state(said: Sentence, end: int) -> tuple[str, str] | None:
    """The state, province or part of a country named right after a place."""
    tail = said.rest[end:]
    if found := re.match(r"\s*(,?)\s*\(?([a-z]{2,3})\b", tail):
        code = found.group(2)
        last = re.match(r"\s*(?:$|[.,;!?)])", tail[found.end() :]) is not None
        sure = (found.group(1) and last) or code not in WORDY or f" {code.upper()}" in said.typed
        if code.upper() in US_STATES and sure:
            return "US", code.upper()
        if code in OTHER_STATES and (found.group(1) or f" {code.upper()}" in said.typed or len(code) > 2):
            return OTHER_STATES[code]
    if not (found := behind(counties=False).match(tail)):
        return None
    if part := PARTS.get(found.group(1)):
        return "GB", part
    region = regions()[found.group(1)]
    return (region.country, region.admin1) if region.admin1 else None


def _within(town: places.Place, county: Region) -> bool:
    """Roughly: degrees are enough to tell one county from another."""
    if county.lat is None or county.lon is None or town.country != county.country:
        return False
    north = (town.lat - county.lat) * 111.0
    east = (town.lon - county.lon) * 111.0 * math.cos(math.radians(county.lat))
    return math.hypot(north, east) <= county.km


def _county(said: Sentence, end: int) -> Region | None:
    """The county named right after a place, which is then read: "St Ives, Cambridgeshire"."""
    if not (tail := behind(counties=True).match(said.rest[end:])):
        return None
    said.blank(end, end + tail.end())
    return regions()[tail.group(1)]


def _taken(said: Sentence, found: Found, start: int, end: int) -> Found:
    said.blank(start, end)
    if found.state:
        tail = re.match(r"\s*,?\s*\(?(?:in )?[a-z]+(?: [a-z]+)?", said.rest[end:])
        names = {n for n, r in regions().items() if (r.country, r.admin1) == found.state} | set(PARTS)
        names |= {found.state[1].lower()} | {c for c, s in OTHER_STATES.items() if s == found.state}
        for length in (tail.group(0) if tail else "", (tail.group(0) if tail else "").rsplit(" ", 1)[0]):
            if length.strip(" ,()").removeprefix("in ") in names:
                said.blank(end, end + len(length))
                break
    return found


def _unknown(said: Sentence, here: str | None) -> Found | None:
    """ "near X" where X is in no list: perhaps misspelt, else kept as said so that the answer can say so."""
    pattern = (
        rf"\b(near(?: to)?|nr|in|around|close to|live in|outside|just outside)\s+"
        rf"((?!{STOP}\b)[a-z][a-z'.-]+(?:\s+(?!{STOP}\b)[a-z][a-z'.-]+){{0,2}})"
    )
    found = said.has(pattern)
    if not found or found.group(2).split()[0].rstrip(".'-") in NOT_PLACE or "|" in found.group(0):
        return None
    words = found.group(2).split()
    if _COUNTRY.match(found.group(2)):
        return None
    for count in range(len(words), 0, -1):
        right = places.mended(" ".join(words[:count]), here) if here else None
        if right:
            said.blank(found.start(), found.start(2) + len(" ".join(words[:count])))
            return Found(right.title(), places.named(right))
    near = found.group(1) in ("near", "near to", "nr", "close to", "live in")
    if not near and (words[0] in _QUIET or (is_english(words[0]) and not _capital(said, words[0]))):
        return None
    said.take(pattern)
    return Found(found.group(2).strip(" .'-").title())
