"""Whose trouble it is: role and relation of somebody who writes about another, or about themselves."""

import re
from typing import Any

from actions.groups.query import carers, selves, upbringing
from actions.groups.query.kin import (
    ADMITS,
    AFFECTED,
    AIDE,
    BAD,
    BELONGINGS,
    COMPANION,
    DOES,
    HELP_THEM,
    IS_ME,
    NOT_ME,
    ONE_SEEKER,
    OTHER,
    OTHER_OF,
    PLURAL,
    SEEKER,
    SEEKER_OF,
    THIRD,
    TROUBLE,
    WANTS_TO_STOP,
)
from actions.groups.query.sentence import Sentence


def _about_self(said: Sentence) -> bool:
    """Somebody who says that the trouble is theirs, and nothing of the kind about the other they name."""
    if re.search(WANTS_TO_STOP, said.whole) or re.search(IS_ME, said.whole) or selves.is_own(said):
        return True
    if not re.search(ADMITS, said.whole) or re.search(NOT_ME, said.whole):
        return False
    return not re.search(
        rf"\b(?:my|our) (?:\w+ )?{OTHER}(?: (?:and|&) (?:my )?{OTHER})?(?:'s|'s \w+)? (?:(?!because|since|as|says|"
        rf"thinks|left|i\b|i'm\b|know)\w+ "
        rf"){{0,3}}?{TROUBLE}\b|\b(?:alcoholic|addicted|drunk|drinking|gambling) {OTHER}\b|\b{OTHER}'s? (?:drink\w*|"
        rf"addict\w*|gambl\w*|drug\w*|us(?:e|ing))\b|\b{SEEKER} of\b|\bgrew up\b",
        said.whole,
    )


def close_to(said: Sentence, slots: dict[str, Any]) -> None:
    """Role and relation of somebody who writes about another: "my wife drinks", "for partners of alcoholics"."""
    if slots.get("role") == "bereaved":
        return
    if _about_self(said):
        slots["role"] = "self"
        return
    for reader in (
        carers.looks_after,
        upbringing.grown_child,
        _seeker_of,
        _am_theirs,
        _mine,
        _bare_other,
        _in_general,
        _theirs,
    ):
        if reader(said, slots):
            return


# "An ex-drinker's wife", "gamblers son".
_THEIR_KIN = re.compile(
    rf"(?<!my )(?<!our )\b(?:drinker|gambler|user|hoarder|prisoner|alcoholic|addict|drunk)(?:'s|s'|s) ({ONE_SEEKER})\b"
)


def _seeker_of(said: Sentence, slots: dict[str, Any]) -> bool:
    if near := _THEIR_KIN.search(said.rest):
        said.blank(*near.span(1))
        return _seek(near.group(1), slots)
    found = said.take(
        rf"(?<!my )(?<!our )(?<!'s )\b({SEEKER}) (?:and friends |here,? )?(?:of|with|whose|who have|who love|"
        rf"dealing with|"
        rf"affected "
        rf"by|supporting|to|living with|married to) "
        rf"(?={AFFECTED}|{OTHER} (?:who|that|with|on|in)\b|\w+ (?:kids|children|people|sons|daughters|teens)|an?\b|"
        rf"their|(?:sons|daughters))"
    )
    found = found or said.take(
        rf"^(?:an? |the |any )?(?:\w+ ){{0,3}}?({PLURAL}|daughters|sons) of (?!colou?r|all|any|every|the|bill|god|"
        rf"our|my|faith)"
    )
    if found is None:
        if said.take(
            rf"\b(?:married to|liv(?:e|ing) with|dating|in love with|coping with|supporting|"
            rf"caring about|worried about|love|help(?:ing)?) (?:an? )"
            rf"(?=(?:\w+ )?{OTHER}\b)"
        ):
            noun = said.take(rf"(?<=\|)(?:{BAD} )?({OTHER})\b|(?<=\|)\w+ ({OTHER})\b")
            return noun is not None and _other(said, noun, slots)
        found = said.take(
            r"\bmarried (?:\w+ ){1,4}?to (?:an?|the same|this) (?:man|woman|guy|bloke|person|fella)\b|"
            r"\b(?:married to|living with|live with|dating|in love with) (?=an? (?:\w+ )?(?:alcoholic|addict|drunk|"
            r"gambler|drinker|user|narcissist|depressive|hoarder|workaholic|compulsive|manic|schizophrenic|veteran|"
            r"soldier))"
        )
        if found is None:
            return False
        relation = "partner" if not found.group(0).startswith("liv") else None
        slots.update({"role": "loved_one"} | ({"relation": relation} if relation else {}))
        return True
    return _seek(found.group(1), slots)


