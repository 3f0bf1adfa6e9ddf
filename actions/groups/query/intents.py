"""What a sentence wants beside searching: is it still running, report, remind, choose, refine, start again."""

import re
from typing import Any

from actions.groups.query.kin import OTHER
from actions.groups.query.sentence import Sentence

# How somebody comes to the question: "do you know whether ...".
_LEAD = (
    r"(?:(?:hi|hello|hey|so|ok|sorry|please|just|quick question|question|excuse me|morning|evening)(?: there)?[,:!]? |"
    r"(?:do|does|would|did) (?:you|anyone|anybody|someone) (?:happen to )?know (?:if|whether) |"
    r"(?:can|could|would) (?:you|anyone) (?:please )?(?:check|tell me|find out|confirm|say|see|look up) (?:if|"
    r"whether) |"
    r"(?:any idea|check|checking|confirm|wondering|wonder|not sure|tell me|find out|know|asking|see|ask) "
    r"(?:if|whether) |(?:i'm |i am |i was |i'd like to |i want to |i just want to |i need to |i just )+)*"
)
_RUNS = (
    r"(?:on|running|run|runs|going(?: ahead| on| strong)?|go(?:es)? ahead|go(?:es)? on|there|open|active|"
    r"happen(?:ing|s)?|"
    r"meet(?:s|ing)?(?: up)?|exist(?:s|ing|ent)?|held|around|alive|a thing|tak(?:e|es|ing) place|up and running|"
    r"operat(?:ing|ional|es?)|gather(?:s|ing)?|in existence|in operation|available|get(?:s|ting)? together|valid|"
    r"current|live|in business|do(?:ing)? (?:its |their )?meetings|offer(?:ed|ing)?|carry(?:ing)? on|carries on)"
)
_STILL = (
    re.compile(
        rf"^{_LEAD}(?:is|are|does|do|if|whether|will) (?:the )?(.+?)(?:'s)? (?:group |meeting )?(?:is |are |does |do )?"
        rf"(?:still {_RUNS}|really (?:on|running|happening)|actually (?:on|running|happening)|"
        r"(?:running|meeting|going|open|on|a thing) (?:any ?more|any longer|these days|nowadays|at the moment still))\b"
    ),
    re.compile(
        rf"^{_LEAD}(?:the )?(.+?)(?: group| meeting)?(?: is| are| does| do)? still {_RUNS}"
        r"(?: (?:or|on|at|in|this|every|these|now) .*)?$"
    ),
    re.compile(
        rf"^{_LEAD}(?:the )?(.+?)[,:-]* (?:is it|are they|does it|do they|are you) (?:actually |really )?still "
        rf"(?:{_RUNS})\b"
    ),
    re.compile(
        rf"^{_LEAD}(?:has|have|did|is it true (?:that )?|i (?:heard|read|think) (?:that )?|heard (?:that )?|someone "
        rf"said "
        r"(?:that )?)(?: ?the)? ?(.+?) (?:has |have |got |was |been |is |are |just )*(?:stop(?:ped)?|closed?|moved?|"
        r"shut "
        r"(?:up|down)|shut|ended?|folded|fold|finished|cancell?ed|discontinued|disbanded|no longer (?:meets?|running|"
        r"exists?|on))\b(?! (?:me|my|meetings?|and))"
    ),
    re.compile(
        r"^(?:when|how recently|how long ago) (?:was|were|did (?:you|anyone|anybody|someone)) (?:the )?(?:last )?(.+?) "
        r"(?:last )?(?:confirmed|check(?:ed)?|verif(?:y|ied)|updated|seen)\b"
    ),
    re.compile(r"^did (?:the )?(.+?) (?:group |meeting )?(?:survive|come back after|carry on after) "),
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
        r"code|meeting id|number)\b|(?:link|url|it|page) (?:goes nowhere|takes me nowhere|is a dead end|times out|"
        r"gives (?:me )?(?:a )?404)|page not found|number (?:just )?(?:rings out|goes unanswered|is not in service|"
        r"keeps ringing)|"
        r"couldn't (?:join|get in|connect)|(?:nobody|no one|host|they|never|not) (?:would "
        r")?(?:lets?|admitted|letting) me in(?:to)?|"
        r"(?:stuck|left|waiting|sat) in (?:the|a) waiting room|can't (?:join|get into|open) (?:it|that|this|"
        r"the (?:link|"
        r"meeting|call))",
    ),
    (
        "not_meeting",
        r"\b(?:(?:doors?|hall|place|building|gates?|church|cent(?:re|er)|venue|library|school|clubhouse|chapel) (?:was|"
        r"were|is|all) (?:all )?"
        r"(?:locked|shut up|shut|closed|dark|empty|deserted|in darkness|boarded up)|locked out|locked doors?|(?:just "
        r")?an? "
        r"empty (?:room|parking lot|car park|hall|building|church|screen|"
        r"chair|call|zoom)|stood "
        r"(?:outside|there) "
        r"(?:\w+ ){0,4}(?:alone|on my own|in the (?:rain|cold))|waited (?:\w+ ){0,4}(?:and )?(?:nobody|no one|nothing)|"
        r"(?:it|meeting|group) (?:wasn't|was not|isn't) (?:on|there|happening|running)|not a soul (?:about|around|in "
        r"sight|"
        r"there)|there(?:'s| has| is)? (?:been )?no (?:meeting|group) (?:there|any ?more|for (?:\w+ )?(?:weeks|"
        r"months|years|ages))|"
        r"hasn't been an? (?:meeting|group)|no sign of (?:anyone|anybody|them|it|a meeting|the group)|(?:nobody|no "
        r"?one|not a soul|no people) "
        r"(?:was |were |else )?(?:there|came|"
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
        r"\bwrong (?:time|day|hour|date)|\bdifferent (?:time|day) (?:now|these days)|\b(?:time|day|hour|date)(?:'s| "
        r"is| was) (?:all )?(?:wrong|incorrect|out of "
        r"date|not right)|\byour (?:listing|site|website|info\w*|page|list|data|app) (?:says|said|has|"
        r"shows|is "
        r"(?:wrong|out of date|old))|\b(?:they|it|that one|group|meeting)(?:'ve| have|'s| has| is| was| got)? "
        r"(?:been |now )?(?:moved|"
        r"switched|changed|gone) to (?:an? |the )?(?:\w+day|earlier|later|\d|noon|evenings?|mornings?|afternoons?|"
        r"different|new)|^(?:it's|it is|they're|they are|they meet|it meets|"
        r"that's) (?:actually |really |now )?(?:at|on) .{1,20}? (?:not|now)\b(?! (?:at|on) all)|"
        r"\b(?:it|they|meeting|group|that one) (?:actually |really )?(?:starts?|started|begins?|began|was|is) (?:at|"
        r"on) .{1,20}? (?:not|"
        r"instead of|rather than) (?:at )?(?:\d|\w+day)|"
        r"(?:time|day) (?:is|was|on it is|you gave (?:me )?(?:is|was)) wrong|(?:it|"
        r"they) (?:starts?|started|meets?) (?:at (?:a )?different "
        r"time|(?:an hour|half an hour) (?:later|earlier))|(?:time|day) (?:has |was |had )?changed|(?:moved|changed|"
        r"switched) (?:to )?(?:a |the |its |their )?(?:different |other |another |new )?(?:time|day|hour)",
    ),
    (
        "unsafe",
        r"\b(?:(?:felt|feel|feels|feeling) (?:very |really |so )?(?:unsafe|threatened)|unsafe|not safe there|"
        r"creep(?:y|ed me out|s)?|(?:made|making) (?:a pass|moves|advances) (?:at|on) me|(?:didn't|did not|don't|"
        r"not) feel "
        r"(?:very |at all |really )?safe(?: there)?|(?:some(?:one|body)|some (?:bloke|guy|man|woman|fella)|an? "
        r"(?:man|woman|guy|bloke|member|fella)|one of (?:the|them)(?: \w+)?|the (?:host|chair|leader|bloke|guy|man)) "
        r"(?:there )?"
        r"(?:\w+ ){0,2}?(?:touched|threatened|followed|grabbed|cornered|filmed|groped) me|propositioned|leer(?:ed|"
        r"ing)|(?:kept|keeps|tried) (?:touching|to "
        r"touch|to "
        r"kiss|following|hugging) me|(?:screamed|shouted|yelled|swore) at me|(?:racist|homophobic|transphobic|sexist) "
        r"(?:remarks?|comments?|jokes?|abuse|stuff)|stalk(?:ed|ing) me|tried to sell me|hit on me|groped|pressured "
        r"me|harass\w*|predator|asked (?:me )?for money|someone "
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
        r"(?:those|these|them)(?: (?:really )?(?:work|fit|suit)\w*(?: (?:for )?me)?)?|(?:i(?:'ve| have)? "
        r")?(?:been to|done|seen|had|tried|know) (?:that|those|these|them|it)(?: ones?)?(?: already| "
        r"before)?|not (?:those|these|that|this)(?: ones?)?(?:,? "
        r"i tried (?:it|that))?|i(?:'ve)? tried (?:that|it|this)(?: one)?",
    ),
)


