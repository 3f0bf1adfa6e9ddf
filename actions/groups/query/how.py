"""How one takes part and what the room is like: modality, platform, camera, language, faith, access and more."""

import re
from typing import Any

from actions.groups.query.sentence import Sentence

_NOT = (
    r"(?:no more|not (?:a (?:big |huge )?fan of|into|keen on|big on|fond of|comfortable "
    r"(?:with|on)|good with)|no|not|without|(?:don't|won't|do not|didn't|rather not|never) "
    r"(?:want|do|like|have|use|trust|need)|"
    r"can't (?:do|use|stand|face)|hate|except|anything but|but not|nothing (?:on|by|in|over)|avoid|instead of|i'd "
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
    ("whatsapp", "whatsapp|whats app|watsapp", "text"),
    ("telegram", "telegram", "text"),
    ("signal", "signal app|signal group", "text"),
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
        r"in[- ]person|face[- ]to[- ]face|f2f|physical(?:ly)?|offline|irl|real life|in real life|in a room|physical "
        r"meeting|presencial(?:es)?|en persona|en presentiel",
    ),
    (
        "phone",
        r"(?:by |over the |on the )?(?<!my )(?<!his )(?<!her )(?:tele)?phone(?: meetings?| call)?(?! numbers?)|"
        r"call[- ]in|"
        r"dial[- ]in|conference calls?|by call|phone line|landline|telephonic",
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
        r"secular|(?:no|not|without|nothing|non|isn't|hate|anti|minus|avoid)[- ](?:\w+ ){0,2}?(?:relig\w+|god\w*|"
        r"church\w*|"
        r"faith\w*|prayer\w*|praying|spiritual\w*|higher power|preach\w*|jesus|christian\w*|bible)(?: (?:stuff|talk|"
        r"bit|"
        r"part|please))*|non[- ]religious|no religion|without (?:the )?(?:god|religion|religious stuff)|no "
        r"god(?: stuff)?|atheists?|agnostics?|non[- ]faith|no higher power|not (?:too |so )?(?:god|churchy)",
    ),
    (
        "christian",
        r"christian|church(?:[- ]based| groups?)?|faith[- ]based|catholics?|protestant|"
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
        r"accessible(?: venue| building)?|no stairs|without stairs|ramp|"
        r"can't (?:do|manage|climb) (?:stairs|steps)|mobility scooter",
    ),
    ("sign_language:bfi", r"bsl(?: interpreter| interpreted)?|british sign language"),
    (
        "sign_language:ase",
        r"asl(?: interpreter| interpreted| interpretation)?|american sign language|sign language(?: interpreter)?",
    ),
    ("captions", r"(?:live |closed |with )?(?:captions?|captioned|captioning|subtitles?)|live transcri\w+|\bcart\b"),
    ("hearing_loop", r"(?:hearing|induction|audio|t-?coil) loop"),
    (
        "fragrance_free",
        r"(?:fragrance|scent|perfume)[- ]free|no (?:perfumes?|scents?|fragrances?)|allergic to perfume|unscented",
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
    ("free", r"free(?: of charge)?|no cost|no fee|costs nothing|can't afford(?: to pay)?|doesn't cost"),
    (
        "no_registration",
        r"no (?:registration|sign[- ]?up|signing up|account)|without (?:registering|signing up|registration)|drop[- "
        r"]in|just turn up",
    ),
    ("small", r"small(?:er)?(?: group)?|not (?:too )?(?:many|big)"),
)


def ways(said: Sentence, slots: dict[str, Any]) -> None:
    """Modality and platform, wanted and unwanted."""
    if said.take(
        r"\b(?:can't|cannot|unable to|couldn't|don't) (?:get out|leave (?:the |my )?(?:house|"
        r"home|flat|apartment|bed|room|baby|kids)|go out|go (?:anywhere|places)|travel|get "
        r"to|drive|walk far)(?: of the house| to meetings?| anywhere)?\b|\b(?:housebound|"
        r"homebound|bed ?bound|bedridden)\b|\b(?:stuck|trapped|isolating) at home\b|\bno "
        r"car\b|\bdon't drive\b"
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
        r"secret(?:ly)?|can't (?:let anyone|have anyone) know|keep it (?:private|secret)|(?:nobody|no one|anyone) "
        r"(?:at "
        r"work|i know|in town|here) (?:can|to|must|finds|finding|will|knows)(?: \w+){0,2}|confidential(?:ly)?|stay "
        r"private|without (?:\w+ ){1,3}(?:knowing|finding out|seeing)|unnamed|under a nickname)\b"
    ):
        slots["anonymity"] = "required"


def _collect(said: Sentence, slots: dict[str, Any], key: str, table: tuple[tuple[str, str], ...]) -> None:
    for code, words in table:
        if said.take(rf"(?<![\w-])(?:{words})(?:[- ](?:speaking|language|speakers?))?(?![\w-])"):
            slots.setdefault(key, []).append(code)


def room(said: Sentence, slots: dict[str, Any]) -> None:
    """Language, faith, access, format, openness, attributes, kind."""
    for key, table in (("languages", _LANGUAGES), ("access", _ACCESS), ("attr", _ATTRS)):
        _collect(said, slots, key, table)
    faith: dict[str, Any] = {}
    _collect(said, faith, "faith", _FAITH)
    if faith:
        slots["faith"] = faith["faith"][0]
    _collect(said, slots, "format", _FORMATS)
    if found := said.take(
        r"\b(open|closed)(?=[ |]*(?:\||meetings?\b|groups?\b|ones?\b|discussions?\b|only\b|wom[ae]n|men|big book|"
        r"step))(?! (?:now|till|until|today|on))"
    ):
        slots["open_closed"] = found.group(1)
    said.take(r"\b(?:not|no|rather than|instead of|isn't|don't want) (?:an? )?(?:\w+ )?courses?\b|\bof course\b")
    if said.take(
        r"\b(?<!of )(?:courses?|workshop series|programme of \d+ weeks|(?:\d+|six|eight|ten|"
        r"twelve|thirteen)[- ]weeks?(?: (?:course|program(?:me)?|class))?)\b(?! (?:ago|now|"
        r"pregnant|old|sober|clean))"
    ):
        slots["kind"] = ["course"]
