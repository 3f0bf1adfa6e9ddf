"""A death: which loss it is, and the role bereaved."""

import re
from typing import Any

from actions.groups.query.kin import AFTERMATH, BAD, OTHER, OTHER_OF, PLURAL, SEEKER, SEEKER_OF
from actions.groups.query.sentence import Sentence

_DEATH = (
    r"(?:died|dies|(?:is |was |did |has |have |just )?die(?= (?:at (?:home|night|sea|hospital)|in (?:the )?\w+|last|"
    r"this|from|of|"
    r"because|when|and i|two|three|four|five|\d|years|months|before|suddenly|far|there|"
    r"back)\b)(?! (?:of (?:embarrassment|shame|"
    r"boredom)))|"
    r"(?:is |was |has |have )?pass away|(?:has|have) pass(?= ?$|[,.;])|be dead|passed away|passed on|passed|is dead|"
    r"is gone|got killed|was killed|was murdered|dead|drowned|"
    r"never woke up|drank (?:himself|herself|themselves) (?:to death|to an early grave|into the grave)|didn't "
    r"(?:make it|wake up|survive|come home)|lost (?:his|her|their) (?:life|battle|fight)|"
    r"(?:is )?(?:no longer|not) with us(?: any ?more)?|was taken (?:from (?:us|me)|too (?:soon|young))|"
    r"carked it|snuffed it|popped (?:his|her) clogs|kicked the bucket|pegged it|croaked|is in heaven|slipped away|"
    r"got run over|died|expired(?! (?:licence|license|visa|card|passport|contract))|is no more\b|(?:has |was )?gone to "
    r"(?:his|her|their) (?:rest|reward|grave|maker)|(?:went|gone|is|has gone) (?:home )?to (?:be with )?(?:the lord|"
    r"god|"
    r"jesus|glory|heaven|the ancestors)|went home to glory|(?:was |got )?(?:called|promoted) (?:home|to glory)(?! "
    r"(?:by|"
    r"to|from|for))|(?:crossed|passed) over(?! (?:to|the))|fell asleep in (?:the lord|christ|jesus)|joined (?:the|his|"
    r"her|our) ancestors|departed(?= ?$|[.,]| this| last| in)|(?:bled|burned|burnt|froze|starved|choked) to death|"
    r"'s heart (?:gave out|gave up|stopped|failed|packed in)|is late(?= ?$|[.,;]| (?:now|and i|since))|"
    r"(?:was |got )(?:shot|stabbed|beaten) (?:dead|to death)|never came home(?: alive)?)"
)
LOSS_OF = {
    "partner": "bereavement_partner",
    "parent": "bereavement_child",
    "child": "bereavement_parent",
    "sibling": "bereavement_sibling",
}
PET = r"\b(?:my|our|the) (?:\w+ )?(?:dog|cat|pet|puppy|kitten|horse|rabbit|pony|parrot|hamster)\b"
_OWN_HAND = (
    r"(?:(?:killed|hanged|hung|shot|topped|offed) (?:himself|herself|themselves|themself)|(?:took|ended) (?:his|her|"
    r"their) (?:own )?"
    r"life|suicide(?! (?:attempts?|watch|prevention|line|hotline))|jumped (?:off|from|in front)|died by (?:his|her|"
    r"their) own hand|completed suicide|"
    r"(?:unalived|gassed|drowned|ended|knifed) (?:hi[ms]|her|them)sel(?:f|ves)|(?:killed|hanged|hung|shot|topped|"
    r"unalived) (?:hisself|theirself|theirselves)|did (?:himself|herself|themselves) in|(?:did|done) away with "
    r"(?:himself|herself|themselves)|ended it(?: all)?(?= ?$|[.,;]| (?:in|last|on|by|at|and|when|all)\b)(?! with)|"
    r"hanging(?! (?:out|on|in|a?round|about|off|up|over|back|with|by|onto|there|here|at|basket|baskets|laundry|"
    r"clothes|washing))|(?:stepped|walked|jumped|threw (?:himself|herself)) (?:out )?in front "
    r"of (?:a|the)|took (?:a|an) overdose and "
    r"(?:died|passed)|chose to (?:leave this world|die)|put (?:a|an) end to (?:himself|herself|it all))"
)
# Said anywhere beside the loss: "my twin took his own life, anyone who lost a brother that way".
_DID_IT = (
    r"\b(?:(?:killed|hanged|hung|shot) (?:him|her|them)sel(?:f|ves)|(?:took|ended) (?:his|her|their) (?:own )?life|"
    r"(?:to|by|from|after (?:his|her)) suicide(?! attempt)|suicide\b.{0,60}\bthat way)\b"
)
BY_OWN_HAND = re.compile(rf"\bsuicide\b(?! (?:watch|notes?|hotline|line|attempts?))|\b{_OWN_HAND}\b")
_KIN = (
    r"(?:mum|mom|mam|dad|nan|nana|gran|granny|grandma|grandpa|grandad|granddad|mother|father|daddy|"
    r"mummy|brother|sister)"
)
_HOW = (
    r"(?: (?:to|by|of|from|in|after|through) (?:an? )?(suicide|overdose|drugs|cancer|(?:breast|lung|bowel|liver|"
    r"brain|prostate|blood|throat|skin|kidney|pancreatic|ovarian|heart|"
    r"bone|long) \w+|\w+))?"
)


