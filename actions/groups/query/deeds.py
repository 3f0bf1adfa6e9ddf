"""Through what the trouble itself goes on, and days that are over: neither says how or when a group should meet.

"Grandad gambles online" wishes for nothing online, "gone since friday" for no Friday.
"""

import re

from actions.groups.query.kin import OTHER

_DAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_DOING = (
    r"(?:gambl\w*|bet(?:s|ting)?|poker|casinos?|slots|gaming|games?|play(?:s|ing)|porn\w*|sex(?: and love)? "
    r"addict\w*|sex_love|shop(?:s|ping)?|buy(?:s|ing)?|bought|spend(?:s|ing)?|spent|overspend\w*|compulsive "
    r"\w+|met|meets|dat(?:es|ing)|stalk\w*|scam\w*|groom\w*|bull(?:y|ied|ying)|troll\w*|drink(?:s|ing)?|watch(?:es|"
    r"ing)?|"
    r"scroll\w*|text(?:s|ing)|chat(?:s|ting)|messag(?:es|ing)|order(?:s|ing)|gave|sent|lost|losing|blew|debts?)"
)
_MEANS = (
    r"(?:on-?line|(?:on|over|through|via|by|with|from) (?:his|her|their|my|the|an?|our|some|video|these|those)? "
    r"?(?:\w+ )?"
    r"(?:phone|mobile|laptop|computer|internet|web|apps?|tablet|ipad|video calls?|calls|webcam|net|chat ?rooms?|zoom|"
    r"facebook|discord|reddit|telegram|whatsapp))"
)
_WHO = (
    rf"(?:i|i'm|i've|he|he's|she|she's|they|they're|we|we're|who|{OTHER}(?:'s)?|someone|somebody|strangers?|people|"
    rf"it's|"
    r"it)"
)
_WISH = (
    r"(?:groups?|meetings?|need|want|looking|look for|find|would like|'d like|prefer|available|sessions?|support|"
    r"please|"
    r"pls|help|only|instead|advice|talk|join|attend|love to|meet other|like to|to go|aa|na|ga|gam-anon|al-anon|"
    r"something|anything|any|is there|not)"
)
# A clause in which somebody does it, and nothing is wished for.
_CLAUSE = re.compile(
    r"[^,.;!?()]+?(?=[,.;!?()]| - | so (?!much|many|often|far)| but | and (?=i need|i want|any|is|looking)|$)"
)
_DONE_BY = re.compile(rf"\b{_WHO} (?:[\w'-]+ ){{0,6}}?{_DOING}\b(?: [\w'-]+){{0,6}}? (?P<means>{_MEANS})(?![\w-])")
_DOES_IN = re.compile(rf"(?P<means>\b{_MEANS}) (?=(?:{_WHO} )(?:[\w'-]+ ){{0,2}}?{_DOING}\b)")
# "online casinos", "gambling online has cost me".
_THING = re.compile(
    r"\b(?:on-?line|internet|phone|mobile|in[- ]app) (?=(?:casinos?|poker|betting|slots|shopping|porn\w*|strangers|"
    r"bull\w+|"
    r"dating|games?\b|gaming|scam\w*|(?:gambling|sex_love|compulsive spending|spending|sex addiction|bingo) "
    r"(?:addict\w*|"
    r"problem|habit|debts?|has|have|ate|is|took|cost|ruined|losses|sites?|apps?|every|all)))"
)
_SUBJECT = re.compile(
    rf"\b({_DOING}) {_MEANS} (?=(?:has|have|had|cost|costs|ate|is (?:ruining|killing|eating|wrecking|destroying|"
    rf"taking)|"
    r"took|ruin\w*|wreck\w*|nearly|almost|until|till|all|every|since|again|behind|in secret|for (?:years|months|"
    r"hours))\b)"
)


def without_means(text: str) -> str:
    """A sentence without the things through which the trouble goes on."""
    text = _SUBJECT.sub(r"\1 ", _THING.sub("", text))
    for clause in reversed(list(_CLAUSE.finditer(text))):
        if re.search(rf"\b{_WISH}\b", clause.group(0)):
            continue
        found = _DONE_BY.search(clause.group(0)) or _DOES_IN.search(clause.group(0))
        if found:
            begin, end = (clause.start() + at for at in found.span("means"))
            text = text[:begin] + text[end:].lstrip()
    return re.sub(r"  +", " ", text).strip()