def _other(said: Sentence, found: re.Match[str], slots: dict[str, Any]) -> bool:
    adjective = said.whole[found.start() : found.end()].split()[0]
    noun = found.group(1) or found.group(2)
    slots["role"], slots["relation"] = "loved_one", OTHER_OF[noun]
    if adjective != noun:
        said.rest = said.rest[: found.start()] + adjective + said.rest[found.start() + len(adjective) :]
    return True


def _mine(said: Sentence, slots: dict[str, Any]) -> bool:
    """ "my husband ...": about him, unless he only stands beside ("my husband left me", "tell my wife")."""
    both = said.has(rf"\bmy ({OTHER}?)(?:'s)? (?:and|&|or) (?:my )?({OTHER})(?:'s)?\b")
    for found in re.finditer(
        rf"\b(?:my|our|your|whose|the|his|her) (?:(?:{BAD}|\w+) ){{0,2}}?({OTHER})(?P<own>'s|"
        rf"s'|(?<=s)')?(?![\w-])",
        said.rest,
    ):
        first = found.group(0).split(" ")[0]
        told = first == "the" and re.match(rf" (?:who|i'm worried|i worry|{DOES})(?![\w-])", said.rest[found.end() :])
        if (first in ("the", "his", "her") and not told) or _beside(said, found):
            continue
        _blank_other(said, found)
        slots["role"], slots["relation"] = "loved_one", OTHER_OF[found.group(1)]
        while more := said.take(rf"\b(?:my|our) ({OTHER})\b"):
            if more.group(1) not in OTHER_OF:
                break
        if both:
            said.take(rf"\b(?:and|&|or) ({OTHER})(?:'s)?\b")
        return True
    return False


_OF_THEIRS = re.compile(r"(?:elderly|older?|young|younger|retired|teenage|little|big|own|late|only)\b")


def _blank_other(said: Sentence, found: re.Match[str]) -> None:
    """Mark "my ... husband" as read, but leave what he is: "alcoholic" says what it is about."""
    between = found.group(0)[found.group(0).index(" ") + 1 : found.start(1) - found.start()]
    said.blank(found.start(1), found.end())
    if between.strip() and not _OF_THEIRS.match(between):
        said.blank(found.start(), found.start() + found.group(0).index(" "))
    else:
        said.blank(found.start(), found.start(1))


_AND_DRINKS = (
    r" (?:works?|lives?|drives?|comes?|goes|went|moved|left)\b[^.;!?]{0,50}? and (?:he |she |they )?(?:\w+ly |still |"
    r"also )?(?:drinks|"
    r"using|gambles|smokes|self harms|bets|binges|cuts|hoards|overdosed|relapsed)\b"
)


def _only_named(found: re.Match[str], after: str) -> bool:
    """Whether what follows tells of something else than their trouble."""
    if re.match(_AND_DRINKS, after):
        return False  # "my son works in a pub and drinks"
    theirs = found.group("own") and re.match(BELONGINGS, after)
    return bool(theirs or re.match(r" and (?:i|me|myself)\b", after) or re.match(AIDE, after))


