"""Whom the group should be for: audience and gender."""

import re
from functools import lru_cache
from typing import Any

from actions.groups.query.sentence import Sentence

_AUDIENCES = (
    ("new_parents", r"(?:new|first[- ]time|expectant|expecting|soon[- ]to[- ]be) parents?|new mums? and dads?"),
    (
        "mothers",
        r"(?:new|first[- ]time|expectant|expecting|single|young|teen|stay[- ]at[- ]home) "
        r"(?:mums?|moms?|mothers?)|mums?[- ]to[- ]be|(?<!my )(?<!our )(?:mums|moms|mothers|mamas)|(?<!my )(?<!our )"
        r"(?:mammies|mummies|mommies|mams)|(?<!my )(?<!our )(?:mum|mom|mam|mama|mammy|mummy|mommy|"
        r"mother)(?= (?:groups?|meetings?|"
        r"circle|club|meet ?ups?|space|gang))|(?<!my )(?<!our )(?:mum's|mom's|moms'|mums')(?= (?:groups?|"
        r"meetings?|support|space|circle|only|night|club|coffee))",
    ),
    (
        "fathers",
        r"(?:new|first[- ]time|expectant|expecting|single|young|stay[- ]at[- ]home) (?:dads?|"
        r"fathers?)|dads?[- ]to[- ]be|(?<!my )(?<!our )(?:dads|fathers|daddies)|(?<!my )(?<!our )(?:dad|daddy|"
        r"father)(?= (?:groups?|meetings?|circle|club|meet ?ups?|"
        r"space|gang))|(?<!my )(?<!our )(?:dad's|dads')(?= (?:groups?|"
        r"meetings?|support|space|circle|only|night|club))",
    ),
    ("lgbtq", r"lgbt\w*\+?|queers?|glbt\w*|2slgbtq\w*|rainbow community"),
    ("gay", r"gays?|same[- ]sex"),
    ("lesbian", r"lesbians?"),
    (
        "bisexual",
        r"bisexuals?|bi(?= (?:kid|guy|girl|lad|lass|teen|man|woman|person|dad|mum|mom|people|folks?|men|women|only|"
        r"group|and|or|support|community))|(?<=i'm )bi|(?<=am )bi|(?<=and )bi(?=$|[,.;!])|(?<=[|\d], )bi(?=$|[,.;!])|"
        r"pansexuals?|"
        r"(?:(?<=i'm )|(?<=am ))pan(?=$|[,.;!]| and)",
    ),
    ("trans", r"trans|transgender(?:ed)?|transsexual|trans(?=(?:man|woman|men|women))|ftm|mtf"),
    ("non_binary", r"non[- ]?binary|enby|enbies|genderqueer|gender[- ](?:fluid|diverse|non[- ]?conforming)"),
    ("bipoc", r"bipoc|(?:people|person|folks|women|men|man|woman) of colou?r|poc|bame|ethnic minorit(?:y|ies)"),
    (
        "black",
        r"black (?:people|men|women|folks|only)|african[- ]american(?: men| women)?|"
        r"black(?! (?:sheep|dog|cloud|hole|moods?|out|eye|market|friday|cab|tie|country))",
    ),
    ("latino", r"latin[oax]s?|latine|hispanics?|chican[oa]s?"),
    ("asian", r"(?:south |east )?asians?(?:[- ]americans?)?|aapi|desi"),
    ("indigenous", r"indigenous|native[- ]americans?|american indians?|first nations?|aboriginal|maori|metis|inuit"),
    (
        "teens",
        r"teens?|teenagers?|for kids|adolescents?|alateen|under[- ]?18s?|high ?schoolers?|"
        r"minors|secondary school|high school",
    ),
    (
        "young_people",
        r"young(?:er)? (?:people|adults?|persons?|ones|folks?)|under[- ]?(?:2[0-9]|30|35)s?|"
        r"youth|(?:in (?:my|their|our) )?(?:early |late |mid )?(?:20s|twenties)|(?:18|16)(?:-|"
        r" to )(?:24|25|30)(?: year olds?)?",
    ),
    (
        "students",
        r"(?:uni(?:versity)?|college|grad(?:uate)?|phd|undergrad(?:uate)?) students?|"
        r"students?|undergrad(?:uate)?s?|(?:i'm|i am|im|am|study|studying|currently|still|are|we're) (?:\w+ "
        r"){0,2}?(?:at|in) "
        r"(?:college|uni|university)|(?:college|uni|university|campus)(?= (?:groups?|campus|life|age|support))|"
        r"freshers?|"
        r"(?:uni|college) (?:kids|lads|girls|folks?)|at uni(?:versity)?|in college(?=,|$| and|"
        r" with)(?<!raped in college)",
    ),
    (
        "seniors",
        r"seniors?|older(?= (?:[|]|lesbian|gay|lgbt|positive))|old(?:er)? (?:people|adults?|folks?|men|women|"
        r"persons?)|(?:over|above)[- ](?:fifties|sixties|seventies|eighties)|(?:over|above) "
        r"?(?:50|55|60|65|70)s?|(?:50|55|60|65)\\+|elderly|oldies|old ?timers|oaps?|"
        r"(?<!usmc )(?<!army )(?<!navy )(?<!force )(?<!marine )(?<!police )(?<!military )(?<!medically "
        r")retired(?! (?:marine(?! (?:biolog|engineer|insur|conserv|scien|archaeo|mechanic|electric|life)\w*)|"
        r"soldier|army|navy|raf|military|usmc|air ?force|police|cop|sergeant|officer|firefighter|squaddie|"
        r"from the (?:army|navy|"
        r"raf|marines|forces|military|service)))|retirees|pensioners?|"
        r"senior citizens?|in (?:my|our) (?:60s|70s|sixties|seventies)",
    ),
    (
        "veterans",
        r"veterans?|vets|squaddies|jarheads|ex-?service(?:men|women)|old soldiers|tommies|usmc|usaf|(?:retired|"
        r"former|old) (?:military|army|navy|marines?(?! (?:biolog|engineer|"
        r"insur|conserv|scien|archaeo|mechanic|electric|life)\w*)|usmc|raf|"
        r"air ?force|soldiers?|squaddies?)|(?:i'm|i am|im|as) an? vet(?! (?:nurse|tech|student))|"
        r"ex[- ](?:military|forces|army|navy|"
        r"soldiers?|marines?|service\w*|"
        r"raf)|service ?(?:members?|men|man|women)|military(?! (?:wives|wife|spouses?|famil))|"
        r"former (?:soldiers?|military)|armed forces|(?:served|i was) in (?:the )?(?:army|"
        r"iraq|afghanistan|navy|marines|military|forces)",
    ),
    (
        "doctors",
        r"doctors|docs(?= (?:who|with|group|only|in|on))|physicians?|(?:doctor|gp|surgeon) here|(?:i'?m|as|i am|"
        r"being) an? (?:junior |family )?doctor|"
        r"surgeons?|"
        r"\bgps?\b|junior doctors?|medical doctors?|consultants?(?= (?:in|"
        r"at)) |"
        r"anaesthetists?|psychiatrists",
    ),
    (
        "healthcare_workers",
        r"(?<!psychiatric )nurses?|health ?care (?:workers?|staff|professionals?|providers?)|"
        r"health (?:workers?|professionals?)|medics|paramedics?|nhs (?:staff|workers?)|"
        r"hospital (?:staff|workers?)|care workers?|midwi(?:fe|ves)|ambulance (?:crew|staff|"
        r"workers?)|first responders",
    ),
    ("deaf", r"deaf"),
)


