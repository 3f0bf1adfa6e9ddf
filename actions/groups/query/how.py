"""How one takes part: modality, platform, camera, anonymity."""

import re
from typing import Any

from actions.groups.query.kin import OTHER
from actions.groups.query.sentence import Sentence

# Of another it says nothing about how the group should meet.
_SHUT_IN = r"(?:house ?bound|home ?bound|bed ?bound|bed ?ridden|in bed all day|stuck in bed)"

NOT = (
    r"(?:no more|not (?:a (?:big |huge )?fan of|into|keen on|big on|fond of|comfortable "
    r"(?:with|on)|good with)|no|not|without|(?:don't|won't|do not|didn't|rather not|never) "
    r"(?:want|do|like|have|use|trust|need)|"
    r"(?:can't|cannot|can not|couldn't) (?:do|use|stand|face|be|sit|manage|handle|cope with|talk|speak|hear|listen|"
    r"ring|answer|chat)|"
    r"hate|except|(?:anything|anywhere|everything|any "
    r"way) but|but not|nothing(?: (?:on|"
    r"by|in|over|that's|that is))?|"
    r"avoid|instead of|i'd "
    r"rather "
    r"not|sick of|apart from|other than)"
    r"(?: (?:a|an|any|do|on|by|in|use|to|talk|talking|speak|be|go|meet|meetings?|groups?|the|using|over|another|"
    r"stuff like))*"
)
PLATFORMS = (
    ("zoom", "zoom", "online"),
    ("google_meet", "google meet|gmeet|google hangouts", "online"),
    (
        "teams",
        "ms teams|microsoft teams|(?<=on )teams|(?<=via )teams|(?<=over )teams|(?<=^)teams(?= (?:instead|please|"
        "only|then|not|is|would|works?)|[,.]|$)|teams(?= instead)|"
        "(?<=no )teams(?! of)|(?<=hate )teams|(?<=not )teams|(?<=without )teams|(?<=use )teams|(?<=by )teams|teams "
        "(?:meeting|call)s?|teams(?= (?:is|works?|would be|'s) (?:fine|ok\\w*|good|grand|alright|possible|best|easiest|"
        "blocked|banned|not allowed|no good))",
        "online",
    ),
    ("skype", "skype", "online"),
    ("discord", "discord(?: server)?", "text"),
    (
        "signal",
        "signal (?:app|group|chat)|(?<=on )signal|(?<=via )signal|(?<=or )signal|(?<=and )signal|"
        "signal(?=(?: or | and |,|/) ?(?:telegram|whatsapp|discord|[|]))",
        "text",
    ),
    ("whatsapp", "whatsapp|whats app|watsapp", "text"),
    ("telegram", "telegram", "text"),
    ("facebook", "facebook(?: group)?|fb group|fb", "text"),
    ("reddit", "reddit|subreddit|sub reddit", "text"),
    ("forum", "forums?|message boards?|discussion boards?", "text"),
    ("email", "e-?mail (?:group|list|meeting)s?|by e-?mail|e-?mail only|(?:via|through) e-?mail|mailing list", "text"),
    ("app", "(?:phone |mobile |an )?apps?", None),
    ("vrchat", "vrchat|vr chat", "vr"),
    ("second_life", "second life", "vr"),
    ("horizon", "horizon worlds?", "vr"),
    ("chat_room", "chat ?rooms?", "text"),
)
# Another types, or somebody begs pardon for it: no wish.
_TYPED_BY = (
    r"\b(?:talk|talking|speak|speaking|voice|phone|calls?) (?:to|than|over|not|rather than|instead of|"
    r"better than) (?:typ\w+|writ\w+|"
    r"texting)\b|"
    r"\b(?:is |was |'s )?typ(?:ing|es|ed|e) (?:this|these|it|that|for me|with (?:one|two|my) (?:hand|"
    r"thumb)s? (?:full|while)"
    r")(?: for me| out)?\b|"
    r"\b(?:excuse|sorry (?:for|about)|pardon|forgive|mind) (?:my |the |all )*(?:bad |slow )?(?:typing|typos|"
    r"spelling)\b|"
    r"\b(?:wrote|written|writes?|writing) (?:me|him|her|them|us|it|this|that|down|up|off|on|in|to (?:him|her|them|"
    r"the))\b"
)
# "My hands shake too much for typing."
_CANT_TYPE = (
    r"\b(?:can't|cannot|can not|can hardly|can barely|couldn't|unable to|not able to|hard to|difficult to|"
    r"struggle to|struggle "
    r"with|"
    r"bad at|no good at|not good (?:at|with)|slow at|useless at|hopeless at|trouble|too (?:\w+ )?(?:\w+ )?(?:for|to)|"
    r"past|hate|no) "
    r"(?:really |even )?(?:typ(?:e|ing)|writ(?:e|ing)|text(?:ing)?)\b(?! (?:group|chat|based))|"
    r"\b(?:typing|texting|writing) (?:hurts|is (?:just |so |too |very |really )*(?:hard|difficult|painful|slow|"
    r"impossible|beyond "
    r"me|a struggle|not possible|sore|out)|isn't (?:easy|possible|an option)|doesn't work|takes (?:me )?(?:ages|"
    r"for ever|forever))\b"
)
_RATHER_WRITE = (
    r"(?:(?:want|wanna|like|love|prefer|rather|sooner|need|able|easier|better|easiest|happier|happy|comfortable|good|"
    r"best|only|just|"
    r"have) (?:for me )?(?:to |with |at )?(?:be )?(?:only |just )?|(?:(?<=^)|(?<=[,.;] ))(?:i |so i )?(?:only |just |"
    r"always |"
    r"must )?)"
    r"(?:write|type|text|typing|writing|texting)(?= ?(?:$|[,.;!?]|and not|not|than|instead|rather|only|over|with one|"
    r"please|slowly|"
    r"because|cos|so|though|it out|things|my|everything|in (?:my )?own time|when|it down|to (?:people|others|someone|"
    r"somebody)))"
    r"(?! my (?:name|paper|slip|book|essay|thesis|life|memoir))|"
    r"(?:only|just) (?:by |in |for |with )?(?:writing|messages|text messages|written)|in writing|by messages?|"
    r"(?:writing|typing|messaging|texting) (?:suits|is (?:better|easier|fine|best|good|ok)|not (?:speaking|talking)|"
    r"only|"
    r"please|works|instead|would (?:be|suit))|"
    r"(?:can|could|may|am able to) (?:only |still |just )?(?:write|type)(?= (?:though|but|instead|fine|ok|well|not)|"
    r"$|[,.;?!])|"
    r"(?:my|the) english is (?:better )?(?:for|in) (?:reading|writing)(?: and (?:reading|writing))?|"
    r"(?:nothing|not|no|without|never|don't) (?:\w+ )?(?:speaking|talking|speak|talk) (?:out loud|aloud|please|"
    r", just|just|only)|"
    r"no (?:speaking|talking)"
)


