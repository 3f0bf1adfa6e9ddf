"""Whether words are about finding a group: then the search reads them, whatever a model of language takes them for.

"not AA", "earlier" or "thursday" mean something only after a list of groups; "AA tonight" means one thing always.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from actions.groups import answers, query
from handoff.safety.model import Turn

INTENT = "/find_group"
_ROOM = re.compile(
    r"\b(?:groups?|meetings?|mtgs?|forums?|discord|subreddit|whatsapp|grupos?|reunion(?:es)?|groupes?|"
    r"(?:some|any)(?:thing|where|one)? (?:online|near|nearby|in person|on (?:now|tonight)|by (?:phone|text)|tonight|"
    r"else)|is anything on|still (?:on|running|meeting|going))\b",
    re.IGNORECASE,
)
_BESIDE = ("verify_listing", "remind", "report", "choose", "refine")
_WEAK = frozenset({"name", "role", "relation", "age"})  # alone these say nothing about a group
_SAYS_WHICH = frozenset(
    [
        "topics",
        "programme",
        "audience",
        "gender_only",
        "platform",
        "modality",
        "place",
        "near_me",
        "languages",
        "access",
        "faith",
    ]
)
# What somebody tells of themselves, or asks about groups in general, is for the assistant.
_TELLS = re.compile(
    r"^\s*(?:i|i'm|im|i am|my|we|he|she|they)\b(?!.*\b(?:want|need|prefer|like|can do|tried|look|find|get to)\b)",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:i|we) (?:had|was|were|left|went|got|quit)\b|\bi hate\b", re.IGNORECASE)
_ASKS = re.compile(r"^\s*(?:what|how|do i|will|can i|who|why|is it|are they|should)\b", re.IGNORECASE)


def asked(text: str, before: Sequence[Turn], now: datetime, tz: str | None, country: str | None) -> bool:
    """Whether these words ask for a group, or go on about the groups that were shown last."""
    if len(text) > 400 or not text.strip():
        return False
    if answers.NO_REMINDER.search(text):
        return True
    read = query.read(text, now=now, tz=tz, country=country)
    strong = read.said.keys() - _WEAK
    room = _ROOM.search(text) is not None
    if any(answers.about_groups(t.text) for t in _last_said(before)):
        if read.intent in _BESIDE or query.takes_back(text):
            return True
        return bool(strong) and not _ASKS.match(text) and (room or not _TELLS.match(text))
    if read.intent == "verify_listing":
        return True
    if _PAST.search(text) or not strong & _SAYS_WHICH:
        return read.said.get("when") == "now" and room
    return "programme" in strong or room or (len(strong) > 2 and not _TELLS.match(text))


def _last_said(before: Sequence[Turn]) -> list[Turn]:
    """What we said since the person wrote before."""
    said: list[Turn] = []
    for turn in reversed(before):
        if turn.who == "person":
            break
        said.append(turn)
    return said