def gender(said: Sentence, slots: dict[str, Any]) -> None:
    """Only women, only men: said of the group."""
    said.take_all(rf"\b{_UNWANTED} (?:women|men|ladies|girls|lads|guys)(?:'?s)?(?:[- ]only)? ?{_ROOM}\b")
    said.take_all(r"\b(?:no|nothing|not looking for|don't (?:want|need)) (?:women|men|ladies)(?:'s)?[- ]only\b")
    if said.take(
        r"\bnot (?:necessarily |just |only )*(?:for )?(?:women|men)(?:'s)?(?:[- ]only)?\b|\bnot (?:necessarily |"
        r"just |only )+(?:for )?(?:blokes|lads|guys|ladies|girls|gals)\b"
    ):
        slots["gender_only"] = None  # not a wish any more
    said.take_all(
        r"(?:(?<=\bof )|(?<=\|))(?:women|men|girls|guys|lads)(?= (?:with|who|whose|in|on|living|struggling)\b)"
    )  # theirs
    if _PLURALS.search(said.rest):
        said.take_all(_AROUND_ME)
    women = (
        r"\b(?:(?:only|just)(?: for)? (?:women|ladies|females?|girls|woman)|(?:women|ladies|"
        r"females?|girls|woman)(?:'s)?(?: groups?| meetings?)?[- "
        r"]only|no men|women'?s|ladies|for (?:a )?wom[ae]n|all[- ]women|women|woman's|womens|females?|gals)\b"
    )
    men = (
        r"\b(?:(?:only|just)(?: for)? (?:men|guys|males?|lads|blokes|man)|(?:men|males?|guys|"
        r"blokes|lads)(?:'s)?(?: groups?| meetings?)?[- ]only|no women|men'?s|"
        r"for men|all[- ]men|mens|men|lads|guys|blokes|males?|fellas)\b"
    )
    if not said.has(r"\bwomen of colou?r\b") and said.take(women):
        slots["gender_only"] = "women"
    elif said.take(men):
        slots["gender_only"] = "men"
    elif said.has(r"\bwomen of colou?r\b"):
        slots["gender_only"] = "women"


