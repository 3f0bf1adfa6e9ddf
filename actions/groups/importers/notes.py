"""Rules that only a note states: "1st and 3rd Thursday only", "not in August". Pure.

Doubt makes a theme, never a limit.
"""

import re
from dataclasses import dataclass, field

from actions.groups.importers import note_words as words
from actions.groups.importers.note_words import DAYS as DAYS

EVERY = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Rule:
    """What a note says about when. `rrule` limits the weekly rhythm (None: it does not); `theme` names an evening that
    is different; `said` is the sentence; below a `confidence` of 0.75 the answer says "ask first"."""

    rrule: str | None = None
    theme: str | None = None
    holiday: bool = False
    said: str | None = None
    confidence: float = 0.0


@dataclass
class _Found:
    ordinals: list[int] = field(default_factory=list)
    without: list[int] = field(default_factory=list)
    biweekly: bool = False
    months: list[int] = field(default_factory=list)
    unclear: bool = False
    theme: str | None = None
    holiday: bool = False
    said: list[str] = field(default_factory=list)
    sure: float = 1.0

    def limit(self, sentence: str, sure: float) -> None:
        """Remember the sentence that limits, and how sure we are of all limits together."""
        self.said.append(sentence.strip(" *"))
        self.sure = min(self.sure, sure)


def lift(note: str, weekday: int | None) -> Rule:
    """The rules of a note for a meeting on `weekday` (0 = Monday). Only what says when it meets may limit."""
    if weekday is None or not words.ANY.search(note):
        return Rule()
    found = _Found()
    sentences = [s for s in re.split(r"(?<=[.!;])\s+|\n|\*+|\s{3,}", note) if s.strip(" .*")]
    for sentence in sentences:
        _holidays(sentence, found)
        if words.BUSINESS.search(sentence):
            continue
        _months(sentence, found)
        if not words.WEEKLY.search(sentence):
            _ordinal_days(sentence, weekday, found, alone=len(sentences) == 1)
            _ordinal_weeks(sentence, found)
            _every_other(sentence, weekday, found)
        _formats(sentence, found)
    rrule = _rrule(found, DAYS[weekday])
    said = " ".join(dict.fromkeys(found.said)) if rrule else None
    return Rule(rrule, found.theme, found.holiday, said, round(found.sure, 2) if rrule else 0.0)


def _rrule(found: _Found, day: str) -> str | None:
    months = ";BYMONTH=" + ",".join(str(m) for m in found.months) if found.months else ""
    if found.ordinals:
        numbers = dict.fromkeys(n for n in found.ordinals)
        return "FREQ=MONTHLY;BYDAY=" + ",".join(f"{n}{day}" for n in numbers) + months
    if found.without:
        kept = [-2, -3, -4, -5] if found.without == [-1] else [n for n in EVERY if n not in found.without]
        return "FREQ=MONTHLY;BYDAY=" + ",".join(f"{n}{day}" for n in kept) + months
    if found.biweekly:
        return f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}{months}"
    return f"FREQ=WEEKLY;BYDAY={day}{months}" if found.months or found.unclear else None


def _holidays(sentence: str, found: _Found) -> None:
    match = words.HOLIDAY.search(sentence)
    if match and not words.OTHER_HOLIDAY.search(match["gap"]):
        found.holiday = True


def _months(sentence: str, found: _Found) -> None:
    if match := words.NOT_MONTHS.search(sentence):
        closed = words.months_in(match["months"])
        if closed:
            found.months = [m for m in range(1, 13) if m not in closed]
            found.limit(sentence, 0.9)
    elif match := words.ONLY_MONTHS.search(sentence):
        listed = words.months_in(match["months"])
        if len(listed) == 1 and words.MONTH_RANGE.search(sentence):
            _month_range(sentence, found)
        elif listed:
            found.months = listed
            found.limit(sentence, 0.85)
    else:
        _month_range(sentence, found)


def _month_range(sentence: str, found: _Found) -> None:
    match = words.MONTH_RANGE.search(sentence)
    if not match or (words.THEME.search(sentence) and "only" not in sentence.lower()):
        return
    ends = words.months_in(f"{match['first']}, {match['last']}")
    said = match["before"].strip()
    if len(ends) < 2 or (words.ELSEWHERE.search(said) and "only" not in said.lower()):
        return
    first, last = ends
    found.months = [(first - 1 + i) % 12 + 1 for i in range((last - first) % 12 + 1)]
    found.limit(sentence, 0.85 if said else 0.7)


