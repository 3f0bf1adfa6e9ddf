"""Whose trouble it is, settled: what the words say, what the topic says, and what was said before."""

import re
from typing import Any

from actions.groups import taxonomy
from actions.groups.query.sentence import Sentence

# Troubles that two people have together: naming the other does not make it the other's.
_SHARED = frozenset({"infertility", "divorce", "relationships", "parenting", "immigration", "loneliness"})


# Somebody who looks for those they work with.
_FOR_CLIENTS = re.compile(
    r"\b(?:my|our|for|to|a|the) (?:\w+ )?(?:clients?|patients|patient(?= (?:of mine|who|with|has|is)|'s)|service[- "
    r"]users?|caseload|"
    r"tenants?|residents)\b|\b(?:refer|signpost)(?:ring|ral|rals|ing)?\b|"
    r"\b(?:recommend|suggest)\b.{0,20}\b(?:to|clients|patients)\b"
)


# What those who meet other people's trouble at work are called, and how they speak of whom they look for.
_PROFESSION = (
    r"(?:teacher|tutor|lecturer|head ?teacher|principal|teaching assistant|counsell?or|therapist|psychologist|"
    r"psychiatrist|"
    r"social worker|youth worker|support worker|key ?worker|outreach worker|case ?worker|case manager|health visitor|"
    r"midwife|nurse|doctor|gp|physician|paramedic|pharmacist|chaplain|vicar|priest|pastor|minister|rabbi|imam|"
    r"reverend|celebrant|funeral director|probation officer|parole officer|police officer|prison officer|warden|"
    r"solicitor|lawyer|hr manager|manager|employer|coach|librarian|school nurse|carers? support worker|link worker|"
    r"social prescriber|prescriber|occupational therapist|physio(?:therapist)?|dietitian|doula|volunteer coordinator)"
)
_AT_WORK = re.compile(
    rf"\b(?:i'?m|i am|i work as|working as|work as|speaking as|as|it's|this is|here) (?:an? |the )(?:[\w-]+ "
    rf"){{0,3}}?{_PROFESSION}\b|"
    rf"^(?:[\w-]+ ){{0,3}}?{_PROFESSION} here\b|\bi (?:teach|coach|tutor|mentor|run an?|work (?:at|in|for) an?) "
)
_PUPILS = re.compile(r"\b(?:my|our) (?:\w+ )?(?:students|pupils|parishioners|congregation|inmates|mentees)\b")
_AND_FOR_THEM = re.compile(
    r"\b(?:(?:one|some|two|three|several|a few|a couple|many|lots|most|another) of (?:my|our|the) (?:\w+ "
    r")?(?:kids|children|"
    r"girls|boys|lads|students|pupils|parents|families|mums|dads|team|staff|members|men|women|people|young people|"
    r"regulars|athletes|players)|(?:my|our|a|the|some|for|two|an?other) (?:\w+ )?(?:students?|pupils?|parishioners?|"
    r"congregation|flock|employees?|inmates?|offenders?|prisoners?|probationers?|customers?|mentees?|trainees?)|"
    r"(?:pass(?:ed|ing)?|hand(?:ed|ing)?) (?:(?:it|them|this|these|details|along|out|over) )?(?:on|out|along|"
    r"over)?(?: to)?"
    r"(?= (?:families|people|patients|parents|them|him|her|to|students|staff)|$|[,.?!])|"
    r"(?:people|families|someone|somebody|those|a (?:man|woman|lad|girl|boy|family|couple|lady|person|mum|dad|mother|"
    r"father|child)|kids|parents|women|men|everyone) (?:that |who |whom )?(?:i|we) (?:'m |am |'ve |have )?(?:been "
    r")?(?:work(?:ing)? with|"
    r"see(?:ing)?|support(?:ing)?|visit(?:ing)?|treat(?:ing)?|teach(?:ing)?|look after|meet|supervise|coach|"
    r"mentor|manage|counsel|tutor|employ|help(?:ing)?|care for|"
    r"serve)|"
    r"(?:a|one|the) (?:child|kid|girl|boy|lad|mum|mom|dad|mother|father|family|man|woman|person|couple) (?:in|on|"
    r"at) (?:my|our|the) "
    r"(?:class|school|form|year|team|parish|ward|unit|practice|surgery|care|books|caseload|church|youth club|clinic)|"
    r"tell (?:families|people|them|patients|parents) about|give (?:to )?(?:families|people|them|patients|parents)|"
    r"where (?:do|can|should|could|would) i (?:point|send|direct|refer)|"
    r"point (?:families|people|them|him|her|patients|parents) (?:to|towards))\b"
)