_PLURALS = re.compile(r"\b(?:lads|girls|boys|guys|men|women|fellas|blokes|ladies|gals|hen|stag)\b|'? night")
# People of one's day: "borrowing off the lads", "the girls at work".
_AROUND_ME = (
    r"\b(?:lads|girls|boys|guys|fellas|blokes) (?:at|from) (?:school|work|college|uni)\b|"
    r"\b(?:off|from|told|tell|tells|lost|than|like|buying|beat|owe|owes|owing|one of|some of|most of|drink\w* with|"
    r"out with|"
    r"went with|nights? with|bet\w* with|share\w* with|sharing with|hide it from|behind|amongst) (?:the|my|our|"
    r"all the|some of "
    r"the) (?:other |young |old )?(?:lads|girls|guys|men|women|fellas|blokes|ladies|gals)\b(?!'?s? (?:groups?|"
    r"meetings?|only))|"
    r"\b(?:the|my|our|two|three|some) (?:lads|girls|guys|men|women|fellas|blokes|ladies|gals) (?:at|from|in|on|"
    r"down) (?:the |my |"
    r"our )?(?:work|pub|yard|unit|barracks|crew|shed|office|site|factory|club|team|mess|station|gym|band|plant|pit|"
    r"mill|"
    r"school|boat|building site|job|shop|depot|warehouse|kitchen|road|street|estate)\b|\b(?:girls|lads|boys|ladies|"
    r"guys|"
    r"hen|stag)'? night(?:s)? out\b"
)


# "Not a women's group", "doesn't have to be a men's circle": no wish, whoever is named.
_UNWANTED = (
    r"(?:not|no|nothing|never|rather not|(?:doesn't|don't|needn't|does not|need not) (?:have to |need to )?(?:be|"
    r"want|need|"
    r"like|fancy)|(?:anything|any group) (?:but|except|other than)|not (?:looking for|after|keen on|into)|isn't|hate|"
    r"without|avoid|other than|instead of)(?: (?:an?|the|another|one of those|any|just|only|join|go to|be in))*"
)
_ROOMFUL = (
    r"\b(?:not|no|without|instead of|rather than|sick of|never|hate|don't want|nothing like)(?: (?:in|with|to|sit|"
    r"be|being|"
    r"just|another|surrounded by|stuck with|sitting with|talk to|around|among))* (?:an? |the )?(?:room|bunch|load|"
    r"crowd|group|"
    r"roomful|lot|circle|hall|pack|houseful)s?(?: full)? of"
)
_ROOM = r"(?:groups?|meetings?|circles?|spaces?|rooms?|ones?|thing|clubs?|sessions?)"


