"""How one takes part and what the room is like: modality, platform, camera, language, faith, access and more."""

import re
from typing import Any

from actions.groups.query.sentence import Sentence

_NOT = (
    r"(?:no more|not (?:a (?:big |huge )?fan of|into|keen on|big on|fond of|comfortable "
    r"(?:with|on)|good with)|no|not|without|(?:don't|won't|do not|didn't|rather not|never) "
    r"(?:want|do|like|have|use|trust|need)|"
    r"can't (?:do|use|stand|face|be|sit|manage|handle|cope with)|hate|except|anything but|but not|nothing(?: (?:on|"
    r"by|in|over|that's|that is))?|"
    r"avoid|instead of|i'd "
    r"rather "
    r"not|sick of|apart from|other than)"
    r"(?: (?:a|an|any|do|on|by|in|use|to|talk|talking|speak|be|go|meet|meeting|the|using|over|another|stuff like))*"
)
PLATFORMS = (
    ("zoom", "zoom", "online"),
    ("google_meet", "google meet|gmeet|google hangouts", "online"),
    ("teams", "ms teams|microsoft teams", "online"),
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
    ("email", "e-?mail (?:group|list|meeting)s?|by e-?mail|mailing list", "text"),
    ("app", "(?:phone |mobile |an )?apps?", None),
    ("vrchat", "vrchat|vr chat", "vr"),
    ("second_life", "second life", "vr"),
    ("horizon", "horizon worlds?", "vr"),
    ("chat_room", "chat ?rooms?", "text"),
)
MODES = (
    (
        "in_person",
        r"in[- ]person|face[- ]to[- ]face|in the flesh|(?:actually |just |really |physically )?sit (?:down )?(?:in a "
        r"room |round a "
        r"table )?with (?:real |actual |other )?(?:people|others|humans)|(?:in )?(?:the same|an actual|a real) room|"
        r"round a table|"
        r"real (?:live |life )?(?:people|humans)(?: in a room)?|get out of the house|somewhere (?:i can|to) (?:walk|"
        r"go|drive|"
        r"cycle) to|f2f|physical(?:ly)?|offline|irl|real life|in real life|in a room|physical "
        r"meeting|presencial(?:es)?|en persona|en presentiel",
    ),
    (
        "phone",
        r"(?:by |over the |on the )?(?<!my )(?<!his )(?<!her )(?:tele)?phone(?: meetings?| call)?(?! numbers?)|"
        r"call[- ]in|"
        r"dial(?:l?ing)?[- ]in|(?:call|ring|phon)ing[- ]in|conference calls?|by call|phone line|landline|telephonic",
    ),
    (
        "text",
        r"by text|text[- ]?(?:based|only|chat|group|messages?)?|typing|by typing|typed|(?:can|just|only|to|rather|"
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
_LANGUAGES = (
    ("es", r"spanish|espanol|en espanol|castellano"),
    ("fr", r"french|francais|en francais"),
    ("de", r"german|deutsch|auf deutsch"),
    ("pt", r"portuguese|portugues"),
    ("it", r"italian|italiano"),
    ("pl", r"polish|polski|po polsku|polsku"),
    ("ru", r"russian|po russki"),
    ("fa", r"farsi|persian"),
    ("hi", r"hindi"),
    ("ar", r"arabic"),
    ("zh", r"chinese|mandarin"),
    ("ja", r"japanese"),
    ("ko", r"korean"),
    ("vi", r"vietnamese"),
    ("tl", r"tagalog|filipino"),
    ("uk", r"ukrainian"),
    ("pa", r"punjabi"),
    ("ur", r"urdu"),
    ("el", r"greek"),
    ("nl", r"dutch"),
    ("cy", r"welsh|cymraeg"),
    ("ro", r"romanian"),
    ("tr", r"turkish"),
    ("sv", r"swedish|svenska"),
    ("no", r"norwegian"),
    ("da", r"danish"),
    ("fi", r"finnish|suomi"),
    ("hu", r"hungarian"),
    ("cs", r"czech"),
    ("lt", r"lithuanian"),
    ("bn", r"bengali|bangla"),
    ("ta", r"tamil"),
    ("gu", r"gujarati"),
    ("so", r"somali"),
    ("he", r"hebrew"),
    ("th", r"thai"),
    ("ht", r"haitian creole|creole"),
    ("ga", r"irish language|gaeilge|as gaeilge"),
    ("en", r"in english|english[- ]speaking|english"),
)
_FAITH = (
    (
        "secular",
        r"secular|(?:no|not|without|nothing|non|isn't|hate|anti|minus|avoid|(?:don't|do not) (?:want|like|need|do|"
        r"believe in)|"
        r"not (?:into|interested in|keen on|a fan of)|can't (?:stand|do)|won't do|sick of|put off by|uncomfortable "
        r"with|free "
        r"(?:of|from)|less|leave out|skip|none of)[- ](?:\w+ ){0,2}?(?:relig\w+|god\w*|"
        r"church\w*|"
        r"faith\w*|prayer\w*|praying|spiritual\w*|higher power|preach\w*|jesus|christian\w*|bible)(?: (?:stuff|talk|"
        r"bit|"
        r"part|please))*|non[- ]religious|no religion|without (?:the )?(?:god|religion|religious stuff)|no "
        r"god(?: stuff)?|atheists?|agnostics?|non[- ]faith|no higher power|not (?:too |so )?(?:god|churchy)",
    ),
    (
        "christian",
        r"christian|church(?:[- ]based| groups?| run)|(?<!my )(?<!our )(?<!from )(?<!left )(?<!the )church|faith[- "
        r"]based|catholics?|protestant|"
        r"evangelical|bible(?:[- ]based)?|jesus|christ[- ]cent(?:er|re)d",
    ),
    ("buddhist", r"buddhists?|dharma|buddhism|zen"),
    ("muslim", r"muslims?|islam(?:ic)?|halal"),
    ("jewish", r"jewish|jews|synagogue"),
    ("any", r"any faith|any religion|all faiths|multi-?faith|interfaith"),
)
_ACCESS = (
    (
        "wheelchair",
        r"wheel ?chairs?(?:[- ](?:accessible|access|friendly|user))*|step[- ]free(?: access)?|"
        r"accessible(?: venue| building| toilet)?|(?:on the )?ground floor(?: or (?:a )?lift)?|(?:has|with|by|got) "
        r"an? (?:lift|"
        r"elevator)|lift not stairs|lift access|level access|disabled access|walking frame|zimmer(?: frame)?|"
        r"rollator|crutches|"
        r"no stairs|without stairs|ramp|"
        r"can't (?:do|manage|climb) (?:stairs|steps)|mobility scooter",
    ),
    ("sign_language:bfi", r"bsl(?: interpreter| interpreted)?|british sign language"),
    (
        "sign_language:ase",
        r"asl(?: interpreter| interpreted| interpretation)?|american sign language|sign language(?: interpreter)?",
    ),
    (
        "captions",
        r"(?:live |closed |with )?(?:captions?|captioned|captioning|subtitles?|subtitled|subtitling)|live "
        r"transcri\w+|\bcart\b",
    ),
    ("hearing_loop", r"(?:hearing|induction|audio|t-?coil) loop"),
    (
        "fragrance_free",
        r"(?:fragrance|scent|perfume)[- ]free|(?:no|free (?:of|from)|without|avoid) (?:strong )?(?:smells?|"
        r"aftershave|air "
        r"fresheners?|perfumes?|scents?|fragrances?)|no (?:perfumes?|scents?|fragrances?)|allergic to perfume|"
        r"unscented",
    ),
    ("child_care", r"child ?(?:care|minding)|baby ?sitt(?:ing|er)|creche|nursery|day ?care|kids ?care"),
    (
        "low_sensory",
        r"low[- ](?:sensory|stimulation|stim)|sensory[- ](?:friendly|safe|sensitive)|quiet "
        r"(?:room|space|venue)|not (?:too )?(?:loud|noisy|bright)|no bright lights",
    ),
)
_FORMATS = (
    (
        "beginners",
        r"beginners?'?|newcomers?'?|first[- ]timers?|new people|first (?:meeting|time|group)|"
        r"never been|brand new|new to (?:this|aa|na|it all|it|groups|meetings|recovery)|my "
        r"first|start(?:ing)? out",
    ),
    ("speaker", r"speakers?(?: meetings?)?|listen to (?:speakers?|stories)"),
    ("discussion", r"discussions?|(?:open )?sharing (?:meeting|circle|group)|talking circle"),
    ("step", r"(?:12[- ]|twelve[- ])?step[- ](?:study|meetings?|work|workshop|group)|step studies|working the steps"),
    ("book_study", r"(?:big )?book stud(?:y|ies)|big book|literature stud(?:y|ies)|reading group|book club"),
    ("meditation", r"meditat(?:ion|ions|ive|ing)|mindfulness(?= (?:meeting|group))"),
)
_ATTRS = (
    (
        "proof_of_attendance",
        r"proof of attendance|court[- ](?:card|slip|ordered|approved|paper)s?|attendance (?:slip|sheet|card)s?|sign "
        r"my (?:paper|slip|card)|(?:get|need) (?:my )?(?:paper|slip|card) signed",
    ),
    (
        "free",
        r"free(?: of charge)?(?! (?:of|from|to (?:talk|speak|be|share)))|no cost|no fee|costs nothing|can't "
        r"afford(?: to pay)?|doesn't cost",
    ),
    (
        "no_registration",
        r"no (?:registration|sign[- ]?up|signing up|account)|without (?:registering|signing up|registration)|drop[- "
        r"]in|just turn up",
    ),
    (
        "small",
        r"small(?:er)?(?: group)?(?! (?:children|kids?|child|bab\w+|towns?|villages?|city|flat|house|business|island|"
        r"boys?|"
        r"girls?|problem|world|print|hours|amount|talk|ones|matter))|not (?:too )?(?:many|big)",
    ),
)


def ways(said: Sentence, slots: dict[str, Any]) -> None:
    """Modality and platform, wanted and unwanted."""
    if said.take(
        r"\b(?!don't drive)(?:can't|cannot|unable to|couldn't|don't|not able to|too ill to|too sick to|not allowed "
        r"to) (?:really )?(?:get out|leave (?:the |my )?(?:house|"
        r"home|flat|apartment|bed|room|baby|kids)|go out|go (?:anywhere|places)|travel|get "
        r"to|drive|walk far)(?: of the house| to meetings?| anywhere)?\b|\b(?:housebound|"
        r"homebound|bed ?bound|bedridden)\b|\b(?:stuck|trapped|isolating|tied down|confined) (?:at|to) (?:the |my )?"
        r"(?:home|house|bed|flat|sofa)\b|\b(?:going|getting|leaving) (?:out|the house|anywhere) (?:is|isn't|is not|"
        r"are) "
        r"(?:out of the question|not an option|an option|impossible|not possible|possible|too (?:hard|much|difficult)|"
        r"beyond me|hard for me|a problem)|\b(?:haven't|have not) (?:left|been out of) (?:the|my) (?:house|home|flat)\b"
    ):
        slots.setdefault("not_modality", []).append("in_person")
    _camera(said, slots)
    _unwanted(said, slots)
    wanted = _platforms(said, slots)
    if said.take(r"\bhybrid\b"):
        wanted += ["in_person", "online"]
    for code, words in MODES:
        if said.take(rf"\b{_NOT} (?:{words})\b"):
            slots.setdefault("not_modality", []).append(code)
        elif said.take(rf"(?<![\w-])(?:{words})(?![\w-])"):
            wanted.append(code)
    if wanted:
        slots["modality"] = list(dict.fromkeys(wanted))


_TERM = "(?:" + "|".join([*(words for _, words, _ in PLATFORMS), *(words for _, words in MODES)]) + ")"


def _unwanted(said: Sentence, slots: dict[str, Any]) -> None:
    """ "no facebook or whatsapp": what a negation rules out reaches over "or", "and" and "nor"."""
    pattern = (
        rf"\b{_NOT} {_TERM}(?:(?:,? (?:or|and|nor)|/) ?(?:an? |the |on |by |in |over )*{_TERM})+(?! is (?:fine|ok))\b"
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


def _platforms(said: Sentence, slots: dict[str, Any]) -> list[str]:
    """Fill the platform slots; returns the modalities that the wanted ones imply."""
    implied: list[str] = []
    for code, words, implies in PLATFORMS:
        if said.take(rf"\b{_NOT} (?:{words})(?! is fine)\b"):
            slots.setdefault("not_platform", []).append(code)
        elif said.take(rf"\b(?:on |in |by |via |a |over )?(?:{words})\b(?! numbers?)"):
            slots.setdefault("platform", []).append(code)
            implied += [implies] if implies else []
    return implied


def _camera(said: Sentence, slots: dict[str, Any]) -> None:
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
        r"(?:turn|switch|keep|leave)(?:ing)? (?:my |the )?(?:camera|cam|video|webcam) off|no webcam|off camera|"
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


def _collect(said: Sentence, slots: dict[str, Any], key: str, table: tuple[tuple[str, str], ...]) -> None:
    for code, words in table:
        if said.take(rf"(?<![\w-])(?:{words})(?:[- ](?:speaking|language|speakers?))?(?![\w-])"):
            slots.setdefault(key, []).append(code)


_WEEKS = r"(?:\d+|four|five|six|eight|ten|twelve|thirteen)"


def room(said: Sentence, slots: dict[str, Any]) -> None:
    """Language, faith, access, format, openness, attributes, kind."""
    said.take_all(
        r"\b(?:not|don't|doesn't|no|little|bad|poor|sorry(?: for)?|excuse) (?:\w+ ){0,3}?english\b|\bmy english\b(?: "
        r"(?:is|not|"
        r"isn't|are))*(?: \w+)?"
    )
    for key, table in (("languages", _LANGUAGES), ("access", _ACCESS), ("attr", _ATTRS)):
        _collect(said, slots, key, table)
    faith: dict[str, Any] = {}
    said.take_all(
        r"\b(?:grew up|raised|brought up|born|lapsed|ex|former(?:ly)?|left|leaving|used to be|was|were|turned my "
        r"back on)[- ]"
        r"(?:an? |in |into |the |strict |very |strictly |as )*(?:catholics?|christians?|muslims?|jewish|jews?|church|"
        r"buddhists?|"
        r"faith|religion|religious|evangelical|protestant|islam)\b"
    )
    faiths = "|".join(words for _, words in _FAITH[1:])
    if said.take_all(
        rf"\b(?:don't (?:need|want)|doesn't (?:have|need) to be|needn't be|not necessarily|no need for) (?:an? "
        rf")?(?:{faiths})\b"
    ):
        said.take_all(rf"\b(?:{faiths})\b")
    _collect(said, faith, "faith", _FAITH)
    if faith:
        slots["faith"] = faith["faith"][0]
    formats = "|".join(words for _, words in _FORMATS)
    said.take_all(
        rf"\b(?:{_NOT}|none of (?:the|those|your)|rather than|no|not) (?:\w+ ){{0,2}}?(?:{formats})(?: (?:meetings?|"
        rf"groups?|"
        rf"ones?|stuff|thing))?\b"
    )
    _collect(said, slots, "format", _FORMATS)
    if found := said.take(
        r"(?<!still )\b(open|closed)(?=[ |]*(?:\||meetings?\b|groups?\b|ones?\b|discussions?\b|only\b|wom[ae]n|men|"
        r"big book|"
        r"step))(?! (?:now|till|until|today|on))"
    ):
        slots["open_closed"] = found.group(1)
    if "open_closed" not in slots and (found := said.take(r"(?:^|, ?|\band |\bmust be )(open|closed)(?=,|\W*$)")):
        slots["open_closed"] = found.group(1)
    said.take_all(
        r"\b(?:not|no|rather than|instead of|isn't|don't want|did|done|finished|completed|been on|took|after) (?:an? "
        r"|the |"
        r"that |this |your |any )?(?:\w+ )?courses?\b|\bof course\b"
    )
    if said.take(
        rf"\b(?<!of )(?:courses?|workshop series|programme of \d+ weeks|{_WEEKS}[- ]weeks?(?= long|[- ](?:course|"
        rf"program"
        rf"(?:me)?|class|series|block|group|support|workshop|thing))|{_WEEKS}-week|(?:runs|run|lasts|over) (?:for |"
        rf"over )?"
        rf"{_WEEKS} weeks)\b(?! (?:ago|now|pregnant|old|sober|clean))(?:[- ](?:long|course|program(?:me)?|class))?"
    ):
        slots["kind"] = ["course"]
