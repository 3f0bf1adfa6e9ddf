"""Clock times and stretches of the day: "half seven", "7 to 9", "after 9pm", "in an hour"."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from actions.groups.query.sentence import Sentence
from actions.groups.query.zone_words import ZONE, said_zone

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


_NAMES = {
    "MO": "monday|mon|lunes|lundi",
    "TU": "tuesday|tues|tue|martes|mardi",
    "WE": "wednesday|weds|wed|miercoles|mercredi",
    "TH": "thursday|thurs|thur|thu|jueves|jeudi",
    "FR": "friday|fri|viernes|vendredi",
    "SA": "saturday|sat|sabado|samedi",
    "SU": "sunday|sun|domingo|dimanche",
}


DAY_OF = {name: code for code, names in _NAMES.items() for name in names.split("|")}


DAY = "(?:" + "|".join(sorted(DAY_OF, key=len, reverse=True)) + ")"


_NUMBER = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "an": 1,
    "a": 1,
    "half an": 0.5,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty five": 45,
}


_HOUR = r"(?:1[0-2]|0?[1-9]|" + "|".join(k for k, n in _NUMBER.items() if len(k) > 2 and " " not in k and n <= 12) + ")"


# "Reared by two alcoholics": how many, and no hour.
_COUNTED = (
    r"(?:[a-z]+ )?(?:people|alcoholics|addicts|drunks|drinkers|gamblers|users|parents|brothers|sisters|kids|children|"
    r"men|"
    r"women|lads|girls|boys|friends|strangers|others|guys|blokes|nuns|doctors|aunts|uncles|sons|daughters|dogs|cats|"
    r"cans|pints|drinks|bottles|bets|meetings|groups|times|husbands|wives|losses|deaths|kids)\b"
)


def hhmm(minutes: int) -> str:
    """Minutes since midnight as "HH:MM" (1440 stays "24:00")."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def soon(said: Sentence, now: datetime, country: str | None, slots: dict[str, Any], notes: list[str]) -> None:
    at_once = said.take(r"\b(?:in|within|over|during) (?:the |an )?(?:next )?(?:hour|60 minutes)\b")
    within = (
        None
        if at_once
        else said.take(
            r"\b(?:starting |starts )?(?:within|in the next) (?:the next )?(half an|\d{1,2}|two|"
            r"three|twenty|thirty) (?:hours?|minutes)\b"
        )
    )
    if within or (at_once and not re.match(r"in (?:an|hour)", at_once.group(0))):
        count = _count(within.group(1)) if within else 1.0
        length = int(count * (1 if within and "minute" in within.group(0) else 60))
        first = now.hour * 60 + now.minute
        slots.update(when="today", window=f"{hhmm(first)}-{hhmm(min(first + length, 1440))}")
        return
    number = r"(half an|an|a|\d{1,2}|one|two|three|four|five|six|ten|fifteen|twenty|thirty|forty five)"
    found = at_once or said.take(rf"\b(?:starting |starts )?in (?:about )?{number} (?:hours?|minutes)(?:'s? time)?\b")
    found = found or said.take(rf"\b{number} (?:hours?|minutes) from now\b")
    if not found:
        return
    count = _count(found.group(1) if found is not at_once else "an")
    at = now.hour * 60 + now.minute + int(count * (1 if "minute" in found.group(0) else 60))
    slots["when"] = "today" if at < 1440 else "tomorrow"
    slots["window"] = f"{hhmm(max(at - 15, 0) % 1440)}-{hhmm(min((at + 30) % 1440 or 1440, 1440))}"


def _count(text: str) -> float:
    return float(text) if text.isdigit() else float(_NUMBER[text])


def _number(text: str) -> int:
    return int(text) if text.isdigit() else int(_NUMBER[text])


def _pm(hour: int, half: str | None, said: Sentence, notes: list[str]) -> int:
    """The 24-hour hour: marked, over 12, or the afternoon taken for a bare one (and said back)."""
    if half:
        return hour % 12 + (12 if half == "p" else 0)
    if hour > 12 or hour == 0:
        return hour
    if re.search(
        r"\bmornings?\b|\bbefore (?:work|school|breakfast|the school run)\b|\bfirst thing\b|\bdawn\b", said.whole
    ):
        return hour % 12 if hour == 12 else hour
    notes.append("pm_taken")
    return hour % 12 + 12


