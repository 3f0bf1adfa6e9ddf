"""A language somebody wishes to speak, by any name of it in English, or by its own name.

The names are those of the Unicode CLDR, by way of babel. A name alone is no wish: "Irish" may be who somebody is.
"""

import re
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError, localedata

from actions.groups import places
from actions.groups.folding import fold
from actions.groups.places_build import HOME
from actions.groups.query.kin import OTHER
from actions.groups.query.sentence import Sentence

# Other names in use than CLDR's.
_ALSO = {
    "gaelic": "ga",
    "panjabi": "pa",
    "bengali": "bn",
    "sinhalese": "si",
    "maori": "mi",
    "pidgin": "pcm",
    "chichewa": "ny",
    "sotho": "st",
    "sami": "se",
    "romani": "rom",
    "ojibwe": "oj",
    "oriya": "or",
    "kirundi": "rn",
    "patois": "jam",
    "valencian": "ca",
    "ndebele": "nd",
    "sylheti": "syl",
    "hokkien": "nan",
    "bosniak": "bs",
    "fula": "ff",
    "fulani": "ff",
    "shanghainese": "wuu",
    "filipino": "tl",
    "taiwanese": "nan",
    "kreyol": "ht",
    "berber": "tzm",
    "scots gaelic": "gd",
}
# English words first, or no tongue of a group.
_NO = frozenset(["slave", "fang", "mongo", "mari", "multiple languages", "unknown language", "no linguistic content"])
_SHORT = frozenset(["lao", "twi", "ewe", "luo"])
_WORD = r"[a-z][a-z'-]+"
_AFTER_CUE = re.compile(
    rf"\b(?:in|through|thru|via|speaks?|speaking|spoken|using|po|w|na|auf|en|as) (?P<two>(?P<one>{_WORD})"
    rf"(?: {_WORD})?)(?: language)?"
)
_BEFORE_CUE = re.compile(
    rf"\b(?P<two>(?:{_WORD} )?(?P<one>{_WORD}))[- ](?:speaking|speakers?|language|spoken)\b(?! (?:school|"
    rf"teacher|course))"
)
_GROUP = re.compile(
    rf"\b(?P<two>(?:{_WORD} )?(?P<one>{_WORD})) (?=(?:groups?|meetings?|aa|na|al-anon|sessions?|only)\b)"
)
# People and things of a country: no wish for its language.
_NATION = (
    r"(?:spanish|french|german|portuguese|italian|polish|russian|persian|chinese|japanese|korean|vietnamese|filipino|"
    r"ukrainian|greek|dutch|welsh|romanian|turkish|swedish|norwegian|danish|finnish|hungarian|czech|lithuanian|"
    r"somali|thai|english|haitian|bengali|punjabi|tamil)"
)
_PEOPLE = (
    rf"\b(?:i'?m|i am|he's|she's|he is|she is|we're|we are|they're|(?:husband|wife|partner|boyfriend|girlfriend|"
    rf"mum|mom|dad|mother|father|family|parents)(?:'s| is| are)|born|half|originally) (?:an? |half |"
    rf"originally |from an? "
    rf"|both |all )?{_NATION}\b(?! (?:speak\w*|groups?|meetings?|language))(?!-speak)|"
    rf"\b(?:my|an?|our|his|her|the|young|old) {_NATION} (?:man|woman|girl|boy|lad|guy|lady|family|husband|wife|partner|"
    rf"boyfriend|girlfriend|mum|mom|dad|mother|father|ex|friends?|mates?|neighbou?rs?|born|nanny|in-laws|boss|"
    rf"quarter|community|"
    rf"colleagues?|crowd|people|cousins?|relatives|aunts?|uncles?|lads|girls|lot|housemates?|flatmates?|workmates?|"
    rf"shop|priest|"
    rf"school|grandmother|gran|roots|blood|passport|"
    rf"shepherd|restaurant|bar|pub|market|food|bulldog|wine|beer|vodka|embassy|church|nurse|doctor|builder|accent)\b|"
    rf"\b(?:my|our|his|her) {_NATION} (?=\|)|(?:^|[,.;] |\band |\bother |\bcos |\bbecause ){_NATION} (?:friends|"
    rf"people|mates|"
    rf"neighbou?rs|colleagues|relatives|cousins|lads|girls|community|families) (?:would|will|know|talk|gossip|see|"
    rf"might|all|are|"
    rf"here|round|at|in|can|there)\b"
)