MODES = (
    (
        "in_person",
        r"in[- ]person|ftf|face[- ]to[- ]face|in the flesh|(?:actually |just |really |"
        r"physically )?sit (?:down )?(?:in a "
        r"room |round a "
        r"table )?with (?:real |actual |other )?(?:people|others|humans)|(?:in )?(?:the same|an actual|a real) room|"
        r"round a table|"
        r"real (?:live |life )?(?:people|humans)(?: in a room)?|get out of the house|somewhere (?:i can|to) (?:walk|"
        r"go|drive|"
        r"cycle) to|f2f|physical(?:ly)?|offline|irl|real life|in real life|in a room(?! with (?:alcohol|wine|drink|"
        r"drinking|food|beer|people drinking))|physical "
        r"meeting|presencial(?:es)?|en persona|en presentiel",
    ),
    (
        "phone",
        r"(?:by |over the |on the )?(?<!my )(?<!his )(?<!her )(?:tele)?phone(?: meetings?| call)?(?! numbers?)|"
        r"call[- ]in|(?:can|could|to|may) (?:i |you |we )?(?:ring|phone)(?:[- ]in)(?= ?(?:$|[,.;?!]))|"
        r"dial(?:l?ing)?[- ]in|(?:call|ring|phon)ing[- ]in|conference calls?|by call|phone line|landline|telephonic",
    ),
    (
        "text",
        rf"{_RATHER_WRITE}|by text|text[- ]?(?:based|only|chat|group|messages?)?|typing|by typing|typed|(?:can|just|"
        rf"only|to|rather|"
        r"prefer to) type|(?:live |group )?chat(?: only|s)?|"
        r"just text|written|messages only|instant messag\w+",
    ),
    ("vr", r"vr|virtual reality|oculus|headset|meta quest"),
    (
        "online",
        r"on ?line|on-line|video (?:call|meeting|chat|group)s?|virtual(?:ly)?|remote(?:ly)?|from home|over the "
        r"internet|internet|video|web|webinars?|en linea|en ligne|virtuales?|from (?:my )?(?:couch|sofa|bed|desk)",
    ),
)


