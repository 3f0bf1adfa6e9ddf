"""The words in which notes speak of days, weeks and months: patterns for `notes.py`."""

import re

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY_WORDS = {
    name: i
    for i, names in enumerate(
        (
            ("monday", "mon"),
            ("tuesday", "tues", "tue"),
            ("wednesday", "weds", "wed"),
            ("thursday", "thurs", "thur", "thu"),
            ("friday", "fri"),
            ("saturday", "sat"),
            ("sunday", "sun"),
        )
    )
    for name in names
}
ORDINALS = {
    name: number
    for number, names in {
        1: ("1st", "first"),
        2: ("2nd", "second"),
        3: ("3rd", "third"),
        4: ("4th", "fourth"),
        5: ("5th", "fifth"),
        -1: ("last", "final"),
    }.items()
    for name in names
}
MONTHS = {
    name: i
    for i, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march",), ("april",), ("may",), ("june",), ("july",),
            ("august", "aug"), ("september", "sept"), ("october", "oct"), ("november", "nov"), ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip

_DAY = "|".join(sorted(DAY_WORDS, key=len, reverse=True))
_ORD = "|".join(ORDINALS)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_AND = r"\s*(?:,|and|&|/|\+)\s*(?:and\s+)?(?:the\s+)?"
ORD_WORD = re.compile(rf"\b(?:{_ORD})\b", re.I)

# Without one of these a note says nothing about which weeks: most notes end here.
ANY = re.compile(
    rf"\b(?:{_ORD}|every|each|alternat\w+|rotat\w+|bi-?weekly|fortnight\w*|month\w*|holidays?|{_MONTH})\b", re.I
)

# "1st and 3rd Thursday", "the second and last Wednesdays"
ORDINAL_DAY = re.compile(
    rf"\b(?P<every>every\s+)?(?P<ords>(?:{_ORD})(?:{_AND}(?:{_ORD}))*)\s+(?P<day>{_DAY})s?\b\.?", re.I
)
# "1st week", "last meeting of the month"
ORDINAL_WEEK = re.compile(
    rf"\b(?P<ords>(?:{_ORD})(?:{_AND}(?:{_ORD}))*)\s+(?:(?:week|wk)s?|meetings?\s+(?:of|in)\s+(?:the|each|every))\b",
    re.I,
)
OTHER_WEEK = re.compile(
    rf"\b(?:every\s+other|each\s+other|alternate|alternating|every\s+(?:two|2)|every\s+second(?=\s+week))\s+"
    rf"(?P<day>{_DAY}|weeks?)s?\b|\b(?:bi-?weekly|fortnightly|each\s+fortnight|every\s+fortnight)\b",
    re.I,
)
ANY_DAY = re.compile(rf"\b(?P<day>{_DAY})s?\b", re.I)
MONTHLY = re.compile(r"\bonce[- ](?:a|per|each|every)[- ]month\b|\bmonthly\b", re.I)
MEETS = re.compile(
    r"\b(?:meets?|meeting (?:is )?(?:held|meets|occurs|takes place)|only|held|gathers?|happens?|takes place|occurs?|"
    r"comes? together|runs)\b",
    re.I,
)
WEEKLY = re.compile(r"\bevery week\b|(?<!bi-)(?<!bi )\bweekly\b", re.I)
THEME = re.compile(
    r"\b(?:speakers?|spkrs?|birthdays?|potluck|traditions?|trad|steps?|(?<!doors )open|closed|newcomers?|beginners?|"
    r"chips?|anniversar\w*|anniv|celebrat\w*|literature|topics?|study|meditation|candlelight|book|big book|"
    r"conscience|eating|discussion|concepts?|format|welcome|meal|reading|stories|movie|grapevine|sobriety|pamphlet|"
    r"choice|worksheet|slogans?|workshop|medallions?|cake|guest)\b",
    re.I,
)
BUSINESS = re.compile(r"\bbusiness\b|\bsteering\b|\bintergroup\b|\bcommittee\b|\bGSR\b|\bdistrict meeting\b", re.I)
NOT_MEETING = re.compile(
    r"(?:\bno\s+(?:meetings?|mtgs?|group)\b|\bnot\s+(?:meet(?:ing)?|held|on|in)\b|\bdo(?:es)?\s?n.t\s+meet\b)"
    r"(?:\s+(?:on|held|in|the|each|every|any|during))*\s*$",
    re.I,
)
EXCEPT = re.compile(r"\b(?:every|each|all)\b.*\b(?:except|excluding|but not)\b(?:\s+(?:on|for|the))*\s*$", re.I)
HOLIDAY = re.compile(
    r"\b(?:no\s+(?:meetings?|mtgs?)|not|closed|cancell?ed|except|excluding|doesn.t meet)\b(?P<gap>[^.;]{0,30}?)"
    r"\bholidays?\b(?!\s*(?:weekend|move))",
    re.I,
)
OTHER_HOLIDAY = re.compile(r"\b(?:jewish|school|religious|even|open|weekend)\b", re.I)
MONTH_LIST = rf"(?:{_MONTH})(?:{_AND.replace('and|', 'and|or|')}(?:{_MONTH}))*"
NOT_MONTHS = re.compile(
    r"\b(?:no\s+(?:meetings?|mtgs?)|not\s+(?:meet(?:ing)?|held)|not|do(?:es)?\s?n.t\s+meet|closed)\b"
    rf"(?:\s+(?:in|during|for|the|months?|of))*\s+(?P<months>{MONTH_LIST})\b(?!\s*\.?\s*\d)",
    re.I,
)
MONTH_RANGE = re.compile(
    rf"(?P<before>^|.*\b(?:meets?|held|only|gathers?|runs|open)\b.{{0,20}}?)(?:from\s+)?\b(?P<first>{_MONTH})\s*"
    rf"(?:to|through|thru|until|till|-|–)\s*(?P<last>{_MONTH})\b(?!\s*\.?\s*\d)",
    re.I,
)
ONLY_MONTHS = re.compile(rf"\bonly\s+(?:in\s+)?(?P<months>{MONTH_LIST})\b(?!\s*\.?\s*\d)", re.I)
ELSEWHERE = re.compile(r"\b(?:indoors?|outside|outdoors?|inside|pavilion|location|at the|in the)\b", re.I)
OWN = re.compile(r"\b(?:their|your|my|his|her)\s+(?:very\s+)?$", re.I)
IS_THEME = re.compile(r"^\W*(?:of\s+(?:the|each|every)\s+month\W*)?(?:is|are)\b", re.I)
OF_MONTH = re.compile(r"\b(?:of|in)\s+(?:(?:the|each|every)\s+)?month\b|\b(?:each|every)\s+month\b", re.I)
FILLER = re.compile(
    r"\b(?:of|in|on|the|each|every|month|monthly|only|meetings?|subject|to|change|at|from|and|weeks?|online)\b|[\d:]+\s*(?:[ap]\.?m\b)?|\W",
    re.I,
)


def months_in(text: str) -> list[int]:
    """The months a list names. "may" and "march" in small letters are verbs."""
    words = re.findall(rf"\b(?:{_MONTH})\b", text, re.I)
    return [MONTHS[w.lower()] for w in words if w not in ("may", "march")]
