"""What the room is like: language, faith, access, format, openness, attributes, kind."""

import re
from typing import Any

from actions.groups.query import languages
from actions.groups.query.how import NOT
from actions.groups.query.sentence import Sentence

_LANGUAGES = (
    ("es", r"spanish|espanol|en espanol|castellano"),
    ("fr", r"french|francais|en francais"),
    ("de", r"german|deutsch|auf deutsch"),
    ("pt", r"portuguese|portugues"),
    ("it", r"italian|italiano"),
    (
        "pl",
        r"(?<!boot )(?<!nail )(?<!nails )(?<!shoe )(?<!furniture )(?<!floor )(?<!to )(?<!brass )(?<!silver )polish(?! "
        r"(?:off|up|my|the|his|remover|and a cloth|them|it))|polski|po polsku|polsku",
    ),
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
_TONGUES = "|".join(words for _, words in _LANGUAGES)
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
        r"free(?: of charge)?(?! (?:of|from|to (?:talk|speak|be|share)))|no cost|no fee|costs? nothing|(?:can't|"
        r"mustn't|doesn't|won't|shouldn't|not) cost "
        r"(?:me )?(?:anything|money|a penny|much)|zero cost|no charge|on benefits|universal credit|can't "
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
        r"boys?|charit\w+|compan\w+|firm|team|clinic|practice|shop|school|church|parish|farm|service|"
        r"girls?|problem|world|print|hours|amount|talk|ones|matter))|not (?:too )?(?:many|big)",
    ),
)


def signed(said: Sentence, here: str | None, slots: dict[str, Any]) -> None:
    """ "Sign language" without a country's name is the one of the place."""
    if (
        here == "GB"
        and "sign_language:ase" in slots.get("access", ())
        and not re.search(r"\basl\b|\bamerican\b", said.tidied)
    ):
        slots["access"] = ["sign_language:bfi" if a == "sign_language:ase" else a for a in slots["access"]]


def _collect(said: Sentence, slots: dict[str, Any], key: str, table: tuple[tuple[str, str], ...]) -> None:
    take = said.take_all if key == "access" else said.take
    for code, words in table:
        if take(rf"(?<![\w-])(?:{words})(?:[- ](?:speaking|language|speakers?))?(?![\w-])"):
            slots.setdefault(key, []).append(code)


_WEEKS = r"(?:\d+|four|five|six|eight|ten|twelve|thirteen)"


def room(said: Sentence, slots: dict[str, Any]) -> None:
    """Language, faith, access, format, openness, attributes, kind."""
    said.take_all(
        r"\b(?:not|don't|doesn't|no|little|bad|poor|sorry(?: for)?|excuse) (?:\w+ ){0,3}?english\b|\bmy english\b(?: "
        r"(?:is|not|"
        r"isn't|are))*(?: \w+)?"
    )
    languages.nations(said)
    said.take_all(
        rf"\b(?:not|no|instead of|rather than|isn't|no longer|don't want|nothing|without) (?:it )?(?:in |the |"
        rf"an? )?(?:{_TONGUES})"
        r"(?: (?:speaking|one|ones|group|groups|meeting|meetings))?(?=$|[,.;!?]| (?:please|but|any ?more|group|"
        r"this time|either))"
    )
    _collect(said, slots, "languages", _LANGUAGES)
    languages.named(said, slots)
    for key, table in (("access", _ACCESS), ("attr", _ATTRS)):
        _collect(said, slots, key, table)
    _faith(said, slots)
    _formats(said, slots)
    _course(said, slots)


def _faith(said: Sentence, slots: dict[str, Any]) -> None:
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


def _formats(said: Sentence, slots: dict[str, Any]) -> None:
    formats = "|".join(words for _, words in _FORMATS)
    said.take_all(
        rf"\b(?:{NOT}|none of (?:the|those|your)|rather than|no|not) (?:\w+ ){{0,2}}?(?:{formats})(?: (?:meetings?|"
        rf"groups?|"
        rf"ones?|stuff|thing))?\b"
    )
    _collect(said, slots, "format", _FORMATS)
    if found := said.take(
        r"(?<!still )(?<!wine )(?<!bottle )(?<!eyes )(?<!mind )(?<!door )\b(open|closed)(?=[ |]*(?:\||meetings?\b|"
        r"groups?\b|ones?\b|discussions?\b|only\b|wom[ae]n|men|"
        r"big book|"
        r"step))(?! (?:now|till|until|today|on)\b)"
    ):
        slots["open_closed"] = found.group(1)
    if "open_closed" not in slots and (found := said.take(r"(?:^|, ?|\band |\bmust be )(open|closed)(?=,|\W*$)")):
        slots["open_closed"] = found.group(1)


def _course(said: Sentence, slots: dict[str, Any]) -> None:
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
