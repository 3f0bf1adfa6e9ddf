"""A death: which loss it is, and the role bereaved."""

import re
from typing import Any

from actions.groups.query.relations import BAD, OTHER, OTHER_OF, PLURAL, SEEKER, SEEKER_OF
from actions.groups.query.sentence import Sentence

_DEATH = r"(?:died|dies|passed away|passed on|passed|is dead|is gone|got killed|was killed|was murdered|dead)"
_LOSS_OF = {
    "partner": "bereavement_partner",
    "parent": "bereavement_child",
    "child": "bereavement_parent",
    "sibling": "bereavement_sibling",
}
_HOW = r"(?: (?:to|by|of|from|in|after|through) (?:an? )?(suicide|overdose|drugs|cancer|\w+))?"


def died(said: Sentence, slots: dict[str, Any]) -> None:
    """A death: which loss it is, and the role bereaved."""
    own_hand = r"(?:killed (?:himself|herself|themselves|themself)|took (?:his|her|their) (?:own )?life|suicide)"
    possessive = rf"\b(?:my|our) (?:{BAD} )?({OTHER}|baby)(?:'s|s')? (?:\w+ )?(?:death|passing|funeral|suicide)\b"
    for pattern in (
        rf"\b(?:i |we |having |after |since )?(?:recently |just )?(?:lost|losing) (?:my|our|a|an) (?:{BAD} "
        rf")?({OTHER}|baby)\b"
        rf"(?! (?:group|support))(?! (?:because|over|due))(?:'s (?:dad|mum|mom))?{_HOW}",
        rf"\b(?:my|our) (?:{BAD} )?({OTHER}|baby)(?:'s)? (?:has |have |had |just |recently |was |overdosed (?:\w+ "
        rf")*?and |"
        rf"(?:\w+ ){{0,3}}?)?(?:{_DEATH}|{own_hand}){_HOW}",
        possessive,
        rf"\b(?:death|loss|suicide) of (?:my|a|our|an) (?:{BAD} )?({OTHER}|baby){_HOW}",
        rf"\bmy late ({OTHER})\b",
        rf"\b(?:bereaved|suicide|suicide loss)\b.{{0,20}}\bmy ({OTHER})\b",
    ):
        if found := said.take(pattern):
            return _lost(found, slots)
    if found := said.take(rf"\b({SEEKER}) who (?:have |has |'ve )?lost (?:a|an|their|his|her|someone) ?({OTHER})?\b"):
        noun = SEEKER_OF[found.group(1)]
        slots.setdefault("topics", []).append(_LOSS_OF.get(noun, "bereavement"))
        slots["role"], slots["relation"] = "bereaved", noun
    elif found := said.take(
        rf"\b({SEEKER}) (?:whose|of|after) (?:an? |their |adult )*({OTHER}) (?:has |have |who )?(?:{_DEATH}|"
        rf"{own_hand}){_HOW}"
    ):
        noun = SEEKER_OF[found.group(1)]
        by_hand = re.search(rf"suicide|{own_hand}", found.group(0))
        slots.setdefault("topics", []).append("bereavement_suicide" if by_hand else _LOSS_OF.get(noun, "bereavement"))
        slots["role"], slots["relation"] = "bereaved", noun
    elif found := said.take(rf"\b(?:overdose|child|drug|sudden) loss(?:es)?\b.{{0,24}}?\bfor ({PLURAL})\b"):
        noun = SEEKER_OF[found.group(1)]
        slots.setdefault("topics", []).append(_LOSS_OF.get(noun, "bereavement"))
        slots["role"], slots["relation"] = "bereaved", noun
    return None


def _lost(found: re.Match[str], slots: dict[str, Any]) -> None:
    suicide = re.search(r"suicide|killed (?:him|her|them)|took (?:his|her|their)|own life", found.group(0))
    noun = found.group(1)
    relation = "parent" if noun == "baby" else OTHER_OF[noun]
    topic = "bereavement_suicide" if suicide else _LOSS_OF.get(relation, "bereavement")
    slots.setdefault("topics", []).append(topic)
    slots["role"] = "bereaved"
    if noun != "baby":
        slots["relation"] = relation
