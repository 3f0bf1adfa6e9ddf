"""Reads a typed answer to a question of the ladder, from the question that is open.

A clear answer is the whole message. Anything longer than an answer is read by the risk reader, not here. Every doubt
is read towards danger or as no answer; only a plain no is a no.
"""

from __future__ import annotations

import re

from handoff.safety.ladder.questions import ANSWERS, REFUSED
from handoff.safety.words import plain

_NO = (
    r"(?:no+|nope|nah+|naw|no (?:no|not at all|never|way|thanks?|thank you|i'?m not|i am not|i don'?t|i do not|"
    r"i haven'?t|i have not|i'?m (?:ok|okay|fine|good)|nothing like that|not now|it'?s not|it isn'?t|i'?m safe)|"
    r"not at all|never|definitely not|absolutely not|of course not|god no|hell no|not me|none|n)"
)
_YES = (
    r"(?:(?:yes+|yeah+|yep|yea) (?:kind of|sort of|kinda|sorta|a bit|a little|sometimes|often|i guess(?: so)?|"
    r"i think so|maybe|i do|i am|i have|it is|a lot)|yes+|yeah+|yea|yep|yup|ya|ye|y|yh|i (?:am|do|have)|"
    r"i guess(?: so)?|"
    r"(?:i )?(?:think|suppose|guess) so|sort of|sorta|kind of|kinda|a bit|a little|maybe|probably|possibly|"
    r"sometimes|yes sometimes|often|all the time|every day|always|a lot|it is|they are|definitely)"
)
_UNSURE = (
    r"(?:(?:i )?(?:don'?t|do not) (?:really )?(?:know|no)|idk|(?:i )?dunno|not (?:really )?sure|unsure|no idea|"
    r"hard to say|who knows)"
)
_RATHER_NOT = (
    r"(?:(?:i'?d |i would )?rather not(?: say| answer| talk about (?:it|that))?|(?:i )?(?:don'?t|do not|dont) want to "
    r"(?:say|answer|talk about (?:it|that))|prefer not(?: to say)?|no comment|none of your business|pass|not telling)"
)
_SOMEONE = rf"my \w+|(?:someone|somebody).{{0,12}}|{_YES}"
_ALONE = rf"alone|no ?one|nobody|i'?m alone|{_NO}"
_WANT_DEATH = r"(?:die|be dead|kill (?:myself|me)|end (?:it|my life|it all)|hurt myself|commit suicide|suicide)"
_NO_THOUGHTS = (
    rf"(?:no )?i(?:'?m| am)? (?:don'?t|do not|dont|would never|never|not|not going to|wouldn'?t) "
    rf"(?:want(?:ing)? to |going to |thinking (?:of|about) |think (?:of|about) |planning to )?(?:ever )?"
    rf"(?:{_WANT_DEATH}|killing myself|ending (?:it|my life)|that|suicide|dying)(?: at all)?"
    r"|(?:no )?i(?:'?m| am) not suicidal|not suicidal|no thoughts?(?: of suicide| like that)?"
)
_GENERAL = {"no": _NO, "yes": _YES, "not_sure": _UNSURE, REFUSED: _RATHER_NOT}

