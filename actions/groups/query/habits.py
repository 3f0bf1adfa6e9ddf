"""Times that belong to the trouble and not to the group: "my wife drinks every night", "last week", "six weeks ago"."""

import re

from actions.groups.query.kin import OTHER

_DOING = (
    r"(?:drink\w*|drunk|us(?:es|ing)|drugs?|gambl\w*|bet(?:s|ting)|smok\w+|vap\w+|cannabis|cocaine|meth|opioids|heroin|"
    r"gaming|sex addiction|porn\w*|overspending|eating|compulsive eating|eating disorder|self "
    r"harm\w*|fight\w*|shout\w*|"
    r"scream\w*|cr(?:y|ies|ying)|hits?|beats?|alone|lonely|panic attacks|out|works?|working|has the kids|got the kids|"
    r"awake|drink too much|too much|high|stoned|depress\w+|anxi\w+|worr\w+|binge\w*|alcohol|pours?|pouring|cracks?|"
    r"opens? "
    r"(?:a|the|another)|rolls?|lights?|starts? (?:on|at|drinking)|hear\w*|vomit\w*|purg\w*|sick|argu\w*|row\w*|"
    r"check\w*|"
    r"wash\w*|swip\w+|scroll\w*|overspend\w*|recovery)"
)
_DAYS = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_OFTEN = (
    r"(?:(?:almost |nearly |pretty much )?(?:every|each|all|most) (?:single )?(?:days?|"
    r"nights?|evenings?|mornings?|weekends?|"
    rf"weeks?|afternoons?|months?|the time|{_DAYS}s?)(?: (?:long|and night|through))?|day and "
    rf"night|(?:at|on|over) (?:the )?"
    r"weekends?|(?:at|by) night|night after night|daily|nightly|in the (?:mornings?|evenings?|afternoons?|night)|"
    r"from (?:morning|dawn) (?:to|till|until) \w+|again tonight|24/7|all day|before (?:noon|lunch|work|breakfast)|"
    r"constantly|(?:at|by|from|before) (?:noon|midday|lunchtime|breakfast|\d{1,2} ?(?:am|in the morning)))"
)
_WHO = rf"(?:i|i'm|i've|he|he's|she|she's|they|they're|we|{OTHER})"
_SEARCH = (
    r"(?:groups?|meetings?|need|want|looking|look|for|find|like|something|anything|prefer|can(?!')|could(?!n)|online|"
    r"near|"
    r"on|but)"
)
_BETWEEN = rf"(?:(?!{_SEARCH}\b)[\w']+ )"
_HABIT = re.compile(
    rf"\b({_WHO} {_BETWEEN}{{0,4}}?{_DOING} {_BETWEEN}{{0,3}}?){_OFTEN}(?:(?: and|,) "
    rf"{_OFTEN})*(?! (?:groups?|meetings?|aa|na)\b)"
    r"(?=\W|$)"
)
_TILL = re.compile(
    r"\b((?:drinking|gaming|gambling|using|smoking|crying|scrolling|betting|awake|up|out|drunk|partying|fighting|"
    r"drinking alcohol)"
    r"(?: \w+)?) (?:till|until|til) (?:\d{1,2}(?::\d\d)? ?(?:am|pm|in the morning)?|midnight|noon|dawn|(?:the "
    r")?small hours)\b"
)
_DUE = re.compile(
    r"\b(due|born|expecting|wedding|court|hearing|trial|operation|surgery|op|exams?|finals|moving|release date|"
    r"released)(?: is)? "
    r"(?:back )?in (?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
)
_STOPPING = re.compile(
    rf"\b((?:stop|stopping|quit|cut down on|keep|keeps|from|without) (?:\w+ )?{_DOING}(?: \w+)?) {_OFTEN}\b"
)
_EVERY = re.compile(
    rf"\b{_OFTEN} (?=(?:he|she|they|my \w+|i) (?:{_DOING}|(?:is|am|are|gets?|comes?) (?:home )?{_DOING}))"
)
_PAST = re.compile(
    rf"\b(?:(?:since )?last (?:night|week(?! of| in)|weekend(?! of)|month|year|summer|winter|"
    rf"spring|autumn|fall|christmas|{_DAYS}(?! of| in| each| every| monthly)|"
    r"january|february|march|april|may|june|july|august|september|october|november|december)|yesterday(?: \w+)?|"
    r"(?:about |almost |nearly |over |some )?(?:an?|one|two|three|four|five|six|seven|eight|"
    r"nine|ten|a few|few|several|couple of|"
    r"\d+) (?:hours?|days?|nights?|weeks?|months?|years?) (?:ago|now|back|sober|clean|free(?! (?:trial|group|"
    r"meeting)))|(?:for|"
    r"since|past|the last|these) (?:about |almost |the "
    r"|last |past |nearly |over )*(?:an?|two|three|four|five|six|seven|eight|nine|ten|few|"
    r"many|several|\d+) (?:days|weeks|months|"
    r"years|week|month|year)(?![- ]?old|s[- ]old)|since (?:january|february|march|april|may|"
    r"june|july|august|september|october|november|"
    r"december|i was \w+|birth|childhood|lockdown|covid|then|christmas|easter)|this year|"
    r"these days|lately|recently|(?:years?|months?|weeks?) ago)\b"
)
_HAPPENED = re.compile(
    r"\b(died|passed(?: away| on)?|buried(?: \w+){0,2}|killed|the funeral (?:is|was)|was born|left(?: me| us)?|moved "
    r"out|relapsed|got (?:the |my )?(?:news|results|diagnosis)|(?:was |got )?diagnosed|sacked|fired|laid off|broke up|"
    r"took (?:his|her|their) (?:own )?life|killed (?:him|her)self|split up|found out|got out|came out|retired|"
    r"redundant|job loss|stillborn|pregnancy loss|pet loss|gave birth|lost \w+ \w+|"
    r"arrested|raped|attacked|drank|got drunk|used|gambled|binged|lost (?:it|everything))"
    rf" (?:on |this |just |again )*(?:{_DAYS}|(?:at|over|before|after) (?:christmas|xmas|easter|new year)|on the "
    rf"\d{{1,2}}(?:st|nd|rd|th)|on (?:christmas (?:day|eve(?:ning)?)|"
    rf"boxing day|new year'?s (?:day|eve(?:ning)?)|(?:my|his|her) birthday)|"
    rf"(?:in |this |back in )?(?:january|"
    rf"february|march|april|may|june|july|"
    r"august|september|october|november|december|spring|summer|autumn|winter|the (?:spring|summer|autumn|fall|winter))|"
    r"(?:this|yesterday) (?:morning|afternoon|evening))(?: (?:morning|afternoon|evening|night))?\b(?! (?:groups?|"
    r"meetings?))"
)


