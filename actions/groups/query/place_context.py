"""What is around a place name: a place of the past or of somebody else, a person of that name, a town set apart."""

import re

from actions.groups import places
from actions.groups.query.kin import OTHER
from actions.groups.query.known_places import GIVEN_NAMES, STOP, nicknames, short_counties
from actions.groups.query.sentence import Sentence

_NAME = rf"(?!{STOP}\b)[a-z][\w'.-]+(?: (?!{STOP}\b|(?:was|is|so|then|i'm|my|to|from|originally)\b)[a-z][\w'.-]+)?"
_PAST = (
    r"(?:born(?: and (?:bred|raised))?|raised|grew up|brought up|died|killed|murdered|drowned|passed(?: away| on)?|"
    r"buried|served|stationed|deployed|fought|fled|escaped|emigrated|immigrated|transferred|used to (?:live|be|work)|"
    r"refugee|asylum seeker|immigrants?|originally|"
    r"(?:moved|came|come|just|got here)(?: over| up| down| here| back)*(?= from))(?: out| over| back| up| down| away)?"
)
_THEIRS = (
    rf"(?:{OTHER}|he|she|they)(?:'s| is| are| was| were)? (?:still |now |currently |away |up |down |over |out |stuck )*"
    r"(?:(?:lives?|living|based|works?|working|studying|inside) )?"
)
_BYGONE = (
    re.compile(rf"\b{_PAST} (?:in|from|at|near|of) {_NAME}"),
    re.compile(rf"\bfrom {_NAME} (?=originally\b)"),
    re.compile(rf"\b{_THEIRS}(?<= )(?:in|near|from) {_NAME}"),
    re.compile(r"\b(?:in|at|from|of) (?:the )?[a-z][\w'-]+(?= (?:hospital|prison|jail|uni|university|college)\b)"),
)  # fmt: skip


# Roads, and where another went: never where a group is wished for, unless it is to be "there".
_ROAD = (
    r"(?:driv\w+|drove|truck\w*|lorry|lorries|haul\w*|hgv|courier\w*|deliver\w*|commut\w+|runs?|route|ferry|flights?|"
    r"trains?|"
    r"bus|coach|shuttle|travel\w*|van|tanker|rounds|freight|back and forth|up and down)"
)
_TOWN_WORD = r"[a-z][a-z'-]{2,}"
_MOVED = (
    r"(?:gone|went|goes|going|moved|moving|moves|flew|flying|flies|emigrated|ran off|left|leaving|returned|sent|"
    r"posted|settled|"
    r"took off|upped sticks|lives?|living|stationed|based|studying|works?|working|buried|away|back|off)"
)
_NEVER = (
    re.compile(
        rf"\b{_ROAD}\b[, ]+(?:(?:mostly|mainly|me|i|do|the|from|between|for|the road|loads|goods|parcels|on|is) )*"
        rf"{_TOWN_WORD}(?: {_TOWN_WORD})? ?(?:to|-|and) ?{_TOWN_WORD}\b"
    ),
    re.compile(
        rf"(?<![\w-]){_TOWN_WORD} to {_TOWN_WORD} (?:run|route|line|train|bus|road|ferry|motorway|mostly|mainly|"
        rf"and back|every|"
        r"daily|return|commute|lane|most|(?:\w+ ){1,2}(?:a|per) (?:week|day|month)|\w+ (?:times|nights|days))\b"
    ),
    re.compile(
        rf"\b(?:{OTHER}|he|she|they)(?:'s|'ve| is| are| was| were| has| have)? (?:(?:just|now|since|all|both|still|"
        rf"after|only|"
        rf"long|at uni|at university|at college) )*(?:{_MOVED} (?:(?:out|over|back|up|down|away|off|home|abroad|on|"
        rf"in a home|in "
        rf"prison|at uni) )*(?:(?:to|for|in|at|near|as|with) (?:an?|the|his|her) [\w-]+ )?(?:to|for|in|at|near)|"
        rf"at (?:uni|university|college|school) in|in (?:a |"
        rf"the )?(?:care )?(?:home|prison|"
        rf"jail|hospital|hospice|rehab) in) {_NAME}"
    ),
    # somebody named and read before
    re.compile(
        r"(?<![\w|])\|{5,}(?:(?:'s|'ve| is| was| has| have)? (?:just |now |since |all |both |only )*(?:gone|went|"
        r"moved|flew|"
        r"emigrated|works?|working|lives?|living|settled|studying|stationed|gone back|went back|moved back|moved out|"
        r"moved away)(?: (?:out|"
        rf"over|back|up|down|away|home))* (?:(?:in|at|as|for|with) (?:an?|the) [\w-]+ )?(?:to|in|near)|(?: is|'s|"
        rf"'s away) \|+ in) {_NAME}"
    ),
    re.compile(
        rf"\b(?:flew|flying|fly|flight|plane|jetted|shipped)(?: \w+)? (?:back |home |over |in |out )*(?:from|"
        rf"to) {_NAME}"
    ),
    re.compile(
        rf"\b(?:breakdown|accident|crash|stroke|heart attack|holidays?|honeymoon|funeral|wedding|stag|hen) in {_NAME}|"
        rf"\b(?:driv(?:e|es|ing)|drove|went|going|go) (?:straight |right )?(?:through|past|via|by way of) {_NAME}"
    ),
)
_OVER_THERE = re.compile(
    r"\b(?:aa|na|ga|oa|groups?|meetings?|one|any|anything|something|somewhere|support|over|up|down|while i'm|"
    r"when i'm) (?:\w+ "
    r")?there\b"
)


