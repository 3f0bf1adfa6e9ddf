"""Reading a sentence: each reader takes its part, in an order that keeps them out of each other's way."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from actions.groups import taxonomy
from actions.groups.query import (
    care,
    how,
    intents,
    losses,
    merge,
    people,
    postcodes,
    relations,
    subjects,
    takeback,
    timewords,
    where,
)
from actions.groups.query.known_places import regions
from actions.groups.query.sentence import Sentence
from actions.groups.query.tidy import tidy

# Words that say nothing about a group: what is left of a sentence without them may be a name.
_NOISE = frozenset((taxonomy.DATA / "noise.txt").read_text(encoding="utf-8").split())
_SPANISH = re.compile(
    r"\b(?:grupo|grupos|reunion|reuniones|busco|quiero|necesito|para|por|los|las|mi|esposo|marido|hola|ayuda|espanol|"
    r"noche|manana)\b"
)
_FRENCH = re.compile(
    r"\b(?:groupe|groupes|reunion|cherche|je|pour|les|lundi|mardi|mercredi|jeudi|vendredi|samedi|soir|avec|mon|mari|"
    r"francais)\b"
)


@dataclass(frozen=True)
class Reading:
    """What was understood. `slots` after all turns; `said` of this turn; `ask` at most one question; `unread` words."""

    intent: str
    slots: dict[str, Any]
    ask: dict[str, Any] | None = None
    care: str | None = None
    unread: tuple[str, ...] = ()
    said: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def as_slot(self) -> dict[str, Any]:
        """What the conversation must remember: JSON, no words of the person's but names of groups and places."""
        return {"slots": self.slots, "care": self.care}


def with_slots(reading: Reading, **slots: Any) -> Reading:
    """The same reading with some slots set: what the caller knows from elsewhere."""
    return replace(reading, slots={**reading.slots, **slots})


def read_turns(
    turns: Sequence[str],
    *,
    now: datetime,
    tz: str | None = None,
    country: str | None = None,
    care_given: str | None = None,
) -> Reading:
    """The reading after the last of several turns."""
    reading = Reading("other", {})
    for turn in turns:
        reading = read(turn, now=now, tz=tz, country=country, previous=reading.as_slot(), care_given=care_given)
    return reading


def read(
    text: str,
    *,
    now: datetime,
    tz: str | None = None,
    country: str | None = None,
    previous: Mapping[str, Any] | None = None,
    care_given: str | None = None,
) -> Reading:
    """Read one sentence on top of `previous` (an earlier Reading's as_slot()). `now` is aware; `tz` None = unknown."""
    before = dict((previous or {}).get("slots") or {})
    kept_care = (previous or {}).get("care")
    said = Sentence(tidy(text[:1000]), text[:1000])
    if intents.starts_again(said.whole):
        before = {}
    slots: dict[str, Any] = {}
    if intent := intents.read(said, slots, bool(before)):
        return _beside(intent, said, slots, before, care_given or kept_care)
    notes: list[str] = []
    local = now.astimezone(ZoneInfo(tz)) if tz else now
    lifted = takeback.read(said, before, slots)
    ask = _slots(said, slots, notes, local, country, tz)
    _bare_words(said, slots, before, bool(lifted))
    flagged = care.flag(said.whole, slots, care_given)
    if flagged in ("hold", "check", "dv_safe"):
        slots.pop("name", None)
    if kept_care in ("dv_safe", "hold", "age_gate") and flagged is None:
        flagged = kept_care
    if lifted:
        before = takeback.lift(before, lifted)
    _which_town(before, slots)
    after = _on_top(before, slots, bool(before) and _adds(said.whole))
    intent = "search" if after or flagged in ("hold", "check") else "other"
    if after.get("near_me") and "place" not in after:
        ask = {"slot": "place", "question": "Which town or postcode is near you?", "options": []}
    return Reading(intent, after, ask, flagged, tuple(_left(said)), slots, tuple(notes))


def _adds(text: str) -> bool:
    """Whether a turn adds to what was said ("phone is fine too", "or friday") instead of replacing it."""
    more = (
        r"\btoo\b(?! (?:much|many|far|late|early|busy|big|long|hard|often|loud|late))|\b(?:as well|also|(?:is|"
        r"are) (?:fine|ok|okay))\b"
    )
    return bool(re.search(rf"{more}|^(?:or|and|plus)\b", text)) and not re.search(r"\binstead\b", text)


def _which_town(before: dict[str, Any], slots: dict[str, Any]) -> None:
    """ "the one in Nova Scotia": a country or state said after an unsettled town says which town it is."""
    town = before.get("place") or {}
    said_region = slots.get("place", {})
    if "name" not in town or "country" in town:
        return
    if "country" in slots and "place" not in slots:
        slots["place"] = {**town, "country": slots.pop("country")}
    elif said_region.get("admin1") and str(said_region.get("name", "")).lower() in regions():
        slots["place"] = {**town, "country": said_region["country"], "admin1": said_region["admin1"]}


