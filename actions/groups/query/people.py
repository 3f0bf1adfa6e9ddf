"""Who is asking and whom the group should be for: role, relation, audience, gender, age."""

import re
from typing import Any

from actions.groups.query.sentence import Sentence

# The noun somebody uses for the other -> what the seeker is to that other.
_OTHERS = {
    "partner": "husband|wife|partner|boyfriend|girlfriend|spouse|fiance|fiancee|missus|ex husband|ex wife|ex-husband|"
    "ex-wife|ex",
    "parent": "son|daughter|child|kid|kids|children|teenager|teen|boy|girl|stepson|stepdaughter|grown son|adult son|"
    "adult daughter",
    "child": "dad|mum|mom|mother|father|parents|parent|mam|mama|papa|stepdad|stepmum|stepmom|stepfather|stepmother",
    "sibling": "brother|sister|sibling|siblings|brothers|sisters|twin",
    "grandparent": "grandson|granddaughter|grandchild|grandchildren|grandkids",
    "friend": "friend|mate|best friend|roommate|flatmate|housemate|buddy|neighbour|neighbor|colleague|coworker",
    "family": "uncle|aunt|cousin|nephew|niece|grandfather|grandmother|grandad|grandpa|grandma|gran|nan|family member|"
    "relative|"
    "loved one|family|brother-in-law|sister-in-law|father-in-law|mother-in-law|in-laws|son-in-law|daughter-in-law|"
    "someone i love|"
    "somebody i love|someone close to me|someone close",
}
# The noun for the seeker in "a group for partners of ..." -> the relation.
_SEEKERS = {
    "partner": "partners|wives|husbands|spouses|girlfriends|boyfriends|spouse|wife|husband|partner",
    "parent": "parents|mums|moms|mothers|dads|fathers|parent",
    "adult_child": "adult children|grown children|grown up children|grown-up children|adult child|adult kids|grown "
    "kids",
    "child": "children|kids|sons|daughters|teens|teenagers",
    "sibling": "siblings|brothers|sisters|brothers and sisters",
    "grandparent": "grandparents|grandmothers|grandfathers",
    "friend": "friends|friend",
    "family": "families|family members|family|relatives|loved ones|families and friends|family and friends|friends "
    "and family|"
    "friends and families|family or friends",
}
_OTHER_OF = {noun: rel for rel, nouns in _OTHERS.items() for noun in nouns.split("|")}
_SEEKER_OF = {noun: rel for rel, nouns in _SEEKERS.items() for noun in nouns.split("|")}
_OTHER = "(?:" + "|".join(sorted((re.escape(n) for n in _OTHER_OF), key=len, reverse=True)) + ")"
_SEEKER = "(?:" + "|".join(sorted((re.escape(n) for n in _SEEKER_OF), key=len, reverse=True)) + ")"
_AFFECTED = (
    r"(?:alcoholics?|addicts?|drinkers?|problem drinkers|drug users|users|gamblers?|people|someone|somebody|those|a "
    r"person|an? |"
    r"heavy|compulsive|problem|veterans|kids|children|sons|daughters|teens|teenagers|adults|loved ones)"
)
_AUDIENCES = (
    ("new_parents", r"new parents?|new mums? and dads?"),
    ("mothers", r"new mums?|new moms?|new mothers?|mums|moms|mothers|mum's|moms'|mamas"),
    ("fathers", r"new dads?|new fathers?|dads|fathers|dad's"),
    ("lgbtq", r"lgbt\w*\+?|queer|lgbt|2slgbtq\w*"),
    ("gay", r"gay"),
    ("lesbian", r"lesbians?"),
    ("bisexual", r"bisexual|bi people"),
    ("trans", r"trans|transgender|transsexual"),
    ("non_binary", r"non-binary|nonbinary|enby|non binary"),
    ("bipoc", r"bipoc|people of colou?r|poc|person of colou?r|women of colou?r"),
    ("black", r"black (?:people|men|women|folks|only)|african[- ]american|black"),
    ("latino", r"latino|latina|latinx|hispanic"),
    ("asian", r"asian(?:[- ]american)?|south asian"),
    ("indigenous", r"indigenous|native american|first nations|aboriginal|maori"),
    ("teens", r"teens?|teenagers?|for kids|adolescents?|alateen"),
    ("young_people", r"young people|young adults?|under 30s?|youth|young person|20s|twenties"),
    ("students", r"students?|university|college students?|uni"),
    ("seniors", r"seniors?|older people|over 60s?|over 65s?|elderly|retired|pensioners?|over 50s?"),
    ("veterans", r"veterans?|vets|ex[- ]military|ex[- ]forces|service members?"),
    ("doctors", r"doctors|physicians?|(?:i'?m|as) a doctor|surgeons?"),
    (
        "healthcare_workers",
        r"nurses?|health ?care workers?|health workers?|medics|paramedics?|nhs staff|hospital staff",
    ),
    ("deaf", r"deaf"),
)


