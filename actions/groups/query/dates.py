"""Dates, days near now and lengths: "on the 3rd", "next Friday", "second week of December", "half an hour"."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.easter import easter

from actions.groups.query.clocks import CODES, DAY, DAY_OF, hhmm
from actions.groups.query.sentence import Sentence

ORDS = {
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
ORD = "(?:" + "|".join(ORDS) + ")"
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


def course(said: Sentence, now: datetime, slots: dict[str, Any]) -> None:
    """ "starting in January": a course and its month."""
    if found := said.take(rf"\b(?:starting|starts|beginning|begins) in ({_MONTH})\b"):
        month = _month(found.group(1))
        slots["kind"] = ["course"]
        slots["when"] = f"{now.year + (month < now.month)}-{month:02}"


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


# Before these words a feast is what somebody dreads, or when it happened.
_NOT_FEAST = (
    r"(?<!dread )(?<!dreading )(?<!hate )(?<!hating )(?<!before )(?<!after )(?<!since )(?<!first )(?<!until )(?<!till )"
    r"(?<!ruined )(?<!last )(?<!every )(?<!our )(?<!his )(?<!her )(?<!my )"
)
_FEASTS = (
    (1, 26, r"australia day"),
    (2, 6, r"waitangi day"),
    (3, 17, r"(?:st\.?|saint) pat(?:rick|ty)'?s(?: day)?|pad(?:dy|raig)'?s day"),
    (4, 25, r"anzac day"),
    (7, 1, r"canada day"),
    (7, 4, r"(?:the )?(?:4th|fourth) of july|july (?:4th|fourth)|independence day"),
    (10, 31, r"hallowe'?en"),
    (11, 5, r"(?:bonfire|guy fawkes) night"),
    (12, 26, r"(?:st\.? |saint )?stephen'?s day|st stephens"),
    (12, 31, r"hogmanay|nye|old year'?s night"),
    (12, 24, r"christmas eve(?:ning)?"),
    (12, 25, r"(?:christmas|xmas)(?: day)?"),
    (12, 26, r"boxing day"),
    (12, 31, r"new year'?s eve(?:ning)?"),
    (1, 1, r"new year'?s(?: day)?"),
    (2, 14, r"valentine'?s(?: day)?"),
)


_NAMES_OF_FEASTS = re.compile(
    r"\b(?:"
    + "|".join(words for _, _, words in _FEASTS)
    + r"|thanksgiving|good friday|(?:easter (?:sunday|monday|day)))(?![\w'])"
)


def _feast(said: Sentence, now: datetime, country: str | None, slots: dict[str, Any]) -> bool:
    """A day that has a name: Christmas, Thanksgiving, Good Friday."""
    if not said.has(_NAMES_OF_FEASTS):
        return False
    for month, day, words in _FEASTS:
        if said.take(rf"{_NOT_FEAST}\b(?:on )?(?:{words})(?![\w'])"):
            slots["when"] = _next_date(now, month, day)
            return True
    for words, of_year in (
        (r"thanksgiving(?: day)?", lambda year: _thanksgiving(year, country)),
        (r"good friday", lambda year: easter(year) - timedelta(days=2)),
        (r"easter (?:sunday|day)", easter),
        (r"easter monday", lambda year: easter(year) + timedelta(days=1)),
    ):
        if said.take(rf"{_NOT_FEAST}\b(?:on )?{words}(?![\w'])"):
            days = (of_year(now.year), of_year(now.year + 1))
            slots["when"] = next(d for d in days if d >= now.date()).isoformat()
            return True
    return False


def _thanksgiving(year: int, country: str | None) -> date:
    """The fourth Thursday of November; in Canada the second Monday of October."""
    first, weekday, weeks = (date(year, 10, 1), 0, 1) if country == "CA" else (date(year, 11, 1), 3, 3)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * weeks)


def dates(said: Sentence, now: datetime, country: str | None, slots: dict[str, Any], notes: list[str]) -> None:
    """Fill `when` from a date; one in figures is said back."""
    if _feast(said, now, country, slots):
        return
    if found := said.take(rf"\b(first|second|third|fourth|last|1st|2nd|3rd|4th) week (?:of|in) ({_MONTH})\b"):
        month, number = _month(found.group(2)), ORDS[found.group(1)]
        year = now.year + (month < now.month)
        monday = date(year, month, 1)
        monday -= timedelta(days=monday.weekday())  # the first week is the one that holds the first
        monday += timedelta(weeks=(number - 1 if number > 0 else 3))
        slots["when"] = f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"
    elif found := said.take(
        rf"\b(?:on )?(?:{DAY},? )?(?:the )?(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH})\b|"
        rf"\b(?:{DAY},? )?({_MONTH}) (?:the )?(\d{{1,2}})(?:st|nd|rd|"
        rf"th)?\b"
    ):
        month, day = _month(found.group(2) or found.group(3)), int(found.group(1) or found.group(4))
        slots["when"] = _next_date(now, month, day)
    elif found := said.take(r"\bon the (\d{1,2})(?:st|nd|rd|th)\b"):
        slots["when"] = _next_date(now, now.month, int(found.group(1)))
        if slots["when"] and slots["when"][:4] != str(now.year):
            after = (now.replace(day=1) + timedelta(days=32)).date()
            slots["when"] = _next_date(now, after.month, int(found.group(1)))
    elif found := said.take(r"\b(?:on )?(?!24/7\b)(\d{1,2})/(\d{1,2})(?:/(\d{2,4}))?\b"):
        one, two = int(found.group(1)), int(found.group(2))
        day, month = (two, one) if country == "US" and one <= 12 else (one, two)
        slots["when"] = _next_date(now, month, day) if 1 <= month <= 12 else None
        notes.append("date_said_back")


_COUNTS = {
    "ten": 10,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "forty five": 45,
    "sixty": 60,
    "ninety": 90,
    "an": 60,
    "one": 60,
    "half": 30,
}


def _minutes(text: str) -> int:
    if text.startswith("an hour and"):
        return 90
    number = re.sub(r"[- ](?:an )?(?:minutes?|hours?)$", "", text).replace("-", " ")
    if number.isdigit():
        return int(number) * (60 if "hour" in text else 1)
    return _COUNTS.get(number, 45)


def lengths(said: Sentence, now: datetime, country: str | None, slots: dict[str, Any], notes: list[str]) -> None:
    """Fill `max_minutes`: how long it may take."""
    long = (
        r"(an hour and a half|half an hour|half hour|an hour|one hour|(?:\d{1,3}|ten|fifteen|"
        r"twenty|thirty|forty|forty[- ]five|sixty|ninety)[- ](?:minutes?|hours?)(?! (?:late|early|away|from|ago|"
        r"before|drive|walk)))"
    )
    if found := said.take(
        rf"\b(?:under|less than|no longer than|not longer than|no more than|not more than|up "
        rf"to|at most|shorter than|max(?:imum)?(?: of)?|only(?: have| got)?) {long}\b"
        rf"|\b(?:a )?(?:quick |short )?{long}(?: (?:or less|or under|at most|max(?:imum)?|tops|"
        rf"long|is enough|meetings?|one|session|group|only|slot|break))\b|\b{long}(?! ago| "
        rf"before| from| away| drive| a (?:day|night|week)| per| each| every| straight| later)(?=\W|$)"
    ):
        slots["max_minutes"] = _minutes(next(g for g in found.groups() if g))
    elif said.take(
        r"\b(?:something (?:short|quick|brief)|(?:short|quick|brief)(?:er)? (?:meetings?|"
        r"ones?|groups?|sessions?)|not (?:too|so|very) long|nothing long|keep it short|short "
        r"and sweet)\b"
    ):
        slots["max_minutes"] = 45


# "now" alone may be "I look after her now": it is a time after these words, or when little else is said.
_NOW = (
    r"\b(?:(?:on|meeting|meets|open|running|live|happening|available|starting)? ?(?:right|just) now|(?:on|open|live|"
    r"running|"
    r"happening|available|starting|meeting) (?:now|at the moment|currently)|at the moment|this (?:minute|second)|"
    r"straight away|currently on|(?<=anything )now|(?<=something )now|(?<=meeting )now|(?<=meetings )now|(?<=group "
    r")now|"
    r"(?<=online )now|(?<=need )now|(?<=going )now|(?<=going on )now|"
    r"(?<=anywhere )now|(?<=talk )now|(?<=\| )now|(?<=one )now|immediately)\b|^(?:\|| )*now\b|(?<=, "
    r")now\W*$"
)


# "He is dead now", "now 35": how things stand, and no wish for this hour.
_STANDS = (
    r"(?:\b(?:dead|gone|buried|older|grown(?: up)?|retired|divorced|separated|better|worse|dying|blind|alive|passed|"
    r"married|"
    r"pregnant|single|adult|teenager|grey|free|old|years|months|weeks)|(?<=\|)) now(?= ?(?:$|[.;!?]|,? (?:and|but|so|"
    r"he|she|i|it|we|"
    r"they)\b))|\bnow (?=(?:single|divorced|retired|alone|widowed|homeless|jobless|unemployed|sober|clean|\d\d|"
    r"\|\|)(?![\d|:])(?! ?(?:minutes|hours|am|pm)))"
)


def _plain(said: Sentence, now: datetime) -> str | None:
    """A day that has a word of its own."""
    if "now" in said.rest:
        said.take_all(_STANDS)
    if said.take(_NOW):
        return "now"
    if found := said.take(r"\b(?:(a week|a fortnight|two weeks) )(?:from )?(today|tomorrow|tonight|now)\b"):
        ahead = (7 if found.group(1) == "a week" else 14) + (found.group(2) == "tomorrow")
        return (now.date() + timedelta(days=ahead)).isoformat()
    if said.take(r"\b(?:the )?day after tomorrow\b|\bin two days\b"):
        return (now.date() + timedelta(days=2)).isoformat()
    if said.take(r"\btomorrow\b"):
        return "tomorrow"
    if said.has(r"\bthis (?:morning|afternoon|evening)\b|\btoday\b"):
        said.take(r"\btoday\b|\bthis (?=morning|afternoon|evening)")
        return "today"
    return None


def when(said: Sentence, now: datetime, slots: dict[str, Any]) -> None:
    """Fill `when` from the words for a day near now; `now` is local."""
    if "when" in slots:
        return
    if said.take(r"\b(?:later today|later on today|rest of the day)\b"):
        slots.update(when="today", window=f"{hhmm(now.hour * 60 + now.minute)}-24:00")
    elif not said.has(_NOW) and said.take(r"\b(?:later )?tonight\b"):
        slots["when"] = "tonight"
        if "time" not in slots:
            slots.setdefault("window", "17:00-24:00")
    elif plain := _plain(said, now):
        slots["when"] = plain
    elif not _weekday(said, now, slots):
        _month_or_week(said, now, slots)


# "my brother died in September": a month that is over says nothing about the group.
_HAPPENED = re.compile(
    r"\b(?:died|dead|passed|lost|had|was|were|left|happened|got|diagnosed|broke|killed|murdered|split|gave|took|been|"
    r"went|came|fell|found|began|stopped|quit|(?!need|feed|seed|speed|indeed|exceed|proceed|based|interested|married|"
    r"addicted|bored|tired|closed)[a-z]{2,}ed)\b"
)


def _weekday(said: Sentence, now: datetime, slots: dict[str, Any]) -> bool:
    """ "this weekend", "next Friday": a day of this week or the next."""
    if said.take(r"\bthis weekend\b"):
        slots.update(when="this_weekend", days=["SA", "SU"])
    elif (found := said.take(rf"\b({DAY}) week\b(?! ?(?:ends?|days?|nights?))")) or (
        found := said.take(rf"\ba week on ({DAY})\b")
    ):
        ahead = (CODES.index(DAY_OF[found.group(1)]) - now.weekday()) % 7 + 7
        slots["when"] = (now.date() + timedelta(days=ahead)).isoformat()
    elif found := said.take(rf"\b({DAY}) fortnight\b"):
        ahead = (CODES.index(DAY_OF[found.group(1)]) - now.weekday()) % 7 + 14
        slots["when"] = (now.date() + timedelta(days=ahead)).isoformat()
    elif found := said.take(rf"\b(next|this|coming) ({DAY})\b"):
        ahead = (CODES.index(DAY_OF[found.group(2)]) - now.weekday()) % 7
        ahead += 7 if ahead == 0 and found.group(1) == "next" else 0
        slots["when"] = (now.date() + timedelta(days=ahead)).isoformat()
    elif said.take(r"\b(?:next|the coming) weekend\b"):
        saturday = now.date() + timedelta(days=(5 - now.weekday()) % 7 + 7)
        slots.update(when=f"{saturday.isoformat()}/{(saturday + timedelta(days=1)).isoformat()}", days=["SA", "SU"])
    return "when" in slots


def _month_or_week(said: Sentence, now: datetime, slots: dict[str, Any]) -> None:
    if found := said.take(r"\b(this|next) month\b"):
        month = (now.year * 12 + now.month - 1 + (found.group(1) == "next")) % 12 + 1
        slots["when"] = f"{now.year + (month < now.month)}-{month:02}"
    elif found := said.take(rf"\b(?:in|during) (?:late |early |mid )?({_MONTH})\b"):
        month = _month(found.group(1))
        if not _HAPPENED.search(said.tidied):
            slots["when"] = f"{now.year + (month < now.month)}-{month:02}"
    elif found := said.take(r"\b(this|next) week\b"):
        slots["when"] = f"{found.group(1)}_week"
    elif said.take(r"\b(?:starting soon|starts soon|soon|as soon as possible|asap)\b"):
        slots["when"] = "soon"
