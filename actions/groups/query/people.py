"""Whom the group should be for: audience, gender, age."""

import re
from typing import Any

from actions.groups.query.relations import OTHER
from actions.groups.query.sentence import Sentence

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
    ("black", r"black (?:people|men|women|folks|only)|african[- ]american(?: men| women)?|black"),
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
    said.take(
        r"(?<=\bmy )\d{1,2}[- ](?:years?|yrs?|yr|yo)[- ]?(?:old)?(?= )|(?<=\bour )\d{1,2}[- ]years?[- ]old(?= )"
    )  # not theirs
    found = (
        said.take(pattern)
        or said.take(r"(?<=, )(1\d)(?=\W*$)")
        or said.take(r"\b(1\d) ?[fm]\b|\((1\d)\)")
        or said.take(r"\b(\d{1,2})\s*(?:years? old|yrs? old|yo|y/o|year-old|year old)\b")
    )
    years = int(next(g for g in found.groups() if g)) if found else 0
    if found and 8 <= years <= 99 and not re.search(rf"\bmy {OTHER} is$", said.whole[: found.start()].strip()):
        slots["age"] = years


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
            if whose := re.search(r"\b(women|men)\b", match.group(0)):
                slots["gender_only"] = whose.group(1)
            only = only or "only" in match.group(0) or "just" in match.group(0)
    if found:
        slots["audience"] = found
        if only:
            slots["audience_only"] = True