# Somebody else is hurt: "my sister is in a violent relationship", "my mum's boyfriend hits her".
_KIN = (
    r"(?:sister|brother|daughter|son|mum|mom|mam|mother|dad|father|friend|best friend|mate|cousin|aunt|auntie|"
    r"niece|nephew|"
    r"colleague|neighbou?r|flatmate|granddaughter|grandson)"
)
_THEIR_HOME = re.compile(
    r"\b(?:hits|beats|abuses|threatens|controls|strangle[sd]|hurts|chokes|punche[sd]|hit|batters|slaps) (?:her|"
    r"him|them|(?:my|our) (?!wife|husband|partner)\w+)\b|"
    rf"\b(?:my|our|a) (?:\w+ )?{_KIN}(?:'s|'s been| is| was| has been| got| lives?| stays?)? (?:\w+ )?(?:in|with|"
    rf"stuck in|trapped in|"
    r"married to|living with|dating|seeing|back with|out of|getting out of|leaving|left) (?:an? |her |his |this "
    r")?(?:\w+ )?"
    r"(?:violent|abusive|controlling|domestic)\b|"
    rf"\b(?:my|our) {_KIN}'s (?:husband|wife|partner|boyfriend|girlfriend|ex|fella|bloke|man)\b"
)


def _theirs_not_ours(said: Sentence) -> bool:
    return _THEIR_HOME.search(said.tidied) is not None and not re.search(
        r"\b(?:so am i|me too|same here|and (?:to )?me|(?:hits|beats|hurts|abuses|threatens) me|i'm too|i am too)\b",
        said.tidied,
    )


def _without_own_work(slots: dict[str, Any]) -> None:
    """ "As a GP": who asks, and not whom the group is for."""
    audience = [a for a in slots.pop("audience", ()) if a not in ("doctors", "healthcare_workers")]
    if audience:
        slots["audience"] = audience
    else:
        slots.pop("audience_only", None)


def _at_work(said: Sentence, role: str | None) -> bool:
    """A teacher, a chaplain, a nurse who looks for somebody they meet at work, and not for themselves."""
    if _FOR_CLIENTS.search(said.tidied):
        return True
    if role == "self" or (
        role == "bereaved" and re.search(r"\b(?:i|we) (?:just |recently )?lost (?:my|our)\b", said.tidied)
    ):
        return False
    if _PUPILS.search(said.tidied):
        return True
    return _AT_WORK.search(said.tidied) is not None and _AND_FOR_THEM.search(said.tidied) is not None


def _named_only(said: Sentence) -> bool:
    return not re.search(r"\b(?:parents|families|friends|partners|children|siblings) of\b", said.whole)


def roles(said: Sentence, slots: dict[str, Any]) -> None:
    """Settle the role of one sentence; without words about it, it stays open."""
    topics = slots.get("topics")
    if not topics:
        if slots.get("role") == "self":
            slots.pop("role")  # who it is for, but not what it is about
        return
    own_home = "domestic_abuse" in topics and not _theirs_not_ours(said)
    if own_home or (set(topics) <= _SHARED and "relation" in slots and _named_only(said)):
        slots["role"] = "self"
        slots.pop("relation", None)
    elif _at_work(said, slots.get("role")):
        slots["role"] = "professional"
        slots.pop("relation", None)
        _without_own_work(slots)
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
