"""Whose trouble it is: role and relation of somebody who writes about another, and of somebody who lost one."""

import re
from typing import Any

from actions.groups.query.sentence import Sentence

# The noun somebody uses for the other -> what the seeker is to that other.
_OTHERS = {
    "partner": "husband|wife|partner|boyfriend|girlfriend|spouse|fiance|fiancee|missus|wifey|ex husband|ex wife|"
    "ex-husband|ex-wife|ex-partner|ex partner|ex|other half|significant other|old man",
    "parent": "son|daughter|child|kid|kids|children|teenager|teen|boy|girl|stepson|stepdaughter|step son|step daughter|"
    "grown son|adult son|adult daughter|sons|daughters|toddler|eldest|youngest",
    "child": "dad|mum|mom|mother|father|parents|parent|mam|mama|papa|mommy|daddy|mummy|stepdad|stepmum|stepmom|"
    "stepfather|stepmother|step dad|step mum|step mom|folks",
    "sibling": "half brother|half sister|half-brother|half-sister|brother|sister|sibling|siblings|brothers|"
    "sisters|twin|bro|sis|stepbrother|stepsister",
    "grandparent": "grandson|granddaughter|grandchild|grandchildren|grandkids|grandkid",
    "friend": "friend|friends|mate|best friend|best mate|bestie|roommate|flatmate|housemate|buddy|neighbour|neighbor|"
    "colleague|coworker|co-worker|pal",
    "family": "uncle|aunt|auntie|cousin|nephew|niece|grandfather|grandmother|grandad|granddad|grandpa|grandma|gran|nan|"
    "family member|relative|loved one|loved ones|family|brother-in-law|sister-in-law|father-in-law|mother-in-law|"
    "brother in law|sister in law|father in law|mother in law|in-laws|in laws|son-in-law|daughter-in-law|son in law|"
    "daughter in law|granny|nana|nanna|gramps|grandparents|great aunt|great uncle|godson|goddaughter|godfather|"
    "godmother|someone i love|"
    "somebody i love|someone close to me|someone close",
}
# The noun for the seeker in "a group for partners of ..." -> the relation.
_SEEKERS = {
    "partner": "partners|wives|husbands|spouses|girlfriends|boyfriends|spouse|wife|husband|partner|girlfriend|"
    "boyfriend",
    "parent": "parents|mums|moms|mothers|dads|fathers|parent|mother|father|mum|mom|dad|mam|mammy|mummy|"
    "mommy|mama|daddy",
    "adult_child": "adult children|grown children|grown up children|grown-up children|adult child|adult kids|grown "
    "kids",
    "child": "children|kids|sons|daughters|teens|teenagers|son|daughter|child|kid",
    "sibling": "siblings|brothers|sisters|brothers and sisters|sibling|brother|sister",
    "grandparent": "grandparents|grandmothers|grandfathers|grandparent|grandmother|grandma|nan|nana|gran|"
    "granny|grandad|"
    "granddad|grandpa|grandfather",
    "friend": "friends|friend|best friend|mate",
    "family": "families|family members|family|relatives|loved ones|families and friends|family and friends|"
    "friends and family|friends and families|family or friends|family member|relative|aunt|auntie|uncle|cousin|niece|"
    "nephew",
}
OTHER_OF = {noun: rel for rel, nouns in _OTHERS.items() for noun in nouns.split("|")}
SEEKER_OF = {noun: rel for rel, nouns in _SEEKERS.items() for noun in nouns.split("|")}
OTHER = "(?:" + "|".join(sorted((re.escape(n) for n in OTHER_OF), key=len, reverse=True)) + ")"
SEEKER = "(?:" + "|".join(sorted((re.escape(n) for n in SEEKER_OF), key=len, reverse=True)) + ")"
PLURAL = (
    r"(?:parents|mums|moms|mothers|dads|fathers|siblings|spouses|wives|husbands|partners|grandparents|brothers and "
    r"sisters|children|teens|teenagers)"
)
_AFFECTED = (
    r"(?:alcoholics?|addicts?|drinkers?|problem drinkers|drug users|users|gamblers?|people|someone|somebody|those|a "
    r"person|an? |the |my |our |their |"
    r"heavy|compulsive|problem|veterans|kids|children|sons|daughters|teens|teenagers|adults|loved ones)"
)
# What makes a bare "husband" the one with the trouble.
_DOES = (
    r"(?:is|was|has|had|have|just|addicted|hooked|dependent|keeps?|drinks?|drinking|uses|using|gambles?|gambling|"
    r"won't (?:stop|quit|admit|get|"
    r"eat|seek|go to|accept|talk about)|can't (?:stop|quit)|got|gets|diagnosed|on|"
    r"with|suffers?|struggl\w+|self[- ]harm\w*|takes|smokes|relapsed|hears|hoards|came out|goes|went|who|whose|needs|"
    r"does|abuses|been|'s)"
)
BAD = (
    r"(?:alcoholic|addicted|addict|drunk|depressed|bipolar|anorexic|bulimic|autistic|schizophrenic|suicidal|disabled|"
    r"gambling|drinking|abusive|drug[- ]using|sick|ill|elderly|ageing|aging|incarcerated|grieving|anxious|teenage|"
    r"grown|"
    r"adult|younger|older|little|big|late|estranged|poor|own|dear|best|ex|step|new|only|oldest|first)"
)
_CARE = r"(?:care|cares|caring|carer|caregiver|look(?:ing)? after)"
# Words after "my husband" with which he is not the one with the trouble.
_AIDE = (
    r"(?: and \w+)? (?:left|leaving|(?:don't|do not|can't|must not|won't) (?:know|understand|get it|come|find out|"
    r"support|see)|think|"
    r"say|want|are worried|(?:got|has|took|won|kept) (?:full |sole )?(?:custody|the (?:kids|house|children)|"
    r"everything)|"
    r"(?:has|have) no (?:idea|clue)|hasn't a clue|(?:is|are) unaware|doesn't suspect|would (?:leave|kill|divorce|"
    r"hate) me|"
    r"remarried|moved on|lives? (?:in|near|with)|"
    r"works?(?: (?:lates|nights|shifts|away|offshore|full[- ]time|long hours))?(?! on his)|is "
    r"working|"
    r"drives?|minds? the|watch(?:es)? the|can (?:mind|watch|have|come|drive|sit|take|look)|earns|is (?:great|lovely|"
    r"fine|"
    r"brilliant|wonderful|amazing|kind|patient|coming|driving|away|abroad|deployed)|is having an affair|won't come|"
    r"doesn't come|comes with|wants|says|said|told|tells|thinks|"
    r"knows|doesn't know|does not know|found out|hates|is worried|"
    r"worries|is sick of|is fed up|gave me|made me|asked me|suggested|is threatening to|threatened to|can't know|"
    r"cannot "
    r"know|must not|mustn't|doesn't understand|don't understand|(?:is|are) (?:at )?(?:away|asleep|sleeping|out|home|"
    r"supportive|in the (?:house|room)))\b"
)
# "my cousin's wedding": what is another's without being their trouble.
_BELONGINGS = (
    r" (?:wedding|house|place|flat|home|birthday|party|sofa|couch|car|floor|name|phone|computer|laptop|ipad|tablet|"
    r"advice|"
    r"idea|suggestion|request|sake|address|e-?mail|kitchen|office|school|church|wi-?fi|account|spare room|garage|"
    r"funeral|"
    r"graduation|cooking|friends?|boss|doctor|insurance|in|on|at|near|until|till|for (?:now|a))\b"
)
_COMPANION = (
    r"(?:with|without|told|tell|telling|from|between me and|me and|behind|lost|losing|hurt|hurting|fighting with|left|"
    r"leave|leaving|divorcing|to see|love|miss|from losing|about losing|behind)$"
)
_ADMITS = (
    r"\b(?:i|i'm|i am|i've been|i have been)(?: (?:an?|the|just|really|also|still|always|can't stop|keep|a recovering|"
    r"recovering|secretly|only|both|started|start|starting|back to|back on|back|went back to|returned to|got into|"
    r"kept|have been|"
    r"addicted to|struggling with|even|now|too))* (?:alcoholics?|addicts?|gamblers?|"
    r"addicted|"
    r"drink|drinking|drank|use|using|gamble|gambling|gambled|relapsed|depressed|overeat\w*|binge\w*|bipolar|sober|"
    r"clean)\b|"
    r"\bmy (?:own )?(?:drinking|gambling|addiction|drug use|using|sobriety|recovery|relapse|drink problem|eating "
    r"disorder|"
    r"depression|anxiety|porn use|debts?)\b|\b(?:alcoholic|addict|gambler) here\b|\bjust me\b"
)
# Who wants to stop has it, whoever else they name.
_WANTS_TO_STOP = (
    r"\bi(?:'d)? (?:really |just |only )?(?:want|need|have|like|would like|wish|am trying|try) to (?:stop|quit|give "
    r"(?:it )?up|get "
    r"sober|get clean|cut down|pack it in)(?= ?[.,;!?]| ?$| and| but| drinking| gambling| using| smoking| it\b| for "
    r"good|$)"
)
_IS_ME = (
    r"\b(?:it's|its|it is) (?:actually )?me (?:that|who|with)\b|\bi'?m the one (?:who|that|with)\b|\bi(?:'m| am) the "
    r"(?:drinker|"
    r"addict|gambler|alcoholic)\b"
)
_TROUBLE = (
    r"(?:alcohol\w*|addict\w*|drink\w*|drunk\w*|drugs?|us(?:es|ing)|gambl\w*|bipolar|depress\w*|sober|relaps\w*|heroin|"
    r"ptsd|anxiety|ocd|adhd|autis\w*|schizo\w*|psychosis|bulimi\w*|eating|self[- ]?harm\w*|gaming|porn|debts?|spending|"
    r"bpd|personality|stroke|diabet\w*|ms|parkinson\w*|lupus|epilep\w*|hiv|pain|mental\w*|smok\w*|overdos\w*|panic|"
    r"voices|"
    r"psychotic|mania|manic|addiction|overspend\w*|meth|coke|cocaine|cannabis|weed|opioids?|ill|sick|cancer|dementia|"
    r"diagnosed|struggl\w+|suffer\w*|has|hurt\w*|cutting|"
    r"anorex\w*)"
)