def ranges(said: Sentence, now: datetime, country: str | None, slots: dict[str, Any], notes: list[str]) -> None:
    end = r"(?:\s*([ap])\.?m?\b\.?)?"
    pattern = (
        rf"(?<![\d/-])(?:between |from )?(\d{{1,2}})(?:[:.](\d\d))?{end}\s*(?:-|to|and|until|"
        rf"till)\s*(\d{{1,2}})(?:[:.](\d\d))?{end}(?![\d/-])(?! ?(?:year|mile|km|yo\b))"
    )
    found = said.has(pattern)
    if not found or not (
        found.group(3)
        or found.group(6)
        or found.group(2)
        or found.group(5)
        or re.match(r"between |from ", found.group(0))
        or re.search(rf"\b{DAY}s?\b|evening|night|morning", said.whole)
    ):
        return
    if max(int(found.group(1)), int(found.group(4))) > 24:
        return
    said.take(pattern)
    first, last = int(found.group(1)), int(found.group(4))
    half2 = found.group(6)
    half1 = found.group(3) or (half2 if half2 and first <= last else None)
    begin = _pm(first, half1, said, notes) * 60 + int(found.group(2) or 0)
    finish = _pm(last, half2, said, notes) * 60 + int(found.group(5) or 0)
    if finish == 0:
        finish = 1440
    bare = not (found.group(3) or found.group(6))
    if bare and begin > finish and not re.search(r"\bnights?\b", said.whole):
        begin -= 720  # "9.30 till 2.30"
    slots["window"] = f"{hhmm(begin)}-{hhmm(finish)}"
    said_zone(said, slots)


def _minutes(text: str | None) -> int:
    return {"thirty": 30, "fifteen": 15}.get(text or "0") or int(text or 0)


_PART = {"morning": "a", "afternoon": "p", "evening": "p", "night": "p"}
_CLOCKS: tuple[tuple[str, Callable[[re.Match[str]], tuple[int, int, str | None]]], ...] = (
    (
        rf"\b({_HOUR})[ -](thirty|fifteen|forty[- ]five)\b(?:\s*([ap])\.?m\b\.?)?(?! "
        rf"(?:minutes|people|miles|years|days))",
        lambda m: (_number(m[1]), {"th": 30, "fi": 15, "fo": 45}[m[2][:2]], m[3]),
    ),
    (r"(?<![\d/.-])(?:at )?(0\d)([0-5]\d)(?![\d/-])(?! \d)", lambda m: (int(m[1]), int(m[2]), "24")),
    (r"\b(?:at|@|around|about) ?(1\d|2[0-3])([0-5]\d)(?![\d/-])", lambda m: (int(m[1]), int(m[2]), "24")),
    (r"\b([01]\d|2[0-3])([0-5]\d) ?(?:h|hrs|hours)\b", lambda m: (int(m[1]), int(m[2]), "24")),
    (rf"\bhalf (?:past )?({_HOUR})(?:\s*([ap])\.?m\b\.?)?", lambda m: (_number(m[1]), 30, m[2])),
    (rf"\bquarter (?:past|after) ({_HOUR})(?:\s*([ap])\.?m\b\.?)?", lambda m: (_number(m[1]), 15, m[2])),
    (rf"\bquarter (?:to|before) ({_HOUR})(?:\s*([ap])\.?m\b\.?)?", lambda m: (_number(m[1]), -15, m[2])),
    (
        rf"\b(?:at |around |about )?({_HOUR})(?:[:. ]([0-5]\d|thirty|fifteen))?(?: "
        rf"o'?\s?clock)? (?:in the|at|of the|on the) (morning|afternoon|evening|night)\b",
        lambda m: (_number(m[1]), _minutes(m[2]), _PART[m[3]]),
    ),
    (
        r"(?<![\d/-])(\d{1,2})(?:[:. ](\d\d))?(?:ish)?\s*([ap])\.?m?\b\.?(?!\w)",
        lambda m: (int(m[1]), int(m[2] or 0), m[3]),
    ),
    (
        r"(?<![\d/-])([01]?\d|2[0-3])[:h]([0-5]\d)(?![\d/-])",
        lambda m: (int(m[1]), int(m[2]), "24" if int(m[1]) > 12 or m[1][0] == "0" else None),
    ),
    (
        r"(?<![\w/-])(?<!in )(?<!within )(?<!next )(?<!for )(?<!every )([5-9]|0\d|1\d|2[0-3])h\b(?! (?:before|"
        r"ahead|early|from))",
        lambda m: (int(m[1]), 0, "24"),
    ),
    (rf"(?<![\d/-])\b({_HOUR})(?= (?:{ZONE}|east coast|west coast)\b)", lambda m: (_number(m[1]), 0, None)),
    (r"(?<![\d/-])\b(\d{1,2})-?ish\b", lambda m: (int(m[1]), 0, None)),
    (rf"\b({_HOUR})\s*o'?\s?clock", lambda m: (_number(m[1]), 0, None)),
    (
        rf"\b(?:at|around|about|@|say|roughly|approx|circa|like(?= \d{{1,2}}(?:ish)?\W*$)) "
        rf"?({_HOUR})(?:ish)?(?![\w/:-])(?! (?:miles|km|minutes|hours|"
        rf"people|years|weeks|days|months))",
        lambda m: (_number(m[1]), 0, None),
    ),
)


