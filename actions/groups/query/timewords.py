"""The time grammar: what people say about days and hours, to slots. Windows are where a meeting starts."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from actions.groups.query.sentence import Sentence

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
_OF = {name: code for code, names in _NAMES.items() for name in names.split("|")}
DAY = "(?:" + "|".join(sorted(_OF, key=len, reverse=True)) + ")"
_ORDS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "fifth": 5,
    "5th": 5,
    "last": -1,
}
_ORD = "(?:" + "|".join(_ORDS) + ")"
_MONTHS = {
    m: i
    for i, m in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        1,
    )
}
_MONTH = "(?:" + "|".join(f"{m}|{m[:3]}" if m != "may" else "may" for m in _MONTHS) + ")"
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
}
_HOUR = r"(?:1[0-2]|0?[1-9]|" + "|".join(k for k in _NUMBER if len(k) > 2 and " " not in k) + ")"
WINDOWS = (
    (r"early (?:in the )?morning|early mornings?", "05:00-09:00"),
    (r"morning's|mornings?|in the am|por la manana|de la manana|matin", "05:00-12:00"),
    (r"lunch ?times?|at lunch|over lunch|lunch break|midday", "11:30-14:00"),
    (r"afternoons?|por la tarde|apres-midi", "12:00-17:00"),
    (r"after ?work|after the office", "17:00-20:00"),
    (r"evenings?|soir", "17:00-22:00"),
    (
        r"at night|during the night|when i can't sleep|can't sleep|middle of the night|late at night|insomnia",
        "21:00-05:00",
    ),
    (r"nights?|por la noche|noche", "17:00-24:00"),
    (r"early(?= on)?", "05:00-09:00"),
)
ZONES = {
    "eastern": "America/New_York",
    "est": "America/New_York",
    "edt": "America/New_York",
    "et": "America/New_York",
    "new york": "America/New_York",
    "central": "America/Chicago",
    "cst": "America/Chicago",
    "cdt": "America/Chicago",
    "ct": "America/Chicago",
    "mountain": "America/Denver",
    "mst": "America/Denver",
    "mdt": "America/Denver",
    "pacific": "America/Los_Angeles",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "pt": "America/Los_Angeles",
    "uk": "Europe/London",
    "gmt": "Europe/London",
    "bst": "Europe/London",
    "london": "Europe/London",
    "british": "Europe/London",
    "irish": "Europe/Dublin",
    "ist": "Asia/Kolkata",
    "indian": "Asia/Kolkata",
    "cet": "Europe/Paris",
    "aest": "Australia/Sydney",
    "sydney": "Australia/Sydney",
    "nz": "Pacific/Auckland",
}
_ZONE = "(?:" + "|".join(sorted(ZONES, key=len, reverse=True)) + ")"


def read(said: Sentence, now: datetime, country: str | None, slots: dict[str, Any], notes: list[str]) -> str | None:
    """Fill `slots` from what the sentence says about time; `now` is local to the person. Returns what must be asked."""
    ask: str | None = None
    for step in (_flexible, _exclusions, _course):
        step(said, now, slots)
    ask = _ordinals(said, slots)
    for reader in (_dates, _lengths, _soon, _ranges, _edges, _clock):
        reader(said, now, country, slots, notes)
    for tail in (_when, _days, _windows):
        tail(said, now, slots)
    return ask


def hhmm(minutes: int) -> str:
    """Minutes since midnight as "HH:MM" (1440 stays "24:00")."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _flexible(said: Sentence, now: datetime, slots: dict[str, Any]) -> None:
    if said.take(
        r"\b(?:any ?time|i'?m flexible|whenever|any day(?! but| except| other)|doesn't matter when|no matter when)\b"
    ):
        slots["days"], slots["window"] = [], None


def _exclusions(said: Sentence, now: datetime, slots: dict[str, Any]) -> None:
    pattern = (
        rf"\b(?:not(?: on)?|no|except(?: on)?|any(?:thing)?(?: day)? but|any day other than|other than|apart from|"
        rf"but not|can't (?:do|on|make))"
        rf"\s+((?:{DAY}s?(?:\s*(?:,|or|and|/)\s*)?)+)(?=\W|$)"
    )
    for found in said.take_all(pattern):
        slots.setdefault("not_days", []).extend(_OF[d] for d in re.findall(DAY, found.group(1)))


