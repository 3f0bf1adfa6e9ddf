"""Whose trouble it is, settled: what the words say, what the topic says, and what was said before."""

import re
from typing import Any

from actions.groups import taxonomy
from actions.groups.query.sentence import Sentence

# Troubles that two people have together: naming the other does not make it the other's.
_SHARED = frozenset({"infertility", "divorce", "relationships", "parenting", "immigration", "loneliness"})


# Somebody who looks for those they work with.
_FOR_CLIENTS = re.compile(
    r"\b(?:my|our|for|to|a|the) (?:\w+ )?(?:clients?|patients|patient(?= (?:of mine|who|with|has|is))|service[- "
    r"]users?|caseload|"
    r"tenants?|residents)\b|\b(?:refer|signpost)(?:ring|ral|rals|ing)?\b|"
    r"\b(?:recommend|suggest)\b.{0,20}\b(?:to|clients|patients)\b"
)


def _named_only(said: Sentence) -> bool:
    return not re.search(r"\b(?:parents|families|friends|partners|children|siblings) of\b", said.whole)


def roles(said: Sentence, slots: dict[str, Any]) -> None:
    """Settle the role of one sentence; without words about it, it stays open."""
    topics = slots.get("topics")
    if not topics:
        if slots.get("role") == "self":
            slots.pop("role")  # who it is for, but not what it is about
        return
    own_home = "domestic_abuse" in topics and not re.search(r"\b(?:hits|beats|abuses) (?:her|him|them)\b", said.tidied)
    if own_home or (set(topics) <= _SHARED and "relation" in slots and _named_only(said)):
        slots["role"] = "self"
        slots.pop("relation", None)
    elif _FOR_CLIENTS.search(said.tidied):
        slots["role"] = "professional"
        slots.pop("relation", None)
    elif slots.get("role") == "loved_one" and role_of(topics) == "bereaved":
        slots["role"] = "bereaved"
    if slots.get("role") in ("loved_one", "carer") and not re.search(
        r"\b(?:i'?m|i am|myself|aged|here|\d\d ?[fm])\b", said.tidied
    ):
        slots.pop("age", None)  # theirs: "our son. 31 years old."
    if "bereavement_partner" in topics and re.search(r"\b(?:i'm|i am|i was|as|been|me)\b.{0,24}\bwidow", said.whole):
        slots.setdefault("relation", "partner")


def role_stays(before: dict[str, Any], slots: dict[str, Any], *, theirs: bool) -> bool:
    """Whether new words about the trouble are still about the same person: "and she gambles too", "for dementia"."""
    own = role_of(slots["topics"])
    if before.get("role") and not before.get("topics") and own == "self":
        return True  # "my son", and then what it is about
    if not before.get("role") or (own != "self" and own != before["role"]):
        return False
    return theirs or before["role"] == "carer" or _same_branch(slots, before)


def role_of(topics: list[str]) -> str:
    """Who asks when nothing is said: the topic's own role, else self."""
    known = taxonomy.load().topics
    roles = [known[t].role for t in topics if t in known and known[t].role]
    return str(roles[0]) if roles else "self"


def _same_branch(slots: dict[str, Any], before: dict[str, Any]) -> bool:
    known = taxonomy.load()
    old, new = set(before.get("topics", [])), set(slots["topics"])
    return bool(old & new) or any(set(known.ancestors(a)) & (set(known.ancestors(b)) | {b}) for a in new for b in old)
