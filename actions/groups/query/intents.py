"""What a sentence wants beside searching: is it still running, report, remind, choose, refine, start again."""

import re
from typing import Any

from actions.groups.query.sentence import Sentence

_STILL = (
    re.compile(
        r"^(?:hi |hello |so )?(?:is|are|does|do) (?:the )?(.+?)(?:'?s)? (?:group |meeting )?(?:still (?:on|running|"
        r"going|there|open|active|happening|meet(?:ing)?|exist(?:s|ing)?|held)|really (?:on|running))\b"
    ),
    re.compile(r"^(?:has|have) (?:the )?(.+?) (?:stopped|closed|moved|shut down|ended)\b"),
    re.compile(r"^(?:when|how recently) (?:was|were) (?:the )?(.+?) last (?:confirmed|checked|verified)\b"),
)
_REPORTS = (
    (
        "bad_link",
        r"\blink (?:is |was |does ?n[o']?t |doesn't )?(?:dead|broken|bad|wrong|work|not working|expired)|\bdead link|"
        r"\bbroken link|\blink doesn'?t work|couldn't (?:join|get in)|wrong (?:password|passcode|code)",
    ),
    (
        "not_meeting",
        r"\b(?:door was locked|nobody (?:was )?(?:there|came|showed up)|no ?one (?:was )?(?:there|came|showed up)|"
        r"(?:doesn't|does not|no longer|not) (?:exist|meet(?:ing)?|running)(?: any ?more)?|it'?s closed down|has "
        r"closed|group (?:is )?gone|meeting (?:is )?gone)",
    ),
    (
        "wrong_time",
        r"\bwrong (?:time|day|hour|date)|time (?:is|was) wrong|(?:it|they) (?:starts?|meets?) at (?:a )?different "
        r"time|time (?:has )?changed",
    ),
    (
        "unsafe",
        r"\b(?:felt unsafe|unsafe|creepy|harass\w*|predator|asked (?:me )?for money|someone (?:touched|threatened|"
        r"followed) me|scam)\b",
    ),
)
_NUMBERS = {"one": 1, "first": 1, "two": 2, "second": 2, "three": 3, "third": 3, "1st": 1, "2nd": 2, "3rd": 3}
_REFINES = (
    ("closer", r"closer|nearer"),
    ("later", r"later"),
    ("earlier", r"earlier|sooner"),
    ("more", r"more|show me more|next ones|any more"),
    (
        "other",
        r"(?:any(?:thing)?|something|somewhere|some) (?:else|other|others)|other ones|others|another(?: one)?|"
        r"different ones?|not (?:that|this) one(?:,? i tried (?:it|that))?|i(?:'ve)? tried (?:that|it|this)(?: one)?",
    ),
)


def read(said: Sentence, slots: dict[str, Any], has_previous: bool) -> str | None:
    """The intent when it is not a search, with its slots; None when it is one (or may be)."""
    text = said.whole.strip(" ?.!")
    for asked in _STILL:
        if found := asked.search(text):
            slots["name"] = re.sub(r"^(?:the|my|that) ", "", found.group(1)).strip(" '\"")
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
        r"(?:i'?ll take |take |choose |pick |option |number |no\.? ?|the )?(\d|one|two|three|first|second|third|1st|"
        r"2nd|3rd)(?: one)?(?: please)?",
        text,
    ):
        word = found.group(1)
        slots["choose"] = int(word) if word.isdigit() else _NUMBERS[word]
    return "choose" in slots


def _refine(text: str, slots: dict[str, Any]) -> bool:
    for code, words in _REFINES:
        if re.fullmatch(
            rf"(?:(?:is there|do you have|have you got|got|can i have|show(?: me)?|anything|something|any|a bit|is|"
            rf"ok|and|but|what about|or)\s+)*(?:{words})(?: (?:please|ones?|on|by|than that|to me|than those))?",
            text,
        ):
            slots["refine"] = code
            return True
    return False


def _remind(text: str, slots: dict[str, Any]) -> bool:
    if re.search(
        r"\b(?:in|to|on) my calendar\b|\bcalendar (?:file|invite|entry)\b|\bics\b|\badd it to (?:the|a) calendar\b",
        text,
    ):
        slots["calendar"] = True
    if re.search(r"\b(?:remind me|reminder|text me|ping me|message me|let me know)\b", text) and (
        found := re.search(
            r"\b(half an|an|a|\d+|two|three)\s+(hours?|minutes?)\s+(?:before|ahead|early|beforehand|earlier)", text
        )
    ):
        word, unit = found.group(1), found.group(2)
        number = {"half an": 0.5, "an": 1, "a": 1, "two": 2, "three": 3}.get(word) or float(word)
        slots["reminder_min"] = int(number * (60 if unit.startswith("h") else 1))
    elif re.search(r"\bremind me\b|\bset a reminder\b", text):
        slots["reminder_min"] = 60
    if re.search(r"\b(?:text|sms|send) (?:it|them|that|these|those|the (?:list|details)) to (?:me|my phone)\b", text):
        slots["send"] = "sms"
    return bool(slots.keys() & {"calendar", "reminder_min", "send"})


def starts_again(text: str) -> bool:
    """Whether the person wants to forget what was asked so far."""
    return bool(
        re.search(
            r"\b(?:start (?:again|over|afresh)|forget (?:all )?that|new search|from scratch|never ?mind that)\b", text
        )
    )
