"""Whose trouble it is, settled: what the words say, what the topic says, and what was said before."""

import re
from typing import Any

from actions.groups import taxonomy
from actions.groups.query import focus, helpers
from actions.groups.query.kin import OTHER
from actions.groups.query.sentence import Sentence

# Troubles that two people have together: naming the other does not make it the other's.
_SHARED = frozenset({"infertility", "divorce", "relationships", "parenting", "immigration", "loneliness"})


# Somebody else is hurt: "my sister is in a violent relationship", "my mum's boyfriend hits her".
_KIN = (
    r"(?:sister|brother|daughter|son|mum|mom|mam|mother|dad|father|friend|best friend|mate|cousin|aunt|auntie|"
    r"niece|nephew|"
    r"colleague|neighbou?r|flatmate|granddaughter|grandson)"
)
_THEIR_HOME = re.compile(
    r"\b(?:hits|beats|abuses|threatens|controls|strangle[sd]|hurts|chokes|punche[sd]|hit|batters|slaps) (?:her|"
    rf"him|them|(?:my|our) {_KIN})\b|"
    rf"\b(?:my|our|a) (?:\w+ )?{_KIN}(?:'s|'s been| is| was| has been| got| lives?| stays?)? (?:\w+ )?(?:in|with|"
    rf"stuck in|trapped in|"
    r"married to|living with|dating|seeing|back with|out of|getting out of|leaving|left) (?:an? |her |his |this "
    r")?(?:\w+ )?"
    r"(?:violent|abusive|controlling|domestic)\b|"
    rf"\b(?:my|our) (?:\w+ )?{_KIN} (?:is|gets|was|is being|got|keeps getting) (?:beaten|hit|battered|hurt|slapped|"
    r"punched|thumped|strangled|knocked about) (?:up )?by\b|"
    rf"\b(?:my|our) {_KIN}'s (?:husband|wife|partner|boyfriend|girlfriend|ex|fella|bloke|man)\b"
)


# Said of the trouble itself, whatever came before it.
_WANTS_HELP_WITH = re.compile(
    r"\b(?:it's|its|it is) (?:the|my) (?:\w+ )?(?:drinking|alcohol|gambling|drugs|cocaine|cannabis|opioids|using|"
    r"pills|smoking|debts?) "
    r"(?:that |which )?(?:i|i'd) (?:\w+ ){0,2}?(?:help|stop|sort|deal)\b|"
    r"\b(?:need|want) help (?:with|to stop) (?:my|the) (?:drinking|gambling|using)\b"
)
# "My mum is lonely": hers, though loneliness is something two people may have together.
_LONELY = re.compile(
    rf"\b(?:my|our) (?:\w+ )?(?:{OTHER})(?:,? who|,? that)?(?:'s| is| are| feels?| gets?| seems?| has been|"
    rf" got)+ (?:(?!not|i\b)[\w']+ "
    rf"){{0,4}}?"
    r"(?:lonely|isolated|with nobody)\b|"
    rf"\b(?:my|our) (?:{OTHER}) .{{0,40}}\b(?:he|she)(?:'s| is| gets| feels) (?:\d+ and |so |very )?(?:lonely|"
    rf"isolated)\b"
)


def _theirs_not_ours(said: Sentence) -> bool:
    return _THEIR_HOME.search(said.tidied) is not None and not re.search(
        r"\b(?:so am i|me too|same here|and (?:to )?me|(?:hits?|beats?|beaten|hurts?|abuses|threatens|punched|"
        r"slapped|kicked|choked|strangled|pushed) me|i'm too|i am too)\b",
        said.tidied,
    )


def _without_own_work(said: Sentence, slots: dict[str, Any]) -> None:
    """ "As a GP", "one of the lads I manage": who asks and of whom, and not whom the group is for."""
    if not re.search(
        r"\b(?:wom[ae]n|m[ae]n|lads|girls|lad(?:y|ies))(?:'?s)?[- ](?:only|groups?|meetings?)\b", said.tidied
    ):
        slots.pop("gender_only", None)
    audience = [a for a in slots.pop("audience", ()) if a not in ("doctors", "healthcare_workers")]
    if audience:
        slots["audience"] = audience
    else:
        slots.pop("audience_only", None)


def _named_only(said: Sentence) -> bool:
    return not re.search(r"\b(?:parents|families|friends|partners|children|siblings) of\b", said.whole)