# Who a group is for, or who writes: "those who've lost their wife", "for people grieving a parent".
_WHOEVER = (
    r"(?:who(?:'ve|'s|'d)?|that|those|people|anyone|anybody|others|men|women|mums|moms|mothers|dads|fathers|mamas|"
    r"parents|folks?|adults|teens|teenagers|students|lads|blokes|ladies|girls|us|everyone|siblings|couples|families|"
    r"group|groups|meeting|circle|support|help|for|after|of|from|with|since|about|by|i|i'm|we|we're|am|been|still)"
)
_NOT_PERSON = (
    r"(?! (?:group|support)\b)(?!'?s?'? (?:\w+ )?(?:money|savings|funds?|fees|inheritance|house|home|jobs?|"
    r"trust|respect|"
    r"custody|phone|keys|ring|number|benefits?|wages|allowance|pocket|licen[cs]e)\b)"
)
_WHOSE = rf"(?:their|his|her|your|one's|an?|the|both|my|our|me|wor|oor)(?: (?:own|only|first|{BAD}|\w+ly))*"
_LOST_THEM = (
    rf"(?<!my )(?<!our )\b{_WHOEVER} (?:(?:have|has|had|also|just|recently|suddenly|all|too|sadly|been|are|is|"
    rf"actively|still) )*(?:lost|losing|lose|mourning|grieving|grieve|mourn|buried|burying)(?: for)?(?: the (?:loss|"
    rf"death|passing) of)? {_WHOSE} ({OTHER}|baby){_NOT_PERSON}{_HOW}"
)


