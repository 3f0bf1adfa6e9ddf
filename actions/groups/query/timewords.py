"""The time grammar: what people say about days and hours, to slots. Windows are where a meeting starts."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from actions.groups.query.clocks import CODES, DAY, DAY_OF, clock, edges, hhmm, ranges, soon, zone_alone
from actions.groups.query.sentence import Sentence

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


def read(said: Sentence, now: datetime, country: str | None, slots: dict[str, Any], notes: list[str]) -> str | None:
    """Fill `slots` from what the sentence says about time; `now` is local to the person. Returns what must be asked."""
    ask: str | None = None
    for step in (_flexible, _exclusions, _course):
        step(said, now, slots)
    ask = _ordinals(said, slots)
    for reader in (_dates, _lengths, soon, ranges, edges, clock, zone_alone):
        reader(said, now, country, slots, notes)
    for tail in (_when, _days, _windows):
        tail(said, now, slots)
    return ask


def _flexible(said: Sentence, now: datetime, slots: dict[str, Any]) -> None:
    if said.take(
        r"\b(?:any ?time|i'?m flexible|whenever|any day(?! but| except| other)|doesn't matter when|no matter when)\b"
    ):
        slots["days"], slots["window"] = [], None


def _exclusions(said: Sentence, now: datetime, slots: dict[str, Any]) -> None:
    pattern = (
        rf"\b(?:not(?: (?:on|in))?|no|never(?: on)?|except(?: on| for)?|any(?:thing)?(?: day)? but|any day other than|"
        rf"other than|apart from|but not(?: on)?|(?:can't|don't|won't) (?:do|on|make|work for me)|bar|avoid)"
        rf"(?: an?)?\s+((?:{DAY}s?(?:,\s*{DAY}s?)*,?\s*(?:or|and|nor|/)\s*{DAY}s?)|{DAY}s?)(?=\W|$)"
    )
    for found in said.take_all(pattern):
        slots.setdefault("not_days", []).extend(DAY_OF[d] for d in re.findall(DAY, found.group(1)))


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
        slots.update(recurrence="biweekly", days=[DAY_OF[found.group(1)]])
        return None
    if said.take(r"\b(?:every other week|fortnightly|every two weeks|bi-?weekly|every fortnight)\b"):
        slots["recurrence"] = "biweekly"
    pattern = (
        rf"\b(every |the )?({_ORD}(?:\s*(?:,|and|&|/|or)\s*(?:and )?{_ORD})*)\s+({DAY})s?\b((?: of| in)? "
        rf"(?:the|each|every|a) month|(?: of)? month| monthly)?"
    )
    if found := said.take(pattern):
        ordinals = [_ORDS[o] for o in re.findall(_ORD, found.group(2))]
        day = DAY_OF[found.group(3)]
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


# "now" alone may be "I look after her now": it is a time after these words, or when little else is said.
_NOW = (
    r"\b(?:(?:on|meeting|meets|open|running|live|happening|available|starting)? ?(?:right|just) now|(?:on|open|live|"
    r"running|"
    r"happening|available|starting|meeting) (?:now|at the moment|currently)|at the moment|this (?:minute|second)|"
    r"straight away|currently on|(?<=anything )now|(?<=something )now|(?<=meeting )now|(?<=meetings )now|(?<=group "
    r")now|"
    r"(?<=online )now|(?<=need )now|(?<=talk )now|(?<=\| )now|(?<=one )now|immediately)\b|^(?:\|| )*now\b|(?<=, "
    r")now\W*$"
)


def _when(said: Sentence, now: datetime, slots: dict[str, Any]) -> None:
    if "when" in slots:
        return
    if said.take(_NOW):
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
    else:
        _later_days(said, now, slots)


def _later_days(said: Sentence, now: datetime, slots: dict[str, Any]) -> None:
    if said.take(r"\bthis weekend\b"):
        slots.update(when="this_weekend", days=["SA", "SU"])
    elif found := said.take(rf"\b(next|this|coming) ({DAY})\b"):
        ahead = (CODES.index(DAY_OF[found.group(2)]) - now.weekday()) % 7
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
        first, last = CODES.index(DAY_OF[span.group(1)]), CODES.index(DAY_OF[span.group(2)])
        found += [CODES[(first + i) % 7] for i in range((last - first) % 7 + 1)]
    if said.take(r"\b(?:weekdays?|week days?|during the week)(?:'s)?\b"):
        found += CODES[:5]
    if said.take(r"\b(?:at |on )?(?:the )?weekends?\b"):
        found += CODES[5:]
    if said.take(r"\b(?:every day|daily|each day)\b"):
        found += CODES
    found += [DAY_OF[m.group(1)] for m in said.take_all(rf"\b(?:los |las |le |on )?({DAY})(?:'?s)?\b")]
    if found:
        slots["days"] = sorted(dict.fromkeys(found), key=CODES.index)


def _windows(said: Sentence, now: datetime, slots: dict[str, Any]) -> None:
    for pattern, window in WINDOWS:
        taken = said.take(rf"\b(?:in the |on |during the )?(?:{pattern})\b")
        if taken and not slots.get("window") and "time" not in slots:
            slots["window"] = window