_AGAINST = re.compile(
    r"\b(?:not|no|nothing|never|rather|without|instead|sick|hate|don't|doesn't|needn't|isn't|avoid|other than|"
    r"anything|any group)\b"
)


@lru_cache(maxsize=1)
def _against() -> tuple[re.Pattern[str], ...]:
    """For each audience, the words with which a room for it is ruled out."""
    return tuple(
        re.compile(pattern)
        for _, whom in _AUDIENCES
        for pattern in (
            rf"\b{_UNWANTED} (?:{whom})(?:'s|s')?(?:[- ]only)? {_ROOM}\b|{_ROOMFUL} (?:\w+ )?(?:{whom})(?![\w-])",
            rf"\bnot (?:just |only |specifically |necessarily )*for (?:the )?(?:{whom})(?:'s|s')?(?=[,.;]| but|$)",
        )
    )


def unwanted(said: Sentence) -> None:
    """Rooms for somebody that are not wanted: "not an lgbt group", "not for veterans, just ptsd"."""
    if _AGAINST.search(said.rest):
        for pattern in _against():
            said.take_all(pattern)


# Who served, and says so of themselves.
_SERVED = (
    r"\b(?:army|navy|air ?force|raf|usaf|marines?|military|combat|war|gulf(?: war)?|iraq|afghan(?:istan)?|vietnam|"
    r"falklands|"
    r"disabled|usmc|infantry|troubles|nam) vets?\b(?! (?:nurse|tech|bills?))|"
    r"\b(?:i'?m|i was|i am|was|am|as|being|once|former|ex|retired|years|yrs)[- ](?:an? |the |\w+ )?(?:ex[- ]|"
    r"former )?(?:"
    r"soldier|marine(?! (?:biolog|engineer|insur|conserv|scien|archaeo|mechanic|electric|life)\w*)|infantryman|"
    r"para(?!medic|noi)|squaddie|sapper|gurkha|airman|submariner|paratrooper|rifleman|"
    r"guardsman|"
    r"bootneck|matelot|army medic|navy diver|gi|green beret|navy seal|army ranger|rear gunner|tankie|reservist|"
    r"legionnaire|"
    r"commando|peacekeeper)\b|"
    r"(?:^|[.,;:] )(?:ex[- ]?|former )?(?:sapper|squaddie|para(?!medic|noi)|bootneck|gurkha|rifleman|royal marine|"
    r"paratrooper|infantryman|infantry|soldier|commando)(?=[ ,.;:]|$)(?! (?:wife|husband|son|dad))|"
    r"\bex[- ](?:paras?|squaddies?|sappers?|commandos?|infantry\w*|airm[ae]n|sailors?|submariners?|gurkhas?|rangers?|"
    r"guards\w+|reservists?|sas|sbs)\b|"
    r"\b(?:i |i've |i'd )?(?:did|done|served|after|had|with|survived) (?:\w+ )?tours(?! (?:guide|bus|"
    r"of (?:the )?(?:museum|"
    r"wineries|europe)))(?: (?:of duty|in|of) ?\w*)?|\b(?:two|three|four|five|several) tours(?: (?:of duty|(?:in|"
    r"of) (?!the |museums|europe|wineries|caves|"
    r"castles)\w+))?(?=[,.;]| and)|"
    r"\bi(?:'ve|'m| have| just| am)? (?:\w+ )?(?:left|out of|came out of|got out of|discharged from|fresh out of|"
    r"demobbed "
    r"from|retired from|invalided out of) (?:the )?(?:army|navy|raf|marines|forces|military|air force|service|"
    r"legion)\b|\bmedically discharged\b"
)