def read(said: Sentence, slots: dict[str, Any], has_previous: bool) -> str | None:
    """The intent when it is not a search, with its slots; None when it is one (or may be)."""
    text = said.tidied.strip(" ?.!")
    if _asks_if_it_runs(text, slots):
        return "verify_listing"
    for kind, pattern in _REPORTS:
        if re.search(pattern, text):
            slots["report"] = kind
            return "report"
    if _remind(text, slots):
        return "remind"
    return "choose" if _choose(text, slots) else "refine" if _refine(text, slots) else None


# What no listing is called: "is anything still on", "has my husband stopped".
_NO_LISTING = re.compile(
    rf"^(?:i|you|we|he|she|u|there|any|anything|anyone|anybody|anywhere|something|someone|some|what|which|who|when|how|"
    rf"everything|everyone|nobody|people|(?:my|our|his|her|your) (?:\w+ )?{OTHER}|{OTHER})\b(?!['s]* (?:of|corner|"
    rf"circle))"
    r"|^(?:a|an|all|more|other|no) |\b(?:i|i'm|my (?!group)|you)\b"
)
_WHERE_OF_IT = re.compile(r"(?<=[a-z]{3}) (?:group|meeting|one)s? (?:in|at|near|on|over in) .*$")


def _asks_if_it_runs(text: str, slots: dict[str, Any]) -> bool:
    """ "Is X still running?": the listing's name, without its town; without a name it is the one last shown."""
    for asked in _STILL:
        if found := asked.search(text):
            name = re.sub(r"^(?:the|that|this) |^my (?=group|meeting|old group)", "", found.group(1)).strip(" '\"")
            if name in _POINTING:
                return True
            if not _NO_LISTING.search(name):
                slots["name"] = _WHERE_OF_IT.sub("", name)
                return True
    return False