@lru_cache(maxsize=1)
def _english() -> dict[str, str]:
    """Names in English, folded -> code of the language without a country."""
    found = {fold(name): code.split("_")[0] for code, name in reversed(list(Locale("en").languages.items()))}
    found = {name: code for name, code in found.items() if (len(name) > 3 or name in _SHORT) and name not in _NO}
    return {name: code for name, code in found.items() if "sign language" not in name} | _ALSO


# Tongues of people in the countries served, whose own names are known as well; each costs two milliseconds once.
_HERE = (
    "sq lt lv et hr bs sl sk bg cs hu ro tr vi id ms sw so ig yo ha wo rw mt is nb nn fy ca eu gl cy ga gd kw "
    "gv sm to mi "
    "haw zu xh st tn ss ts ve nso af fil ceb ht qu gn ay om mg ku az uz tk ln lg ny sn ee ak tpi bi eo"
)


@lru_cache(maxsize=1)
def _own() -> dict[str, str]:
    """Names in the language itself, those in Latin letters."""
    found: dict[str, str] = {}
    for code in _HERE.split():
        try:
            name = fold(Locale.parse(code).languages.get(code) or "")
        except (UnknownLocaleError, ValueError):
            continue
        finally:
            localedata.clear_caches()  # all a language has in CLDR was read for one name; 40 MB if kept for each
        if len(name) > 3 and name.isascii():
            found[name] = code
    return found


def nations(said: Sentence) -> None:
    """Mark as read who somebody is or where a thing comes from: "my Polish husband", "I'm French"."""
    said.take_all(_PEOPLE)
    if of_kin := re.search(rf"\b(?:my|our|his|her) ({_NATION}) {OTHER}\b", said.whole):
        said.take(rf"(?<=\| ){of_kin.group(1)}\b")


# Tongues that are no country's name: alone they are a wish, but not where they say who somebody is.
_TONGUE = re.compile(
    r"(?<!my )(?<!an )(?<!our )(?<!his )(?<!her )(?<!i'm )(?<!am )(?<! a )(?<!are )(?<!is )(?<!the )(?<!no )(?<!not )"
    r"\b(?P<one>swahili|kiswahili|afrikaans|yoruba|igbo|hausa|zulu|isizulu|xhosa|isixhosa|sesotho|setswana|sepedi|"
    r"telugu|kannada|malayalam|marathi|pashto|dari|tigrinya|amharic|cantonese|te reo(?: maori)?|cymraeg|gymraeg|navajo|"
    r"inuktitut|luganda|twi|shona|kinyarwanda|lingala|oromo|nepali|sinhala)\b"
    r"(?! (?:man|woman|people|husband|wife|partner|boyfriend|girlfriend|mum|mom|dad|family|culture|church|community|"
    r"boy|girl|born|beads|nation))"
)
_TONGUES = {"te reo": "mi", "te reo maori": "mi", "gymraeg": "cy", "cymraeg": "cy", "kiswahili": "sw"}


def _alone(said: Sentence, slots: dict[str, Any]) -> None:
    for found in said.take_all(_TONGUE):
        name = found.group("one")
        if code := _TONGUES.get(name) or _code(name, sure=True) or _code(name.removeprefix("isi"), sure=True):
            slots["languages"] = list(dict.fromkeys([*slots.get("languages", []), code]))


def named(said: Sentence, slots: dict[str, Any]) -> None:
    """A language asked for with a word that shows it: "in Tagalog", "Cantonese speaking", "a Yoruba group"."""
    for cue, sure in ((_BEFORE_CUE, True), (_AFTER_CUE, False), (_GROUP, False)):
        for found in cue.finditer(said.rest):
            for part in ("two", "one"):
                if code := _code(found.group(part), sure=sure or "language" in found.group(0)):
                    start = found.start() if cue is _AFTER_CUE else found.start(part)
                    said.blank(start, found.end(part) if found.end(part) > found.end("one") else found.end("one"))
                    said.take(r"(?<=\|)[- ](?:speaking|speakers?|language|spoken)\b")
                    slots["languages"] = list(dict.fromkeys([*slots.get("languages", []), code]))
                    break
    _alone(said, slots)


def _code(name: str, *, sure: bool) -> str | None:
    """The language of that name; a name that is a town as well ("in Delaware") only beside "speaking"."""
    code = _english().get(name) or _own().get(name)
    if code and not sure and any(p.people >= 5_000 and p.country in HOME for p in places.named(name)):
        return None
    return code
