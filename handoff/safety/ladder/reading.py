"""Reads a typed answer to a question of the ladder, from the question that is open.

A clear answer is the whole message. Anything longer than an answer is read by the risk reader, not here. Every doubt
is read towards danger or as no answer; only a plain no is a no.
"""

from __future__ import annotations

import re

from handoff.safety.ladder.phrases import COMPILED, NO, RATHER_NOT, UNSURE
from handoff.safety.ladder.questions import ANSWERS, REFUSED
from handoff.safety.words import plain

_END = re.compile(r"(?: (?:thanks?|thank you|tbh|honestly|really|sorry|rn|though|actually|please))+$")
_START = re.compile(r"^(?:um+|uh+|er+|hm+|well|honestly|tbh|so|ok|okay|oh)[ ,.]+")

GOT_ME_WRONG = re.compile(
    r"\b(?:you|u|ur|youre|you'?re|you are)(?:'ve| have)? (?:got|get|getting|took|taking|read|reading)\b"
    r".{0,20}\b(?:wrong|wrongly|too seriously|the wrong way)\b|"
    r"(?:^|\b(?:you|u|you'?ve|this|that|it)\b.{0,20}\b)mis(?:under\w+|read\w*|interpret\w*|took|taken)\b|"
    r"\bnot what i (?:meant|mean|said|was saying)\b|"
    r"\bi (?:didn'?t|don'?t|did not|do not) mean (?:it )?(?:like )?that\b|\bwrong end of the stick\b|"
    r"\bthat'?s not (?:me|what this is about|what i said)\b"
)
SAID_ALREADY = re.compile(
    r"\b(?:you|u) (?:already |just )?(?:said|asked|told me) (?:that|this|it|me that)(?: already| before)?\b|"
    r"\bi (?:already|just) (?:said|told you|answered)\b|\bstop (?:repeating|asking)\b|\bsame (?:question|thing) again\b"
)
REAL = re.compile(
    r"\b(?:are|r) (?:you|u) (?:(?:even|really|actually|just|like|a|an|some|kind of) )*"
    r"(?:real|human|(?:ro)?bot|robot|person|machine|computer|program|ai|alive|automated|automatic|there a person)\b|"
    r"\bam i (?:talking|speaking|writing|texting|chatting) (?:to|with) (?:a |an |some )?"
    r"(?:real |actual |live )?(?:(?:ro)?bot|robot|person|human|machine|computer|program|ai|someone real)\b|"
    r"\bis (?:this|that|it|anyone|someone|there) (?:(?:just|really|even|actually|a|an|any|some) )*"
    r"(?:real|(?:ro)?bot|robot|real person|human|machine|computer|ai|program|automated)(?: person| here| there)?\b"
)
NO_LINE = re.compile(
    r"\b(?:don'?t|do not|not|won'?t|never|can'?t|no) (?:want to |going to |wanna |like to |gonna )?"
    r"(?:call|ring|phone|text)\w*"
    r"(?: (?:anyone|anybody|them|a|any|the|that|those|your)\b.*)?$|\bno (?:hot|help|crisis )?lines?\b|"
    r"\b(?:hot|help)lines? (?:don'?t|do not|never|didn'?t|are useless)\b"
)


_KIN = (
    r"(?:mum|mom|mother|dad|father|parents|sister|brother|wife|husband|partner|boyfriend|girlfriend|friends?|roommate|"
    r"flatmate|housemate|son|daughter|gran|grandma|nan|grandad|grandpa|aunt|uncle|cousin|neighbou?r)"
)
COMPANY = re.compile(
    rf"\bmy {_KIN}(?:'s| is| are) (?:right |here )*(?:here|with me|next to me|beside me|in the (?:next|other) room)\b|"
    rf"\bi(?:'?m| am) (?:here |at home )?with my {_KIN}\b"
)
BY_ONESELF = re.compile(
    r"\bi(?:'?m| am) (?:home |here |all )*alone(?= (?:here|at home|in|with|right now|now|tonight)|[.,!?]|$)|"
    r"\b(?:nobody|no ?one)(?:'s| is) (?:here|home|with me)\b"
)
SCHOOL = re.compile(
    r"\b(?:at|in|from|after|before|to|skip(?:ped|ping)?|hate) school\b|\bmy (?:\w+ )?teachers?\b|\bhome ?work\b|"
    r"\b(?:school|guidance) counsell?or\b|\b(?:recess|detention|high ?school|middle school|sixth form|freshman|"
    r"sophomore|gcses?|a levels?|prom night|lunch table)\b|\bkids (?:at|in|from) (?:my )?(?:school|class)\b|"
    r"\bmy (?:mum|mom|dad|parents) (?:took|grounded|won'?t let|doesn'?t let|don'?t let)\b"
)


