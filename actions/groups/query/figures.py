"""Clock times in words, put in figures before anybody reads them: "ten past six" is 6:10, "half 8" is 8:30."""

import re

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_HOUR_OF = {word: n for n, word in enumerate(_WORDS, 1)} | {str(n): n for n in range(1, 13)}
_HOUR = r"(" + "|".join(sorted(_HOUR_OF, key=len, reverse=True)) + r")"
_WORD = r"(" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")"
_MINUTES = {"five": 5, "ten": 10, "quarter": 15, "twenty": 20, "twenty five": 25, "twenty-five": 25, "half": 30}
_MINUTE = r"(?:a )?(twenty[- ]five|twenty|quarter|five|ten|(?:5|10|15|20|25)(?= (?:minutes|past|after)))(?: minutes)?"
_UNIT = (
    r"(?![\w/:.-]*\d)(?! (?:miles?|km|minutes|hours?|people|years?|weeks?|days?|months?|of|or|and a half))(?![\w'-])"
)
_PAST = re.compile(rf"(?<![\w:/-]){_MINUTE} (past|after|to|before|til|till) {_HOUR}(?:ish)?{_UNIT}")
_HALF = re.compile(rf"(?<!other )(?<!better )(?<![\w:/-])half[- ](?:past |after )?{_HOUR}(?:ish)?{_UNIT}")
_BETWEEN = re.compile(
    rf"\b(between|from) {_HOUR}(:\d\d)?((?: ?[ap]m)?) (and|to|till|til|until|-) {_HOUR}(?![\w/])(?!:?\d)"
    r"(?! (?:miles?|km|people|years?|weeks?|days?|months?|meetings?|minutes|hours))"
)
_DOT = re.compile(r"(?<![\d.,:/$£])(1\d|2[0-3]|[1-9])\.([0-5]\d)(?![\d.])(?! ?(?:miles?|km|percent|%|million|k\b))")
_ORDINAL = {
    word: n
    for n, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        1,
    )
}
_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_DATE = re.compile(rf"\b({'|'.join(_ORDINAL)}) of ({_MONTH})\b")
_TO = r"(and|to|till|til|until|-)"
_NOON = re.compile(rf"\b(between |from )?(\d{{1,2}}(?::\d\d)?) ?(?:am)? ?{_TO} (?:noon|midday)\b")
_FROM_NOON = re.compile(rf"\b(between|from) (?:noon|midday) {_TO} (\d{{1,2}}(?::\d\d)?)(?: ?pm)?\b")
_MIDNIGHT = re.compile(rf"\b(between|from) (\d{{1,2}}(?::\d\d)?) ?(?:pm)? ?{_TO} midnight\b")
_BARE = re.compile(rf"\b{_WORD} ?(?=(?:[ap]\.?m\b|o'? ?clock))")
_RANGE = re.compile(rf"\b{_WORD} (to|till|til|until) {_WORD}(?= (?:in the |on |at night|o'?clock|pm|am)|$|[,.])")

_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_YEARS = {"eleven": 11, "twelve": 12} | {word: n for n, word in enumerate(_TEENS, 13)}
_YEARS |= {word: n * 10 for n, word in enumerate(_TENS, 2)}
_IN_WORDS = (
    rf"(?:(?:{'|'.join(_TENS)})[- ](?:{'|'.join(_WORDS[:9])})|{'|'.join(sorted(_YEARS, key=len, reverse=True))})"
)
_AGE = re.compile(
    rf"\b((?:i'?m|i am|im|aged?|he's|she's|he is|she is|(?:just )?turned|turning|as an?) (?:only |just |nearly |"
    rf"almost |"
    rf"about |now )*)({_IN_WORDS})(?![\w'-])(?! (?:miles?|km|minutes|hours?|weeks?|days?|months?|percent|stone|pounds|"
    r"people|times|grand|thousand|past|to|quid|(?:years? )?(?:sober|clean|in recovery|free|off|without|into)))"
)
_LONG = re.compile(rf"\b({_IN_WORDS}|{'|'.join(_WORDS)})(?= (?:days?|weeks?|months?|years?) (?:clean|sober)\b)")
_OLD = re.compile(rf"\b({_IN_WORDS})(?=[- ](?:years?|yrs?)[- ]olds?\b)")
_SET_OFF = re.compile(
    rf"(?:^|(?<=, )|(?<=\. ))({_IN_WORDS})(?=$|, | and (?!a half)| here\b|[.;] )(?! and (?:{_IN_WORDS}))"
)


def age(text: str) -> str:
    """A tidied sentence with ages of eleven and over in figures: "I'm seventeen", "sixty-two and drinking"."""
    text = _LONG.sub(lambda m: str(_HOUR_OF.get(m[1]) or _years(m[1])), text)
    text = _AGE.sub(lambda m: f"{m[1]}{_years(m[2])}", text)
    text = _OLD.sub(lambda m: str(_years(m[1])), text)
    return _SET_OFF.sub(lambda m: str(_years(m[1])), text)


def _years(words: str) -> int:
    tens, _, ones = words.replace("-", " ").partition(" ")
    return _YEARS[tens] + (_HOUR_OF[ones] if ones else 0)


def _time(hour: str, minutes: int) -> str:
    at = (_HOUR_OF[hour] * 60 + minutes - 60) % 720 + 60
    return f"{at // 60}:{at % 60:02}"


def _shifted(found: re.Match[str]) -> str:
    minutes = _MINUTES.get(found[1]) or int(found[1])
    return _time(found[3], minutes if found[2] in ("past", "after") else -minutes)


def clock(text: str) -> str:
    """A tidied sentence with its clock times in figures."""
    text = _DOT.sub(r"\1:\2", text)
    text = _DATE.sub(lambda m: f"{_ORDINAL[m[1]]} {m[2]}", text)
    text = _NOON.sub(
        lambda m: f"{m[1] or 'from '}{m[2]}am {m[3].replace('til', 'to') if m[3] == 'til' else m[3]} 12pm", text
    )
    text = _FROM_NOON.sub(lambda m: f"{m[1]} 12pm {m[2]} {m[3]}pm", text)
    text = _MIDNIGHT.sub(lambda m: f"{m[1]} {m[2]}pm {m[3]} 24", text)
    text = _PAST.sub(_shifted, text)
    text = _HALF.sub(lambda m: _time(m[1], 30), text)
    text = _BETWEEN.sub(lambda m: f"{m[1]} {_HOUR_OF[m[2]]}{m[3] or ''}{m[4]} {m[5]} {_HOUR_OF[m[6]]}", text)
    text = _RANGE.sub(lambda m: f"{_HOUR_OF[m[1]]} {m[2]} {_HOUR_OF[m[3]]}", text)
    return _BARE.sub(lambda m: str(_HOUR_OF[m[1]]), text)