_OF_MINE = (
    rf"\b(?:i |we |having |after |since )?(?:recently |just )?(?:lost|losing) (?:my|our|a|"
    rf"an|both|the) (?:my )?(?:{BAD} "
    rf")?({OTHER}|baby)\b"
    rf"(?! (?:group|support))(?! (?:because|over|due))(?!'?s?'? (?:\w+ )?(?:money|savings|funds?|fees|inheritance|"
    rf"house|"
    rf"home|jobs?|trust|respect|custody|phone|keys|ring|number|benefits?|wages|allowance|pocket))"
    rf"(?:'s (?:dad|mum|mom))?{_HOW}",
    rf"\b(?:my|our) (?:{BAD} )?({OTHER}|baby)(?:'s)? (?:has |have |had |just |recently |was |overdosed (?:\w+ "
    rf")*?and |"
    rf"(?:\w+ ){{0,3}}?)?(?:{_DEATH}|{_OWN_HAND}){_HOW}",
    rf"\b(?:my|our) (?:{BAD} )?({OTHER}|baby)(?:'s|s')? (?:\w+ )?(?:death|passing|funeral|suicide(?! attempt))\b",
    rf"\b(?:grieving|mourning|missing)(?: for)?(?: the (?:loss|death) of)? (?:my|our) "
    rf"(?:{BAD} |twin )?({OTHER}|baby)\b(?! (?:group|support)){_HOW}",
    rf"\b(?:death|loss|suicide|passing) of {_WHOSE} ({OTHER}|baby){_NOT_PERSON}{_HOW}",
    _LOST_THEM,
    rf"\b(?:my|our) late (?:{BAD} )?({OTHER}|baby)\b",
    rf"\b(?:when|after|once|since) your ({OTHER}) (?:has |have |just )?(?:{_DEATH})",
    rf"\b(?:my|our) (?:{BAD} )?({OTHER}) (?:has |have |is |'s )?gone,? (?=died|passed|killed|taken|in (?:his|her) "
    rf"sleep)",
    rf"\b(?:years?|months?|yrs?) since (?:my|our) (?:{BAD} )?({OTHER}) (?:od'd|overdosed)\b",
    rf"\bsince (?:my|our) (?:{BAD} )?({OTHER}) (?:od'd|overdosed)\b",
    rf"(?:^|[,.;:!?(|] ?|\band |\bbut |\b(?:because|since|when) )(?:{BAD} |twin )?({OTHER}|baby)(?:'s)? ?(?:has |"
    rf"have |had |just |recently |was )*(?:{_DEATH}|"
    rf"{_OWN_HAND}){_HOW}",
    r"\b(?:i'm |i am |as )?an? (?:[\w-]+ ){0,4}?(widow|widower)\b",
    rf"\b(?:can't|cannot|never|not|struggling to) (?:get over|got over|gotten over|move on from|let go of) "
    rf"(?:losing )?(?:my|our) "
    rf"(?!ex|boyfriend|girlfriend|divorce|family|friends)(?:{BAD} )?({OTHER})\b",
    rf"\b({OTHER}) (?:and|&) (?:my )?{OTHER} (?:are |have |both |now |all )*(?:gone|{_DEATH})\b",
    rf"\b(?:my|our) (?:{BAD} )?(baby|son|daughter|twins?|child) (?:only )?(?:lived|survived)(?: for)?\b"
    rf"(?! (?:with|in|at|near|there|here|on|alone|through|it|the|an attempt|a \w+ (?:life|attempt)|his|her))",
    rf"\b(?:lost|losing) (?:me |oor |wor |{BAD} )?({_KIN}){_HOW}",
    rf"\b(?:i|also|who|have|has|just|recently|we) lost (?:our |the )?(husband|wife|parents?|son|daughter|child|"
    rf"partner|spouse|"
    rf"twin|baby|father|mother|brother|sister|fiancee?)(?= ?$|[.,;!?]| (?:to|in|last|this|suddenly|recently|too|also|"
    rf"and|from|when|"
    rf"at|so|years|two|three|because of|by))(?! (?:group|support)){_HOW}",
    rf"(?:^|[,.;:!?] ?|\b(?:those|ones|anyone|people|parents|for|and) )whose (?:{BAD} )?({OTHER}|"
    rf"baby)(?: or (?:an? )?{OTHER})? (?:has |"
    rf"have |had |just |recently )*(?:{_DEATH}|{_OWN_HAND}){_HOW}",
    rf"\b({_KIN})(?:'s|s') (?:funeral|death|passing|cremation|wake|ashes)\b",
    rf"\b(?:cancer|covid|illness|drink|drugs|alcohol|heroin|fentanyl|dementia|suicide) (?:took|killed|claimed|stole) "
    rf"(?:my|our) "
    rf"(?:{BAD} )?({OTHER})\b",
    rf"\b(?:my|our) (?:{BAD} )?({OTHER}), (?:{_DEATH}|{_OWN_HAND}){_HOW}",
    rf"\b(?:my|our) (?:{BAD} )?({OTHER}),? (?:who |she |he |the |aged? |just |only |\d)[^.;]{{0,50}}?,? "
    rf"?(?:{_DEATH}|{_OWN_HAND}){_HOW}",
    rf"\b(?:my |our )?({OTHER}) (?:has |have )?(?:went|gone)(?= (?:in (?:january|february|march|april|may|june|"
    rf"july|"
    rf"august|september|october|november|december|his sleep|her sleep)|last (?!out)\w+|so (?:fast|quick\w*|"
    rf"sudden\w*)|"
    rf"suddenly|(?:\w+ ){{1,2}}ago|too soon|before (?:his|her) time|to (?:god|heaven|the angels)))",
    rf"\b(?:i |we )?(?:just |recently |have |had to |having to |'ve )*(?:burying|buried|cremated|scattered|said "
    rf"goodbye to|say "
    rf"goodbye to|"
    rf"bury) (?:my|our) (?:{BAD} )?({OTHER}|baby){_HOW}",
    rf"\b(?:bereaved|suicide|suicide loss)\b.{{0,20}}\bmy ({OTHER})\b",
    rf"(?:^|[,.;] ?|\b(?:my|our) )(?:{BAD} )?({OTHER}) (?:had|got|took|suffered|od'd|overdosed|caught|fell|"
    rf"collapsed|went|was|choked|"
    rf"got) (?!me\b)(?:(?!i\b|i'm|group|need|want|meeting)[\w']+ ){{1,6}}?and (?:then |just |he |she |sadly )*(?:died|"
    rf"passed(?: away)?|never (?:woke up|came home)|didn't (?:make it|wake up|survive)){_HOW}",
    rf"\b(?:outlived|outliving|burying|to bury) (?:my|our) (?:own |only )?({OTHER})\b(?! (?:alive|hatchet))",
    rf"\b(?:my|our) (?:{BAD} )?({OTHER})'s? (?:\w+ ){{0,3}}?(?<!nearly )(?<!almost )(?<!has )(?:killed|took|finished) "
    rf"(?:him|her|them)\b(?! (?:to|away|from|in|off|out|self))",
    rf"\bfound (?:my|our) (?:{BAD} )?({OTHER}) (?:hanging|hanged|hung|dead|gone)\b(?! (?:out|around|about))",
    rf"(?<!\bhis )(?<!\bher )(?<!\btheir )(?<!\byour )(?<!whose )(?<!'s )(?<!s' )\b({_KIN}) (?:died|"
    rf"passed away)\b{_HOW}",
    rf"\b(?:my|our) ({_KIN})(?:'s|s') (?:\w+ )?anniversary\b(?! (?:party|gift|present|dinner|card|do))",
    rf"\b({_KIN})s (?:funeral|death|passing|cremation|wake|ashes)\b",
    rf"\b(?:no longer|not) have (?:a|my) ({OTHER}) since (?:the|he|she|that)\b",
)
# What somebody did in life goes on hurting; that they are dead is said beside it.
_HARM = re.compile(
    r"\b(?:drank(?! (?:him|her|them)sel)|drink(?:er|ing|s)|alcohol\w*|drunk|childhood abuse|violen\w+|temper|rages?|"
    r"gambl\w+|"
    r"addict\w*)\b"
)
_GRIEF = re.compile(
    r"\b(?:miss(?:ing)? (?:him|her|my|our)|griev\w+|grief|mourn\w*|bereave\w*|funeral|last (?:week|month)|this "
    r"(?:week|month|"
    r"year)|yesterday|\w+ (?:days|weeks) ago)\b"
)
_GONE = re.compile(
    r"\b(?:(?:my|our) late (?=\w)|(?:and |but )?(?:he|she|they)(?:'s|'re| is| are| has| have| was| were)* (?:been |"
    r"now |long |both )*"
    r"(?:dead|gone|died|passed(?: away| on)?|in (?:the|his|her) (?:ground|grave)|buried|no longer with us)(?: now| "
    r"since)?(?: "
    r"(?:for )?(?:\w+ ){1,2}years?(?: now)?)?|(?:is|'s|has been|been|are|has|have)? ?(?:now |long |been )*(?:dead|"
    r"died|passed away|"
    r"in (?:the|his|her) (?:ground|grave))(?: now)?(?: (?:for )?\w+ years)?)\b"
)
_SOMEBODY = (
    rf"\b(?:someone|somebody|a (?:man|woman|boy|girl|lad|person|colleague|classmate|neighbour|neighbor|relative)) "
    rf"(?:in my family|(?:very )?(?:close|dear) to me|i (?:love|loved|know|knew|worked with|cared about)|at "
    rf"(?:work|school)|"
    rf"from (?:work|school))?(?: \w+)? ?(?:{_DEATH}|{_OWN_HAND}){_HOW}"
)