def without_roads(text: str) -> str:
    """A sentence with the places blanked that somebody only drives through, or where another has gone."""
    if _OVER_THERE.search(text) or re.search(r"\b(?:so|as|and) (?:do|am) i\b|\bwith me\b|\bme too\b", text):
        return text
    for pattern in _NEVER:
        text = pattern.sub(lambda m: "|" * len(m.group(0)), text)
    return text


def without_bygone(text: str) -> str:
    """A sentence with the places blanked that were, or where somebody else is: "born in Cork", "she lives in Poole"."""
    for pattern in _BYGONE:
        text = pattern.sub(lambda m: "|" * len(m.group(0)), text)
    return text


_BEARS_IT = re.compile(
    rf"\b(?:(?:my|our|his|her|your) (?:\w+ )?{OTHER},?|called|named|name is|name's|miss|missing|lost|love|dear) $"
)
_DOES = re.compile(
    r"(?:'s\b| (?:is|was|has|had|drinks|drank|uses|used|died|passed|says|said|left|hit|hits|told|went|took|takes|keeps|"
    r"won't|can't|got|gets|and (?:i|me)|who)\b)"
)


def a_person(said: Sentence, start: int, end: int, words: str) -> bool:
    """Whether a town's name is a person's here: "my son Austin", "Charlotte drinks"."""
    if words not in GIVEN_NAMES:
        return False
    before, after = said.whole[:start], said.whole[end:]
    if re.search(r"\b(?:in|near|around|outside|nr) $", before):
        return False
    return _BEARS_IT.search(before) is not None or _DOES.match(after) is not None


def as_a_town(rest: str, start: int, end: int) -> bool:
    """A word that is a town as well, used as one: "reading, saturdays", "reading or round there"."""
    if re.match(
        r" (?:or|and) (?:a?round(?: there| about)?|near(?:by)?|close(?: by)?|there ?abouts|somewhere near|outskirts)\b"
        r"| (?:way|area|direction)\b",
        rest[end:],
    ):
        return True
    return re.match(r",", rest[end:]) is not None and re.search(r"(?:^|[,.;:|!?]) *$", rest[:start]) is not None


# Somebody who tells something, and does not give a listing's name.
_TELLS = re.compile(r"\b(?:i|i'm|i've|my|me|we|our|us|he|she|they|he's|she's|can't|need|want|looking|where)\b")


def set_apart(said: Sentence, start: int, end: int) -> bool:
    """ "..., Gateshead": the town behind what somebody told, or before it."""
    last = re.search(r"[,.;:!?-] *$", said.rest[:start]) and re.match(r" *(?:[.,;!?]|$)", said.rest[end:])
    first = not said.rest[:start].strip(" |") and re.match(r" *[.,;:!-]", said.rest[end:])
    return bool((last or first) and _TELLS.search(said.rest[:start] + said.rest[end:]))


_MIDDLE = re.compile(r"(.{3,}?) (?:(?:city|town|village) cent(?:re|er)|cbd|town|city)")
_TOWN = 20_000  # people


def formal(name: str, here: str | None) -> str:
    """The name of a town that is called otherwise ("brum"), or with a word behind it ("cork city", "perth cbd")."""
    for country, row in nicknames().items():
        if name in row and here in (None, country):
            return row[name].lower()
    if here in (None, "GB") and name in short_counties():
        return short_counties()[name]
    name = name.removeprefix("the ")
    whole = _MIDDLE.fullmatch(name)
    if not whole:
        return name
    own = name.endswith((" city", " town"))  # "kansas city"
    if own and any(places.key_of(p.name) == places.key_of(name) for p in places.named(name)):
        return name
    middle = tuple(p for p in places.named(whole.group(1)) if here in (None, p.country))
    return whole.group(1) if middle and middle[0].people >= _TOWN and not middle[0].name.endswith("City") else name
