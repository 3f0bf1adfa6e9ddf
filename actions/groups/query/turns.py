"""One turn on top of those before it: what it adds to, replaces, and says about a place or a person named before."""

import re
from typing import Any

from actions.groups.query import how, losses, merge, whose
from actions.groups.query.known_places import regions


def adds(text: str) -> bool:
    """Whether a turn adds to what was said ("phone is fine too", "or friday") instead of replacing it."""
    more = (
        r"\btoo\b(?! (?:much|many|far|late|early|busy|big|long|hard|often|loud|late))|\b(?:as well|also|(?:is|"
        r"are) (?:fine|ok|okay))\b"
    )
    return bool(re.search(rf"{more}|^(?:or|and|plus)\b", text)) and not re.search(r"\binstead\b", text)


def which_town(before: dict[str, Any], slots: dict[str, Any]) -> None:
    """ "the one in Nova Scotia": a country or state said after an unsettled town says which town it is."""
    town = before.get("place") or {}
    said_region = slots.get("place", {})
    if "name" not in town or "country" in town:
        return
    if "country" in slots and "place" not in slots:
        slots["place"] = {**town, "country": slots.pop("country")}
    elif said_region.get("admin1") and str(said_region.get("name", "")).lower() in regions():
        slots["place"] = {**town, "country": said_region["country"], "admin1": said_region["admin1"]}


_IMPLIES = {code: way for code, _, way in how.PLATFORMS}


def _without_platform(before: dict[str, Any], slots: dict[str, Any]) -> None:
    """Zoom was said, and now it is to be in person: the platform goes with its way."""
    if "platform" in slots or not (before.get("platform") and ("modality" in slots or "not_modality" in slots)):
        return
    ways, none = slots.get("modality"), slots.get("not_modality") or []
    before["platform"] = [
        p for p in before["platform"] if not (w := _IMPLIES.get(p)) or (w not in none and (not ways or w in ways))
    ]


def on_top(before: dict[str, Any], slots: dict[str, Any], *, adds: bool, theirs: bool) -> dict[str, Any]:
    """The slots after this turn: a place said before meant going there, a role said before stays with its topic."""
    _without_platform(before, slots)
    if adds and "modality" in slots and "modality" not in before and ("place" in before or "near_me" in before):
        before["modality"] = ["in_person"]
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
    after = merge.merge(before, slots, adds=adds)
    if "topics" in after and "role" not in after:
        after["role"] = whose.role_of(after["topics"])
    return after