def _choose(text: str, slots: dict[str, Any]) -> bool:
    if found := re.fullmatch(
        r"(?:ok |okay |yes |i think |let's |lets |(?:can i have |give me |send me |what'?s |"
        r"show me )?(?:the )?(?:link|details|info|address) (?:for|of|to|about|on) |how do i "
        r"(?:join|get to|get into|go to) |(?:tell me )?more about )*(?:i'?ll (?:have a look at|look at|check out|"
        r"take|go "
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
            rf"(?:(?:is there|do you have|have you got|got|can i have|show(?: me)?|a|an|there|too far|too far away|"
            rf"too late|too early|nah|nope|hmm|actually|"
            rf"sorry|thanks|anything|something|any|"
            rf"a bit|is|"
            rf"ok|okay|and|but|what about|or|that's|thats|that is|it's|its|it is|one|much|way|a little|bit|please|"
            rf"no)[\s,]+)*"
            rf"(?:{words})(?: (?:please|ones?|on|by|than that|to me|than those|for me|though|if possible|thanks))*",
            text,
        ):
            slots["refine"] = code
            return True
    return False


_COUNTS = {
    "half an": 0.5,
    "an": 1,
    "the": 1,
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "ten": 10,
    "fifteen": 15,
    "twenty": 20,
}
_COUNTS |= {"thirty": 30, "forty five": 45}


def _count(word: str) -> float:
    return _COUNTS[word] if word in _COUNTS else float(word)


def _remind(text: str, slots: dict[str, Any]) -> bool:
    if re.search(
        r"\b(?:in|to|on|into|for) (?:(?:my|the|a|google|outlook|apple|phone|work) )*calend[ae]r\b|\bcalend[ae]r "
        r"(?:file|invite|entry|link|"
        r"event)\b|\bics\b|"
        r"\b(?:add|put|save)(?: \w+)? (?:to|in|into) calend[ae]r\b|\b(?:put|pop|stick|add|save) (?:it|that|this|"
        r"them) (?:in|into|"
        r"to) (?:my|the) diary\b|\bsave the date\b",
        text,
    ):
        slots["calendar"] = True
    if re.search(
        r"\b(?:remind me|reminder|nudge me|alert me|notify me|buzz me|give me a (?:shout|nudge|buzz)|text me|ping me|"
        r"message me|let me know)\b",
        text,
    ) and (
        found := re.search(
            r"\b(half an|an|a|the|\d+|one|two|three|ten|fifteen|twenty|thirty|forty five)\s+(hours?|minutes?|day)\s+"
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