def _about_self(said: Sentence) -> bool:
    """Somebody who says that the trouble is theirs, and nothing of the kind about the other they name."""
    if re.search(_WANTS_TO_STOP, said.whole) or re.search(_IS_ME, said.whole):
        return True
    if not re.search(_ADMITS, said.whole):
        return False
    return not re.search(
        rf"\b(?:my|our) (?:\w+ )?{OTHER}(?: (?:and|&) (?:my )?{OTHER})?(?:'s|'s \w+)? (?:(?!because|since|as|says|"
        rf"thinks|left|i\b|i'm\b|know)\w+ "
        rf"){{0,3}}?{_TROUBLE}\b|\b(?:alcoholic|addicted|drunk|drinking|gambling) {OTHER}\b|\b{OTHER}'s? (?:drink\w*|"
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
    for reader in (_carer, _grown_child, _seeker_of, _am_theirs, _mine, _bare_other, _in_general, _theirs):
        if reader(said, slots):
            return


def cares(said: Sentence) -> bool:
    """ "I look after her": of somebody named before."""
    pattern = (
        rf"\bi(?:'m| am)? (?:\w+ )?(?:{_CARE} (?:after |for )?|do (?:it all|everything|most things|all the caring) "
        rf"for |wash "
        rf"and dress |bathe |feed |change |nurse |nursing |see to )(?:him|her|them)\b"
    )
    return re.search(pattern, said.whole) is not None


def _carer(said: Sentence, slots: dict[str, Any]) -> bool:
    found = said.take(
        rf"\b{_CARE} (?:for|of|to)? ?(?:my|our|an?|the|elderly|ageing|aging|disabled|sick|ill) "
        rf"(?:\w+ )?({OTHER})(?:'s)?\b"
    )
    if found is None and cares(said):
        found = said.take(rf"\b(?:my|our) (?:{BAD} )?({OTHER})(?:'s)?\b")
        said.take(rf"\bi(?:'m| am)? (?:\w+ )?{_CARE} (?:after |for )?(?:him|her|them)\b")
    if not found:
        return False
    slots["role"], slots["relation"] = "carer", OTHER_OF[found.group(1)]
    return True


_WHEN_SMALL = (
    r"\b(?:when (?:i was|we were) (?:growing up|little|young|small|kids|children|at school|(?:an? |just a )?(?:wee )?"
    r"(?:kid|child|boy|girl|teen\w*|nipper|bairn)|(?:only |about )?(?:[3-9]|1[0-7])\b)|"
    r"growing up|as (?:a )?(?:kids?|child(?:ren)?|youngsters?)|(?:my |our )?"
    r"(?:whole |entire |early )?(?:childhood|upbringing)|grew up|my early (?:years|life)|since i was (?:a (?:kid|"
    r"child)|"
    r"little|small)|in the house i grew up in)\b"
)


def _grown_child(said: Sentence, slots: dict[str, Any]) -> bool:
    if said.has(_WHEN_SMALL) and said.take(
        r"\b(?:(?:my|our|both) )?(?:parents?|dad|mum|mom|father|mother|folks|mam|stepdad|stepfather|stepmum|"
        r"stepmother)\b"
    ):
        said.take(_WHEN_SMALL)
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


def _seeker_of(said: Sentence, slots: dict[str, Any]) -> bool:
    found = said.take(
        rf"(?<!my )(?<!our )(?<!'s )\b({SEEKER}) (?:and friends )?(?:of|with|whose|who have|who love|dealing with|"
        rf"affected "
        rf"by|supporting|to|living with|married to) "
        rf"(?={_AFFECTED}|\w+ (?:kids|children|people|sons|daughters|teens)|an?\b|their|(?:sons|daughters))"
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
            r"gambler|drinker|user|narcissist))"
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
        rf"\b(?:my|our|whose|the|his|her) (?:{BAD} |\w+ )?({OTHER})(?P<own>'s|"
        rf"s')?(?![\w-])",
        said.rest,
    ):
        first = found.group(0).split(" ")[0]
        if first in ("the", "his", "her") or _beside(said, found):
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


def _beside(said: Sentence, found: re.Match[str]) -> bool:
    before, after = said.rest[: found.start()].rstrip(), said.rest[found.end() :]
    if re.match(_AIDE, after) or (found.group("own") and re.match(_BELONGINGS, after)):
        return True
    whole = re.search(r"\b(?:and )?" + re.escape(found.group(0)), said.whole)
    left = said.whole[: whole.start()].rstrip() if whole else before
    troubled = (
        found.group("own")
        or re.match(rf" (?:{_DOES}|drink|use|gamble)(?![\w-])", after)
        or re.search(BAD, found.group(0))
    )
    if re.search(r"\bme and$|\bi and$", before) or (re.search(r"\band$", before) and not troubled):
        return True
    return bool(re.search(rf"\b{_COMPANION}", left) or re.search(rf"\b{_COMPANION}", before)) and not troubled


def _bare_other(said: Sentence, slots: dict[str, Any]) -> bool:
    """No "my": "husband drinks", "alcoholic wife", "mum with dementia"."""
    singular = "(?:" + "|".join(re.escape(n) for n in sorted(OTHER_OF, key=len, reverse=True) if _one(n)) + ")"
    found = said.take(
        rf"(?:^|[,.;:!?(] ?|\band |\bbut |\b(?:cos|coz|cause|because|so) )({singular})"
        rf"(?= {_DOES}(?![\w-])|'s (?:an?|been|got|on|back|drinking|using|always|the|addicted|gambling|in|not|never|"
        rf"still|a)\b)"
    )
    found = found or said.take(rf"^(partner|ex|mate)(?= {_DOES}(?![\w-])|'s (?:an?|been|got|on|back|in)\b)")
    found = found or said.take(
        rf"\b(?:alcoholic|addict|addicted|drunk|depressed|bipolar|anorexic|autistic|drinking|gambling|schizophrenic) "
        rf"({singular})\b(?!'s)"
    )
    if not found:
        return False
    if re.match(r"(?:alcoholic|drunk|drinking)", found.group(0)):
        slots.setdefault("topics", []).append("alcohol")
    slots["role"], slots["relation"] = "loved_one", OTHER_OF[found.group(1)]
    return True


def _one(noun: str) -> bool:
    return noun not in ("ex", "family", "friends", "boy", "girl", "kids", "children", "pal", "mate", "partner", "teen")


_ONE_SEEKER = (
    "(?:"
    + "|".join(sorted((re.escape(n) for n in SEEKER_OF if not n.endswith("s") or " " in n), key=len, reverse=True))
    + ")"
)
_THIRD = (
    rf"\b(?:he|she|they)(?:'s|'re|'ve)? (?:(?!will|would|said|says|told|thinks|wants|knows|left|left)[\w']+ "
    rf"){{0,3}}?{_TROUBLE}\b|"
    rf"\b(?:his|her|their) (?:\w+ )?{_TROUBLE}"
)


def _am_theirs(said: Sentence, slots: dict[str, Any]) -> bool:
    """ "I'm her dad", "army wife, his ptsd ...": what the seeker is to somebody who is told of."""
    found = said.take(rf"\b(?:i'm|i am|as|being|it's) (?:his|her|their) (?:\w+ )?({_ONE_SEEKER})\b")
    if found is None and re.search(_THIRD, said.whole):
        found = said.take(
            rf"\b({_ONE_SEEKER}) here\b|\b(?:army|military|navy|police|forces|raf|marine|long[- ]suffering|worried) "
            rf"({_ONE_SEEKER})\b|\b(?:i'm|i am|as|speaking as) an? (?:\w+ )?({_ONE_SEEKER})\b"
        )
    if found is None:
        return False
    return _seek(next(noun for noun in found.groups() if noun), slots)


def _theirs(said: Sentence, slots: dict[str, Any]) -> bool:
    """ "he's a gambler and I pay": somebody is told of, though not who it is."""
    if not re.search(_THIRD, said.whole):
        return False
    slots["role"] = "loved_one"
    named = {OTHER_OF[m.group(1)] for m in re.finditer(rf"\b(?:my|our) (?:{BAD} )?({OTHER})\b", said.whole)}
    if len(named) == 1:
        slots["relation"] = named.pop()
    return True


def _in_general(said: Sentence, slots: dict[str, Any]) -> bool:
    """ "for families", "parents group", "someone I love": close to somebody, with nobody named."""
    if said.take(
        r"\b(?:friends (?:and|&|or) famil(?:y|ies)|famil(?:y|ies) (?:and|&|or) friends|loved ones|famil(?:y|ies)"
        r"(?: members?)?|relatives?|loved one)\b(?! (?:friendly|doctor|life|home|therapy|court|planning))"
    ):
        slots["role"], slots["relation"] = "loved_one", "family"
    elif found := said.take(
        r"(?<!new )(?<!single )\b(parents|siblings|spouses|wives|husbands|partners|grandparents|brothers and sisters)'?"
        r"(?: (?:support )?(?:group|meeting|groups|meetings))?\b"
    ):
        return _seek(found.group(1), slots)
    elif said.take(
        r"\b(?:who|that|we|i|you|to) (?:loves?|lives? with|cares? about|supports?) (?=an? |someone|somebody|people "
        r"who)|"
        r"\b(?:loving|"
        r"supporting|living with|coping with) (?=an? (?:\w+ )?(?:alcoholic|addict|gambler|drinker)|someone|somebody)"
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
