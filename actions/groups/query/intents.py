"""What a sentence wants beside searching: is it still running, report, remind, choose, refine, start again."""

import re
from typing import Any

from actions.groups.query.sentence import Sentence

_STILL = (
    re.compile(
        r"^(?:hi |hello |hey |so |do you know if |can you check if |any idea if |check (?:if|whether) |please )*"
        r"(?:is|are|does|do|if|whether) (?:the )?(.+?)(?:'s)? (?:group |meeting )?(?:is |are )?"
        r"(?:still (?:on|running|going|there|open|active|happening|meet(?:s|ing)?|exist(?:s|ing)?|held|around|alive|a "
        r"thing)|really (?:on|running|happening)|actually (?:on|running))\b"
    ),
    re.compile(
        r"^(?:the )?(.+?),? (?:is it|are they|does it) still (?:on|running|going|there|open|active|happening|meet\w*)\b"
    ),
    re.compile(r"^(?:has|have|did) (?:the )?(.+?) (?:stop(?:ped)?|closed?|moved?|shut down|ended?|folded|finished)\b"),
    re.compile(
        r"^(?:when|how recently) (?:was|were|did you) (?:the )?(.+?) last (?:confirmed|check(?:ed)?|verif(?:y|ied)|"
        r"updated)\b"
    ),
)
_POINTING = frozenset(
    ["it", "they", "that", "this", "that one", "this one", "one", "group", "meeting", "these", "those", "he", "she"]
)
_REPORTS = (
    (
        "bad_link",
        r"\b(?:link|url|zoom|meeting id|passcode|password|pin|number)\b.{0,30}\b(?:(?:(?:is|"
        r"was|seems|looks|has been) )?(?:dead|"
        r"broken|bad|out of service|disconnected|"
        r"wrong|invalid|incorrect|expired|out of date)|(?:doesn't|does not|didn't|isn't|won't|"
        r"not|never) (?:work|open|load|"
        r"connect|"
        r"valid|go through)\w*|expired|fails|failed)|\b(?:dead|broken|bad|wrong|expired|invalid) (?:link|password|"
        r"passcode|"
        r"code|meeting id|number)\b|couldn't (?:join|get in|connect)|can't (?:join|get into|open) (?:it|that|this|"
        r"the (?:link|"
        r"meeting|call))",
    ),
    (
        "not_meeting",
        r"\b(?:doors? (?:was|were) locked|(?:nobody|no ?one|not a soul|no people) (?:was |were |else )?(?:there|came|"
        r"showed(?: up)?|turned up|in the room|joined|here)|(?:it was|place was|room was|church was) (?:empty|"
        r"locked|closed|"
        r"dark)|there was no (?:meeting|group)|"
        r"(?:it|meeting|group) (?:was|is|got|has been|is being) (?:cancell?ed|called off|shut "
        r"down|discontinued)|never (?:happened|started|took place)|(?:didn't|did not) "
        r"(?:happen|"
        r"take place|start)|host (?:never|didn't) (?:came|come|showed|show|turned up|turn up)|"
        r"nobody (?:opened|answered) the door|"
        r"(?:doesn't|does not|no longer|not) (?:exist|meet(?:ing)?|running)(?: any ?more)?|it'?s closed down|has "
        r"closed|group (?:is )?gone|meeting (?:is )?gone)",
    ),
    (
        "wrong_time",
        r"\bwrong (?:time|day|hour|date)|^(?:it's|it is|they're|they are|they meet|it meets|"
        r"that's) (?:actually |really )?(?:at|on) .{1,20}? (?:not|now)\b(?! (?:at|on) all)|"
        r"(?:time|day) (?:is|was|on it is|you gave (?:me )?(?:is|was)) wrong|(?:it|"
        r"they) (?:starts?|started|meets?) (?:at (?:a )?different "
        r"time|(?:an hour|half an hour) (?:later|earlier))|(?:time|day) (?:has |was |had )?changed|(?:moved|changed|"
        r"switched) (?:to )?(?:a |the |its |their )?(?:different |other |another |new )?(?:time|day|hour)",
    ),
    (
        "unsafe",
        r"\b(?:(?:felt|feel|feels|feeling) (?:very |really |so )?(?:unsafe|threatened)|unsafe|not safe there|"
        r"creep(?:y|ed me out)|hit on me|groped|pressured me|harass\w*|predator|asked (?:me )?for money|someone "
        r"(?:touched|threatened|"
        r"followed) me|scam)\b",
    ),
)
_NUMBERS = {"one": 1, "first": 1, "two": 2, "second": 2, "three": 3, "third": 3, "1st": 1, "2nd": 2, "3rd": 3}
_REFINES = (
    (
        "closer",
        r"closer(?: to (?:home|me|here|my place))?|nearer(?: (?:to )?(?:me|home|here))?|less far(?: away)?|not so "
        r"far(?: away)?|too far(?: away)?",
    ),
    ("later", r"later(?: (?:on|in the (?:day|evening)))?|too early"),
    ("earlier", r"earlier(?: (?:on|in the (?:day|evening)))?|sooner|too late"),
    (
        "more",
        r"more(?: (?:options|groups|results|of (?:them|those)))?|show me more|next ones|any more|next|the rest|what "
        r"else(?: (?:is there|do you have))?|see more",
    ),
    (
        "other",
        r"(?:any(?:thing)?|something|somewhere|some) (?:else|other|others)|other ones|others|another(?: one)?|"
        r"different (?:ones?|place|group)|(?:don't|didn't) like (?:those|these|any of (?:those|these|them))|none of "
        r"(?:those|these|them)(?: (?:work|fit|suit)\w*(?: for me)?)?|(?:i(?:'ve| have)? "
        r")(?:been to|done|seen|had) (?:that|those|these|them|it)(?: ones?)?(?: already| "
        r"before)?|not (?:those|these|that|this)(?: ones?)?(?:,? "
        r"i tried (?:it|that))?|i(?:'ve)? tried (?:that|it|this)(?: one)?",
    ),
)