def _course(said: Sentence, now: datetime, slots: dict[str, Any]) -> None:
    if found := said.take(rf"\b(?:starting|starts|beginning|begins) in ({_MONTH})\b"):
        month = _month(found.group(1))
        slots["kind"] = ["course"]
        slots["when"] = f"{now.year + (month < now.month)}-{month:02}"


def _ordinals(said: Sentence, slots: dict[str, Any]) -> str | None:
    if found := said.take(
        rf"\b(?:every other|alternate|alternating|bi-?weekly(?: on)?|fortnightly(?: on)?|every two weeks "
        rf"on)\s+({DAY})s?\b"
    ):
        slots.update(recurrence="biweekly", days=[_OF[found.group(1)]])
        return None
    if said.take(r"\b(?:every other week|fortnightly|every two weeks|bi-?weekly|every fortnight)\b"):
        slots["recurrence"] = "biweekly"
    pattern = (
        rf"\b(every |the )?({_ORD}(?:\s*(?:,|and|&|/|or)\s*(?:and )?{_ORD})*)\s+({DAY})s?\b((?: of| in)? "
        rf"(?:the|each|every|a) month|(?: of)? month| monthly)?"
    )
    if found := said.take(pattern):
        ordinals = [_ORDS[o] for o in re.findall(_ORD, found.group(2))]
        day = _OF[found.group(3)]
        slots["days"] = [day]
        if (found.group(1) or "").strip() == "every" and not found.group(4) and ordinals == [2]:
            return "recurrence"
        slots.update(recurrence="monthly", ordinals=[f"{n}{day}" for n in ordinals])
    elif said.take(r"\b(?:monthly|once a month|every month)\b"):
        slots["recurrence"] = "monthly"
    elif said.take(r"\b(?:weekly|every week|once a week)\b"):
        slots["recurrence"] = "weekly"
    return None


def _month(word: str) -> int:
    return next(i for m, i in _MONTHS.items() if m.startswith(word[:3]))