def _cannot(said: Sentence, slots: dict[str, Any]) -> None:
    """What the person cannot do: type, or get out."""
    if re.search(r"typ|writ|wrote|text", said.rest):
        said.take_all(_TYPED_BY)
        if said.take_all(_CANT_TYPE):
            slots.setdefault("not_modality", []).append("text")
    shut_in = re.search(_SHUT_IN, said.whole)
    if shut_in and re.search(rf"\b(?:{OTHER}|he|she)(?:'s| is| was)?,? (?:now |been |\w+ly )*{_SHUT_IN}\b", said.whole):
        said.take_all(rf"\b{_SHUT_IN}\b")
    if re.search(r"\b(?:within|near|nearby|walk\w*|bus|local|closest|close by)\b", said.whole):
        said.take_all(r"\b(?:can't|cannot|don't|unable to|not able to|not allowed to) drive\b")  # near by it will do
    if said.take(
        r"\b(?!don't drive)(?:can't|cannot|unable to|couldn't|don't|not able to|too ill to|too sick to|not allowed "
        r"to) (?:really )?(?:get out|leave (?:the |my )?(?:house|"
        r"home|flat|apartment|bed|room|baby|kids)(?! without (?:checking|ocd|counting|touching|washing|a drink))|"
        r"go out|go (?:anywhere|places)|travel|get "
        r"to|drive|walk far)(?: of the house| to meetings?| anywhere)?\b|\b(?:housebound|"
        r"homebound|bed ?bound|bedridden)\b|\b(?:stuck|trapped|isolating|tied down|confined) (?:at|to) (?:the |my )?"
        r"(?:home|house|bed|flat|sofa)\b|\b(?:going|getting|leaving) (?:out|the house|anywhere) (?:is|isn't|is not|"
        r"are) "
        r"(?:out of the question|not an option|an option|impossible|not possible|possible|too (?:hard|much|difficult)|"
        r"beyond me|hard for me|a problem)|\b(?:haven't|have not) (?:left|been out of) (?:the|my) (?:house|home|flat)\b"
    ):
        slots.setdefault("not_modality", []).append("in_person")


def ways(said: Sentence, slots: dict[str, Any]) -> None:
    """Modality and platform, wanted and unwanted."""
    _cannot(said, slots)
    _camera(said, slots)
    _unwanted(said, slots)
    wanted = _platforms(said, slots)
    if said.take(r"\bhybrid\b"):
        wanted += ["in_person", "online"]
    for code, words in MODES:
        if said.take(rf"\b{NOT} (?:{words})\b"):
            slots.setdefault("not_modality", []).append(code)
        elif said.take(rf"(?<![\w-])(?:{words})(?![\w-])"):
            wanted.append(code)
    if wanted:
        slots["modality"] = list(dict.fromkeys(wanted))


_TERM = "(?:" + "|".join([*(words for _, words, _ in PLATFORMS), *(words for _, words in MODES)]) + ")"


