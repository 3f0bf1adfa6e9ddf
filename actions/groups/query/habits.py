"""Times that belong to the trouble and not to the group: "my wife drinks every night", "last week", "six weeks ago"."""

import re

from actions.groups.query.relations import OTHER

_DOING = (
    r"(?:drink\w*|drunk|us(?:es|ing)|drugs?|gambl\w*|bet(?:s|ting)|smok\w+|vap\w+|cannabis|cocaine|meth|opioids|heroin|"
    r"gaming|sex addiction|porn\w*|overspending|eating|compulsive eating|eating disorder|self "
    r"harm\w*|fight\w*|shout\w*|"
    r"scream\w*|cr(?:y|ies|ying)|hits?|beats?|alone|lonely|panic attacks|out|works?|working|has the kids|got the kids|"
    r"awake|drink too much|too much|high|stoned|depress\w+|anxi\w+|worr\w+|binge\w*|alcohol)"
)
_DAYS = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_OFTEN = (
    r"(?:(?:almost |nearly |pretty much )?(?:every|each|all|most) (?:single )?(?:days?|"
    r"nights?|evenings?|mornings?|weekends?|"
    rf"weeks?|afternoons?|months?|the time|{_DAYS}s?)(?: (?:long|and night|through))?|day and "
    rf"night|(?:at|on|over) (?:the )?"
    r"weekends?|(?:at|by) night|night after night|daily|nightly|in the (?:mornings?|evenings?|afternoons?|night)|"
    r"from (?:morning|dawn) (?:to|till|until) \w+|again tonight|24/7|all day|before (?:noon|lunch|work|breakfast)|"
    r"constantly)"
)
_WHO = rf"(?:i|i'm|i've|he|he's|she|she's|they|they're|we|{OTHER})"
_SEARCH = (
    r"(?:groups?|meetings?|need|want|looking|look|for|find|like|something|anything|prefer|can|could|online|near|on|but)"
)
_BETWEEN = rf"(?:(?!{_SEARCH}\b)[\w']+ )"
_HABIT = re.compile(
    rf"\b({_WHO} {_BETWEEN}{{0,4}}?{_DOING} {_BETWEEN}{{0,3}}?){_OFTEN}(?:(?: and|,) "
    rf"{_OFTEN})*(?! (?:groups?|meetings?|aa|na)\b)"
    r"(?=\W|$)"
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
    r"\d+) (?:hours?|days?|nights?|weeks?|months?|years?) (?:ago|now|back|sober|clean)|(?:for|"
    r"since|past|the last|these) (?:about |almost |the "
    r"|last |past |nearly |over )*(?:an?|two|three|four|five|six|seven|eight|nine|ten|few|"
    r"many|several|\d+) (?:days|weeks|months|"
    r"years|week|month|year)(?![- ]?old|s[- ]old)|since (?:january|february|march|april|may|"
    r"june|july|august|september|october|november|"
    r"december|i was \w+|birth|childhood|lockdown|covid|then|christmas|easter)|this year|"
    r"these days|lately|recently|(?:years?|months?|weeks?) ago)\b"
)


def without(text: str) -> str:
    """A sentence without the times of the trouble itself."""
    monthly = re.search(r"\bmonth(?:ly|s)?\b", text)  # "monthly, last friday" is no friday that was
    text = _PAST.sub(lambda m: m.group(0) if monthly and m.group(0).startswith("last ") else " ", text)
    text = _EVERY.sub(" ", text)
    return re.sub(r"  +", " ", _HABIT.sub(r"\1 ", text)).strip()