def ages(said: Sentence, slots: dict[str, Any]) -> None:
    """The seeker's age, when they say it."""
    pattern = (
        r"\b(?:i'?m|i am|im|aged?|as an?)\s+(?:only |just )?(\d{1,2})(?:\s*(?:years? old|yrs? old|yo|y/o|year "
        r"old))?\b(?!\s*(?:miles|km|minutes|hours|pm|am|:|months|days|weeks))"
    )
    found = said.take(pattern) or said.take(r"\b(\d{1,2})\s*(?:years? old|yrs? old|yo|y/o|year-old|year old)\b")
    if (
        found
        and 8 <= int(found.group(1)) <= 99
        and not re.search(rf"\bmy {_OTHER} is$", said.whole[: found.start()].strip())
    ):
        slots["age"] = int(found.group(1))


def gender(said: Sentence, slots: dict[str, Any]) -> None:
    """Only women, only men: said of the group."""
    women = (
        r"\b(?:(?:only|just)(?: for)? (?:women|ladies|females?|girls)|(?:women|ladies|female|girls)(?:'s)?[- "
        r"]only|no men|women'?s|ladies|for women|all[- ]women|women|woman's|womens|female)\b"
    )
    men = (
        r"\b(?:(?:only|just)(?: for)? (?:men|guys|males?|lads)|(?:men|male|guys)(?:'s)?[- ]only|no women|men'?s|"
        r"for men|all[- ]men|mens|men|lads|guys|male)\b"
    )
    if not said.has(r"\bwomen of colou?r\b") and said.take(women):
        slots["gender_only"] = "women"
    elif said.take(men):
        slots["gender_only"] = "men"
    elif said.has(r"\bwomen of colou?r\b"):
        slots["gender_only"] = "women"


def audience(said: Sentence, slots: dict[str, Any]) -> None:
    """Whom the group is for beside its topic; "X only" makes it exclusive."""
    found = []
    only = False
    for code, pattern in _AUDIENCES:
        if match := said.take(
            rf"(?<![\w-])(?:(?:only|just) (?:for |with )?)?(?:for )?(?:{pattern})(?:'s|s')?(?:[- ]only)?(?![\w-])"
        ):
            found.append(code)
            only = only or "only" in match.group(0) or "just" in match.group(0)
    if found:
        slots["audience"] = found
        if only:
            slots["audience_only"] = True


def died(said: Sentence, slots: dict[str, Any]) -> None:
    """A death: which loss it is, and the role bereaved."""
    if (
        found := said.take(rf"\b(?:i )?lost (?:my|our) ({_OTHER}|baby)(?: (?:to|by) (suicide))?\b")
        or said.take(
            rf"\bmy ({_OTHER}|baby) (?:has |just |recently |was )?(?:died|passed away|passed|is dead|killed "
            rf"(?:himself|herself|themselves)|took (?:his|her|their) (?:own )?life|dead)(?: (?:by|of|from) "
            rf"(suicide))?\b"
        )
        or said.take(rf"\b(?:death|loss) of (?:my|a|our) ({_OTHER})(?: (?:to|by) (suicide))?\b")
    ):
        suicide = found.group(2) or re.search(r"killed|own life|took (?:his|her|their)", found.group(0))
        if found.group(1) == "baby" and not suicide:
            slots.setdefault("topics", []).append("bereavement_child")
            slots["role"] = "bereaved"
            return
        relation = "parent" if found.group(1) == "baby" else _OTHER_OF[found.group(1)]
        loss = {
            "partner": "bereavement_partner",
            "parent": "bereavement_child",
            "child": "bereavement_parent",
            "sibling": "bereavement_sibling",
        }.get(relation, "bereavement")
        slots.setdefault("topics", []).append("bereavement_suicide" if suicide else loss)
        slots["role"], slots["relation"] = "bereaved", relation
    elif found := said.take(rf"\b({_SEEKER}) who (?:have )?lost (?:a|their) ({_OTHER})\b"):
        loss = {"parent": "bereavement_child"}.get(_SEEKER_OF[found.group(1)], "bereavement")
        slots.setdefault("topics", []).append(loss)
        slots["role"], slots["relation"] = "bereaved", _SEEKER_OF[found.group(1)]