_SERVED_HINT = re.compile(
    r"army|navy|air ?force|raf|marine|milit|vet|tours|soldier|infantry|para|squaddie|sapper|gurkha|airm|submariner|"
    r"rifle|guards|"
    r"boot ?neck|matelot|\bgi\b|beret|seal|ranger|gunner|tankie|reserv|legion|commando|peacekeeper|forces|service|"
    r"discharged|sailor|"
    r"\bs[ab]s\b"
)


def _served(said: Sentence, slots: dict[str, Any]) -> None:
    """ "Ex sapper", "did two tours": of the one who writes; of another it says nothing about the room."""
    if not _SERVED_HINT.search(said.tidied):
        return
    if slots.get("role") in ("loved_one", "carer", "bereaved", "professional") or not (
        said.take_all(_SERVED) or re.search(_SERVED, said.tidied)
    ):
        return
    if "veterans" not in slots.get("audience", ()):
        slots.setdefault("audience", []).append("veterans")


_GROUPS = (
    r"(?: (?:people|folks?|women|men|parents|support|groups?|meetings?|space|community|ones?|aa|"
    r"na|girls|guys|members))*"
)


_FOR_ANIMALS = re.compile(
    r"\b(?:animals?|veterinary|vet (?:school|practice|surgery|nurse|bills?)|calving|lambing|put (?:\w+ )?(?:pets?|"
    r"dogs?|"
    r"cats?|horses?) (?:down|to sleep)|small animal|equine)\b(?!.*\b(?:army|service dog|served)\b)"
)


# What makes a room theirs alone.
_ONLY = (
    r"(?:(?:only|exclusively|strictly|nobody but|no one but|no-one but|none but|nothing but)(?: (?:want|wanna|with|for|"
    r"among|be|to|around|by|open|talk|speak|meet|sit|share|us|other|people who are|those who are))*|just(?: (?:for|"
    r"with|"
    r"among|us))*)"
)


_TREATED_BY = re.compile(r"nurse|doctor|\bgp|midwi|consultant|surgeon|psychiatrist|medic")


@lru_cache(maxsize=1)
def _whom() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each audience and the words for it, with "only" about them."""
    return tuple(
        (
            code,
            re.compile(
                rf"(?<![\w-])(?:{_ONLY} )?(?:for )?(?:(?:my )?fellow |other )?(?:{words})(?:'s|s')?"
                rf"(?:{_GROUPS},?[ -](?:only|exclusively|and (?:nobody|no one|no-one) else|full stop)\b(?! (?:on|in|"
                rf"at|by|"
                rf"after|before|evenings?|mornings?|online)\b))?(?![\w-])"
            ),
        )
        for code, words in _AUDIENCES
    )


def audience(said: Sentence, slots: dict[str, Any]) -> None:
    """Whom the group is for beside its topic; "X only" makes it exclusive."""
    unwanted(said)
    if _TREATED_BY.search(said.rest):
        said.take_all(
            r"\b(?:my|his|her|our|tell (?:the|a)|told (?:the|a)|the) (?:\w+ )?(?:nurses?|doctors?|gps?|midwi(?:fe|ves)|"
            r"consultants?|surgeons?|"
            r"psychiatrists?|paramedics?|medics?)\b(?! (?:groups?|support|meetings?|only))"
        )
    found = []
    only = False
    for code, pattern in _whom():
        taken = said.take_all(pattern)
        for match in taken:
            if whose := re.search(r"\b(women|men)\b", match.group(0)):
                slots["gender_only"] = whose.group(1)
            only = (
                only or re.search(rf"\b(?:{_ONLY}|only|exclusively|else|full stop)(?: |$)", match.group(0)) is not None
            )
        found += [code] if taken else []
    if "veterans" in found and _FOR_ANIMALS.search(said.tidied):
        found.remove("veterans")
    if found:
        slots["audience"] = found
        if only:
            slots["audience_only"] = True
    _served(said, slots)