def _on_top(before: dict[str, Any], slots: dict[str, Any], adds: bool) -> dict[str, Any]:
    """The slots after this turn: a place said before meant going there, a role said before stays with its topic."""
    if adds and "modality" in slots and "modality" not in before and ("place" in before or "near_me" in before):
        before["modality"] = ["in_person"]
    if "topics" in slots and before.get("role") and not slots.get("role") and _same_branch(slots, before):
        slots["role"] = before["role"]
    after = merge.merge(before, slots, adds=adds)
    if "topics" in after and "role" not in after:
        after["role"] = _role_of(after["topics"])
    return after


def _beside(intent: str, said: Sentence, slots: dict[str, Any], before: dict[str, Any], flagged: str | None) -> Reading:
    flagged = care.flag(said.whole, slots, flagged)
    after = merge.merge(before, slots)
    if slots.get("refine") in ("earlier", "later"):
        after = merge.shift(after, slots["refine"])
    return Reading(intent, after, None, flagged, (), slots)


def _slots(
    said: Sentence, slots: dict[str, Any], notes: list[str], local: datetime, country: str | None, tz: str | None
) -> dict[str, Any] | None:
    people.ages(said, slots)
    subjects.not_programmes(said, slots)
    losses.died(said, slots)
    subjects.programmes(said, slots)
    here = country or where.country_of(tz)
    postcodes.whole(said, here, slots)
    asked_when = timewords.read(said, local, here, slots, notes)
    relations.close_to(said, slots)
    subjects.topics(said, slots)
    how.ways(said, slots)
    how.room(said, slots)
    people.audience(said, slots)
    people.gender(said, slots)
    asked_where = where.read(said, country, tz, slots)
    _language_of(said, slots)
    _roles(said, slots)
    if asked_where:
        return asked_where
    if asked_when:
        day = slots["days"][0]
        return {
            "slot": "recurrence",
            "question": "The second one of each month, or every other week?",
            "options": [
                {"label": "Second of the month", "value": f"2{day}"},
                {"label": "Every other week", "value": "biweekly"},
            ],
        }
    return None


# Troubles that two people have together: naming the other does not make it the other's.
_SHARED = frozenset({"infertility", "divorce", "relationships", "parenting", "immigration", "loneliness"})


def _named_only(said: Sentence) -> bool:
    return not re.search(r"\b(?:parents|families|friends|partners|children|siblings) of\b", said.whole)


def _roles(said: Sentence, slots: dict[str, Any]) -> None:
    topics = slots.get("topics")
    if not topics:
        if slots.get("role") == "loved_one" and slots.get("programme") and "relation" not in slots:
            return
        return
    if "domestic_abuse" in topics or (set(topics) <= _SHARED and "relation" in slots and _named_only(said)):
        slots["role"] = "self"
        slots.pop("relation", None)
    elif "role" not in slots:
        slots["role"] = _role_of(topics)
    elif slots["role"] == "loved_one" and _role_of(topics) == "bereaved":
        slots["role"] = "bereaved"


def _role_of(topics: list[str]) -> str:
    known = taxonomy.load().topics
    roles = [known[t].role for t in topics if t in known and known[t].role]
    return str(roles[0]) if roles else "self"


def _same_branch(slots: dict[str, Any], before: dict[str, Any]) -> bool:
    known = taxonomy.load()
    old, new = set(before.get("topics", [])), set(slots["topics"])
    return bool(old & new) or any(set(known.ancestors(a)) & (set(known.ancestors(b)) | {b}) for a in new for b in old)


def _language_of(said: Sentence, slots: dict[str, Any]) -> None:
    if "languages" in slots:
        return
    for code, pattern in (("es", _SPANISH), ("fr", _FRENCH)):
        if len(set(pattern.findall(said.whole))) >= 2:
            slots["languages"] = [code]
            return


def _left(said: Sentence) -> list[str]:
    return [w for w in said.left() if w not in _NOISE and not w.isdigit()]


def _bare_words(said: Sentence, slots: dict[str, Any], before: dict[str, Any], lifted: bool) -> None:
    """Words that no reader took: the town when it was just asked for, else perhaps a group's name."""
    left = _left(said)
    if before.get("near_me") and "place" not in before and not slots and 1 <= len(left) <= 4:
        slots["place"] = {"name": " ".join(left).title()}
    elif not lifted and not slots.keys() - {"role", "relation"}:
        _name(said, slots)
    elif (
        not before
        and slots.keys() == {"attr"}
        and len(left) >= 2
        and not re.search(r"\b(?:my|for|i|i'm)\b", said.whole)
    ):
        _name(said, slots)  # "happy joyous free"


def _name(said: Sentence, slots: dict[str, Any]) -> None:
    """Nothing else was understood: the words may be a group's name, which may hold words such as "families"."""
    left = _left(said)
    if (
        not 1 <= len(left) <= 6
        or re.search(r"\?$", said.whole.strip())
        or (slots and re.search(r"\b(?:my|for|of|i|i'm)\b", said.whole))
    ):
        return
    if slots:
        left = [w for w in re.findall(r"[a-z0-9][a-z0-9'&-]*", said.whole) if w not in _NOISE]
    slots.clear()
    slots["name"] = " ".join(left)
