"""The age somebody says they have; another's age is marked as read."""

import re
from typing import Any

from actions.groups.query.kin import OTHER
from actions.groups.query.sentence import Sentence

# "For a 17 yr old kid (me)".
_ME_IN_BRACKETS = (
    r"\b(\d{1,2})[- ]?(?:years?|yrs?|yo|y/o)?[- ]?(?:olds?)? [^.;\d]{0,24}?(?:\((?:that's |it's )?(?:me|myself|i am)\)|"
    r",? (?:that|which) is me\b)"
)


def ages(said: Sentence, slots: dict[str, Any]) -> None:
    """The seeker's age, when they say it."""
    mine = _number(said, _ME_IN_BRACKETS)
    _theirs(said)
    found = mine or _own(said)
    years = int(next(g for g in found.groups() if g)) if found else 0
    if found:
        said.take(r"(?<=\|) now\b")  # "im 41 now"
    if found and 8 <= years <= 99 and not re.search(rf"\bmy {OTHER} is$", said.whole[: found.start()].strip()):
        slots["age"] = years


def _number(said: Sentence, pattern: str) -> re.Match[str] | None:
    """A match whose first group alone is read: what stands before the number says something else."""
    found = said.has(pattern)
    if found:
        said.blank(*found.span(1))
    return found


def _theirs(said: Sentence) -> None:
    """Mark as read how old the other is."""
    said.take(
        r"(?<=\bmy )\d{1,2}[- ](?:years?|yrs?|yr|yo)[- ]?(?:old)?(?= )|(?<=\bour )\d{1,2}[- ]years?[- ]old(?= )"
    )  # not theirs
    said.take(rf"\b\d{{1,2}}[- ](?:years?|yrs?|yr|yo)[- ]?(?:olds?)? (?!old man)(?={OTHER}\b)")
    for married in said.has_all(
        r"\b(?:i'm|i am|after|for|been)(?: been)? (?P<years>\d{1,2}) years (?=(?:a |an |of |now )?(?:married|wed|"
        r"together|"
        r"sober|"
        r"clean|dry|retired|divorced|widow\w*|single|in |on |off |at |with|teaching|nursing|driving|farming|marriage|"
        r"working|"
        r"drinking|gambling|smoking|using|alone|a ))"
    ):
        said.blank(*married.span("years"))
    who = rf"(?:he|she|they|who|{OTHER})"
    number = r"(?:\d{1,2}(?:[- ](?:years?|yrs?|yo|y/o)(?:[- ]old)?)?)"
    away = r"(?! ?(?:miles|km|minutes|hours|pm|am|:|months|days|weeks|of|st|nd|rd|th|people|\d|/))"
    for theirs in said.has_all(
        rf"\b{who}(?:'s|'re|'d|,)? ?(?:is |would |have |has |had |was |are |were |turned |turns |turning |aged? |of "
        rf"|only |just |now |almost |"
        rf"nearly |about |around |then |who |at |the age |\()*(?P<years>{number})\b\)?{away}"
    ):
        said.blank(*theirs.span("years"))
    said.take_all(
        r"(?:(?<=\bof a )|(?<=\bof an )|(?<=\bfor a )|(?<=\bwith a )|(?<=\bto a ))\d{1,2}[- ]?(?:years?[- ]old|"
        r"yrs?[- ]old|yo|y/o)\b"
    )


def _own(said: Sentence) -> re.Match[str] | None:
    pattern = (
        r"\b(?:i'?m|i am|im|aged?|as an?)\s+(?:only |just )?(\d{1,2})(?:\s*(?:years? old|yrs? old|yo|y/o|year "
        r"old))?\b(?!\s*(?:miles|km|minutes|hours|pm|am|:|months|days|weeks))"
    )
    return (
        said.take(pattern)
        or said.take(r"^([1-9]\d)(?=(?:, | and )(?:an? |and )?(?!days|weeks|months|years|minutes)[a-z])")
        or _number(
            said,
            r"(?<=\bi'm )[a-z]+,? (?:and )?((?:1\d|[2-9]\d))\b(?! (?:miles|minutes|days|weeks|"
            r"months|years (?:sober|clean)))",
        )
        or said.take(r"(?:^|(?<=, )|(?<=\band ))([2-9]\d)(?= now\b)")
        or said.take(r"(?<=, )(1\d)(?=\W*$)")
        or said.take(r"(?<=[a-z], )([1-9]\d)(?=, [a-z])(?<!march, \d\d)")
        or said.take(
            r"(?:^|, |[a-z]\. )(\d\d)(?= and (?:drinking|gambling|using|lonely|alone|still)\b|, (?:my|i|i'm|and|"
            r"single|male|female|man|woman|student|from|living|lad|girl|boy|gay|"
            r"trans|lesbian)\b)"
        )
        or said.take(r"\b([1-9]\d) ?[fm]\b(?! ?\d)|\((1\d)\)")
        or said.take(r"\b(\d{1,2})\s*(?:years? old|yrs? old|yo|y/o|year-old|year old)\b")
    )
