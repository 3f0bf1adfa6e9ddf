"""What people type in answer to each question of the ladder: patterns for the whole message, punctuation gone.

A doubt reads towards danger or as no answer; only a plain no is a no.
"""

from __future__ import annotations

import re

from handoff.safety.ladder.questions import ANSWERS, REFUSED

NO = (
    r"(?:no+|nope|nah+|naw|no (?:no|not at all|never|way|thanks?|thank you|i'?m not|i am not|i don'?t|i do not|"
    r"i haven'?t|i have not|i'?m (?:ok|okay|fine|good)|nothing like that|not now|it'?s not|it isn'?t|i'?m safe)|"
    r"not at all|never|definitely not|absolutely not|of course not|god no|hell no|not me|none|n)"
)
YES = (
    r"(?:(?:yes+|yeah+|yep|yea) (?:kind of|sort of|kinda|sorta|a bit|a little|sometimes|often|i guess(?: so)?|"
    r"i think so|maybe|i do|i am|i have|it is|a lot)|yes+|yeah+|yea|yep|yup|ya|ye|y|yh|i (?:am|do|have)|"
    r"i guess(?: so)?|"
    r"(?:i )?(?:think|suppose|guess) so|sort of|sorta|kind of|kinda|a bit|a little|maybe|probably|possibly|"
    r"sometimes|yes sometimes|often|all the time|every day|always|a lot|it is|they are|definitely)"
)
UNSURE = (
    r"(?:(?:i )?(?:don'?t|do not) (?:really )?(?:know|no)|idk|(?:i )?dunno|not (?:really )?sure|unsure|no idea|"
    r"hard to say|who knows)"
)
RATHER_NOT = (
    r"(?:(?:i'?d |i would )?rather not(?: say| answer| talk about (?:it|that))?|(?:i )?(?:don'?t|do not|dont) want to "
    r"(?:say|answer|talk about (?:it|that))|prefer not(?: to say)?|no comment|none of your business|pass|not telling)"
)
_SOMEONE = rf"my \w+|(?:someone|somebody).{{0,12}}|{YES}"
_ALONE = rf"alone|no ?one|nobody|i'?m alone|{NO}"
_WANT_DEATH = r"(?:die|be dead|kill (?:myself|me)|end (?:it|my life|it all)|hurt myself|commit suicide|suicide)"
_NO_THOUGHTS = (
    rf"(?:no )?i(?:'?m| am)? (?:don'?t|do not|dont|would never|never|not|not going to|wouldn'?t) "
    rf"(?:want(?:ing)? to |going to |thinking (?:of|about) |think (?:of|about) |planning to )?(?:ever )?"
    rf"(?:{_WANT_DEATH}|killing myself|ending (?:it|my life)|that|suicide|dying)(?: at all)?"
    r"|(?:no )?i(?:'?m| am) not suicidal|not suicidal|no thoughts?(?: of suicide| like that)?"
)
_GENERAL = {"no": NO, "yes": YES, "not_sure": UNSURE, REFUSED: RATHER_NOT}

