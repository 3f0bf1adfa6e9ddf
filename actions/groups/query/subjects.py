"""What a sentence is about: topics and programmes, wanted and not."""

import re
from functools import lru_cache
from typing import Any

from actions.groups import taxonomy
from actions.groups.query.kin import OTHER
from actions.groups.query.sentence import Sentence, phrase

_LEADING = (
    r"\b(?:not|no|no more|(?:anything|anywhere|anyone|everything|everywhere|something) (?:but|except|other than)|any "
    r"?thing except|except|other than|but not|without|don't (?:say|suggest|mention|offer|send me to|give me|show me|"
    r"tell me|want|"
    r"like)|hate|tried|i tried|(?:that |which )?(?:isn't|aren't|ain't|are not|is not)|outside(?: of)?|apart from|"
    r"instead of|nothing like|avoid|sick of|fed up "
    r"with|rather not|had enough of|never|"
    r"excluding|minus|nor|neither|can't stand|won't do|don't do|left|quit)\s+(?:the |an? |"
    r"going to |to |do |12[- ]steps? |twelve[- ]steps? |"
    r"another |any )*"
)


def _all_programmes() -> dict[str, str]:
    return {word: code for code, prog in taxonomy.load().programmes.items() for word in prog.words}


def _codes(text: str) -> list[str]:
    table = _all_programmes()
    return list(dict.fromkeys(table[m.group(0)] for m in phrase(tuple(table)).finditer(text)))


def not_programmes(said: Sentence, slots: dict[str, Any]) -> None:
    """Programmes somebody does not want: "not AA", "anything but NA", "SMART did not help"."""
    table = phrase(tuple(_all_programmes())).pattern
    for one in said.take_all(rf"{_LEADING}(?:{table})(?:(?:,\s*(?:{table}))*,?(?: or| and| nor|/)\s*(?:{table}))*"):
        slots["not_programme"] = list(dict.fromkeys([*slots.get("not_programme", []), *_codes(one.group(0))]))
    for one in said.take_all(
        rf"\b(?:been to|went to|tried|done|did|given|gone to|was in|go to) (?:{table})(?:(?:,| and| or|/|&)+ "
        rf"?(?:{table}))*,? "
        rf"?(?:and |but |- )?(?:it|they|neither|none|both|that|didn't|hated|no good|no use|wasn't|weren't|isn't|not "
        rf"for me)\b"
        rf"(?: (?:of them|was|were|is|are|did|didn't|wasn't|weren't|not|really|do|much|any|good|help\w*|work\w*|for "
        rf"me|my thing|"
        rf"me|use|my cup of tea|right|suit\w*|a fit|felt|right))*"
    ):
        if re.search(r"neither|none|n't|not|hated|no ", one.group(0)):
            slots["not_programme"] = list(dict.fromkeys([*slots.get("not_programme", []), *_codes(one.group(0))]))
    if "not_programme" not in slots and (
        found := said.take(
            rf"({table})(?: (?:isn't|is not|ain't|didn't|doesn't|does not|was not|wasn't|hasn't|never|is no|was no)|"
            rf"'s not) "
            rf"(?:(?:really |actually )?(?:for me|work\w*|right|good|use|my bag|my scene|my vibe|"
            rf"help\w*|my thing|suit\w*|my cup|a fit|do it|an option|what i))"
        )
    ):
        slots["not_programme"] = _codes(found.group(0))


_INVITED = re.compile(
    r"\b(?:try (?:it|that|one)|go with|come with|(?:same|another|his|her|their) (?:one|meeting|group)|together|"
    r"bring me|take me|"
    r"wants me|told me|said|says|suggest\w*|recommend\w*|me too|as well|so do i|so am i|as bad|now i see|i'm the one)\b"
)


def _anothers(said: Sentence, slots: dict[str, Any], table: dict[str, str]) -> None:
    """ "My ex is in AA, I need my own group": their programme, and what it is about."""
    if _INVITED.search(said.whole):
        return
    words = phrase(tuple(table)).pattern
    theirs = said.has(
        rf"(?:\b(?:(?:my|our) (?:[\w-]+ )?{OTHER}|he|she)|(?:^|(?<=[,.;!] ))(?:{OTHER})(?='s\b| in\b| is\b| goes\b|"
        rf" has\b| attends\b| joined\b))(?:'s| is| goes| went| has been| been|"
        rf" was| started| joined| "
        rf"attends| "
        rf"got| does| doing| in recovery| recovering| sober| already| now| back| in and out of|"
        rf"(?= in ))+(?: going)?(?: in| to| at| into| with)? "
        rf"(?P<name>{words})"
    )
    if theirs:
        said.blank(*theirs.span("name"))
        if re.search(r"(?:^|[.,;] )me:", said.whole):
            return
        known = taxonomy.load().programmes[table[theirs.group("name")]]
        slots["topics"] = list(dict.fromkeys([*slots.get("topics", []), *known.topics]))


