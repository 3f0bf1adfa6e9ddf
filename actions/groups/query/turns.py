"""One turn on top of those before it: what it adds to, replaces, and says about a place or a person named before."""

import re
from typing import Any

from actions.groups import places
from actions.groups.query import how, losses, merge, whose
from actions.groups.query.clocks import DAY
from actions.groups.query.known_places import regions


def adds(text: str) -> bool:
    """Whether a turn adds to what was said ("phone is fine too", "or friday") instead of replacing it."""
    more = (
        r"\btoo\b(?! (?:much|many|far|late|early|busy|big|long|hard|often|loud|late))|\b(?:as well|also|(?:is|"
        r"are) (?:fine|ok|okay))\b"
    )
    return bool(re.search(rf"{more}|^(?:or|and|plus)\b", text)) and not re.search(r"\binstead\b", text)


_OF_NATION = (
    ("AU", "australian|aussie|oz|west australian"),
    ("CA", "canadian"),
    ("US", "american|us|usa|stateside|states"),
    ("IE", "irish"),
    ("NZ", "new zealand|kiwi|nz"),
    ("ZA", "south african|sa"),
    ("GB", "uk|british|english|welsh|scottish|scots|scotch|northern irish"),
    ("IN", "indian"),
    ("NG", "nigerian"),
    ("KE", "kenyan"),
    ("GH", "ghanaian"),
)
_PART_OF = {"scottish": "Scotland", "scots": "Scotland", "scotch": "Scotland", "welsh": "Wales", "english": "England",
            "northern irish": "Northern Ireland"}  # fmt: skip
_WHICH = re.compile(
    r"\bthe (?:one )?(?:in|from) |\bone\b|\bi mean\b|\bmeant\b|\bnot (?:the|that)\b|"
    r"^(?:no,? )?(?:in )?[a-z]+(?: [a-z]+)?$"
)
_ITS_ONE = re.compile(
    r"\b(?:the |an? )?("
    + "|".join(words for _, words in _OF_NATION)
    + r")(?: (?:one|town|city|version|place|perth|halifax|"
    r"newcastle|birmingham|cork|london|cambridge|boston|hamilton))\b"
)


def _said_nation(text: str) -> tuple[str, str | None] | None:
    """The country, and the part of it, of "the Australian one"."""
    found = _ITS_ONE.search(text)
    if not found:
        return None
    code = next(c for c, words in _OF_NATION if found.group(1) in words.split("|"))
    return code, _PART_OF.get(found.group(1))


def _another(town: dict[str, Any], country: str, admin1: str | None) -> dict[str, Any] | None:
    """The town of the same name there; None when there is none."""
    fitting = [p for p in places.named(town["name"]) if p.country == country and admin1 in (None, p.admin1)]
    if not fitting:
        return None
    place = {"name": town["name"], "country": country}
    return place | ({"admin1": fitting[0].admin1} if fitting[0].admin1 else {})


def which_town(text: str, before: dict[str, Any], slots: dict[str, Any]) -> None:
    """ "the one in Nova Scotia": a country or state said after a town says which town it is. text: tidied"""
    town = before.get("place") or {}
    said_region = slots.get("place", {})
    if "name" not in town:
        return
    if nation := _said_nation(text):
        if other := _another(town, *nation):
            slots["place"] = other
            slots.pop("country", None)
            slots.pop("languages", None)
        return
    if "country" in town:
        _corrected_town(text, town, slots)
        return
    if "country" in slots and "place" not in slots:
        slots["place"] = {**town, "country": slots.pop("country")}
    elif said_region.get("admin1") and str(said_region.get("name", "")).lower() in regions():
        slots["place"] = {**town, "country": said_region["country"], "admin1": said_region["admin1"]}