_OWN: dict[str, dict[str, str]] = {
    "soft": {
        "speaking": r"(?:just )?(?:a )?(?:way of (?:speaking|talking)|figure of speech|expression|saying|joke|kidding|"
        r"joking|venting)|(?:it'?s |it is |it was )(?:just |only )?(?:a )?(?:way of speaking|figure of speech|"
        r"expression|"
        r"joke|saying)|i (?:don'?t|didn'?t|do not|did not) mean it(?: like that| literally)?|not literally",
        "partly": rf"(?:partly|part|half)(?: (?:of it )?(?:is )?true)?|both|true|{_YES}|it'?s true|i mean it",
        "not_sure": _UNSURE,
    },
    "thoughts": {
        "no": _NO_THOUGHTS,
        "no_wake": r"i (?:wish|want) (?:i|to) (?:wouldn'?t|would not|didn'?t|not|never) wake up|.{0,20}not wake up|"
        r"wish i was(?:n'?t| not) (?:here|alive)|just (?:want to )?(?:sleep|disappear)",
        "yes": _YES,
        REFUSED: _UNSURE,
    },
    "passive": {
        "no": rf"{_NO_THOUGHTS}|(?:no )?i want to live|(?:no )?i (?:don'?t|never) wish (?:that|it)",
        "often": r"often|always|all the time|every ?day|a lot|most days",
        "sometimes": _YES,
        REFUSED: _UNSURE,
    },
    "plan": {
        "no": rf"(?:no )?(?:i (?:have |'ve got )?)?no (?:real )?(?:plans?|idea how)|"
        rf"(?:no )?i (?:haven'?t got|don'?t have) (?:a|any) plans?|"
        rf"(?:no )?i (?:haven'?t|have not|never) thought (?:about|of) (?:how|it|that)|{_NO}",
        "some": rf"(?:yes )?some idea|(?:some )?ideas|{_YES}",
        "plan": r"(?:i have |i'?ve got |yes )?a plan",
        REFUSED: _UNSURE,
    },
    "means": {"yes": _YES, "not_sure": _UNSURE, "no": r"(?:no )?i don'?t have (?:it|any|anything)(?: here)?"},
    "when": {
        "no": r"(?:no )?(?:i'?ll|i will|i'?m going to) be (?:ok(?:ay)?|fine|safe|alright)(?: tonight| today)?|"
        rf"no (?:time|date|day)|{_NO}",
        "today": r"(?:yes )?(?:today|tonight|now|right now|soon as|this (?:morning|afternoon|evening)|later(?: today)?|"
        r"in (?:a few |an? )?(?:minutes?|hours?)|after (?:this|work|school))",
        "soon": r"(?:yes )?(?:tomorrow|tmrw|tmr|tomorrow night|this weekend|next (?:two|few|couple of) days|soon|"
        r"(?:in )?(?:a|one|two|1|2) days?)",
        "some_day": rf"some ?day|one day|eventually|later|next (?:week|month|year)|not yet|{_UNSURE}",
        "soon_yes": _YES,
    },
    "behaviour": {
        "recent": rf"(?:yes )?(?:today|yesterday|last (?:night|week|month)|recently|this (?:week|month)|"
        rf"(?:a |one |two |few |\d )?(?:days?|weeks?) ago)|{_YES}",
        "longer": r"(?:yes )?(?:(?:a )?long (?:time )?ago|years ago|last year|when i was .{1,20}|once|in the past|"
        r"longer ago|before|as a (?:kid|teen|child))",
    },
    "tonight": {
        "sure": r"sure|(?:i'?m |i am |yes |very |quite |pretty |yes i'?m )?(?:sure|certain|safe|ok|okay|fine)|"
        r"(?:yes )?i (?:will|can)|yes|yeah|yep|(?:i'?ll|i will) be (?:ok|okay|fine|alright)",
        "not_sure": rf"{_UNSURE}|maybe|i hope(?: so)?|i guess|i think so|not very|not really|probably|kind of|50 ?50",
        "no": rf"{_NO}|i don'?t think (?:so|i (?:will|can))|i can'?t|i won'?t|not at all",
    },
    "with_whom": {
        "here": rf"(?:someone|somebody|my \w+) (?:is|are) (?:here|home|with me)|not alone|{_YES}",
        "nobody": rf"{_NO}|no ?one|nobody|i'?m alone|{_UNSURE}",
        "ask": r"(?:i (?:can|could) (?:ask|call|text) )?(?:my )?(?:mum|mom|dad|sister|brother|friend|partner|wife|"
        r"husband|roommate|neighbou?r|flatmate)",
        "alone": r"(?:i'?d |i would )?(?:rather|prefer|want)(?: to)? be(?: left)? alone|leave me alone",
    },
    "near": {
        "someone": r"(?:someone|somebody|my \w+)(?: (?:is|are) (?:here|home|near))?|not alone|yes",
        "alone": rf"no ?one|nobody|alone|i'?m (?:all )?alone|{_NO}",
        "can_call": r"i can(?: call)?|i'?ll call|calling(?: now)?|ok(?:ay)? i'?ll call|yes i can",
        "cannot": r"i (?:can'?t|cannot|won'?t)(?: call| speak| talk)?|can'?t(?: call| speak| talk)?",
        "going": r"(?:ok |okay )?(?:i'?m )?going(?: now)?",
    },
    "barrier": {
        "chat": r".*\b(?:only|just) (?:want to |wanna )?(?:chat|talk)\b.*",
        "strong": r".*\b(?:thoughts?|feelings?|it)\b.*\btoo (?:strong|much|loud)\b.*|too (?:strong|much)",
        "police": r".*\b(?:police|cops|hospital|ambulance|locked up|sectioned|taken away)\b.*",
        "burden": r".*\b(?:burden|bother\w*|waste (?:of|their) time)\b.*",
        "before": r".*\b(?:did ?n'?t|did not|never|not|doesn'?t|does not) (?:really )?help(?:ed)?\b.*",
        "silent": r".*\b(?:can'?t|cannot|can not|don'?t want to) (?:speak|talk|be heard)\b.*|"
        r".*\b(?:costs?|money|expensive|credit|afford|voice)\b.*",
    },
    "try": {
        "call": r"call|i'?ll call|calling",
        "text": rf"text|i'?ll text|{_YES}|ok(?:ay)?|i'?ll try",
        "person": r"(?:a )?(?:person|volunteer)(?: here)?",
        "later": rf"later|not now|{_NO}|{_UNSURE}|{_RATHER_NOT}",
    },
    "plan_offer": {
        "yes": rf"{_YES}|ok(?:ay)?|sure|plan|let'?s",
        "grounding": r"grounding|breathing|something to steady me|steady",
        "later": rf"later|not now|{_NO}|{_UNSURE}|{_RATHER_NOT}",
    },
    "steady": {
        "grounding": rf"{_YES}|ok(?:ay)?|sure|grounding|breathing|something to steady me|steady(?: me)?|let'?s",
        "person": r"(?:a )?(?:person|volunteer)(?: here)?",
        "later": rf"later|not now|{_NO}|{_UNSURE}|{_RATHER_NOT}",
    },
    "since": {
        "better": r"(?:a bit |a little |much |bit )?(?:better|easier|lighter)|ok(?:ay)?|fine|good",
        "same": rf"(?:the |about the )?same|no change|not (?:much )?(?:better|different)|{_UNSURE}|meh",
        "harder": r"(?:a bit |a little |much )?(?:worse|harder|heavier)|bad|terrible|awful|not good",
    },
    "writer": {
        "safe": r"(?:yes )?i'?m (?:safe|ok|okay|fine|alright)|yes|yeah|yep|safe|ok|okay|fine",
        "not_really": rf"not really|{_NO}|{_UNSURE}|sort of|kind of|i guess(?: so)?|maybe",
    },
    "worried_about_someone": {
        "no": rf"(?:no )?not (?:right )?now|(?:no )?not at the moment|(?:no )?i don'?t think so|{_NO}",
        "yes": rf"(?:yes )?(?:right )?now|{_YES}",
    },
    "near_call": {
        "can_call": rf"{_YES}|i can(?: call)?|i'?ll call|calling(?: now)?|ok(?:ay)?|i'?ll try",
        "cannot": rf"{_NO}|{_UNSURE}|(?:i )?(?:can'?t|cannot|won'?t)(?: call| speak| talk)?"
        r"(?: anyone| anybody| them)?",
    },
    "age": {
        "under": rf"(?:i'?m |i am |im )?(?:only |just )?(?:[5-9]|1[0-7])(?: years? old| yo)?|under(?: 18)?|{_YES}",
        "adult": rf"(?:no )?(?:i'?m |i am |im )?(?:1[89]|[2-9]\d)(?: years? old| yo)?|(?:over|18|not under)(?: 18)?|"
        rf"(?:i'?m |i am |im )?(?:an )?(?:adult|grown ?up)|{_NO}",
        REFUSED: _UNSURE,
    },
    "psychosis_mania": {"someone": _SOMEONE, "alone": _ALONE},
    "withdrawal": {"someone": _SOMEONE, "alone": _ALONE},
}
_ALIAS = {("when", "soon_yes"): "soon"}
_COMPILED = {
    question: [
        (_ALIAS.get((question, answer), answer), re.compile(rf"(?:{pattern})"))
        for answer, pattern in [*_OWN.get(question, {}).items(), *_GENERAL.items()]
        if answer in ANSWERS[question] or answer == REFUSED or (question, answer) in _ALIAS
    ]
    for question in ANSWERS
}
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
    said = _START.sub("", plain(text))
    said = _END.sub("", said).strip(" ,.")
    if not said or len(said) > 80:
        return None
    options = number_of or ANSWERS[question]
    if said.isdigit() and len(said) == 1:
        place = int(said) - 1
        return options[place] if 0 <= place < len(options) else None
    for answer, pattern in _COMPILED[question]:
        if pattern.fullmatch(said):
            return answer
    return None


def got_me_wrong(text: str) -> bool:
    """True for "you got me wrong" in its common forms."""
    said = plain(text)
    return len(said) <= 120 and bool(GOT_ME_WRONG.search(said))


def said_already(text: str) -> bool:
    """True for "you already said that" and "stop asking"."""
    said = plain(text)
    return len(said) <= 120 and bool(SAID_ALREADY.search(said))


def turns_line_down(text: str) -> bool:
    """True when somebody says no to calling or texting a line."""
    said = plain(text)
    return len(said) <= 160 and bool(NO_LINE.search(said))