def programmes(said: Sentence, slots: dict[str, Any]) -> None:
    """Programmes by name."""
    table = _all_programmes()
    _anothers(said, slots, table)
    found = [table[m.group(0)] for m in said.take_all(phrase(tuple(table))) if not _no_group(said, m)]
    if found == ["smart"] and said.take(
        r"\b(?:for )?(?:the )?(?:famil(?:y|ies)|friends|loved ones)(?: (?:and|&|or) (?:friends|famil(?:y|ies)))?\b"
    ):
        found = ["smart_family"]
    if found:
        slots["programme"] = list(dict.fromkeys(found))


def _no_group(said: Sentence, found: re.Match[str]) -> bool:
    """ "AA batteries", "AA breakdown cover": the letters mean something else."""
    return (
        re.match(
            r" (?:batter(?:y|ies)|breakdown|cover|membership|roadside|milan|meeting room size|cup|bra)\b",
            said.whole[found.end() :],
        )
        is not None
    )


# How somebody feels about it: what it is about only when nothing else is said.
_ASIDE = frozenset(["with nobody", "low in spirits", "uneasy", "worry", "worrying", "stressed", "stress"])
_ALONE = frozenset(["lonely", "loneliness", "isolated", "isolation"])


@lru_cache(maxsize=1)
def _causes() -> tuple[str, ...]:
    """What somebody may have died of: words of all topics but the losses themselves."""
    known = taxonomy.load()
    return tuple(w for code, t in known.topics.items() if not code.startswith(("bereavement", "pet")) for w in t.words)


_MINE_IS = re.compile(
    r"\bbut (?:it's me|i'm the one|i am the one|i'm the person) (?:who has|that has|who's got|with)\b"
)


def _forget_others(said: Sentence, words: re.Pattern[str]) -> None:
    """ "She looks after mum, but I'm the one with panic attacks": what came before is not the seeker's."""
    mine = said.has(_MINE_IS)
    for other in list(words.finditer(said.rest, 0, mine.start())) if mine else ():
        said.blank(*other.span())


# "In recovery from anorexia" is about no habit.
@lru_cache(maxsize=1)
def _recovery_from() -> re.Pattern[str]:
    known = taxonomy.load()
    others = (t for code, t in known.topics.items() if "addiction" not in (code, *known.ancestors(code)))
    illness = phrase(tuple(w for t in others for w in t.words)).pattern
    return re.compile(rf"\b(?:in )?recover(?:y|ing) from (?=(?:an? |my |the )?{illness})")


@lru_cache(maxsize=1)
def _words() -> tuple[dict[str, str], tuple[str, ...]]:
    """Word -> topic, and the words that say nothing of what somebody does."""
    words = {w: code for code, topic in taxonomy.load().topics.items() for w in topic.words}
    return words, tuple(w for w in words if not re.search(r"drink|smok|using|drunk|sober", w))


def topics(said: Sentence, slots: dict[str, Any]) -> None:
    """What it is about; the nearest word in the tree, without what was said not to be it."""
    known = taxonomy.load()
    words, nouns = _words()
    said.take_all(
        rf"\b(?:not|isn't|no longer|rather than) (?:about |really |actually |an? |for |my |just "
        rf")*{phrase(nouns).pattern}"
    )
    if slots.get("role") == "bereaved":  # what they died of
        said.take_all(
            r"\b(?:to|from|of|with|by|through|after|had|on|using|taking) (?:an? |the |his |her |their |long |short )*"
            rf"(?:{phrase(_causes()).pattern})"
        )
    _forget_others(said, phrase(tuple(words)))
    said.take_all(_recovery_from())
    taken = said.take_all(phrase(tuple(words)))
    for alone in (m for m in taken if m.group(0).startswith("single ")):  # which audience it is, is read later
        said.rest = said.rest[: alone.start()] + alone.group(0) + said.rest[alone.end() :]
    named = [m.group(0) for m in taken]
    found = [words[w] for w in named]
    mourns = "pet_loss" in found
    aside = _ASIDE | (_ALONE if mourns or slots.get("role") in ("bereaved", "carer") else frozenset())
    if "parenting" in found and len(set(found)) > 1:  # "depression, single mums": who they are
        named = [w for w in named if not w.startswith("single ")]
    # Beside another matter, where they come from is no topic of its own.
    beside = not {words[w] for w in named} <= {"immigration", "loneliness"}
    plain = [words[w] for w in named if w not in aside and not (beside and words[w] == "immigration")]
    if plain or slots.get("topics") or slots.get("programme"):
        found = plain
    if "programme" in slots and all(t in ("addiction",) for t in found):
        found = []  # "AA recovery meeting": the programme says it
    # Somebody near is drinking: "recovery" beside a named substance adds nothing.
    found = [t for t in found if not any(t in known.ancestors(other) for other in found)]
    if "caregiving" in found or slots.get("role") == "carer":
        found = [{"dementia": "caregiving_dementia"}.get(t, t) for t in found if t != "caregiving" or len(found) == 1]
        slots["role"] = "carer"
        found = found or ["caregiving"]
    if found:
        both = list(dict.fromkeys([*slots.get("topics", []), *found]))
        slots["topics"] = [t for t in both if not any(t in known.ancestors(other) for other in both)]