def read(said: Sentence, slots: dict[str, Any], has_previous: bool) -> str | None:
    """The intent when it is not a search, with its slots; None when it is one (or may be)."""
    text = said.tidied.strip(" ?.!")
    for asked in _STILL:
        if found := asked.search(text):
            name = re.sub(r"^(?:the|my|that) ", "", found.group(1)).strip(" '\"")
            if name not in _POINTING:
                slots["name"] = name
            return "verify_listing"
    for kind, pattern in _REPORTS:
        if re.search(pattern, text):
            slots["report"] = kind
            return "report"
    if _remind(text, slots):
        return "remind"
    return "choose" if _choose(text, slots) else "refine" if _refine(text, slots) else None


def _choose(text: str, slots: dict[str, Any]) -> bool:
    if found := re.fullmatch(
        r"(?:ok |okay |yes |i think |let's |lets |(?:can i have |give me |send me |what'?s |"
        r"show me )?(?:the )?(?:link|details|info|address) (?:for|of|to|about|on) |how do i "
        r"(?:join|get to|get into|go to) |(?:tell me )?more about )*(?:i'?ll (?:take|go "
        r"(?:with|for)|try|pick|have) |i'?d like |i "
        r"want |give me |"
        r"take |choose |try |go (?:with|for) |pick |let'?s (?:try|do|go with) )?"
        r"(?:option |number |no\.? ?|nr |# ?|the )*(\d|one|two|three|first|second|third|1st|2nd|3rd)"
        r"(?: (?:one|group|option|meeting|looks good|sounds good|is good))*(?: please| thanks)?",
        text,
    ):
        word = found.group(1)
        slots["choose"] = int(word) if word.isdigit() else _NUMBERS[word]
    return "choose" in slots


def _refine(text: str, slots: dict[str, Any]) -> bool:
    for code, words in _REFINES:
        if re.fullmatch(
            rf"(?:(?:is there|do you have|have you got|got|can i have|show(?: me)?|anything|something|any|a bit|is|"
            rf"ok|okay|and|but|what about|or|that's|thats|that is|it's|its|it is|one|much|way|a little|bit|please|"
            rf"no)[\s,]+)*"
            rf"(?:{words})(?: (?:please|ones?|on|by|than that|to me|than those|for me|though|if possible|thanks))*",
            text,
        ):
            slots["refine"] = code
            return True
    return False


_COUNTS = {"half an": 0.5, "an": 1, "a": 1, "one": 1, "two": 2, "three": 3, "ten": 10, "fifteen": 15, "twenty": 20}
_COUNTS |= {"thirty": 30, "forty five": 45}


def _count(word: str) -> float:
    return _COUNTS[word] if word in _COUNTS else float(word)


def _remind(text: str, slots: dict[str, Any]) -> bool:
    if re.search(
        r"\b(?:in|to|on|into|for) (?:my|the|a) (?:\w+ )?calend[ae]r\b|\bcalend[ae]r (?:file|invite|entry|link|"
        r"event)\b|\bics\b|"
        r"\b(?:add|put|save)(?: \w+)? (?:to|in|into) calend[ae]r\b|\bsave the date\b",
        text,
    ):
        slots["calendar"] = True
    if re.search(r"\b(?:remind me|reminder|text me|ping me|message me|let me know)\b", text) and (
        found := re.search(
            r"\b(half an|an|a|\d+|one|two|three|ten|fifteen|twenty|thirty|forty five)\s+(hours?|minutes?|day)\s+"
            r"(?:before|ahead|early|beforehand|earlier|prior|in advance)",
            text,
        )
    ):
        word, unit = found.group(1), found.group(2)
        slots["reminder_min"] = int(_count(word) * {"h": 60, "d": 1440}.get(unit[0], 1))
    elif re.search(r"\bremind me\b|\b(?:set|send|get|want|have)(?: me)? a reminder\b|\breminder please\b", text):
        slots["reminder_min"] = 60
    if re.search(
        r"\b(?:text|sms|send|message) (?:(?:it|them|that|these|those|this|the (?:\w+)) to "
        r"(?:me|my (?:phone|mobile|cell))|me (?:it|them|that|this|these|those|the (?:list|"
        r"details|info\w*|link|address|time)))\b",
        text,
    ):
        slots["send"] = "sms"
    return bool(slots.keys() & {"calendar", "reminder_min", "send"})


def starts_again(text: str) -> bool:
    """Whether the person wants to forget what was asked so far."""
    return bool(
        re.search(
            r"\b(?:start (?:again|over|afresh)|forget (?:all )?that|new search|from scratch|never ?mind that)\b", text
        )
    )