_FEAST = (
    r"(?:christmas(?: day| eve(?:ning)?)?|xmas|boxing day|easter|new years?(?:'?s)?(?: day| eve(?:ning)?)?|"
    r"thanksgiving|halloween|eid|diwali|"
    r"hanukkah|passover|ramadan|lent|black friday|good friday|st patrick'?s(?: day)?|valentine'?s(?: day)?|"
    r"mother'?s day|"
    r"father'?s day|(?:my|his|her|our|their) (?:birthday|wedding|anniversary))"
)
_WHEN = rf"(?:{_DAY}(?: (?:night|morning|evening|afternoon|lunchtime|just gone))?|{_FEAST}|{_MONTH})"
_GOT = (
    r"(?:got|gets?|given|gave|bought|received|had|was|were|went|came|left|lost|broke|split|died|ended|moved|started|"
    r"relapsed|happened|met|found|saw|told|took|arrested|sacked|fired|drank|used|blew|fell|passed|stopped|quit|'d|"
    r"walked|"
    r"threw|hit|overdosed|crashed|failed|became|born|spent|proposed|kicked)"
)
_OVER = (
    re.compile(
        rf"\b(?:ever )?since (?:(?:that|last|the|early|late|about|before|after|on|one) )*{_WHEN}(?: (?:in|of|last) "
        rf"(?:{_MONTH}|year|week|month))?\b(?! (?:groups?|meetings?))"
    ),
    re.compile(
        rf"\b(?P<keep>{_GOT}\b(?: (?!groups?\b|meetings?\b|need\b|want\b|free\b|on\b)[\w'-]+){{0,5}}?) (?:for|at|over|"
        rf"on|around|before|after|by|the day after) (?:last )?{_FEAST}(?: (?:last|this) year| in {_MONTH})?\b"
    ),
    re.compile(rf"\b(?:this |that |the )?(?:last|past) {_FEAST}\b"),
    re.compile(rf"\bfrom {_DAY} (?:to|till|until|through) {_DAY} (?=(?:i|he|she|they|we) {_GOT}\b)"),
    re.compile(
        rf"\b(?P<keep>(?:i|he|she|they|we|who|it|{OTHER})(?:'d| had| was| were| got| just)* (?:\w+ )?(?:lost|quit|left|"
        rf"fired|sacked|arrested|relapsed|drank|used|blew|split|overdosed|crashed|walked out|kicked out|buried|dumped|"
        rf"missing|went missing|collapsed|threw|told|found out)(?: (?!groups?\b|meetings?\b|so\b|any\b|and\b)[\w'-]+)"
        rf"{{0,4}}?) (?:on |last |this |one )?{_DAY}(?: (?:night|morning|evening|afternoon))?\b(?!s)(?! (?:groups?|"
        rf"meetings?|or|and {_DAY}))"
    ),
)
# How much "a night", and what is on a day without being a group.
_AMOUNT = re.compile(
    r"\b(bottles?|cans?|pints?|times|glasses|boxe?s|litres?|liters?|quid|pounds|dollars|euros?|drinks|packs?|joints?|"
    r"units?|"
    r"alcohol|drinking|bags?|\d+|spliffs?|cigarettes|fags) (?:a|an|per|each|every) (?:night|day|evening|week|"
    r"morning|weekend)\b"
)
_EVENT = re.compile(
    rf"\b(operation|surgery|funeral|court|hearing|wedding|scan|appointment|interview|exams?|birthday|results?|party|"
    rf"trial|chemo|"
    rf"assessment|sentencing|inquest|due date|first day|last day|mri|biopsy|anniversary|visit|payday|pay day)(?: "
    rf"(?:with|at|for)(?: [\w']+){{1,3}}?)?(?: (?:is|was|are|"
    rf"were|'s|came|come|"
    rf"comes|coming|date is))?(?: back)? (?:on |this |next |last )?(?:the )?(?:{_DAY}|\d{{1,2}}(?:st|nd|rd|th)|next "
    rf"(?:week|month))\b"
    rf"(?! (?:groups?|meetings?))"
)
_AGO = re.compile(rf"\byears? ago (?:at|on|over|around) {_FEAST}\b")
_HAPPENED_ON = re.compile(
    rf"\b(?P<keep>(?:{_GOT}|(?!need|interest|clos|bas|preferr|marri|addict|locat|moderat|support|accompani|bor|tir|"
    rf"embed)[a-z]{{3,}}ed|"
    rf"choked|went|put down|came|wedding|party)\b(?: (?!{_WISH}\b)[\w']+){{0,6}}?) (?:on |last |just last )(?:the "
    rf")?{_DAY}(?: (?:night|"
    rf"morning|evening|afternoon))?\b(?!s)(?! (?:groups?|meetings?|or\b|and {_DAY}))"
)
# A habit told with "of an evening".
_OF_AN = re.compile(r"\bof an? (?:evening|night|morning|afternoon|weekend)\b")


def without_past(text: str) -> str:
    """A sentence without the days on which something happened, was lost or was given."""
    text = re.sub(r"\b\d+ hours (?:a|per|each|every) (?:night|day|evening|week)\b", "", text)
    text = _EVENT.sub(r"\1", _AMOUNT.sub(r"\1", _AGO.sub("years ago", text)))
    for pattern in (*_OVER, _HAPPENED_ON):
        text = pattern.sub(lambda m: (m.groupdict().get("keep") or "") + " ", text)
    for found in reversed(list(_OF_AN.finditer(text))):
        if not re.search(rf"\b{_WISH}\b[^,.;]*$", text[: found.start()]):
            text = text[: found.start()] + text[found.end() :].lstrip()
    return re.sub(r"  +", " ", text).strip()