def _ordinal_days(sentence: str, weekday: int, found: _Found, *, alone: bool) -> None:
    for match in words.ORDINAL_DAY.finditer(sentence):
        before, after = sentence[: match.start()], sentence[match.end() :]
        if words.DAY_WORDS[match["day"].lower()] != weekday or words.OWN.search(before):
            continue
        numbers = [words.ORDINALS[w.lower()] for w in words.ORD_WORD.findall(match["ords"])]
        if words.NOT_MEETING.search(before) or (words.EXCEPT.search(before) and not words.THEME.search(before)):
            found.without += numbers
            found.limit(sentence, 0.9)
            continue
        of_month = bool(words.OF_MONTH.search(sentence) or words.MONTHLY.search(sentence))
        if match["every"] and numbers == [2] and not of_month:
            found.unclear = True  # the second of the month, or every other?
            found.limit(sentence, 0.5)
        elif sure := _limits(sentence, after, alone=alone):
            found.ordinals += numbers
            found.limit(sentence, sure)
        else:
            found.theme = found.theme or _theme(match["ords"], DAYS[weekday], sentence)


def _limits(sentence: str, after: str, *, alone: bool) -> float:
    """How sure it is that the ordinals in this sentence say when the group meets; 0 for a theme."""
    if words.MONTHLY.search(sentence) and words.MEETS.search(sentence):
        return 0.9
    if words.THEME.search(sentence) or words.IS_THEME.search(after):
        return 0.0
    of_month = words.OF_MONTH.search(sentence)
    if words.MEETS.search(sentence) or (words.MONTHLY.search(sentence)):
        return 0.9
    rest = words.FILLER.sub("", words.ORDINAL_DAY.sub("", sentence))
    if not rest and (of_month or alone):
        return 0.85 if of_month else 0.7
    return 0.7 if of_month else 0.0


def _ordinal_weeks(sentence: str, found: _Found) -> None:
    if match := words.ORDINAL_WEEK.search(sentence):
        found.theme = found.theme or _theme(match["ords"], "week", sentence)


def _every_other(sentence: str, weekday: int, found: _Found) -> None:
    match = words.OTHER_WEEK.search(sentence)
    if not match:
        _some_week(sentence, found)
        return
    named = (match["day"] or "").lower().rstrip("s")
    day = words.DAY_WORDS.get(named)
    if day is None and (other := words.ANY_DAY.search(sentence)):
        day = words.DAY_WORDS[other["day"].lower()]
    if day not in (None, weekday):
        return
    if words.THEME.search(sentence) or words.IS_THEME.search(sentence[match.end() :]):
        found.theme = found.theme or _theme("every other", "week", sentence)
    elif words.MEETS.search(sentence) or not _rest(sentence):
        found.biweekly = True
        found.limit(sentence, 0.85)


def _some_week(sentence: str, found: _Found) -> None:
    """ "Meets monthly": once a month, and nobody says in which week."""
    if found.ordinals or words.THEME.search(sentence) or words.ORDINAL_DAY.search(sentence):
        return
    if words.MONTHLY.search(sentence) and words.MEETS.search(sentence):
        found.unclear = True
        found.limit(sentence, 0.5)


def _rest(sentence: str) -> str:
    return words.FILLER.sub("", words.ANY_DAY.sub("", words.OTHER_WEEK.sub("", sentence)))


def _formats(sentence: str, found: _Found) -> None:
    """ "We alternate between steps and stories", "rotating format": nothing is limited."""
    if re.search(r"\balternat(?:e|es|ing)\b|\brotat\w+", sentence, re.I) and words.THEME.search(sentence):
        found.theme = found.theme or _theme("alternates", "", sentence)


def _theme(ordinals: str, day: str, sentence: str) -> str:
    word = words.THEME.search(sentence)
    which = " ".join([ordinals.lower().split()[0] if day != "week" else ordinals.lower(), day]).strip()
    return f"{which}: {word.group(0).lower() if word else 'see the note'}"[:120]