# "My sister drinks because our brother died": it is her drinking that is told of.
_DRINKS_SINCE = re.compile(
    rf"\b(?:my|our) (?:{BAD} )?{OTHER}(?:'s| is| has| has been| started| keeps| hasn't stopped)* (?:drink(?:s|"
    rf"ing)?(?: too much|"
    rf" heavily| every \w+| alcohol)?|us(?:es|ing)(?: drugs)?|gambl(?:es|ing)|smok(?:es|ing)|depress\w+|"
    rf"self harms?) (?:ever )?"
    rf"(?P<cause>(?:because|since|after|cos) (?:\w+ ){{0,3}}?(?:{OTHER})(?:'s)? (?:\w+ )?(?:died|death|"
    rf"passed(?: away)?|went|was "
    r"killed|dying|passing))"
)


def _forget_cause(said: Sentence) -> None:
    if re.search(r"\b(?:because|since|after)\b", said.rest) and (cause := said.has(_DRINKS_SINCE)):
        said.blank(*cause.span("cause"))


def died(said: Sentence, slots: dict[str, Any]) -> None:
    """A death: which loss it is, and the role bereaved."""
    if _HARM.search(said.whole) and AFTERMATH.search(said.whole) and not _GRIEF.search(said.whole):
        said.take_all(_GONE)
        return None
    _forget_cause(said)
    losing = re.search(r"lost|los(?:e|ing)|mourn|griev|bur(?:ied|ying)", said.rest)
    for pattern in _OF_MINE:
        if (losing or pattern is not _LOST_THEM) and (found := said.take(pattern)):
            return _lost(found, slots, said)
    if lost := _of_whom(said):
        return _lost(lost, slots, said)
    if _of_somebody(said, slots):
        return None
    for pattern in _BEREAVED:
        if found := said.take(pattern):
            return _seeking(found, slots)
    return None