def _corrected_town(text: str, town: dict[str, Any], slots: dict[str, Any]) -> None:
    """A settled town put right: "the one in Virginia", "Alabama I mean"."""
    if not _WHICH.search(text):
        return
    words = re.findall(r"[a-z]+", text)
    grams = (" ".join(words[i : i + n]) for n in (2, 1) for i in range(len(words)))
    region = next((r for gram in grams if (r := regions().get(gram)) and r.admin1 and r.km == 150.0), None)
    if region and region.admin1 and (other := _another(town, region.country, region.admin1)):
        slots["place"] = other
    elif "place" not in slots and "country" in slots and (other := _another(town, slots["country"], None)):
        slots["place"] = other
        slots.pop("country")


_IMPLIES = {code: way for code, _, way in how.PLATFORMS}


def _without_platform(before: dict[str, Any], slots: dict[str, Any]) -> None:
    """Zoom was said, and now it is to be in person: the platform goes with its way."""
    if "platform" in slots or not (before.get("platform") and ("modality" in slots or "not_modality" in slots)):
        return
    ways, none = slots.get("modality"), slots.get("not_modality") or []
    before["platform"] = [
        p for p in before["platform"] if not (w := _IMPLIES.get(p)) or (w not in none and (not ways or w in ways))
    ]


_NOR = re.compile(rf"(?:or|and|nor|neither)(?: on)? {DAY}s?(?:(?:,| or| and|/) ?{DAY}s?)*[ .!]*")


def ruled_out_too(text: str, before: dict[str, Any], slots: dict[str, Any]) -> None:
    """ "I can't do Mondays", "or Fridays": days named after others were ruled out, and none wished for."""
    if slots.keys() == {"days"} and before.get("not_days") and not before.get("days") and _NOR.fullmatch(text):
        slots["not_days"] = slots.pop("days")


def _still_cared_for(before: dict[str, Any], slots: dict[str, Any]) -> None:
    """ "Dementia", "I look after my mum", "while the carer is in": what ails them was said before."""
    if slots.get("topics") != ["caregiving"] or not before.get("topics"):
        return
    if before.get("role") in ("self", "loved_one", "carer"):
        slots["topics"] = ["caregiving_dementia" if t == "dementia" else t for t in before["topics"]]
        if before.get("role") != "self" and before.get("relation"):
            slots.setdefault("relation", before["relation"])


def _set_role(before: dict[str, Any], slots: dict[str, Any], *, theirs: bool) -> None:
    """The role and the loss a turn speaks of, with what was said before."""
    if "topics" in slots and "role" not in slots:
        slots["role"] = (
            before["role"] if whose.role_stays(before, slots, theirs=theirs) else whose.role_of(slots["topics"])
        )
        if slots["role"] == before.get("role") and before.get("relation"):
            slots.setdefault("relation", before["relation"])
    elif slots.get("topics") == ["bereavement"] and "relation" not in slots and before.get("relation"):
        slots["relation"] = before["relation"]  # "my sister", "she died"
        slots["topics"] = [losses.LOSS_OF.get(slots["relation"], "bereavement")]
    elif slots.get("role") == before.get("role") == "loved_one" and theirs and before.get("relation"):
        slots.setdefault("relation", before["relation"])  # "my kid", "he's using heroin"
    elif before.get("role") == "bereaved" and "topics" not in slots and slots.get("relation"):
        slots["role"], slots["topics"] = "bereaved", [losses.LOSS_OF.get(slots["relation"], "bereavement")]


def on_top(before: dict[str, Any], slots: dict[str, Any], *, adds: bool, theirs: bool) -> dict[str, Any]:
    """The slots after this turn: a place said before meant going there, a role said before stays with its topic."""
    _without_platform(before, slots)
    if slots.get("role") == "self" and "relation" not in slots:
        before.pop("relation", None)  # "my husband drinks", "but I drink too"
    _set_role(before, slots, theirs=theirs)
    _still_cared_for(before, slots)
    if adds and "modality" in slots and "modality" not in before and ("place" in before or "near_me" in before):
        before["modality"] = ["in_person"]
    after = merge.merge(before, slots, adds=adds)
    if "topics" in after and "role" not in after:
        after["role"] = whose.role_of(after["topics"])
    return after