_BELOW_18 = r"(?:[89]|1[0-7]|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)"
BELOW_18 = re.compile(
    rf"\b(?:i'?m|i am|i(?: just)? turned) (?:a |an |only |just |almost |nearly )*{_BELOW_18}"
    r"(?: ?(?:years? old|yrs? old|yo|y/o|f|m|year old|years of age)\b|(?= ?(?:and|but|so|now|too|today|btw)\b)|"
    r"(?= ?[.,;!?]|$))(?! (?:weeks|months|days|minutes|hours|percent))|"
    rf"^{_BELOW_18} ?(?:f|m|yo|y/o|years? old)\b|"
    rf"\bi(?:'?m| am) (?:a minor|underage|under (?:18|eighteen|age)|not (?:18|eighteen) yet)\b|"
    rf"\bmy age is {_BELOW_18}\b"
)


def below_18(text: str) -> bool:
    """True when the writer says an age below 18, in a message of any kind: "im 15", "I am 16 years old"."""
    return bool(BELOW_18.search(plain(text)))


def company(text: str) -> str | None:
    """ "someone" when the words say that a person is with them, "alone" when they say that nobody is, else None."""
    said = plain(text)
    if COMPANY.search(said):
        return "someone"
    return "alone" if BY_ONESELF.search(said) else None


def of_school(text: str) -> bool:
    """True for words of school life: the writer may be young, or a teacher."""
    return bool(SCHOOL.search(plain(text)))


def read(question: str, text: str, number_of: tuple[str, ...] = ()) -> str | None:
    """The answer that the whole text is, or None. A lone number counts in the order of the quick replies."""
    said = _START.sub("", plain(text)).strip(" ,.")
    if not said or len(said) > 80:
        return None
    options = number_of or ANSWERS[question]
    if said.isdigit() and len(said) == 1:
        place = int(said) - 1
        return options[place] if 0 <= place < len(options) else None
    said = _typed_out(said)
    bare = _bare(said)
    forms = (bare, _END.sub("", bare))
    exact = next((answer for form in forms for answer, pattern in COMPILED[question] if pattern.fullmatch(form)), None)
    return exact or _with_more(question, said)