def _unwanted(said: Sentence, slots: dict[str, Any]) -> None:
    """ "no facebook or whatsapp": what a negation rules out reaches over "or", "and" and "nor"."""
    pattern = (
        rf"\b{NOT} {_TERM}(?:(?:,? (?:or|and|nor)|/) ?(?:an? |the |on |by |in |over )*{_TERM})+(?! is (?:fine|ok))\b"
    )
    for found in said.take_all(pattern):
        for code, words, _ in PLATFORMS:
            if re.search(rf"\b(?:{words})\b", found.group(0)):
                slots.setdefault("not_platform", []).append(code)
        for code, words in MODES:
            if re.search(
                rf"(?<![\w-])(?:{words})(?![\w-])", re.sub(r"\b(?:video|chat ?rooms?)\b", " ", found.group(0))
            ):
                slots.setdefault("not_modality", []).append(code)
        if re.search(r"\bvideo\b", found.group(0)):
            slots["camera"] = "off"


# "Zoom is blocked at work."
_BARRED = (
    r"(?:(?: is|'s|s are| has been) (?:blocked|banned|barred|not allowed|forbidden|no good|not an option|out)|"
    r" (?:isn't|won't|doesn't|never) (?:allowed|work\w*|an option))\b"
)


# Through which money goes: no place to talk.
_NO_HELP = re.compile(
    r"\bon (?:the|his|her|my) (?!sober|recovery|in the rooms|meeting|support|zoom|phone)\w+ apps?\b|"
    r"\b(?:loans?|loan sharks?|lending|payday|cash|credit|casinos?|gambling|betting|bet|bingo|slots|poker|dating|"
    r"hook-?up|sex|porn|"
    r"bank(?:ing)?|shopping|trading|crypto|delivery|food|taxi|tracking|tracker|spy|weather|stock|rummy|lottery|"
    r"buy now|roulette|vegas|slot|horse|racing|scratch|cards?) apps?\b|"
    r"\bapps? (?:ate|has eaten|took|takes|keeps?|ruin\w*|till|until|on (?:his|her|their) phone)\b"
)


def _platforms(said: Sentence, slots: dict[str, Any]) -> list[str]:
    """Fill the platform slots; returns the modalities that the wanted ones imply."""
    implied: list[str] = []
    if _NO_HELP.search(said.tidied):
        said.take_all(r"\bapps?\b")
    for code, words, implies in PLATFORMS:
        if said.take(rf"\b{NOT} (?:{words})(?! is fine)\b") or said.take(rf"\b(?:{words}){_BARRED}"):
            slots.setdefault("not_platform", []).append(code)
        elif said.take(rf"\b(?:on |in |by |via |a |over )?(?:{words})\b(?! numbers?)"):
            slots.setdefault("platform", []).append(code)
            implied += [implies] if implies else []
    return implied


# Drunk in secret: that is the trouble, and no wish to stay unknown.
_THEIR_SECRET = re.compile(
    r"\b(?:drink\w*|gambl\w*|using|eat\w*|smok\w*|bing\w*|vap\w*|bet\w*|spend\w*|purg\w*|alcohol|drugs|cocaine|heroin|"
    r"cannabis)(?: \w+)? (?:in secret|secretly)\b|\b(?:he|she|they|who)(?:'s)? secretly\b|"
    r"\bsecret (?:drink\w*(?! group)|"
    r"gambl\w*|eat\w*|smok\w*|debts?|habit|alcohol\w*|drug\w*|stash|account|life)\b(?! (?:groups?|meetings?))"
)


