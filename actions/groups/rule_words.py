"""A rule in words: "1st and 3rd Thursday of the month, not on public holidays"; whether to "ask first". Pure."""

from datetime import date

from actions.groups import public_holidays
from actions.groups.recurrence import DAYS, Rule, interval, parts, unanchored

NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ORDINALS = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 5: "5th", -1: "last", -2: "second-to-last"}
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SURE = 0.75  # below this a rule lifted from a note is not taken for certain


def ask_first(rule: Rule) -> bool:
    """Whether the answer must say "ask first": which weeks is not known, or a note was read with doubt."""
    return unanchored(rule) or (rule.origin == "note" and rule.confidence < SURE)


def said(rule: Rule, today: date | None = None) -> str:
    """The rule in words, English. `today` lets a course say whether one can still join."""
    text = _rhythm(rule)
    if rule.kind == "once" and rule.valid_from:
        text = f"once, on {_day(rule.valid_from)}"
    elif rule.kind == "cohort":
        text += _course(rule, today)
    elif rule.valid_from and today and rule.valid_from > today:
        text += f", from {_day(rule.valid_from)}"
    text += _months(parts(rule.rrule).get("BYMONTH"))
    if rule.holiday_rule and rule.holiday_rule.startswith("skip_public"):
        text += ", not on public holidays"
    elif rule.holiday_rule and rule.holiday_rule.startswith("only_public"):
        text += ", on public holidays only"
    if today and public_holidays.doubtful(rule.holiday_rule, today):
        text += " (check on public holidays)"
    return text + (", ask which" if unanchored(rule) else ", ask first" if ask_first(rule) else "")


def _rhythm(rule: Rule) -> str:
    known = parts(rule.rrule)
    days = known.get("BYDAY", "").split(",")
    every = interval(rule.rrule)
    if known.get("FREQ") == "MONTHLY" and "BYMONTHDAY" in known:
        return f"on day {known['BYMONTHDAY'].replace(',', ' and ')} of the month"
    if known.get("FREQ") == "MONTHLY" and days != [""]:
        return _ordinals(days) + (" of the month" if every == 1 else f" of every {_nth(every)} month")
    if known.get("FREQ") == "DAILY" or set(days) == set(DAYS):
        return "every day" if every == 1 else f"every {_nth(every)} day"
    if known.get("FREQ") != "WEEKLY" or days == [""]:
        return "now and then"
    names = _and([NAMES[DAYS.index(d)] for d in days])
    return f"every {names}" if every == 1 else f"every {'other' if every == 2 else _nth(every)} {names}"


def _ordinals(days: list[str]) -> str:
    by_day: dict[str, list[str]] = {}
    for part in days:
        number = part[:-2]
        by_day.setdefault(part[-2:], []).append(ORDINALS.get(int(number), f"{number}th") if number else "every")
    return _and([f"{_and(numbers)} {NAMES[DAYS.index(day)]}" for day, numbers in by_day.items()])


def _course(rule: Rule, today: date | None) -> str:
    text = f", {_day(rule.valid_from)} to {_day(rule.valid_to)}" if rule.valid_from and rule.valid_to else ""
    if rule.join_until and rule.valid_to and rule.join_until >= rule.valid_to:
        return text + ", join any week"
    if rule.join_until:
        over = today is not None and today > rule.join_until
        return text + (", joining is over" if over else f", join by {_day(rule.join_until)}")
    return text


def _months(text: str | None) -> str:
    if not text:
        return ""
    months = sorted(int(m) for m in text.split(","))
    if len(months) >= 9:
        return ", not in " + _and([MONTHS[m - 1] for m in range(1, 13) if m not in months])
    if len(months) > 2 and months == list(range(months[0], months[-1] + 1)):
        return f", {MONTHS[months[0] - 1]} to {MONTHS[months[-1] - 1]}"
    return ", in " + _and([MONTHS[m - 1] for m in months])


def _nth(number: int) -> str:
    return {2: "2nd", 3: "3rd"}.get(number, f"{number}th")


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def _day(on: date | None) -> str:
    return f"{on.day} {MONTHS[on.month - 1][:3]} {on.year}" if on else "?"
