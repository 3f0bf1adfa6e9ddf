"""Who grew up in a drinking or troubled home: the relation adult_child."""

import re
from typing import Any

from actions.groups.query.kin import AFTERMATH, OTHER, WHEN_SMALL
from actions.groups.query.sentence import Sentence

_DRINKERS = r"(?:alcoholics?|addicts?|drunks?|drinkers?|gamblers?|junkies?|users?|drunkards?)"
# "Two alcoholics reared me", "I come from an alcoholic home", "had a drunk for a father".
_RAISED_BY = re.compile(
    rf"\b{_DRINKERS} (?:(?:who|that|had) )?(?:reared|raised|brought up|dragged up) (?:me|us)\b|"
    rf"\b(?:had|have|with) (?:an? |two |both )?(?:\w+ )?{_DRINKERS} (?:for|as) (?:an? |my )?(?:parents?|dad|mum|mom|"
    r"father|mother|da|mam)\b|"
    r"\b(?:(?:come|came|coming|i'm|am) from|born (?:in)?to|(?:the )?(?:product|child|survivor|son|daughter|kid) of|"
    r"brought up in|raised in|reared in) (?:an? |the )?(?:\w+ )?(?:alcoholic|drinking|addicted|addict|drunken|alcohol|"
    r"gambling|drug[- ]using|drugs) (?:homes?|house|household|famil(?:y|ies)|parents|background)\b"
)


def grown_child(said: Sentence, slots: dict[str, Any]) -> bool:
    """Role and relation of somebody who tells of the home they grew up in."""
    long_gone = AFTERMATH.search(said.whole) and re.search(r"\b(?:dead|died|passed|late|ground|grave)\b", said.whole)
    if (said.has(WHEN_SMALL) or long_gone) and said.take(
        r"\b(?:(?:my|our|both) )?(?:parents?|dad|mum|mom|father|mother|folks|mam|stepdad|stepfather|stepmum|"
        r"stepmother)\b"
    ):
        said.take(WHEN_SMALL)
        slots["role"], slots["relation"] = "loved_one", "adult_child"
        return True
    if _RAISED_BY.search(said.rest):
        slots["role"], slots["relation"] = "loved_one", "adult_child"
        return True
    if not said.take(
        r"\b(?:(?:grew up|brought up|raised|reared|dragged up) (?:with|in|around|by|among)|growing up (?:with|in|"
        r"around)|(?:adult|grown|grown[- ]up) "
        r"(?:child(?:ren)?|kids?|sons?|daughters?) of|child(?:ren)? of (?=(?:an? |the )?(?:\w+ )?(?:alcoholics?|"
        r"addicts?|"
        r"drunks?)))\b(?: (?:an?|my|the)\b)?"
    ):
        return False
    slots["role"], slots["relation"] = "loved_one", "adult_child"
    said.take(rf"\b{OTHER}\b")
    return True