def _beside(said: Sentence, found: re.Match[str]) -> bool:
    before, after = said.rest[: found.start()].rstrip(), said.rest[found.end() :]
    if re.search(
        r"(?:\blost (?:my \w+,? (?:and )?)+|\bjob loss,? (?:and )?(?:my \w+,? (?:and )?)*)$",
        said.whole[: said.whole.find(found.group(0))],
    ):
        return True  # "I lost my job, my wife and my house"
    if _only_named(found, after):
        return True
    whole = re.search(r"\b(?:and )?" + re.escape(found.group(0)), said.whole)
    left = said.whole[: whole.start()].rstrip() if whole else before
    troubled = (
        found.group("own")
        or re.match(rf" (?:both |all |each )?(?:{DOES}|drink|use|gamble)(?![\w-])", after)
        or re.search(BAD, found.group(0))
        or re.match(
            r" \w+s (?:\w+ ){0,3}?(?:bottles?|cans|alcohol|drinking|gambling|cocaine|cannabis|drugs|pills)\b", after
        )
    )
    if re.search(r"\bme and$|\bi and$", before) or (re.search(r"\band$", before) and not troubled):
        return True
    return bool(re.search(rf"\b{COMPANION}", left) or re.search(rf"\b{COMPANION}", before)) and not troubled


_NOT_BARE = ("ex", "family", "friends", "boy", "girl", "kids", "children", "pal", "mate", "partner", "teen")
_SINGULAR = "(?:" + "|".join(re.escape(n) for n in sorted(OTHER_OF, key=len, reverse=True) if n not in _NOT_BARE) + ")"


def _bare_other(said: Sentence, slots: dict[str, Any]) -> bool:
    """No "my": "husband drinks", "alcoholic wife", "mum with dementia"."""
    singular = _SINGULAR
    found = said.take(
        rf"(?:^|[,.;:!?(] ?|\band |\bbut |\b(?:cos|coz|cause|because|so) )({singular})"
        rf"(?!(?:'s| is| has| was)(?: been)? (?:so |very |really )?(?:great|lovely|brilliant|good|supportive|"
        rf"wonderful|amazing|kind|fine)\b)"
        rf"(?=[|, ()]* {DOES}(?![\w-])| an? (?:\w+ )?(?:drunk|alcoholic|addict|gambler|drinker)\b|'s "
        rf"(?:(?!my|i|i'm|me|worried|says|thinks|you|wants)[\w']+ ){{0,6}}?{TROUBLE}\b|'s "
        rf"(?:an?|been|got|on|"
        rf"back|drinking|using|always|the|addicted|gambling|in|not|never|"
        rf"still|a)\b)"
    )
    found = found or said.take(
        r"^(?:(?:adopted|foster|two|three|four|five|identical|young|teenage|grown) )+(twins|kids|boys|girls|children|"
        r"sons|daughters|"
        r"teens)\b(?=,| with| both| who|'s| all)"
    )
    found = found or said.take(
        rf"^(partner|ex|mate)(?='s (?:(?!my|i|i'm|me|worried|says|thinks|you|wants)[\w']+ ){{0,3}}?{TROUBLE}\b)"
    )
    found = found or said.take(rf"^(partner|ex|mate)(?= {DOES}(?![\w-])|'s (?:an?|been|got|on|back|in)\b)")
    found = found or said.take(
        rf"\b(?:alcoholic|addict|addicted|drunk|depressed|bipolar|anorexic|autistic|drinking|gambling|schizophrenic) "
        rf"({singular})\b(?!'s)"
    )
    if not found:
        return False
    before = found.group(0)[: found.start(1) - found.start()]  # "depressed" says what it is about
    said.rest = said.rest[: found.start()] + before + said.rest[found.start(1) :]
    slots["role"], slots["relation"] = "loved_one", {"twins": "parent"}.get(found.group(1)) or OTHER_OF[found.group(1)]
    return True