_OWN: dict[str, dict[str, str]] = {
    "soft": {
        "speaking": r"(?:just )?(?:a )?(?:way of (?:speaking|talking)|figure of speech|expression|saying|joke|kidding|"
        r"joking|venting)|(?:it'?s |it is |it was )(?:just |only )?(?:a )?(?:way of speaking|figure of speech|"
        r"expression|"
        r"joke|saying)|i (?:don'?t|didn'?t|do not|did not) mean it(?: like that| literally)?|not literally",
        "partly": rf"(?:partly|part|half)(?: (?:of it )?(?:is )?true)?|both|true|{YES}|it'?s true|i mean it",
        "not_sure": UNSURE,
    },
    "thoughts": {
        "no": _NO_THOUGHTS,
        "no_wake": r"i (?:wish|want) (?:i|to) (?:wouldn'?t|would not|didn'?t|not|never) wake up|.{0,20}not wake up|"
        r"wish i was(?:n'?t| not) (?:here|alive)|just (?:want to )?(?:sleep|disappear)",
        "yes": YES,
        REFUSED: UNSURE,
    },
    "passive": {
        "no": rf"{_NO_THOUGHTS}|(?:no )?i want to live|(?:no )?i (?:don'?t|never) wish (?:that|it)",
        "often": r"(?:pretty much |nearly |almost )?(?:often|always|all the time|every ?(?:day|night|morning)|daily|"
        r"constantly|a lot|most (?:days|nights|mornings|of the time))",
        "sometimes": YES,
        REFUSED: UNSURE,
    },
    "plan": {
        "no": rf"(?:no )?(?:i (?:have |'ve got )?)?no (?:real )?(?:plans?|idea how)|"
        rf"(?:no )?i (?:haven'?t got|don'?t have) (?:a|any) plans?|"
        rf"(?:no )?i (?:haven'?t|have not|never) thought (?:about|of) (?:how|it|that)|{NO}",
        "some": rf"(?:yes )?some idea|(?:some )?ideas|(?:i )?(?:have |got |'ve got )?(?:a |an |some )?"
        rf"(?:notion|idea|way|thought)s?"
        rf"(?: how)?|(?:i have |i'?ve )?thought (?:about|of) (?:how|it)|{YES}",
        "plan": r"(?:i have |i'?ve got |yes )?(?:a|the same) plan(?: lol)?|"
        r"same (?:plan|way) as (?:before|last time)|it'?s happening",
        REFUSED: UNSURE,
    },
    "means": {
        "yes": rf"(?:it'?s|it is|they'?re|they are|i have it|i keep it) "
        rf"(?:right |all )?(?:here|beside me|next to me|(?:in|on|at|by|under) (?:my|the|our) .{{2,30}})|"
        rf"i (?:could|can) get (?:to|at|hold of) (?:it|them|one)|{YES}",
        "not_sure": UNSURE,
        "no": r"(?:no )?i don'?t have (?:it|any|anything)(?: here)?",
    },
    "when": {
        "no": r"(?:no )?(?:i'?ll|i will|i'?m going to) be (?:ok(?:ay)?|fine|safe|alright)(?: tonight| today)?|"
        rf"no (?:set |fixed |particular )?(?:time|date|day)(?: fixed| set| yet)?|{NO}",
        "today": r"(?:yes |now )?(?:today|tonight|now|right now|soon as|not long(?: now)?|soon enough|"
        r"this (?:morning|afternoon|evening)|later(?: today)?|"
        r"in (?:a few |an? )?(?:minutes?|hours?)|after (?:this|work|school))",
        "soon": r"(?:yes )?(?:tomorrow|tmrw|tmr|tomorrow night|this weekend|next (?:two|few|couple of) days|soon|"
        r"(?:in )?(?:a|one|two|1|2) days?)",
        "some_day": rf"some ?day(?: soon)?|one day|eventually|later|next (?:week|month|year)|not yet|{UNSURE}",
        "soon_yes": YES,
    },
    "behaviour": {
        "recent": rf"(?:yes )?(?:today|yesterday|last (?:night|week|month)|recently|this (?:week|month)|"
        rf"(?:(?:about|like|around|only) )?(?:a |an |one |two |three |a few |few |a couple of |\d+ )?"
        rf"(?:(?:days?|weeks?) (?:ago|back)|"
        rf"(?:last |past )?months?(?: ago| back)|"
        rf"(?:1|2|3|one|two|three) months? (?:ago|back))|right now|just now)|{YES}",
        "longer": r"(?:yes )?(?:(?:a )?long (?:time )?ago.*|(?:\w+ )?years? (?:ago|back)(?: .*)?|once(?: .*)?|"
        r"in (?:19|20)\d\d|last year|when i was .{1,20}|once|in the past|"
        r"longer ago|before|as a (?:kid|teen|child))",
    },
    "tonight": {
        "sure": r"sure|(?:i'?m |i am |yes |very |quite |pretty |yes i'?m )?(?:sure|certain|safe|ok|okay|fine)|"
        r"(?:yes )?i (?:will|can)|yes|yeah|yep|(?:i'?ll|i will) be (?:ok|okay|fine|alright)",
        "not_sure": rf"{UNSURE}|(?:i )?would ?n[o']t bet on it|maybe|i hope(?: so)?|i guess|i think so|not very|"
        r"not really|probably|kind of|50 ?50",
        "no": rf"{NO}|(?:i )?don'?t think (?:so|i (?:will|can))|"
        r"(?:i'?m |i )?(?:not going to|won'?t) make it|i can'?t|i won'?t|not at all",
    },
    "with_whom": {
        "here": rf"(?:someone|somebody|my \w+) (?:is|are) (?:here|home|with me)|not alone|{YES}",
        "nobody": rf"{NO}|no ?one|nobody|i'?m alone|{UNSURE}",
        "ask": r"(?:i (?:can|could) (?:ask|call|text) )?(?:my )?(?:mum|mom|dad|sister|brother|friend|partner|wife|"
        r"husband|roommate|neighbou?r|flatmate)",
        "alone": r"(?:i'?d |i would )?(?:rather|prefer|want)(?: to)? be(?: left)? alone|leave me alone",
    },
    "near": {
        "someone": r"(?:someone|somebody|my \w+)(?: (?:is|are) (?:here|home|near))?|not alone|yes",
        "alone": rf"no ?one|nobody|alone|i'?m (?:all )?alone|{NO}",
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
        "text": rf"text|i'?ll text|{YES}|ok(?:ay)?|i'?ll try",
        "person": r"(?:a )?(?:person|volunteer)(?: here)?",
        "later": rf"later|not now|{NO}|{UNSURE}|{RATHER_NOT}",
    },
    "plan_offer": {
        "yes": rf"{YES}|ok(?:ay)?|sure|plan|let'?s",
        "grounding": r"grounding|breathing|something to steady me|steady",
        "later": rf"later|not now|{NO}|{UNSURE}|{RATHER_NOT}",
    },
    "steady": {
        "grounding": rf"{YES}|ok(?:ay)?|sure|grounding|breathing|something to steady me|steady(?: me)?|let'?s",
        "person": r"(?:a )?(?:person|volunteer)(?: here)?",
        "later": rf"later|not now|{NO}|{UNSURE}|{RATHER_NOT}",
    },
    "since": {
        "better": r"(?:a bit |a little |much |bit )?(?:better|easier|lighter)|ok(?:ay)?|fine|good",
        "same": rf"(?:the |about the )?same|no change|not (?:much )?(?:better|different)|{UNSURE}|meh",
        "harder": r"(?:a bit |a little |much )?(?:worse|harder|heavier)|bad|terrible|awful|not good",
    },
    "writer": {
        "safe": r"(?:yes )?i'?m (?:safe|ok|okay|fine|alright)|yes|yeah|yep|safe|ok|okay|fine",
        "not_really": rf"not really|{NO}|{UNSURE}|sort of|kind of|i guess(?: so)?|maybe",
    },
    "worried_about_someone": {
        "no": rf"(?:no )?not (?:right )?now|(?:no )?not at the moment|(?:no )?i don'?t think so|{NO}",
        "yes": rf"(?:yes )?(?:right )?now|{YES}",
    },
    "near_call": {
        "can_call": rf"{YES}|i can(?: call)?|i'?ll call|calling(?: now)?|ok(?:ay)?|i'?ll try",
        "cannot": rf"{NO}|{UNSURE}|(?:i )?(?:can'?t|cannot|won'?t)(?: call| speak| talk)?"
        r"(?: anyone| anybody| them)?",
    },
    "age": {
        "under": rf"(?:i'?m |i am |im )?(?:only |just )?(?:[5-9]|1[0-7])(?: years? old| yo)?|under(?: 18)?|{YES}",
        "adult": rf"(?:no )?(?:i'?m |i am |im )?(?:1[89]|[2-9]\d)(?: years? old| yo)?|(?:over|18|not under)(?: 18)?|"
        rf"(?:i'?m |i am |im )?(?:an )?(?:adult|grown ?up)|{NO}",
        REFUSED: UNSURE,
    },
    "psychosis_mania": {"someone": _SOMEONE, "alone": _ALONE},
    "withdrawal": {"someone": _SOMEONE, "alone": _ALONE},
}
_ALIAS = {("when", "soon_yes"): "soon"}
COMPILED = {
    question: [
        (_ALIAS.get((question, answer), answer), re.compile(rf"(?:{pattern})"))
        for answer, pattern in [*_OWN.get(question, {}).items(), *_GENERAL.items()]
        if answer in ANSWERS[question] or answer == REFUSED or (question, answer) in _ALIAS
    ]
    for question in ANSWERS
}