# "every night" in a clause that wishes nothing is about the trouble.
_EACH = re.compile(
    r"\b(?:almost |nearly |pretty much )?(?:every|each) (?:single |bloody |damn |fucking |other )?(?:days?|nights?|"
    r"evenings?|"
    r"mornings?|weekends?|afternoons?)(?: (?:and|&|or) (?:every )?(?:day|night|evening|morning|weekend))?(?: long)?\b|"
    r"\b(?:twice |three times )?daily\b(?! (?:groups?|meetings?|reflections?|aa|na|support|sessions?|zoom|online))"
)
_WISH = re.compile(
    r"\b(?:groups?|meetings?|need|want|looking|look|for|find|like|something|anything|prefer|can(?!')|could(?!n)|"
    r"online|near|"
    r"free|available|(?<!before )(?<!after )(?<!in )(?<!to )class|sessions?|(?<!to )(?<!from )(?<!at )(?<!before )"
    r"(?<!after )work|works|suits?|best|meets?|attend|daily|zoom|"
    r"support|chat|call|time|times|please|aa|na|al-anon)\b"
)
# "Panic attacks every day on the bus".
_SUFFERED = re.compile(
    rf"^((?:panic attacks?|flashbacks?|nightmares|crying|drinking(?: alcohol)?|gambling|binge\w*)) {_OFTEN}(?= "
    rf"(?:on|in|at|since|and|now|for)\b)"
)
# "Cannabis every day", "using cocaine at the weekends": how often somebody takes it.
_TAKEN = (
    r"(?:heroin|crystal meth|meth|cocaine|cannabis|drugs|drinking alcohol|opioids|gaming|nicotine|overspending|"
    r"compulsive eating|sex addiction|panic attacks)"
)
_TAKING = re.compile(
    rf"((?:^|[,.;] |\band ){_TAKEN}(?: and \w+)?) (?:(?:every|each|all) (?:single )?(?:day|night|evening|morning|"
    rf"weekend)s?"
    rf"(?: long)?)(?! (?:groups?|meetings?))(?=\W|$)|\b((?:using|addicted to) {_TAKEN}) {_OFTEN}(?! (?:groups?|"
    rf"meetings?))"
    r"(?=\W|$)"
)
_SHIFTS = re.compile(
    r"\b(?:(?:on|work(?:s|ing)?|do(?:es|ing)?) )?(?:night|late|early|evening|morning|twilight)[- ](?:shifts?|duty)\b|"
    r"\b(?<!my )(?<!our )(?:night|late|early|evening|morning|twilight)[- ](?=(?:porter|nurse|nursing|"
    r"watchm[ae]n|manager|worker|work|"
    r"guard|bus|"
    r"driver|receptionist|security|auditor|cleaner|school|sister|carer|nanny|feeds?|terrors|sweats)\b)"
)
_WORKING = re.compile(
    rf"\b(?:i|i'm|we) (?:at )?work(?:ing)? (?:(?:full[- ]time|shifts|days|nights|weekends?|weekdays|weeknights|"
    rf"mornings|evenings|"
    rf"afternoons|{_DAYS}s?(?: (?:to|through|till|-) {_DAYS}s?)?|mon(?:day)?s?(?: ?- ?| to )fri(?:day)?s?|9 ?(?:to|-|"
    rf"till) ?5|nine to "
    r"five|and|,|from|\d{1,2}(?::\d\d)?(?: ?[ap]m)? ?(?:to|-|till|until) ?\d{1,2}(?::\d\d)?(?: ?[ap]m)?) ?)+(?=\W|so|"
    r"but|$|and|i )"
)
_LONG_WED = re.compile(
    rf"\b({OTHER}) of (?:(?:about|almost|nearly|over|more than) )?(?:\d+|\w+|\w+[- ]\w+) (?:years|months)\b"
)