def _one_clock(said: Sentence, notes: list[str], before: str = "") -> int | None:
    """Minutes since midnight of the first clock time that follows `before`; None when there is none."""
    for pattern, parts in _CLOCKS:
        if found := said.take(before + pattern):
            shift = re.search(pattern, found.group(0)) if before else found
            assert shift
            hour, minute, half = parts(shift)
            if hour > 24 or minute > 59:
                return None
            hour = hour if half == "24" else _pm(hour, half, said, notes)
            return (hour * 60 + minute) % 1440
    if found := said.take(before + r"\b(?:at )?(noon|midnight)\b"):
        return 720 if found.group(1) == "noon" else 0
    return None


# "I finish work at five": what comes after it fits.
_DONE = (
    r"(?:(?:finish|get off|get home from|get out of|am done with|leave|off)(?: from)?(?: my)? "
    r"(?:work|shift|school|the office)|(?:my )?(?:shift|"
    r"work|class|school) (?:ends|finishes|is over)|(?:get|am) (?:home|back|off)|finish) (?:at|around|about)"
)


def edges(said: Sentence, now: datetime, country: str | None, slots: dict[str, Any], notes: list[str]) -> None:
    after = _one_clock(
        said,
        notes,
        r"\b(?:" + _DONE + r"|after|from|later than|past|any time after|not before|(?:not|no|nothing|never|"
        r"none) (?:any )?earlier than|"
        r"starting (?:after|from)|since)\s+(?:about )?(?<!half past )(?<!quarter "
        r"past )",
    )
    bare = (
        None
        if after is not None
        else said.take(
            rf"\b(?:after|later than|(?<!half )(?<!quarter )past|not before|from|{_DONE}) "
            rf"({_HOUR})(?![\w/:])(?! ?(?:miles|minutes|hours|years|months|weeks|days|different|of|to|till|"
            rf"until|-|and|{_COUNTED}))"
        )
        or said.take(
            rf"\b({_HOUR})(?: ?pm)? (?:onwards?|or (?:later|after)|and (?:later|after|onwards?)|or so onwards?)\b"
        )
    )
    if bare:
        after = _pm(_number(bare.group(1)), None, said, notes) * 60
    if after is not None:
        slots["window"] = f"{hhmm(after)}-24:00"
        said_zone(said, slots)
    edge = (
        r"(?:before|by|until|till|up to(?! \d+ ?(?:miles?|mi|kms?|k|kilomet\w+|minutes|hours)\b)|earlier than|"
        r"not (?:any )?later than|no later than|not after)"
    )
    until = _one_clock(said, notes, rf"\b{edge}\s+(?:about )?")
    if until is None and (
        bare := said.take(
            rf"\b{edge} ({_HOUR})(?![\w/:])(?! ?(?:miles?|mi|kms?|k|kilomet\w+|minutes|hours|years|months|weeks|"
            rf"days|{_COUNTED}))"
        )
    ):
        until = _pm(_number(bare.group(1)), None, said, notes) * 60
    until = 1440 if until == 0 else until  # midnight ends the day
    if until is not None and (after is None or after < until):  # "by seven I'm home, so after seven"
        begin = hhmm(after) if after is not None and after < until else "00:00"
        slots["window"] = f"{begin}-{hhmm(until)}"
        said_zone(said, slots)


def clock(said: Sentence, now: datetime, country: str | None, slots: dict[str, Any], notes: list[str]) -> None:
    if slots.get("window") and not re.search(r"\b(?:not|no|never|except|avoid)\b", said.whole):
        return
    at = _one_clock(said, notes)
    if at is not None:
        slots.pop("window", None)  # "not the evening, 10am"
        slots["time"] = hhmm(at)
        said_zone(said, slots)