def _am_theirs(said: Sentence, slots: dict[str, Any]) -> bool:
    """ "I'm her dad", "army wife, his ptsd ...": what the seeker is to somebody who is told of."""
    found = said.take(
        rf"\b(?:i'm|i am|as|being|it's) (?:(?:his|her|their) (?:\w+ )?({ONE_SEEKER})\b|the ({ONE_SEEKER})(?=$|[,.!]))"
    )
    if found is None and re.search(r"\b(?:he|she|they)(?:'s)? (?!and\b)\w+", said.whole):
        found = said.take(rf"\bother ({SEEKER})(?! (?:of|who|with|whose|in)\b)")
    if found is None and re.search(THIRD, said.whole):
        found = said.take(
            rf"\b({ONE_SEEKER}) here\b|\b(?:army|military|navy|police|forces|raf|marine|long[- ]suffering|worried) "
            rf"({ONE_SEEKER})\b|\b(?:i'm|i am|as|speaking as) an? (?:\w+ )?({ONE_SEEKER})\b"
        )
    if found is None:
        return False
    return _seek(next(noun for noun in found.groups() if noun), slots)


def _theirs(said: Sentence, slots: dict[str, Any]) -> bool:
    """ "he's a gambler and I pay": somebody is told of, though not who it is."""
    if not (re.search(THIRD, said.whole) or re.search(HELP_THEM, said.whole)):
        return False
    slots["role"] = "loved_one"
    bare = rf"(?:\b(?:my|our) |^|[,.;] )(?:{BAD} )?({OTHER})\b"
    named = {OTHER_OF[m.group(1)] for m in re.finditer(bare, said.whole)}
    if len(named) == 1:
        slots["relation"] = named.pop()
    return True


def _in_general(said: Sentence, slots: dict[str, Any]) -> bool:
    """ "for families", "parents group", "someone I love": close to somebody, with nobody named."""
    if said.take(
        r"\b(?:for |of |as )?us (?:grandkids|grandchildren|nieces|nephews|cousins)\b|\b(?:friends (?:and|&|or) "
        r"famil(?:y|ies)|famil(?:y|ies) (?:and|&|or) friends|loved ones|famil(?:y|ies)"
        r"(?: members?)?|relatives?|loved one)\b(?! (?:friendly|doctor|life|home|therapy|court|planning|party|"
        r"parties|event|events|gathering|gatherings|christmas|photo|photos|car))"
    ):
        slots["role"], slots["relation"] = "loved_one", "family"
    elif found := said.take(
        r"(?<!new )(?<!single )(?<!\bmy )(?<!\bour )(?<!\bhis )(?<!\bher )\b(parents|siblings|spouses|wives|husbands|"
        r"partners|grandparents|brothers and sisters)'?"
        r"(?: (?:support )?(?:group|meeting|groups|meetings))?\b"
    ):
        return _seek(found.group(1), slots)
    elif said.take(
        rf"\b(?:someone|somebody|a person)'?s(?= {TROUBLE})|"
        r"\b(?:who|that|we|i|you|to) (?:loves?|lives? with|cares? about|supports?) (?=an? |someone|somebody|people "
        r"who)|"
        r"\b(?:loving|"
        r"supporting|living with|in love with|married to|dating|coping with) (?=an? (?:\w+ )?(?:alcoholic|addict|"
        r"gambler|drinker)|someone|somebody)"
    ) or said.take(
        r"\b(?:someone|somebody|a (?:person|man|woman|girl|guy|lad|kid|colleague|co-?worker)) (?:else(?:'s)?|i know|"
        r"i love|"
        r"i care about|i live with|close to me|i (?:work|study|play|share|train|sing|volunteer|went|go) (?:with|to "
        r"\w+ with|"
        r"alongside)|in (?:my|our) (?:family|team|class|office|street|house|building|unit|church|band|group of "
        r"friends)|at "
        r"(?:my |our )?(?:work|school|college|church|the office|uni)|from (?:work|school|church|college)|we (?:know|"
        r"love|"
        r"work with)|very dear to me|dear to me)\b|\bother "
        r"people's\b"
    ):
        slots["role"] = "loved_one"
    else:
        return False
    return True


def _seek(noun: str, slots: dict[str, Any]) -> bool:
    slots["role"], slots["relation"] = "loved_one", SEEKER_OF[noun]
    return True
