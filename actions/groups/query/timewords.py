"""The time grammar: what people say about days and hours, to slots. Windows are where a meeting starts."""

import re
from datetime import datetime
from typing import Any

from actions.groups.query import dates
from actions.groups.query.clocks import CODES, DAY, DAY_OF, clock, edges, ranges, soon
from actions.groups.query.sentence import Sentence
from actions.groups.query.zone_words import zone_alone

WINDOWS = (
    (
        r"early (?:in the )?mornings?|(?:before|on the way to|on my way to) (?:work|school|"
        r"the office)|first thing(?: in the morning)?|crack of dawn",
        "05:00-09:00",
    ),
    (r"morning's|(?:late |mid[- ]?)?mornings?|in the am", "05:00-12:00"),
    (
        r"(?:during |in |on |over )?(?:my |the )?lunch(?: ?times?|[- ]break|[- ]hours?)|at "
        r"lunch|over lunch|mid-?days?|around noon",
        "11:30-14:00",
    ),
    (r"(?:late |early |mid[- ]?)?afternoons?", "12:00-17:00"),
    (
        r"(?:right |straight )?after ?work|after the office|after (?:my )?(?:job|shift)|on (?:the|my) way home",
        "17:00-20:00",
    ),
    (r"(?:early |late |mid[- ]?)?evenings?", "17:00-22:00"),
    (
        r"at night|during the night|(?:when |if |and |cause |because )?i (?:can't|cannot|"
        r"don't|never) sleep(?! (?:without|using))|can't sleep(?! (?:without|using))|"
        r"(?:in the )?(?:middle of the|dead of) night|late at "
        r"night|late nights?|insomnia|overnight|through the night|up all night|all night|"
        r"night owls?|small hours|(?:when i'm )?awake at night",
        "21:00-05:00",
    ),
    (r"nights?", "17:00-24:00"),
    (r"early(?= on)?", "05:00-09:00"),
)


def read(said: Sentence, now: datetime, country: str | None, slots: dict[str, Any], notes: list[str]) -> str | None:
    """Fill `slots` from what the sentence says about time; `now` is local to the person. Returns what must be asked."""
    ask: str | None = None
    for step in (_flexible, _exclusions, _not_then, dates.course):
        step(said, now, slots)
    ask = _ordinals(said, slots)
    for reader in (dates.dates, soon, dates.lengths, ranges, edges, clock, zone_alone):
        reader(said, now, country, slots, notes)
    for tail in (dates.when, _days, _windows):
        tail(said, now, slots)
    return ask


def _flexible(said: Sentence, now: datetime, slots: dict[str, Any]) -> None:
    if said.take(
        r"\b(?:any ?time(?! (?:after|before|from|but|except))|i'?m (?:totally |very |quite "
        r")?flexible|whenever|any day(?: of the week)?(?! but| except| other| bar| apart)|"
        r"(?:doesn't|don't) (?:matter|mind|care) (?:when|what (?:day|time))|no matter when|"
        r"day doesn't matter|all (?:days|times) (?:are |is )?(?:fine|ok|good))\b"
    ):
        slots["days"], slots["window"] = [], None


def _exclusions(said: Sentence, now: datetime, slots: dict[str, Any]) -> None:
    said.take_all(
        r"\bnot (?:for )?(?:tonight|today|tomorrow|now|right now|this (?:week|weekend|evening|morning|afternoon))\b"
    )
    pattern = (
        rf"\b(?:not(?: (?:on|in))?|nothing(?: on)?|no|nor(?: on)?|neither|never(?: on)?|except(?: on| for)?|(?:any|"
        rf"every|"
        rf"all)(?:thing|time|day|s)?(?: "
        rf"days?| night| evening| morning)? (?:but|except|bar|other than|apart from)|"
        rf"other than|apart from|but not(?: on)?|(?:can't|don't|won't|cannot) (?:do|on|make|work for me)|bar|avoid)"
        rf"(?: an?| the| my)?\s+((?:{DAY}s?(?:,\s*{DAY}s?)*,?\s*(?:or|and|nor|/)\s*{DAY}s?)|{DAY}s?)(?=\W|$)"
    )
    for found in said.take_all(pattern):
        slots.setdefault("not_days", []).extend(DAY_OF[d] for d in re.findall(DAY, found.group(1)))
        if part := re.search(r"\b(night|evening|morning)\b", found.group(0)):
            slots["window"] = {"night": "17:00-24:00", "evening": "17:00-22:00", "morning": "05:00-12:00"}[
                part.group(1)
            ]
    no = (
        r"(?:not|no|never|except|other than|but not|can't do|don't want|avoid|anything but|any "
        r"day but)(?: (?:on|at|the|during|for))*"
    )
    for found in said.take_all(rf"\b{no} (week-?ends?|week ?days?|week ?nights?)\b"):
        days = CODES[5:] if "end" in found.group(1) else CODES[:5]
        slots.setdefault("not_days", []).extend(days)
    after = (
        rf"({DAY}s?(?:(?:,| and| or|/)+ ?{DAY}s?)*) (?:is|are|is a|'s)? ?(?:no good|not good|"
        rf"impossible|out|don't work|doesn't work|won't work|not possible|bad|no use|not ok)\b"
    )
    for found in said.take_all(rf"\b{after}"):
        slots.setdefault("not_days", []).extend(DAY_OF[d] for d in re.findall(DAY, found.group(1)))