_DONE_TO_ME = re.compile(
    r"\bi(?:'ve| was| got| had| have)+ (?:been )?(?:\w+ )?(?:raped|assaulted|abused|molested|groomed|attacked|"
    r"violated)\b|"
    r"\b(?:to|on|with|at|abused|abuses|abusing|molested|raped|touched|assaulted|groomed|hurt|beat|hit|belted) (?:me|"
    r"us)\b"
)


_MY_JOB = re.compile(r"\bi(?:'ve| have| was| got| just| recently)* (?:job loss|lost my job|been let go|quit my job)\b")


def _ours(said: Sentence, slots: dict[str, Any], topics: set[str]) -> bool:
    """Whether it is the seeker's own, though another is named: hurt by a partner, or a trouble that two have."""
    if "domestic_abuse" in topics and not _theirs_not_ours(said):
        return True
    if topics & {"childhood_abuse", "sexual_violence"} and _DONE_TO_ME.search(said.tidied):
        return True
    if topics == {"job_loss"} and _MY_JOB.search(said.whole):
        return True
    return topics <= _SHARED and "relation" in slots and _named_only(said) and not _LONELY.search(said.whole)


# A child who was born dead has parents who mourn.
_BORN_DEAD = re.compile(
    r"\b(?:my|our|we|a) .{0,30}\b(?:stillborn|born (?:sleeping|asleep|dead))|\b(?:lost|losing) (?:my|our|the|a) "
    r"(?:baby|babies|bab|twins?|little \w+|son|daughter) at (?:2\d|3\d|4[0-2])\b|\blost (?:him|her|them) at (?:2\d|"
    r"3\d|4[0-2])\b|"
    r"\b(?:stillbirth|still ?born|angel baby|neonatal death)\b.{0,24}\b(?:dads?|fathers?|mums?|moms?|mothers?|"
    r"parents|couples)\b|"
    r"\b(?:dads?|fathers?|mums?|moms?|mothers?|parents|couples)\b.{0,24}\b(?:stillbirths?|stillborn)\b"
)


# A group that is about the loss has mourners in it; what somebody tells of her own body stays her own.
_LOSS_GROUP = re.compile(
    r"\b(?:groups?|meetings?|circle|mums|mams|mammies|mummies|moms|mothers|mamas|dads|fathers|parents|couples)\b(?!.*\b(?:pregnant|"
    r"i had|i've had|"
    r"my (?:\w+ )?(?:miscarriages?|termination)|i miscarried)\b)"
)


def _mourned(said: Sentence, slots: dict[str, Any]) -> None:
    if slots["topics"] != ["pregnancy_loss"] or slots.get("role") is not None:
        return
    if _BORN_DEAD.search(said.tidied) or _LOSS_GROUP.search(said.tidied):
        slots["role"] = "bereaved"


def _whose_age(said: Sentence, slots: dict[str, Any]) -> None:
    if slots.get("role") in ("loved_one", "carer") and not re.search(
        r"\b(?:i'?m|i am|myself|aged|here|\d\d ?[fm])\b", said.tidied
    ):
        slots.pop("age", None)  # theirs: "our son. 31 years old."


def roles(said: Sentence, slots: dict[str, Any]) -> None:
    """Settle the role of one sentence; without words about it, it stays open."""
    topics = slots.get("topics")
    if not topics:
        if slots.get("role") == "self":
            slots.pop("role")  # who it is for, but not what it is about
        return
    _mourned(said, slots)
    if focus.on_mine(said, slots):
        return
    if _WANTS_HELP_WITH.search(said.whole) and slots.get("role") == "bereaved":
        slots.update(role="self", topics=[t for t in topics if role_of([t]) != "bereaved"] or topics)
        slots.pop("relation", None)
    elif _ours(said, slots, set(topics)):
        slots["role"] = "self"
        slots.pop("relation", None)
    elif helpers.at_work(said, slots.get("role"), slots.get("relation")):
        slots["role"] = "professional"
        slots.pop("relation", None)
        _without_own_work(said, slots)
    elif slots.get("role") == "loved_one" and role_of(topics) == "bereaved":
        slots["role"] = "bereaved"
    _whose_age(said, slots)
    _widowed(said, slots)


def _widowed(said: Sentence, slots: dict[str, Any]) -> None:
    if "bereavement_partner" in slots["topics"] and re.search(
        r"^widowed|\b(?:i'm|i am|i was|as|been|me)\b.{0,24}\bwidow", said.whole
    ):
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
