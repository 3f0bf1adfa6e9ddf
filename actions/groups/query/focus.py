"""Two troubles in one sentence: which of them the group is for.

"My dad has schizophrenia and I've got depression. The group is for my depression", "I've ADHD myself, but I want help
living with her illness".
"""

import re
from functools import lru_cache
from typing import Any

from actions.groups import taxonomy
from actions.groups.query.kin import OTHER
from actions.groups.query.sentence import Sentence, phrase

_FOR = (
    r"(?:groups?|meetings?|this|it|that|one|ones|something|somewhere|anything|anywhere|help|support|chat|forum|company|"
    r"asking|here|today|time|looking|people|place|i'm)(?:'s| is)?(?: (?:need(?:ed)?|want(?:ed)?|please|actually|"
    r"really|only|just|is|that is|to be|i want|i need|i'm after|here|strictly|purely|all))*"
)


@lru_cache(maxsize=1)
def _troubles() -> dict[str, str]:
    """Word -> topic, of everything but the losses and the care of others."""
    known = taxonomy.load().topics
    return {w: code for code, topic in known.items() if topic.role is None for w in topic.words}


@lru_cache(maxsize=1)
def _trouble() -> str:
    """A pattern of any of these words."""
    return phrase(tuple(_troubles())).pattern


@lru_cache(maxsize=1)
def _mine() -> re.Pattern[str]:
    trouble = _trouble()
    return re.compile(
        rf"\b{_FOR} (?:for|about|with|on) my (?:own )?(?P<what>{trouble}(?:(?:,| and| or|/)+ ?(?:my )?(?:{trouble}))*)"
        rf"(?!'?s? (?:(?!my\b|and\b|but\b|not\b|or\b)[\w-]+,? ){{0,2}}?{OTHER}\b)"
    )


@lru_cache(maxsize=1)
def _own_told() -> re.Pattern[str]:
    trouble = _trouble()
    lead = r"\bi(?:'ve| have|'m| am|'ve had| have had|'ve been| have been)(?: got| had)? (?:an? |the |in |always )*"
    return re.compile(
        rf"{lead}(?P<what>{trouble})(?:(?: \w+){{0,3}}? (?:myself|too|as well|also|all my life|years?|for years|since)|"
        rf"(?=,? but\b))"
    )


@lru_cache(maxsize=1)
def _theirs() -> re.Pattern[str]:
    trouble = _trouble()
    whose = rf"(?:her|his|their|(?:my|our) (?:[\w-]+ )?{OTHER}(?:'s|s'))"
    return re.compile(
        rf"\b(?:with|for|about|it's|its|it is|is|handle|handling|but|manage|understand|around|to|by) {whose} (?:own |"
        rf"whole |actual )?(?:illness|condition|diagnosis|moods?|episodes|problem|behaviou?r|ways|{trouble})|"
        rf"\b(?:help|cope|coping|dealing|deal|live|living|support)\w* (?:with )?(?:him|her|them)(?![\w-])"
    )


def forget_own(said: Sentence, slots: dict[str, Any]) -> None:
    """Mark as read the trouble somebody says they have too, where they ask about another's."""
    if slots.get("role") != "loved_one" or not _theirs().search(said.whole):
        return
    for own in said.has_all(_own_told()):
        said.blank(*own.span("what"))
    if not_mine := said.has(rf"\b(?:not|isn't|not about|not for) my (?:own )?(?P<what>{_trouble()})"):
        said.blank(*not_mine.span("what"))


@lru_cache(maxsize=1)
def _have() -> re.Pattern[str]:
    trouble = _trouble()
    return re.compile(
        rf"(?:^|[^\w'])(?:i'm|i am|i have|i've(?: got)?|i got|i suffer (?:from|with)|me:|mine is) (?:an? |"
        rf"the )?(?P<what>{trouble})"
    )


def _the_own_one(said: Sentence) -> list[re.Match[str]]:
    """ "My wife has MS. I have OCD, group for the OCD please"."""
    trouble = _trouble()
    wished = re.search(
        rf"\b(?:groups?|meetings?|this is|it's|help|something|support) (?:for|about|with) (?:the |"
        rf"an? )?(?P<what>{trouble})(?= ?(?:$|"
        rf"[.,;!]| please| (?:one|thing|bit|part|only|not)))|\b(?:the|an?) (?P<kind>{trouble}) (?:group|"
        rf"meeting)(?: is)? for me\b|"
        rf"\b(?:it's|its|it is) the (?P<it>{trouble}) (?:that |which )?i(?:'d| want| need| can't)\b",
        said.whole,
    )
    own = [m for m in _have().finditer(said.whole)]
    codes = {_troubles()[m["what"]] for m in own}
    named = wished and next(word for word in wished.groups() if word)
    return [m for m in own if named and _troubles()[m["what"]] == _troubles()[named]] if codes else []


def on_mine(said: Sentence, slots: dict[str, Any]) -> bool:
    """Whether a group is wished for one's own trouble by name; topics and role are then set to that."""
    if slots.get("role") not in ("loved_one", "carer", "bereaved"):
        return False
    found = list(_mine().finditer(said.whole)) or _the_own_one(said)
    if not found or (len(slots.get("topics", ())) < 2 and slots.get("role") != "loved_one"):
        return False
    words = phrase(tuple(_troubles()))
    codes = dict.fromkeys(_troubles()[m.group(0)] for one in found for m in words.finditer(one["what"]))
    slots.update(role="self", topics=list(codes))
    slots.pop("relation", None)
    return True