# What is left of a day when a stretch of it is ruled out; the afternoon's absence leaves no one stretch.
_LEFT = {
    "05:00-12:00": "12:00-24:00",
    "05:00-09:00": "09:00-24:00",
    "17:00-22:00": "00:00-17:00",
    "17:00-24:00": "00:00-17:00",
}


def _not_then(said: Sentence, now: datetime, slots: dict[str, Any]) -> None:
    """ "no mornings", "not the evening": the rest of the day."""
    before = (
        r"(?:no|not|never|except|can't do|don't do|(?:anything|any ?time|everything|all|any part of the day) (?:but|"
        r"except|bar|"
        r"other than|apart from)|avoid)(?: (?:in|on|at|during|the|for|too|want|like))*"
    )
    after = r"(?:(?:don't|doesn't|won't|can't) (?:work|suit|do)|(?:are|is) (?:no good|not good|impossible|out|bad))"
    for pattern, window in WINDOWS[:-1]:
        if said.take(rf"\b(?:{before} (?:{pattern})|(?:{pattern}) {after})\b"):
            slots["window"] = _LEFT.get(window)


def _ordinals(said: Sentence, slots: dict[str, Any]) -> str | None:
    if found := said.take(
        rf"\b(?:every other|alternate|alternating|bi[- ]?weekly(?: on)?|fortnightly(?: on)?|every two weeks "
        rf"on)\s+({DAY})s?\b"
    ):
        slots.update(recurrence="biweekly", days=[DAY_OF[found.group(1)]])
        return None
    if said.take(
        r"\b(?:every other week|fortnightly|every two weeks|bi[- ]?weekly|(?:every|once a|a|each|once every) "
        r"(?:fortnight|two weeks|2 weeks|second week|other week))\b"
    ):
        slots["recurrence"] = "biweekly"
    pattern = (
        rf"\b(every |the )?({dates.ORD}(?:\s*(?:,|and|&|/|or)\s*(?:and )?{dates.ORD})*)\s+({DAY})s?\b((?: of| in)? "
        rf"(?:the|each|every|a) month|(?: of)? month| monthly)?"
    )
    if found := said.take(pattern):
        ordinals = [dates.ORDS[o] for o in re.findall(dates.ORD, found.group(2))]
        day = DAY_OF[found.group(3)]
        slots["days"] = [day]
        if (found.group(1) or "").strip() == "every" and not found.group(4) and ordinals == [2]:
            return _every_second(said, slots, f"2{day}")
        slots.update(recurrence="monthly", ordinals=[f"{n}{day}" for n in ordinals])
    elif said.take(r"\b(?:monthly|once a month|every month)\b"):
        slots["recurrence"] = "monthly"
    elif said.take(r"\b(?:weekly|every week|once a week)\b"):
        slots["recurrence"] = "weekly"
    return None


def _every_second(said: Sentence, slots: dict[str, Any], ordinal: str) -> str | None:
    """ "every second Thursday": every other week, or the second of the month; asked for unless the rest says it."""
    if slots.get("recurrence") == "biweekly":
        return None
    if not re.search(r"\b(?:a|each|per|the) month\b|\bmonthly\b", said.whole):
        return "recurrence"
    slots.update(recurrence="monthly", ordinals=[ordinal])
    return None


# Days by a word for several of them, and the window that is meant with it.
_SEVERAL = (
    (r"(?:weekdays?|week days?|during the (?:working )?week|working days?|mid-?week)\b(?:'s)?", CODES[:5], None),
    (r"(?:m ?- ?f|mon ?- ?fri|m to f|m thru f)\b", CODES[:5], None),
    (r"(?:on )?(?:week|school) ?nights?\b", CODES[:5], "17:00-24:00"),
    (r"(?:every (?:single )?night|nightly|each night)\b", CODES, "17:00-24:00"),
    (r"(?:every (?:single )?|each )(?=(?:morning|evening|afternoon)s?\b)", CODES, None),
    (r"(?:at |on )?(?:the )?weekends?\b", CODES[5:], None),
    (r"(?:every day|daily|each day)\b", CODES, None),
)


def _days(said: Sentence, now: datetime, slots: dict[str, Any]) -> None:
    if slots.get("days") and slots.get("recurrence"):
        return
    found: list[str] = []
    if span := said.take(rf"\b({DAY})s?\s*(?:-|to|through|thru|until)\s*({DAY})s?\b"):
        first, last = CODES.index(DAY_OF[span.group(1)]), CODES.index(DAY_OF[span.group(2)])
        found += [CODES[(first + i) % 7] for i in range((last - first) % 7 + 1)]
    for words, days, window in _SEVERAL:
        if said.take(rf"\b{words}"):
            found += days
            if window:
                slots.setdefault("window", window)
    found += [DAY_OF[m.group(1)] for m in said.take_all(rf"\b(?:los |las |le |on )?({DAY})(?:'?s)?\b")]
    if found:
        slots["days"] = sorted(dict.fromkeys(found), key=CODES.index)


def _both(one: str, two: str) -> str:
    """Where an edge meets a stretch of the day: "mornings before 10" is 05:00-10:00. Else the edge alone."""
    begin, end = one.split("-")
    if begin == "00:00" and two[:5] < end <= two[6:]:
        return f"{two[:5]}-{end}"
    return one


def _windows(said: Sentence, now: datetime, slots: dict[str, Any]) -> None:
    for pattern, window in WINDOWS:
        taken = said.take(rf"\b(?:in the |on |during the )?(?:{pattern})\b")
        if taken and "time" not in slots and "window" not in slots:
            slots["window"] = window
        elif taken and slots.get("window"):
            slots["window"] = _both(slots["window"], window)