_HEADS = (
    (
        REFUSED,
        re.compile(
            rf"(?:{RATHER_NOT}|(?:i'?d |i would )?(?:sooner|prefer) not|not (?:going|gonna) (?:to )?"
            r"(?:say|discuss|answer|talk|tell|there|into)|next question)\b"
        ),
    ),
    ("unsure", re.compile(rf"(?:really |eh |i'?m |i am )*(?:{UNSURE}|can'?t say|(?:i )?could ?n[o']t say|depends)\b")),
    (
        "yes",
        re.compile(
            r"(?:lol |haha |i mean |ok |okay |\d )*(?:(?:yes+|yeah+|yep|yea|yup|ya|ye|yh|affirmative|definitely|"
            r"sometimes|often|i (?:guess|suppose)(?: so)?)\b|i (?:do|would|often|sometimes) (?:have|think|"
            r"wish|feel)(?: of| about)? "
            r"(?:them|it|that|those|this|so)\b|.*[ ,](?:yes|yeah)$)"
        ),
    ),
    ("sure", re.compile(r"(?:i'?m |i am |for |quite |very |pretty |yes |yeah |yep )*sure\b")),
    (
        "no",
        re.compile(
            r"(?:me\W+)?(?:no+|nope|nah+|naw|not at all|definitely not|absolutely not|of course not)"
            r"(?=\s*[,.;:?-]|$| (?:i|i'm|it's|that's|just|not|never|god|promise|nothing|me|thanks|thank|really|lol)\b)"
        ),
    ),
)
_MEANS = {
    "thoughts": {"unsure": REFUSED, "yes": "yes", "no": "no"},
    "passive": {"unsure": REFUSED, "yes": "sometimes", "no": "no"},
    "plan": {"unsure": REFUSED, "yes": "some", "no": "no"},
    "means": {"unsure": "not_sure", "yes": "yes", "no": "no"},
    "when": {"unsure": "some_day", "yes": "soon", "no": "no"},
    "behaviour": {"yes": "recent", "no": "no"},
    "tonight": {"unsure": "not_sure", "yes": "sure", "sure": "sure", "no": "no"},
    "writer": {"unsure": "not_really", "yes": "safe", "no": "not_really"},
    "worried_about_someone": {"unsure": "not_sure", "yes": "yes", "no": "no"},
}
_SHORT = {"im": "i'm", "dont": "don't", "cant": "can't", "wont": "won't", "ive": "i've", "havent": "haven't",
          "didnt": "didn't", "its": "it's", "id": "i'd", "ill": "i'll", "wasnt": "wasn't", "isnt": "isn't"}  # fmt: skip


def _typed_out(said: str) -> str:
    """With the apostrophes that hasty fingers leave out."""
    return re.sub(r"[a-z]+(?![a-z'])", lambda word: _SHORT.get(word.group(), word.group()), said)


def _bare(said: str) -> str:
    """Without marks between the words."""
    return " ".join(re.sub(r"\s*[,.;:?]+\s*|\s+-+\s+", " ", said).split())


_LONG_AGO = re.compile(r"\b(?:years?|long|ages|once|kid|teen\w*|young\w*|before|in (?:19|20)\d\d)\b")
_HEDGES = re.compile(
    r"\b(?:but|except|unless|though|yet|maybe|perhaps|guess|think|hope|depends|not|never|really|sometimes|lol|"
    r"lmao|haha\w*|"
    r"jk|kidding|joking|can'?t|cannot|die|dead|dying|hurt|end|alone|point|"
    r"hopeless|worse|any ?more|always|often|used to|if|until|for now|ask me)\b"
)
_CLEAR = frozenset({("thoughts", "no"), ("passive", "no"), ("tonight", "sure"), ("writer", "safe")})
"""Answers that calm: with a hedge, a joke or a condition behind them they are none."""


def _with_more(question: str, said: str) -> str | None:
    """An answer with a few words behind it: "yes, most nights", "no, just stressed". Only the seven questions and the
    ones about somebody else; towards calm only when nothing takes it back."""
    known = _MEANS.get(question)
    if known is None:
        return None
    for head, pattern in _HEADS:
        if found := pattern.match(said):
            rest = _bare(said[found.end() :])
            answer = REFUSED if head == REFUSED else known.get(head)
            if question == "behaviour" and answer == "recent" and _LONG_AGO.search(rest):
                return "longer"
            taken_back = _HEDGES.search(rest) and not re.fullmatch(rf"(?:{NO}|not (?:me|that|at all)|never)", rest)
            return None if (question, answer) in _CLEAR and taken_back else answer
    return None


def got_me_wrong(text: str) -> bool:
    """True for "you got me wrong" in its common forms."""
    said = plain(text)
    return len(said) <= 120 and bool(GOT_ME_WRONG.search(said))


def said_already(text: str) -> bool:
    """True for "you already said that" and "stop asking"."""
    said = plain(text)
    return len(said) <= 120 and bool(SAID_ALREADY.search(said))


def asks_if_real(text: str) -> bool:
    """True for "are you real", in any form."""
    said = plain(text)
    return len(said) <= 120 and bool(REAL.search(said))


def turns_line_down(text: str) -> bool:
    """True when somebody says no to calling or texting a line."""
    said = plain(text)
    return len(said) <= 160 and bool(NO_LINE.search(said))