def _clause(text: str, start: int, end: int) -> str:
    """What stands around a span, up to the nearest full stop, comma or new beginning."""
    before = re.split(r"[,.;!?()]| - | so | but | because |\band (?=i need|i want|looking|any)", text[:start])[-1]
    return before + " " + re.split(r"[,.;!?()]| - | so | but |\band ", text[end:])[0]


def _told(text: str) -> str:
    """Without "every night" where nothing is wished for."""
    for found in reversed(list(_EACH.finditer(text))):
        clause = _clause(text, *found.span())
        alone = not clause.strip() and re.search(rf"\b{_WHO}\b", text) and not _WISH.search(text)
        telling = alone or re.search(
            rf"\b(?:{_WHO}|it|that|this|him|her|them|me|my|since|kids|there|from|crying|"
            r"rows?|arguments?|fights?|tears|bottles?|whisk(?:e)?y|vodka|wine|beers?|same|hell|terror|screams?|bruises|silence|"
            r"shaking|panicking|dreading|retching|hung ?over|drunk|sobbing|throwing up)\b",
            clause,
        )
        if telling and not _WISH.search(clause) and not re.match(r" (?:groups?|meetings?)", text[found.end() :]):
            text = text[: found.start()].rstrip() + text[found.end() :]
    return text


def without(text: str) -> str:
    """A sentence without the times of the trouble itself."""
    monthly = re.search(r"\bmonth(?:ly|s)?\b", text)  # "monthly, last friday" is no friday that was
    text = _PAST.sub(lambda m: m.group(0) if monthly and m.group(0).startswith("last ") else " ", text)
    text = _SHIFTS.sub(" ", _WORKING.sub(" ", _LONG_WED.sub(r"\1", text)))
    text = re.sub(rf"\b(years?|months?) (?:on|this|next) {_DAYS}\b", r"\1", text)
    text = _TILL.sub(r"\1", _DUE.sub(r"\1", text))
    text = _TAKING.sub(r"\1\2", _SUFFERED.sub(r"\1", _STOPPING.sub(r"\1", text)))
    text = _told(_EVERY.sub(" ", _HAPPENED.sub(r"\1", text)))
    return re.sub(r"  +", " ", _HABIT.sub(r"\1 ", text)).strip()