_CARE = r"(?:care|cares|caring|carer|caregiver|look(?:ing)? after)"


def close_to(said: Sentence, slots: dict[str, Any]) -> None:
    """Role and relation of somebody who writes about another: "my wife drinks", "for partners of alcoholics"."""
    if found := said.take(rf"\b{_CARE} (?:for|of|to)? ?(?:my|our|an?) (?:\w+ )?({_OTHER})(?:'s)?\b"):
        slots["role"], slots["relation"] = "carer", _OTHER_OF[found.group(1)]
    elif said.take(
        r"\b(?:grew up (?:with|in)|raised (?:by|in)|adult child(?:ren)? of|growing up with)\b(?: (?:an?|my)\b)?"
    ):
        slots["role"], slots["relation"] = "loved_one", "adult_child"
        said.take(rf"\b{_OTHER}\b")
    elif found := said.take(
        rf"\b({_SEEKER}) (?:and friends )?(?:of|with|whose|who have|who love|dealing with|affected by|supporting) "
        rf"(?={_AFFECTED}|\w+ (?:kids|children|people)|an?\b|their|(?:sons|daughters))"
    ):
        _seek(found.group(1), slots)
    elif found := said.take(rf"\bmy ({_OTHER}?(?:'s)?) (?:and|&|or) (?:my )?({_OTHER})(?:'s)?\b"):
        slots["role"], slots["relation"] = "loved_one", _OTHER_OF.get(found.group(1).removesuffix("'s"), "family")
    elif found := said.take(rf"\b(?:my|our) (?:\w+ )?({_OTHER})(?:'s|s')?\b"):
        _about_other(found, said, slots)
    else:
        _close_in_general(said, slots)


def _close_in_general(said: Sentence, slots: dict[str, Any]) -> None:
    """ "for families", "parents group", "someone I love": close to somebody, with nobody named."""
    if said.take(
        r"\b(?:friends (?:and|&|or) famil(?:y|ies)|famil(?:y|ies) (?:and|&|or) friends|loved ones|famil(?:y|ies)|"
        r"relatives|loved one)\b"
    ):
        slots["role"], slots["relation"] = "loved_one", "family"
    elif found := said.take(
        r"\b(parents|siblings|spouses|wives|husbands|partners|grandparents)'?(?: (?:support )?(?:group|meeting|"
        r"groups|meetings))?\b"
    ):
        _seek(found.group(1), slots)
    elif said.take(r"\b(?:someone|somebody) (?:else(?:'s)?|i know|i love|close to me)\b"):
        slots["role"] = "loved_one"


def _seek(noun: str, slots: dict[str, Any]) -> None:
    slots["role"], slots["relation"] = "loved_one", _SEEKER_OF[noun]


def _about_other(found: re.Match[str], said: Sentence, slots: dict[str, Any]) -> None:
    """ "my husband ..." is about him, unless he only stands beside ("with my husband", "my husband left me")."""
    before, after = said.whole[: found.start()].rstrip(), said.whole[found.end() :]
    if re.search(r"\b(?:with|without|told|tell|from|and)$", before) or re.match(
        r" (?:left|wants me|says i|said i|told me|thinks i)\b", after
    ):
        return
    slots["role"], slots["relation"] = "loved_one", _OTHER_OF[found.group(1)]
    while more := said.take(rf"\b(?:my|our) ({_OTHER})\b"):
        if more.group(1) not in _OTHER_OF:
            break
