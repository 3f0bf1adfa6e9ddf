"""Rules that only a note states: "1st and 3rd Thursday only". Doubt makes a theme, never a limit."""

import re
from dataclasses import dataclass

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY_WORDS = {
    "monday": 0,
    "tuesday": 1,
    "wednesday": 2,
    "thursday": 3,
    "friday": 4,
    "saturday": 5,
    "sunday": 6,
    "mon": 0,
    "tue": 1,
    "tues": 1,
    "wed": 2,
    "thu": 3,
    "thur": 3,
    "thurs": 3,
    "fri": 4,
    "sat": 5,
    "sun": 6,
}
_ORD = {
    "1st": 1,
    "first": 1,
    "2nd": 2,
    "second": 2,
    "3rd": 3,
    "third": 3,
    "4th": 4,
    "fourth": 4,
    "5th": 5,
    "fifth": 5,
    "last": -1,
}
_ORD_WORD = "|".join(_ORD)
_DAY_WORD = "|".join(sorted(_DAY_WORDS, key=len, reverse=True))
_ORDINAL = re.compile(
    rf"\b(?P<ords>(?:{_ORD_WORD})(?:\s*(?:,|and|&|/)\s*(?:and\s+)?(?:{_ORD_WORD}))*)\s+(?P<day>{_DAY_WORD})s?\b", re.I
)
_BIWEEKLY = re.compile(
    rf"\b(?:every other|alternate|alternating|bi-?weekly on)\s+(?P<day>{_DAY_WORD})s?\b|\bevery other week\b", re.I
)
_MEETS = re.compile(r"\b(?:meets?|meeting (?:is )?(?:held|meets)|only|held|we meet|gathers?)\b", re.I)
_THEME = re.compile(
    r"\b(?:speaker|birthday|potluck|business|tradition|traditions|step|open|closed|newcomer|chip|anniversary|"
    r"celebrat\w*|"
    r"literature|topic|study|meditation|candlelight|book|conscience|eating|discussion|concept|format)\b",
    re.I,
)
_HOLIDAY = re.compile(
    r"\b(?:no meetings?|closed|not|except|does not meet|doesn't meet)\b[^.]{0,25}\b(?:public|bank|federal|"
    r"legal)?\s*holidays?\b",
    re.I,
)


@dataclass(frozen=True)
class Rule:
    """What a note says about when: an RRULE that limits, a theme, a holiday rule; `said` is the sentence."""

    rrule: str | None = None
    theme: str | None = None
    holiday: bool = False
    said: str | None = None
    confidence: float = 0.0


def lift(note: str, weekday: int | None) -> Rule:
    """The rules of a note for a meeting on `weekday` (0 = Monday). Only saying when it meets may limit."""
    rrule = theme = said = None
    confidence = 0.0
    holiday = bool(_HOLIDAY.search(note))
    for sentence in re.split(r"(?<=[.!;])\s+|\n", note):
        if found := _ORDINAL.search(sentence):
            rule = _ordinals(found, weekday)
            if rule and _MEETS.search(sentence) and not _THEME.search(sentence):
                rrule, said, confidence = rule, sentence.strip(), 0.9
            elif rule:
                theme = theme or _theme(found, sentence)
        elif (found := _BIWEEKLY.search(sentence)) and not _THEME.search(sentence):
            day = _DAY_WORDS[found["day"].lower()] if found["day"] else weekday
            if day is not None and day == weekday:
                rrule, said, confidence = f"FREQ=WEEKLY;INTERVAL=2;BYDAY={DAYS[day]}", sentence.strip(), 0.8
    return Rule(rrule, theme, holiday, said, confidence)


def _ordinals(found: re.Match[str], weekday: int | None) -> str | None:
    day = _DAY_WORDS[found["day"].lower()]
    if weekday is None or day != weekday:
        return None
    numbers = [_ORD[o.lower()] for o in re.findall(_ORD_WORD, found["ords"], re.I)]
    return "FREQ=MONTHLY;BYDAY=" + ",".join(f"{n}{DAYS[day]}" for n in dict.fromkeys(numbers))


def _theme(found: re.Match[str], sentence: str) -> str:
    word = _THEME.search(sentence)
    ordinal = found["ords"].lower().split()[0]
    return f"{ordinal} {DAYS[_DAY_WORDS[found['day'].lower()]]}: {word.group(0).lower() if word else 'see the note'}"
