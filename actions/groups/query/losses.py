"""A death: which loss it is, and the role bereaved."""

import re
from typing import Any

from actions.groups.query.relations import BAD, OTHER, OTHER_OF, PLURAL, SEEKER, SEEKER_OF
from actions.groups.query.sentence import Sentence

_DEATH = r"(?:died|dies|passed away|passed on|passed|is dead|is gone|got killed|was killed|was murdered|dead)"
LOSS_OF = {
    "partner": "bereavement_partner",
    "parent": "bereavement_child",
    "child": "bereavement_parent",
    "sibling": "bereavement_sibling",
}
_OWN_HAND = r"(?:killed (?:himself|herself|themselves|themself)|took (?:his|her|their) (?:own )?life|suicide)"
_HOW = r"(?: (?:to|by|of|from|in|after|through) (?:an? )?(suicide|overdose|drugs|cancer|\w+))?"


def died(said: Sentence, slots: dict[str, Any]) -> None:
    """A death: which loss it is, and the role bereaved."""
    possessive = rf"\b(?:my|our) (?:{BAD} )?({OTHER}|baby)(?:'s|s')? (?:\w+ )?(?:death|passing|funeral|suicide)\b"
    for pattern in (
        rf"\b(?:i |we |having |after |since )?(?:recently |just )?(?:lost|losing) (?:my|our|a|"
        rf"an|both|the) (?:my )?(?:{BAD} "
        rf")?({OTHER}|baby)\b"
        rf"(?! (?:group|support))(?! (?:because|over|due))(?:'s (?:dad|mum|mom))?{_HOW}",
        rf"\b(?:my|our) (?:{BAD} )?({OTHER}|baby)(?:'s)? (?:has |have |had |just |recently |was |overdosed (?:\w+ "
        rf")*?and |"
        rf"(?:\w+ ){{0,3}}?)?(?:{_DEATH}|{_OWN_HAND}){_HOW}",
        possessive,
        rf"\b(?:grieving|mourning|missing)(?: for)?(?: the (?:loss|death) of)? (?:my|our) "
        rf"(?:{BAD} |twin )?({OTHER}|baby)\b(?! (?:group|support)){_HOW}",
        rf"\b(?:death|loss|suicide) of (?:my|a|our|an) (?:{BAD} )?({OTHER}|baby){_HOW}",
        rf"\b(?:my|our) late ({OTHER})\b",
        rf"(?:^|[,.;:!?(|] ?|\band |\bbut |\b(?:because|since|when) )({OTHER}|baby) (?:has |"
        rf"have |had |just |recently |was )*(?:{_DEATH}|"
        rf"{_OWN_HAND}){_HOW}",
        r"\b(?:i'm |i am |as )?an? (?:young |recent |new )?(widow|widower)\b",
        rf"\b(?:bereaved|suicide|suicide loss)\b.{{0,20}}\bmy ({OTHER})\b",
    ):
        if found := said.take(pattern):
            return _lost(found, slots)
    for pattern in _BEREAVED:
        if found := said.take(pattern):
            return _seeking(found, slots)
    return None


# Whoever a group is for when somebody of theirs has died.
_BEREAVED = (
    rf"\b(?P<who>{SEEKER}) who (?:have |has |'ve )?lost (?:a|an|their|his|her|someone) ?(?:{OTHER})?\b",
    rf"\b(?P<who>{SEEKER}|people|those|anyone|anybody|others|someone|women|men|adults) (?:whose|after) (?:an? |their |"
    rf"adult )*(?P<whom>{OTHER}) (?:has |have |who )?(?:{_DEATH}|{_OWN_HAND}){_HOW}",
    rf"\bbereaved (?P<who>{PLURAL})\b",
    rf"\b(?:overdose|child|drug|sudden) loss(?:es)?\b.{{0,24}}?\bfor (?P<who>{PLURAL})\b",
)


def _seeking(found: re.Match[str], slots: dict[str, Any]) -> None:
    """The role and relation of somebody named by what they are: "parents who lost a child"."""
    parts = found.groupdict()
    relation = SEEKER_OF.get(parts["who"]) or OTHER_OF[parts["whom"]]
    by_hand = parts.get("whom") and re.search(_OWN_HAND, found.group(0))
    topic = "bereavement_suicide" if by_hand else LOSS_OF.get(relation, "bereavement")
    slots.setdefault("topics", []).append(topic)
    slots["role"], slots["relation"] = "bereaved", relation


def _lost(found: re.Match[str], slots: dict[str, Any]) -> None:
    suicide = re.search(r"suicide|killed (?:him|her|them)|took (?:his|her|their)|own life", found.group(0))
    noun = found.group(1)
    relation = {"baby": "parent", "widow": "partner", "widower": "partner"}.get(noun) or OTHER_OF[noun]
    topic = "bereavement_suicide" if suicide else LOSS_OF.get(relation, "bereavement")
    slots.setdefault("topics", []).append(topic)
    slots["role"] = "bereaved"
    if noun != "baby":
        slots["relation"] = relation