def _camera(said: Sentence, slots: dict[str, Any]) -> None:
    if "secret" in said.rest and _THEIR_SECRET.search(said.whole):
        said.take_all(r"\b(?:in secret|secretly|secret)\b")
    said.take(r"\b(?:[a-z]+(?:ics|ers|ors)|nicotine|recovery) anonymous\b")  # a fellowship that is in no list
    if said.take(
        r"\b(?:no video|(?:camera|video|cam) (?:stays? |kept |has to be |must be )?off|cameras? (?:can be |stays? "
        r")?off|without (?:a |my |the )?(?:camera|video)|no "
        r"cameras?|not (?:on )?(?:camera|video)|don't (?:have to|want to|need to|wanna) (?:show|be seen|turn on)(?: "
        r"my)?(?: face| camera| video)?|(?:nobody|no one|anyone|anybody|people|them|they|others) (?:can |will |to |"
        r"has to |gets to )?see(?:s|ing)? (?:me|my "
        r"face)|(?:without|not|no|hide|hiding|avoid|don't|never)(?: \w+){0,3} my face|face hidden|not (?:be )?seen|"
        r"(?:won't|not|don't want to|rather not|prefer not to|never) (?:turn|switch|put|have) (?:mine|it|my camera|"
        r"my video|"
        r"the camera|the video)(?: turned)? on|"
        r"(?:turn|switch|keep|leave)(?:ing)? (?:my |the )?(?:camera|cam|video|webcam|mine) off|no webcam|off camera|"
        r"(?:not|don't|never|without)(?: \w+){0,4} (?:on )?(?:camera|cam|webcam)|audio "
        r"only|voice only|no faces|just (?:audio|voice))\b"
    ):
        slots["camera"] = "off"
    if re.search(
        r"\b(?:don't|not|without|no|never|nobody|rather not|won't|can't|"
        r"avoid)\b[^.;]{0,60}?\b(?:give|giving|say|saying|use|using|tell|telling|share|"
        r"sharing|reveal\w*|put|show|showing)(?: them| out| anyone| anybody)? my (?:real |"
        r"full |last |own )?(?:name|identity|details)\b",
        said.whole,
    ) or said.take(
        r"\b(?:under|with|using|use|have|be) (?:an? |my )?(?:fake name|false name|nick ?name|"
        r"pseudonym|alias|made[- ]up name|handle|"
        r"screen ?name|user ?name)\b|\b(?:fake names?|pseudonym\w*|nick ?names?) (?:ok|fine|"
        r"only|allowed|please)\b|\bincognito\b"
    ):
        slots["anonymity"] = "required"
    if said.take(
        r"\b(?:anonymous(?:ly)?|anonymity|nobody (?:may|must|can|should|will) know|no one (?:may|must|can|should|"
        r"will|to|needs to|has to) (?:know|find out)|(?:don't|do not) want (?:anyone|anybody|people|them|my \w+) (?:to "
        r"(?:know|find out)|knowing|finding out)|(?:without|not|no|don't) (?:\w+ ){0,3}?(?:my )?(?:real |full |last "
        r")?names?|"
        r"(?:nobody|no one|no-one|not a soul|none of (?:my|the) \w+) (?:\w+ ){0,5}?(?:know(?:s|ing)?|find(?:s|ing)? "
        r"out|"
        r"recogni[sz]es? me|hear(?:s)? (?:of|about) it|learns?|sees? me)|(?:my|the) (?:\w+ ){1,2}(?:can't|must not|"
        r"mustn't|"
        r"cannot|must never|can never|are not to|is not to|don't|doesn't) (?:ever )?(?:know|find out)(?! (?:what|how|"
        r"why))|"
        r"without (?:my|anyone|anybody|the) (?:\w+ ){0,2}(?:knowing|finding out|seeing)|(?:i'?m|am|kind of|kinda|"
        r"quite|a bit) "
        r"(?:too )?(?:well[- ]known|recogni[sz]able|in the public eye|a public figure)|everyone knows (?:everyone|me|"
        r"my)(?: \w+)?|"
        r"secret(?:ly)?|can't (?:let anyone|have anyone) know|keep it (?:private|secret)|(?:nobody|no one|anyone) "
        r"(?:at "
        r"work|i know|in town|here) (?:can|to|must|finds|finding|will|knows)(?: \w+){0,2}|confidential(?:ly)?|stay "
        r"private|(?:without|not) (?:saying|telling \w+|giving away|revealing) who i am|(?:don't want to|can't|"
        r"mustn't|not) be "
        r"recogni[sz]ed|without (?:\w+ ){1,3}(?:knowing|finding out|seeing)|unnamed|under a nickname)\b"
    ):
        slots["anonymity"] = "required"