def _next_date(now: datetime, month: int, day: int) -> str | None:
    for year in (now.year, now.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= now.date():
            return found.isoformat()
    return None


def _dates(said: Sentence, now: datetime, country: str | None, slots: dict[str, Any], notes: list[str]) -> None:
    if found := said.take(rf"\b(first|second|third|fourth|last) week (?:of|in) ({_MONTH})\b"):
        month, number = _month(found.group(2)), _ORDS[found.group(1)]
        year = now.year + (month < now.month)
        monday = date(year, month, 1)
        monday -= timedelta(days=monday.weekday())  # the first week is the one that holds the first
        monday += timedelta(weeks=(number - 1 if number > 0 else 3))
        slots["when"] = f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"
    elif found := said.take(
        rf"\b(?:on )?(?:the )?(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH})\b|\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|"
        rf"th)?\b"
    ):
        month, day = _month(found.group(2) or found.group(3)), int(found.group(1) or found.group(4))
        slots["when"] = _next_date(now, month, day)
    elif found := said.take(r"\bon the (\d{1,2})(?:st|nd|rd|th)\b"):
        slots["when"] = _next_date(now, now.month, int(found.group(1)))
        if slots["when"] and slots["when"][:4] != str(now.year):
            after = (now.replace(day=1) + timedelta(days=32)).date()
            slots["when"] = _next_date(now, after.month, int(found.group(1)))
    elif found := said.take(r"\b(?:on )?(\d{1,2})/(\d{1,2})(?:/(\d{2,4}))?\b"):
        one, two = int(found.group(1)), int(found.group(2))
        day, month = (two, one) if country == "US" and one <= 12 else (one, two)
        slots["when"] = _next_date(now, month, day) if 1 <= month <= 12 else None
        notes.append("date_said_back")


def _lengths(said: Sentence, now: datetime, country: str | None, slots: dict[str, Any], notes: list[str]) -> None:
    if said.take(r"\b(?:half an hour|half hour|30 minutes)\b(?! ago| before)"):
        slots["max_minutes"] = 30
    elif said.take(r"\b(?:something short|short meeting|a short one|quick one|not too long)\b"):
        slots["max_minutes"] = 45
    elif found := said.take(
        r"\b(?:under|less than|no longer than|no more than|up to|max(?:imum)?) (an hour|\d+ (?:minutes|hours?))\b"
    ):
        text = found.group(1)
        slots["max_minutes"] = 60 if text == "an hour" else int(text.split()[0]) * (60 if "hour" in text else 1)


def _soon(said: Sentence, now: datetime, country: str | None, slots: dict[str, Any], notes: list[str]) -> None:
    found = said.take(r"\bin (half an|an|a|\d{1,2}|two|three|four|five|six) hours?\b")
    if not found:
        return
    word = found.group(1)
    hours = float(word) if word.isdigit() else float(_NUMBER[word])
    at = now.hour * 60 + now.minute + int(hours * 60)
    slots["when"] = "today" if at < 1440 else "tomorrow"
    slots["window"] = f"{hhmm(max(at - 15, 0) % 1440)}-{hhmm(min((at + 30) % 1440 or 1440, 1440))}"


def _number(text: str) -> int:
    return int(text) if text.isdigit() else int(_NUMBER[text])


def _pm(hour: int, half: str | None, said: Sentence, notes: list[str]) -> int:
    """The 24-hour hour: marked, over 12, or the afternoon taken for a bare one (and said back)."""
    if half:
        return hour % 12 + (12 if half == "p" else 0)
    if hour > 12 or hour == 0:
        return hour
    if re.search(r"\bmornings?\b|\bmanana\b|\bmatin\b", said.whole):
        return hour % 12 if hour == 12 else hour
    notes.append("pm_taken")
    return hour % 12 + 12


def _ranges(said: Sentence, now: datetime, country: str | None, slots: dict[str, Any], notes: list[str]) -> None:
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
    slots["window"] = f"{hhmm(begin)}-{hhmm(finish)}"
    _said_zone(said, slots)


_CLOCKS: tuple[tuple[str, Callable[[re.Match[str]], tuple[int, int, str | None]]], ...] = (
    (rf"\bhalf (?:past )?({_HOUR})(?:\s*([ap])\.?m\b\.?)?", lambda m: (_number(m[1]), 30, m[2])),
    (rf"\bquarter (?:past|after) ({_HOUR})(?:\s*([ap])\.?m\b\.?)?", lambda m: (_number(m[1]), 15, m[2])),
    (rf"\bquarter (?:to|before) ({_HOUR})(?:\s*([ap])\.?m\b\.?)?", lambda m: (_number(m[1]), -15, m[2])),
    (r"(?<![\d/-])(\d{1,2})(?:[:.](\d\d))?\s*([ap])\.?m?\b\.?(?!\w)", lambda m: (int(m[1]), int(m[2] or 0), m[3])),
    (
        r"(?<![\d/-])([01]?\d|2[0-3])[:h]([0-5]\d)(?![\d/-])",
        lambda m: (int(m[1]), int(m[2]), "24" if int(m[1]) > 12 or m[1][0] == "0" else None),
    ),
    (r"(?<![\d/-])(1[3-9]|2[0-3])h\b", lambda m: (int(m[1]), 0, "24")),
    (rf"\b({_HOUR})\s*o'?\s?clock", lambda m: (_number(m[1]), 0, None)),
    (
        rf"\b(?:at|around|about|@) ({_HOUR})(?![\w/:-])(?! (?:miles|km|minutes|hours))",
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


def _edges(said: Sentence, now: datetime, country: str | None, slots: dict[str, Any], notes: list[str]) -> None:
    after = _one_clock(
        said,
        notes,
        r"\b(?:after|from|later than|past|any time after|not before|desde)\s+(?:about )?(?<!half past )(?<!quarter "
        r"past )",
    )
    bare = (
        None
        if after is not None
        else said.take(
            rf"\b(?:after|later than) ({_HOUR})(?![\w/:])(?! (?:miles|minutes|hours|years|months|weeks|days))"
        )
    )
    if bare:
        after = _pm(_number(bare.group(1)), None, said, notes) * 60
    if after is not None:
        slots["window"] = f"{hhmm(after)}-24:00"
        return _said_zone(said, slots)
    until = _one_clock(said, notes, r"\b(?:before|by|until|earlier than|not after)\s+(?:about )?")
    if until is not None:
        slots["window"] = f"00:00-{hhmm(until)}"
        _said_zone(said, slots)


def _clock(said: Sentence, now: datetime, country: str | None, slots: dict[str, Any], notes: list[str]) -> None:
    if slots.get("window"):
        return
    at = _one_clock(said, notes)
    if at is not None:
        slots["time"] = hhmm(at)
        _said_zone(said, slots)


def _said_zone(said: Sentence, slots: dict[str, Any]) -> None:
    if found := said.take(rf"\b({_ZONE})(?: time| standard time)?(?=\W|$)"):
        slots["said_tz"] = ZONES[found.group(1)]


def _when(said: Sentence, now: datetime, slots: dict[str, Any]) -> None:
    if "when" in slots:
        return
    if said.take(r"\b(?:right now|now|at the moment|this minute|straight away|currently on|on at the moment)\b"):
        slots["when"] = "now"
    elif said.take(r"\b(?:later today|later on today|rest of the day)\b"):
        slots.update(when="today", window=f"{hhmm(now.hour * 60 + now.minute)}-24:00")
    elif said.take(r"\btonight\b|\besta noche\b|\bce soir\b"):
        slots["when"] = "tonight"
        slots.setdefault("window", None if "time" in slots else "17:00-24:00")
        if slots["window"] is None:
            slots.pop("window")
    elif said.take(r"\btomorrow\b|\bdemain\b"):
        slots["when"] = "tomorrow"
    elif said.has(r"\bthis (?:morning|afternoon|evening)\b") or said.has(r"\btoday\b|\bhoy\b|aujourd'hui"):
        said.take(r"\btoday\b|\bhoy\b|aujourd'hui|\bthis (?=morning|afternoon|evening)")
        slots["when"] = "today"
    elif said.take(r"\bthis weekend\b"):
        slots.update(when="this_weekend", days=["SA", "SU"])
    elif found := said.take(rf"\b(next|this|coming) ({DAY})\b"):
        ahead = (CODES.index(_OF[found.group(2)]) - now.weekday()) % 7
        ahead += 7 if ahead == 0 and found.group(1) == "next" else 0
        slots["when"] = (now.date() + timedelta(days=ahead)).isoformat()
    elif found := said.take(r"\b(this|next) week\b"):
        slots["when"] = f"{found.group(1)}_week"
    elif said.take(r"\b(?:starting soon|starts soon|soon|as soon as possible|asap)\b"):
        slots["when"] = "soon"


def _days(said: Sentence, now: datetime, slots: dict[str, Any]) -> None:
    if slots.get("days") and slots.get("recurrence"):
        return
    found: list[str] = []
    if span := said.take(rf"\b({DAY})s?\s*(?:-|to|through|thru|until)\s*({DAY})s?\b"):
        first, last = CODES.index(_OF[span.group(1)]), CODES.index(_OF[span.group(2)])
        found += [CODES[(first + i) % 7] for i in range((last - first) % 7 + 1)]
    if said.take(r"\b(?:weekdays?|week days?|during the week)(?:'s)?\b"):
        found += CODES[:5]
    if said.take(r"\b(?:at |on )?(?:the )?weekends?\b"):
        found += CODES[5:]
    if said.take(r"\b(?:every day|daily|each day)\b"):
        found += CODES
    found += [_OF[m.group(1)] for m in said.take_all(rf"\b(?:los |las |le |on )?({DAY})(?:'?s)?\b")]
    if found:
        slots["days"] = sorted(dict.fromkeys(found), key=CODES.index)


def _windows(said: Sentence, now: datetime, slots: dict[str, Any]) -> None:
    for pattern, window in WINDOWS:
        if said.take(rf"\b(?:in the |on |during the )?(?:{pattern})\b"):
            if not slots.get("window") and "time" not in slots:
                slots["window"] = window