def _of_somebody(said: Sentence, slots: dict[str, Any]) -> bool:
    """Somebody died who is not called by what they are, or was named before."""
    if found := said.take(_SOMEBODY):
        by_hand = re.search(_OWN_HAND, found.group(0))
        slots.setdefault("topics", []).append("bereavement_suicide" if by_hand else "bereavement")
        slots["role"] = "bereaved"
        if "family" in found.group(0) or "relative" in found.group(0):
            slots["relation"] = "family"
        return True
    if slots.get("topics") or not (said.take(_THEY_DIED) or said.take(_NAMED)):
        return False
    married = re.search(r"\b(?:married|marriage|wedding|husband|wife)\b", said.whole)
    slots.setdefault("topics", []).append("bereavement_partner" if married else "bereavement")
    slots["role"] = "bereaved"
    return True


_SOMEONE = rf"(?:\b(?:my|our|his|her|without|miss|missing) (?:{BAD} )?|(?:^|[,.;:!?(|] ?|\band ))({OTHER})\b"
# "our Jack died": called by a name.
_NAMED = (
    r"\b(?:my|our) (?!(?:marriage|relationship|car|phone|laptop|computer|business|battery|boiler|plants?|hopes?|"
    r"dreams?|"
    r"love|garden|tv|internet|wi-?fi)\b)[a-z]+ (?:has |had |just |recently )*(?:died|passed away|was killed)\b"
)
_THEY_DIED = (
    rf"\b(?:he|she|they)(?:'s|'ve|'d| has| have| had| was| were| is)? (?:just |recently |sadly |suddenly |finally |"
    rf"only |then |also )*(?:{_DEATH}|{_OWN_HAND}|found dead|buried|cremated|not with us any ?more|no longer with us|"
    rf"no longer here|taken from us|didn't make it|lost (?:his|her|their) (?:battle|fight|life)){_HOW}|"
    rf"\b(?:cancer|drugs|drink|alcohol|covid|heroin|fentanyl|a stroke|a heart attack|it) (?:took|killed|claimed) "
    rf"(?:him|her|them)\b"
)


def _of_whom(said: Sentence) -> re.Match[str] | None:
    """ "My nan brought me up, and she passed": the one named before, with how it happened."""
    died = said.has(_THEY_DIED)
    if not died:
        return None
    named = [m for m in re.finditer(_SOMEONE, said.rest[: died.start()]) if m.group(1)]
    after = re.search(rf"\b(?:my|our) (?:{BAD} )?({OTHER})\b", said.rest[died.end() :])
    if not named and not after:
        return None
    last = named[-1] if named else re.compile(rf"\b(?:my|our) (?:{BAD} )?({OTHER})\b").search(said.rest, died.end())
    assert last
    said.blank(died.start(), died.end())
    said.blank(last.start(), last.end())
    return re.match(rf"({OTHER}) .*", f"{last.group(1)} {died.group(0)}")


# Whoever a group is for when somebody of theirs has died.
_BEREAVED = (
    rf"\b(?P<who>{SEEKER}) who (?:have |has |'ve )?lost (?:a|an|their|his|her|someone) ?(?:{OTHER})?\b",
    rf"\b(?P<who>{SEEKER}|people|those|anyone|anybody|others|someone|women|men|adults|man|woman|gentleman|lady|guy|lad|"
    rf"girl|person|neighbour|neighbor|friend|folk|folks|worker|employee|patient|client|colleague|student|pupil|one) "
    rf"(?:whose|after) (?:an? |their |"
    rf"adult )*(?P<whom>{OTHER})(?:(?:,| or| and|/)+ ?(?:an? |their )?{OTHER})* (?:has |have |who )?(?:{_DEATH}|"
    rf"{_OWN_HAND}){_HOW}",
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


def _lost(found: re.Match[str], slots: dict[str, Any], said: Sentence) -> None:
    suicide = re.search(rf"{_OWN_HAND}|own life", found.group(0)) or re.search(_DID_IT, said.whole)
    noun = found.group(1)
    relation = {"baby": "parent", "widow": "partner", "widower": "partner"}.get(noun) or OTHER_OF[noun]
    topic = "bereavement_suicide" if suicide else LOSS_OF.get(relation, "bereavement")
    slots.setdefault("topics", []).append(topic)
    slots["role"] = "bereaved"
    if noun != "baby":
        slots["relation"] = relation
