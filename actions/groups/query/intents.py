"""What a sentence wants beside searching: is it still running, report, remind, choose, refine, start again."""

import re
from typing import Any

from actions.groups.query import product, reports, wordings
from actions.groups.query.kin import OTHER
from actions.groups.query.sentence import Sentence

# How somebody comes to the question: "do you know whether ...".
_LEAD = (
    r"(?:(?:hi|hello|hey|so|ok|sorry|please|kindly|pls|just|quick question|question|excuse me|morning|"
    r"evening)(?: there)?[,:!]? |"
    r"(?:do|does|would|did) (?:you|anyone|anybody|someone) (?:happen to )?know (?:if|whether) |"
    r"(?:can|could|would) (?:you|anyone) (?:please )?(?:check|tell me|find out|kindly confirm|confirm|verify|"
    r"say|see|look up) (?:if|"
    r"whether) |"
    r"(?:any idea|check|checking|kindly confirm|confirm|verify|wondering|wonder|not sure|tell me|find out|know|"
    r"asking|see|ask) "
    r"(?:if|whether) |(?:i'm |i am |i was |i'd like to |i want to |i just want to |i need to |i just )+)*"
)
_RUNS = (
    r"(?:on|running|run|runs|going(?: ahead| on| strong)?|go(?:es)? ahead|go(?:es)? on|there|open|active|"
    r"happen(?:ing|s)?|"
    r"meet(?:s|ing)?(?: up)?|exist(?:s|ing|ent)?|held|around|alive|a thing|hold(?:s|ing)?(?: meetings)?|sit(?:s|"
    r"ting)?|tak(?:e|es|ing) place|up and running|"
    r"operat(?:ing|ional|es?)|gather(?:s|ing)?|in existence|in operation|available|get(?:s|ting)? together|valid|"
    r"current|live|in business|do(?:ing)? (?:its |their )?meetings|offer(?:ed|ing)?|carry(?:ing)? on|carries on)"
)
_STILL = (
    re.compile(
        rf"^{_LEAD}(?:is|are|does|do|if|whether|will) (?:the )?(.+?)(?:'s)? (?:group |meeting )?(?:is |are |does |do )?"
        rf"(?:still {_RUNS}|(?:really|actually|definitely|certainly|for sure) (?:on|running|happening|going ahead|"
        rf"meeting)|"
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
        rf"^{_LEAD}(?:the )?(.+?)[,:. -]* (?:(?:is|has|did) (?:it|that)|have (?:they|ye|you)|did they) (?:now |"
        rf"been |got |just )*"
        r"(?:closed?(?: down)?|shut(?: down| up)?|fold(?:ed)?|stop(?:ped)?|ended|finish(?:ed)?|gone|moved?|cancell?ed|"
        r"packed (?:it )?(?:in|up)|wound up|died out|disband(?:ed)?)(?: for good| now| any ?more)?$"
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
        r"^(?:when|how recently) did (?:you|anyone|anybody|someone|somebody) last (?:check|verify|confirm|update|"
        r"look at|hear from|"
        r"visit)(?: on| in on)? (?:the )?(.+)$"
    ),
    re.compile(
        rf"^(?:(?:hi|hello|please|can you|could you|would you|will you)[,]? )*(?:confirm|check|verify|find out|"
        rf"make sure)(?: for "
        rf"me)?(?: if| whether| that)? (?:the )?(.+?) (?:group |meeting )?(?:is|are) (?:still |really |actually |"
        rf"definitely )?{_RUNS}\b"
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
_NUMBERS = {"one": 1, "first": 1, "two": 2, "second": 2, "three": 3, "third": 3, "1st": 1, "2nd": 2, "3rd": 3}
_REFINES = (
    (
        "closer",
        r"closer(?: to (?:home|me|here|my place))?|nearer(?: (?:to )?(?:me|home|here))?|less far(?: away)?|not so "
        r"far(?: away)?|too far(?: away)?|miles away(?: from me)?|"
        r"(?:a bit |way )?too far (?:for me|to (?:go|travel|drive))",
    ),
    ("later", r"later(?: (?:on|in the (?:day|evening)))?|too early(?: for me| on me)?"),
    ("earlier", r"earlier(?: (?:on|in the (?:day|evening)))?|sooner|too late(?: for me| on me)?"),
    (
        "more",
        r"more(?: (?:options|groups|results|of (?:them|those)))?|show me more|next ones|next (?:\d|two|three|few)|"
        r"any more|next|the rest|what "
        r"else(?: (?:is there|do you have))?|see more",
    ),
    (
        "other",
        r"(?:any(?:thing)?|something|somewhere|some) (?:else|other|others)|other ones|others|another(?: one)?|"
        r"different (?:ones?|place|group)|(?:don't|didn't) like (?:those|these|any of (?:those|these|them))|"
        r"nah not (?:them|those)|(?:on )?(?:an?|any|some)? ?(?:different|another|other) (?:night|day|time|evening|"
        r"morning|week)s?|"
        r"(?:been|went) to (?:all (?:of )?)?(?:them|those|these)(?: all)?|not (?:them|those)|no(?:t| to)? those|"
        r"none of "
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
    if kind := reports.kind_of(text):
        slots["report"] = kind
        if name := reports.name_in(said.typed):
            slots["name"] = name
        return "report"
    if _remind(text, slots):
        return "remind"
    if product.about_us(text, said.typed, going_on=has_previous) or _asks_what_it_is_like(said, text):
        return "other"
    return "choose" if _choose(text, slots) else "refine" if _refine(text, slots) else None


def _asks_what_it_is_like(said: Sentence, text: str) -> bool:
    about = product.about_meetings(text, said.typed)
    if not about and not _WHAT_IS_IT_LIKE.search(text):
        return False
    whole = re.sub(r"\b(?:be |if i'm |when |still )?(?:sober|clean)\b", " ", said.whole)
    return not (wordings.known_topics() if about else wordings.known()).search(whole)


# What a first meeting is like: answered with a reviewed text, and not with a search.
_WHAT_IS_IT_LIKE = re.compile(
    r"^(?:hi|hello|so|and|ok|but|please|just|quick question)?[, ]*"
    r"(?:what (?:actually |really |usually )?(?:happens?|goes on|"
    r"do (?:i|you|people|they) (?:do|say|wear|bring|talk about))|"
    r"what(?:'s| is) (?:it|a (?:first )?(?:aa |na )?(?:meeting|group)) (?:actually |really )?like|"
    r"(?:do|will|would|must|should) i (?:be (?:asked|made|expected) to|have to|need to|get asked to) "
    r"(?:speak|talk|share|say|pray|stand|bring|pay|hug|introduce|give|tell|stay)|can i just (?:sit|listen|watch)|"
    r"how long (?:does|do|is|are) (?:a|the|they|it|meetings?))\b(?!.*\b(?:near|groups?|tonight|online|zoom|if|when)\b)"
)

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
    return any(_runs(part, slots) for part in dict.fromkeys((text, re.split(r"[.!?;] +", text)[-1])))


def _runs(text: str, slots: dict[str, Any]) -> bool:
    for asked in _STILL:
        if found := asked.search(text):
            name = re.sub(r"^(?:the|that|this) |^my (?=group|meeting|old group)", "", found.group(1)).strip(" '\"")
            if name in _POINTING:
                return True
            if not _NO_LISTING.search(name) and not re.search(r"[.!?;] ", name):
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
            rf"(?:i (?:rang|called|phoned|tried|emailed) (?:that|the) (?:last |first )?(?:one)?[,. ]+)?"
            rf"(?:that's |thats |it's |its |that is )?(?:too (?:early|late|far)(?: away)? (?:for me|on me)[,.]* )?"
            rf"(?:(?:is there(?:n't| not)?|do(?:n't)? you (?:not )?have|have(?:n't)? you(?: not)?(?: got| any|"
            rf" nothing| something)?|"
            rf"would you have|could you find|can you find|you wouldn't have|you got|owt|nowt|nothing|anywhere|"
            rf"somewhere|"
            rf"got|can i have|show(?: me)?|not (?:those|these|them|that|this)(?: ones?)?|some|me|give me|get me|"
            rf"find me|i want|i need|i'd like|a|an|there|too far|too far away|"
            rf"too late|too early|nah|nope|hmm|actually|"
            rf"sorry|thanks|anything|something|any|"
            rf"a bit|is|"
            rf"ok|okay|and|but|what about|or|that's|thats|that is|it's|its|it is|one|much|way|a little|bit|please|"
            rf"no)[\s,]+)*"
            rf"(?:{words})(?:[ ,]+(?:please|pls|plz|ones?|on|by|than (?:that|this|those|these|it)|to me|for me|"
            rf"that|though|if possible|"
            rf"thanks?|thank you|ta|cheers|man|mate|love|hun|pal|bro|dude|boss|sir|madam|then|there|is|at all|"
            rf"like|maybe|now|"
            rf"instead|available|you have|you got|have you|around|about|going|yoh|eh|hey|na|o|la|lah|abeg|po|"
            rf"boet|yaar|ji|so|"
            rf"in (?:the|my) area|or so|i can (?:go|get) to|groups?|meetings?|options?|places?|only|also|too|"
            rf"suggestions?))*",
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
_COUNTS |= {"thirty": 30, "forty five": 45, "forty": 40, "five": 5, "four": 4, "six": 6, "twelve": 12, "half": 0.5}
_COUNTS |= {
    "quarter of an": 0.25,
    "a quarter of an": 0.25,
    "three quarters of an": 0.75,
    "a couple of": 2,
    "couple of": 2,
}
_COUNTS |= {
    "couple": 2,
    "a couple": 2,
    "a few": 3,
    "an hour and a half": 1.5,
    "one and a half": 1.5,
    "a full": 1,
    "a good": 1,
}


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
    text = re.sub(r"\b(?:an |one )?hour and a half\b", "90 minutes", text)
    if re.search(
        r"\b(?:remind me|reminder|nudge me|alert me|notify me|buzz me|"
        r"give (?:me|us) a (?:shout|nudge|buzz|bell|poke|heads up)|"
        r"poke me|prod me|jog my memory|text me|ping me|"
        r"message me|let me know|(?:shoot|send|drop|fire|give|ping) (?:me|us) an? (?:\w+ )?(?:text|message|sms|"
        r"line|ping|buzz|"
        r"note|e-?mail|whatsapp|dm|call|ring|bell|reminder|alert|heads? ?up)|warn me|tell me|tip me off|wake me)\b",
        text,
    ) and (
        found := re.search(
            rf"\b({'|'.join(sorted(_COUNTS, key=len, reverse=True))}|\d+)\s+(hours?|hrs?|minutes?|mins?|days?)\s+"
            r"(?:before|out|prior to|to go|ahead|early|beforehand|earlier|prior|in advance)",
            text,
        )
    ):
        word, unit = found.group(1), found.group(2)
        slots["reminder_min"] = int(_count(word) * {"h": 60, "d": 1440}.get(unit[0], 1))
    elif re.search(
        r"\b(?:remind|nudge|poke|prod|ping) me\b|\b(?:set|send|get|want|have)(?: me)? a reminder\b|\breminder please\b",
        text,
    ):
        slots["reminder_min"] = 60
    if sent := re.search(
        r"\b(?:text|sms|send|message) (?:(?:it|them|that|these|those|this|the (?:\w+)) to "
        r"(?:me|my (?:phone|mobile|cell))|me (?:it|them|that|this|these|those|the (?:list|"
        r"details|info\w*|link|address|time)|(?:the )?(?:number |option )?(?P<which>first|second|third|1st|2nd|3rd|"
        r"[1-9])\b))(?!\w)",
        text,
    ):
        slots["send"] = "sms"
        if which := sent["which"]:
            slots["choose"] = int(which) if which.isdigit() else _NUMBERS[which]
    return bool(slots.keys() & {"calendar", "reminder_min", "send"})


def starts_again(text: str) -> bool:
    """Whether the person wants to forget what was asked so far."""
    return bool(
        re.search(
            r"\b(?:start (?:again|over|afresh)|forget (?:all )?that|new search|from scratch|never ?mind that)\b", text
        )
    )
